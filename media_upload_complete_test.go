package fanvue_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// A refused completion is a success only if the item proves that the upload is
// complete.
func TestUploadWithARefusedCompletion(t *testing.T) {
	const this = "this upload's"
	tests := []struct {
		item, status string
		found        int // the status of the item's request
		want         fanvue.MediaStatus
		failed       bool // ErrMediaFailed
	}{
		{item: this, status: "processing", want: fanvue.MediaProcessing},
		{item: this, status: "ready", want: fanvue.MediaReady},
		{item: this, status: "created"},
		{item: this, status: "error", failed: true},
		{item: this, status: "archived"},
		{item: this, status: ""},
		{item: "9f000000-0000-4000-8000-000000000001", status: "ready"},
		{item: "9f000000-0000-4000-8000-000000000001", status: "error"},
		{item: this, found: http.StatusNotFound},
		{item: this, found: http.StatusForbidden},
	}
	for _, tt := range tests {
		for _, refusal := range []int{400, 404, 409} {
			t.Run(fmt.Sprintf("%d, %s item %s %d", refusal, tt.item, tt.status, tt.found), func(t *testing.T) {
				uploading(t, func(t *testing.T, server *fanvuetest.Server) {
					server.Inject(fanvuetest.Fault{Operation: fanvue.OpMediaCompleteUpload, Status: refusal, Body: `{"message":"no"}`})
					var state fanvue.UploadState
					save := func(s fanvue.UploadState) error {
						if state = s; len(s.Parts) == 3 && !s.Completed {
							fault := fanvuetest.Fault{Operation: fanvue.OpMediaGet, Status: tt.found}
							if tt.found == 0 {
								fault.Status = http.StatusOK
								fault.Body = fmt.Sprintf(`{"uuid":%q,"status":%q}`, strings.ReplaceAll(tt.item, this, strings.ToUpper(s.MediaUUID)), tt.status)
							}
							server.Inject(fault)
						}
						return nil
					}
					item, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", strings.NewReader(uploadText), &fanvue.UploadOptions{SaveState: save})
					if tt.want != "" {
						if err != nil || item.Status != tt.want || item.UUID != state.MediaUUID || !state.Completed {
							t.Errorf("got %+v, %v with the state %+v", item, err, state)
						}
						return
					}
					stopped := asError[*fanvue.UploadError](t, err)
					if refused := asError[*fanvue.APIError](t, err); refused.StatusCode != refusal || refused.Operation != fanvue.OpMediaCompleteUpload {
						t.Errorf("got %v, want the refusal of the completion", err)
					}
					if stopped.State.Completed || state.Completed || errors.Is(err, fanvue.ErrMediaFailed) != tt.failed {
						t.Errorf("got %v with the state %+v", err, stopped.State)
					}
				})
			})
		}
	}
}

// A completion that succeeds may say that the item has failed.
func TestUploadThatFailsAsItIsCompleted(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		server.Inject(fanvuetest.Fault{Operation: fanvue.OpMediaCompleteUpload, Status: 200, Body: `{"status":"error"}`})
		item, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", strings.NewReader(uploadText), nil)
		if !errors.Is(err, fanvue.ErrMediaFailed) || item != nil {
			t.Errorf("got %+v, %v, want ErrMediaFailed", item, err)
		}
	})
}
