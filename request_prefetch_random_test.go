package fanvue_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// randomList returns a server for a list that random chooses: how its pages lead
// on, which of their items are readable, and which requests fail.
func randomList(random *rand.Rand) *listServer {
	server := &listServer{pages: 1 + random.IntN(24), latency: time.Duration(random.IntN(300)) * time.Millisecond}
	mixed := random.IntN(4) == 0
	styles := []listStyle{byNumber, byNumber, byFull, byCursor, byDate, asArray}
	style := styles[random.IntN(len(styles))]
	responses := make([]func(attempt int) func(*http.Request) (*http.Response, error), server.pages+40)
	for page := range responses {
		if mixed && random.IntN(3) == 0 {
			style = styles[random.IntN(len(styles))]
		}
		body := randomPage(random, style, page, server.pages)
		failures, failure := 0, respond(503, `{"message":"later"}`)
		switch random.IntN(20) {
		case 0: // for a while, or for longer than the client tries
			failures = 1 + random.IntN(5)
		case 1:
			failures, failure = 1+random.IntN(5), broken(errReset)
		case 2:
			failures, failure = 1+random.IntN(3), respond(503, "", "Retry-After", fmt.Sprint(1+random.IntN(30)))
		case 3:
			if random.IntN(3) == 0 {
				failures, failure = 1000, respond(403, `{"error":"Only for creators"}`)
			}
		case 4:
			failures, failure = 1, truncated(200)
		}
		responses[page] = func(attempt int) func(*http.Request) (*http.Response, error) {
			if attempt <= failures {
				return failure
			}
			return respond(200, body)
		}
	}
	server.respond = func(page, attempt int) func(*http.Request) (*http.Response, error) {
		return responses[min(page, len(responses)-1)](attempt)
	}
	return server
}

func randomPage(random *rand.Rand, style listStyle, page, pages int) string {
	var items []string
	const size = 3
	switch count := random.IntN(16); {
	case page > pages || count == 0:
	case count == 1:
		items = []string{`{"uuid":"the same"}`}
	default:
		for i := range size {
			items = append(items, fmt.Sprintf(`{"uuid":"%d.%d"}`, page, i))
		}
		if count == 2 {
			items[random.IntN(size)] = []string{`null`, `{"uuid":7}`, `{}`}[random.IntN(3)]
		}
	}
	next, end := page+1, page >= pages
	switch random.IntN(40) {
	case 0:
		next = 1 + random.IntN(pages) // back, or further on
	case 1:
		end = true
	case 2:
		return fmt.Sprintf(`{"data":[%s],"nextCursor":["lost"]}`, strings.Join(items, ","))
	}
	list := `"data":[` + strings.Join(items, ",") + `]`
	switch style {
	case byNumber:
		return fmt.Sprintf(`{%s,"pagination":{"page":%d,"hasMore":%t}}`, list, page, !end)
	case byFull:
		return fmt.Sprintf(`{%s,"pagination":{"page":%d}}`, list, page)
	case byCursor:
		if !end {
			return fmt.Sprintf(`{%s,"nextCursor":"after %d"}`, list, next)
		}
	case byDate:
		if !end {
			return fmt.Sprintf(`{%s,"dateFilter":{"sentBefore":"after %d","receivedBefore":null}}`, list, next)
		}
	case asArray:
		return `[` + strings.Join(items, ",") + `]`
	}
	return `{` + list + `}`
}

// For any list, and whatever fails, an iteration yields the same with and without
// pages ahead.
func TestPrefetchOfRandomLists(t *testing.T) {
	t.Parallel()
	lists := 1000
	if sample(t) {
		lists = 100
	}
	const first = 1 // of the seeds: the same lists each time
	var yielded, ended, waste, most int
	for i := range lists {
		seed := uint64(first + i)
		synctest.Test(t, func(t *testing.T) {
			var traces [2][]string
			var requests [2]int
			for i := range traces {
				random := rand.New(rand.NewPCG(seed, 0))
				server := randomList(random)
				limit, metered := 1+random.IntN(32), random.IntN(2) == 0
				stop, work := 1+random.IntN(80), time.Duration(random.IntN(200))*time.Millisecond
				if random.IntN(3) > 0 {
					stop = 10_000
				}
				api := &meteredAPI{limit: 10 + random.IntN(30), window: time.Minute}
				client := roundTripFunc(func(r *http.Request) (*http.Response, error) {
					resp, err := server.RoundTrip(r)
					if err == nil && metered {
						counted := api.count("")
						counted.Request = r
						if counted.StatusCode != http.StatusOK {
							return counted, nil
						}
						for name, values := range counted.Header {
							resp.Header[name] = values
						}
						resp.Header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
					}
					return resp, err
				}).client(t, fanvue.WithPrefetch(i*limit))
				read := 0
				creators := client.Creators.All(t.Context(), &fanvue.ListOptions{Size: 3})
				traces[i] = traced(creators, func(fanvue.Creator) bool {
					if read++; read%3 == 0 {
						time.Sleep(work)
					}
					return read >= stop
				})
				requests[i] = server.count()
				if server.inFlight > 0 {
					t.Errorf("seed %d: %d requests in flight after the loop", seed, server.inFlight)
				}
				if i == 1 {
					most = max(most, server.most)
				} else if server.most > 1 {
					t.Errorf("seed %d: %d requests at once without prefetch", seed, server.most)
				}
			}
			if diff := cmp.Diff(traces[0], traces[1]); diff != "" {
				t.Fatalf("seed %d (-without +with):\n%s", seed, diff)
			}
			yielded += len(traces[0])
			if len(traces[0]) > 0 && strings.HasPrefix(traces[0][len(traces[0])-1], "end after") {
				ended++
			}
			waste += requests[1] - requests[0]
		})
		if t.Failed() {
			return
		}
	}
	t.Logf("%d lists: %d items and errors, %d ended with an error, %d requests more, %d at once", lists, yielded, ended, waste, most)
	if ended < lists/20 || ended > lists*19/20 || most < 4 {
		t.Error("the lists are not as various as they should be")
	}
}
