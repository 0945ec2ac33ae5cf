package fanvue

import (
	"context"
	"iter"
	"net/http"
	"unicode/utf8"
)

// Operations on chats.
const (
	OpChatsList          OperationName = "Chats.List"
	OpChatsCreate        OperationName = "Chats.Create"
	OpChatsUpdate        OperationName = "Chats.Update"
	OpChatsUnreadCounts  OperationName = "Chats.UnreadCounts"
	OpChatsStatuses      OperationName = "Chats.Statuses"
	OpChatsGet           OperationName = "Chats.Get"
	OpChatsSetTyping     OperationName = "Chats.SetTyping"
	OpChatsMedia         OperationName = "Chats.Media"
	OpCreatorChatsList   OperationName = "Creator.Chats.List"
	OpCreatorChatsCreate OperationName = "Creator.Chats.Create"
	OpCreatorChatsUpdate OperationName = "Creator.Chats.Update"
	OpCreatorChatsMedia  OperationName = "Creator.Chats.Media"
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
	opChatsStatuses = declare(Operation{
		Name: OpChatsStatuses, Method: http.MethodPost, Path: "/chats/statuses",
		Scopes: []Scope{ScopeReadChat}, Idempotent: true,
		Bucket: "chat statuses", BucketOn: []Surface{SurfaceV1},
	})
	opChatsGet = declareUndocumented(Operation{
		Name: OpChatsGet, Method: http.MethodGet, Path: "/chats/{userUuid}",
		Scopes: []Scope{ScopeReadChat}, Idempotent: true, Surfaces: []Surface{SurfaceV1},
	})
	opChatsSetTyping = declareUndocumented(Operation{
		Name: OpChatsSetTyping, Method: http.MethodPost, Path: "/chats/{userUuid}/typing",
		// Saying it twice changes nothing.
		Scopes: []Scope{ScopeWriteChat}, Idempotent: true,
	})
	opChatsMedia = declare(Operation{
		Name: OpChatsMedia, Method: http.MethodGet, Path: "/chats/{userUuid}/media",
		Scopes: []Scope{ScopeReadChat}, CreatorScope: ScopeReadCreator, Idempotent: true,
	}).paged(pagingLimit)
)

// Chat is the conversation with one other user, whose id is the chat's id.
type Chat struct {
	// User is the other side.
	User User `json:"user"`
	// IsRead is false as long as the account has something to read, and when
	// it marked the chat as unread.
	IsRead bool `json:"isRead"`
	// IsMuted says that the account wants no notice of new messages.
	IsMuted bool `json:"isMuted"`
	// UnreadMessagesCount may be 0 in a chat that was marked as unread.
	UnreadMessagesCount int `json:"unreadMessagesCount"`
	// LastMessage is nil in a chat without messages.
	LastMessage *LastMessage `json:"lastMessage"`
	// LastMessageAt is zero in a chat without messages.
	LastMessageAt Timestamp `json:"lastMessageAt"`
	// CreatedAt is zero when the server does not know it.
	CreatedAt Timestamp `json:"createdAt"`
	// IsCreator says that the other side is a creator; nil in older answers.
	IsCreator *bool `json:"isCreator,omitempty"`
	// Online says that the other side is online; nil in older answers.
	Online *bool `json:"online,omitempty"`
	// LastSeenAt is zero when the user hides it, and in older answers.
	LastSeenAt Timestamp `json:"lastSeenAt,omitzero"`
}

// LastMessage is the newest message of a chat in short.
type LastMessage struct {
	UUID string `json:"uuid"`
	// Text is empty for a message of media alone.
	Text string      `json:"text"`
	Type MessageType `json:"type"`
	// SentAt is zero when the server does not know it.
	SentAt Timestamp `json:"sentAt"`
	// HasMedia is nil when the server does not know it.
	HasMedia *bool `json:"hasMedia"`
	// MediaType is empty without media.
	MediaType MediaType `json:"mediaType"`
	// SenderUUID is the user who sent it.
	SenderUUID string `json:"senderUuid"`
	// SentByUserID is the team member who sent it for the creator; empty when
	// the creator did.
	SentByUserID string `json:"sentByUserId"`
	// HasGIF says that it has an animation; nil in older answers.
	HasGIF *bool `json:"hasGif,omitempty"`
	// SenderRole is FAN, CREATOR, AGENCY or SYSTEM; empty in older answers.
	SenderRole string `json:"senderRole,omitempty"`
	// Status is Sent, Delivered or Read; empty when the answer does not tell.
	Status string `json:"status,omitempty"`
}

// MediaType is a kind of media. More values may come.
type MediaType string

// The documented kinds of media.
const (
	MediaImage    MediaType = "image"
	MediaVideo    MediaType = "video"
	MediaAudio    MediaType = "audio"
	MediaDocument MediaType = "document"
	MediaUnknown  MediaType = "unknown"
)

// ChatFilter narrows a list of chats. More values may come.
type ChatFilter string

// The documented filters. All but the first five are for creators; the server
// refuses them to anybody else with [ErrForbidden].
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

// ChatSort is what chats are sorted by.
type ChatSort string

// The documented orders of chats.
const (
	ChatsByRecentMessages ChatSort = "most_recent_messages"
	ChatsByOnlineNow      ChatSort = "online_now"
	ChatsByMostUnanswered ChatSort = "most_unanswered_chats"
)

const (
	maxChatSearch      = 100
	maxNickname        = 30
	maxUsersPerRequest = 100
)

// ChatListOptions choose a page of chats. A managed creator's chats can be
// neither filtered nor sorted.
type ChatListOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for List (15) and 50 for All.
	Size int
	// After is the Next token of the page before.
	After PageToken
	// Filters narrow the list; whether all or any of several must apply is not
	// documented. Own account only.
	Filters []ChatFilter
	// Search matches names and handles, at most 100 characters. Own account
	// only.
	Search string
	// SortBy is the order; empty means most recent messages first. Own account
	// only.
	SortBy ChatSort
	// CustomListID keeps chats with the members of a list. Own account only.
	CustomListID string
	// SmartListIDs keeps chats with the members of smart lists. Own account
	// only.
	SmartListIDs []SmartListID
}

func (o ChatListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.ownOnly("Filters", len(o.Filters) > 0)
	q.ownOnly("Search", o.Search != "")
	q.ownOnly("SortBy", o.SortBy != "")
	q.ownOnly("CustomListID", o.CustomListID != "")
	q.ownOnly("SmartListIDs", len(o.SmartListIDs) > 0)
	if utf8.RuneCountInString(o.Search) > maxChatSearch {
		q.reject("Search", "is longer than %d characters", maxChatSearch)
	}
	q.repeat("filter", "Filters", plainStrings(o.Filters))
	q.set("search", o.Search)
	q.set("sortBy", string(o.SortBy))
	q.set("customListId", o.CustomListID)
	q.repeat("smartListIds", "SmartListIDs", plainStrings(o.SmartListIDs))
}

// ChatUpdate changes a chat. What is absent stays as it is; null has no
// meaning here.
type ChatUpdate struct {
	// IsRead marks the chat as read, or as unread.
	IsRead Opt[bool] `json:"isRead,omitzero"`
	// IsMuted mutes the chat, or ends that.
	IsMuted Opt[bool] `json:"isMuted,omitzero"`
	// Nickname is what the account calls the user, at most 30 characters.
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

// CreatedChat is the answer to creating a chat. It has no id: the chat is
// addressed by the other user's.
type CreatedChat struct {
	// Message is the server's confirmation.
	Message string `json:"message"`
}

// UnreadCounts are the numbers of things not read yet.
type UnreadCounts struct {
	UnreadChatsCount int `json:"unreadChatsCount"`
	// UnreadMessagesCount is over all chats.
	UnreadMessagesCount int `json:"unreadMessagesCount"`
	// UnreadNotifications are counted by kind.
	UnreadNotifications UnreadNotifications `json:"unreadNotifications"`
}

// UnreadNotifications are the numbers of notifications not read yet.
type UnreadNotifications struct {
	NewFollower    int `json:"newFollower"`
	NewPostComment int `json:"newPostComment"`
	NewPostLike    int `json:"newPostLike"`
	NewPromotion   int `json:"newPromotion"`
	NewPurchase    int `json:"newPurchase"`
	NewSubscriber  int `json:"newSubscriber"`
	NewTip         int `json:"newTip"`
}

// OnlineStatus tells whether a user is online. Users who hide it are shown as
// offline.
type OnlineStatus struct {
	IsOnline bool `json:"isOnline"`
	// LastSeenAt is zero when the user hides it.
	LastSeenAt Timestamp `json:"lastSeenAt"`
}

// ChatMediaOptions choose a page of the media of a chat.
type ChatMediaOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for Media (20) and 50 for AllMedia.
	Size int
	// After is the Next token of the page before.
	After PageToken
	// MediaType keeps one kind of media; empty keeps all.
	MediaType MediaType
}

func (o ChatMediaOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.set("mediaType", string(o.MediaType))
}

// chatsCore is what the own account and a managed creator share.
type chatsCore struct{ service }

// List returns a page of the chats, most recent message first.
//
// Calls GET /chats. Scopes: read:chat; for a managed creator also read:creator.
func (s chatsCore) List(ctx context.Context, opts *ChatListOptions) (*Page[Chat], error) {
	return list[Chat](ctx, options(s.request(opChatsList), opts))
}

// All walks the chats, most recent message first. Chats that get a message
// meanwhile move to the front, so a long walk may see one twice or not at all.
//
// Calls GET /chats. Scopes: read:chat; for a managed creator also read:creator.
func (s chatsCore) All(ctx context.Context, opts *ChatListOptions) iter.Seq2[Chat, error] {
	return all[Chat](ctx, options(s.request(opChatsList), opts))
}

type chatCreation struct {
	UserUUID string `json:"userUuid"`
}

func (c chatCreation) validate() *ArgumentError { return checkID("userUUID", c.UserUUID) }

// Create opens a chat with a user, which a first message needs. A user who
// cannot be contacted is an [ErrValidation].
//
// Calls POST /chats. Scopes: write:chat; for a managed creator also read:creator.
func (s chatsCore) Create(ctx context.Context, userUUID string) (*CreatedChat, error) {
	return fetch[CreatedChat](ctx, s.request(opChatsCreate).with(chatCreation{userUUID}))
}

// Update marks the chat with a user as read or unread, mutes it, or gives the
// user a nickname.
//
// Calls PATCH /chats/{userUuid}. Scopes: write:chat; for a managed creator also read:creator.
func (s chatsCore) Update(ctx context.Context, userUUID string, update ChatUpdate) error {
	return s.request(opChatsUpdate, userUUID).with(update).do(ctx, nil)
}

// Media returns a page of the media of the chat with a user, newest first.
//
// Calls GET /chats/{userUuid}/media. Scopes: read:chat; for a managed creator also read:creator.
func (s chatsCore) Media(ctx context.Context, userUUID string, opts *ChatMediaOptions) (*Page[ChatMedia], error) {
	return list[ChatMedia](ctx, options(s.request(opChatsMedia, userUUID), opts))
}

// AllMedia walks the media of the chat with a user, newest first.
//
// Calls GET /chats/{userUuid}/media. Scopes: read:chat; for a managed creator also read:creator.
func (s chatsCore) AllMedia(ctx context.Context, userUUID string, opts *ChatMediaOptions) iter.Seq2[ChatMedia, error] {
	return all[ChatMedia](ctx, options(s.request(opChatsMedia, userUUID), opts))
}

// ChatsService is the account's conversations.
type ChatsService struct{ chatsCore }

// UnreadCounts returns how much the account has not read yet.
//
// Calls GET /chats/unread. Scopes: read:chat.
func (s ChatsService) UnreadCounts(ctx context.Context) (*UnreadCounts, error) {
	return fetch[UnreadCounts](ctx, s.request(opChatsUnreadCounts))
}

// Get returns the chat with a user. Without one it fails with [ErrNotFound].
//
// Calls GET /chats/{userUuid}. Scopes: read:chat. Beyond the published API, on /v1 only.
func (s ChatsService) Get(ctx context.Context, userUUID string) (*Chat, error) {
	return fetch[Chat](ctx, s.request(opChatsGet, userUUID))
}

type typingBody struct {
	IsTyping bool `json:"isTyping"`
}

func (typingBody) validate() *ArgumentError { return nil }

// SetTyping shows the user that the account is writing, or no longer.
//
// Calls POST /chats/{userUuid}/typing. Scopes: write:chat. Beyond the published API, on every surface.
func (s ChatsService) SetTyping(ctx context.Context, userUUID string, isTyping bool) error {
	return s.request(opChatsSetTyping, userUUID).with(typingBody{isTyping}).do(ctx, nil)
}

type usersBody struct {
	UserUUIDs []string `json:"userUuids"`
}

func (u usersBody) validate() *ArgumentError {
	return checkIDs("userUUIDs", u.UserUUIDs, maxUsersPerRequest)
}

// Statuses tells which users are online, 1 to 100 of them at a time, keyed by
// their ids.
//
// Calls POST /chats/statuses. Scopes: read:chat.
func (s ChatsService) Statuses(ctx context.Context, userUUIDs []string) (map[string]OnlineStatus, error) {
	statuses, err := fetch[map[string]OnlineStatus](ctx, s.request(opChatsStatuses).with(usersBody{userUUIDs}))
	if err != nil {
		return nil, err
	}
	return *statuses, nil
}

// CreatorChatsService is the conversations of a managed creator.
type CreatorChatsService struct{ chatsCore }
