package fanvue_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
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
// caller must get for the server's answer.
type operationCase struct {
	op   fanvue.OperationName
	name string // when an operation has several cases
	// surface is the client's; a path on one has its prefix.
	surface fanvue.Surface
	call    func(ctx context.Context, c *fanvue.Client) (any, error)
	method  string
	path    string // escaped, below the base path
	query   string // as url.Values.Encode orders it, "" for none
	body    string // literal JSON that must have been sent, "" for none
	status  int
	answer  string // literal JSON that the server gives
	// contentType is the answer's, JSON unless told otherwise.
	contentType string
	accept      string // that must have been sent; JSON unless set
	want        any    // nil for an operation that returns nothing
}

func (c operationCase) title() string {
	return strings.TrimSuffix(string(c.op)+" "+c.name, " ")
}

// surfaced points a client at the case's surface.
func (c operationCase) surfaced() fanvue.Option { return fanvue.WithSurface(c.surface) }

func (c operationCase) answered() http.HandlerFunc {
	if c.contentType != "" {
		return answerText(c.status, c.contentType, c.answer)
	}
	return answerJSON(c.status, c.answer)
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
		agencyCases(), agencyTeamCases(), unpublishedCases(),
	)
}

// operationRows are the declarations, by name.
func operationRows() map[fanvue.OperationName]fanvue.Operation {
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
	for name := range operationRows() {
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

// wireRequest is a request as the server saw it.
type wireRequest struct {
	method, path, query string
	header              http.Header
	body                string
}

// wireServer records what it is sent.
type wireServer struct {
	*httptest.Server
	mu       sync.Mutex
	requests []wireRequest
}

func newWireServer(t *testing.T, answer http.HandlerFunc) *wireServer {
	t.Helper()
	s := new(wireServer)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("reading the request: %v", err)
		}
		path, query, _ := strings.Cut(r.RequestURI, "?")
		s.mu.Lock()
		s.requests = append(s.requests, wireRequest{r.Method, path, query, r.Header.Clone(), string(body)})
		s.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *wireServer) seen() []wireRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

func (s *wireServer) client(t *testing.T, opts ...fanvue.Option) *fanvue.Client {
	t.Helper()
	c, err := fanvue.NewClient(append([]fanvue.Option{
		fanvue.WithAPIKey(opKey), fanvue.WithBaseURL(s.URL + opBase), fanvue.WithMaxRetries(0),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	return c
}

func answerJSON(status int, body string) http.HandlerFunc {
	return answerText(status, "application/json; charset=utf-8", body)
}

func answerText(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// decodedJSON makes bodies comparable whatever their order and spacing.
func decodedJSON(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("no JSON: %v: %q", err, text)
	}
	return v
}

func TestOperations(t *testing.T) {
	t.Parallel()
	rows := operationRows()
	for _, tc := range operationCases() {
		t.Run(tc.title(), func(t *testing.T) {
			t.Parallel()
			server := newWireServer(t, tc.answered())
			// Just the declared scopes: no call may ask for more of them.
			client := server.client(t, fanvue.WithScopes(rows[tc.op].Scopes...), tc.surfaced())

			got, err := tc.call(t.Context(), client)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got, sameInstant); diff != "" {
				t.Errorf("result (-want +got):\n%s", diff)
			}
			requests := server.seen()
			if len(requests) != 1 {
				t.Fatalf("%d requests, want 1", len(requests))
			}
			checkOnWire(t, tc, requests[0])
		})
	}
}

func checkOnWire(t *testing.T, tc operationCase, sent wireRequest) {
	t.Helper()
	if sent.method != tc.method {
		t.Errorf("method %s, want %s", sent.method, tc.method)
	}
	if want := opBase + tc.path; sent.path != want {
		t.Errorf("path %s, want %s", sent.path, want)
	}
	if sent.query != tc.query {
		t.Errorf("query %s, want %s", sent.query, tc.query)
	}
	accept := tc.accept
	if accept == "" {
		accept = "application/json"
	}
	want := map[string][]string{
		"X-Fanvue-Api-Version": {"2025-06-26"},
		"X-Fanvue-Api-Key":     {opKey},
		"Accept":               {accept},
		"Content-Type":         nil,
		"Authorization":        nil,
		"Idempotency-Key":      nil,
	}
	if tc.body != "" {
		want["Content-Type"] = []string{"application/json"}
	}
	for name, values := range want {
		if diff := cmp.Diff(values, sent.header[name]); diff != "" {
			t.Errorf("header %s (-want +got):\n%s", name, diff)
		}
	}
	if tc.body == "" || sent.body == "" {
		if tc.body != sent.body {
			t.Errorf("body %q, want %q", sent.body, tc.body)
		}
		return
	}
	if diff := cmp.Diff(decodedJSON(t, tc.body), decodedJSON(t, sent.body)); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

func TestOperationsAreAllCovered(t *testing.T) {
	t.Parallel()
	rows := operationRows()
	covered := make(map[fanvue.OperationName]bool)
	titles := make(map[string]bool)
	for _, tc := range operationCases() {
		covered[tc.op] = true
		if titles[tc.title()] {
			t.Errorf("two cases are called %q", tc.title())
		}
		titles[tc.title()] = true
		row, ok := rows[tc.op]
		if !ok {
			t.Errorf("%s: no such operation", tc.op)
		}
		if tc.method != row.Method {
			t.Errorf("%s: the case says %s, the declaration %s", tc.title(), tc.method, row.Method)
		}
	}
	for name := range rows {
		if !covered[name] {
			t.Errorf("%s has no case", name)
		}
	}
}

// walkCase is an iterator over two pages.
type walkCase struct {
	name    string
	path    string
	queries [2]string // of the first and the second request
	row     string    // JSON of a row, with %s for its id
	cursor  bool      // the list is paged by cursor, not by number
	walk    func(ctx context.Context, c *fanvue.Client) ([]string, error)
}

// ids walks a whole list.
func ids[T any](rows iter.Seq2[T, error], id func(T) string) ([]string, error) {
	var all []string
	for row, err := range rows {
		if err != nil {
			return all, err
		}
		all = append(all, id(row))
	}
	return all, nil
}

func TestIterators(t *testing.T) {
	t.Parallel()
	for _, tc := range slices.Concat(walkCases(), mediaWalks(), postWalks(), insightsWalks(), agencyWalks()) {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var step int // only one request is under way at a time
			server := newWireServer(t, func(w http.ResponseWriter, r *http.Request) {
				step++
				rows := []string{fmt.Sprintf(tc.row, "a"), fmt.Sprintf(tc.row, "b")}
				move := `"pagination":{"page":1,"size":2,"hasMore":true}`
				if tc.cursor {
					move = `"nextCursor":"c/2 +="`
				}
				if step > 1 {
					rows = []string{fmt.Sprintf(tc.row, "c")}
					move = `"pagination":{"page":2,"size":1,"hasMore":false}`
					if tc.cursor {
						move = `"nextCursor":null`
					}
				}
				answerJSON(http.StatusOK, `{"data":[`+strings.Join(rows, ",")+`],`+move+`}`)(w, r)
			})
			got, err := tc.walk(t.Context(), server.client(t))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{"a", "b", "c"}, got); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			var sent []string
			for _, r := range server.seen() {
				sent = append(sent, r.method+" "+r.path+"?"+r.query)
			}
			want := []string{"GET " + opBase + tc.path + "?" + tc.queries[0], "GET " + opBase + tc.path + "?" + tc.queries[1]}
			if diff := cmp.Diff(want, sent); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}
