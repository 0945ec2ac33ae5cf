package fanvue_test

import (
	"os"
	"strings"
	"testing"
)

// guideHas reports a figure that a guide does not have.
func guideHas(t *testing.T, document, figure string) {
	t.Helper()
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), figure) {
		t.Errorf("%s does not say %q", document, figure)
	}
}
