package fanvue

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
)

// maxPageSize is the largest number of items that the API puts on a page.
const maxPageSize = 50

// maxPage is the last page number that a token may have.
const maxPage = 1 << 30

// PageToken is the start of a page. It is opaque: take it from [Page.Next] and
// set it as the After option of the same list, with the same filters and size, on
// the same [Surface]. It may be stored. A token of another list is not recognized
// as such. The empty token is the first page.
type PageToken string

// Page is a part of a list.
//
// A method that returns a page returns it together with an error in two cases. An
// error that unwraps to an [*ItemDecodeError] means that Data lacks items that could
// not be read; Data and Next are good. An [ErrListIncomplete] means that Next is
// empty although there may be more items; Data is good.
type Page[T any] struct {
	// Data are the items.
	Data []T
	// Next starts the next page. It is empty on the last one. A page that has a
	// Next may be empty.
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
	moves, sizeOfToken, surface, ok := after.parse()
	if !ok {
		q.reject("After", "%.40q is not a page token; use the Next of an earlier page", after)
		return
	}
	if after != "" && (surface == SurfaceV1) != (q.surface == SurfaceV1) {
		q.reject("After", "is a page token of another surface, which pages in other ways; start at the first page")
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

// atStart reports whether the query requests the first page.
func (q *query) atStart() bool {
	return !slices.ContainsFunc(tokenKeys, q.values.Has)
}

// moveTo returns the query for the page that t starts: filters and page size
// stay as they are.
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

// encoder is a list's options.
type encoder interface{ encode(*query) }

// options makes r encode opts, nil meaning none, once it is known which surface
// the call goes to.
func options[O encoder](r *request, opts *O) *request {
	var o O
	if opts != nil {
		o = *opts
	}
	r.encode = o.encode
	return r
}
