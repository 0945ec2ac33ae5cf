package fanvue

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"
)

// Operations on mass messages.
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

// MassMessage is a message to whole lists of fans.
type MassMessage struct {
	UUID string `json:"uuid"`
	// Text is empty for a message of media alone.
	Text   string            `json:"text"`
	Status MassMessageStatus `json:"status"`
	// Price is what it costs to see the media, in US cents; nil when free.
	Price *Cents `json:"price"`
	// MediaUUIDs are the attached media in the order of display.
	MediaUUIDs []string `json:"mediaUuids"`
	// CreatedAt is zero when the server does not know it.
	CreatedAt Timestamp `json:"createdAt"`
	// PublishedAt is zero before it is sent.
	PublishedAt Timestamp `json:"publishedAt"`
	// ScheduledAt is zero when it was not scheduled.
	ScheduledAt Timestamp `json:"scheduledAt"`
	// RecipientCount is how many got it.
	RecipientCount int `json:"recipientCount"`
	// ViewCount is how many looked at it.
	ViewCount int `json:"viewCount"`
	// PurchaseCount is how many bought it.
	PurchaseCount int `json:"purchaseCount"`
	// TotalRevenue is what it brought, in US cents.
	TotalRevenue Cents `json:"totalRevenue"`
}

func (MassMessage) required() []string { return []string{"uuid"} }

// MassMessageStatus is where a mass message stands. More values may come.
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

// MassMessageListOptions choose a page of mass messages.
type MassMessageListOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for List (15) and 50 for All.
	Size int
	// After is the Next token of the page before.
	After PageToken
	// IncludeDeleted lists deleted ones too; their status is UNSENT.
	IncludeDeleted bool
}

func (o MassMessageListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	if o.IncludeDeleted {
		q.flag("includeDeleted", true)
	}
}

// MassMessageLists choose recipients by the lists that they are on.
type MassMessageLists struct {
	// SmartListIDs name lists that Fanvue computes.
	SmartListIDs []SmartListID `json:"smartListUuids,omitzero"`
	// CustomListUUIDs name lists that the account keeps.
	CustomListUUIDs []string `json:"customListUuids,omitzero"`
}

// IsZero reports whether no list is named.
func (l MassMessageLists) IsZero() bool {
	return len(l.SmartListIDs) == 0 && len(l.CustomListUUIDs) == 0
}

func (l MassMessageLists) validate(argument string) *ArgumentError {
	return checkItems(argument, append(plainStrings(l.SmartListIDs), l.CustomListUUIDs...))
}

// MassMessageParams are a mass message to send: text, media or both, to the
// members of lists.
type MassMessageParams struct {
	// Text has at most 5000 characters.
	Text string `json:"text,omitempty"`
	// MediaUUIDs are media of the account's library, in the order of display.
	MediaUUIDs []string `json:"mediaUuids,omitempty"`
	// Price is what it costs a fan to see the media, in US cents, at least
	// 300; 0 is free. It takes media.
	Price Cents `json:"price,omitempty"`
	// IncludedLists get the message; at least one list is needed.
	IncludedLists MassMessageLists `json:"includedLists"`
	// ExcludedLists do not get it, even members of an included list.
	ExcludedLists MassMessageLists `json:"excludedLists,omitzero"`
	// ScheduledAt sends it later; zero sends it now.
	ScheduledAt time.Time `json:"scheduledAt,omitzero"`
	// MediaPreviewUUID is what a fan sees for free before paying. It is
	// undocumented and known of [SurfaceV1] only.
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
		return invalid("MassMessageParams", "is empty; give Text or MediaUUIDs")
	case p.IncludedLists.IsZero():
		return invalid("IncludedLists", "names no list; nobody would get the message")
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

// MassMessageUpdate changes a scheduled mass message. What is absent stays as
// it is.
type MassMessageUpdate struct {
	// Text has at most 5000 characters; null has no meaning.
	Text Opt[string] `json:"text,omitzero"`
	// MediaUUIDs replaces all media; null has no meaning.
	MediaUUIDs Opt[[]string] `json:"mediaUuids,omitzero"`
	// Price is in US cents, at least 300; null makes the message free.
	Price Opt[Cents] `json:"price,omitzero"`
	// IncludedLists are the lists to send to; null has no meaning. Name them
	// all: whether lists that are left out stay is not documented.
	IncludedLists Opt[MassMessageLists] `json:"includedLists,omitzero"`
	// ExcludedLists are the lists not to send to; null has no meaning. Name
	// them all: whether lists that are left out stay is not documented.
	ExcludedLists Opt[MassMessageLists] `json:"excludedLists,omitzero"`
	// ScheduledAt moves the sending; null has no meaning.
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
		return invalid("IncludedLists", "must name a list")
	case u.ExcludedLists.IsNull():
		return invalid("ExcludedLists", "cannot be null; an empty value excludes nobody")
	case u.ScheduledAt.IsNull() || scheduling && at.IsZero():
		return invalid("ScheduledAt", "must be a time; delete the message to call it off")
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

// SentMassMessage is the answer to sending or scheduling a mass message.
type SentMassMessage struct {
	// UUID identifies the mass message.
	UUID string `json:"id"`
	// RecipientCount is how many get it.
	RecipientCount int `json:"recipientCount"`
	// CreatedAt is zero when the server does not tell.
	CreatedAt Timestamp `json:"createdAt"`
	// PublishedAt is when it went out; zero before, and on any surface but
	// [SurfaceV1].
	PublishedAt Timestamp `json:"publishedAt,omitzero"`
}

// UnmarshalJSON reads the id under either name: surfaces differ.
func (m *SentMassMessage) UnmarshalJSON(data []byte) error {
	type members SentMassMessage
	answer := struct {
		*members
		UUID string `json:"uuid"`
	}{members: (*members)(m)}
	if err := json.Unmarshal(data, &answer); err != nil {
		return err
	}
	m.UUID = cmp.Or(m.UUID, answer.UUID)
	return nil
}

func (SentMassMessage) required() []string { return []string{"id"} }

// massMessagesCore is what the own account and a managed creator share.
type massMessagesCore struct{ service }

// List returns a page of the mass messages. The account must be a creator's.
//
// Calls GET /chats/mass-messages. Scopes: read:chat; for a managed creator also read:creator.
func (s massMessagesCore) List(ctx context.Context, opts *MassMessageListOptions) (*Page[MassMessage], error) {
	return list[MassMessage](ctx, options(s.request(opMassMessagesList), opts))
}

// All walks the mass messages. The account must be a creator's.
//
// Calls GET /chats/mass-messages. Scopes: read:chat; for a managed creator also read:creator.
func (s massMessagesCore) All(ctx context.Context, opts *MassMessageListOptions) iter.Seq2[MassMessage, error] {
	return all[MassMessage](ctx, options(s.request(opMassMessagesList), opts))
}

// Send sends a message to the members of lists, or schedules it. It is sent at
// most once: when the answer is lost the error is an [*OutcomeUnknownError],
// and the list of mass messages tells whether it went out.
//
// Calls POST /chats/mass-messages. Scopes: write:chat, read:fan; for a managed creator also read:creator.
func (s massMessagesCore) Send(ctx context.Context, params MassMessageParams) (*SentMassMessage, error) {
	return fetch[SentMassMessage](ctx, s.request(opMassMessagesSend).with(params))
}

// Update changes a mass message that is scheduled and not yet sent.
//
// Calls PATCH /chats/mass-messages/{messageUuid}. Scopes: write:chat; for a managed creator also read:creator.
func (s massMessagesCore) Update(ctx context.Context, messageUUID string, update MassMessageUpdate) error {
	return s.request(opMassMessagesUpdate, messageUUID).with(update).do(ctx, nil)
}

// Delete takes back a mass message that was sent. That it calls off a scheduled
// one is not documented. Those who
// bought it keep it.
//
// Calls DELETE /chats/mass-messages/{messageUuid}. Scopes: write:chat; for a managed creator also read:creator.
func (s massMessagesCore) Delete(ctx context.Context, messageUUID string) error {
	return s.request(opMassMessagesDelete, messageUUID).do(ctx, nil)
}

// MassMessagesService is the account's mass messages.
type MassMessagesService struct{ massMessagesCore }

// CreatorMassMessagesService is the mass messages of a managed creator.
type CreatorMassMessagesService struct{ massMessagesCore }
