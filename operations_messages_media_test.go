package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const (
	mediaJSON = `{"uuid":"md-1","messageUuid":"m-1","mediaType":"video","name":"clip.mp4","ownerUuid":"u-1",
		"created_at":"2026-02-03","sentAt":"2026-02-03T10:00:00.250+02:00",
		"variants":[
			{"uuid":"v-1","variantType":"thumbnail_gallery","displayPosition":2,"width":640,"height":360,"lengthMs":1500,"url":"https://cdn.example.com/v?sig=a&b=c"},
			{"variantType":"blurred","displayPosition":0,"width":null,"height":null,"lengthMs":null}],
		"pricing":{"USD":{"price":999}},"purchasedAt":"2026-02-04T00:00:00.000Z","amountPaid":{"USD":{"price":899}}}`
	mediaNulls = `{"uuid":"md-2","messageUuid":"m-1","mediaType":"unknown","name":null,"ownerUuid":"u-1",
		"created_at":null,"sentAt":null,"pricing":null,"purchasedAt":null,"amountPaid":null}`
)

func wantMedia() fanvue.ChatMedia {
	return fanvue.ChatMedia{
		UUID: "md-1", MessageUUID: "m-1", MediaType: fanvue.MediaVideo, Name: "clip.mp4", OwnerUUID: "u-1",
		CreatedAt: at("2026-02-03T00:00:00Z"), SentAt: at("2026-02-03T08:00:00.25Z"),
		Variants: []fanvue.MediaVariant{
			{
				UUID: "v-1", VariantType: fanvue.VariantThumbnailGallery, DisplayPosition: 2,
				Width: ptr(640), Height: ptr(360), LengthMs: ptr(1500.0), URL: "https://cdn.example.com/v?sig=a&b=c",
			},
			{VariantType: fanvue.VariantBlurred},
		},
		Pricing:     &fanvue.Pricing{USD: fanvue.Price{Price: 999}},
		PurchasedAt: at("2026-02-04T00:00:00Z"),
		AmountPaid:  &fanvue.Pricing{USD: fanvue.Price{Price: 899}},
	}
}

func wantMediaNulls() fanvue.ChatMedia {
	return fanvue.ChatMedia{UUID: "md-2", MessageUUID: "m-1", MediaType: fanvue.MediaUnknown, OwnerUUID: "u-1"}
}

func chatMediaCases() []operationCase {
	const more, last = `{"data":[` + mediaJSON + `],"nextCursor":"n/3="}`, `{"data":[` + mediaNulls + `],"nextCursor":null}`
	options := &fanvue.ChatMediaOptions{Size: 7, After: "cursor=n%2F2%3D", MediaType: fanvue.MediaDocument}
	want := &fanvue.Page[fanvue.ChatMedia]{Data: []fanvue.ChatMedia{wantMedia()}, Next: "cursor=n%2F3%3D&size=7"}
	nulls := &fanvue.Page[fanvue.ChatMedia]{Data: []fanvue.ChatMedia{wantMediaNulls()}}
	return []operationCase{
		{
			op:     fanvue.OpChatsMedia,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Chats.Media(ctx, fanID, options) },
			method: http.MethodGet, path: "/chats/" + fanPath + "/media", query: "cursor=n%2F2%3D&limit=7&mediaType=document",
			status: http.StatusOK, response: more, want: want,
		},
		{
			op: fanvue.OpChatsMedia, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Chats.Media(ctx, fanID, nil) },
			method: http.MethodGet, path: "/chats/" + fanPath + "/media",
			status: http.StatusOK, response: last, want: nulls,
		},
		{
			op: fanvue.OpCreatorChatsMedia,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Chats.Media(ctx, fanID, options)
			},
			method: http.MethodGet, path: creatorPrefix + "/chats/" + fanPath + "/media", query: "cursor=n%2F2%3D&limit=7&mediaType=document",
			status: http.StatusOK, response: more, want: want,
		},
		{
			op: fanvue.OpCreatorChatsMedia, name: "nulls",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Chats.Media(ctx, fanID, nil)
			},
			method: http.MethodGet, path: creatorPrefix + "/chats/" + fanPath + "/media",
			status: http.StatusOK, response: last, want: nulls,
		},
	}
}

func messageMediaCases() []operationCase {
	const response = `{
		"results":{"md-1":` + mediaJSON + `,"md-2":` + mediaNulls + `,"md-3":null,"md-4":null},
		"errors":[{"mediaUuid":"md-3","code":"NOT_IN_MESSAGE","message":"no such media"},{"mediaUuid":"md-4","code":"INTERNAL","message":"try later"}]}`
	const messageID, messagePath = "m;1 é", "m%3B1%20%C3%A9"
	want := &fanvue.BulkResult[fanvue.ChatMedia]{
		Results: map[string]*fanvue.ChatMedia{"md-1": ptr(wantMedia()), "md-2": ptr(wantMediaNulls()), "md-3": nil, "md-4": nil},
		Errors: []fanvue.ItemError{
			{ID: "md-3", Code: "NOT_IN_MESSAGE", Message: "no such media"},
			{ID: "md-4", Code: "INTERNAL", Message: "try later"},
		},
	}
	params := fanvue.MessageMediaParams{
		MediaUUIDs: []string{"md-1", "md-2", "md-3", "md-4"},
		Variants:   []fanvue.MediaVariantType{fanvue.VariantMain, fanvue.VariantThumbnail},
	}
	const query = "mediaUuids=md-1%2Cmd-2%2Cmd-3%2Cmd-4&variants=main%2Cthumbnail"
	return []operationCase{
		{
			op: fanvue.OpMessagesMedia,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Messages.Media(ctx, fanID, messageID, params)
			},
			method: http.MethodGet, path: "/chats/" + fanPath + "/messages/" + messagePath + "/media", query: query,
			status: http.StatusOK, response: response, want: want,
		},
		{
			op: fanvue.OpMessagesMedia, name: "without variants",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Messages.Media(ctx, fanID, messageID, fanvue.MessageMediaParams{MediaUUIDs: []string{"md-2"}})
			},
			method: http.MethodGet, path: "/chats/" + fanPath + "/messages/" + messagePath + "/media", query: "mediaUuids=md-2",
			status: http.StatusOK, response: `{"results":{"md-2":` + mediaNulls + `},"errors":[]}`,
			want: &fanvue.BulkResult[fanvue.ChatMedia]{
				Results: map[string]*fanvue.ChatMedia{"md-2": ptr(wantMediaNulls())},
				Errors:  []fanvue.ItemError{},
			},
		},
		{
			op: fanvue.OpCreatorMessagesMedia,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Messages.Media(ctx, fanID, messageID, params)
			},
			method: http.MethodGet, path: creatorPrefix + "/chats/" + fanPath + "/messages/" + messagePath + "/media", query: query,
			status: http.StatusOK, response: response, want: want,
		},
	}
}
