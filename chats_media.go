package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// Names of the operations on the media of chats.
const (
	OpChatsMedia        OperationName = "Chats.Media"
	OpCreatorChatsMedia OperationName = "Creator.Chats.Media"
)

var opChatsMedia = declare(Operation{
	Name: OpChatsMedia, Method: http.MethodGet, Path: "/chats/{userUuid}/media",
	Scopes: []Scope{ScopeReadChat}, CreatorScope: ScopeReadCreator, Idempotent: true,
}).paged(pagingLimit)

// ChatMedia is a media item of a chat.
type ChatMedia struct {
	UUID string `json:"uuid"`
	// MessageUUID is the message that has the item.
	MessageUUID string    `json:"messageUuid"`
	MediaType   MediaType `json:"mediaType"`
	// Name is empty if there is none.
	Name string `json:"name"`
	// OwnerUUID is the user who owns the item.
	OwnerUUID string `json:"ownerUuid"`
	// CreatedAt is zero if the server does not know it.
	CreatedAt Timestamp `json:"created_at"`
	// SentAt is zero if the server does not know it.
	SentAt Timestamp `json:"sentAt"`
	// Variants lists the renditions; empty if none were requested.
	Variants []MediaVariant `json:"variants,omitempty"`
	// Pricing is the price of the item; nil if it is free, and in older
	// responses.
	Pricing *Pricing `json:"pricing,omitempty"`
	// PurchasedAt is zero if the item was not bought, and in older responses.
	PurchasedAt Timestamp `json:"purchasedAt,omitzero"`
	// AmountPaid is the amount paid for the item; nil if it was not bought, and
	// in older responses.
	AmountPaid *Pricing `json:"amountPaid,omitempty"`
}

func (ChatMedia) required() []string { return []string{"uuid"} }

// ChatMediaOptions specifies a page of the media of a chat.
type ChatMediaOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default of 20 for Media and 50 for AllMedia.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// MediaType limits the list to one kind of media; empty means all kinds.
	MediaType MediaType
}

func (o ChatMediaOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.set("mediaType", string(o.MediaType))
}

// Media returns a page of the media of the chat with a user, newest first.
//
// Calls GET /chats/{userUuid}/media. Scopes: read:chat; for a managed creator also read:creator.
func (s chatsCore) Media(ctx context.Context, userUUID string, opts *ChatMediaOptions) (*Page[ChatMedia], error) {
	return list[ChatMedia](ctx, options(s.request(opChatsMedia, userUUID), opts))
}

// AllMedia returns an iterator over the media of the chat with a user, newest
// first.
//
// Calls GET /chats/{userUuid}/media. Scopes: read:chat; for a managed creator also read:creator.
func (s chatsCore) AllMedia(ctx context.Context, userUUID string, opts *ChatMediaOptions) iter.Seq2[ChatMedia, error] {
	return all[ChatMedia](ctx, options(s.request(opChatsMedia, userUUID), opts))
}
