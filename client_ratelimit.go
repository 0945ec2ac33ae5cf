package fanvue

import (
	"errors"
	"time"

	"github.com/fanvue-go/fanvue/internal/ratelimit"
)

// RateLimit holds what a response reports about the rate limit. The server counts
// requests in windows: at the start of a window, all of Limit is available.
type RateLimit struct {
	// Limit is the number of requests that a window allows; 0 if unknown.
	Limit int
	// Remaining is the number of requests that are left in the window. It means
	// nothing if Reset is zero.
	Remaining int
	// Reset is when the next window starts, by this machine's clock, with an error
	// of about a second; zero if unknown.
	Reset time.Time
	// RetryAfter is how long the server requests the client to wait, in whole
	// seconds; 0 if the response has no Retry-After.
	RetryAfter time.Duration
}

// rateLimitedError reports that waiting for the rate limit would take too long.
// Nothing was sent.
type rateLimitedError struct{ *ratelimit.WaitError }

func (e *rateLimitedError) Is(target error) bool { return target == ErrRateLimited }

// asRateLimited makes an error for too long a wait match [ErrRateLimited].
func asRateLimited(err error) error {
	var wait *ratelimit.WaitError
	if errors.As(err, &wait) {
		return &rateLimitedError{wait}
	}
	return err
}

// rateLimit returns the present state of a bucket, and reports whether it is
// known.
func (c *Client) rateLimit(bucket string) (RateLimit, bool) {
	limit, ok := c.buckets.Known(bucket)
	return RateLimit(limit), ok
}
