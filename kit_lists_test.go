package fanvue_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
)

// listStyle is the way in which a page leads to the next one.
type listStyle string

const (
	byNumber listStyle = "page numbers"
	byFull   listStyle = "page numbers without hasMore"
	byCursor listStyle = "cursors"
	byDate   listStyle = "times"
	asArray  listStyle = "a bare array"
)

// listServer is a transport that serves a list of creators. The items of page 2
// are 2.0, 2.1 and so on; the last page has one item less. Requests may come at
// once.
type listServer struct {
	style   listStyle
	pages   int
	size    int
	latency time.Duration
	header  http.Header
	// respond, if it is not nil, returns what happens to a request for a page;
	// nil for the page. Attempts are counted from 1.
	respond func(page, attempt int) func(*http.Request) (*http.Response, error)

	mu             sync.Mutex
	requested      []int          // the pages, in the order of the requests
	attempts       map[string]int // by query
	canceled       int            // requests that the client gave up
	inFlight, most int
}

func (s *listServer) RoundTrip(r *http.Request) (*http.Response, error) {
	page := s.pageOf(r)
	s.mu.Lock()
	s.requested = append(s.requested, page)
	s.inFlight++
	s.most = max(s.most, s.inFlight)
	if s.attempts == nil {
		s.attempts = make(map[string]int)
	}
	s.attempts[r.URL.RawQuery]++
	attempt := s.attempts[r.URL.RawQuery]
	s.mu.Unlock()
	completed := pause(r.Context(), s.latency)
	s.mu.Lock()
	s.inFlight--
	if !completed {
		s.canceled++
	}
	s.mu.Unlock()
	if !completed {
		return nil, r.Context().Err()
	}
	if s.respond != nil {
		if respond := s.respond(page, attempt); respond != nil {
			return respond(r)
		}
	}
	header := http.Header{}
	if s.header != nil {
		header = s.header.Clone()
	}
	return &http.Response{StatusCode: http.StatusOK, Header: header, Body: io.NopCloser(strings.NewReader(s.body(page))), Request: r}, nil
}

// pageOf returns the number of the page that r requests.
func (s *listServer) pageOf(r *http.Request) int {
	query := r.URL.Query()
	for _, name := range []string{"page", "cursor", "sentBefore"} {
		if number, err := strconv.Atoi(strings.TrimPrefix(query.Get(name), "after ")); err == nil {
			return number
		}
	}
	return 1
}

func (s *listServer) body(page int) string {
	var items []string
	if page <= s.pages {
		for i := range s.size {
			items = append(items, fmt.Sprintf(`{"uuid":"%d.%d"}`, page, i))
		}
		if page == s.pages {
			items = items[1:]
		}
	}
	data, more := `[`+strings.Join(items, ",")+`]`, page < s.pages
	switch s.style {
	case byNumber:
		return fmt.Sprintf(`{"data":%s,"pagination":{"page":%d,"size":%d,"hasMore":%t}}`, data, page, len(items), more)
	case byFull:
		return fmt.Sprintf(`{"data":%s,"pagination":{"page":%d,"size":%d}}`, data, page, len(items))
	case byCursor:
		if more {
			return fmt.Sprintf(`{"data":%s,"nextCursor":"after %d"}`, data, page+1)
		}
		return fmt.Sprintf(`{"data":%s,"nextCursor":null}`, data)
	case byDate:
		if more {
			return fmt.Sprintf(`{"data":%s,"dateFilter":{"sentBefore":"after %d","receivedBefore":null}}`, data, page+1)
		}
		return fmt.Sprintf(`{"data":%s,"dateFilter":{"sentBefore":null,"receivedBefore":null}}`, data)
	}
	return data
}

// count returns the number of requests so far.
func (s *listServer) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requested)
}

// times returns how often a page was requested.
func (s *listServer) times(page int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	times := 0
	for _, requested := range s.requested {
		if requested == page {
			times++
		}
	}
	return times
}

func (s *listServer) client(t testing.TB, opts ...fanvue.Option) *fanvue.Client {
	t.Helper()
	client, err := fanvue.NewClient(append([]fanvue.Option{
		fanvue.WithAPIKey("key-for-tests"), fanvue.WithHTTPClient(&http.Client{Transport: s}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// pageOfItem returns the number of the page that has an item.
func pageOfItem(uuid string) int {
	number, _, _ := strings.Cut(uuid, ".")
	page, _ := strconv.Atoi(number)
	return page
}

func pageOfCreator(creator fanvue.Creator) int { return pageOfItem(creator.UUID) }

// traced returns what an iteration over creators yields, as text, until stop
// reports that it is enough. A nil stop never does.
func traced(creators iter.Seq2[fanvue.Creator, error], stop func(fanvue.Creator) bool) (trace []string) {
	for creator, err := range creators {
		var item *fanvue.ItemDecodeError
		var list *fanvue.ListError
		switch {
		case errors.As(err, &item):
			trace = append(trace, fmt.Sprintf("item %d after %q: %v", item.Index, item.After, err))
		case errors.As(err, &list):
			trace = append(trace, fmt.Sprintf("end after %q: %v", list.After, err))
		case err != nil:
			trace = append(trace, "another error: "+err.Error())
		default:
			trace = append(trace, creator.UUID)
		}
		if stop != nil && stop(creator) {
			break
		}
	}
	return trace
}

// serial and ahead are the options of the two clients of a comparison.
var serial, ahead = []fanvue.Option(nil), []fanvue.Option{fanvue.WithPrefetch(4)}

// sorted returns a sorted copy of the pages requested.
func (s *listServer) sorted() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(slices.Values(s.requested))
}
