package fanvue_test

import (
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
)

// A test of a caller's may make up an error without all of its fields.
func TestTextsOfZeroErrors(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		&fanvue.APIError{}, &fanvue.ArgumentError{}, &fanvue.BatchError{}, &fanvue.DecodeError{}, &fanvue.InsufficientScopeError{},
		&fanvue.ItemDecodeError{}, fanvue.ItemError{}, &fanvue.ListError{}, &fanvue.OutcomeUnknownError{}, &fanvue.RequestError{},
		&fanvue.ScopeCheckError{}, &fanvue.StorageError{}, &fanvue.SurfaceError{}, &fanvue.UploadError{},
	} {
		if text := err.Error(); !strings.HasPrefix(text, "fanvue: ") {
			t.Errorf("%T: %q", err, text)
		}
	}
}
