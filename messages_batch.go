package fanvue

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// MessageBatchParams choose messages of several chats.
type MessageBatchParams struct {
	// ChatUUIDs are the ids of the other users, 1 to 50.
	ChatUUIDs []string `json:"chatUuids"`
	// Limit is how many messages to return for each chat, 1 to 50; 0 means the
	// server's default, 20.
	Limit int `json:"limit,omitempty"`
	// SinceMessageUUID keeps the messages published after that one; empty
	// keeps the latest of each chat.
	SinceMessageUUID string `json:"sinceMessageUuid,omitempty"`
}

func (p MessageBatchParams) validate() *ArgumentError {
	if p.Limit < 0 || p.Limit > maxPageSize {
		return invalid("Limit", "%d is out of range: 1 to %d, or 0 for the default", p.Limit, maxPageSize)
	}
	return checkIDs("ChatUUIDs", p.ChatUUIDs, maxChatsPerBatch)
}

// MessageBatch is the messages of several chats.
type MessageBatch struct {
	// ByChat is keyed by the ids that were asked for.
	ByChat map[string]MessageBatchEntry `json:"byChat"`
}

func (b *MessageBatch) checkComplete() error {
	if b.ByChat == nil {
		return errors.New("it has no chats")
	}
	return nil
}

// MessageBatchEntry is the messages of one chat, or why there are none.
type MessageBatchEntry struct {
	// Messages are newest first.
	Messages []Message `json:"messages"`
	// HasMore says that there are older messages, or with SinceMessageUUID
	// more in the range.
	HasMore bool `json:"hasMore"`
	// OldestMessageUUID is empty when there are no messages.
	OldestMessageUUID string `json:"oldestMessageUuid"`
	// Error is empty unless this chat failed.
	Error KeyError `json:"error,omitempty"`
}

// Err returns the failure of this chat as a [KeyError], or nil.
func (e MessageBatchEntry) Err() error {
	if e.Error == "" {
		return nil
	}
	return e.Error
}

const (
	// codeNotFound is how answers by item say that there is no such thing.
	codeNotFound = "NOT_FOUND"
	// codeUntold is for an item that an answer leaves out.
	codeUntold = "UNTOLD"
)

// itemError is the text of the error of one item that was asked for.
func itemError(what, code, message string) string {
	return clip(oneLine(strings.TrimSuffix(fmt.Sprintf("fanvue: %s: %s: %s", what, code, message), ": ")), 300)
}

// readItemError reads the error of one item, and keeps as its message what has
// another shape: the results beside it are worth more.
func readItemError[T any](data []byte, into *T, code, message *string) error {
	if json.Unmarshal(data, into) != nil {
		*code, *message = codeUntold, clip(oneLine(string(data)), 200)
	}
	return nil
}

// KeyError is why one key of a batch failed while the others did not. More
// values may come.
type KeyError string

// The documented failures of single keys.
const (
	// KeyForbidden: the scopes give no access to this key. It is an
	// [ErrForbidden].
	KeyForbidden KeyError = "forbidden"
	// KeyNotFound: there is no such thing, or it is not the caller's. It is an
	// [ErrNotFound].
	KeyNotFound KeyError = "not_found"
	// KeyInternal: the server failed on this key.
	KeyInternal KeyError = "internal"
)

func (e KeyError) Error() string {
	return fmt.Sprintf("fanvue: this key of the batch failed: %s", clip(oneLine(string(e)), 200))
}

// Is reports whether target is the kind that e belongs to.
func (e KeyError) Is(target error) bool {
	switch target {
	case ErrForbidden:
		return e == KeyForbidden
	case ErrNotFound:
		return e == KeyNotFound
	}
	return false
}
