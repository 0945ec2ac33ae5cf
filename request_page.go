package fanvue

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strconv"
)

// maxPageSize is the largest page that the API gives.
const maxPageSize = 50

// maxPage is the last page number that a token may have.
const maxPage = 1 << 30

// PageToken says where a page starts. It is opaque: take it from [Page.Next],
// keep it if you like, and give it back in the After option of the same list
// with the same filters and size, on the same [Surface]. Nothing tells a token
// of another list from one of this. The empty token is the first page.
type PageToken string

// Page is a part of a list.
type Page[T any] struct {
	// Data are the rows.
	Data []T
	// Next starts the next page. It is empty on the last one.
	Next PageToken
}

// ListOptions choose a page of a list that has no filters.
type ListOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for one page (15 in most places) and 50 for a walk.
	Size int
	// After is the Next token of the page before.
	After PageToken
}

func (o ListOptions) encode(q *query) { q.page(o.Size, o.After) }

// pagingStyle says what a list calls its page size.
type pagingStyle uint8

const (
	pagingSize  pagingStyle = iota // page and size, or cursor and size
	pagingLimit                    // cursor and limit
)

func (style pagingStyle) sizeName() string {
	if style == pagingLimit {
		return "limit"
	}
	return "size"
}

// tokenKeys are the parameters that move through a list. A token also has
// the page size, since page 2 of 50 is not page 2 of 15.
var tokenKeys = []string{"page", "cursor", "sentBefore", "receivedBefore"}

const (
	tokenSize    = "size"
	tokenSurface = "surface" // only that of SurfaceV1, which pages in other ways
)

// page adds the page size and the start of the page.
func (q *query) page(size int, after PageToken) {
	if size < 0 || size > maxPageSize {
		q.reject("Size", "%d is out of range: 1 to %d, or 0 for the default", size, maxPageSize)
		return
	}
	q.after = after
	moves, tokenSize, surface, ok := after.parse()
	if !ok {
		q.reject("After", "%.40q is no page token; use the Next of an earlier page", after)
		return
	}
	if after != "" && (surface == SurfaceV1) != (q.surface == SurfaceV1) {
		q.reject("After", "is a page token of another surface, which pages in other ways; begin anew")
		return
	}
	if size > 0 && tokenSize == 0 && moves.Has("page") {
		q.reject("Size", "is %d, but the page token is from a list of the default size; the size must stay the same", size)
		return
	}
	if size == 0 {
		size = tokenSize
	}
	if tokenSize != 0 && size != tokenSize {
		q.reject("Size", "is %d, but the page token is from a list with %d; the size must stay the same", size, tokenSize)
		return
	}
	if size > 0 {
		q.set(q.paging.sizeName(), strconv.Itoa(size))
	}
	for name, values := range moves {
		q.set(name, values[0])
	}
}

// parse splits a token into the parameters that it stands for, and the page
// size, 0 for the default, and the surface that it belongs to.
func (t PageToken) parse() (moves url.Values, size int, surface Surface, ok bool) {
	if t == "" {
		return nil, 0, "", true
	}
	moves, err := url.ParseQuery(string(t))
	if err != nil {
		return nil, 0, "", false
	}
	if moves.Has(tokenSize) {
		if size, err = strconv.Atoi(moves.Get(tokenSize)); err != nil || size < 1 || size > maxPageSize {
			return nil, 0, "", false
		}
		moves.Del(tokenSize)
	}
	surface = Surface(moves.Get(tokenSurface))
	moves.Del(tokenSurface)
	known := 0
	for _, name := range tokenKeys {
		if values := moves[name]; len(values) == 1 && values[0] != "" {
			known++
		}
	}
	if page := moves.Get("page"); page != "" {
		if n, err := strconv.Atoi(page); err != nil || n < 1 || n > maxPage {
			return nil, 0, "", false
		}
	}
	return moves, size, surface, known > 0 && known == len(moves)
}

// atStart reports whether the query asks for the first page.
func (q *query) atStart() bool {
	return !slices.ContainsFunc(tokenKeys, q.values.Has)
}

// moveTo returns the query for the page that t starts: filters and page size
// stay as they are.
func (q query) moveTo(t PageToken) query {
	moves, _, _, _ := t.parse()
	q.values = maps.Clone(q.values)
	for _, name := range tokenKeys {
		q.values.Del(name)
	}
	for name, values := range moves {
		q.set(name, values[0])
	}
	return q
}

// envelope is what lists come in. Every member but the rows is optional: which
// ones there are depends on the list, and callers need not know.
type envelope[T any] struct {
	pageMoves
	// Data are the rows as they came.
	Data json.RawMessage `json:"data"`

	rows []T
}

// pageMoves tell where a list goes on.
type pageMoves struct {
	NextCursor *string `json:"nextCursor"`
	Pagination *struct {
		HasMore bool `json:"hasMore"`
	} `json:"pagination"`
	DateFilter *struct {
		SentBefore     *string `json:"sentBefore"`
		ReceivedBefore *string `json:"receivedBefore"`
	} `json:"dateFilter"`
}

// UnmarshalJSON also reads a bare array.
func (e *envelope[T]) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte("[")) {
		e.Data = bytes.Clone(data)
	} else {
		type members envelope[T]
		if err := json.Unmarshal(data, (*members)(e)); err != nil {
			return err
		}
	}
	if e.Data == nil {
		if !isEnvelope(data) {
			return errors.New("it has no rows")
		}
		e.Data = json.RawMessage("[]")
	}
	if err := json.Unmarshal(e.Data, &e.rows); err != nil {
		return badRow[T](e.Data, err)
	}
	return nil
}

// isEnvelope recognises a list without rows by what else lists come in.
func isEnvelope(data []byte) bool {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(data, &members)
	for _, name := range []string{"nextCursor", "pagination", "dateFilter"} {
		if _, ok := members[name]; ok {
			return true
		}
	}
	return false
}

// badRow finds the row that cannot be read, which encoding/json does not name.
func badRow[T any](data []byte, err error) error {
	var raw []json.RawMessage
	if json.Unmarshal(data, &raw) != nil {
		return fmt.Errorf("data: %w", err)
	}
	for i := range raw {
		var row T
		if err := json.Unmarshal(raw[i], &row); err != nil {
			return fmt.Errorf("row %d: %w", i+1, err)
		}
	}
	return err
}

// next returns the parameters that move on from the page that was asked for
// with sent, or nil at the end of the list. Pages are counted from the one
// that was asked for: what the answer calls itself is not reliable.
func (e *envelope[T]) next(sent url.Values) url.Values {
	moves := make(url.Values)
	switch {
	case e.NextCursor != nil && *e.NextCursor != "":
		if *e.NextCursor == sent.Get("cursor") {
			return nil
		}
		moves.Set("cursor", *e.NextCursor)
		return moves
	case len(e.rows) == 0:
		return nil
	case e.Pagination != nil && e.Pagination.HasMore:
		asked, _ := strconv.Atoi(sent.Get("page"))
		if asked >= maxPage {
			return nil
		}
		moves.Set("page", strconv.Itoa(max(asked, 1)+1))
		return moves
	case e.DateFilter != nil:
		repeated := true
		for name, value := range map[string]*string{"sentBefore": e.DateFilter.SentBefore, "receivedBefore": e.DateFilter.ReceivedBefore} {
			if value != nil && *value != "" {
				moves.Set(name, *value)
				repeated = repeated && sent.Get(name) == *value
			}
		}
		if len(moves) > 0 && !repeated {
			return moves
		}
	}
	return nil
}

// encoder is a list's options.
type encoder interface{ encode(*query) }

// options encodes opts, nil meaning none, into r.
func options[O encoder](r *request, opts *O) *request {
	var o O
	if opts != nil {
		o = *opts
	}
	r.query.surface = r.surface()
	r.query.paging = r.op.pagedOn(r.query.surface)
	o.encode(&r.query)
	return r
}

// list fetches the page that r asks for.
func list[T any](ctx context.Context, r *request) (*Page[T], error) {
	page, _, err := readPage[T](ctx, r)
	return page, err
}

// readPage fetches the page that r asks for, and its rows as they came.
func readPage[T any](ctx context.Context, r *request) (*Page[T], json.RawMessage, error) {
	var answer envelope[T]
	if err := r.do(ctx, &answer); err != nil {
		return nil, nil, err
	}
	page := &Page[T]{Data: answer.rows}
	if moves := answer.next(r.query.values); moves != nil {
		if size := r.query.values.Get(r.query.paging.sizeName()); size != "" {
			moves.Set(tokenSize, size)
		}
		if r.query.surface == SurfaceV1 {
			moves.Set(tokenSurface, string(SurfaceV1))
		}
		page.Next = PageToken(moves.Encode())
	}
	return page, answer.Data, nil
}

// ListError is the error that ends a walk over a list. It unwraps to its
// cause.
type ListError struct {
	// After is the page that failed. With it as the After option, and otherwise
	// the same options, a new walk goes on there. It is empty for the first
	// page.
	After PageToken
	// Err is the cause.
	Err error
}

func (e *ListError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *ListError) Unwrap() error { return e.Err }

// Distinct drops rows that a walk has had before, as known by their key. Lists
// that change while they are walked, such as chats, may give a row twice. It
// remembers the key of each row.
func Distinct[T any, K comparable](rows iter.Seq2[T, error], key func(T) K) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		seen := make(map[K]struct{})
		for row, err := range rows {
			if err == nil {
				k := key(row)
				if _, again := seen[k]; again {
					continue
				}
				seen[k] = struct{}{}
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// all walks the list from the page that r asks for. It reads a page when the
// range needs it and nothing before; each range starts over. An error is
// yielded once, as a *ListError, and ends the walk.
func all[T any](ctx context.Context, r *request) iter.Seq2[T, error] {
	if sizeName := r.query.paging.sizeName(); r.query.atStart() && !r.query.values.Has(sizeName) {
		r.query.set(sizeName, strconv.Itoa(maxPageSize))
	}
	return func(yield func(T, error) bool) {
		step, after := *r, r.query.after
		seen := make(map[PageToken]bool)
		var last json.RawMessage
		for {
			page, data, err := readPage[T](ctx, &step)
			if err != nil {
				var none T
				yield(none, &ListError{After: after, Err: err})
				return
			}
			if step.query.values.Has("page") && bytes.Equal(data, last) {
				return // the server gave the same page again
			}
			last = data
			for _, row := range page.Data {
				if !yield(row, nil) {
					return
				}
			}
			if page.Next == "" || seen[page.Next] {
				return
			}
			after = page.Next
			seen[after] = true
			step.query = step.query.moveTo(page.Next)
		}
	}
}
