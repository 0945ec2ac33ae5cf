package fanvue_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
)

// Without the id, nothing can be done about the subscription; without the
// secret it can be deleted.
func TestWebhookWithoutAnID(t *testing.T) {
	t.Parallel()
	params := fanvue.WebhookParams{URL: "https://example.com/hook", Events: []string{"creator.follow.created"}}
	for name, response := range map[string]string{"neither": `{}`, "no id": `{"signingSecret":"s"}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newWireServer(t, respondJSON(http.StatusCreated, response))
			hook, err := server.client(t, fanvue.WithMaxRetries(3)).Webhooks.Create(t.Context(), params)
			var unsure *fanvue.OutcomeUnknownError
			var unreadable *fanvue.DecodeError
			if hook != nil || !errors.As(err, &unsure) || !errors.As(err, &unreadable) {
				t.Errorf("got %+v, %v; want an OutcomeUnknownError because of a DecodeError", hook, err)
			}
			if sent := len(server.seen()); sent != 1 {
				t.Errorf("%d requests, want 1", sent)
			}
		})
	}
	server := newWireServer(t, respondJSON(http.StatusCreated, `{"id":"w-1"}`))
	if hook, err := server.client(t).Webhooks.Create(t.Context(), params); err != nil || hook.ID != "w-1" {
		t.Errorf("got %+v, %v; want the id", hook, err)
	}
}
