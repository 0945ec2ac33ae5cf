package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// Names of the operations on webhook subscriptions.
const (
	OpWebhooksList   OperationName = "Webhooks.List"
	OpWebhooksCreate OperationName = "Webhooks.Create"
	OpWebhooksDelete OperationName = "Webhooks.Delete"
)

var (
	opWebhooksList = declareUndocumented(Operation{
		Name: OpWebhooksList, Method: http.MethodGet, Path: "/webhooks/subscriptions",
		Scopes: []Scope{ScopeReadSelf}, Idempotent: true,
	})
	opWebhooksCreate = declareUndocumented(Operation{
		Name: OpWebhooksCreate, Method: http.MethodPost, Path: "/webhooks/subscriptions",
		Scopes: []Scope{ScopeReadSelf},
	})
	opWebhooksDelete = declareUndocumented(Operation{
		Name: OpWebhooksDelete, Method: http.MethodDelete, Path: "/webhooks/subscriptions/{id}",
		Scopes: []Scope{ScopeReadSelf}, Idempotent: true,
	})
)

// WebhookSubscription is a URL to which Fanvue delivers events.
type WebhookSubscription struct {
	ID string `json:"id"`
	// URL is the URL that receives the events.
	URL string `json:"url"`
	// Events lists the types of the delivered events, such as
	// creator.message.received.
	Events []string `json:"events"`
}

func (WebhookSubscription) required() []string { return []string{"id"} }

// WebhookParams holds the parameters of [WebhooksService.Create].
type WebhookParams struct {
	// URL is the URL that receives the events, such as
	// https://example.com/fanvue. It is required.
	URL string `json:"url"`
	// Events lists the types of the events to deliver, such as
	// creator.message.received. At least one is required.
	Events []string `json:"events"`
}

func (p WebhookParams) validate() *ArgumentError {
	if p.URL == "" {
		return invalid("URL", "must not be empty")
	}
	if len(p.Events) == 0 {
		return invalid("Events", "must not be empty; nothing would be delivered")
	}
	return checkItems("Events", p.Events)
}

// CreatedWebhook is the response to creating a webhook subscription.
type CreatedWebhook struct {
	ID string `json:"id"`
	// SigningSecret is the key that signs the deliveries. It is returned only
	// here: store it. If it is empty, delete the subscription and create a new
	// one.
	SigningSecret string `json:"signingSecret"`
}

func (CreatedWebhook) required() []string { return []string{"id"} }

// WebhooksService provides access to webhook subscriptions. Besides read:self,
// a subscription requires the scopes for reading what its events are about. On
// paths without a prefix, integrators have seen read:creator required instead
// of read:self.
type WebhooksService struct{ service }

// List returns a page of the webhook subscriptions.
//
// Calls GET /webhooks/subscriptions. Scopes: read:self. Undocumented by Fanvue, seen on every surface.
func (s WebhooksService) List(ctx context.Context, opts *ListOptions) (*Page[WebhookSubscription], error) {
	return list[WebhookSubscription](ctx, options(s.request(opWebhooksList), opts))
}

// All returns an iterator over the webhook subscriptions.
//
// Calls GET /webhooks/subscriptions. Scopes: read:self. Undocumented by Fanvue, seen on every surface.
func (s WebhooksService) All(ctx context.Context, opts *ListOptions) iter.Seq2[WebhookSubscription, error] {
	return all[WebhookSubscription](ctx, options(s.request(opWebhooksList), opts))
}

// Create subscribes a URL to events. Fanvue probes the URL first; if the probe
// fails, or if the app is private, the error matches [ErrValidation]. The
// request is sent at most once: if the response is lost, the error is an
// [*OutcomeUnknownError], and List shows whether the subscription exists, but
// not its SigningSecret.
//
// Calls POST /webhooks/subscriptions. Scopes: read:self. Undocumented by Fanvue, seen on every surface.
func (s WebhooksService) Create(ctx context.Context, params WebhookParams) (*CreatedWebhook, error) {
	return fetch[CreatedWebhook](ctx, s.request(opWebhooksCreate).with(params))
}

// Delete deletes a webhook subscription.
//
// Calls DELETE /webhooks/subscriptions/{id}. Scopes: read:self. Undocumented by Fanvue, seen on every surface.
func (s WebhooksService) Delete(ctx context.Context, id string) error {
	return s.request(opWebhooksDelete, id).do(ctx, nil)
}
