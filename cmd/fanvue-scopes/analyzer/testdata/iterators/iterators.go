package iterators

import (
	"context"
	"iter"

	"github.com/fanvue-go/fanvue"
)

func one(ctx context.Context, client *fanvue.Client) error {
	for chat := range client.Chats.All(ctx, nil) { // want `drops the error of the iterator`
		_ = chat
	}
	for range client.Fans.AllSubscribers(ctx, nil) { // want `drops the error of the iterator`
	}
	return nil
}

func count(ctx context.Context, client *fanvue.Client) (n int) {
	for range client.Chats.All(ctx, nil) { // want `drops the error of the iterator`
		n++
	}
	return n
}

func right(ctx context.Context, client *fanvue.Client, own iter.Seq2[int, error]) error {
	for _, err := range client.Chats.All(ctx, nil) {
		if err != nil {
			return err
		}
	}
	for n := range own {
		_ = n
	}
	for chat, _ := range client.Chats.All(ctx, nil) {
		_ = chat
	}
	for chat := range client.Chats.All(ctx, nil) { //fanvuevet:ignore a preview
		_ = chat
	}
	return nil
}
