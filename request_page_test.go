package fanvue_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// Page 2 of 15 is not page 2 of 50: rows would be skipped.
func TestTokenKeepsTheDefaultSize(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, respondJSON(http.StatusOK, `{"data":[{"uuid":"a"}],"pagination":{"hasMore":true}}`))
	client := server.client(t)
	page, err := client.Fans.Followers(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Fans.Followers(t.Context(), &fanvue.ListOptions{Size: 50, After: page.Next})
	if problem := asError[*fanvue.ArgumentError](t, err); problem.Argument != "Size" {
		t.Errorf("got %v, want Size to blame", err)
	}
	if _, err := client.Fans.Followers(t.Context(), &fanvue.ListOptions{After: page.Next}); err != nil {
		t.Error(err)
	}
	if sent := server.seen(); len(sent) != 2 || sent[1].query != "page=2" {
		t.Errorf("sent %v", sent)
	}
}

func TestIterationKeepsThePageSizeOfItsToken(t *testing.T) {
	t.Parallel()
	server := &pages{bodies: []string{`{` + itemsJSON("c") + `,"pagination":{"page":2,"size":1,"hasMore":true}}`, `{` + itemsJSON() + `}`}}
	for range server.client(t).Creators.All(t.Context(), &fanvue.ListOptions{After: "page=2"}) {
	}
	if diff := cmp.Diff([]string{"page=2", "page=3"}, server.queries); diff != "" {
		t.Errorf("queries (-want +got):\n%s", diff)
	}
}

func TestBadPaging(t *testing.T) {
	t.Parallel()
	tests := map[string]fanvue.ListOptions{
		"negative size":       {Size: -1},
		"size too large":      {Size: 51},
		"a page number":       {After: "2"},
		"another parameter":   {After: "markAsRead=true"},
		"a filter slipped in": {After: "page=2&search=x"},
		"page zero":           {After: "page=0"},
		"page of words":       {After: "page=two"},
		"twice":               {After: "page=2&page=3"},
		"bad escape":          {After: "page=%zz"},
		"absurd size":         {After: "page=2&size=5000"},
		"empty cursor":        {After: "cursor="},
	}
	for name, opts := range tests {
		server := &pages{bodies: []string{`{"data":[]}`}}
		_, err := server.client(t).Creators.List(t.Context(), &opts)
		var argument *fanvue.ArgumentError
		if !errors.As(err, &argument) || argument.Operation != fanvue.OpCreatorsList || len(server.queries) > 0 {
			t.Errorf("%s: got %v after %d requests, want an ArgumentError and none", name, err, len(server.queries))
		}
	}
}

// An iteration that is interrupted can go on only where pages mean the same.
func TestTokensOfSurfaces(t *testing.T) {
	t.Parallel()
	for _, from := range surfaces() {
		for _, to := range surfaces() {
			t.Run(fmt.Sprintf("%s to %s", from, to), func(t *testing.T) {
				t.Parallel()
				server := newWireServer(t, respondJSON(http.StatusOK, `{"data":[{"user":{"uuid":"a"}}],"pagination":{"hasMore":true}}`))
				page, err := server.client(t, fanvue.WithSurface(from)).Chats.List(t.Context(), nil)
				if err != nil {
					t.Fatal(err)
				}
				_, err = server.client(t, fanvue.WithSurface(to)).Chats.List(t.Context(), &fanvue.ChatListOptions{After: page.Next})
				same := (from == fanvue.SurfaceV1) == (to == fanvue.SurfaceV1)
				var problem *fanvue.ArgumentError
				switch {
				case same && err != nil:
					t.Errorf("got %v, want it sent", err)
				case !same && (!errors.As(err, &problem) || problem.Argument != "After"):
					t.Errorf("got %v, want After to blame", err)
				}
				sent := server.seen()
				if last := sent[len(sent)-1]; same && last.query != "page=2" || !same && len(sent) != 1 {
					t.Errorf("%d requests, the last one %s?%s", len(sent), last.path, last.query)
				}
			})
		}
	}
}
