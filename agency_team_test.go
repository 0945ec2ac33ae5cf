package fanvue_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestTeamMemberWithoutAnID(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, respondJSON(http.StatusOK, `{"displayName":"Dana"}`))
	member, err := server.client(t).Agency.UpdateTeamMember(t.Context(), "dana", fanvue.TeamMemberUpdate{CreatorUUIDs: fanvue.Value([]string{})})
	var unreadable *fanvue.DecodeError
	if member != nil || !errors.As(err, &unreadable) {
		t.Errorf("got %+v, %v; want a DecodeError", member, err)
	}
}
