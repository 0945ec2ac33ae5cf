package fanvue_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

func TestItemErrorDecodesEveryForm(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, wire string
		want       fanvue.ItemError
	}{
		{"of media", `{"mediaUuid":"a","code":"NOT_FOUND","message":"gone"}`, fanvue.ItemError{ID: "a", Code: "NOT_FOUND", Message: "gone"}},
		{"of a fan", `{"fanUuid":"a","code":"INTERNAL","message":"later"}`, fanvue.ItemError{ID: "a", Code: "INTERNAL", Message: "later"}},
		{"as it is encoded", `{"id":"a","code":"forbidden","message":""}`, fanvue.ItemError{ID: "a", Code: "forbidden"}},
		{"with null", `{"fanUuid":null,"mediaUuid":"a","code":null,"message":null}`, fanvue.ItemError{ID: "a"}},
		{"a string", `"broken"`, fanvue.ItemError{Code: "UNEXPLAINED", Message: `"broken"`}},
		{"wrong types", `{"mediaUuid":7,"code":{}}`, fanvue.ItemError{Code: "UNEXPLAINED", Message: `{"mediaUuid":7,"code":{}}`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got fanvue.ItemError
			if err := json.Unmarshal([]byte(tt.wire), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestItemErrorKinds(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]error{
		"NOT_FOUND": fanvue.ErrNotFound, "not_found": fanvue.ErrNotFound, "NOT_IN_MESSAGE": fanvue.ErrNotFound,
		"forbidden": fanvue.ErrForbidden, "FORBIDDEN": fanvue.ErrForbidden,
		"INTERNAL": nil, "internal": nil, "UNEXPLAINED": nil, "new": nil, "": nil,
	} {
		for _, kind := range []error{
			fanvue.ErrNotFound, fanvue.ErrForbidden, fanvue.ErrInsufficientScope, fanvue.ErrUnauthorized, fanvue.ErrConflict,
			fanvue.ErrRateLimited, fanvue.ErrValidation, fanvue.ErrOutcomeUnknown, fanvue.ErrAPIVersion,
		} {
			if got := errors.Is(fanvue.ItemError{ID: "a", Code: code}, kind); got != (kind == want) {
				t.Errorf("errors.Is(code %q, %v) is %t", code, kind, got)
			}
		}
	}
}

// The server's text is one short line in an error.
func TestItemErrorText(t *testing.T) {
	t.Parallel()
	long := fanvue.ItemError{ID: "u-3", Code: "INTERNAL", Message: "a\nb" + strings.Repeat("x", 1000)}.Error()
	if strings.Contains(long, "\n") || len(long) > 320 || !strings.HasPrefix(long, "fanvue: item u-3: INTERNAL: a") {
		t.Errorf("got %d bytes: %q", len(long), long)
	}
	if got, want := (fanvue.ItemError{ID: "u-3", Code: "forbidden"}).Error(), "fanvue: item u-3: forbidden"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// One member of a batch that is no usable item must not hide the others.
func TestBatchMembers(t *testing.T) {
	t.Parallel()
	const body = `{"a":{"status":"follower","error":null},"b":{"error":"forbidden"},"c":{"error":{"code":7}},"d":null,"e":{"status":"expired","error":""}}`
	server := newWireServer(t, respondJSON(http.StatusOK, body))
	result, err := server.client(t).Insights.FansBatch(t.Context(), []string{"a", "b", "c", "d", "e"})
	if err != nil {
		t.Fatal(err)
	}
	want := &fanvue.BulkResult[fanvue.FanInsights]{
		Results: map[string]*fanvue.FanInsights{
			"a": {Status: fanvue.FanFollower}, "b": nil, "c": nil, "d": nil, "e": {Status: fanvue.FanExpired},
		},
		Errors: []fanvue.ItemError{{ID: "b", Code: "forbidden"}, {ID: "c", Code: "UNEXPLAINED", Message: `{"code":7}`}},
	}
	if diff := cmp.Diff(want, result); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for id, failed := range map[string]bool{"a": false, "b": true, "c": true, "d": true, "e": false, "f": true} {
		if err := result.Err(id); (err != nil) != failed {
			t.Errorf("Err(%q) is %v", id, err)
		}
	}
}

func TestBatchMemberThatIsNotAnObject(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, respondJSON(http.StatusOK, `{"byChat":{"u-1":"broken"}}`))
	batch, err := server.client(t).Messages.Batch(t.Context(), fanvue.MessageBatchParams{ChatUUIDs: []string{"u-1"}})
	if err != nil {
		t.Fatal(err)
	}
	if problem := asError[fanvue.ItemError](t, batch.Err("u-1")); problem.ID != "u-1" || problem.Code != "UNREADABLE" {
		t.Errorf("got %+v", problem)
	}
}

// What the errors beside the results look like is not known of every surface.
func TestBulkResultWithErrorsOfAnyShape(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, respondJSON(http.StatusOK, `{"results":{"a":{"uuid":"a","status":"ready"},"b":null},"errors":["b is gone",7]}`))
	bulk, err := server.client(t).Media.Bulk(t.Context(), fanvue.MediaBulkParams{MediaUUIDs: []string{"a", "b"}})
	if err != nil {
		t.Fatal(err)
	}
	if bulk.Results["a"].Status != fanvue.MediaReady || bulk.Err("b") == nil || bulk.Errors[0].Message != `"b is gone"` {
		t.Errorf("got %+v", bulk)
	}
}
