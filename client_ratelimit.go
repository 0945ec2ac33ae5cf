package fanvue

import (
	"errors"
	"time"

	"github.com/fanvue-go/fanvue/internal/ratelimit"
)

// RateLimit holds what a response says of a rate limit.
type RateLimit struct {
	// Limit is how many requests a window allows, 0 when unknown.
	Limit int
	// Remaining is how many requests the window had left.
	Remaining int
	// Reset is when the next window starts, on this machine's clock, to about
	// a second; zero when unknown.
	Reset time.Time
	// RetryAfter is how long the server asked to wait, 0 when it did not.
	RetryAfter time.Duration
}

// rateLimitedError reports a wait for the rate limit that would take too long.
// Nothing was sent.
type rateLimitedError struct{ *ratelimit.WaitError }

func (e *rateLimitedError) Is(target error) bool { return target == ErrRateLimited }

// asRateLimited makes a wait that is too long one of this package's kinds.
func asRateLimited(err error) error {
	var wait *ratelimit.WaitError
	if errors.As(err, &wait) {
		return &rateLimitedError{wait}
	}
	return err
}

// rateLimit returns what is known of a bucket now.
func (c *Client) rateLimit(bucket string) (RateLimit, bool) {
	limit, ok := c.buckets.Known(bucket)
	return RateLimit(limit), ok
}
