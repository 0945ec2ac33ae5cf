package fanvue_test

import (
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

func TestCollect(t *testing.T) {
	t.Parallel()
	stop := errors.New("stop")
	unreadable := &fanvue.ItemDecodeError{Operation: "Chats.List", Index: 1}
	failed := fanvue.ItemError{ID: "gone", Code: "not_found"}
	tests := []struct {
		name  string
		steps []any // an int is an item
		limit int
		want  []int
		errs  []error
		read  int // how many steps are taken
	}{
		{"nothing", nil, 0, nil, nil, 0},
		{"all", []any{1, 2, 3}, 0, []int{1, 2, 3}, nil, 3},
		{"negative limit", []any{1, 2, 3}, -1, []int{1, 2, 3}, nil, 3},
		{"limit", []any{1, 2, 3}, 2, []int{1, 2}, nil, 2},
		{"limit of one", []any{1, 2, 3}, 1, []int{1}, nil, 1},
		{"limit beyond the end", []any{1, 2}, 5, []int{1, 2}, nil, 2},
		{"error", []any{1, 2, stop, 3}, 0, []int{1, 2}, []error{stop}, 3},
		{"error at once", []any{stop, 1}, 0, nil, []error{stop}, 1},
		{"error after the limit", []any{1, stop}, 1, []int{1}, nil, 1},
		{"unreadable item", []any{1, unreadable, 3}, 0, []int{1, 3}, []error{unreadable}, 3},
		{"unreadable item and an error", []any{unreadable, 2, stop, 3}, 0, []int{2}, []error{unreadable, stop}, 3},
		{"an unreadable item does not count", []any{1, unreadable, 3, 4}, 2, []int{1, 3}, []error{unreadable}, 3},
		{"a batch with an id that failed", []any{1, failed, 3, unreadable, 5}, 3, []int{1, 3, 5}, []error{failed, unreadable}, 5},
		{"error with an id that failed inside", []any{1, &fanvue.BatchError{Err: failed}, 2}, 0, []int{1}, []error{failed}, 2},
		{"error with an unreadable item inside", []any{1, &fanvue.ListError{Err: unreadable}, 2}, 0, []int{1}, []error{unreadable}, 2},
	}
	for _, tt := range tests {
		read := 0
		var seq iter.Seq2[int, error] = func(yield func(int, error) bool) {
			for _, step := range tt.steps {
				read++
				item, _ := step.(int)
				err, _ := step.(error)
				if !yield(item, err) {
					return
				}
			}
		}
		got, err := fanvue.Collect(seq, tt.limit)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if (err != nil) != (len(tt.errs) > 0) {
			t.Errorf("%s: %v", tt.name, err)
		}
		for _, want := range tt.errs {
			if !errors.Is(err, want) {
				t.Errorf("%s: %v is not in %v", tt.name, want, err)
			}
		}
		if read != tt.read {
			t.Errorf("%s: %d steps, want %d", tt.name, read, tt.read)
		}
	}
	if _, err := fanvue.Collect[int](nil, 0); !errors.Is(err, fanvue.ErrValidation) {
		t.Errorf("nil: %v", err)
	}
}

// What cannot be read is reported, but not without end.
func TestCollectBoundsItsErrors(t *testing.T) {
	t.Parallel()
	n, err := fanvue.Collect(func(yield func(int, error) bool) {
		for i := range 1000 {
			if !yield(0, &fanvue.ItemDecodeError{Index: i}) {
				return
			}
		}
		yield(7, errors.New("the end"))
	}, 0)
	if len(n) != 0 || strings.Count(err.Error(), "\n") != 100 || !strings.Contains(err.Error(), "the end") {
		t.Errorf("%d items, %d lines", len(n), strings.Count(err.Error(), "\n"))
	}
}

func TestCollectReadsNoFurtherPage(t *testing.T) {
	t.Parallel()
	p := &pages{bodies: []string{
		`{` + itemsJSON("a", "b") + `,"pagination":{"hasMore":true}}`,
		`{` + itemsJSON("c") + `,"pagination":{"hasMore":true}}`,
		`{"error":"no"}`,
	}}
	client := p.client(t)
	for limit, requests := range map[int]int{1: 1, 2: 1, 3: 2} {
		p.queries = nil
		items, err := fanvue.Collect(client.Collections.All(t.Context(), nil), limit)
		if err != nil || len(items) != limit || len(p.queries) != requests {
			t.Errorf("limit %d: %d items, %d requests, %v", limit, len(items), len(p.queries), err)
		}
	}
	p.queries = nil
	items, err := fanvue.Collect(client.Collections.All(t.Context(), nil), 0)
	if !errors.Is(err, fanvue.ErrForbidden) || fmt.Sprint(len(items)) != "3" {
		t.Errorf("%d items, %v", len(items), err)
	}
	var list *fanvue.ListError
	if !errors.As(err, &list) || list.After == "" {
		t.Errorf("%v does not say where to go on", err)
	}
}
