package fanvue_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// The last messages of 500 chats take 10 requests.
func TestBatchOfManyChats(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer(fanvuetest.Empty())
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		t.Fatal(err)
	}
	var chats []string
	for n := range 500 {
		fan := server.Me().AddFan(fanvue.User{DisplayName: fmt.Sprint("Fan ", n)})
		server.Me().Receive(fan, fmt.Sprint("I am fan ", n))
		chats = append(chats, fan)
	}
	given := append(slices.Clone(chats), chats[:20]...)
	params := fanvue.MessageBatchParams{ChatUUIDs: given, Limit: 1}
	n := 0
	for item, err := range client.Messages.BatchAll(t.Context(), params) {
		if err != nil || item.ID != chats[n] || len(item.Item.Messages) != 1 || item.Item.Messages[0].Text != fmt.Sprint("I am fan ", n) {
			t.Fatalf("chat %d: got %+v, %v", n, item, err)
		}
		n++
	}
	if n != len(chats) || server.RequestCount() != 10 || len(params.ChatUUIDs) != 520 {
		t.Errorf("%d chats in %d requests", n, server.RequestCount())
	}
}

// batchServer serves the batch endpoints: it answers each id with answer, which may
// be empty, and fails the requests of which fail says so.
type batchServer struct {
	answer   func(id string) string
	fail     func(request int) int
	requests [][]string
}

func (s *batchServer) RoundTrip(r *http.Request) (*http.Response, error) {
	ids := strings.Split(r.URL.Query().Get("mediaUuids"), ",")
	if r.Body != nil {
		var body struct{ UserUUIDs, ChatUUIDs []string }
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			return nil, err
		}
		ids = append(body.UserUUIDs, body.ChatUUIDs...)
	}
	s.requests = append(s.requests, ids)
	if s.fail != nil {
		if status := s.fail(len(s.requests)); status != 0 {
			return rawResponse(r, status, `{"message":"no"}`), nil
		}
	}
	var members []string
	for _, id := range ids {
		if answer := s.answer(id); answer != "" {
			members = append(members, fmt.Sprintf("%q:%s", id, answer))
		}
	}
	body := "{" + strings.Join(members, ",") + "}"
	switch r.URL.Path {
	case "/chats/messages/batch":
		body = `{"byChat":` + body + "}"
	case "/media/bulk":
		body = `{"results":` + body + `,"errors":[{"mediaUuid":"gone","code":"NOT_FOUND"}]}`
	}
	return rawResponse(r, http.StatusOK, body), nil
}

func (s *batchServer) client(t *testing.T) *fanvue.Client {
	t.Helper()
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithHTTPClient(&http.Client{Transport: s}), fanvue.WithMaxRetries(0))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// batchRun is an iteration over a batch whatever its items are.
type batchRun struct {
	size   int
	item   string // as the server sends it
	gone   string
	broken string
	run    func(ctx context.Context, c *fanvue.Client, ids []string) iter.Seq2[string, error]
}

func batchRuns() map[string]batchRun {
	return map[string]batchRun{
		"Messages.BatchAll": {50, `{"messages":[]}`, `{"error":"not_found"}`, `7`, func(ctx context.Context, c *fanvue.Client, ids []string) iter.Seq2[string, error] {
			return batchIDs(c.Messages.BatchAll(ctx, fanvue.MessageBatchParams{ChatUUIDs: ids}))
		}},
		"Chats.StatusesAll": {100, `{"isOnline":false}`, ``, `7`, func(ctx context.Context, c *fanvue.Client, ids []string) iter.Seq2[string, error] {
			return batchIDs(c.Chats.StatusesAll(ctx, ids))
		}},
		"Insights.FansBatchAll": {100, `{"status":"follower"}`, `{"error":"not_found"}`, `{"status":7}`, func(ctx context.Context, c *fanvue.Client, ids []string) iter.Seq2[string, error] {
			return batchIDs(c.Insights.FansBatchAll(ctx, ids))
		}},
		"Media.BulkAll": {20, `{"uuid":"x"}`, `null`, `{"uuid":7}`, func(ctx context.Context, c *fanvue.Client, ids []string) iter.Seq2[string, error] {
			return batchIDs(c.Media.BulkAll(ctx, fanvue.MediaBulkParams{MediaUUIDs: ids}))
		}},
	}
}

// batchIDs yields the ids, in brackets where there is an item.
func batchIDs[T any](items iter.Seq2[fanvue.BatchItem[T], error]) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for item, err := range items {
			id := item.ID
			if item.Item != nil {
				id = "[" + id + "]"
			}
			if !yield(id, err) {
				return
			}
		}
	}
}

// Every id has one result, in the order of the ids; what fails costs only its own.
func TestBatchOrder(t *testing.T) {
	t.Parallel()
	for name, batch := range batchRuns() {
		server := &batchServer{answer: func(id string) string {
			return map[string]string{"gone": batch.gone, "broken": batch.broken, "missing": ""}[id] + map[bool]string{true: batch.item}[strings.HasPrefix(id, "u-")]
		}}
		given := slices.Concat([]string{"gone", "u-1", "broken", "u-1"}, manyIDs(batch.size), []string{"missing", "gone"})
		want := slices.Concat([]string{"gone", "[u-1]", "broken"})
		for _, id := range manyIDs(batch.size)[1:] {
			want = append(want, "["+id+"]")
		}
		want = append(want, "missing")
		var got []string
		for id, err := range batch.run(t.Context(), server.client(t), given) {
			got = append(got, id)
			if (err == nil) != strings.HasPrefix(id, "[") {
				t.Errorf("%s: %s: %v", name, id, err)
			}
			var item fanvue.ItemError
			var unreadable *fanvue.ItemDecodeError
			if err != nil && !errors.As(err, &item) && !errors.As(err, &unreadable) {
				t.Errorf("%s: %s: %T is not the error of an item", name, id, err)
			}
			if id == "gone" && batch.gone != "" && !errors.Is(err, fanvue.ErrNotFound) {
				t.Errorf("%s: %s: %v", name, id, err)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if len(server.requests) != 2 || len(server.requests[0]) != batch.size {
			t.Errorf("%s: requests of %d", name, len(server.requests))
		}
	}
}

// An iteration that fails says what is left, and the rest continues it.
func TestBatchResumes(t *testing.T) {
	t.Parallel()
	for name, batch := range batchRuns() {
		server := &batchServer{answer: func(string) string { return batch.item }}
		server.fail = func(request int) int { return map[int]int{2: http.StatusServiceUnavailable}[request] }
		client, all := server.client(t), manyIDs(2*batch.size+7)
		var got []string
		var broken *fanvue.BatchError
		for id, err := range batch.run(t.Context(), client, all) {
			if err == nil {
				got = append(got, id)
			} else if !errors.As(err, &broken) || id != "" {
				t.Fatalf("%s: %q, %v", name, id, err)
			}
		}
		if broken == nil || !errors.As(error(broken), new(*fanvue.APIError)) || !slices.Equal(broken.Rest, all[batch.size:]) || len(got) != batch.size {
			t.Fatalf("%s: %d results, then %+v", name, len(got), broken)
		}
		checkText(t, broken)
		for id, err := range batch.run(t.Context(), client, broken.Rest) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got = append(got, id)
		}
		for i, id := range all {
			all[i] = "[" + id + "]"
		}
		if diff := cmp.Diff(all, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Nothing is requested before it is needed, nor for wrong or no ids.
func TestBatchRequestsWhatIsNeeded(t *testing.T) {
	t.Parallel()
	for name, batch := range batchRuns() {
		server := &batchServer{answer: func(string) string { return batch.item }}
		client := server.client(t)
		items := batch.run(t.Context(), client, manyIDs(3*batch.size))
		for id, err := range batch.run(t.Context(), client, nil) {
			t.Errorf("%s: no ids: %q, %v", name, id, err)
		}
		for id, err := range batch.run(t.Context(), client, []string{"a", ""}) {
			if !errors.As(err, new(*fanvue.ArgumentError)) || !errors.As(err, new(*fanvue.BatchError)) || !strings.Contains(err.Error(), name) {
				t.Errorf("%s: an empty id: %q, %v", name, id, err)
			}
			checkText(t, err)
		}
		if len(server.requests) != 0 {
			t.Errorf("%s: %d requests", name, len(server.requests))
		}
		for range 2 { // each range starts over
			for range items {
				break
			}
		}
		if len(server.requests) != 2 || server.requests[1][0] != "u-1" {
			t.Errorf("%s: requests %q", name, server.requests)
		}
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		for _, err := range batch.run(ctx, client, manyIDs(2*batch.size)) {
			if n++; n == batch.size {
				cancel()
			}
			if n == batch.size+1 && !errors.Is(err, context.Canceled) || n <= batch.size && err != nil {
				t.Errorf("%s: item %d: %v", name, n, err)
			}
		}
		cancel()
		if n != batch.size+1 {
			t.Errorf("%s: %d results", name, n)
		}
	}
}

// Like the options of a list, the ids are those of the time of the call.
func TestBatchKeepsItsIDs(t *testing.T) {
	t.Parallel()
	for name, batch := range batchRuns() {
		server := &batchServer{answer: func(string) string { return batch.item }}
		ids := manyIDs(2)
		items := batch.run(t.Context(), server.client(t), ids)
		ids[0] = "another"
		var got []string
		for id, err := range items {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			got = append(got, id)
			ids[1] = "another"
		}
		if diff := cmp.Diff([]string{"[u-1]", "[u-2]"}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func rawResponse(r *http.Request, status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}
}
