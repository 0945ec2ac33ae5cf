package fanvue_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/fanvue-go/fanvue"
)

func TestCollectionsAfterLostResponses(t *testing.T) {
	t.Parallel()
	rename := func(ctx context.Context, s fanvue.CollectionsService) error {
		return s.Rename(ctx, "k-1", fanvue.CollectionParams{Label: "Sets"})
	}
	remove := func(ctx context.Context, s fanvue.CollectionsService) error { return s.Delete(ctx, "k-1") }
	create := func(ctx context.Context, s fanvue.CollectionsService) error {
		return second(s.Create(ctx, fanvue.CollectionParams{Label: "Sets"}))
	}
	lost, gone, taken := broken(errReset), respond(404, ""), respond(409, `{"message":"taken"}`)
	for _, tt := range []struct {
		name     string
		call     func(context.Context, fanvue.CollectionsService) error
		steps    steps
		requests int
		want     error // nil: none
	}{
		{"rename after a lost response", rename, steps{lost, respond(204, "")}, 2, nil},
		{"rename of nothing after a lost response", rename, steps{lost, gone}, 2, fanvue.ErrNotFound},
		{"rename to a label that is taken", rename, steps{taken}, 1, fanvue.ErrConflict},
		{"delete after a lost response finds it gone", remove, steps{lost, gone}, 2, nil},
		{"delete of nothing", remove, steps{gone}, 1, fanvue.ErrNotFound},
		{"create with a label that is taken", create, steps{taken}, 1, fanvue.ErrConflict},
		{"create after a lost response", create, steps{lost, taken}, 1, errReset},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				transport := &script{steps: tt.steps}
				err := tt.call(t.Context(), scripted(t, transport).Collections)
				if !errors.Is(err, tt.want) {
					t.Errorf("got %v, want %v", err, tt.want)
				}
				// In doubt is just what may not be repeated.
				if unknown := errors.As(err, new(*fanvue.OutcomeUnknownError)); unknown != (tt.want == errReset) {
					t.Errorf("outcome unknown: %t: %v", unknown, err)
				}
				if len(transport.requests) != tt.requests {
					t.Errorf("%d requests, want %d", len(transport.requests), tt.requests)
				}
			})
		})
	}
}
