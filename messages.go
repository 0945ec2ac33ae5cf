package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// Names of the operations on messages.
const (
	OpMessagesList         OperationName = "Messages.List"
	OpMessagesSend         OperationName = "Messages.Send"
	OpMessagesDelete       OperationName = "Messages.Delete"
	OpMessagesGet          OperationName = "Messages.Get"
	OpMessagesMedia        OperationName = "Messages.Media"
	OpMessagesBatch        OperationName = "Messages.Batch"
	OpCreatorMessagesList  OperationName = "Creator.Messages.List"
	OpCreatorMessagesSend  OperationName = "Creator.Messages.Send"
	OpCreatorMessagesMedia OperationName = "Creator.Messages.Media"
)

var (
	opMessagesList = declare(Operation{
		Name: OpMessagesList, Method: http.MethodGet, Path: "/chats/{userUuid}/messages",
		Scopes: []Scope{ScopeReadChat}, CreatorScope: ScopeReadCreator, Idempotent: true,
	}).pagedOnV1(pagingLimit).changingState("markAsRead")
	opMessagesSend = declare(Operation{
		Name: OpMessagesSend, Method: http.MethodPost, Path: "/chats/{userUuid}/message",
		Scopes: []Scope{ScopeWriteChat}, CreatorScope: ScopeReadCreator,
	})
	opMessagesDelete = declare(Operation{
		Name: OpMessagesDelete, Method: http.MethodDelete, Path: "/chats/{userUuid}/messages/{messageUuid}",
		Scopes: []Scope{ScopeWriteChat}, Idempotent: true,
	})
	opMessagesGet = declareUndocumented(Operation{
		Name: OpMessagesGet, Method: http.MethodGet, Path: "/chats/{userUuid}/messages/{messageUuid}",
		Scopes: []Scope{ScopeReadChat}, Idempotent: true, Surfaces: []Surface{SurfaceV1},
	})
	opMessagesMedia = declare(Operation{
		Name: OpMessagesMedia, Method: http.MethodGet, Path: "/chats/{userUuid}/messages/{messageUuid}/media",
		Scopes: []Scope{ScopeReadChat}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opMessagesBatch = declare(Operation{
		Name: OpMessagesBatch, Method: http.MethodPost, Path: "/chats/messages/batch",
		Scopes: []Scope{ScopeReadChat}, Idempotent: true,
	})
)

// Message is one message of a chat.
type Message struct {
	UUID string `json:"uuid"`
	// Text is empty if the message consists of media only.
	Text string `json:"text"`
	// SentAt is zero if the server does not know it.
	SentAt Timestamp `json:"sentAt"`
	// Sender always has a UUID; its other fields may be empty.
	Sender User `json:"sender"`
	// Recipient may be empty.
	Recipient User `json:"recipient"`
	// HasMedia reports whether the message has media; nil if the server does
	// not know it.
	HasMedia *bool `json:"hasMedia"`
	// MediaType is empty if there are no media.
	MediaType MediaType `json:"mediaType"`
	// MediaUUIDs lists the attached media in display order.
	MediaUUIDs []string    `json:"mediaUuids"`
	Type       MessageType `json:"type"`
	// Pricing is the price of the media; nil if they are free.
	Pricing *Pricing `json:"pricing"`
	// PurchasedAt is when the recipient bought the media; zero if not bought.
	PurchasedAt Timestamp `json:"purchasedAt"`
	// SentByUserID is the team member who sent the message for the creator;
	// empty if the creator sent it.
	SentByUserID string `json:"sentByUserId"`
	// IsRead reports whether the recipient has read the message.
	IsRead bool `json:"isRead"`
	// MediaPreviewUUID is the media item that is shown before a purchase; empty
	// if there is none, and in older responses.
	MediaPreviewUUID string `json:"mediaPreviewUuid,omitempty"`
	// GIF is nil if there is no animation, and in older responses.
	GIF *GIF `json:"gif,omitempty"`
	// TipSource is chat, post or media_link; empty if the message is not a tip,
	// and in older responses. More values may come.
	TipSource string `json:"tipSource,omitempty"`
	// AppUUID is the app that sent the message; empty if there is none, and in
	// older responses.
	AppUUID string `json:"appUuid,omitempty"`
	// Status is Sent, Delivered or Read; empty in older responses. More values
	// may come.
	Status string `json:"status,omitempty"`
	// RepliedMessage is the message that this one responds to; nil if there is
	// none, and in older responses.
	RepliedMessage *MessageReference `json:"repliedMessage,omitempty"`
}

func (Message) required() []string { return []string{"uuid"} }

// MessageReference identifies another message.
type MessageReference struct {
	UUID string `json:"uuid"`
}

// Pricing holds a price per currency. The only currency is USD.
type Pricing struct {
	USD Price `json:"USD"`
}

// Price is an amount to pay.
type Price struct {
	// Price is in US cents.
	Price Cents `json:"price"`
}

// GIF is an animation in a message.
type GIF struct {
	ID string `json:"id"`
	// Title is empty if there is none.
	Title string `json:"title,omitempty"`
	// URL is empty if there is none.
	URL    string `json:"url,omitempty"`
	Format string `json:"format,omitempty"`
}

// MessageType is the origin of a message. New values are added often: expect
// values that have no constant.
type MessageType string

// The documented types of messages.
const (
	MessageSingleRecipient           MessageType = "SINGLE_RECIPIENT"
	MessageBroadcast                 MessageType = "BROADCAST"
	MessageTip                       MessageType = "TIP"
	MessageVoiceCall                 MessageType = "VOICE_CALL"
	MessageGhostPromotion            MessageType = "GHOST_PROMOTION"
	MessageAutomatedCanceled         MessageType = "AUTOMATED_CANCELED"
	MessageAutomatedNewFollower      MessageType = "AUTOMATED_NEW_FOLLOWER"
	MessageAutomatedNewPurchase      MessageType = "AUTOMATED_NEW_PURCHASE"
	MessageAutomatedNewSubscriber    MessageType = "AUTOMATED_NEW_SUBSCRIBER"
	MessageAutomatedReSubscribed     MessageType = "AUTOMATED_RE_SUBSCRIBED"
	MessageAutomatedRenewed          MessageType = "AUTOMATED_RENEWED"
	MessageAutomatedChatMessageReply MessageType = "AUTOMATED_CHAT_MESSAGE_REPLY"
	MessageAutomatedFirstReply       MessageType = "AUTOMATED_FIRST_MESSAGE_REPLY"
	MessageChatTextGeneration        MessageType = "CHAT_TEXT_GENERATION"
	MessageChatTextReply             MessageType = "CHAT_TEXT_REPLY"
	MessageChatTextRewrite           MessageType = "CHAT_TEXT_REWRITE"
)

const (
	maxMessageText     = 5000
	minMessagePrice    = Cents(300)
	maxMediaPerRequest = 20
	maxChatsPerBatch   = 50
)

// MessageListOptions specifies a page of messages.
type MessageListOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default of 15 for List and 50 for All.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// MarkAsRead marks the chat as read when its messages are returned. The
	// parameter is always sent, because the server's default is true on some
	// surfaces; so listing messages has no side effect unless MarkAsRead is
	// true.
	MarkAsRead bool
}

func (o MessageListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.flag("markAsRead", o.MarkAsRead)
}

// MessageParams holds a message to send: text, media, a template or an
// animation. At least one of them is required.
type MessageParams struct {
	// Text has at most 5000 characters.
	Text string `json:"text,omitempty"`
	// MediaUUIDs lists media of the account's library, in display order.
	MediaUUIDs []string `json:"mediaUuids,omitempty"`
	// Price is the price of the media, in US cents, at least 300; 0 means free.
	// It requires media or a template.
	Price Cents `json:"price,omitempty"`
	// TemplateUUID is the template to send; empty means none.
	TemplateUUID string `json:"templateUuid,omitempty"`
	// MediaPreviewUUID is the media item that the fan sees before paying; empty
	// means none. Undocumented by Fanvue, seen on [SurfaceV1] only.
	MediaPreviewUUID string `json:"mediaPreviewUuid,omitempty" surface:"v1"`
	// GIF is an animation; nil means none. Undocumented by Fanvue, seen on
	// [SurfaceV1] only; its form is assumed to be that of responses.
	GIF *GIF `json:"gif,omitempty" surface:"v1"`
}

func (p MessageParams) validate() *ArgumentError {
	if p.Text == "" && len(p.MediaUUIDs) == 0 && p.TemplateUUID == "" && p.GIF == nil {
		return invalid("MessageParams", "is empty; set Text, MediaUUIDs, TemplateUUID or GIF")
	}
	if p.Price != 0 && len(p.MediaUUIDs) == 0 && p.TemplateUUID == "" {
		return invalid("Price", "requires media or a template: there is nothing to sell otherwise")
	}
	return checkContent(p.Text, p.MediaUUIDs, p.Price)
}

// SentMessage is the response to sending a message.
type SentMessage struct {
	// UUID identifies the message.
	UUID string `json:"messageUuid"`
}

func (SentMessage) required() []string { return []string{"messageUuid"} }

// messagesCore has the methods that the caller's own account and a managed
// creator share.
type messagesCore struct{ service }

// List returns a page of the messages with a user, newest first. It marks the
// chat as read only if MarkAsRead is set. If there is no chat with the user,
// the error matches [ErrNotFound].
//
// Calls GET /chats/{userUuid}/messages. Scopes: read:chat; for a managed creator also read:creator.
func (s messagesCore) List(ctx context.Context, userUUID string, opts *MessageListOptions) (*Page[Message], error) {
	return list[Message](ctx, options(s.request(opMessagesList, userUUID), opts))
}

// All returns an iterator over the messages with a user, newest first. It marks
// the chat as read only if MarkAsRead is set. If there is no chat with the
// user, the error matches [ErrNotFound].
//
// Calls GET /chats/{userUuid}/messages. Scopes: read:chat; for a managed creator also read:creator.
func (s messagesCore) All(ctx context.Context, userUUID string, opts *MessageListOptions) iter.Seq2[Message, error] {
	return all[Message](ctx, options(s.request(opMessagesList, userUUID), opts))
}

// Send sends a message to a user. It requires a chat with the user, which
// [ChatsService.Create] opens. The message is sent at most once: if the
// response is lost, the error is an [*OutcomeUnknownError], and Outcome reports
// whether the message arrived.
//
// Calls POST /chats/{userUuid}/message. Scopes: write:chat; for a managed creator also read:creator.
func (s messagesCore) Send(ctx context.Context, userUUID string, params MessageParams) (*SentMessage, error) {
	return fetch[SentMessage](ctx, s.request(opMessagesSend, userUUID).with(params))
}

// MessageMediaParams holds the parameters of [MessagesService.Media].
type MessageMediaParams struct {
	// MediaUUIDs lists the ids of 1 to 20 media items of the message.
	MediaUUIDs []string
	// Variants lists the renditions to return URLs for. If it is empty, media
	// come without URLs.
	Variants []MediaVariantType
}

func (p MessageMediaParams) encode(q *query) {
	q.check(checkIDs("MediaUUIDs", p.MediaUUIDs, maxMediaPerRequest))
	q.list("mediaUuids", "MediaUUIDs", p.MediaUUIDs)
	q.list("variants", "Variants", plainStrings(p.Variants))
}

// Media returns 1 to 20 media items of a message. The failure of one item does
// not fail the others: see [BulkResult.Err].
//
// Calls GET /chats/{userUuid}/messages/{messageUuid}/media. Scopes: read:chat; for a managed creator also read:creator.
func (s messagesCore) Media(ctx context.Context, userUUID, messageUUID string, params MessageMediaParams) (*BulkResult[ChatMedia], error) {
	bulk, err := fetch[bulkResponse[ChatMedia]](ctx, options(s.request(opMessagesMedia, userUUID, messageUUID), &params))
	if err != nil {
		return nil, err
	}
	return &bulk.bulk, nil
}

// MessagesService provides access to the messages of the caller's own account.
type MessagesService struct{ messagesCore }

// Get returns one message. Its PurchasedAt reports whether the recipient bought
// the media.
//
// Calls GET /chats/{userUuid}/messages/{messageUuid}. Scopes: read:chat. Undocumented by Fanvue, seen on /v1 only.
func (s MessagesService) Get(ctx context.Context, userUUID, messageUUID string) (*Message, error) {
	return fetch[Message](ctx, s.request(opMessagesGet, userUUID, messageUUID))
}

// Delete unsends a message that the account sent. If the message cannot be
// unsent, for example because its content was purchased, the error matches
// [ErrValidation]. Use [MassMessagesService] to delete mass messages.
//
// Calls DELETE /chats/{userUuid}/messages/{messageUuid}. Scopes: write:chat.
func (s MessagesService) Delete(ctx context.Context, userUUID, messageUUID string) error {
	return s.request(opMessagesDelete, userUUID, messageUUID).do(ctx, nil)
}

// Batch returns the latest messages of 1 to 50 chats, keyed by the ids of the
// other users. The failure of one chat does not fail the others: see
// [BulkResult.Err].
//
// Calls POST /chats/messages/batch. Scopes: read:chat.
func (s MessagesService) Batch(ctx context.Context, params MessageBatchParams) (*BulkResult[MessageBatchEntry], error) {
	batch, err := fetch[messageBatch](ctx, s.request(opMessagesBatch).with(params))
	if err != nil {
		return nil, err
	}
	return &batch.bulk, nil
}

// CreatorMessagesService provides access to the messages of a managed creator.
type CreatorMessagesService struct{ messagesCore }
