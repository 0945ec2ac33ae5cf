package fanvue

import "errors"

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

// messageBatch is the response to [MessagesService.Batch].
type messageBatch struct {
	ByChat keyedResult[MessageBatchEntry] `json:"byChat"`
}

func (b *messageBatch) checkComplete() error {
	if b.ByChat.Results == nil {
		return errors.New("it has no chats")
	}
	return nil
}

// MessageBatchEntry holds the messages of one chat.
type MessageBatchEntry struct {
	// Messages holds the messages, newest first.
	Messages []Message `json:"messages"`
	// HasMore reports whether the chat has older messages or, with
	// SinceMessageUUID, more messages in the range.
	HasMore bool `json:"hasMore"`
	// OldestMessageUUID is the id of the last of Messages; empty if there are
	// none.
	OldestMessageUUID string `json:"oldestMessageUuid"`
}
