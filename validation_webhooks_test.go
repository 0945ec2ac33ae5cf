package fanvue_test

import (
	"context"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestValidationOfWebhooks(t *testing.T) {
	t.Parallel()
	events := []string{"creator.message.received"}
	var cases []validationCase
	for url, argument := range map[string]string{
		"https://example.com/hook": "", "http://example.com/hook": "", "": "URL",
	} {
		cases = append(cases, validationCase{fanvue.OpWebhooksCreate, "to " + url, argument, `"url":"` + url + `"`, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Webhooks.Create(ctx, fanvue.WebhookParams{URL: url, Events: events}))
		}})
	}
	for name, events := range map[string][]string{"nil": nil, "no events": {}, "an empty event": {"creator.follow.created", ""}} {
		cases = append(cases, validationCase{fanvue.OpWebhooksCreate, name, "Events", "", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Webhooks.Create(ctx, fanvue.WebhookParams{URL: "https://example.com/hook", Events: events}))
		}})
	}
	cases = append(cases, validationOfPages(fanvue.OpWebhooksList, "size", func(ctx context.Context, c *fanvue.Client, size int, after fanvue.PageToken) error {
		return second(c.Webhooks.List(ctx, &fanvue.ListOptions{Size: size, After: after}))
	})...)
	runValidation(t, cases)
}
