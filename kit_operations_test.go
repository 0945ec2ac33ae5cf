package fanvue_test

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

const (
	// opBase is not "/": a path that is put together wrongly shows.
	opBase = "/gateway/api"
	opKey  = "test-key-5e1d0c"

	// Ids with everything that means something in a path, as given and as
	// they must travel.
	fanID         = "fan;1?x#é"
	fanPath       = "fan%3B1%3Fx%23%C3%A9"
	creatorID     = "creator 7;ü%"
	creatorPrefix = "/creators/creator%207%3B%C3%BC%25"
)

// operationCase is one call, what it must put on the wire, and what the
// caller must get for the server's response.
type operationCase struct {
	op   fanvue.OperationName
	name string // when an operation has several cases
	// surface is the client's; a path on one has its prefix.
	surface  fanvue.Surface
	call     func(ctx context.Context, c *fanvue.Client) (any, error)
	method   string
	path     string // escaped, below the base path
	query    string // as url.Values.Encode orders it, "" for none
	body     string // literal JSON that must have been sent, "" for none
	status   int
	response string // literal JSON that the server gives
	// contentType is the response's, JSON unless told otherwise.
	contentType string
	accept      string // that must have been sent; JSON unless set
	want        any    // nil for an operation that returns nothing
}

func (c operationCase) title() string {
	return strings.TrimSuffix(string(c.op)+" "+c.name, " ")
}

// surfaced points a client at the case's surface.
func (c operationCase) surfaced() fanvue.Option { return fanvue.WithSurface(c.surface) }

func (c operationCase) respond() http.HandlerFunc {
	if c.contentType != "" {
		return respondText(c.status, c.contentType, c.response)
	}
	return respondJSON(c.status, c.response)
}

func operationCases() []operationCase {
	return slices.Concat(
		selfCases(), appCases(),
		chatCases(), chatMediaCases(),
		messageCases(), messageMediaCases(), messageBatchCases(),
		massMessageCases(),
		customListCases(), smartListCases(),
		fanCases(), creatorCases(), templateCases(),
		mediaCases(), uploadCases(), vaultCases(),
		postCases(), postReactionCases(), collectionCases(),
		insightsCases(), earningsCases(), fanInsightsCases(), trackingLinkCases(),
		agencyCases(), agencyTeamCases(),
		automatedMessageCases(), webhookCases(), promotionCases(), appStoreCases(),
		subscriptionPriceCases(), typingCases(), chatGetCases(), messageGetCases(), fanGetCases(),
		newerMessageCases(), newerMassMessageCases(),
	)
}

// operationsByName are the declarations, by name.
func operationsByName() map[fanvue.OperationName]fanvue.Operation {
	rows := make(map[fanvue.OperationName]fanvue.Operation)
	for _, row := range fanvue.Operations() {
		rows[row.Name] = row
	}
	return rows
}

// caseOf gives each operation its first case.
func caseOf(t *testing.T) map[fanvue.OperationName]operationCase {
	t.Helper()
	cases := make(map[fanvue.OperationName]operationCase)
	for _, tc := range slices.Backward(operationCases()) {
		cases[tc.op] = tc
	}
	for name := range operationsByName() {
		if _, ok := cases[name]; !ok {
			t.Fatalf("%s has no case", name)
		}
	}
	return cases
}

func ptr[T any](v T) *T { return &v }

// at reads RFC 3339 by itself, not by the code under test.
func at(text string) fanvue.Timestamp {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return fanvue.NewTimestamp(t)
}

// sameInstant compares times as instants: the zone is how they were written.
var sameInstant = cmp.Comparer(func(a, b fanvue.Timestamp) bool { return a.Equal(b.Time) })

// decodedJSON makes bodies comparable whatever their order and spacing.
func decodedJSON(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("no JSON: %v: %q", err, text)
	}
	return v
}

// checkFaultResult: the case's value or nothing, and an error that a log bears.
func checkFaultResult(t testing.TB, tc operationCase, got any, err error) {
	t.Helper()
	if err == nil {
		if diff := cmp.Diff(tc.want, got, sameInstant); diff != "" {
			t.Errorf("result (-want +got):\n%s", diff)
		}
		return
	}
	if got != nil && !reflect.ValueOf(got).IsZero() {
		t.Errorf("a result beside the error: %+v", got)
	}
	if text := err.Error(); len(text) > 4096 || !strings.Contains(text, string(tc.op)+":") || strings.Contains(text, "<html") {
		t.Errorf("a text that is long, names no operation or has markup: %s", text)
	}
}

// successStatus is the case's own status, unless that forbids a body.
func successStatus(tc operationCase) int {
	if tc.status == http.StatusNoContent {
		return http.StatusOK
	}
	return tc.status
}

// onBothAccounts makes two cases of one: for the caller's own account, and for a
// managed creator.
func onBothAccounts(mirror fanvue.OperationName, tc operationCase, call func(context.Context, postsService) (any, error)) []operationCase {
	own, managed := tc, tc
	own.call = func(ctx context.Context, c *fanvue.Client) (any, error) { return call(ctx, c.Posts) }
	managed.op, managed.path = mirror, creatorPrefix+tc.path
	managed.call = func(ctx context.Context, c *fanvue.Client) (any, error) { return call(ctx, c.Creator(creatorID).Posts) }
	return []operationCase{own, managed}
}

// postsService is what there is for the caller's own account and for managed creators.
type postsService interface {
	List(context.Context, *fanvue.PostListOptions) (*fanvue.Page[fanvue.Post], error)
	Create(context.Context, fanvue.PostParams) (*fanvue.Post, error)
	Update(context.Context, string, fanvue.PostUpdate) (*fanvue.Post, error)
	Delete(context.Context, string) error
	Pin(context.Context, string) (*fanvue.Post, error)
	Unpin(context.Context, string) (*fanvue.Post, error)
	Repost(context.Context, string) (*fanvue.Post, error)
	Comments(context.Context, string, *fanvue.ListOptions) (*fanvue.Page[fanvue.Comment], error)
	CreateComment(context.Context, string, fanvue.CommentParams) (*fanvue.Comment, error)
	DeleteComment(context.Context, string, string) error
}

// insightsView is what the caller's own account and a managed creator share.
type insightsView interface {
	Subscribers(context.Context, *fanvue.InsightsPeriodOptions) (*fanvue.Page[fanvue.SubscriberDay], error)
	TopSpenders(context.Context, *fanvue.InsightsPeriodOptions) (*fanvue.Page[fanvue.TopSpender], error)
	Earnings(context.Context, *fanvue.EarningsOptions) (*fanvue.Page[fanvue.Earning], error)
	EarningsSummary(context.Context, *fanvue.EarningsSummaryOptions) (*fanvue.EarningsSummary, error)
}

// insightsOfBoth makes of a case one for each account.
func insightsOfBoth(own operationCase, call func(context.Context, insightsView) (any, error)) []operationCase {
	managed := mirrored(own)
	own.call = func(ctx context.Context, c *fanvue.Client) (any, error) { return call(ctx, c.Insights) }
	managed.call = func(ctx context.Context, c *fanvue.Client) (any, error) {
		return call(ctx, c.Creator(creatorID).Insights)
	}
	return []operationCase{own, managed}
}

// mirrored is a case for a managed creator, but for its call.
func mirrored(own operationCase) operationCase {
	own.op = "Creator." + own.op
	if path, onV1 := strings.CutPrefix(own.path, "/v1"); onV1 {
		own.path = "/v1" + creatorPrefix + path
	} else {
		own.path = creatorPrefix + own.path
	}
	return own
}

// spring is a time that is told in two zones: the days are counted in the
// zones that the dates have.
func spring() (start, end time.Time) {
	return time.Date(2026, 3, 1, 0, 0, 0, 0, time.FixedZone("CEST", 2*60*60)),
		time.Date(2026, 4, 1, 12, 30, 0, 250_000_000, time.FixedZone("", -(9*60+30)*60))
}

// linksView is what the caller's own account and a managed creator share.
type linksView interface {
	List(context.Context, *fanvue.TrackingLinkListOptions) (*fanvue.Page[fanvue.TrackingLink], error)
	Create(context.Context, fanvue.TrackingLinkParams) (*fanvue.TrackingLink, error)
	Delete(ctx context.Context, linkUUID string) error
	Users(ctx context.Context, linkUUID string, opts *fanvue.ListOptions) (*fanvue.Page[fanvue.TrackingLinkUser], error)
	UserMetadata(ctx context.Context, linkUUID, userUUID string) (*fanvue.TrackingMetadata, error)
}

// linksOfBoth makes of a case one for each account.
func linksOfBoth(own operationCase, call func(context.Context, linksView) (any, error)) []operationCase {
	managed := mirrored(own)
	own.call = func(ctx context.Context, c *fanvue.Client) (any, error) { return call(ctx, c.TrackingLinks) }
	managed.call = func(ctx context.Context, c *fanvue.Client) (any, error) {
		return call(ctx, c.Creator(creatorID).TrackingLinks)
	}
	return []operationCase{own, managed}
}

// oneItem is a case of an operation that only /v1 has, which returns one item.
func oneItem(op fanvue.OperationName, name string, call func(context.Context, *fanvue.Client) (any, error), path, response string, want any) operationCase {
	return operationCase{
		op: op, name: name, surface: fanvue.SurfaceV1, call: call, method: http.MethodGet, path: path,
		status: http.StatusOK, response: response, want: want,
	}
}

// ids returns the ids of the items of an iteration.
func ids[T any](items iter.Seq2[T, error], id func(T) string) ([]string, error) {
	var all []string
	for item, err := range items {
		if err != nil {
			return all, err
		}
		all = append(all, id(item))
	}
	return all, nil
}
