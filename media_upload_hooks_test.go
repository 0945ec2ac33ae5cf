package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// The transfer of each part is a call of its own, with its attempts.
func TestUploadReportsPartsToHooks(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		server.Inject(atSecondPart(fanvuetest.Fault{Status: 503, Header: http.Header{"Retry-After": {"7"}}})...)
		var mu sync.Mutex
		var got []string
		add := func(call fanvue.CallInfo, format string, args ...any) {
			mu.Lock()
			defer mu.Unlock()
			if strings.HasSuffix(string(call.Operation), "Media.UploadPart") {
				got = append(got, fmt.Sprintf("%s %q ", call.Method, call.Path)+fmt.Sprintf(format, args...))
			}
		}
		hooks := fanvue.Hooks{
			CallStart: func(ctx context.Context, call fanvue.CallInfo) context.Context { add(call, "start"); return ctx },
			Wait: func(ctx context.Context, call fanvue.CallInfo, wait fanvue.WaitInfo) {
				op, _ := fanvue.OperationFromContext(ctx)
				add(call, "wait %s %s in %s", wait.Reason, wait.Duration, op)
			},
			Attempt: func(_ context.Context, call fanvue.CallInfo, a fanvue.AttemptInfo) {
				add(call, "attempt %d %d %t %v", a.Number, a.StatusCode, a.Sent, a.Err)
			},
			CallDone: func(_ context.Context, call fanvue.CallInfo, result fanvue.CallResult) {
				add(call, "done %d %s %v", result.Attempts, result.Waited, result.Err)
			},
		}
		client, err := uploadClient(t, server).With(fanvue.WithHooks(hooks))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Media.Upload(t.Context(), "a.mp4", strings.NewReader(uploadText), oneByOne()); err != nil {
			t.Fatal(err)
		}
		part := []string{`PUT "" start`, `PUT "" attempt 1 200 true <nil>`, `PUT "" done 1 0s <nil>`}
		again := []string{`PUT "" start`, `PUT "" attempt 1 503 true <nil>`, `PUT "" wait retry after 7s in Media.UploadPart`, `PUT "" attempt 2 200 true <nil>`, `PUT "" done 2 7s <nil>`}
		if diff := cmp.Diff(slices.Concat(part, again, part), got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// The choices for one call hold for the parts of an upload, too.
func TestUploadWithChoices(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		server.Inject(atSecondPart(fanvuetest.Fault{Status: 503})...)
		var response fanvue.Response
		ctx := fanvue.ContextWithResponse(fanvue.ContextWithMaxRetries(t.Context(), 0), &response)
		_, err := uploadClient(t, server).Media.Upload(ctx, "a.mp4", strings.NewReader(uploadText), oneByOne())
		var refused *fanvue.StorageError
		if !errors.As(err, &refused) || refused.StatusCode != 503 {
			t.Errorf("got %v, want the storage's first refusal", err)
		}
		if response.StatusCode != 200 || response.Attempts != 1 {
			t.Errorf("the latest response is %+v", response)
		}
	})
}
