package fanvue_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
)

// A fan that failed must be found with errors.Is, like a failed call.
func TestFanInsightsBulkErrors(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, respondJSON(http.StatusOK, fanInsightsBulk))
	bulk, err := server.client(t).Insights.Fans(t.Context(), []string{"u-2"})
	if err != nil {
		t.Fatal(err)
	}
	if err := bulk.Err("u-2"); err != nil {
		t.Errorf("got %v, want no error", err)
	}
	// Without a fan there is an error, told or not: a caller may rely on it.
	if err := bulk.Err("u-9"); err == nil || errors.Is(err, fanvue.ErrNotFound) {
		t.Errorf("a fan whom the response leaves out: %v", err)
	}
	for fan, want := range map[string]struct {
		words    string
		notFound bool
	}{
		"u-3": {"fanvue: item u-3: NOT_FOUND: no such fan", true},
		"u-4": {"fanvue: item u-4: INTERNAL: try later", false},
	} {
		err := bulk.Err(fan)
		if err == nil || err.Error() != want.words || errors.Is(err, fanvue.ErrNotFound) != want.notFound || errors.Is(err, fanvue.ErrForbidden) {
			t.Errorf("%s: got %v, want %+v", fan, err, want)
		}
		var failure fanvue.ItemError
		if !errors.As(err, &failure) || failure.ID != fan {
			t.Errorf("%s: got %T, want an ItemError about it", fan, err)
		}
	}
}

func TestFanInsightsBatchErrors(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, respondJSON(http.StatusOK, fanInsightsBatch))
	batch, err := server.client(t).Insights.FansBatch(t.Context(), []string{"u-2"})
	if err != nil {
		t.Fatal(err)
	}
	for fan, want := range map[string]struct{ failed, forbidden, notFound bool }{
		"u-2": {},
		"u-3": {},
		"u-4": {failed: true, forbidden: true},
		"u-5": {failed: true, notFound: true},
		"u-6": {failed: true},
		"u-7": {failed: true}, // the response leaves it out
	} {
		err := batch.Err(fan)
		if (err != nil) != want.failed || errors.Is(err, fanvue.ErrForbidden) != want.forbidden || errors.Is(err, fanvue.ErrNotFound) != want.notFound {
			t.Errorf("%s: %v, want %+v", fan, err, want)
		}
	}
}
