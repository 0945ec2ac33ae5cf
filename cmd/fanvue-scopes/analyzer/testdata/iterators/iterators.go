package iterators

import (
	"context"
	"iter"
	"log"
	"maps"
	"slices"
	"time"

	"example.com/vet/helperlib"
	"github.com/fanvue-go/fanvue"
)

func one(ctx context.Context, client *fanvue.Client) error {
	for chat := range client.Chats.All(ctx, nil) { // want `the loop drops the error of the iterator`
		_ = chat
	}
	for range client.Fans.AllSubscribers(ctx, nil) { // want `drops the error of the iterator`
	}
	for chat, _ := range client.Creator("id").Chats.All(ctx, nil) { // want `drops the error of the iterator`
		_ = chat
	}
	return nil
}

func count(ctx context.Context, client *fanvue.Client) (n int) {
	for range client.Chats.All(ctx, nil) { // want `drops the error of the iterator`
		n++
	}
	return n
}

func first(ctx context.Context, client *fanvue.Client) (*fanvue.Chat, int, string, error) {
	var err error
	for chat := range client.Chats.All(ctx, nil) { // want `drops the error of the iterator`
		if err = ctx.Err(); err == nil {
			return &chat, 1, "", nil
		}
	}
	return nil, 0, "", err
}

func structs(ctx context.Context, client *fanvue.Client) (fanvue.Chat, error) {
	for chat := range client.Chats.All(ctx, nil) { // want `drops the error of the iterator`
		return chat, nil
	}
	return fanvue.Chat{}, nil
}

func assigned(ctx context.Context, client *fanvue.Client) error {
	var chat fanvue.Chat
	for chat = range client.Chats.All(ctx, nil) { // want `drops the error of the iterator`
		_ = chat
	}
	return nil
}

type list = iter.Seq2[fanvue.Chat, error]

type named iter.Seq2[fanvue.Chat, error]

func chatsOf(ctx context.Context, client *fanvue.Client) list { return client.Chats.All(ctx, nil) }

func held(ctx context.Context, client *fanvue.Client) {
	all := client.Chats.All(ctx, nil)
	for range all { // want `drops the error of the iterator`
	}
	for range chatsOf(ctx, client) { // want `drops the error of the iterator`
	}
	for range named(all) { // want `drops the error of the iterator`
	}
	distinct := fanvue.Distinct(all, func(c fanvue.Chat) string { return c.User.UUID })
	for chat := range distinct { // want `drops the error of the iterator`
		_ = chat
	}
	for range client.Messages.BatchAll(ctx, fanvue.MessageBatchParams{}) { // want `drops the error of the iterator`
	}
	for range client.Chats.ChangedSince(ctx, time.Time{}) { // want `drops the error of the iterator`
	}
	_ = func() error {
		for range all { // want `drops the error of the iterator`
		}
		return nil
	}
}

func helped(ctx context.Context, client *fanvue.Client) {
	_ = helperlib.Collect(client.Chats.All(ctx, nil))                                 // want `Collect drops the error of the iterator`
	_ = slices.Collect(helperlib.Keys(client.Chats.All(ctx, nil)))                    // want `Keys drops the error of the iterator`
	_ = chats(client.Chats.All(ctx, nil), 3)                                          // want `chats drops the error of the iterator`
	client.Chats.All(ctx, nil)(func(fanvue.Chat, error) bool { return true })         // want `the function drops the error`
	client.Chats.All(ctx, nil)(func(c fanvue.Chat, _ error) bool { return c.IsRead }) // want `the function drops the error`
}

func chats(all iter.Seq2[fanvue.Chat, error], most int) (list []fanvue.Chat) {
	for chat := range all { // want `the loop drops the error of the iterator`
		list = append(list, chat)
	}
	return list
}

func pulled(ctx context.Context, client *fanvue.Client) {
	next, stop := iter.Pull2(client.Chats.All(ctx, nil))
	defer stop()
	chat, _, ok := next() // want `the call drops the error of the iterator`
	log.Print(chat, ok)
}

func right(ctx context.Context, client *fanvue.Client, own iter.Seq2[int, error], byName map[string]fanvue.Chat) error {
	for _, err := range client.Chats.All(ctx, nil) {
		if err != nil {
			return err
		}
	}
	for n := range own {
		_ = n
	}
	for name := range maps.All(byName) {
		_ = name
	}
	for range byName {
	}
	for chat := range client.Chats.All(ctx, nil) { //fanvuevet:ignore a preview
		_ = chat
	}
	//fanvuevet:ignore a preview
	for chat := range client.Chats.All(ctx, nil) {
		_ = chat
	}
	_, err := fanvue.Collect(client.Chats.All(ctx, nil), 10)
	if err != nil {
		return err
	}
	_, err = helperlib.All(client.Chats.All(ctx, nil))
	next, stop := iter.Pull2(client.Chats.All(ctx, nil))
	defer stop()
	_, err, _ = next()
	client.Chats.All(ctx, nil)(func(_ fanvue.Chat, e error) bool { err = e; return true })
	_ = helperlib.Keys(maps.All(byName))
	return err
}

func notSilenced(ctx context.Context, client *fanvue.Client) {
	_ = 0                                  //fanvuevet:ignore another line
	for range client.Chats.All(ctx, nil) { // want `drops the error of the iterator`
	}
	for range client.Chats.All(ctx, nil) { //fanvuevet:ignored // want `drops the error of the iterator`
	}
}
