package fanvue

import (
	"context"
	"iter"
	"net/http"
	"unicode/utf8"
)

// Names of the operations on chats.
const (
	OpChatsList          OperationName = "Chats.List"
	OpChatsCreate        OperationName = "Chats.Create"
	OpChatsUpdate        OperationName = "Chats.Update"
	OpChatsUnreadCounts  OperationName = "Chats.UnreadCounts"
	OpChatsGet           OperationName = "Chats.Get"
	OpChatsSetTyping     OperationName = "Chats.SetTyping"
	OpCreatorChatsList   OperationName = "Creator.Chats.List"
	OpCreatorChatsCreate OperationName = "Creator.Chats.Create"
	OpCreatorChatsUpdate OperationName = "Creator.Chats.Update"
)

var (
	opChatsList = declare(Operation{
		Name: OpChatsList, Method: http.MethodGet, Path: "/chats",
		Scopes: []Scope{ScopeReadChat}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opChatsCreate = declare(Operation{
		Name: OpChatsCreate, Method: http.MethodPost, Path: "/chats",
		Scopes: []Scope{ScopeWriteChat}, CreatorScope: ScopeReadCreator,
	})
	opChatsUpdate = declare(Operation{
		Name: OpChatsUpdate, Method: http.MethodPatch, Path: "/chats/{userUuid}",
		Scopes: []Scope{ScopeWriteChat}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opChatsUnreadCounts = declare(Operation{
		Name: OpChatsUnreadCounts, Method: http.MethodGet, Path: "/chats/unread",
		Scopes: []Scope{ScopeReadChat}, Idempotent: true,
	})
	opChatsGet = declareUndocumented(Operation{
		Name: OpChatsGet, Method: http.MethodGet, Path: "/chats/{userUuid}",
		Scopes: []Scope{ScopeReadChat}, Idempotent: true, Surfaces: []Surface{SurfaceV1},
	})
	opChatsSetTyping = declareUndocumented(Operation{
		Name: OpChatsSetTyping, Method: http.MethodPost, Path: "/chats/{userUuid}/typing",
		// A second request has no further effect.
		Scopes: []Scope{ScopeWriteChat}, Idempotent: true,
	})
)

// Chat is the conversation with one other user. The user's id identifies the
// chat.
type Chat struct {
	// User is the other user.
	User User `json:"user"`
	// IsRead reports whether the account has read the chat. It is false while
	// there are unread messages, and after the account has marked the chat as
	// unread.
	IsRead bool `json:"isRead"`
	// IsMuted reports whether the chat is muted: the account is not notified of
	// new messages.
	IsMuted bool `json:"isMuted"`
	// UnreadMessagesCount is the number of unread messages. It may be 0 in a
	// chat that was marked as unread.
	UnreadMessagesCount int `json:"unreadMessagesCount"`
	// LastMessage is the newest message; nil if the chat has no messages.
	LastMessage *LastMessage `json:"lastMessage"`
	// LastMessageAt is zero if the chat has no messages.
	LastMessageAt Timestamp `json:"lastMessageAt"`
	// CreatedAt is zero if the server does not know it.
	CreatedAt Timestamp `json:"createdAt"`
	// IsCreator reports whether the other user is a creator; nil in older
	// responses.
	IsCreator *bool `json:"isCreator,omitempty"`
	// Online reports whether the other user is online; nil in older responses.
	Online *bool `json:"online,omitempty"`
	// LastSeenAt is zero if the user hides it, and in older responses.
	LastSeenAt Timestamp `json:"lastSeenAt,omitzero"`
}

func (Chat) required() []string { return []string{"user.uuid"} }

// LastMessage is a summary of the newest message of a chat.
type LastMessage struct {
	UUID string `json:"uuid"`
	// Text is empty if the message consists of media only.
	Text string      `json:"text"`
	Type MessageType `json:"type"`
	// SentAt is zero if the server does not know it.
	SentAt Timestamp `json:"sentAt"`
	// HasMedia reports whether the message has media; nil if the server does
	// not know it.
	HasMedia *bool `json:"hasMedia"`
	// MediaType is empty if there are no media.
	MediaType MediaType `json:"mediaType"`
	// SenderUUID is the user who sent the message.
	SenderUUID string `json:"senderUuid"`
	// SentByUserID is the team member who sent the message for the creator;
	// empty if the creator sent it.
	SentByUserID string `json:"sentByUserId"`
	// HasGIF reports whether the message has an animation; nil in older
	// responses.
	HasGIF *bool `json:"hasGif,omitempty"`
	// SenderRole is FAN, CREATOR, AGENCY or SYSTEM; empty in older responses.
	// More values may come.
	SenderRole string `json:"senderRole,omitempty"`
	// Status is Sent, Delivered or Read; empty if the response does not include
	// it. More values may come.
	Status string `json:"status,omitempty"`
}

// ChatFilter limits a list of chats. More values may come.
type ChatFilter string

// The documented filters. Only the first five are open to every account. The
// others are for creators; for any other account the error matches
// [ErrForbidden].
const (
	ChatsUnread            ChatFilter = "unread"
	ChatsOnline            ChatFilter = "online"
	ChatsSubscribedTo      ChatFilter = "subscribed_to"
	ChatsNotMuted          ChatFilter = "not_muted"
	ChatsArchived          ChatFilter = "archived"
	ChatsSubscribers       ChatFilter = "subscribers"
	ChatsFollowers         ChatFilter = "followers"
	ChatsRecentSubscribers ChatFilter = "recent_subscribers"
	ChatsNotAnswered       ChatFilter = "not_answered"
	ChatsSpentMoreThan50   ChatFilter = "spent_more_than_50"
	ChatsOnFreeTrial       ChatFilter = "on_free_trial"
	ChatsHasTipped         ChatFilter = "has_tipped"
	ChatsSpenders          ChatFilter = "spenders"
	ChatsExcludeCreators   ChatFilter = "exclude_creators"
)

// ChatSort is an order of chats. More values may come.
type ChatSort string

// The documented orders of chats.
const (
	ChatsByRecentMessages ChatSort = "most_recent_messages"
	ChatsByOnlineNow      ChatSort = "online_now"
	ChatsByMostUnanswered ChatSort = "most_unanswered_chats"
)

const (
	maxChatSearch = 100
	maxNickname   = 30
)

// ChatListOptions specifies a page of chats, filters and an order. Filters and
// order are not supported for managed creators.
type ChatListOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default of 15 for List and 50 for All.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// Filters limits the list; empty means all chats. Whether a chat must match
	// all filters or any of them is not documented. Not supported for managed
	// creators.
	Filters []ChatFilter
	// Search limits the list to chats whose user has a matching name or handle.
	// It has at most 100 characters; empty means all chats. Not supported for
	// managed creators.
	Search string
	// SortBy is the order; empty means most recent message first. Not supported
	// for managed creators.
	SortBy ChatSort
	// CustomListUUID limits the list to chats with members of a custom list;
	// empty means all chats. Not supported for managed creators.
	CustomListUUID string
	// SmartListIDs limits the list to chats with members of smart lists; empty
	// means all chats. Not supported for managed creators.
	SmartListIDs []SmartListID
}

func (o ChatListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.ownOnly("Filters", len(o.Filters) > 0)
	q.ownOnly("Search", o.Search != "")
	q.ownOnly("SortBy", o.SortBy != "")
	q.ownOnly("CustomListUUID", o.CustomListUUID != "")
	q.ownOnly("SmartListIDs", len(o.SmartListIDs) > 0)
	if utf8.RuneCountInString(o.Search) > maxChatSearch {
		q.reject("Search", "is longer than %d characters", maxChatSearch)
	}
	q.repeat("filter", "Filters", plainStrings(o.Filters))
	q.set("search", o.Search)
	q.set("sortBy", string(o.SortBy))
	q.set("customListId", o.CustomListUUID)
	q.repeat("smartListIds", "SmartListIDs", plainStrings(o.SmartListIDs))
}

// ChatUpdate holds the changes to a chat. An absent field leaves the value
// unchanged; null is rejected.
type ChatUpdate struct {
	// IsRead marks the chat as read or as unread.
	IsRead Opt[bool] `json:"isRead,omitzero"`
	// IsMuted mutes or unmutes the chat.
	IsMuted Opt[bool] `json:"isMuted,omitzero"`
	// Nickname is the account's name for the user, at most 30 characters.
	Nickname Opt[string] `json:"nickname,omitzero"`
}

func (u ChatUpdate) validate() *ArgumentError {
	nickname, _ := u.Nickname.Get()
	switch {
	case u.IsRead.IsZero() && u.IsMuted.IsZero() && u.Nickname.IsZero():
		return invalid("ChatUpdate", "changes nothing")
	case u.IsRead.IsNull():
		return invalid("IsRead", "cannot be null")
	case u.IsMuted.IsNull():
		return invalid("IsMuted", "cannot be null")
	case u.Nickname.IsNull():
		return invalid("Nickname", "cannot be null")
	case utf8.RuneCountInString(nickname) > maxNickname:
		return invalid("Nickname", "is longer than %d characters", maxNickname)
	}
	return checkText("Nickname", nickname)
}

// CreatedChat is the response to creating a chat. It has no id, because the
// other user's id identifies the chat.
type CreatedChat struct {
	// Message is the server's confirmation.
	Message string `json:"message"`
}

func (CreatedChat) required() []string { return []string{"message|uuid|user"} }

// decodeBody also looks for a failure: errors have a message too.
func (c *CreatedChat) decodeBody(r *response, _ *operation) error {
	if err := findRefusal(r.body); err != nil {
		return err
	}
	return decodeResult(r.body, c)
}

// UnreadCounts holds the numbers of unread chats, messages and notifications.
type UnreadCounts struct {
	UnreadChatsCount int `json:"unreadChatsCount"`
	// UnreadMessagesCount is the number of unread messages in all chats.
	UnreadMessagesCount int `json:"unreadMessagesCount"`
	// UnreadNotifications holds the unread notifications by kind.
	UnreadNotifications UnreadNotifications `json:"unreadNotifications"`
}

func (UnreadCounts) required() []string { return []string{"unreadChatsCount|unreadMessagesCount"} }

// UnreadNotifications holds the numbers of unread notifications by kind.
type UnreadNotifications struct {
	NewFollower    int `json:"newFollower"`
	NewPostComment int `json:"newPostComment"`
	NewPostLike    int `json:"newPostLike"`
	NewPromotion   int `json:"newPromotion"`
	NewPurchase    int `json:"newPurchase"`
	NewSubscriber  int `json:"newSubscriber"`
	NewTip         int `json:"newTip"`
}

// chatsCore has the methods that the caller's own account and a managed creator
// share.
type chatsCore struct{ service }

// List returns a page of the chats, most recent message first unless SortBy is
// set.
//
// Calls GET /chats. Scopes: read:chat; for a managed creator also read:creator.
func (s chatsCore) List(ctx context.Context, opts *ChatListOptions) (*Page[Chat], error) {
	return list[Chat](ctx, options(s.request(opChatsList), opts))
}

// All returns an iterator over the chats, most recent message first unless
// SortBy is set. A chat that receives a message during the iteration moves to
// the front, so a long iteration may return a chat twice or not at all; see
// [Distinct].
//
// Calls GET /chats. Scopes: read:chat; for a managed creator also read:creator.
func (s chatsCore) All(ctx context.Context, opts *ChatListOptions) iter.Seq2[Chat, error] {
	return all[Chat](ctx, options(s.request(opChatsList), opts))
}

type chatCreation struct {
	UserUUID string `json:"userUuid"`
}

func (c chatCreation) validate() *ArgumentError { return checkID("userUUID", c.UserUUID) }

// Create opens a chat with a user. The first message to a user requires it. If
// the user cannot be contacted, the error matches [ErrValidation]. The request
// is sent at most once: if the response is lost, the error is an
// [*OutcomeUnknownError].
//
// Calls POST /chats. Scopes: write:chat; for a managed creator also read:creator.
func (s chatsCore) Create(ctx context.Context, userUUID string) (*CreatedChat, error) {
	return fetch[CreatedChat](ctx, s.request(opChatsCreate).with(chatCreation{userUUID}))
}

// Update updates the chat with a user: it marks the chat as read or unread,
// mutes or unmutes it, or sets the user's nickname.
//
// Calls PATCH /chats/{userUuid}. Scopes: write:chat; for a managed creator also read:creator.
func (s chatsCore) Update(ctx context.Context, userUUID string, update ChatUpdate) error {
	return s.request(opChatsUpdate, userUUID).with(update).do(ctx, nil)
}

// ChatsService provides access to the chats of the caller's own account.
type ChatsService struct{ chatsCore }

// UnreadCounts returns the numbers of the account's unread chats, messages and
// notifications.
//
// Calls GET /chats/unread. Scopes: read:chat.
func (s ChatsService) UnreadCounts(ctx context.Context) (*UnreadCounts, error) {
	return fetch[UnreadCounts](ctx, s.request(opChatsUnreadCounts))
}

// Get returns the chat with a user. If there is no such chat, the error matches
// [ErrNotFound].
//
// Calls GET /chats/{userUuid}. Scopes: read:chat. Undocumented by Fanvue, seen on /v1 only.
func (s ChatsService) Get(ctx context.Context, userUUID string) (*Chat, error) {
	return fetch[Chat](ctx, s.request(opChatsGet, userUUID))
}

type typingBody struct {
	IsTyping bool `json:"isTyping"`
}

func (typingBody) validate() *ArgumentError { return nil }

// SetTyping shows the user that the account is typing, or that it has stopped.
//
// Calls POST /chats/{userUuid}/typing. Scopes: write:chat. Undocumented by Fanvue, seen on every surface.
func (s ChatsService) SetTyping(ctx context.Context, userUUID string, isTyping bool) error {
	return s.request(opChatsSetTyping, userUUID).with(typingBody{isTyping}).do(ctx, nil)
}

// CreatorChatsService provides access to the chats of a managed creator.
type CreatorChatsService struct{ chatsCore }
