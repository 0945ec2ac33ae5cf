package fanvue_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
)

// A link that nothing can be done with later was perhaps made: the caller must
// learn that.
func TestTrackingLinkWithoutAnID(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, respondJSON(http.StatusCreated, `{"name":"Spring"}`))
	link, err := server.client(t).TrackingLinks.Create(t.Context(), fanvue.TrackingLinkParams{
		Name: "Spring", ExternalSocialPlatform: fanvue.PlatformOther,
	})
	if !errors.As(err, new(*fanvue.OutcomeUnknownError)) || !errors.As(err, new(*fanvue.DecodeError)) || link != nil {
		t.Errorf("got %v, %v; want an OutcomeUnknownError", link, err)
	}
}
