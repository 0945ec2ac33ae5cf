package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const (
	linkID   = "link;1 ?"
	linkPath = "link%3B1%20%3F"

	linkJSON = `{"uuid":"tl-1","name":"Spring & <co>","linkUrl":"fv-123","externalSocialPlatform":"tiktok",
		"createdAt":"2026-03-01T10:00:00.000Z","clicks":40,
		"engagement":{"acquiredFollowers":11,"acquiredSubscribers":12,"totalFollowers":13,"totalSubscribers":14},
		"earnings":{"totalGross":5000,"totalNet":4000}}`
	linkNulls = `{"uuid":"tl-2","name":"New","linkUrl":"fv-124","externalSocialPlatform":"other","createdAt":"2026-03-02","clicks":0,
		"engagement":{"acquiredFollowers":0,"acquiredSubscribers":0,"totalFollowers":0,"totalSubscribers":0},"earnings":null}`
	linkUsersResponse = `{"data":[
		{"uuid":"u-2","handle":"lee","displayName":"Lee","nickname":"sunny","isTopSpender":true,"status":"expired",
			"avatarUrl":"https://cdn.example.com/lee.jpg","registeredAt":"2023-05-06T07:08:09.010Z","role":"creator"}
	],"nextCursor":"n/3="}`
	linkUsersNulls = `{"data":[
		{"uuid":"u-2","handle":"lee","displayName":"Lee","nickname":null,"isTopSpender":false,"status":null,
			"avatarUrl":null,"registeredAt":"2023-05-06"}
	],"nextCursor":null}`
)

func wantLink() fanvue.TrackingLink {
	return fanvue.TrackingLink{
		UUID: "tl-1", Name: "Spring & <co>", LinkURL: "fv-123", ExternalSocialPlatform: fanvue.PlatformTikTok,
		CreatedAt: at("2026-03-01T10:00:00Z"), Clicks: 40,
		Engagement: fanvue.TrackingEngagement{AcquiredFollowers: 11, AcquiredSubscribers: 12, TotalFollowers: 13, TotalSubscribers: 14},
		Earnings:   &fanvue.TrackingEarnings{TotalGross: 5000, TotalNet: 4000},
	}
}

func wantLinkNulls() fanvue.TrackingLink {
	return fanvue.TrackingLink{
		UUID: "tl-2", Name: "New", LinkURL: "fv-124", ExternalSocialPlatform: fanvue.PlatformOther, CreatedAt: at("2026-03-02T00:00:00Z"),
	}
}

func trackingLinkCases() []operationCase {
	const path = "/tracking-links"
	start, end := spring()
	create := func(ctx context.Context, view linksView) (any, error) {
		return view.Create(ctx, fanvue.TrackingLinkParams{Name: "Spring & <co>", ExternalSocialPlatform: fanvue.PlatformTikTok})
	}
	cases := linksOfBoth(operationCase{
		op: fanvue.OpTrackingLinksList, method: http.MethodGet, path: path,
		query:  "createdAfter=2026-03-01T00%3A00%3A00%2B02%3A00&createdBefore=2026-04-01T12%3A30%3A00.25-09%3A30&cursor=n%2F2%3D&limit=7",
		status: http.StatusOK, response: `{"data":[` + linkJSON + `],"nextCursor":"n/3="}`,
		want: &fanvue.Page[fanvue.TrackingLink]{Data: []fanvue.TrackingLink{wantLink()}, Next: "cursor=n%2F3%3D&size=7"},
	}, func(ctx context.Context, view linksView) (any, error) {
		return view.List(ctx, &fanvue.TrackingLinkListOptions{Size: 7, After: "cursor=n%2F2%3D", CreatedAfter: start, CreatedBefore: end})
	})
	cases = append(cases, linksOfBoth(operationCase{
		op: fanvue.OpTrackingLinksList, name: "nulls", method: http.MethodGet, path: path,
		status: http.StatusOK, response: `{"data":[` + linkNulls + `],"nextCursor":null}`,
		want: &fanvue.Page[fanvue.TrackingLink]{Data: []fanvue.TrackingLink{wantLinkNulls()}},
	}, func(ctx context.Context, view linksView) (any, error) { return view.List(ctx, nil) })...)
	cases = append(cases, linksOfBoth(operationCase{
		op: fanvue.OpTrackingLinksCreate, method: http.MethodPost, path: path,
		body:   `{"name":"Spring & <co>","externalSocialPlatform":"tiktok"}`,
		status: http.StatusCreated, response: linkJSON, want: ptr(wantLink()),
	}, create)...)
	cases = append(cases, linksOfBoth(operationCase{
		op: fanvue.OpTrackingLinksCreate, name: "nulls", method: http.MethodPost, path: path,
		body:   `{"name":"Spring & <co>","externalSocialPlatform":"tiktok"}`,
		status: http.StatusCreated, response: linkNulls, want: ptr(wantLinkNulls()),
	}, create)...)
	cases = append(cases, linksOfBoth(operationCase{
		op: fanvue.OpTrackingLinksDelete, method: http.MethodDelete, path: path + "/" + linkPath, status: http.StatusNoContent,
	}, func(ctx context.Context, view linksView) (any, error) { return nil, view.Delete(ctx, linkID) })...)
	cases = append(cases, linksOfBoth(operationCase{
		op: fanvue.OpTrackingLinksUsers, method: http.MethodGet, path: path + "/" + linkPath + "/users", query: "cursor=n%2F2%3D&limit=7",
		status: http.StatusOK, response: linkUsersResponse,
		want: &fanvue.Page[fanvue.TrackingLinkUser]{
			Data: []fanvue.TrackingLinkUser{{User: wantUser(), Status: "expired"}}, Next: "cursor=n%2F3%3D&size=7",
		},
	}, func(ctx context.Context, view linksView) (any, error) {
		return view.Users(ctx, linkID, &fanvue.ListOptions{Size: 7, After: "cursor=n%2F2%3D"})
	})...)
	cases = append(cases, linksOfBoth(operationCase{
		op: fanvue.OpTrackingLinksUsers, name: "nulls", method: http.MethodGet, path: path + "/tl-1/users",
		status: http.StatusOK, response: linkUsersNulls,
		want: &fanvue.Page[fanvue.TrackingLinkUser]{Data: []fanvue.TrackingLinkUser{{User: wantUserNulls()}}},
	}, func(ctx context.Context, view linksView) (any, error) { return view.Users(ctx, "tl-1", nil) })...)
	metadata := func(ctx context.Context, view linksView) (any, error) { return view.UserMetadata(ctx, linkID, fanID) }
	cases = append(cases, linksOfBoth(operationCase{
		op: fanvue.OpTrackingLinksUserMetadata, method: http.MethodGet, path: path + "/" + linkPath + "/users/" + fanPath + "/metadata",
		status: http.StatusOK, response: `{"metadata":{"utm_source":"bio","ref":"a&b"}}`,
		want: &fanvue.TrackingMetadata{Metadata: map[string]string{"utm_source": "bio", "ref": "a&b"}},
	}, metadata)...)
	return append(cases, linksOfBoth(operationCase{
		op: fanvue.OpTrackingLinksUserMetadata, name: "nulls", method: http.MethodGet,
		path:   path + "/" + linkPath + "/users/" + fanPath + "/metadata",
		status: http.StatusOK, response: `{"metadata":null}`, want: &fanvue.TrackingMetadata{},
	}, metadata)...)
}
