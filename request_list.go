package fanvue

import (
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
	// maxCursor is the length, in bytes, that a cursor may have.
	maxCursor = 8 << 10
	// maxIdlePages is how many pages without a new item an iteration goes past,
	// one after another.
	maxIdlePages = 5
)

// ErrListIncomplete reports that there may be more items than a list has given,
// because the server did not say usably how to go on. An iteration ends with it
// inside a [*ListError], whose After resumes the iteration; a method that returns
// one page returns it together with the page.
var ErrListIncomplete = errors.New("fanvue: list may be incomplete")

// incompleteError is the ErrListIncomplete of one list.
type incompleteError struct {
	operation OperationName
	reason    string
	// items is what is wrong with items of the page besides; nil for nothing.
	items error
}

func (e *incompleteError) Error() string {
	text := fmt.Sprintf("fanvue: %s: %s (the list may be incomplete); start there later, or report it", e.operation, e.reason)
	if e.items != nil {
		text += "; besides, " + shortCause(e.items, e.operation)
	}
	return clip(text, maxErrorText)
}

// Unwrap returns the error of the page's items, or nil.
func (e *incompleteError) Unwrap() error { return e.items }

func (e *incompleteError) Is(target error) bool { return target == ErrListIncomplete }

// ListError is the error that ends an iteration over a list. It unwraps to its
// cause, which is an [ErrListIncomplete] when the server's pages do not lead on.
type ListError struct {
	// After is the page to go on with. With it as the After option, and otherwise
	// the same options, a new iteration starts there. It is empty for the first
	// page.
	After PageToken
	// Err is the cause.
	Err error
}

func (e *ListError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *ListError) Unwrap() error { return e.Err }

// list fetches the page that r asks for.
func list[T result](ctx context.Context, r *request) (*Page[T], error) {
	page, err := readPage[T](ctx, r)
	if err != nil {
		return nil, err
	}
	items := page.err(r.op)
	if page.problem != "" {
		return &page.Page, &incompleteError{r.op.Name, page.problem, items}
	}
	return &page.Page, items
}

// rawPage is a page with what is wrong with it.
type rawPage[T result] struct {
	Page[T]
	listResponse[T]
	// problem is why it is not known how to go on; empty when it is.
	problem string
}

// readPage fetches the page that r asks for.
func readPage[T result](ctx context.Context, r *request) (*rawPage[T], error) {
	page := new(rawPage[T])
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

// next returns the parameters that move on from the page that was requested with
// sent and has count items, or nil at the end of the list. A problem is why neither
// is known. Pages are counted from the one that was requested: what the response
// calls itself is not reliable.
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
	var pagination struct{ HasMore *bool }
	if len(e.Pagination) > 0 && decodeJSON(e.Pagination, &pagination) != nil {
		return nil, "its pagination cannot be read"
	}
	hasMore := false
	switch size, _ := strconv.Atoi(sent.Get(sizeName)); {
	case pagination.HasMore != nil:
		hasMore = *pagination.HasMore
	case len(e.Pagination) > 0 && string(e.Pagination) != "null":
		// It does not say. Behind a page that is not full there is nothing.
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
		return nil, "" // there is nothing before that time
	}
	// More items have the same time than fit on a page.
	return nil, "its dateFilter is that of the page itself"
}

// all iterates over the list from the page that r asks for. It reads a page when
// the range needs it and nothing before; each range starts over. An
// *ItemDecodeError stands in the place of an item and ends nothing. Any other
// error is a *ListError, is yielded once and ends the iteration.
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
		trail.repeats("token", []byte(r.query.after))
		for idle := 0; ; {
			after := step.query.after
			page, err := readPage[T](ctx, &step)
			if err != nil {
				end(after, err)
				return
			}
			empty := page.count() == 0
			repeated := !empty && trail.repeats("page", page.envelope.Data)
			if repeated && page.Next != "" && step.query.values.Has("page") {
				incomplete(after, "the server sent the same page twice")
				return
			}
			if idle++; !empty && !repeated {
				idle = 0
			}
			if !page.yield(yield) {
				return
			}
			switch {
			case page.problem != "":
				incomplete(after, page.problem)
				return
			case page.Next == "":
				return
			case trail.repeats("token", []byte(page.Next)):
				incomplete(after, "the next page is one that was read before")
				return
			case idle > maxIdlePages:
				incomplete(page.Next, fmt.Sprintf("%d successive pages have nothing new, and the server says that there is more", idle))
				return
			}
			step.query = step.query.moveTo(page.Next)
		}
	}
}

// yield yields the items and the errors of the items in the order of the page.
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

// maxTrail is how many hashes a trail keeps.
const maxTrail = 1 << 13

// trail remembers where an iteration has been. It keeps hashes, and not more than
// maxTrail of the latest. A circle that is longer is found as well, because a mark
// that is moved at ever longer intervals stays in it.
type trail struct {
	seed   maphash.Seed
	latest map[uint64]struct{}
	order  []uint64
	oldest int
	mark   uint64
	steps  int
	lap    int
}

func newTrail() *trail {
	return &trail{seed: maphash.MakeSeed(), latest: make(map[uint64]struct{}), lap: maxTrail}
}

// repeats adds data, and reports whether the iteration has met it before.
func (t *trail) repeats(kind string, data []byte) bool {
	var h maphash.Hash
	h.SetSeed(t.seed)
	h.WriteString(kind)
	h.Write(data)
	sum := h.Sum64()
	if _, ok := t.latest[sum]; ok || sum == t.mark {
		return true
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
	return false
}

// Distinct drops items that an iteration has yielded before, as known by their
// key. Lists that change during an iteration, such as chats, may return an item
// twice. It remembers the key of each item. Errors are passed on.
func Distinct[T any, K comparable](items iter.Seq2[T, error], key func(T) K) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		seen := make(map[K]struct{})
		for item, err := range items {
			if err == nil {
				k := key(item)
				if _, again := seen[k]; again {
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
