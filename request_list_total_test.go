package fanvue_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestPageTotal(t *testing.T) {
	t.Parallel()
	tests := []struct {
		body string
		want *int
	}{
		{`{"data":[],"nextCursor":null,"total":0}`, ptr(0)},
		{`{"data":[{"uuid":"a"}],"nextCursor":null,"total":41}`, ptr(41)},
		{`{"data":[{"uuid":"a"}],"nextCursor":null,"total":"41"}`, ptr(41)},
		{`{"data":[{"uuid":"a"}],"nextCursor":null,"total":41.0}`, ptr(41)},
		{`{"data":[{"uuid":"a"}],"nextCursor":null,"total":null}`, nil},
		{`{"data":[{"uuid":"a"}],"nextCursor":null}`, nil},
		{`[{"uuid":"a"}]`, nil},
		// A total that cannot be one does no harm to the items.
		{`{"data":[{"uuid":"a"}],"nextCursor":null,"total":-1}`, nil},
		{`{"data":[{"uuid":"a"}],"nextCursor":null,"total":1.5}`, nil},
		{`{"data":[{"uuid":"a"}],"nextCursor":null,"total":{"count":3}}`, nil},
		{`{"data":[{"uuid":"a"}],"nextCursor":null,"total":99999999999999999999}`, nil},
		{`{"data":[{"uuid":"a"}],"nextCursor":null,"total":"many"}`, nil},
	}
	for _, tt := range tests {
		client := (&pages{bodies: []string{tt.body}}).client(t)
		page, err := client.Collections.List(t.Context(), nil)
		if err != nil {
			t.Errorf("%s: %v", tt.body, err)
			continue
		}
		if diff := cmp.Diff(tt.want, page.Total); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.body, diff)
		}
	}
}

func TestPageTotalOfChats(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer()
	t.Cleanup(server.Close)
	for surface, want := range map[fanvue.Surface]*int{fanvue.SurfaceDefault: nil, fanvue.SurfaceV1: ptr(6)} {
		client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithSurface(surface))
		if err != nil {
			t.Fatal(err)
		}
		page, err := client.Chats.List(t.Context(), &fanvue.ChatListOptions{Size: 2})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, page.Total); diff != "" {
			t.Errorf("%s (-want +got):\n%s", surface, diff)
		}
	}
}
