package fanvue

import "errors"

// MessageBatchParams holds the parameters of [MessagesService.Batch].
type MessageBatchParams struct {
	// ChatUUIDs lists the ids of the other users of 1 to 50 chats.
	ChatUUIDs []string `json:"chatUuids"`
	// Limit is the maximum number of messages per chat, 1 to 50. Zero means the
	// server's default of 20.
	Limit int `json:"limit,omitempty"`
	// SinceMessageUUID limits the result to messages published after this one;
	// empty means the latest messages of each chat.
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
