package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

func automatedMessageCases() []operationCase {
	const path = "/chats/automated-messages"
	set := func(trigger fanvue.Trigger, params fanvue.AutomatedMessageParams) func(context.Context, *fanvue.Client) (any, error) {
		return func(ctx context.Context, c *fanvue.Client) (any, error) {
			return nil, c.AutomatedMessages.Set(ctx, trigger, params)
		}
	}
	return []operationCase{
		{
			op: fanvue.OpAutomatedMessagesList,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.AutomatedMessages.List(ctx, &fanvue.ListOptions{Size: 7, After: "page=2&size=7"})
			},
			method: http.MethodGet, path: path, query: "page=2&size=7",
			status: http.StatusOK,
			response: `{"data":[{"trigger":"first_message_reply","enabled":true,"text":"hi <b> & 👋","price":900,"updatedAt":"2026-03-01T12:00:00.250Z"}],
				"pagination":{"page":2,"size":1,"hasMore":true}}`,
			want: &fanvue.Page[fanvue.AutomatedMessage]{
				Data: []fanvue.AutomatedMessage{{
					Trigger: fanvue.TriggerFirstMessageReply, Enabled: true, Text: "hi <b> & 👋",
					Price: ptr(fanvue.Cents(900)), UpdatedAt: at("2026-03-01T12:00:00.25Z"),
				}},
				Next: "page=3&size=7",
			},
		},
		{
			op: fanvue.OpAutomatedMessagesList, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.AutomatedMessages.List(ctx, nil) },
			method: http.MethodGet, path: path,
			status: http.StatusOK,
			response: `{"data":[
				{"trigger":"renewed","enabled":false,"text":null,"price":null,"updatedAt":null},
				{"trigger":"something_new","enabled":true,"text":"hi","price":0,"updatedAt":"2026-03-01"}]}`,
			want: &fanvue.Page[fanvue.AutomatedMessage]{Data: []fanvue.AutomatedMessage{
				{Trigger: fanvue.TriggerRenewed},
				{Trigger: "something_new", Enabled: true, Text: "hi", Price: ptr(fanvue.Cents(0)), UpdatedAt: at("2026-03-01T00:00:00Z")},
			}},
		},
		{
			op: fanvue.OpAutomatedMessagesSet,
			call: set(fanvue.TriggerNewSubscriber, fanvue.AutomatedMessageParams{
				Text: "hi <b> & 👋", MediaUUIDs: []string{"md-2", "md-1"}, MediaPreviewUUID: "md-3", Price: 900,
			}),
			method: http.MethodPut, path: path + "/new_subscriber",
			body:   `{"text":"hi <b> & 👋","mediaUuids":["md-2","md-1"],"mediaPreviewUuid":"md-3","price":900}`,
			status: http.StatusNoContent,
		},
		{
			// A price of 0 makes it free; absent it might keep the old one.
			op: fanvue.OpAutomatedMessagesSet, name: "text alone", call: set("some;thing new", fanvue.AutomatedMessageParams{Text: "hi"}),
			method: http.MethodPut, path: path + "/some%3Bthing%20new", body: `{"text":"hi","price":0}`,
			status: http.StatusOK, response: `{"trigger":"some;thing new","enabled":true}`,
		},
		{
			op: fanvue.OpAutomatedMessagesDisable,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.AutomatedMessages.Disable(ctx, "some;thing new")
			},
			method: http.MethodDelete, path: path + "/some%3Bthing%20new",
			status: http.StatusNoContent,
		},
	}
}
