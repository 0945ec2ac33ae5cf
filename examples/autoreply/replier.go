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

// attempt is an answer that was about to be sent.
type attempt struct {
	// MessageUUID is the fan's message that it answers.
	MessageUUID string    `json:"messageUuid"`
	Text        string    `json:"text"`
	StartedAt   time.Time `json:"startedAt"`
	// EndedAt is zero while the answer is being sent.
	EndedAt time.Time `json:"endedAt,omitzero"`
	// Done says that the outcome is known.
	Done bool `json:"done"`
}

// replier answers unread chats. It leaves them unread, for a person to read,
// and because a chat that is marked as read could hide what a fan wrote in the
// same moment.
//
// The chat itself tells whether an answer is due: the newest message is the
// fan's. What the chat cannot tell is whether an answer is still on its way,
// because the program was stopped in the middle of sending or the connection
// broke. So each attempt is written down before it is made, and crossed out
// when its outcome is known. An attempt that is not crossed out is looked for
// in the chat; until its outcome is known, nothing is sent there.
//
// Two programs that read the same file would both answer. So the file is locked
// from before it is read until the replier is closed.
type replier struct {
	client   *fanvue.Client
	text     string
	path     string
	lock     *os.File
	attempts map[string]attempt // by the fan's UUID
}

var errLocked = errors.New("another autoreply uses it")

// newReplier returns a replier that nobody else has on the same file. Close it.
func newReplier(client *fanvue.Client, text, path string) (*replier, error) {
	path, err := realPath(path)
	if err != nil {
		return nil, err
	}
	// The file itself is replaced with each change, and a lock with it.
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

// realPath follows symbolic links, so that one file has one lock.
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

// close gives the file back to others.
func (r *replier) close() error { return r.lock.Close() }

// round answers every unread chat once, and returns how many it answered. A
// chat that fails does not keep the others from their answer.
func (r *replier) round(ctx context.Context) (answered int, err error) {
	// All chats first: answering one moves it within the list.
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
	if settled, err := r.settle(ctx, fan); err != nil || !settled {
		return false, err
	}
	messages, err := r.client.Messages.List(ctx, fan, &fanvue.MessageListOptions{Size: 1})
	if err != nil || len(messages.Data) == 0 {
		return false, err
	}
	newest := messages.Data[0]
	if newest.Sender.UUID != fan {
		return false, nil // somebody was faster
	}
	return r.send(ctx, fan, newest.UUID)
}

// settle finds out what became of the last attempt, and reports whether that
// is known.
func (r *replier) settle(ctx context.Context, fan string) (bool, error) {
	last, ok := r.attempts[fan]
	if !ok || last.Done {
		return true, nil
	}
	if last.EndedAt.IsZero() {
		// The program was stopped in the middle, some time before now.
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

// undecidedError reports an attempt that a person has to decide about: the chat
// has a message that may be the answer, changed by the server, or one that
// somebody else wrote.
type undecidedError struct {
	fan       string
	startedAt time.Time
	candidate string
}

func (e *undecidedError) Error() string {
	return fmt.Sprintf("message %s may be the answer of %s; look at the chat, answer it yourself if need be, and then run autoreply -decided %s",
		e.candidate, e.startedAt.Format(time.DateTime), e.fan)
}

// decided crosses out an attempt that a person has looked for.
func (r *replier) decided(fan string) error {
	last, ok := r.attempts[fan]
	if !ok || last.Done {
		return fmt.Errorf("there is nothing to decide about %s", fan)
	}
	last.Done = true
	return r.remember(fan, last)
}

// send answers a message, and crosses the attempt out when its outcome is
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
