package fanvue_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
)

// A chat that failed must be found with errors.Is, like a failed call.
func TestMessageBatchErrors(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, respondJSON(http.StatusOK, messageBatchResponse))
	batch, err := server.client(t).Messages.Batch(t.Context(), fanvue.MessageBatchParams{ChatUUIDs: []string{"u-2"}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]struct{ failed, forbidden, notFound bool }{
		"u-2": {},
		"u-3": {},
		"u-4": {failed: true, forbidden: true},
		"u-5": {failed: true, notFound: true},
		"u-6": {failed: true},
		"u-7": {failed: true}, // the response leaves it out
	}
	for chat, want := range want {
		err := batch.Err(chat)
		if (err != nil) != want.failed || errors.Is(err, fanvue.ErrForbidden) != want.forbidden || errors.Is(err, fanvue.ErrNotFound) != want.notFound {
			t.Errorf("%s: %v, want %+v", chat, err, want)
		}
	}
}
