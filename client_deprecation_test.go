package fanvue_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
)

// survivorLog counts warnings, and takes its time.
type survivorLog struct {
	slog.Handler
	warnings atomic.Int32
}

func (l *survivorLog) Enabled(context.Context, slog.Level) bool { return true }

func (l *survivorLog) Handle(_ context.Context, r slog.Record) error {
	if r.Level == slog.LevelWarn && strings.Contains(r.Message, "deprecated") {
		l.warnings.Add(1)
		time.Sleep(time.Second)
	}
	return nil
}

func TestSurvivorDeprecationIsToldOnce(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"Deprecation", "Sunset", "X-Fanvue-API-Next-Version", "Warning"} {
		for _, status := range []int{200, 404} {
			synctest.Test(t, func(t *testing.T) {
				var started atomic.Bool
				told := new(survivorLog)
				client := survivorTransport(func(r *http.Request) (*http.Response, error) {
					if !started.Swap(true) {
						return answer(200, okPage)(r) // so that the others go at once
					}
					time.Sleep(time.Second)
					return answer(status, okPage, header, "2027-01-01")(r)
				}).client(t, fanvue.WithLogger(slog.New(told)))
				if err := listChats(t.Context(), client); err != nil || told.warnings.Load() != 0 {
					t.Fatalf("%d warnings before there was a reason, %v", told.warnings.Load(), err)
				}
				calls(20, func() error { return listChats(t.Context(), client) })
				_ = listChats(t.Context(), client)
				if got := told.warnings.Load(); got != map[bool]int32{true: 0, false: 1}[header == "Warning"] {
					t.Errorf("%s of a %d: %d warnings", header, status, got)
				}
			})
		}
	}
}
