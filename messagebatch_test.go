package fanvue_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
)

const messageBatchAnswer = `{"byChat":{
	"u-2":{"messages":[` + messageJSON + `,` + messageNulls + `],"hasMore":true,"oldestMessageUuid":"m-2"},
	"u-3":{"messages":[],"hasMore":false,"oldestMessageUuid":null},
	"u-4":{"error":"forbidden"},
	"u-5":{"error":"not_found"},
	"u-6":{"error":"internal"}}}`

func messageBatchCases() []operationCase {
	return []operationCase{
		{
			op: fanvue.OpMessagesBatch,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Messages.Batch(ctx, fanvue.MessageBatchParams{
					ChatUUIDs: []string{"u-2", "u-3", "u-4", "u-5", "u-6"}, Limit: 5, SinceMessageUUID: "m-0",
				})
			},
			method: http.MethodPost, path: "/chats/messages/batch",
			body:   `{"chatUuids":["u-2","u-3","u-4","u-5","u-6"],"limit":5,"sinceMessageUuid":"m-0"}`,
			status: http.StatusOK, answer: messageBatchAnswer,
			want: &fanvue.MessageBatch{ByChat: map[string]fanvue.MessageBatchEntry{
				"u-2": {Messages: []fanvue.Message{messageWanted(), messageNullsWanted()}, HasMore: true, OldestMessageUUID: "m-2"},
				"u-3": {Messages: []fanvue.Message{}},
				"u-4": {Error: fanvue.KeyForbidden},
				"u-5": {Error: fanvue.KeyNotFound},
				"u-6": {Error: fanvue.KeyInternal},
			}},
		},
		{
			op: fanvue.OpMessagesBatch, name: "defaults",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Messages.Batch(ctx, fanvue.MessageBatchParams{ChatUUIDs: []string{fanID}})
			},
			method: http.MethodPost, path: "/chats/messages/batch", body: `{"chatUuids":["fan;1?x#é"]}`,
			status: http.StatusOK, answer: `{"byChat":{}}`,
			want: &fanvue.MessageBatch{ByChat: map[string]fanvue.MessageBatchEntry{}},
		},
	}
}

// A chat that failed must be found with errors.Is, like a failed call.
func TestMessageBatchEntryErrors(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, answerJSON(http.StatusOK, messageBatchAnswer))
	batch, err := server.client(t).Messages.Batch(t.Context(), fanvue.MessageBatchParams{ChatUUIDs: []string{"u-2"}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]struct{ failed, forbidden, notFound bool }{
		"u-2": {},
		"u-3": {},
		"u-4": {failed: true, forbidden: true},
		"u-5": {failed: true, notFound: true},
		"u-6": {failed: true},
	}
	for chat, want := range want {
		err := batch.ByChat[chat].Err()
		if (err != nil) != want.failed || errors.Is(err, fanvue.ErrForbidden) != want.forbidden || errors.Is(err, fanvue.ErrNotFound) != want.notFound {
			t.Errorf("%s: %v, want %+v", chat, err, want)
		}
	}
}
