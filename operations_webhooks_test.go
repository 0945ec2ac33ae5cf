package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

func webhookCases() []operationCase {
	const path = "/webhooks/subscriptions"
	const hookJSON = `{"id":"w-1","url":"https://example.com/hook?a=b&c","events":["creator.message.received","creator.follow.created"]}`
	want := []fanvue.WebhookSubscription{{
		ID: "w-1", URL: "https://example.com/hook?a=b&c", Events: []string{"creator.message.received", "creator.follow.created"},
	}}
	return []operationCase{
		{
			op: fanvue.OpWebhooksList,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Webhooks.List(ctx, &fanvue.ListOptions{Size: 4, After: "cursor=a%2Fb"})
			},
			method: http.MethodGet, path: path, query: "cursor=a%2Fb&size=4",
			status: http.StatusOK, response: `{"data":[` + hookJSON + `],"nextCursor":"c/2"}`,
			want: &fanvue.Page[fanvue.WebhookSubscription]{Data: want, Next: "cursor=c%2F2&size=4"},
		},
		{
			op: fanvue.OpWebhooksList, name: "without pages",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Webhooks.List(ctx, nil) },
			method: http.MethodGet, path: path,
			status: http.StatusOK, response: `{"data":[` + hookJSON + `]}`,
			want: &fanvue.Page[fanvue.WebhookSubscription]{Data: want},
		},
		{
			op: fanvue.OpWebhooksCreate,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Webhooks.Create(ctx, fanvue.WebhookParams{
					URL: "https://example.com/hook?a=b&c", Events: []string{"creator.message.received", "creator.follow.created"},
				})
			},
			method: http.MethodPost, path: path,
			body:   `{"url":"https://example.com/hook?a=b&c","events":["creator.message.received","creator.follow.created"]}`,
			status: http.StatusCreated, response: `{"id":"w-1","signingSecret":"whsec_1"}`,
			want: &fanvue.CreatedWebhook{ID: "w-1", SigningSecret: "whsec_1"},
		},
		{
			op: fanvue.OpWebhooksDelete,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.Webhooks.Delete(ctx, "w;1 ?")
			},
			method: http.MethodDelete, path: path + "/w%3B1%20%3F",
			status: http.StatusNoContent,
		},
	}
}
