package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// Operations on messages.
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
	}).pagedOnV1(pagingLimit)
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
	// Text is empty for a message of media alone.
	Text string `json:"text"`
	// SentAt is zero when the server does not know it.
	SentAt Timestamp `json:"sentAt"`
	// Sender has at least the id.
	Sender User `json:"sender"`
	// Recipient may be all empty.
	Recipient User `json:"recipient"`
	// HasMedia is nil when the server does not know it.
	HasMedia *bool `json:"hasMedia"`
	// MediaType is empty without media.
	MediaType MediaType `json:"mediaType"`
	// MediaUUIDs are the attached media in the order of display.
	MediaUUIDs []string    `json:"mediaUuids"`
	Type       MessageType `json:"type"`
	// Pricing is what it costs to see the media; nil when it is free.
	Pricing *Pricing `json:"pricing"`
	// PurchasedAt is when the recipient paid; zero when not.
	PurchasedAt Timestamp `json:"purchasedAt"`
	// SentByUserID is the team member who sent it for the creator; empty when
	// the creator did.
	SentByUserID string `json:"sentByUserId"`
	// IsRead says that the recipient has read it.
	IsRead bool `json:"isRead"`
	// MediaPreviewUUID is what is shown before a purchase; empty for none and
	// in older answers.
	MediaPreviewUUID string `json:"mediaPreviewUuid,omitempty"`
	// GIF is nil without an animation, and in older answers.
	GIF *GIF `json:"gif,omitempty"`
	// TipSource is chat, post or media_link; empty for anything but a tip and
	// in older answers.
	TipSource string `json:"tipSource,omitempty"`
	// AppUUID is the app that sent it; empty for none and in older answers.
	AppUUID string `json:"appUuid,omitempty"`
	// Status is Sent, Delivered or Read; empty in older answers.
	Status string `json:"status,omitempty"`
	// RepliedMessage is the message that this one answers; nil for none and in
	// older answers.
	RepliedMessage *MessageReference `json:"repliedMessage,omitempty"`
}

// MessageReference points to another message.
type MessageReference struct {
	UUID string `json:"uuid"`
}

// Pricing is a price in each currency; there is one.
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
	// Title is empty when there is none.
	Title string `json:"title,omitempty"`
	// URL is empty when there is none.
	URL    string `json:"url,omitempty"`
	Format string `json:"format,omitempty"`
}

// MessageType is why a message was sent. The list grows often: expect values
// that have no constant.
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

// MessageListOptions choose a page of messages.
type MessageListOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for List (15) and 50 for All.
	Size int
	// After is the Next token of the page before.
	After PageToken
	// MarkAsRead marks the chat as read once its messages are fetched. It is
	// always sent, so reading changes nothing unless this is true.
	MarkAsRead bool
}

func (o MessageListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.flag("markAsRead", o.MarkAsRead)
}

// MessageParams are a message to send: text, media, a template or an
// animation.
type MessageParams struct {
	// Text has at most 5000 characters.
	Text string `json:"text,omitempty"`
	// MediaUUIDs are media of the account's library, in the order of display.
	MediaUUIDs []string `json:"mediaUuids,omitempty"`
	// Price is what it costs the fan to see the media, in US cents, at least
	// 300; 0 is free. It takes media or a template.
	Price Cents `json:"price,omitempty"`
	// TemplateUUID sends a template.
	TemplateUUID string `json:"templateUuid,omitempty"`
	// MediaPreviewUUID is what the fan sees for free before paying. It is not
	// in the published API; known of [SurfaceV1].
	MediaPreviewUUID string `json:"mediaPreviewUuid,omitempty"`
	// GIF is an animation; nil for none. It is not in the published API; known
	// of [SurfaceV1], where its shape is taken to be the one of answers.
	GIF *GIF `json:"gif,omitempty"`
}

func (p MessageParams) validate() *ArgumentError {
	if p.Text == "" && len(p.MediaUUIDs) == 0 && p.TemplateUUID == "" && p.GIF == nil {
		return invalid("MessageParams", "is empty; give Text, MediaUUIDs, TemplateUUID or GIF")
	}
	if p.Price != 0 && len(p.MediaUUIDs) == 0 && p.TemplateUUID == "" {
		return invalid("Price", "takes media or a template: there is nothing to sell otherwise")
	}
	return checkContent(p.Text, p.MediaUUIDs, p.Price)
}

// SentMessage is the answer to sending a message.
type SentMessage struct {
	// UUID identifies the message.
	UUID string `json:"messageUuid"`
}

func (m *SentMessage) checkComplete() error { return requireID("message", m.UUID) }

// messagesCore is what the own account and a managed creator share.
type messagesCore struct{ service }

// List returns a page of the messages with a user, newest first. It does not
// mark them as read unless told to. Without a chat with that user it fails
// with [ErrNotFound].
//
// Calls GET /chats/{userUuid}/messages. Scopes: read:chat; for a managed creator also read:creator.
func (s messagesCore) List(ctx context.Context, userUUID string, opts *MessageListOptions) (*Page[Message], error) {
	return list[Message](ctx, options(s.request(opMessagesList, userUUID), opts))
}

// All walks the messages with a user, newest first. It does not mark them as
// read unless told to.
//
// Calls GET /chats/{userUuid}/messages. Scopes: read:chat; for a managed creator also read:creator.
func (s messagesCore) All(ctx context.Context, userUUID string, opts *MessageListOptions) iter.Seq2[Message, error] {
	return all[Message](ctx, options(s.request(opMessagesList, userUUID), opts))
}

// Send sends a message to a user with whom there is a chat, which
// [ChatsService.Create] opens. The message is sent at most once: when the
// answer is lost the error is an [*OutcomeUnknownError], and Outcome tells
// whether it arrived.
//
// Calls POST /chats/{userUuid}/message. Scopes: write:chat; for a managed creator also read:creator.
func (s messagesCore) Send(ctx context.Context, userUUID string, params MessageParams) (*SentMessage, error) {
	return fetch[SentMessage](ctx, s.request(opMessagesSend, userUUID).with(params))
}

// MessageMediaParams choose media of one message.
type MessageMediaParams struct {
	// MediaUUIDs are 1 to 20 media of the message.
	MediaUUIDs []string
	// Variants are the renditions to give addresses for; without any, media
	// come without addresses.
	Variants []MediaVariantType
}

func (p MessageMediaParams) encode(q *query) {
	q.check(checkIDs("MediaUUIDs", p.MediaUUIDs, maxMediaPerRequest))
	q.list("mediaUuids", "MediaUUIDs", p.MediaUUIDs)
	q.list("variants", "Variants", plainStrings(p.Variants))
}

// Media looks up media of one message. What cannot be given is nil in the
// result and explained in its Errors.
//
// Calls GET /chats/{userUuid}/messages/{messageUuid}/media. Scopes: read:chat; for a managed creator also read:creator.
func (s messagesCore) Media(ctx context.Context, userUUID, messageUUID string, params MessageMediaParams) (*BulkResult[ChatMedia], error) {
	return fetch[BulkResult[ChatMedia]](ctx, options(s.request(opMessagesMedia, userUUID, messageUUID), &params))
}

// MessagesService is the messages of the account's chats.
type MessagesService struct{ messagesCore }

// Get returns one message. Its PurchasedAt tells whether it was bought.
//
// Calls GET /chats/{userUuid}/messages/{messageUuid}. Scopes: read:chat. Beyond the published API, on /v1 only.
func (s MessagesService) Get(ctx context.Context, userUUID, messageUUID string) (*Message, error) {
	return fetch[Message](ctx, s.request(opMessagesGet, userUUID, messageUUID))
}

// Delete takes back a message that the account sent. It fails with
// [ErrValidation] for one that cannot be taken back, such as purchased
// content; mass messages are deleted with [MassMessagesService].
//
// Calls DELETE /chats/{userUuid}/messages/{messageUuid}. Scopes: write:chat.
func (s MessagesService) Delete(ctx context.Context, userUUID, messageUUID string) error {
	return s.request(opMessagesDelete, userUUID, messageUUID).do(ctx, nil)
}

// Batch returns messages of several chats at once. A chat that fails does not
// fail the others: see [MessageBatchEntry.Err].
//
// Calls POST /chats/messages/batch. Scopes: read:chat.
func (s MessagesService) Batch(ctx context.Context, params MessageBatchParams) (*BulkResult[MessageBatchEntry], error) {
	batch, err := fetch[messageBatch](ctx, s.request(opMessagesBatch).with(params))
	if err != nil {
		return nil, err
	}
	return (*BulkResult[MessageBatchEntry])(&batch.ByChat), nil
}

// CreatorMessagesService is the messages of a managed creator's chats.
type CreatorMessagesService struct{ messagesCore }
