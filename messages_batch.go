package fanvue

import (
	"context"
	"encoding/json"
	"iter"
)

// MessageBatchParams holds the parameters of [MessagesService.Batch] and
// [MessagesService.BatchAll].
type MessageBatchParams struct {
	// ChatUUIDs lists the ids of the other users of 1 to 50 chats, for BatchAll of
	// any number.
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
type messageBatch struct{ bulk BulkResult[MessageBatchEntry] }

func (messageBatch) required() []string { return []string{"byChat"} }

func (b *messageBatch) decodeBody(r *response, op *operation) error {
	var wire struct{ ByChat json.RawMessage }
	if err := json.Unmarshal(r.body, &wire); err != nil {
		return err
	}
	if err := checkComplete(b, r.body); err != nil {
		return err
	}
	var chats BulkResult[batchEntry]
	if err := chats.decodeResults(r, wire.ByChat, decodeItem[batchEntry]); err != nil {
		return err
	}
	b.bulk.Errors = chats.Errors
	b.bulk.Results = make(map[string]*MessageBatchEntry, len(chats.Results))
	for chat, entry := range chats.Results {
		b.bulk.Results[chat] = nil
		if entry == nil {
			continue
		}
		messages, bad, err := decodeItems[Message](r, op, entry.Messages)
		if err == nil {
			b.bulk.Results[chat] = &MessageBatchEntry{Messages: messages, HasMore: entry.HasMore, OldestMessageUUID: entry.OldestMessageUUID}
		}
		if len(bad) > 0 {
			err = itemErrors(bad)
		}
		if err != nil {
			b.bulk.addUnreadable(r, chat, err)
		}
	}
	return nil
}

// batchEntry is a MessageBatchEntry whose messages have not been decoded yet.
type batchEntry struct {
	Messages          json.RawMessage `json:"messages"`
	HasMore           bool            `json:"hasMore"`
	OldestMessageUUID string          `json:"oldestMessageUuid"`
}

func (batchEntry) required() []string { return []string{"messages"} }

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

// BatchAll returns an iterator over the latest messages of any number of chats, in
// the order of params.ChatUUIDs and each of them once. It requests 50 at a time. A
// chat that failed has an [ItemError] in its place, which ends nothing; a chat with
// messages that cannot be read has an item and an error. Any other error is a
// [*BatchError], is yielded once and ends the iteration.
//
// Calls POST /chats/messages/batch. Scopes: read:chat.
func (s MessagesService) BatchAll(ctx context.Context, params MessageBatchParams) iter.Seq2[BatchItem[MessageBatchEntry], error] {
	return batchAll("Messages.BatchAll", "ChatUUIDs", params.ChatUUIDs, maxChatsPerBatch, func(part []string) (func(string) (*MessageBatchEntry, error), error) {
		of := params
		of.ChatUUIDs = part
		batch, err := s.Batch(ctx, of)
		return batch.lookUp(), err
	})
}
