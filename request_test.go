package fanvue_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestContentTypeOnlyWithABody(t *testing.T) {
	t.Parallel()
	var types [][]string
	client := roundTripFunc(func(r *http.Request) (*http.Response, error) {
		types = append(types, r.Header["Content-Type"])
		return respond(200, `{"messageUuid":"m","data":[]}`)(r)
	}).client(t)
	err := errors.Join(listChats(t.Context(), client), sendMessage(t.Context(), client), listChats(t.Context(), client))
	if diff := cmp.Diff([][]string{nil, {"application/json"}, nil}, types); err != nil || diff != "" {
		t.Errorf("%v; content types (-want +got):\n%s", err, diff)
	}
}
