package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const (
	// userJSON is a user as most responses tell of one; wantUser is the same.
	userJSON = `{"uuid":"u-2","handle":"lee","displayName":"Lee","nickname":"sunny","isTopSpender":true,
		"avatarUrl":"https://cdn.example.com/lee.jpg","registeredAt":"2023-05-06T07:08:09.010Z","role":"creator"}`
	userNulls = `{"uuid":"u-2","handle":"lee","displayName":"Lee","nickname":null,"isTopSpender":false,
		"avatarUrl":null,"registeredAt":"2023-05-06"}`

	chatsResponse = `{"data":[{
		"user":` + userJSON + `,
		"isRead":true,"isMuted":true,"unreadMessagesCount":3,
		"createdAt":"2025-01-02","lastMessageAt":"2026-03-01T13:00:00.500+01:00",
		"lastMessage":{"uuid":"m-1","text":"hi 👋","type":"SINGLE_RECIPIENT","sentAt":"2026-03-01T12:00:00.500Z","hasMedia":true,
			"mediaType":"image","senderUuid":"u-2","sentByUserId":"u-9","hasGif":false,"senderRole":"AGENCY","status":"Delivered"},
		"isCreator":true,"online":false,"lastSeenAt":"2026-03-01T11:59:00.000Z"
	}],"pagination":{"page":2,"size":1,"hasMore":true}}`
	chatsNulls = `{"data":[
		{"user":` + userNulls + `,"isRead":false,"isMuted":false,"unreadMessagesCount":0,
			"createdAt":null,"lastMessageAt":null,"lastMessage":null,"isCreator":null,"online":null,"lastSeenAt":null},
		{"user":` + userNulls + `,"isRead":false,"isMuted":false,"unreadMessagesCount":0,"createdAt":null,"lastMessageAt":null,
			"lastMessage":{"uuid":"m-1","text":null,"type":"SOMETHING_NEW","sentAt":null,"hasMedia":null,"mediaType":null,
				"senderUuid":"u-2","sentByUserId":null,"status":null}}
	],"pagination":{"page":1,"size":2,"hasMore":false}}`
)

func wantUser() fanvue.User {
	return fanvue.User{
		UUID: "u-2", Handle: "lee", DisplayName: "Lee", Nickname: "sunny", IsTopSpender: true,
		AvatarURL: "https://cdn.example.com/lee.jpg", RegisteredAt: at("2023-05-06T07:08:09.010Z"), Role: "creator",
	}
}

func wantUserNulls() fanvue.User {
	return fanvue.User{UUID: "u-2", Handle: "lee", DisplayName: "Lee", RegisteredAt: at("2023-05-06T00:00:00Z")}
}

func wantChats(next fanvue.PageToken) *fanvue.Page[fanvue.Chat] {
	return &fanvue.Page[fanvue.Chat]{
		Data: []fanvue.Chat{{
			User: wantUser(), IsRead: true, IsMuted: true, UnreadMessagesCount: 3,
			CreatedAt: at("2025-01-02T00:00:00Z"), LastMessageAt: at("2026-03-01T12:00:00.5Z"),
			LastMessage: &fanvue.LastMessage{
				UUID: "m-1", Text: "hi 👋", Type: fanvue.MessageSingleRecipient, SentAt: at("2026-03-01T12:00:00.5Z"),
				HasMedia: ptr(true), MediaType: fanvue.MediaImage, SenderUUID: "u-2", SentByUserID: "u-9",
				HasGIF: ptr(false), SenderRole: "AGENCY", Status: "Delivered",
			},
			IsCreator: ptr(true), Online: ptr(false), LastSeenAt: at("2026-03-01T11:59:00Z"),
		}},
		Next: next,
	}
}

func wantChatsNulls() *fanvue.Page[fanvue.Chat] {
	return &fanvue.Page[fanvue.Chat]{Data: []fanvue.Chat{
		{User: wantUserNulls()},
		{User: wantUserNulls(), LastMessage: &fanvue.LastMessage{UUID: "m-1", Type: "SOMETHING_NEW", SenderUUID: "u-2"}},
	}}
}

func chatCases() []operationCase {
	return []operationCase{
		{
			op: fanvue.OpChatsList,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Chats.List(ctx, &fanvue.ChatListOptions{
					Size: 20, After: "page=2&size=20",
					Filters: []fanvue.ChatFilter{fanvue.ChatsUnread, fanvue.ChatsSpentMoreThan50},
					Search:  "lee & co", SortBy: fanvue.ChatsByMostUnanswered,
					CustomListUUID: "list-1",
					SmartListIDs:   []fanvue.SmartListID{fanvue.SmartListSubscribers, fanvue.SmartListAutoRenewing},
				})
			},
			method: http.MethodGet, path: "/chats",
			query: "customListId=list-1&filter=unread&filter=spent_more_than_50&page=2&search=lee+%26+co&size=20" +
				"&smartListIds=subscribers&smartListIds=auto_renewing&sortBy=most_unanswered_chats",
			status: http.StatusOK, response: chatsResponse, want: wantChats("page=3&size=20"),
		},
		{
			op: fanvue.OpChatsList, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Chats.List(ctx, nil) },
			method: http.MethodGet, path: "/chats",
			status: http.StatusOK, response: chatsNulls, want: wantChatsNulls(),
		},
		{
			op: fanvue.OpCreatorChatsList,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Chats.List(ctx, &fanvue.ChatListOptions{Size: 50, After: "page=2&size=50"})
			},
			method: http.MethodGet, path: creatorPrefix + "/chats", query: "page=2&size=50",
			status: http.StatusOK, response: chatsResponse, want: wantChats("page=3&size=50"),
		},
		{
			op: fanvue.OpCreatorChatsList, name: "nulls",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Chats.List(ctx, nil)
			},
			method: http.MethodGet, path: creatorPrefix + "/chats",
			status: http.StatusOK, response: chatsNulls, want: wantChatsNulls(),
		},
		{
			op:     fanvue.OpChatsCreate,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Chats.Create(ctx, fanID) },
			method: http.MethodPost, path: "/chats", body: `{"userUuid":"fan;1?x#é"}`,
			status: http.StatusCreated, response: `{"message":"Chat created"}`, want: &fanvue.CreatedChat{Message: "Chat created"},
		},
		{
			op: fanvue.OpCreatorChatsCreate,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Chats.Create(ctx, "u-2")
			},
			method: http.MethodPost, path: creatorPrefix + "/chats", body: `{"userUuid":"u-2"}`,
			status: http.StatusCreated, response: `{"message":"Chat created"}`, want: &fanvue.CreatedChat{Message: "Chat created"},
		},
		{
			op: fanvue.OpChatsUpdate,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.Chats.Update(ctx, fanID, fanvue.ChatUpdate{
					IsRead: fanvue.Value(true), IsMuted: fanvue.Value(true), Nickname: fanvue.Value("<sunny>"),
				})
			},
			method: http.MethodPatch, path: "/chats/" + fanPath, body: `{"isRead":true,"isMuted":true,"nickname":"<sunny>"}`,
			status: http.StatusNoContent,
		},
		{
			// What is false or empty must not be taken for absent.
			op: fanvue.OpChatsUpdate, name: "to zero values",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.Chats.Update(ctx, "u-2", fanvue.ChatUpdate{
					IsRead: fanvue.Value(false), IsMuted: fanvue.Value(false), Nickname: fanvue.Value(""),
				})
			},
			method: http.MethodPatch, path: "/chats/u-2", body: `{"isRead":false,"isMuted":false,"nickname":""}`,
			status: http.StatusNoContent,
		},
		{
			op: fanvue.OpCreatorChatsUpdate,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.Creator(creatorID).Chats.Update(ctx, fanID, fanvue.ChatUpdate{IsMuted: fanvue.Value(true)})
			},
			method: http.MethodPatch, path: creatorPrefix + "/chats/" + fanPath, body: `{"isMuted":true}`,
			status: http.StatusNoContent,
		},
		{
			op:     fanvue.OpChatsUnreadCounts,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Chats.UnreadCounts(ctx) },
			method: http.MethodGet, path: "/chats/unread", status: http.StatusOK,
			response: `{"unreadChatsCount":1,"unreadMessagesCount":2,"unreadNotifications":{"newFollower":3,"newPostComment":4,
				"newPostLike":5,"newPromotion":6,"newPurchase":7,"newSubscriber":8,"newTip":9}}`,
			want: &fanvue.UnreadCounts{
				UnreadChatsCount: 1, UnreadMessagesCount: 2,
				UnreadNotifications: fanvue.UnreadNotifications{
					NewFollower: 3, NewPostComment: 4, NewPostLike: 5, NewPromotion: 6, NewPurchase: 7, NewSubscriber: 8, NewTip: 9,
				},
			},
		},
		{
			op: fanvue.OpChatsStatuses,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Chats.Statuses(ctx, []string{"u-2", fanID, "u-4"})
			},
			method: http.MethodPost, path: "/chats/statuses", body: `{"userUuids":["u-2","fan;1?x#é","u-4"]}`,
			status: http.StatusOK,
			response: `{"u-2":{"isOnline":true,"lastSeenAt":"2026-03-01T12:00:00.000Z"},
				"fan;1?x#é":{"isOnline":false,"lastSeenAt":"2026-03-01"},
				"u-4":{"isOnline":false,"lastSeenAt":null}}`,
			want: map[string]fanvue.OnlineStatus{
				"u-2": {IsOnline: true, LastSeenAt: at("2026-03-01T12:00:00Z")},
				fanID: {LastSeenAt: at("2026-03-01T00:00:00Z")},
				"u-4": {},
			},
		},
	}
}

func typingCases() []operationCase {
	return []operationCase{
		{
			op: fanvue.OpChatsSetTyping,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.Chats.SetTyping(ctx, fanID, true)
			},
			method: http.MethodPost, path: "/chats/" + fanPath + "/typing", body: `{"isTyping":true}`,
			status: http.StatusNoContent,
		},
		{
			// False must not be left out: it would be taken for true.
			op: fanvue.OpChatsSetTyping, name: "no longer",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.Chats.SetTyping(ctx, fanID, false)
			},
			method: http.MethodPost, path: "/chats/" + fanPath + "/typing", body: `{"isTyping":false}`,
			status: http.StatusNoContent,
		},
	}
}

// chatGetCases get one chat, which only /v1 has.
func chatGetCases() []operationCase {
	const (
		chatJSON = `{"user":` + userJSON + `,"isRead":true,"isMuted":true,"unreadMessagesCount":3,
			"createdAt":"2025-01-02T00:00:00.000Z","lastMessageAt":"2026-03-01T12:00:00.500Z",
			"lastMessage":{"uuid":"m-1","text":"hi","type":"BROADCAST","sentAt":"2026-03-01T12:00:00.500Z","hasMedia":false,
				"mediaType":"document","senderUuid":"u-2","sentByUserId":"u-9","hasGif":true,"senderRole":"CREATOR","status":"Read"},
			"isCreator":true,"online":true,"lastSeenAt":"2026-03-01T11:59:00.000Z"}`
	)
	chat := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Chats.Get(ctx, fanID) }
	return []operationCase{
		oneItem(fanvue.OpChatsGet, "", chat, "/v1/chats/"+fanPath, chatJSON, &fanvue.Chat{
			User: wantUser(), IsRead: true, IsMuted: true, UnreadMessagesCount: 3,
			CreatedAt: at("2025-01-02T00:00:00Z"), LastMessageAt: at("2026-03-01T12:00:00.5Z"),
			LastMessage: &fanvue.LastMessage{
				UUID: "m-1", Text: "hi", Type: fanvue.MessageBroadcast, SentAt: at("2026-03-01T12:00:00.5Z"),
				HasMedia: ptr(false), MediaType: fanvue.MediaDocument, SenderUUID: "u-2", SentByUserID: "u-9",
				HasGIF: ptr(true), SenderRole: "CREATOR", Status: "Read",
			},
			IsCreator: ptr(true), Online: ptr(true), LastSeenAt: at("2026-03-01T11:59:00Z"),
		}),
		oneItem(fanvue.OpChatsGet, "nulls", chat, "/v1/chats/"+fanPath,
			`{"user":`+userNulls+`,"isRead":false,"isMuted":false,"unreadMessagesCount":0,"createdAt":null,"lastMessageAt":null,
				"lastMessage":null,"lastSeenAt":null}`,
			&fanvue.Chat{User: wantUserNulls()}),
	}
}
