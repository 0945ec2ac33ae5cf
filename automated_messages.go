package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// Operations on automated messages.
const (
	OpAutomatedMessagesList    OperationName = "AutomatedMessages.List"
	OpAutomatedMessagesSet     OperationName = "AutomatedMessages.Set"
	OpAutomatedMessagesDisable OperationName = "AutomatedMessages.Disable"
)

var (
	opAutomatedMessagesList = declareUndocumented(Operation{
		Name: OpAutomatedMessagesList, Method: http.MethodGet, Path: "/chats/automated-messages",
		Scopes: []Scope{ScopeReadChat}, Idempotent: true,
	})
	opAutomatedMessagesSet = declareUndocumented(Operation{
		Name: OpAutomatedMessagesSet, Method: http.MethodPut, Path: "/chats/automated-messages/{trigger}",
		Scopes: []Scope{ScopeWriteCreator}, Idempotent: true,
	})
	opAutomatedMessagesDisable = declareUndocumented(Operation{
		Name: OpAutomatedMessagesDisable, Method: http.MethodDelete, Path: "/chats/automated-messages/{trigger}",
		Scopes: []Scope{ScopeWriteCreator}, Idempotent: true,
	})
)

// Trigger is what makes Fanvue send an automated message. More values may
// come.
type Trigger string

// The known triggers.
const (
	TriggerNewSubscriber        Trigger = "new_subscriber"
	TriggerNewFollower          Trigger = "new_follower"
	TriggerSubscriptionCanceled Trigger = "subscription_canceled"
	TriggerReSubscribed         Trigger = "re_subscribed"
	TriggerRenewed              Trigger = "renewed"
	TriggerNewPurchase          Trigger = "new_purchase"
	TriggerFirstMessageReply    Trigger = "first_message_reply"
)

// AutomatedMessage is what Fanvue sends when something happens.
type AutomatedMessage struct {
	Trigger Trigger `json:"trigger"`
	Enabled bool    `json:"enabled"`
	// Text is empty when there is none.
	Text string `json:"text"`
	// Price is what it costs to see the media, in US cents; nil or 0 when free.
	Price *Cents `json:"price"`
	// UpdatedAt is zero when it was never set.
	UpdatedAt Timestamp `json:"updatedAt"`
}

// AutomatedMessageParams are what to send. What is left out is not sent;
// whether the server then keeps or removes it is not known, nor are its bounds.
type AutomatedMessageParams struct {
	// Text may be empty.
	Text string `json:"text,omitempty"`
	// MediaUUIDs are media of the account's library, in the order of display.
	MediaUUIDs []string `json:"mediaUuids,omitempty"`
	// MediaPreviewUUID is what the fan sees for free before paying.
	MediaPreviewUUID string `json:"mediaPreviewUuid,omitempty"`
	// Price is what it costs to see the media, in US cents; 0 is free.
	Price Cents `json:"price"`
}

func (p AutomatedMessageParams) validate() *ArgumentError {
	if p.Price < 0 {
		return invalid("Price", "%d cents are negative; 0 is free", p.Price)
	}
	if problem := checkItems("MediaUUIDs", p.MediaUUIDs); problem != nil {
		return problem
	}
	return checkText("Text", p.Text)
}

// AutomatedMessagesService is what Fanvue sends for the account by itself.
type AutomatedMessagesService struct{ service }

// List returns a page of the automated messages, one for each trigger.
//
// Calls GET /chats/automated-messages. Scopes: read:chat. Beyond the published API, on every surface.
func (s AutomatedMessagesService) List(ctx context.Context, opts *ListOptions) (*Page[AutomatedMessage], error) {
	return list[AutomatedMessage](ctx, options(s.request(opAutomatedMessagesList), opts))
}

// All walks the automated messages, one for each trigger.
//
// Calls GET /chats/automated-messages. Scopes: read:chat. Beyond the published API, on every surface.
func (s AutomatedMessagesService) All(ctx context.Context, opts *ListOptions) iter.Seq2[AutomatedMessage, error] {
	return all[AutomatedMessage](ctx, options(s.request(opAutomatedMessagesList), opts))
}

// Set says what is sent when trigger happens, and turns that on.
//
// Calls PUT /chats/automated-messages/{trigger}. Scopes: write:creator. Beyond the published API, on every surface.
func (s AutomatedMessagesService) Set(ctx context.Context, trigger Trigger, params AutomatedMessageParams) error {
	return s.request(opAutomatedMessagesSet, string(trigger)).with(params).do(ctx, nil)
}

// Disable turns off what is sent when trigger happens. One that is off already
// is an [ErrNotFound].
//
// Calls DELETE /chats/automated-messages/{trigger}. Scopes: write:creator. Beyond the published API, on every surface.
func (s AutomatedMessagesService) Disable(ctx context.Context, trigger Trigger) error {
	return s.request(opAutomatedMessagesDisable, string(trigger)).do(ctx, nil)
}
