package fanvue_test

import (
	"encoding/json"
	"testing"

	"github.com/fanvue-go/fanvue"
)

// Whoever keeps the response finds it under the name that the API uses.
func TestPromotionIsWrittenAsItIsRead(t *testing.T) {
	t.Parallel()
	written, err := json.Marshal(fanvue.CreatedPromotion{UUID: "pr-1"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(written), `{"uuid":"pr-1"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
