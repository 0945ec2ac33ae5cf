package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const (
	listID   = "list;1 ?"
	listPath = "list%3B1%20%3F"

	customListsResponse = `{"data":[
		{"uuid":"l-1","name":"VIP & co","membersCount":12,"createdAt":"2026-03-01T10:00:00.000Z"},
		{"uuid":"l-2","name":"New","membersCount":1,"createdAt":"2026-03-02"}
	],"pagination":{"page":2,"size":2,"hasMore":true}}`
	customListsNulls = `{"data":[{"uuid":"l-3","name":"Old","membersCount":0,"createdAt":null}],"pagination":{"page":1,"size":1,"hasMore":false}}`
	membersResponse  = `{"data":[
		{"uuid":"u-2","handle":"lee","displayName":"Lee","isCreator":true},
		{"uuid":"u-3","handle":"max","displayName":"Max","isCreator":false}
	],"pagination":{"page":5,"size":2,"hasMore":true}}`
	smartListsResponse = `[
		{"uuid":"free_trial_subscribers","name":"Free trial","count":4},
		{"uuid":"creators","name":"Creators","count":2},
		{"uuid":"something_new","name":"New","count":0}]`
)

func wantMembers() *fanvue.Page[fanvue.ListMember] {
	return &fanvue.Page[fanvue.ListMember]{
		Data: []fanvue.ListMember{
			{UUID: "u-2", Handle: "lee", DisplayName: "Lee", IsCreator: true},
			{UUID: "u-3", Handle: "max", DisplayName: "Max"},
		},
		Next: "page=6&size=10",
	}
}

func customListCases() []operationCase {
	const path = "/chats/lists/custom"
	members := &fanvue.ListOptions{Size: 10, After: "page=5&size=10"}
	want := func(next fanvue.PageToken) *fanvue.Page[fanvue.CustomList] {
		return &fanvue.Page[fanvue.CustomList]{
			Data: []fanvue.CustomList{
				{UUID: "l-1", Name: "VIP & co", MembersCount: 12, CreatedAt: at("2026-03-01T10:00:00Z")},
				{UUID: "l-2", Name: "New", MembersCount: 1, CreatedAt: at("2026-03-02T00:00:00Z")},
			},
			Next: next,
		}
	}
	nulls := &fanvue.Page[fanvue.CustomList]{Data: []fanvue.CustomList{{UUID: "l-3", Name: "Old"}}}
	create := func(ctx context.Context, c *fanvue.Client) (any, error) {
		return c.CustomLists.Create(ctx, fanvue.CustomListParams{Name: "VIP & <co>"})
	}
	return []operationCase{
		{
			op: fanvue.OpCustomListsList,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.CustomLists.List(ctx, &fanvue.CustomListListOptions{Size: 3, After: "page=2&size=3", Search: "é/&"})
			},
			method: http.MethodGet, path: path, query: "page=2&search=%C3%A9%2F%26&size=3",
			status: http.StatusOK, response: customListsResponse, want: want("page=3&size=3"),
		},
		{
			op: fanvue.OpCustomListsList, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.CustomLists.List(ctx, nil) },
			method: http.MethodGet, path: path,
			status: http.StatusOK, response: customListsNulls, want: nulls,
		},
		{
			op: fanvue.OpCreatorCustomListsList,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).CustomLists.List(ctx, &fanvue.CustomListListOptions{Size: 50, After: "page=2&size=50"})
			},
			method: http.MethodGet, path: creatorPrefix + path, query: "page=2&size=50",
			status: http.StatusOK, response: customListsResponse, want: want("page=3&size=50"),
		},
		{
			op: fanvue.OpCreatorCustomListsList, name: "nulls",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).CustomLists.List(ctx, nil)
			},
			method: http.MethodGet, path: creatorPrefix + path,
			status: http.StatusOK, response: customListsNulls, want: nulls,
		},
		{
			op: fanvue.OpCustomListsCreate, call: create,
			method: http.MethodPost, path: path, body: `{"name":"VIP & <co>"}`,
			status: http.StatusCreated, response: `{"uuid":"l-1","name":"VIP & <co>","createdAt":"2026-03-01T11:00:00+01:00"}`,
			want: &fanvue.CustomList{UUID: "l-1", Name: "VIP & <co>", CreatedAt: at("2026-03-01T10:00:00Z")},
		},
		{
			op: fanvue.OpCustomListsCreate, name: "nulls", call: create,
			method: http.MethodPost, path: path, body: `{"name":"VIP & <co>"}`,
			status: http.StatusCreated, response: `{"uuid":"l-1","name":"VIP & <co>","createdAt":null}`,
			want: &fanvue.CustomList{UUID: "l-1", Name: "VIP & <co>"},
		},
		{
			op: fanvue.OpCustomListsUpdate,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.CustomLists.Update(ctx, listID, fanvue.CustomListParams{Name: "Best"})
			},
			method: http.MethodPatch, path: path + "/" + listPath, body: `{"name":"Best"}`,
			status: http.StatusNoContent,
		},
		{
			op: fanvue.OpCustomListsDelete,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.CustomLists.Delete(ctx, listID)
			},
			method: http.MethodDelete, path: path + "/" + listPath,
			status: http.StatusNoContent,
		},
		{
			op: fanvue.OpCustomListsMembers,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.CustomLists.Members(ctx, listID, members)
			},
			method: http.MethodGet, path: path + "/" + listPath, query: "page=5&size=10",
			status: http.StatusOK, response: membersResponse, want: wantMembers(),
		},
		{
			op: fanvue.OpCustomListsMembers, name: "empty",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.CustomLists.Members(ctx, "l-1", nil)
			},
			method: http.MethodGet, path: path + "/l-1",
			status: http.StatusOK, response: `{"data":[],"pagination":{"page":1,"size":0,"hasMore":false}}`,
			want: &fanvue.Page[fanvue.ListMember]{Data: []fanvue.ListMember{}},
		},
		{
			op: fanvue.OpCreatorCustomListsMembers,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).CustomLists.Members(ctx, listID, members)
			},
			method: http.MethodGet, path: creatorPrefix + path + "/" + listPath, query: "page=5&size=10",
			status: http.StatusOK, response: membersResponse, want: wantMembers(),
		},
		{
			op: fanvue.OpCustomListsAddMembers,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.CustomLists.AddMembers(ctx, listID, []string{"u-2", "u-3", "u-4"})
			},
			method: http.MethodPost, path: path + "/" + listPath + "/members", body: `{"userUuids":["u-2","u-3","u-4"]}`,
			status: http.StatusCreated, response: `{"added":2,"skipped":1}`, want: &fanvue.AddedMembers{Added: 2, Skipped: 1},
		},
		{
			op: fanvue.OpCustomListsRemoveMember,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.CustomLists.RemoveMember(ctx, listID, fanID)
			},
			method: http.MethodDelete, path: path + "/" + listPath + "/members/" + fanPath,
			status: http.StatusNoContent,
		},
	}
}

func smartListCases() []operationCase {
	const path = "/chats/lists/smart"
	members := &fanvue.ListOptions{Size: 10, After: "page=5&size=10"}
	want := []fanvue.SmartList{
		{UUID: fanvue.SmartListFreeTrialSubscribers, Name: "Free trial", Count: 4},
		{UUID: fanvue.SmartListCreators, Name: "Creators", Count: 2},
		{UUID: "something_new", Name: "New"},
	}
	return []operationCase{
		{
			op:     fanvue.OpSmartListsList,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.SmartLists.List(ctx) },
			method: http.MethodGet, path: path,
			status: http.StatusOK, response: smartListsResponse, want: want,
		},
		{
			// Whether the newer surface still returns a bare array is unknown.
			op: fanvue.OpSmartListsList, name: "in an envelope",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.SmartLists.List(ctx) },
			method: http.MethodGet, path: path,
			status: http.StatusOK, response: `{"data":` + smartListsResponse + `,"nextCursor":null}`, want: want,
		},
		{
			op: fanvue.OpCreatorSmartListsList,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).SmartLists.List(ctx)
			},
			method: http.MethodGet, path: creatorPrefix + path,
			status: http.StatusOK, response: smartListsResponse, want: want,
		},
		{
			op: fanvue.OpSmartListsMembers,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.SmartLists.Members(ctx, fanvue.SmartListExpiredSubscribers, members)
			},
			method: http.MethodGet, path: path + "/expired_subscribers", query: "page=5&size=10",
			status: http.StatusOK, response: membersResponse, want: wantMembers(),
		},
		{
			op: fanvue.OpCreatorSmartListsMembers,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).SmartLists.Members(ctx, "some;thing new", members)
			},
			method: http.MethodGet, path: creatorPrefix + path + "/some%3Bthing%20new", query: "page=5&size=10",
			status: http.StatusOK, response: membersResponse, want: wantMembers(),
		},
	}
}
