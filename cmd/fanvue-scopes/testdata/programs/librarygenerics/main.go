// A library with generic functions and types that nothing instantiates.
//
//corpus:want Chats.List Posts.List Media.List Self.Get Vault.Folders Fans.Subscribers Creators.List
package librarygenerics

import (
	"context"
	"iter"
	"slices"

	"github.com/fanvue-go/fanvue"
)

var ctx = context.Background()

// Number is a constraint.
type Number interface{ ~int | ~float64 }

// Sum calls the SDK for each value.
func Sum[T Number](client *fanvue.Client, values ...T) (sum T) {
	for _, v := range values {
		_, _ = client.Chats.List(ctx, nil)
		sum += v
	}
	return sum
}

// Pool has functions.
type Pool[K comparable, V any] struct {
	client *fanvue.Client
	makers map[K]func() V
}

// Get makes a value.
func (p *Pool[K, V]) Get(key K) V {
	_, _ = p.client.Posts.List(ctx, nil)
	return p.makers[key]()
}

// All iterates over the values.
func (p *Pool[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for k := range p.makers {
			_, _ = p.client.Media.List(ctx, nil)
			if !yield(k, p.Get(k)) {
				return
			}
		}
	}
}

// Sorted calls back.
func Sorted[S ~[]E, E interface{ Less(E) int }](client *fanvue.Client, s S) {
	slices.SortFunc(s, func(a, b E) int {
		_, _ = client.Self.Get(ctx)
		return a.Less(b)
	})
}

type box[T any] struct{ f func(T) }

func (b box[T]) run(v T) { b.f(v) }

type own[T any] struct{ client *fanvue.Client }

func (o own[T]) run(T) { _, _ = o.client.Fans.Subscribers(ctx, nil) }

type runner[T any] interface{ run(T) }

// Boxed calls a function in a field.
func Boxed[T any](client *fanvue.Client, v T) {
	box[T]{func(T) { _, _ = client.Vault.Folders(ctx, nil) }}.run(v)
}

// Via calls a method through an interface of another function.
func Via[T any](client *fanvue.Client, v T) { call[T](own[T]{client}, v) }

func call[A any](r runner[A], v A) { r.run(v) }

// Each calls a function with a type that it chooses.
func Each[T any](client *fanvue.Client, v T) {
	both(v, func(int) { _, _ = client.Creators.List(ctx, nil) }, 1)
}

func both[A, B any](_ A, f func(B), b B) { f(b) }

func unused[T any](client *fanvue.Client) { _, _ = client.Fans.Followers(ctx, nil) }
