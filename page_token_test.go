package fanvue_test

import (
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// What moves on /v1 is ignored elsewhere: the list would silently start over.
func TestPageTokenOfAnotherSurface(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer()
	t.Cleanup(server.Close)
	clients := make(map[fanvue.Surface]*fanvue.Client)
	tokens := make(map[fanvue.Surface]fanvue.PageToken)
	for _, surface := range []fanvue.Surface{fanvue.SurfaceDefault, fanvue.SurfaceV0, fanvue.SurfaceV1} {
		client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithSurface(surface))
		if err != nil {
			t.Fatal(err)
		}
		page, err := client.Chats.List(t.Context(), &fanvue.ChatListOptions{Size: 2})
		if err != nil {
			t.Fatal(err)
		}
		clients[surface], tokens[surface] = client, page.Next
	}
	for on, client := range clients {
		for of, token := range tokens {
			page, err := client.Chats.List(t.Context(), &fanvue.ChatListOptions{After: token})
			if same := (on == fanvue.SurfaceV1) == (of == fanvue.SurfaceV1); same != (err == nil) {
				t.Errorf("a token of %s on %s: %v", of, on, err)
			} else if err != nil && asError[*fanvue.ArgumentError](t, err).Argument != "After" {
				t.Errorf("a token of %s on %s: %v", of, on, err)
			} else if err == nil && page.Next == token {
				t.Errorf("a token of %s on %s does not move on", of, on)
			}
		}
	}
}
