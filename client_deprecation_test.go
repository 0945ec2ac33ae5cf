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

// slowLog counts warnings, and takes its time.
type slowLog struct {
	slog.Handler
	warnings atomic.Int32
}

func (l *slowLog) Enabled(context.Context, slog.Level) bool { return true }

func (l *slowLog) Handle(_ context.Context, r slog.Record) error {
	if r.Level == slog.LevelWarn && strings.Contains(r.Message, "deprecated") {
		l.warnings.Add(1)
		time.Sleep(time.Second)
	}
	return nil
}

func TestDeprecationIsLoggedOnce(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"Deprecation", "Sunset", "X-Fanvue-API-Next-Version", "Warning"} {
		for _, status := range []int{200, 404} {
			synctest.Test(t, func(t *testing.T) {
				var started atomic.Bool
				logged := new(slowLog)
				client := roundTripFunc(func(r *http.Request) (*http.Response, error) {
					if !started.Swap(true) {
						return respond(200, okPage)(r) // so that the others go at once
					}
					time.Sleep(time.Second)
					return respond(status, okPage, header, "2027-01-01")(r)
				}).client(t, fanvue.WithLogger(slog.New(logged)))
				if err := listChats(t.Context(), client); err != nil || logged.warnings.Load() != 0 {
					t.Fatalf("%d warnings before there was a reason, %v", logged.warnings.Load(), err)
				}
				calls(20, func() error { return listChats(t.Context(), client) })
				_ = listChats(t.Context(), client)
				if got := logged.warnings.Load(); got != map[bool]int32{true: 0, false: 1}[header == "Warning"] {
					t.Errorf("%s of a %d: %d warnings", header, status, got)
				}
			})
		}
	}
}
