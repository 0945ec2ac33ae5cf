package fanvue

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"
)

// Names of the operations on mass messages.
const (
	OpMassMessagesList          OperationName = "MassMessages.List"
	OpMassMessagesSend          OperationName = "MassMessages.Send"
	OpMassMessagesUpdate        OperationName = "MassMessages.Update"
	OpMassMessagesDelete        OperationName = "MassMessages.Delete"
	OpCreatorMassMessagesList   OperationName = "Creator.MassMessages.List"
	OpCreatorMassMessagesSend   OperationName = "Creator.MassMessages.Send"
	OpCreatorMassMessagesUpdate OperationName = "Creator.MassMessages.Update"
	OpCreatorMassMessagesDelete OperationName = "Creator.MassMessages.Delete"
)

var (
	opMassMessagesList = declare(Operation{
		Name: OpMassMessagesList, Method: http.MethodGet, Path: "/chats/mass-messages",
		Scopes: []Scope{ScopeReadChat}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opMassMessagesSend = declare(Operation{
		Name: OpMassMessagesSend, Method: http.MethodPost, Path: "/chats/mass-messages",
		Scopes: []Scope{ScopeWriteChat, ScopeReadFan}, CreatorScope: ScopeReadCreator,
	})
	opMassMessagesUpdate = declare(Operation{
		Name: OpMassMessagesUpdate, Method: http.MethodPatch, Path: "/chats/mass-messages/{messageUuid}",
		Scopes: []Scope{ScopeWriteChat}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opMassMessagesDelete = declare(Operation{
		Name: OpMassMessagesDelete, Method: http.MethodDelete, Path: "/chats/mass-messages/{messageUuid}",
		Scopes: []Scope{ScopeWriteChat}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
)

// MassMessage is a message that is sent to the members of lists.
type MassMessage struct {
	UUID string `json:"uuid"`
	// Text is empty if the message consists of media only.
	Text   string            `json:"text"`
	Status MassMessageStatus `json:"status"`
	// Price is the price of the media, in US cents; nil if they are free.
	Price *Cents `json:"price"`
	// MediaUUIDs lists the attached media in display order.
	MediaUUIDs []string `json:"mediaUuids"`
	// CreatedAt is zero if the server does not know it.
	CreatedAt Timestamp `json:"createdAt"`
	// PublishedAt is zero until the message is sent.
	PublishedAt Timestamp `json:"publishedAt"`
	// ScheduledAt is zero if the message was not scheduled.
	ScheduledAt Timestamp `json:"scheduledAt"`
	// RecipientCount is the number of users who received the message.
	RecipientCount int `json:"recipientCount"`
	// ViewCount is the number of users who viewed the message.
	ViewCount int `json:"viewCount"`
	// PurchaseCount is the number of users who bought the media.
	PurchaseCount int `json:"purchaseCount"`
	// TotalRevenue is the sum of the purchases, in US cents.
	TotalRevenue Cents `json:"totalRevenue"`
}

func (MassMessage) required() []string { return []string{"uuid"} }

// MassMessageStatus is the status of a mass message. More values may come.
type MassMessageStatus string

// The documented statuses of mass messages.
const (
	MassMessageSent      MassMessageStatus = "SENT"
	MassMessageUnsent    MassMessageStatus = "UNSENT" // it was deleted
	MassMessageSending   MassMessageStatus = "SENDING"
	MassMessageFailed    MassMessageStatus = "FAILED"
	MassMessageModerated MassMessageStatus = "MODERATED"
	MassMessageScheduled MassMessageStatus = "SCHEDULED"
)

// MassMessageListOptions specifies a page of mass messages.
type MassMessageListOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default of 15 for List and 50 for All.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// IncludeDeleted includes deleted mass messages, whose status is UNSENT.
	IncludeDeleted bool
}

func (o MassMessageListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	if o.IncludeDeleted {
		q.flag("includeDeleted", true)
	}
}

// MassMessageLists specifies users by the lists that they are members of.
type MassMessageLists struct {
	// SmartListIDs lists smart lists, which Fanvue computes.
	SmartListIDs []SmartListID `json:"smartListUuids,omitzero"`
	// CustomListUUIDs lists custom lists of the account.
	CustomListUUIDs []string `json:"customListUuids,omitzero"`
}

// IsZero reports whether l has no lists.
func (l MassMessageLists) IsZero() bool {
	return len(l.SmartListIDs) == 0 && len(l.CustomListUUIDs) == 0
}

func (l MassMessageLists) validate(argument string) *ArgumentError {
	return checkItems(argument, append(plainStrings(l.SmartListIDs), l.CustomListUUIDs...))
}

// MassMessageParams holds a mass message to send to the members of lists. It has
// a text, media or both.
type MassMessageParams struct {
	// Text has at most 5000 characters.
	Text string `json:"text,omitempty"`
	// MediaUUIDs lists media of the account's library, in display order.
	MediaUUIDs []string `json:"mediaUuids,omitempty"`
	// Price is the price of the media, in US cents, at least 300; 0 means free.
	// It requires media.
	Price Cents `json:"price,omitempty"`
	// IncludedLists specifies the recipients. At least one list is required.
	IncludedLists MassMessageLists `json:"includedLists"`
	// ExcludedLists specifies users who do not receive the message, even if they
	// are members of an included list.
	ExcludedLists MassMessageLists `json:"excludedLists,omitzero"`
	// ScheduledAt schedules the message for a time in the future; zero sends it
	// now.
	ScheduledAt time.Time `json:"scheduledAt,omitzero"`
	// MediaPreviewUUID is the media item that everyone sees before paying; empty
	// means none. It is undocumented and supported on [SurfaceV1] only.
	MediaPreviewUUID string `json:"mediaPreviewUuid,omitempty" surface:"v1"`
}

// MarshalJSON encodes p as the API expects it, with times as a [Timestamp] has
// them.
func (p MassMessageParams) MarshalJSON() ([]byte, error) {
	type members MassMessageParams
	return encodeJSON(struct {
		members
		ScheduledAt Timestamp `json:"scheduledAt,omitzero"`
	}{members(p), NewTimestamp(p.ScheduledAt)})
}

func (p MassMessageParams) validate() *ArgumentError {
	switch {
	case p.Text == "" && len(p.MediaUUIDs) == 0:
		return invalid("MassMessageParams", "is empty; set Text or MediaUUIDs")
	case p.IncludedLists.IsZero():
		return invalid("IncludedLists", "has no lists; nobody would receive the message")
	case p.Price != 0 && len(p.MediaUUIDs) == 0:
		return nothingToSell()
	}
	if problem := p.IncludedLists.validate("IncludedLists"); problem != nil {
		return problem
	}
	if problem := p.ExcludedLists.validate("ExcludedLists"); problem != nil {
		return problem
	}
	return checkContent(p.Text, p.MediaUUIDs, p.Price)
}

// MassMessageUpdate holds the changes to a scheduled mass message. An absent
// field leaves the value unchanged. Whether a changed field of lists keeps lists
// that it does not mention is not documented, so set all of them.
type MassMessageUpdate struct {
	// Text has at most 5000 characters; null is rejected.
	Text Opt[string] `json:"text,omitzero"`
	// MediaUUIDs replaces all media, and an empty list removes them; null is
	// rejected.
	MediaUUIDs Opt[[]string] `json:"mediaUuids,omitzero"`
	// Price is the price of the media, in US cents, at least 300; null makes the
	// message free.
	Price Opt[Cents] `json:"price,omitzero"`
	// IncludedLists specifies the recipients. At least one list is required; null
	// is rejected.
	IncludedLists Opt[MassMessageLists] `json:"includedLists,omitzero"`
	// ExcludedLists specifies users who do not receive the message. An empty value
	// excludes nobody; null is rejected.
	ExcludedLists Opt[MassMessageLists] `json:"excludedLists,omitzero"`
	// ScheduledAt reschedules the message; null is rejected.
	ScheduledAt Opt[time.Time] `json:"scheduledAt,omitzero"`
}

func (u MassMessageUpdate) validate() *ArgumentError {
	text, _ := u.Text.Get()
	media, _ := u.MediaUUIDs.Get()
	price, priced := u.Price.Get()
	included, including := u.IncludedLists.Get()
	excluded, _ := u.ExcludedLists.Get()
	at, scheduling := u.ScheduledAt.Get()
	switch {
	case u.Text.IsZero() && u.MediaUUIDs.IsZero() && u.Price.IsZero() && u.IncludedLists.IsZero() && u.ExcludedLists.IsZero() && u.ScheduledAt.IsZero():
		return invalid("MassMessageUpdate", "changes nothing")
	case u.Text.IsNull():
		return invalid("Text", "cannot be null")
	case u.MediaUUIDs.IsNull():
		return invalid("MediaUUIDs", "cannot be null; an empty list removes the media")
	case u.IncludedLists.IsNull() || including && included.IsZero():
		return invalid("IncludedLists", "must have a list")
	case u.ExcludedLists.IsNull():
		return invalid("ExcludedLists", "cannot be null; an empty value excludes nobody")
	case u.ScheduledAt.IsNull() || scheduling && at.IsZero():
		return invalid("ScheduledAt", "must be a time")
	case priced && price == 0:
		return invalid("Price", "cannot be 0; null makes the message free")
	case priced && !u.MediaUUIDs.IsZero() && len(media) == 0:
		return nothingToSell()
	}
	if problem := included.validate("IncludedLists"); problem != nil {
		return problem
	}
	if problem := excluded.validate("ExcludedLists"); problem != nil {
		return problem
	}
	return checkContent(text, media, price)
}

// SentMassMessage is the response to sending or scheduling a mass message.
type SentMassMessage struct {
	// UUID is the id of the mass message.
	UUID string `json:"id"`
	// RecipientCount is the number of recipients.
	RecipientCount int `json:"recipientCount"`
	// CreatedAt is zero if the response does not include it.
	CreatedAt Timestamp `json:"createdAt"`
	// PublishedAt is zero until the message is sent, and on surfaces other than
	// [SurfaceV1].
	PublishedAt Timestamp `json:"publishedAt,omitzero"`
}

// UnmarshalJSON decodes a response of any surface: they name the id differently.
func (m *SentMassMessage) UnmarshalJSON(data []byte) error {
	type members SentMassMessage
	wire := struct {
		*members
		UUID string `json:"uuid"`
	}{members: (*members)(m)}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	m.UUID = cmp.Or(m.UUID, wire.UUID)
	return nil
}

func (SentMassMessage) required() []string { return []string{"id"} }

// massMessagesCore has the methods that the caller's own account and a managed
// creator share.
type massMessagesCore struct{ service }

// List returns a page of the mass messages. The account must be a creator.
//
// Calls GET /chats/mass-messages. Scopes: read:chat; for a managed creator also read:creator.
func (s massMessagesCore) List(ctx context.Context, opts *MassMessageListOptions) (*Page[MassMessage], error) {
	return list[MassMessage](ctx, options(s.request(opMassMessagesList), opts))
}

// All returns an iterator over the mass messages. The account must be a creator.
//
// Calls GET /chats/mass-messages. Scopes: read:chat; for a managed creator also read:creator.
func (s massMessagesCore) All(ctx context.Context, opts *MassMessageListOptions) iter.Seq2[MassMessage, error] {
	return all[MassMessage](ctx, options(s.request(opMassMessagesList), opts))
}

// Send sends a message to the members of lists, or schedules it. The request is
// sent at most once: if the response is lost, the error is an
// [*OutcomeUnknownError], and Outcome finds out whether the message was sent.
//
// Calls POST /chats/mass-messages. Scopes: write:chat, read:fan; for a managed creator also read:creator.
func (s massMessagesCore) Send(ctx context.Context, params MassMessageParams) (*SentMassMessage, error) {
	return fetch[SentMassMessage](ctx, s.request(opMassMessagesSend).with(params))
}

// Update updates a mass message that is scheduled and has not been sent yet.
//
// Calls PATCH /chats/mass-messages/{messageUuid}. Scopes: write:chat; for a managed creator also read:creator.
func (s massMessagesCore) Update(ctx context.Context, messageUUID string, update MassMessageUpdate) error {
	return s.request(opMassMessagesUpdate, messageUUID).with(update).do(ctx, nil)
}

// Delete deletes a mass message that was sent, also from the chats. Users who
// bought it keep it. Whether it also cancels a scheduled message is not
// documented.
//
// Calls DELETE /chats/mass-messages/{messageUuid}. Scopes: write:chat; for a managed creator also read:creator.
func (s massMessagesCore) Delete(ctx context.Context, messageUUID string) error {
	return s.request(opMassMessagesDelete, messageUUID).do(ctx, nil)
}

// MassMessagesService provides access to the mass messages of the caller's own
// account.
type MassMessagesService struct{ massMessagesCore }

// CreatorMassMessagesService provides access to the mass messages of a managed
// creator.
type CreatorMassMessagesService struct{ massMessagesCore }
