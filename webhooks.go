package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// Operations on webhook subscriptions.
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

// WebhookSubscription is an address that is told of events.
type WebhookSubscription struct {
	ID string `json:"id"`
	// URL is where events are sent.
	URL string `json:"url"`
	// Events are the types that are sent, such as creator.message.received.
	Events []string `json:"events"`
}

// WebhookParams are what to subscribe to.
type WebhookParams struct {
	// URL is where events are sent, such as https://example.com/fanvue.
	URL string `json:"url"`
	// Events are the types to send, such as creator.message.received.
	Events []string `json:"events"`
}

func (p WebhookParams) validate() *ArgumentError {
	if p.URL == "" {
		return invalid("URL", "must not be empty")
	}
	if len(p.Events) == 0 {
		return invalid("Events", "is empty; nothing would be sent")
	}
	return checkItems("Events", p.Events)
}

// CreatedWebhook is the answer to subscribing.
type CreatedWebhook struct {
	ID string `json:"id"`
	// SigningSecret signs what is sent. It is told here and never again: keep
	// it. Should it be empty, delete the subscription and create another.
	SigningSecret string `json:"signingSecret"`
}

func (w *CreatedWebhook) checkComplete() error { return requireID("subscription", w.ID) }

// WebhooksService is the addresses that are told of events. Besides read:self,
// a subscription takes the scopes that reading the events' subjects would. For
// the paths without a prefix, read:creator was reported in place of read:self.
type WebhooksService struct{ service }

// List returns a page of the subscriptions.
//
// Calls GET /webhooks/subscriptions. Scopes: read:self. Beyond the published API, on every surface.
func (s WebhooksService) List(ctx context.Context, opts *ListOptions) (*Page[WebhookSubscription], error) {
	return list[WebhookSubscription](ctx, options(s.request(opWebhooksList), opts))
}

// All walks the subscriptions.
//
// Calls GET /webhooks/subscriptions. Scopes: read:self. Beyond the published API, on every surface.
func (s WebhooksService) All(ctx context.Context, opts *ListOptions) iter.Seq2[WebhookSubscription, error] {
	return all[WebhookSubscription](ctx, options(s.request(opWebhooksList), opts))
}

// Create subscribes an address to events. The server refuses private apps with
// [ErrValidation].
//
// Calls POST /webhooks/subscriptions. Scopes: read:self. Beyond the published API, on every surface.
func (s WebhooksService) Create(ctx context.Context, params WebhookParams) (*CreatedWebhook, error) {
	return fetch[CreatedWebhook](ctx, s.request(opWebhooksCreate).with(params))
}

// Delete ends a subscription.
//
// Calls DELETE /webhooks/subscriptions/{id}. Scopes: read:self. Beyond the published API, on every surface.
func (s WebhooksService) Delete(ctx context.Context, id string) error {
	return s.request(opWebhooksDelete, id).do(ctx, nil)
}
