package fanvuetest

import (
	"fmt"
	"net/url"
	"slices"

	"github.com/fanvue-go/fanvue"
)

func webhookHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpWebhooksList:   listWebhooks,
		fanvue.OpWebhooksCreate: createWebhook,
		fanvue.OpWebhooksDelete: deleteWebhook,
	}
}

// webhook is a URL for events. Nothing is sent to it.
type webhook struct {
	id, url string
	events  []string
}

type webhookItem struct {
	Events []string `json:"events"`
	ID     string   `json:"id"`
	URL    string   `json:"url"`
}

// listWebhooks has no pages.
func listWebhooks(c *call) *response {
	return ok(struct {
		Data []webhookItem `json:"data"`
	}{mapItems(c.account.automation.webhooks, func(w *webhook) webhookItem { return webhookItem{w.events, w.id, w.url} })})
}

// createWebhook returns the secret, which no other response has.
func createWebhook(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.require("url")
	f.require("events")
	address, given := f.text("url", 1, maxText)
	if u, err := url.Parse(address); given && (err != nil || u.Scheme != "https" || u.Host == "") {
		f.addProblem("url must be an https address")
	}
	events, _ := f.texts("events", 1, maxMedia)
	if problem := f.rejection(); problem != nil {
		return problem
	}
	added := &webhook{id: fmt.Sprintf("wh_%d", c.state.nextNumber()), url: address, events: events}
	c.account.automation.webhooks = append(c.account.automation.webhooks, added)
	return created(struct {
		ID            string `json:"id"`
		SigningSecret string `json:"signingSecret"`
	}{added.id, fmt.Sprintf("whsec_%032x", c.state.nextNumber())})
}

func deleteWebhook(c *call) *response {
	hooks := c.account.automation.webhooks
	at := slices.IndexFunc(hooks, func(w *webhook) bool { return w.id == c.path["id"] })
	if at < 0 {
		return notFound("Webhook subscription not found")
	}
	c.account.automation.webhooks = slices.Delete(hooks, at, at+1)
	return noContent()
}
