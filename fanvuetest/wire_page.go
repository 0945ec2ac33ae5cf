package fanvuetest

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// page is the part of a list that is requested.
type page struct {
	start, size int
	number      int    // 0: the list has cursors
	list        string // a cursor belongs to it
}

// cursor identifies the item at a position of the list.
func (p page) cursor(start int) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %s", start, p.list))
}

func (p page) readCursor(cursor string) (start int, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	number, list, _ := strings.Cut(string(text), " ")
	start, parseErr := strconv.Atoi(number)
	return start, err == nil && parseErr == nil && start >= 0 && start <= lastItem && list == p.list
}

type listBody[T any] struct {
	Data       []T            `json:"data"`
	Pagination paginationBody `json:"pagination"`
}

type paginationBody struct {
	Page int `json:"page"`
	// Size is the number of items returned.
	Size    int  `json:"size"`
	HasMore bool `json:"hasMore"`
}

type cursorBody[T any] struct {
	Data       []T     `json:"data"`
	NextCursor *string `json:"nextCursor"`
}

// withTotal adds the number of items, in the two lists of /v1 that have it. Nil
// is null.
func withTotal[T any](a *response, total *int) *response {
	if body, isV1 := a.body.(cursorBody[T]); isV1 {
		a.body = struct {
			cursorBody[T]
			Total *int `json:"total"`
		}{body, total}
	}
	return a
}

// pageOf returns one page of items, each converted by show.
func pageOf[S, T any](items []S, p page, show func(S) T) *response {
	rest := items[min(p.start, len(items)):]
	shown := rest[:min(p.size, len(rest))]
	data, more := mapItems(shown, show), len(rest) > len(shown)
	if p.number > 0 {
		return ok(listBody[T]{data, paginationBody{Page: p.number, Size: len(shown), HasMore: more}})
	}
	body := cursorBody[T]{Data: data}
	if more {
		next := p.cursor(p.start + p.size)
		body.NextCursor = &next
	}
	return ok(body)
}
