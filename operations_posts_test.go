package fanvue_test

import (
	"context"
	"net/http"
	"time"

	"github.com/fanvue-go/fanvue"
)

const (
	postID   = "post;1 ?#é"
	postPath = "/posts/post%3B1%20%3F%23%C3%A9"

	postJSON = `{"uuid":"p-1","audience":"subscribers","text":"hi 👋","mediaUuids":["d-1","d-2"],"mediaPreviewUuid":"d-9","price":999,
		"createdAt":"2026-03-01T10:00:00.000Z","publishAt":"2026-03-02T11:00:00+01:00","publishedAt":"2026-03-03T10:00:00.500Z",
		"expiresAt":"2026-03-04","isPinned":true,"commentsCount":3,"likesCount":4,
		"tips":{"count":5,"totalGross":600,"totalNet":480},
		"collections":[{"uuid":"k-1","label":"Sets & co"},{"uuid":"k-2","label":"Best"}]}`
	postNulls = `{"uuid":"p-2","audience":"something-new","text":null,"mediaUuids":[],"mediaPreviewUuid":null,"price":null,
		"createdAt":"2026-03-01T10:00:00.000Z","publishAt":null,"publishedAt":null,"expiresAt":null,"isPinned":false,
		"commentsCount":0,"likesCount":0,"tips":{"count":0,"totalGross":0,"totalNet":0},"collections":[]}`
	// postOnV1 lacks all that is optional there.
	postOnV1 = `{"uuid":"p-3","audience":"followers-and-subscribers","text":"new","mediaPreviewUuid":null,"price":null,
		"createdAt":"2026-03-01T10:00:00.000Z","publishAt":null,"publishedAt":"2026-03-01T10:00:00.000Z","expiresAt":null}`
	createdPostJSON = `{"uuid":"p-1","audience":"subscribers","text":"hi 👋","mediaPreviewUuid":"d-9","price":999,
		"createdAt":"2026-03-01T10:00:00.000Z","publishAt":"2026-03-02T10:00:00.000Z","publishedAt":"2026-03-03T10:00:00.500Z",
		"expiresAt":"2026-03-04T10:00:00.000Z"}`
	createdPostNulls = `{"uuid":"p-2","audience":"followers-and-subscribers","text":null,"mediaPreviewUuid":null,"price":null,
		"createdAt":"2026-03-01T10:00:00.000Z","publishAt":null,"publishedAt":null,"expiresAt":null}`
)

func wantPost() *fanvue.Post {
	return &fanvue.Post{
		UUID: "p-1", Audience: fanvue.AudienceSubscribers, Text: "hi 👋",
		MediaUUIDs: []string{"d-1", "d-2"}, MediaPreviewUUID: "d-9", Price: ptr(fanvue.Cents(999)),
		CreatedAt: at("2026-03-01T10:00:00Z"), PublishAt: at("2026-03-02T10:00:00Z"),
		PublishedAt: at("2026-03-03T10:00:00.5Z"), ExpiresAt: at("2026-03-04T00:00:00Z"),
		IsPinned: true, CommentsCount: 3, LikesCount: 4,
		Tips:        fanvue.PostTips{Count: 5, TotalGross: 600, TotalNet: 480},
		Collections: []fanvue.PostCollection{{UUID: "k-1", Label: "Sets & co"}, {UUID: "k-2", Label: "Best"}},
	}
}

func wantPostNulls() *fanvue.Post {
	return &fanvue.Post{
		UUID: "p-2", Audience: "something-new", CreatedAt: at("2026-03-01T10:00:00Z"),
		MediaUUIDs: []string{}, Collections: []fanvue.PostCollection{},
	}
}

func postCases() []operationCase {
	get := func(id string) func(context.Context, *fanvue.Client) (any, error) {
		return func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Posts.Get(ctx, id) }
	}
	cases := []operationCase{
		{
			op: fanvue.OpPostsGet, call: get(postID),
			method: http.MethodGet, path: postPath,
			status: http.StatusOK, response: postJSON, want: wantPost(),
		},
		{
			op: fanvue.OpPostsGet, name: "nulls", call: get("p-2"),
			method: http.MethodGet, path: "/posts/p-2",
			status: http.StatusOK, response: postNulls, want: wantPostNulls(),
		},
	}
	cases = append(cases, postListCases()...)
	cases = append(cases, postCreateCases()...)
	cases = append(cases, postUpdateCases()...)
	cases = append(cases, onBothAccounts(fanvue.OpCreatorPostsDelete, operationCase{
		op: fanvue.OpPostsDelete, method: http.MethodDelete, path: postPath, status: http.StatusNoContent,
	}, func(ctx context.Context, s postsService) (any, error) { return nil, s.Delete(ctx, postID) })...)
	cases = append(cases, onBothAccounts(fanvue.OpCreatorPostsPin, operationCase{
		op: fanvue.OpPostsPin, method: http.MethodPost, path: postPath + "/pin",
		status: http.StatusOK, response: postJSON, want: wantPost(),
	}, func(ctx context.Context, s postsService) (any, error) { return s.Pin(ctx, postID) })...)
	cases = append(cases, onBothAccounts(fanvue.OpCreatorPostsUnpin, operationCase{
		op: fanvue.OpPostsUnpin, method: http.MethodDelete, path: postPath + "/pin",
		status: http.StatusOK, response: postNulls, want: wantPostNulls(),
	}, func(ctx context.Context, s postsService) (any, error) { return s.Unpin(ctx, postID) })...)
	return append(cases, onBothAccounts(fanvue.OpCreatorPostsRepost, operationCase{
		op: fanvue.OpPostsRepost, method: http.MethodPost, path: postPath + "/repost",
		status: http.StatusOK, response: postJSON, want: wantPost(),
	}, func(ctx context.Context, s postsService) (any, error) { return s.Repost(ctx, postID) })...)
}

func postListCases() []operationCase {
	list := func(opts *fanvue.PostListOptions) func(context.Context, postsService) (any, error) {
		return func(ctx context.Context, s postsService) (any, error) { return s.List(ctx, opts) }
	}
	cases := onBothAccounts(fanvue.OpCreatorPostsList, operationCase{
		op:     fanvue.OpPostsList,
		method: http.MethodGet, path: "/posts", query: "includeUnpublished=false&page=2&size=20",
		status: http.StatusOK, response: `{"data":[` + postJSON + `],"pagination":{"page":2,"size":1,"hasMore":true}}`,
		want: &fanvue.Page[fanvue.Post]{Data: []fanvue.Post{*wantPost()}, Next: "page=3&size=20"},
	}, list(&fanvue.PostListOptions{Size: 20, After: "page=2&size=20", PublishedOnly: true}))
	// What the list holds by default is not known of every surface: it is said.
	cases = append(cases, onBothAccounts(fanvue.OpCreatorPostsList, operationCase{
		op: fanvue.OpPostsList, name: "nulls",
		method: http.MethodGet, path: "/posts", query: "includeUnpublished=true",
		status: http.StatusOK, response: `{"data":[` + postNulls + `],"pagination":{"page":1,"size":1,"hasMore":false}}`,
		want: &fanvue.Page[fanvue.Post]{Data: []fanvue.Post{*wantPostNulls()}},
	}, list(nil))...)
	return append(cases, operationCase{
		op: fanvue.OpPostsList, name: "on v1", surface: fanvue.SurfaceV1,
		call: func(ctx context.Context, c *fanvue.Client) (any, error) {
			return c.Posts.List(ctx, &fanvue.PostListOptions{Size: 20, After: "cursor=a%2Fb&surface=v1", PublishedOnly: true})
		},
		method: http.MethodGet, path: "/v1/posts", query: "cursor=a%2Fb&includeUnpublished=false&size=20",
		status: http.StatusOK, response: `{"data":[` + postOnV1 + `],"nextCursor":"c/d","total":null}`,
		want: &fanvue.Page[fanvue.Post]{
			Data: []fanvue.Post{{
				UUID: "p-3", Audience: fanvue.AudienceFollowersAndSubscribers, Text: "new",
				CreatedAt: at("2026-03-01T10:00:00Z"), PublishedAt: at("2026-03-01T10:00:00Z"),
			}},
			Next: "cursor=c%2Fd&size=20&surface=v1",
		},
	})
}

func postCreateCases() []operationCase {
	create := func(params fanvue.PostParams) func(context.Context, postsService) (any, error) {
		return func(ctx context.Context, s postsService) (any, error) { return s.Create(ctx, params) }
	}
	cases := onBothAccounts(fanvue.OpCreatorPostsCreate, operationCase{
		op:     fanvue.OpPostsCreate,
		method: http.MethodPost, path: "/posts",
		body: `{"audience":"subscribers","text":"a & b <c>","mediaUuids":["d-1","d-2"],"mediaPreviewUuid":"d-9","price":999,
			"publishAt":"2026-03-02T10:00:00.000Z","expiresAt":"2026-03-04T10:00:00.000Z","collectionUuids":["k-1","k-2"]}`,
		status: http.StatusCreated, response: createdPostJSON,
		want: &fanvue.Post{
			UUID: "p-1", Audience: fanvue.AudienceSubscribers, Text: "hi 👋", MediaPreviewUUID: "d-9", Price: ptr(fanvue.Cents(999)),
			CreatedAt: at("2026-03-01T10:00:00Z"), PublishAt: at("2026-03-02T10:00:00Z"),
			PublishedAt: at("2026-03-03T10:00:00.5Z"), ExpiresAt: at("2026-03-04T10:00:00Z"),
		},
	}, create(fanvue.PostParams{
		Audience: fanvue.AudienceSubscribers, Text: "a & b <c>", MediaUUIDs: []string{"d-1", "d-2"}, MediaPreviewUUID: "d-9", Price: 999,
		PublishAt: at("2026-03-02T11:00:00+01:00").Time, ExpiresAt: at("2026-03-04T10:00:00Z").Time, CollectionUUIDs: []string{"k-1", "k-2"},
	}))
	// What is not set must be absent: null and "" mean something else.
	return append(cases, onBothAccounts(fanvue.OpCreatorPostsCreate, operationCase{
		op: fanvue.OpPostsCreate, name: "nulls",
		method: http.MethodPost, path: "/posts", body: `{"audience":"followers-and-subscribers"}`,
		status: http.StatusCreated, response: createdPostNulls,
		want: &fanvue.Post{
			UUID: "p-2", Audience: fanvue.AudienceFollowersAndSubscribers, CreatedAt: at("2026-03-01T10:00:00Z"),
		},
	}, create(fanvue.PostParams{Audience: fanvue.AudienceFollowersAndSubscribers}))...)
}

func postUpdateCases() []operationCase {
	update := func(update fanvue.PostUpdate) func(context.Context, postsService) (any, error) {
		return func(ctx context.Context, s postsService) (any, error) { return s.Update(ctx, postID, update) }
	}
	cases := onBothAccounts(fanvue.OpCreatorPostsUpdate, operationCase{
		op:     fanvue.OpPostsUpdate,
		method: http.MethodPatch, path: postPath,
		body: `{"audience":"followers-and-subscribers","text":"a & b <c>","mediaUuids":["d-1","d-2"],"mediaPreviewUuid":"d-9","price":999,
			"publishAt":"2026-03-02T10:00:00.000Z","expiresAt":"2026-03-04T10:00:00.000Z","collectionUuids":["k-1","k-2"]}`,
		status: http.StatusOK, response: postJSON, want: wantPost(),
	}, update(fanvue.PostUpdate{
		Audience: fanvue.Value(fanvue.AudienceFollowersAndSubscribers), Text: fanvue.Value("a & b <c>"),
		MediaUUIDs: fanvue.Value([]string{"d-1", "d-2"}), MediaPreviewUUID: fanvue.Value("d-9"), Price: fanvue.Value(fanvue.Cents(999)),
		PublishAt: fanvue.Value(at("2026-03-02T11:00:00+01:00").Time), ExpiresAt: fanvue.Value(at("2026-03-04T10:00:00Z").Time),
		CollectionUUIDs: fanvue.Value([]string{"k-1", "k-2"}),
	}))
	return append(cases, onBothAccounts(fanvue.OpCreatorPostsUpdate, operationCase{
		op: fanvue.OpPostsUpdate, name: "nulls",
		method: http.MethodPatch, path: postPath,
		body:   `{"text":null,"mediaPreviewUuid":null,"price":null,"publishAt":null,"expiresAt":null,"collectionUuids":null}`,
		status: http.StatusOK, response: postNulls, want: wantPostNulls(),
	}, update(fanvue.PostUpdate{
		Text: fanvue.Null[string](), MediaPreviewUUID: fanvue.Null[string](), Price: fanvue.Null[fanvue.Cents](),
		PublishAt: fanvue.Null[time.Time](), ExpiresAt: fanvue.Null[time.Time](), CollectionUUIDs: fanvue.Null[[]string](),
	}))...)
}
