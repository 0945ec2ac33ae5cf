// Package backoff stands for a library that retries.
package backoff

import "time"

// Operation is what Retry calls.
type Operation func() error

type permanent struct{ error }

// Permanent marks an error that must not be retried.
func Permanent(err error) error { return permanent{err} }

// Retry calls operation until it succeeds.
func Retry(operation Operation) error {
	var err error
	for range 5 {
		if err = operation(); err == nil {
			return nil
		}
		if p, ok := err.(permanent); ok {
			return p.error
		}
		time.Sleep(time.Second)
	}
	return err
}
