package fanvuetest_test

import (
	"testing"
	"time"

	"github.com/fanvue-go/fanvue/fanvuetest"
)

// TestSeedIsTheSameEachTime compares two servers that were started at different
// times: only the times differ.
func TestSeedIsTheSameEachTime(t *testing.T) {
	ids := func(server *fanvuetest.Server) (ids []string) {
		for _, user := range []string{jonas, priya} {
			for _, message := range server.Me().Messages(user) {
				ids = append(ids, message.UUID)
			}
		}
		return ids
	}
	first := newServer(t)
	time.Sleep(2 * time.Millisecond)
	want(t, "ids", ids(newServer(t)), ids(first))
}
