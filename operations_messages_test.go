package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const (
	messageJSON = `{
		"uuid":"m-1","text":"hi <b> & 👋","sentAt":"2026-03-01T12:00:00.250Z","type":"TIP","isRead":true,
		"sender":` + userJSON + `,
		"recipient":{"uuid":"u-1","handle":"kim","displayName":"Kim","nickname":"boss","avatarUrl":"https://cdn.example.com/kim.jpg",
			"isTopSpender":true,"registeredAt":"2022-01-01T01:00:00+01:00"},
		"hasMedia":true,"mediaType":"video","mediaUuids":["md-1","md-2"],
		"pricing":{"USD":{"price":1299}},"purchasedAt":"2026-03-02","sentByUserId":"u-9",
		"mediaPreviewUuid":"md-3","gif":{"id":"g-1","title":"dance","url":"https://gif.example.com/1","format":"mp4"},
		"tipSource":"media_link","appUuid":"app-1","status":"Read","repliedMessage":{"uuid":"m-0"}}`
	messageNulls = `{
		"uuid":"m-2","text":null,"sentAt":null,"type":"AUTOMATED_SOMETHING_NEW","isRead":false,
		"sender":{"uuid":"u-2","handle":"lee","nickname":null,"avatarUrl":null},"recipient":{},
		"hasMedia":null,"mediaType":null,"mediaUuids":[],
		"pricing":null,"purchasedAt":null,"sentByUserId":null,
		"mediaPreviewUuid":null,"gif":null,"tipSource":null,"appUuid":null,"repliedMessage":null}`
	messageOlder = `{
		"uuid":"m-3","text":"old","sentAt":"2026-03-01T12:00:00.000Z","type":"SINGLE_RECIPIENT","isRead":false,
		"sender":{"uuid":"u-2","handle":"lee"},"recipient":{"uuid":"u-1","handle":"kim"},
		"hasMedia":false,"mediaType":null,"mediaUuids":[],"pricing":null,"purchasedAt":null,"sentByUserId":null,
		"gif":{"id":"g-2","title":null,"url":null,"format":"gif"}}`
	messagesResponse = `{"data":[` + messageJSON + `],"pagination":{"page":4,"size":1,"hasMore":true}}`
	messagesNulls    = `{"data":[` + messageNulls + `,` + messageOlder + `],"pagination":{"page":1,"size":2,"hasMore":false}}`
)

func wantMessage() fanvue.Message {
	return fanvue.Message{
		UUID: "m-1", Text: "hi <b> & 👋", SentAt: at("2026-03-01T12:00:00.25Z"), Type: fanvue.MessageTip, IsRead: true,
		Sender: wantUser(),
		Recipient: fanvue.User{
			UUID: "u-1", Handle: "kim", DisplayName: "Kim", Nickname: "boss", AvatarURL: "https://cdn.example.com/kim.jpg",
			IsTopSpender: true, RegisteredAt: at("2022-01-01T00:00:00Z"),
		},
		HasMedia: ptr(true), MediaType: fanvue.MediaVideo, MediaUUIDs: []string{"md-1", "md-2"},
		Pricing:     &fanvue.Pricing{USD: fanvue.Price{Price: 1299}},
		PurchasedAt: at("2026-03-02T00:00:00Z"), SentByUserID: "u-9",
		MediaPreviewUUID: "md-3", GIF: &fanvue.GIF{ID: "g-1", Title: "dance", URL: "https://gif.example.com/1", Format: "mp4"},
		TipSource: "media_link", AppUUID: "app-1", Status: "Read", RepliedMessage: &fanvue.MessageReference{UUID: "m-0"},
	}
}

func wantMessageNulls() fanvue.Message {
	return fanvue.Message{
		UUID: "m-2", Type: "AUTOMATED_SOMETHING_NEW", Sender: fanvue.User{UUID: "u-2", Handle: "lee"}, MediaUUIDs: []string{},
	}
}

func wantMessageOlder() fanvue.Message {
	return fanvue.Message{
		UUID: "m-3", Text: "old", SentAt: at("2026-03-01T12:00:00Z"), Type: fanvue.MessageSingleRecipient,
		Sender: fanvue.User{UUID: "u-2", Handle: "lee"}, Recipient: fanvue.User{UUID: "u-1", Handle: "kim"},
		HasMedia: ptr(false), MediaUUIDs: []string{}, GIF: &fanvue.GIF{ID: "g-2", Format: "gif"},
	}
}

func messageCases() []operationCase {
	const chat = "/chats/" + fanPath
	some := &fanvue.MessageListOptions{Size: 25, After: "page=4&size=25", MarkAsRead: true}
	want := &fanvue.Page[fanvue.Message]{Data: []fanvue.Message{wantMessage()}, Next: "page=5&size=25"}
	nulls := &fanvue.Page[fanvue.Message]{Data: []fanvue.Message{wantMessageNulls(), wantMessageOlder()}}
	full := fanvue.MessageParams{Text: "a <b> & 👋", MediaUUIDs: []string{"md-2", "md-1"}, Price: 300, TemplateUUID: "t-1"}
	const fullBody = `{"text":"a <b> & 👋","mediaUuids":["md-2","md-1"],"price":300,"templateUuid":"t-1"}`
	return []operationCase{
		{
			op:     fanvue.OpMessagesList,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Messages.List(ctx, fanID, some) },
			method: http.MethodGet, path: chat + "/messages", query: "markAsRead=true&page=4&size=25",
			status: http.StatusOK, response: messagesResponse, want: want,
		},
		{
			// The server's default would mark the chat as read.
			op: fanvue.OpMessagesList, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Messages.List(ctx, fanID, nil) },
			method: http.MethodGet, path: chat + "/messages", query: "markAsRead=false",
			status: http.StatusOK, response: messagesNulls, want: nulls,
		},
		{
			op: fanvue.OpCreatorMessagesList,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Messages.List(ctx, fanID, some)
			},
			method: http.MethodGet, path: creatorPrefix + chat + "/messages", query: "markAsRead=true&page=4&size=25",
			status: http.StatusOK, response: messagesResponse, want: want,
		},
		{
			op: fanvue.OpCreatorMessagesList, name: "nulls",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Messages.List(ctx, fanID, nil)
			},
			method: http.MethodGet, path: creatorPrefix + chat + "/messages", query: "markAsRead=false",
			status: http.StatusOK, response: messagesNulls, want: nulls,
		},
		{
			op:     fanvue.OpMessagesSend,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Messages.Send(ctx, fanID, full) },
			method: http.MethodPost, path: chat + "/message", body: fullBody,
			status: http.StatusCreated, response: `{"messageUuid":"m-7"}`, want: &fanvue.SentMessage{UUID: "m-7"},
		},
		{
			// What is not given must be absent: null and empty are refused.
			op: fanvue.OpMessagesSend, name: "text alone",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Messages.Send(ctx, "u-2", fanvue.MessageParams{Text: "hi"})
			},
			method: http.MethodPost, path: "/chats/u-2/message", body: `{"text":"hi"}`,
			status: http.StatusCreated, response: `{"messageUuid":"m-7"}`, want: &fanvue.SentMessage{UUID: "m-7"},
		},
		{
			op: fanvue.OpCreatorMessagesSend,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Messages.Send(ctx, fanID, full)
			},
			method: http.MethodPost, path: creatorPrefix + chat + "/message", body: fullBody,
			status: http.StatusCreated, response: `{"messageUuid":"m-7"}`, want: &fanvue.SentMessage{UUID: "m-7"},
		},
		{
			op: fanvue.OpMessagesDelete,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.Messages.Delete(ctx, fanID, "m;1#2")
			},
			method: http.MethodDelete, path: chat + "/messages/m%3B1%232",
			status: http.StatusNoContent,
		},
	}
}

// messageGetCases get one message, which only /v1 has.
func messageGetCases() []operationCase {
	const messageID, messagePath = "m;1#2", "m%3B1%232"
	message := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Messages.Get(ctx, fanID, messageID) }
	want, nulls, older := wantMessage(), wantMessageNulls(), wantMessageOlder()
	return []operationCase{
		oneItem(fanvue.OpMessagesGet, "", message, "/v1/chats/"+fanPath+"/messages/"+messagePath, messageJSON, &want),
		oneItem(fanvue.OpMessagesGet, "nulls", message, "/v1/chats/"+fanPath+"/messages/"+messagePath, messageNulls, &nulls),
		oneItem(fanvue.OpMessagesGet, "older", message, "/v1/chats/"+fanPath+"/messages/"+messagePath, messageOlder, &older),
	}
}

// newerMessageCases send what only newer descriptions of the operation have.
func newerMessageCases() []operationCase {
	const name = "newer fields"
	sent := &fanvue.SentMessage{UUID: "m-7"}
	full := fanvue.MessageParams{
		Text: "look", MediaUUIDs: []string{"md-1"}, Price: 300, MediaPreviewUUID: "md-9",
		GIF: &fanvue.GIF{ID: "g-1", Title: "dance <3", URL: "https://gif.example.com/1?a=b&c", Format: "mp4"},
	}
	const fullBody = `{"text":"look","mediaUuids":["md-1"],"price":300,"mediaPreviewUuid":"md-9",
		"gif":{"id":"g-1","title":"dance <3","url":"https://gif.example.com/1?a=b&c","format":"mp4"}}`
	return []operationCase{
		{
			op: fanvue.OpMessagesSend, name: name, surface: fanvue.SurfaceV1,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Messages.Send(ctx, fanID, full) },
			method: http.MethodPost, path: "/v1/chats/" + fanPath + "/message", body: fullBody,
			status: http.StatusCreated, response: `{"messageUuid":"m-7"}`, want: sent,
		},
		{
			op: fanvue.OpMessagesSend, name: "animation alone", surface: fanvue.SurfaceV1,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Messages.Send(ctx, fanID, fanvue.MessageParams{GIF: &fanvue.GIF{ID: "g-1"}})
			},
			method: http.MethodPost, path: "/v1/chats/" + fanPath + "/message", body: `{"gif":{"id":"g-1"}}`,
			status: http.StatusCreated, response: `{"messageUuid":"m-7"}`, want: sent,
		},
		{
			op: fanvue.OpCreatorMessagesSend, name: name, surface: fanvue.SurfaceV1,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Messages.Send(ctx, fanID, full)
			},
			method: http.MethodPost, path: "/v1" + creatorPrefix + "/chats/" + fanPath + "/message", body: fullBody,
			status: http.StatusCreated, response: `{"messageUuid":"m-7"}`, want: sent,
		},
	}
}
