package fanvue_test

import (
	"context"
	"net/http"
	"time"

	"github.com/fanvue-go/fanvue"
)

const (
	massMessagesResponse = `{"data":[{
		"uuid":"mm-1","text":"news <1> & more","status":"MODERATED","price":2000,"mediaUuids":["md-1","md-2"],
		"createdAt":"2026-03-01","publishedAt":"2026-03-01T10:00:00.000Z","scheduledAt":"2026-03-01T12:00:00+02:00",
		"recipientCount":40,"viewCount":30,"purchaseCount":20,"totalRevenue":40000
	}],"pagination":{"page":2,"size":1,"hasMore":true}}`
	massMessagesNulls = `{"data":[{
		"uuid":"mm-2","text":null,"status":"UNSENT","price":null,"mediaUuids":[],
		"createdAt":null,"publishedAt":null,"scheduledAt":null,
		"recipientCount":0,"viewCount":0,"purchaseCount":0,"totalRevenue":0
	}],"pagination":{"page":1,"size":1,"hasMore":false}}`

	massMessageBody = `{
		"text":"news <1> & more","mediaUuids":["md-2","md-1"],"price":2000,
		"includedLists":{"smartListUuids":["subscribers","non_renewing"],"customListUuids":["l-1"]},
		"excludedLists":{"smartListUuids":["muted"],"customListUuids":["l-2","l-3"]},
		"scheduledAt":"2026-05-01T08:30:00.000Z"}`
	sentMassMessage = `{"id":"mm-1","recipientCount":40,"createdAt":"2026-03-01T10:00:00.000Z"}`
)

func massMessageCases() []operationCase {
	const path = "/chats/mass-messages"
	const messageID, messagePath = "mm;1?é", "mm%3B1%3F%C3%A9"
	some := &fanvue.MassMessageListOptions{Size: 9, After: "page=2&size=9", IncludeDeleted: true}
	want := &fanvue.Page[fanvue.MassMessage]{
		Data: []fanvue.MassMessage{{
			UUID: "mm-1", Text: "news <1> & more", Status: fanvue.MassMessageModerated, Price: ptr(fanvue.Cents(2000)), MediaUUIDs: []string{"md-1", "md-2"},
			CreatedAt: at("2026-03-01T00:00:00Z"), PublishedAt: at("2026-03-01T10:00:00Z"), ScheduledAt: at("2026-03-01T10:00:00Z"),
			RecipientCount: 40, ViewCount: 30, PurchaseCount: 20, TotalRevenue: 40000,
		}},
		Next: "page=3&size=9",
	}
	nulls := &fanvue.Page[fanvue.MassMessage]{Data: []fanvue.MassMessage{
		{UUID: "mm-2", Status: fanvue.MassMessageUnsent, MediaUUIDs: []string{}},
	}}
	included := fanvue.MassMessageLists{
		SmartListIDs:    []fanvue.SmartListID{fanvue.SmartListSubscribers, fanvue.SmartListNonRenewing},
		CustomListUUIDs: []string{"l-1"},
	}
	excluded := fanvue.MassMessageLists{SmartListIDs: []fanvue.SmartListID{fanvue.SmartListMuted}, CustomListUUIDs: []string{"l-2", "l-3"}}
	// The zone of the caller must not reach the wire.
	later := time.Date(2026, 5, 1, 10, 30, 0, 0, time.FixedZone("", 2*60*60))
	full := fanvue.MassMessageParams{
		Text: "news <1> & more", MediaUUIDs: []string{"md-2", "md-1"}, Price: 2000,
		IncludedLists: included, ExcludedLists: excluded, ScheduledAt: later,
	}
	sent := &fanvue.SentMassMessage{UUID: "mm-1", RecipientCount: 40, CreatedAt: at("2026-03-01T10:00:00Z")}
	update := fanvue.MassMessageUpdate{
		Text: fanvue.Value("news <1> & more"), MediaUUIDs: fanvue.Value([]string{"md-2", "md-1"}), Price: fanvue.Value(fanvue.Cents(2000)),
		IncludedLists: fanvue.Value(included), ExcludedLists: fanvue.Value(excluded), ScheduledAt: fanvue.Value(later),
	}
	return []operationCase{
		{
			op:     fanvue.OpMassMessagesList,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.MassMessages.List(ctx, some) },
			method: http.MethodGet, path: path, query: "includeDeleted=true&page=2&size=9",
			status: http.StatusOK, response: massMessagesResponse, want: want,
		},
		{
			op: fanvue.OpMassMessagesList, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.MassMessages.List(ctx, nil) },
			method: http.MethodGet, path: path,
			status: http.StatusOK, response: massMessagesNulls, want: nulls,
		},
		{
			op: fanvue.OpCreatorMassMessagesList,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).MassMessages.List(ctx, some)
			},
			method: http.MethodGet, path: creatorPrefix + path, query: "includeDeleted=true&page=2&size=9",
			status: http.StatusOK, response: massMessagesResponse, want: want,
		},
		{
			op: fanvue.OpCreatorMassMessagesList, name: "nulls",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).MassMessages.List(ctx, nil)
			},
			method: http.MethodGet, path: creatorPrefix + path,
			status: http.StatusOK, response: massMessagesNulls, want: nulls,
		},
		{
			op:     fanvue.OpMassMessagesSend,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.MassMessages.Send(ctx, full) },
			method: http.MethodPost, path: path, body: massMessageBody,
			status: http.StatusCreated, response: sentMassMessage, want: sent,
		},
		{
			op: fanvue.OpMassMessagesSend, name: "nulls",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.MassMessages.Send(ctx, fanvue.MassMessageParams{
					Text: "hi", IncludedLists: fanvue.MassMessageLists{CustomListUUIDs: []string{"l-1"}},
				})
			},
			method: http.MethodPost, path: path, body: `{"text":"hi","includedLists":{"customListUuids":["l-1"]}}`,
			status: http.StatusCreated, response: `{"id":"mm-1","recipientCount":0,"createdAt":null}`,
			want: &fanvue.SentMassMessage{UUID: "mm-1"},
		},
		{
			op: fanvue.OpCreatorMassMessagesSend,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).MassMessages.Send(ctx, full)
			},
			method: http.MethodPost, path: creatorPrefix + path, body: massMessageBody,
			status: http.StatusCreated, response: sentMassMessage, want: sent,
		},
		{
			op: fanvue.OpMassMessagesUpdate,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.MassMessages.Update(ctx, messageID, update)
			},
			method: http.MethodPatch, path: path + "/" + messagePath, body: massMessageBody,
			status: http.StatusNoContent,
		},
		{
			// Null clears the price; absent would keep it.
			op: fanvue.OpMassMessagesUpdate, name: "nulls",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.MassMessages.Update(ctx, "mm-1", fanvue.MassMessageUpdate{
					Text: fanvue.Value(""), MediaUUIDs: fanvue.Value([]string{}), Price: fanvue.Null[fanvue.Cents](),
					ExcludedLists: fanvue.Value(fanvue.MassMessageLists{}),
				})
			},
			method: http.MethodPatch, path: path + "/mm-1", body: `{"text":"","mediaUuids":[],"price":null,"excludedLists":{}}`,
			status: http.StatusNoContent,
		},
		{
			op: fanvue.OpCreatorMassMessagesUpdate,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.Creator(creatorID).MassMessages.Update(ctx, messageID, update)
			},
			method: http.MethodPatch, path: creatorPrefix + path + "/" + messagePath, body: massMessageBody,
			status: http.StatusNoContent,
		},
		{
			op: fanvue.OpMassMessagesDelete,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.MassMessages.Delete(ctx, messageID)
			},
			method: http.MethodDelete, path: path + "/" + messagePath,
			status: http.StatusNoContent,
		},
		{
			op: fanvue.OpCreatorMassMessagesDelete,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.Creator(creatorID).MassMessages.Delete(ctx, messageID)
			},
			method: http.MethodDelete, path: creatorPrefix + path + "/" + messagePath,
			status: http.StatusNoContent,
		},
	}
}

// newerMassMessageCases send and read what only newer descriptions of the operation
// have.
func newerMassMessageCases() []operationCase {
	const name = "newer fields"
	mass := fanvue.MassMessageParams{
		MediaUUIDs: []string{"md-1"}, Price: 300, MediaPreviewUUID: "md-9",
		IncludedLists: fanvue.MassMessageLists{CustomListUUIDs: []string{"l-1"}},
	}
	const massBody = `{"mediaUuids":["md-1"],"price":300,"mediaPreviewUuid":"md-9","includedLists":{"customListUuids":["l-1"]}}`
	// The newer surface gives other names to the id and the time.
	const massResponse = `{"uuid":"mm-7","recipientCount":4,"publishedAt":"2026-03-01T10:00:00.000Z"}`
	wantMass := &fanvue.SentMassMessage{UUID: "mm-7", RecipientCount: 4, PublishedAt: at("2026-03-01T10:00:00Z")}
	return []operationCase{
		{
			op: fanvue.OpMassMessagesSend, name: name, surface: fanvue.SurfaceV1,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.MassMessages.Send(ctx, mass) },
			method: http.MethodPost, path: "/v1/chats/mass-messages", body: massBody,
			status: http.StatusCreated, response: massResponse, want: wantMass,
		},
		{
			op: fanvue.OpMassMessagesSend, name: "both ids", surface: fanvue.SurfaceV1,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.MassMessages.Send(ctx, mass) },
			method: http.MethodPost, path: "/v1/chats/mass-messages", body: massBody,
			status:   http.StatusCreated,
			response: `{"id":"mm-1","uuid":"mm-7","recipientCount":4,"createdAt":"2026-03-01T09:00:00.000Z","publishedAt":null}`,
			want:     &fanvue.SentMassMessage{UUID: "mm-1", RecipientCount: 4, CreatedAt: at("2026-03-01T09:00:00Z")},
		},
		{
			op: fanvue.OpCreatorMassMessagesSend, name: name, surface: fanvue.SurfaceV1,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).MassMessages.Send(ctx, mass)
			},
			method: http.MethodPost, path: "/v1" + creatorPrefix + "/chats/mass-messages", body: massBody,
			status: http.StatusCreated, response: massResponse, want: wantMass,
		},
	}
}
