package fanvuetest_test

import (
	"testing"
)

func TestOffsetIsOptional(t *testing.T) {
	server := newServer(t)
	for _, path := range []string{
		"/insights/earnings", "/insights/earnings/summary", "/insights/spending", "/insights/subscribers",
		"/insights/top-spenders", "/agencies/insights/chatter-leaderboard",
	} {
		loose := get(t, server, path+"?startDate=2026-01-01T00:00:00&endDate=2026-02-01T00:00:00.5")
		exact := get(t, server, path+"?startDate=2026-01-01T00:00:00Z&endDate=2026-02-01T00:00:00.5Z")
		want(t, path, loose.status, 200)
		want(t, path, loose.body, exact.body)
	}
}
