package fanvue

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"iter"
	"net/url"
	"strconv"
)

const (
	// maxCursor is the largest length of a cursor, in bytes.
	maxCursor = 8 << 10
	// maxIdlePages is the number of successive pages without a new item that an
	// iteration accepts.
	maxIdlePages = 5
	// smallPage is the page size below which a list may well move by a whole page
	// between two requests, because items are added at its front.
	smallPage = 5
)

// ErrListIncomplete reports that a list may have more items than were returned,
// because the response does not show how to get the next page. An iteration ends
// with a [*ListError] that matches it, whose After resumes the iteration. A method
// that returns one page returns the page together with an error that matches it.
var ErrListIncomplete = errors.New("fanvue: list may be incomplete")

// incompleteError is the ErrListIncomplete of one list.
type incompleteError struct {
	operation OperationName
	reason    string
	// items is the error of the page's items; nil if there is none.
	items error
}

func (e *incompleteError) Error() string {
	text := fmt.Sprintf("fanvue: %s: %s (the list may be incomplete); request the page later, or report this to Fanvue", e.operation, e.reason)
	if e.items != nil {
		text += "; also, " + shortCause(e.items, e.operation)
	}
	return clip(text, maxErrorText)
}

// Unwrap returns the error of the page's items, or nil.
func (e *incompleteError) Unwrap() error { return e.items }

func (e *incompleteError) Is(target error) bool { return target == ErrListIncomplete }

// ListError is the error that ends an iteration over a list. It unwraps to its
// cause. The cause matches [ErrListIncomplete] if a response does not show how to
// get the next page.
type ListError struct {
	// After is the page at which the iteration ended. A new iteration with it as
	// the After option, and otherwise the same options, starts at that page. It is
	// empty for the first page.
	After PageToken
	// Err is the cause.
	Err error
}

func (e *ListError) Error() string {
	if e.Err == nil {
		return "fanvue: the iteration ended: unknown reason"
	}
	return e.Err.Error()
}

// Unwrap returns the cause.
func (e *ListError) Unwrap() error { return e.Err }

// list returns the page that r requests.
func list[T result](ctx context.Context, r *request) (*Page[T], error) {
	page, err := readPage[T](ctx, r)
	if err != nil {
		return nil, err
	}
	items := page.err(r.op)
	result := page.Page // without the body, which the page would keep in memory
	if page.problem != "" {
		return &result, &incompleteError{r.op.Name, page.problem, items}
	}
	return &result, items
}

// rawPage is a page together with its response.
type rawPage[T result] struct {
	Page[T]
	listResponse[T]
	// problem is why it is unknown whether there is a next page; empty if it is
	// known.
	problem string
}

// readPage requests the page of r.
func readPage[T result](ctx context.Context, r *request) (*rawPage[T], error) {
	r.resolve(ctx) // which sets the size
	page := new(rawPage[T])
	page.size, _ = strconv.Atoi(r.query.values.Get(r.query.paging.sizeName()))
	if err := r.do(ctx, &page.listResponse); err != nil {
		return nil, err
	}
	for _, broken := range page.bad {
		broken.After = r.query.after
	}
	page.Page.Data, page.Page.Total = page.items, page.total()
	var moves url.Values
	moves, page.problem = page.next(r.query.values, page.count(), r.query.paging.sizeName())
	if moves != nil {
		if size := r.query.values.Get(r.query.paging.sizeName()); size != "" {
			moves.Set(tokenSize, size)
		}
		if r.query.surface == SurfaceV1 {
			moves.Set(tokenSurface, string(SurfaceV1))
		}
		page.Next = PageToken(moves.Encode())
	}
	return page, nil
}

// next returns the parameters of the page after the one that was requested with
// the parameters sent and has count items, or nil at the end of the list. If
// neither is known, problem is the reason. The page number is that of the request
// plus one: the number in the response is not reliable.
func (e *envelope) next(sent url.Values, count int, sizeName string) (moves url.Values, problem string) {
	cursor, err := plainStringOf(e.NextCursor)
	switch {
	case err != nil:
		return nil, "its nextCursor is neither a text nor a number"
	case len(cursor) > maxCursor:
		return nil, fmt.Sprintf("its nextCursor has %d bytes, at most %d are allowed", len(cursor), maxCursor)
	case cursor != "" && cursor == sent.Get("cursor"):
		return nil, "its nextCursor is that of the page itself"
	case cursor != "":
		return url.Values{"cursor": {cursor}}, ""
	}
	reported, err := e.hasMore()
	if err != nil {
		return nil, "its pagination cannot be read"
	}
	hasMore := false
	switch size, _ := strconv.Atoi(sent.Get(sizeName)); {
	case reported != nil:
		hasMore = *reported
	case len(e.Pagination) > 0 && string(e.Pagination) != "null":
		// Without hasMore, a page that is not full is the last one.
		hasMore = size > 0 && count >= size
	}
	if hasMore {
		requested, _ := strconv.Atoi(sent.Get("page"))
		if requested >= maxPage {
			return nil, "there are more pages than can be numbered"
		}
		return url.Values{"page": {strconv.Itoa(max(requested, 1) + 1)}}, ""
	}
	return e.nextByDate(sent, count)
}

// hasMore returns the hasMore of the pagination, or nil if it has none.
func (e *envelope) hasMore() (*bool, error) {
	var pagination struct {
		HasMore *bool `json:"hasMore"`
	}
	if len(e.Pagination) == 0 {
		return nil, nil
	}
	err := decodeNew(e.Pagination, &pagination)
	return pagination.HasMore, err
}

// nextByDate is next for a list that is paged by time.
func (e *envelope) nextByDate(sent url.Values, count int) (moves url.Values, problem string) {
	var dates struct{ SentBefore, ReceivedBefore json.RawMessage }
	if len(e.DateFilter) > 0 && json.Unmarshal(e.DateFilter, &dates) != nil {
		return nil, "its dateFilter cannot be read"
	}
	moves, repeated := make(url.Values), true
	for name, raw := range map[string]json.RawMessage{"sentBefore": dates.SentBefore, "receivedBefore": dates.ReceivedBefore} {
		value, err := plainStringOf(raw)
		switch {
		case err != nil:
			return nil, "its dateFilter cannot be read"
		case len(value) > maxCursor:
			return nil, fmt.Sprintf("its dateFilter has %d bytes, at most %d are allowed", len(value), maxCursor)
		case value != "":
			moves.Set(name, value)
		}
		repeated = repeated && sent.Get(name) == value
	}
	switch {
	case len(moves) == 0:
		return nil, ""
	case !repeated:
		return moves, ""
	case count == 0:
		return nil, "" // there are no items before that time
	}
	// More items have the same time than fit on a page.
	return nil, "its dateFilter is that of the page itself"
}

// all returns an iterator over the list that starts with the page that r requests.
// A page is requested when the loop needs it, or before as [WithPrefetch] describes,
// and each loop starts from the first page of r. An *ItemDecodeError is yielded in
// place of an item and does not end the iteration. Any other error is a *ListError,
// which is yielded once and ends it.
func all[T result](ctx context.Context, r *request) iter.Seq2[T, error] {
	r.resolve(ctx)
	if sizeName := r.query.paging.sizeName(); r.query.atStart() && !r.query.values.Has(sizeName) {
		r.query.set(sizeName, strconv.Itoa(maxPageSize))
	}
	return func(yield func(T, error) bool) {
		var none T
		step, trail := *r, newTrail()
		end := func(after PageToken, err error) { yield(none, &ListError{After: after, Err: err}) }
		incomplete := func(after PageToken, reason string) {
			end(after, &incompleteError{operation: r.op.Name, reason: reason})
		}
		trail.add("token", []byte(r.query.after))
		pages := &pageQueue[T]{ctx: ctx, limit: r.prefetchLimit()}
		defer pages.drop()
		for idle := 0; ; {
			after := step.query.after
			page, err := pages.take(&step)
			if err != nil {
				end(after, err)
				return
			}
			empty := page.count() == 0
			repeated := !empty && !trail.add("page", page.envelope.Data)
			if repeated && page.Next != "" && step.query.values.Has("page") && !page.mayHaveMoved() {
				incomplete(after, "the server sent the same page twice")
				return
			}
			if idle++; !empty && !repeated {
				idle = 0
			}
			problem := page.problem
			switch {
			case problem != "" || page.Next == "":
			case !trail.add("token", []byte(page.Next)):
				problem = "the next page is one that was read before"
			case idle > maxIdlePages:
				after, problem = page.Next, fmt.Sprintf("%d successive pages have nothing new, and the server says that there is more", idle)
			default:
				pages.extend(&step, page)
			}
			if !page.yield(yield) {
				return
			}
			if problem != "" {
				incomplete(after, problem)
				return
			}
			if page.Next == "" {
				return
			}
			step.query = step.query.moveTo(page.Next)
		}
	}
}

// mayHaveMoved reports whether a page may have the items of an earlier one although
// the server reads the page number.
func (l *listResponse[T]) mayHaveMoved() bool { return l.size > 0 && l.size < smallPage }

// yield yields the items and the errors of items in the order of the page. It
// reports whether the loop continues.
func (l *listResponse[T]) yield(yield func(T, error) bool) bool {
	var none T
	items, errs := l.items, l.bad
	for at := 0; len(items)+len(errs) > 0; at++ {
		if len(errs) > 0 && (errs[0].Index == at || len(items) == 0) {
			if !yield(none, errs[0]) {
				return false
			}
			errs = errs[1:]
			continue
		}
		if !yield(items[0], nil) {
			return false
		}
		items = items[1:]
	}
	return true
}

// maxTrail is the number of hashes that a trail keeps.
const maxTrail = 1 << 13

// trail detects that an iteration returns to a page that it has read before. It
// keeps the hashes of the latest maxTrail pages and tokens. A longer cycle is found
// with mark, a hash that is replaced at growing intervals: once the interval is
// longer than the cycle, the iteration meets the mark (Brent's algorithm).
type trail struct {
	seed   maphash.Seed
	latest map[uint64]struct{}
	order  []uint64 // a ring of the hashes in latest
	oldest int      // the position in order
	mark   uint64
	steps  int // since mark was set
	lap    int // steps until mark is replaced
}

func newTrail() *trail {
	return &trail{seed: maphash.MakeSeed(), latest: make(map[uint64]struct{}), lap: maxTrail}
}

// add adds data, and reports whether it is new.
func (t *trail) add(kind string, data []byte) bool {
	var h maphash.Hash
	h.SetSeed(t.seed)
	h.WriteString(kind)
	writeWithoutQueries(&h, data)
	sum := h.Sum64()
	if _, ok := t.latest[sum]; ok || sum == t.mark {
		return false
	}
	if len(t.order) < maxTrail {
		t.order = append(t.order, sum)
	} else {
		delete(t.latest, t.order[t.oldest])
		t.order[t.oldest] = sum
		t.oldest = (t.oldest + 1) % maxTrail
	}
	t.latest[sum] = struct{}{}
	if t.steps++; t.steps == t.lap {
		t.mark, t.steps, t.lap = sum, 0, 2*t.lap
	}
	return true
}

// writeWithoutQueries writes JSON without the queries of the addresses in it: a
// server signs the address of a file anew for each response.
func writeWithoutQueries(h *maphash.Hash, data []byte) {
	for {
		at := bytes.IndexByte(data, '?')
		if at < 0 {
			break
		}
		next := at + 1
		// Only an address is read to its end: a text may be long and full of question
		// marks.
		if text := data[bytes.LastIndexByte(data[:at], '"')+1:]; bytes.HasPrefix(text, []byte("http")) {
			end := bytes.IndexByte(data[at:], '"')
			if end < 0 {
				break
			}
			next = at + end
		} else {
			at = next
		}
		h.Write(data[:at])
		data = data[next:]
	}
	h.Write(data)
}

// Distinct returns an iterator over items that omits each item whose key has been
// yielded before. A list that changes during an iteration, such as that of the
// chats, may return an item twice. Distinct keeps all keys in memory. Errors are
// passed on.
func Distinct[T any, K comparable](items iter.Seq2[T, error], key func(T) K) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		seen := make(map[K]struct{})
		for item, err := range items {
			if err == nil {
				k := key(item)
				if _, ok := seen[k]; ok {
					continue
				}
				seen[k] = struct{}{}
			}
			if !yield(item, err) {
				return
			}
		}
	}
}
