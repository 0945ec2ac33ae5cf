package fanvue_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// This file has the code and the figures of docs/synchronisation.md.

// mirror is a copy of an account's messages.
type mirror struct {
	since    time.Time                 // where the next run starts
	messages map[string]fanvue.Message // by id, so that none is stored twice
}

// sync adds the messages since the last run.
func (m *mirror) sync(ctx context.Context, client *fanvue.Client) error {
	next := m.since
	var changed []string
	for chat, err := range client.Chats.ChangedSince(ctx, m.since) {
		if err != nil {
			return err
		}
		if chat.LastMessage == nil {
			continue // it was opened, and has no messages yet
		}
		if chat.LastMessageAt.After(next) {
			next = chat.LastMessageAt.Time
		}
		changed = append(changed, chat.User.UUID)
	}
	messages := client.Messages.BatchAll(ctx, fanvue.MessageBatchParams{ChatUUIDs: changed, Limit: 50})
	for batch, err := range messages {
		if err != nil {
			return err
		}
		if m.add(batch.Item.Messages) && batch.Item.HasMore { // more than 50 are new
			if err := m.fetch(ctx, client, batch.ID); err != nil {
				return err
			}
		}
	}
	m.since = next // only now: a run that failed is done once more
	return nil
}

// fetch adds the messages of one chat.
func (m *mirror) fetch(ctx context.Context, client *fanvue.Client, userUUID string) error {
	for message, err := range client.Messages.All(ctx, userUUID, nil) {
		if err != nil {
			return err
		}
		if !m.add([]fanvue.Message{message}) {
			break
		}
	}
	return nil
}

// add stores messages, newest first, and reports whether older ones may be new.
func (m *mirror) add(messages []fanvue.Message) bool {
	for _, message := range messages {
		if message.SentAt.Before(m.since) {
			return false
		}
		m.messages[message.UUID] = message
	}
	return true
}

// changedChats returns the chats of all managed creators with a message since
// then.
func changedChats(ctx context.Context, client *fanvue.Client, since time.Time) ([]fanvue.AgencyChat, error) {
	var changed []fanvue.AgencyChat
	for chat, err := range client.Agency.AllChats(ctx, nil) {
		if err != nil {
			return nil, err
		}
		if chat.LastMessage == nil {
			continue
		}
		if chat.LastMessageAt.Before(since) {
			break
		}
		changed = append(changed, chat) // of chat.CreatorUUID with chat.User
	}
	return changed, nil
}

func TestGuideToSynchronisation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.Empty())
		defer server.Close()
		client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
		if err != nil {
			t.Fatal(err)
		}
		me := server.Me()
		var fans []string
		for i := range 5000 {
			then := me.At(time.Now().Add(-30*24*time.Hour + time.Duration(i)*time.Second))
			fan := then.AddFan(fanvue.User{})
			then.Receive(fan, "Hello!")
			fans = append(fans, fan)
		}
		ctx := t.Context()
		m := &mirror{messages: map[string]fanvue.Message{}}
		run := func(what string, requests, messages int) {
			t.Helper()
			before := len(m.messages)
			server.ResetRequests()
			if err := m.sync(ctx, client); err != nil {
				t.Fatal(err)
			}
			if server.RequestCount() != requests || len(m.messages)-before != messages {
				t.Errorf("%s: %d requests for %d new messages, want %d for %d", what, server.RequestCount(), len(m.messages)-before, requests, messages)
			}
		}
		run("the first run", 200, 5000)
		run("nothing is new", 2, 0)

		time.Sleep(time.Hour)
		for _, fan := range fans[:3] {
			me.Receive(fan, "Are you there?")
			time.Sleep(time.Second)
		}
		for range 120 { // opened today, without a message
			me.AddChat(me.AddFan(fanvue.User{}))
		}
		run("three chats are new", 4, 3)

		// At the very time of the newest message.
		me.At(m.since).Receive(fans[4000], "Me too!")
		run("a message with an equal time", 4, 1)

		time.Sleep(time.Hour)
		for i := range 130 {
			me.Receive(fans[7], fmt.Sprint("Message ", i))
			time.Sleep(time.Second)
		}
		run("a long conversation", 7, 130)

		server.ResetRequests()
		for _, err := range client.Chats.All(ctx, nil) {
			if err != nil {
				t.Fatal(err)
			}
		}
		if n := server.RequestCount(); n != 103 {
			t.Errorf("the whole list takes %d requests", n)
		}
	})
	for _, figure := range []string{"5,000 chats", "120 chats", "| 200 |", "| 4 |", "| 2 |", "103 requests"} {
		guideHas(t, "docs/synchronisation.md", figure)
	}
}

func TestGuideToSynchronisationOfAnAgency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.Empty())
		defer server.Close()
		client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
		if err != nil {
			t.Fatal(err)
		}
		since := time.Now()
		var creators []*fanvuetest.Account
		for range 20 {
			creator := server.AddCreator(fanvue.User{})
			creators = append(creators, creator)
			for i := range 60 {
				then := creator.At(since.Add(-time.Duration(i+1) * time.Hour))
				then.Receive(then.AddFan(fanvue.User{}), "Hello!")
			}
		}
		time.Sleep(time.Hour)
		for _, creator := range creators[:3] {
			creator.Receive(creator.AddFan(fanvue.User{}), "Hi!")
		}
		changed, err := changedChats(t.Context(), client, since)
		if err != nil || len(changed) != 3 || server.RequestCount() != 1 {
			t.Errorf("%d chats with %d requests, %v; want 3 with 1", len(changed), server.RequestCount(), err)
		}
		for _, chat := range changed {
			if !slices.ContainsFunc(creators[:3], func(a *fanvuetest.Account) bool { return a.UUID() == chat.CreatorUUID }) {
				t.Errorf("a chat of %s, who received nothing", chat.CreatorUUID)
			}
		}

		server.ResetRequests()
		for _, creator := range creators {
			chats := client.Creator(creator.UUID()).Chats.All(t.Context(), nil)
			next, stop := iter.Pull2(chats)
			if _, err, _ := next(); err != nil {
				t.Error(err)
			}
			stop()
		}
		if n := server.RequestCount(); n != 20 {
			t.Errorf("a list for each creator takes %d requests, want 20", n)
		}
	})
}
