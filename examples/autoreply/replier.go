package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fanvue-go/fanvue"
)

// settle is how long the answer to a send may take to show up in the chat. A
// message whose sending was interrupted is looked for again after that.
const settle = time.Minute

// attempt is an answer that was about to be sent.
type attempt struct {
	// MessageUUID is the fan's message that it answers.
	MessageUUID string    `json:"messageUuid"`
	At          time.Time `json:"at"`
}

// replier answers unread chats.
//
// The chat itself tells whether an answer is due: the newest message is the
// fan's. What the chat cannot tell is whether an answer is still on its way,
// because the program was stopped in the middle of sending or the connection
// broke. So each attempt is written down before it is made. As long as it is
// young the chat is left alone; after that the chat tells the truth.
type replier struct {
	client   *fanvue.Client
	text     string
	path     string
	attempts map[string]attempt // by the fan's UUID
}

func newReplier(client *fanvue.Client, text, path string) (*replier, error) {
	r := &replier{client: client, text: text, path: path, attempts: map[string]attempt{}}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &r.attempts); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", path, err)
	}
	return r, nil
}

// round answers every unread chat once, and returns how many it answered. A
// chat that fails does not keep the others from their answer.
func (r *replier) round(ctx context.Context) (answered int, err error) {
	// All chats first: answering one changes the list that is being walked.
	var fans []string
	for chat, err := range r.client.Chats.All(ctx, &fanvue.ChatListOptions{Filters: []fanvue.ChatFilter{fanvue.ChatsUnread}}) {
		if err != nil {
			return 0, err
		}
		fans = append(fans, chat.User.UUID)
	}
	var problems []error
	for _, fan := range fans {
		if ctx.Err() != nil {
			break
		}
		sent, err := r.answer(ctx, fan)
		if sent {
			answered++
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("chat with %s: %w", fan, err))
		}
	}
	return answered, errors.Join(problems...)
}

// answer answers the chat with a fan if an answer is due.
func (r *replier) answer(ctx context.Context, fan string) (sent bool, err error) {
	messages, err := r.client.Messages.List(ctx, fan, &fanvue.MessageListOptions{Size: 1})
	if err != nil {
		return false, err
	}
	if len(messages.Data) == 0 {
		return false, nil
	}
	if newest := messages.Data[0]; newest.Sender.UUID == fan {
		if last, ok := r.attempts[fan]; ok && last.MessageUUID == newest.UUID && time.Since(last.At) < settle {
			return false, nil // it may still show up; the next round looks again
		}
		if err := r.remember(fan, attempt{MessageUUID: newest.UUID, At: time.Now()}); err != nil {
			return false, err
		}
		if _, err := r.client.Messages.Send(ctx, fan, fanvue.MessageParams{Text: r.text}); err != nil {
			return false, err
		}
		sent = true
	}
	return sent, r.client.Chats.Update(ctx, fan, fanvue.ChatUpdate{IsRead: fanvue.Value(true)})
}

// remember writes the attempts down in one step, so that a stop in the middle
// leaves the old file or the new one.
func (r *replier) remember(fan string, a attempt) error {
	r.attempts[fan] = a
	data, err := json.Marshal(r.attempts)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(r.path), filepath.Base(r.path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	if _, err := file.Write(data); err != nil {
		return errors.Join(err, file.Close())
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), r.path)
}
