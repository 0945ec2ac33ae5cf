// Package retry stands for a library whose retries the analyzer cannot see.
package retry

import "context"

// Option is an option.
type Option func(*runner)

type runner struct{ function func(context.Context) error }

// If sets which errors are retried.
func If(func(error) bool) Option { return nil }

// Do calls function until it succeeds.
func Do(ctx context.Context, function func(context.Context) error, opts ...Option) error {
	return (&runner{function}).run(ctx)
}

func (r *runner) run(ctx context.Context) error { return r.function(ctx) }
