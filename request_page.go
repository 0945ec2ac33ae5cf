package fanvue

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
)

// maxPageSize is the largest number of items per page.
const maxPageSize = 50

// maxPage is the last page number that a token may have.
const maxPage = 1 << 30

// PageToken identifies a page of a list. It is opaque: take it from [Page.Next] and
// set it as the After option of the same list, with the same filters and size, on
// the same [Surface]. It may be stored. A token of a different list is not detected.
// The empty token means the first page.
type PageToken string

// Page is a page of a list.
//
// A method returns a page together with an error in two cases. If the error unwraps
// to an [*ItemDecodeError], Data lacks the items that could not be decoded; the
// other items and Next are valid. If the error matches [ErrListIncomplete], Next is
// empty although there may be more items; Data is valid.
type Page[T any] struct {
	// Data holds the items. It may be empty although there is a next page.
	Data []T
	// Next identifies the next page; empty on the last page.
	Next PageToken
	// Total is the number of items on all pages; nil if the server does not report
	// it. Only the chats and the posts of [SurfaceV1] are known to have it.
	Total *int
}

// ListOptions holds the options of a list without filters.
type ListOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default for a single page, mostly 15, and 50 for an iterator.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
}

func (o ListOptions) encode(q *query) { q.page(o.Size, o.After) }

// pagingStyle is how a list names its page size.
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

// tokenKeys lists the parameters that select a page of a list. A token also holds
// the page size, because page 2 of 50 items is not page 2 of 15.
var tokenKeys = []string{"page", "cursor", "sentBefore", "receivedBefore"}

const (
	tokenSize    = "size"
	tokenSurface = "surface" // set for SurfaceV1 only, which pages differently
)

// page adds the parameters that select a page.
func (q *query) page(size int, after PageToken) {
	if size < 0 || size > maxPageSize {
		q.reject("Size", "%d is out of range: 1 to %d, or 0 for the default", size, maxPageSize)
		return
	}
	q.after = after
	moves, sizeOfToken, surface, ok := after.parse()
	if !ok {
		q.reject("After", "%.40q is not a page token; use the Next of an earlier page", after)
		return
	}
	if after != "" && (surface == SurfaceV1) != (q.surface == SurfaceV1) {
		q.reject("After", "is a page token of another surface, which pages differently; start at the first page")
		return
	}
	if size > 0 && sizeOfToken == 0 && moves.Has("page") {
		q.reject("Size", "is %d, but the page token is from a list of the default size; the size must stay the same", size)
		return
	}
	if size == 0 {
		size = sizeOfToken
	}
	if sizeOfToken != 0 && size != sizeOfToken {
		q.reject("Size", "is %d, but the page token is from a list with %d; the size must stay the same", size, sizeOfToken)
		return
	}
	if size > 0 {
		q.set(q.paging.sizeName(), strconv.Itoa(size))
	}
	for name, values := range moves {
		q.set(name, values[0])
	}
}

// parse returns the parameters that a token holds, the page size (0 means the
// default), and the surface.
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

// following returns the token of the page after that of t if t is a page number,
// otherwise the empty token.
func (t PageToken) following() PageToken {
	moves, err := url.ParseQuery(string(t))
	number, notNumber := strconv.Atoi(moves.Get("page"))
	if err != nil || notNumber != nil || number >= maxPage {
		return ""
	}
	moves.Set("page", strconv.Itoa(number+1))
	return PageToken(moves.Encode())
}

// atStart reports whether the query requests the first page.
func (q *query) atStart() bool {
	return !slices.ContainsFunc(tokenKeys, q.values.Has)
}

// moveTo returns the query for the page of t, with the same filters and page size.
func (q query) moveTo(t PageToken) query {
	moves, _, _, _ := t.parse()
	q.after = t
	q.values = maps.Clone(q.values)
	for _, name := range tokenKeys {
		q.values.Del(name)
	}
	for name, values := range moves {
		q.set(name, values[0])
	}
	return q
}

// encoder is implemented by the options of a method.
type encoder interface{ encode(*query) }

// options makes r encode opts into its query, as soon as it is known which surface
// the call goes to. A nil opts means the zero value.
func options[O encoder](r *request, opts *O) *request {
	var o O
	if opts != nil {
		o = *opts
	}
	r.encode = o.encode
	return r
}
