package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// Names of the operations on automated messages.
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

// Trigger is the event that makes Fanvue send an automated message. More values
// may come.
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

// AutomatedMessage is a message that Fanvue sends when an event happens.
type AutomatedMessage struct {
	Trigger Trigger `json:"trigger"`
	Enabled bool    `json:"enabled"`
	// Text is empty if there is none.
	Text string `json:"text"`
	// Price is the price of the media, in US cents; nil or 0 if they are free.
	Price *Cents `json:"price"`
	// UpdatedAt is zero if the message was never set.
	UpdatedAt Timestamp `json:"updatedAt"`
}

func (AutomatedMessage) required() []string { return []string{"trigger"} }

// AutomatedMessageParams holds the content of an automated message. Empty
// fields other than Price are not sent; whether the server then keeps or
// removes the present value is unknown. The server's limits are unknown too.
type AutomatedMessageParams struct {
	// Text may be empty.
	Text string `json:"text,omitempty"`
	// MediaUUIDs lists media of the account's library, in display order.
	MediaUUIDs []string `json:"mediaUuids,omitempty"`
	// MediaPreviewUUID is the media item that the fan sees before paying.
	MediaPreviewUUID string `json:"mediaPreviewUuid,omitempty"`
	// Price is the price of the media, in US cents; 0 means free.
	Price Cents `json:"price"`
}

func (p AutomatedMessageParams) validate() *ArgumentError {
	if p.Price < 0 {
		return invalid("Price", "is negative: %d cents; 0 means free", p.Price)
	}
	if problem := checkItems("MediaUUIDs", p.MediaUUIDs); problem != nil {
		return problem
	}
	return checkText("Text", p.Text)
}

// AutomatedMessagesService provides access to the messages that Fanvue sends
// automatically for the caller's own account.
type AutomatedMessagesService struct{ service }

// List returns a page of the automated messages. There is one for each trigger.
//
// Calls GET /chats/automated-messages. Scopes: read:chat. Undocumented by Fanvue, seen on every surface.
func (s AutomatedMessagesService) List(ctx context.Context, opts *ListOptions) (*Page[AutomatedMessage], error) {
	return list[AutomatedMessage](ctx, options(s.request(opAutomatedMessagesList), opts))
}

// All returns an iterator over the automated messages. There is one for each
// trigger.
//
// Calls GET /chats/automated-messages. Scopes: read:chat. Undocumented by Fanvue, seen on every surface.
func (s AutomatedMessagesService) All(ctx context.Context, opts *ListOptions) iter.Seq2[AutomatedMessage, error] {
	return all[AutomatedMessage](ctx, options(s.request(opAutomatedMessagesList), opts))
}

// Set sets the message that is sent for trigger, and enables it.
//
// Calls PUT /chats/automated-messages/{trigger}. Scopes: write:creator. Undocumented by Fanvue, seen on every surface.
func (s AutomatedMessagesService) Set(ctx context.Context, trigger Trigger, params AutomatedMessageParams) error {
	return s.request(opAutomatedMessagesSet, string(trigger)).with(params).do(ctx, nil)
}

// Disable disables the message that is sent for trigger. If it is disabled
// already, the error matches [ErrNotFound].
//
// Calls DELETE /chats/automated-messages/{trigger}. Scopes: write:creator. Undocumented by Fanvue, seen on every surface.
func (s AutomatedMessagesService) Disable(ctx context.Context, trigger Trigger) error {
	return s.request(opAutomatedMessagesDisable, string(trigger)).do(ctx, nil)
}
