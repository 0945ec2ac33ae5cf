package fanvue_test

import (
	"context"
	"net/http"
	"slices"

	"github.com/fanvue-go/fanvue"
)

// unpublishedCases are operations and fields beyond the published API.
func unpublishedCases() []operationCase {
	return slices.Concat(
		automatedMessageCases(), webhookCases(), promotionCases(), appStoreCases(),
		singleCases(), newerFieldCases(),
		[]operationCase{
			{
				op: fanvue.OpSelfUpdateSubscriptionPrice,
				call: func(ctx context.Context, c *fanvue.Client) (any, error) {
					return nil, c.Self.UpdateSubscriptionPrice(ctx, fanvue.SubscriptionPriceParams{SubscriptionPrice: 1299, ForceOptIn: true})
				},
				method: http.MethodPatch, path: "/users/me/subscription-price", body: `{"subscriptionPrice":1299,"forceOptIn":true}`,
				status: http.StatusOK, answer: `{}`,
			},
			{
				op: fanvue.OpSelfUpdateSubscriptionPrice, name: "alone",
				call: func(ctx context.Context, c *fanvue.Client) (any, error) {
					return nil, c.Self.UpdateSubscriptionPrice(ctx, fanvue.SubscriptionPriceParams{SubscriptionPrice: 399})
				},
				method: http.MethodPatch, path: "/users/me/subscription-price", body: `{"subscriptionPrice":399}`,
				status: http.StatusNoContent,
			},
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
		},
	)
}

// singleCases get one thing of a list, on the newer surface.
func singleCases() []operationCase {
	const (
		chatJSON = `{"user":` + userJSON + `,"isRead":true,"isMuted":true,"unreadMessagesCount":3,
			"createdAt":"2025-01-02T00:00:00.000Z","lastMessageAt":"2026-03-01T12:00:00.500Z",
			"lastMessage":{"uuid":"m-1","text":"hi","type":"BROADCAST","sentAt":"2026-03-01T12:00:00.500Z","hasMedia":false,
				"mediaType":"document","senderUuid":"u-2","sentByUserId":"u-9","hasGif":true,"senderRole":"CREATOR","status":"Read"},
			"isCreator":true,"online":true,"lastSeenAt":"2026-03-01T11:59:00.000Z"}`
		subscriberJSON = `{"uuid":"u-2","handle":"lee","displayName":"Lee","nickname":"sunny","isTopSpender":true,
			"avatarUrl":"https://cdn.example.com/lee.jpg","registeredAt":"2023-05-06T07:08:09.010Z","role":"creator",
			"subscription":{"status":"active","price":1500,"amountPaid":1200,"currentPeriodStart":"2026-03-01T00:00:00.000Z",
				"currentPeriodEnd":"2026-04-01T00:00:00.000Z","autoRenewalEnabled":true},
			"firstSubscribedAt":"2025-06-01T00:00:00.000Z"}`
		subscriberNulls = `{"uuid":"u-2","handle":"lee","displayName":"Lee","nickname":null,"isTopSpender":false,
			"avatarUrl":null,"registeredAt":"2023-05-06","subscription":null,"firstSubscribedAt":null}`
		messageID, messagePath = "m;1#2", "m%3B1%232"
	)
	chat := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Chats.Get(ctx, fanID) }
	message := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Messages.Get(ctx, fanID, messageID) }
	subscriber := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Fans.Subscriber(ctx, fanID) }
	wanted, nulls, older := messageWanted(), messageNullsWanted(), messageOlderWanted()
	single := func(op fanvue.OperationName, name string, call func(context.Context, *fanvue.Client) (any, error), path, answer string, want any) operationCase {
		return operationCase{
			op: op, name: name, surface: fanvue.SurfaceV1, call: call, method: http.MethodGet, path: path,
			status: http.StatusOK, answer: answer, want: want,
		}
	}
	return []operationCase{
		single(fanvue.OpChatsGet, "", chat, "/v1/chats/"+fanPath, chatJSON, &fanvue.Chat{
			User: userWanted(), IsRead: true, IsMuted: true, UnreadMessagesCount: 3,
			CreatedAt: at("2025-01-02T00:00:00Z"), LastMessageAt: at("2026-03-01T12:00:00.5Z"),
			LastMessage: &fanvue.LastMessage{
				UUID: "m-1", Text: "hi", Type: fanvue.MessageBroadcast, SentAt: at("2026-03-01T12:00:00.5Z"),
				HasMedia: ptr(false), MediaType: fanvue.MediaDocument, SenderUUID: "u-2", SentByUserID: "u-9",
				HasGIF: ptr(true), SenderRole: "CREATOR", Status: "Read",
			},
			IsCreator: ptr(true), Online: ptr(true), LastSeenAt: at("2026-03-01T11:59:00Z"),
		}),
		single(fanvue.OpChatsGet, "nulls", chat, "/v1/chats/"+fanPath,
			`{"user":`+userNulls+`,"isRead":false,"isMuted":false,"unreadMessagesCount":0,"createdAt":null,"lastMessageAt":null,
				"lastMessage":null,"lastSeenAt":null}`,
			&fanvue.Chat{User: userNullsWanted()}),
		single(fanvue.OpMessagesGet, "", message, "/v1/chats/"+fanPath+"/messages/"+messagePath, messageJSON, &wanted),
		single(fanvue.OpMessagesGet, "nulls", message, "/v1/chats/"+fanPath+"/messages/"+messagePath, messageNulls, &nulls),
		single(fanvue.OpMessagesGet, "older", message, "/v1/chats/"+fanPath+"/messages/"+messagePath, messageOlder, &older),
		single(fanvue.OpFansSubscriber, "", subscriber, "/v1/subscribers/"+fanPath, subscriberJSON, &fanvue.Subscriber{
			User: userWanted(),
			Subscription: &fanvue.Subscription{
				Status: "active", Price: 1500, AmountPaid: 1200, CurrentPeriodStart: at("2026-03-01T00:00:00Z"),
				CurrentPeriodEnd: at("2026-04-01T00:00:00Z"), AutoRenewalEnabled: true,
			},
			FirstSubscribedAt: at("2025-06-01T00:00:00Z"),
		}),
		single(fanvue.OpFansSubscriber, "nulls", subscriber, "/v1/subscribers/"+fanPath, subscriberNulls, &fanvue.Subscriber{User: userNullsWanted()}),
	}
}

// newerFieldCases send and read what only newer descriptions of published
// operations have.
func newerFieldCases() []operationCase {
	const name = "newer fields"
	sent := &fanvue.SentMessage{UUID: "m-7"}
	full := fanvue.MessageParams{
		Text: "look", MediaUUIDs: []string{"md-1"}, Price: 300, MediaPreviewUUID: "md-9",
		GIF: &fanvue.GIF{ID: "g-1", Title: "dance <3", URL: "https://gif.example.com/1?a=b&c", Format: "mp4"},
	}
	const fullBody = `{"text":"look","mediaUuids":["md-1"],"price":300,"mediaPreviewUuid":"md-9",
		"gif":{"id":"g-1","title":"dance <3","url":"https://gif.example.com/1?a=b&c","format":"mp4"}}`
	mass := fanvue.MassMessageParams{
		MediaUUIDs: []string{"md-1"}, Price: 300, MediaPreviewUUID: "md-9",
		IncludedLists: fanvue.MassMessageLists{CustomListUUIDs: []string{"l-1"}},
	}
	const massBody = `{"mediaUuids":["md-1"],"price":300,"mediaPreviewUuid":"md-9","includedLists":{"customListUuids":["l-1"]}}`
	// The newer surface gives other names to the id and the time.
	const massAnswer = `{"uuid":"mm-7","recipientCount":4,"publishedAt":"2026-03-01T10:00:00.000Z"}`
	massWanted := &fanvue.SentMassMessage{UUID: "mm-7", RecipientCount: 4, PublishedAt: at("2026-03-01T10:00:00Z")}
	return []operationCase{
		{
			op: fanvue.OpMessagesSend, name: name, surface: fanvue.SurfaceV1,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Messages.Send(ctx, fanID, full) },
			method: http.MethodPost, path: "/v1/chats/" + fanPath + "/message", body: fullBody,
			status: http.StatusCreated, answer: `{"messageUuid":"m-7"}`, want: sent,
		},
		{
			op: fanvue.OpMessagesSend, name: "animation alone", surface: fanvue.SurfaceV1,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Messages.Send(ctx, fanID, fanvue.MessageParams{GIF: &fanvue.GIF{ID: "g-1"}})
			},
			method: http.MethodPost, path: "/v1/chats/" + fanPath + "/message", body: `{"gif":{"id":"g-1"}}`,
			status: http.StatusCreated, answer: `{"messageUuid":"m-7"}`, want: sent,
		},
		{
			op: fanvue.OpCreatorMessagesSend, name: name, surface: fanvue.SurfaceV1,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Messages.Send(ctx, fanID, full)
			},
			method: http.MethodPost, path: "/v1" + creatorPrefix + "/chats/" + fanPath + "/message", body: fullBody,
			status: http.StatusCreated, answer: `{"messageUuid":"m-7"}`, want: sent,
		},
		{
			op: fanvue.OpMassMessagesSend, name: name, surface: fanvue.SurfaceV1,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.MassMessages.Send(ctx, mass) },
			method: http.MethodPost, path: "/v1/chats/mass-messages", body: massBody,
			status: http.StatusCreated, answer: massAnswer, want: massWanted,
		},
		{
			op: fanvue.OpMassMessagesSend, name: "both ids", surface: fanvue.SurfaceV1,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.MassMessages.Send(ctx, mass) },
			method: http.MethodPost, path: "/v1/chats/mass-messages", body: massBody,
			status: http.StatusCreated,
			answer: `{"id":"mm-1","uuid":"mm-7","recipientCount":4,"createdAt":"2026-03-01T09:00:00.000Z","publishedAt":null}`,
			want:   &fanvue.SentMassMessage{UUID: "mm-1", RecipientCount: 4, CreatedAt: at("2026-03-01T09:00:00Z")},
		},
		{
			op: fanvue.OpCreatorMassMessagesSend, name: name, surface: fanvue.SurfaceV1,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).MassMessages.Send(ctx, mass)
			},
			method: http.MethodPost, path: "/v1" + creatorPrefix + "/chats/mass-messages", body: massBody,
			status: http.StatusCreated, answer: massAnswer, want: massWanted,
		},
	}
}
