// Package helperlib has helpers that programs share.
package helperlib

import (
	"context"
	"errors"
	"iter"

	"github.com/fanvue-go/fanvue"
)

// MaySend reports whether a send may be retried.
func MaySend(err error) bool { return err != nil && !unclear(err) }

func unclear(err error) bool { return errors.Is(err, fanvue.ErrOutcomeUnknown) }

// Limited reports whether the rate limit was the reason.
func Limited(err error) bool { return errors.Is(err, fanvue.ErrRateLimited) }

// Log logs an error.
func Log(err error) { println(err.Error()) }

// Send is a thin wrapper.
func Send(ctx context.Context, client *fanvue.Client, fan, text string) error {
	_, err := client.Messages.Send(ctx, fan, fanvue.MessageParams{Text: text})
	if err != nil {
		return errors.Join(errors.New("send"), err)
	}
	return nil
}

// Careful looks at the outcome itself.
func Careful(ctx context.Context, client *fanvue.Client, fan, text string) error {
	_, err := client.Messages.Send(ctx, fan, fanvue.MessageParams{Text: text})
	if errors.Is(err, fanvue.ErrOutcomeUnknown) {
		return nil
	}
	return err
}

// Collect drops errors.
func Collect[T any](items iter.Seq2[T, error]) (all []T) {
	for item := range items {
		all = append(all, item)
	}
	return all
}

// Keys drops second values.
func Keys[K, V any](items iter.Seq2[K, V]) iter.Seq[K] {
	return func(yield func(K) bool) {
		for key := range items {
			if !yield(key) {
				return
			}
		}
	}
}

// All keeps the error.
func All[T any](items iter.Seq2[T, error]) (all []T, err error) {
	for item, err := range items {
		if err != nil {
			return all, err
		}
		all = append(all, item)
	}
	return all, nil
}
