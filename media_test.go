package fanvue_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestMediaBulkErrors(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, respondJSON(http.StatusOK, `{"results":{"md-1":`+libraryResponse+`,"gone":null,"broken":null},"errors":[
		{"mediaUuid":"gone","code":"NOT_FOUND","message":"no such media"},
		{"mediaUuid":"broken","code":"INTERNAL","message":"try later"}]}`))
	bulk, err := server.client(t).Media.Bulk(t.Context(), fanvue.MediaBulkParams{MediaUUIDs: []string{"md-1", "gone", "broken"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := bulk.Err("md-1"); err != nil {
		t.Errorf("got %v, want no error", err)
	}
	// Without an item there is an error, told or not: a caller may rely on it.
	if err := bulk.Err("left out"); err == nil || errors.Is(err, fanvue.ErrNotFound) {
		t.Errorf("an item that the response leaves out: %v", err)
	}
	for id, want := range map[string]struct {
		text     string
		notFound bool
	}{
		"gone":   {"fanvue: item gone: NOT_FOUND: no such media", true},
		"broken": {"fanvue: item broken: INTERNAL: try later", false},
	} {
		err := bulk.Err(id)
		var problem fanvue.ItemError
		if !errors.As(err, &problem) || problem.ID != id || err.Error() != want.text {
			t.Errorf("%s: got %T %v, want %s", id, err, err, want.text)
		}
		if errors.Is(err, fanvue.ErrNotFound) != want.notFound || errors.Is(err, fanvue.ErrForbidden) {
			t.Errorf("%s: %v has another kind", id, err)
		}
	}
}
