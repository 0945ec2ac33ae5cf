package fanvuetest_test

import (
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func meter(got result) []string {
	h := got.header
	return []string{strconv.Itoa(got.status), h.Get("X-RateLimit-Limit"), h.Get("X-RateLimit-Remaining"), h.Get("X-RateLimit-Reset"), h.Get("Retry-After")}
}

func TestRateLimitWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.WithRateLimit(2, 10*time.Second))
		defer server.Close()
		time.Sleep(300 * time.Millisecond) // whole seconds would hide rounding
		reset := strconv.FormatInt(time.Now().Unix()+11, 10)
		before := len(server.Me().Messages(fanvuetest.FanUUID))
		send := func() result { return ask(t, server, http.MethodPost, sendPath, `{"text":"hi"}`) }

		want(t, "first", meter(send()), []string{"201", "2", "1", reset, ""})
		want(t, "second", meter(send()), []string{"201", "2", "0", reset, ""})
		refused := send()
		want(t, "third", meter(refused), []string{"429", "2", "0", reset, "10"})
		wantExactly(t, refused, 429, `{"error":"Too many requests"}`)
		want(t, "nothing was done", len(server.Me().Messages(fanvuetest.FanUUID)), before+2)
		want(t, "no route, no limit", meter(get(t, server, "/nowhere")), []string{"404", "", "", "", ""})

		time.Sleep(9*time.Second + 500*time.Millisecond)
		want(t, "late", meter(send()), []string{"429", "2", "0", reset, "1"})
		server.SetRateLimit(3, time.Minute)
		want(t, "the window keeps its limit", meter(send()), []string{"429", "2", "0", reset, "1"})
		time.Sleep(500 * time.Millisecond)
		reset = strconv.FormatInt(time.Now().Unix()+61, 10)
		want(t, "the window turned", meter(send()), []string{"201", "3", "2", reset, ""})
	})
}

func TestRateLimitBuckets(t *testing.T) {
	server := newServer(t,
		fanvuetest.WithRateLimit(1, time.Hour),
		fanvuetest.WithCredential("one", fanvue.ScopeReadSelf, fanvue.ScopeReadCreator),
		fanvuetest.WithCredential("two", fanvue.ScopeReadSelf),
	)
	for _, step := range []struct {
		key, path string
		status    int
	}{
		{"one", "/users/me", 200},
		{"one", "/users/account", 429},
		{"two", "/users/me", 200},
		{"one", "/creators/" + fanvuetest.CreatorUUID + "/account", 200},
		{"one", "/creators/" + fanvuetest.CreatorUUID + "/notifications", 429},
		{"two", "/chats", 429}, // before the scopes
	} {
		got := ask(t, server, http.MethodGet, step.path, "", "X-Fanvue-API-Key: "+step.key)
		want(t, step.key+" "+step.path, got.status, step.status)
	}
}

func TestResetForms(t *testing.T) {
	for name, form := range map[string]struct {
		form        fanvuetest.ResetForm
		first, late string // 300 ms and 800 ms after a whole second
	}{
		"unix":               {fanvuetest.ResetUnix, "946684811", "946684811"},
		"unix, down":         {fanvuetest.ResetUnixDown, "946684810", "946684810"},
		"unix, fraction":     {fanvuetest.ResetUnixFraction, "946684810.300", "946684810.300"},
		"unix, milliseconds": {fanvuetest.ResetUnixMilli, "946684810300", "946684810300"},
		"unix, TTL":          {fanvuetest.ResetUnixTTL, "946684810", "946684810"},
		"unix, TTL down":     {fanvuetest.ResetUnixTTLDown, "946684810", "946684809"},
		"seconds":            {fanvuetest.ResetSeconds, "10", "10"},
		"seconds, down":      {fanvuetest.ResetSecondsDown, "10", "9"},
		"milliseconds":       {fanvuetest.ResetMillis, "10000", "9500"},
		"one's own":          {func(_, end time.Time) string { return end.UTC().Format(time.RFC3339) }, "2000-01-01T00:00:10Z", "2000-01-01T00:00:10Z"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.WithRateLimit(2, 10*time.Second), fanvuetest.WithResetForm(form.form))
				defer server.Close()
				time.Sleep(300 * time.Millisecond)
				want(t, "first", get(t, server, "/users/me").header.Get("X-RateLimit-Reset"), form.first)
				time.Sleep(500 * time.Millisecond)
				want(t, "late", get(t, server, "/users/me").header.Get("X-RateLimit-Reset"), form.late)
			})
		})
	}
}
