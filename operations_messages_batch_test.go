package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const messageBatchResponse = `{"byChat":{
	"u-2":{"messages":[` + messageJSON + `,` + messageNulls + `],"hasMore":true,"oldestMessageUuid":"m-2"},
	"u-3":{"messages":[],"hasMore":false,"oldestMessageUuid":null},
	"u-4":{"error":"forbidden"},
	"u-5":{"error":"not_found"},
	"u-6":{"error":"internal"}}}`

// wantBatchErrors are the errors of the batch responses, which have no text.
func wantBatchErrors() []fanvue.ItemError {
	return []fanvue.ItemError{{ID: "u-4", Code: "forbidden"}, {ID: "u-5", Code: "not_found"}, {ID: "u-6", Code: "internal"}}
}

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
			status: http.StatusOK, response: messageBatchResponse,
			want: &fanvue.BulkResult[fanvue.MessageBatchEntry]{
				Results: map[string]*fanvue.MessageBatchEntry{
					"u-2": {Messages: []fanvue.Message{wantMessage(), wantMessageNulls()}, HasMore: true, OldestMessageUUID: "m-2"},
					"u-3": {Messages: []fanvue.Message{}},
					"u-4": nil, "u-5": nil, "u-6": nil,
				},
				Errors: wantBatchErrors(),
			},
		},
		{
			op: fanvue.OpMessagesBatch, name: "defaults",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Messages.Batch(ctx, fanvue.MessageBatchParams{ChatUUIDs: []string{fanID}})
			},
			method: http.MethodPost, path: "/chats/messages/batch", body: `{"chatUuids":["fan;1?x#é"]}`,
			status: http.StatusOK, response: `{"byChat":{}}`,
			want: &fanvue.BulkResult[fanvue.MessageBatchEntry]{Results: map[string]*fanvue.MessageBatchEntry{}},
		},
	}
}
