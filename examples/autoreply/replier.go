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

// attempt is an attempt to respond to a message.
type attempt struct {
	// MessageUUID is the message of the fan.
	MessageUUID string    `json:"messageUuid"`
	Text        string    `json:"text"`
	StartedAt   time.Time `json:"startedAt"`
	// EndedAt is zero while the response is being sent.
	EndedAt time.Time `json:"endedAt,omitzero"`
	// Done reports whether the outcome is known.
	Done bool `json:"done"`
}

// replier responds to unread chats. It does not mark them as read, so that a
// person still sees them, and because marking a chat as read could hide a message
// that the fan writes at the same moment.
//
// The chat shows whether a response is due: its newest message is from the fan. The
// chat does not show whether a response is still being processed, because the
// program was stopped while sending it or the connection was lost. So each attempt
// is stored before it is made, and marked as done when its outcome is known. Until
// then, the replier searches the chat for the response and sends nothing there.
//
// Two processes that read the same file would both respond. So the file is locked
// before it is read and until the replier is closed.
type replier struct {
	client   *fanvue.Client
	text     string
	path     string
	lock     *os.File
	attempts map[string]attempt // by the id of the fan
}

var errLocked = errors.New("another autoreply process uses it")

// newReplier returns a replier that uses the file exclusively until it is closed.
func newReplier(client *fanvue.Client, text, path string) (*replier, error) {
	path, err := realPath(path)
	if err != nil {
		return nil, err
	}
	// Each change replaces the file, and a lock on it would be lost.
	held, err := lock(path + ".lock")
	if err != nil {
		return nil, fmt.Errorf("%s is not available: %w", path, err)
	}
	r := &replier{client: client, text: text, path: path, lock: held, attempts: map[string]attempt{}}
	if err := r.load(); err != nil {
		return nil, errors.Join(err, r.close())
	}
	return r, nil
}

// realPath resolves symbolic links, so that a file has only one lock.
func realPath(path string) (string, error) {
	resolved, err := filepath.EvalSymlinks(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return resolved, err
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	return filepath.Join(dir, filepath.Base(path)), err
}

func (r *replier) load() error {
	data, err := os.ReadFile(r.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, &r.attempts); err != nil {
		return fmt.Errorf("%s is damaged: %w", r.path, err)
	}
	return nil
}

// close releases the file.
func (r *replier) close() error { return r.lock.Close() }

// round responds to every unread chat, and returns the number of responses. If one
// chat fails, the others are not affected.
func (r *replier) round(ctx context.Context) (responses int, err error) {
	// Read all chats first, because a response changes the order of the list.
	var fans []string
	for chat, err := range r.client.Chats.All(ctx, &fanvue.ChatListOptions{Filters: []fanvue.ChatFilter{fanvue.ChatsUnread}}) {
		if err != nil {
			return 0, err
		}
		if chat.LastMessage != nil && chat.LastMessage.SenderUUID == chat.User.UUID {
			fans = append(fans, chat.User.UUID)
		}
	}
	var problems []error
	for _, fan := range fans {
		if ctx.Err() != nil {
			break
		}
		sent, err := r.respond(ctx, fan)
		if sent {
			responses++
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("chat with %s: %w", fan, err))
		}
	}
	return responses, errors.Join(problems...)
}

// respond responds to a fan if a response is due.
func (r *replier) respond(ctx context.Context, fan string) (sent bool, err error) {
	if settled, err := r.settle(ctx, fan); err != nil || !settled {
		return false, err
	}
	messages, err := r.client.Messages.List(ctx, fan, &fanvue.MessageListOptions{Size: 1})
	if err != nil || len(messages.Data) == 0 {
		return false, err
	}
	newest := messages.Data[0]
	if newest.Sender.UUID != fan {
		return false, nil // somebody else has responded
	}
	return r.send(ctx, fan, newest.UUID)
}

// settle finds out the outcome of the last attempt, and reports whether it is
// known.
func (r *replier) settle(ctx context.Context, fan string) (bool, error) {
	last, ok := r.attempts[fan]
	if !ok || last.Done {
		return true, nil
	}
	if last.EndedAt.IsZero() {
		// The program was stopped during the attempt, at some time before now.
		last.EndedAt = time.Now()
		if err := r.remember(fan, last); err != nil {
			return false, err
		}
	}
	result, err := r.client.Messages.Outcome(ctx, fan, fanvue.SendAttempt{
		Params:    fanvue.MessageParams{Text: last.Text},
		StartedAt: last.StartedAt, EndedAt: last.EndedAt, AfterMessageUUID: last.MessageUUID,
	})
	switch {
	case err != nil:
		return false, err
	case len(result.Candidates) > 0:
		return false, &undecidedError{fan: fan, startedAt: last.StartedAt, candidate: result.Candidates[0].UUID}
	case result.Outcome == fanvue.OutcomeStillUnknown:
		return false, nil
	}
	last.Done = true
	return true, r.remember(fan, last)
}

// undecidedError reports an attempt about which a person has to decide. The chat
// has a message that may be the response, changed by the server, or a message that
// somebody else wrote.
type undecidedError struct {
	fan       string
	startedAt time.Time
	candidate string
}

func (e *undecidedError) Error() string {
	return fmt.Sprintf("message %s may be the response of %s; look at the chat, respond yourself if necessary, and then run autoreply -decided %s",
		e.candidate, e.startedAt.Format(time.DateTime), e.fan)
}

// decided marks an attempt about which a person has decided as done.
func (r *replier) decided(fan string) error {
	last, ok := r.attempts[fan]
	if !ok || last.Done {
		return fmt.Errorf("there is no response to %s to decide about", fan)
	}
	last.Done = true
	return r.remember(fan, last)
}

// send responds to a message, and marks the attempt as done if its outcome is
// known.
func (r *replier) send(ctx context.Context, fan, messageUUID string) (sent bool, err error) {
	a := attempt{MessageUUID: messageUUID, Text: r.text, StartedAt: time.Now()}
	if err := r.remember(fan, a); err != nil {
		return false, err
	}
	_, err = r.client.Messages.Send(ctx, fan, fanvue.MessageParams{Text: r.text})
	a.EndedAt = time.Now()
	a.Done = !errors.Is(err, fanvue.ErrOutcomeUnknown)
	return err == nil, errors.Join(err, r.remember(fan, a))
}

// remember stores the attempts in one step, so that a stop in the middle leaves
// either the old file or the new one.
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
