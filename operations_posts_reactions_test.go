package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const (
	commentID   = "comment;1 ?"
	commentPath = "/comment%3B1%20%3F"

	// commenterJSON is a user as comments tell of one: without picture and
	// date.
	commenterJSON = `{"uuid":"u-3","handle":"max","displayName":"Max","nickname":"moon","isTopSpender":true}`

	commentsResponse = `{"data":[
		{"uuid":"c-1","text":"lovely 👋","createdAt":"2026-03-01T10:00:00.000Z","updatedAt":"2026-03-02T10:00:00.500Z","user":` + commenterJSON + `}
	],"pagination":{"page":5,"size":1,"hasMore":true}}`
	commentsNulls = `{"data":[
		{"uuid":"c-2","text":"gone","createdAt":"2026-03-01T10:00:00.000Z","updatedAt":null,"user":null},
		{"uuid":"c-3","text":"here","createdAt":"2026-03-01T11:00:00.000Z","updatedAt":null,
			"user":{"uuid":"u-4","handle":"kim","displayName":"Kim","nickname":null,"isTopSpender":false}}
	],"pagination":{"page":1,"size":2,"hasMore":false}}`
)

func wantComments() *fanvue.Page[fanvue.Comment] {
	return &fanvue.Page[fanvue.Comment]{
		Data: []fanvue.Comment{{
			UUID: "c-1", Text: "lovely 👋", CreatedAt: at("2026-03-01T10:00:00Z"), UpdatedAt: at("2026-03-02T10:00:00.5Z"),
			User: &fanvue.User{UUID: "u-3", Handle: "max", DisplayName: "Max", Nickname: "moon", IsTopSpender: true},
		}},
		Next: "page=6&size=10",
	}
}

func wantCommentsNulls() *fanvue.Page[fanvue.Comment] {
	return &fanvue.Page[fanvue.Comment]{Data: []fanvue.Comment{
		{UUID: "c-2", Text: "gone", CreatedAt: at("2026-03-01T10:00:00Z")},
		{UUID: "c-3", Text: "here", CreatedAt: at("2026-03-01T11:00:00Z"), User: &fanvue.User{UUID: "u-4", Handle: "kim", DisplayName: "Kim"}},
	}}
}

func postReactionCases() []operationCase {
	cases := commentCases()
	page := &fanvue.ListOptions{Size: 10, After: "page=5&size=10"}
	return append(cases,
		operationCase{
			op:     fanvue.OpPostsLikes,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Posts.Likes(ctx, postID, page) },
			method: http.MethodGet, path: postPath + "/likes", query: "page=5&size=10", status: http.StatusOK,
			response: `{"data":[{"createdAt":"2026-03-01T10:00:00.000Z","user":` + userJSON + `}],"pagination":{"page":5,"size":1,"hasMore":true}}`,
			want: &fanvue.Page[fanvue.Like]{
				Data: []fanvue.Like{{CreatedAt: at("2026-03-01T10:00:00Z"), User: ptr(wantUser())}},
				Next: "page=6&size=10",
			},
		},
		operationCase{
			op: fanvue.OpPostsLikes, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Posts.Likes(ctx, "p-1", nil) },
			method: http.MethodGet, path: "/posts/p-1/likes", status: http.StatusOK,
			response: `{"data":[{"createdAt":"2026-03-01T10:00:00.000Z","user":null},{"createdAt":"2026-03-01T11:00:00.000Z","user":` + userNulls + `}],
				"pagination":{"page":1,"size":2,"hasMore":false}}`,
			want: &fanvue.Page[fanvue.Like]{Data: []fanvue.Like{
				{CreatedAt: at("2026-03-01T10:00:00Z")}, {CreatedAt: at("2026-03-01T11:00:00Z"), User: ptr(wantUserNulls())},
			}},
		},
		operationCase{
			op:     fanvue.OpPostsTips,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Posts.Tips(ctx, postID, page) },
			method: http.MethodGet, path: postPath + "/tips", query: "page=5&size=10", status: http.StatusOK,
			response: `{"data":[{"createdAt":"2026-03-01","gross":1000,"net":800,"user":` + userJSON + `}],"pagination":{"page":5,"size":1,"hasMore":true}}`,
			want: &fanvue.Page[fanvue.Tip]{
				Data: []fanvue.Tip{{CreatedAt: at("2026-03-01T00:00:00Z"), Gross: 1000, Net: 800, User: ptr(wantUser())}},
				Next: "page=6&size=10",
			},
		},
		operationCase{
			op: fanvue.OpPostsTips, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Posts.Tips(ctx, "p-1", nil) },
			method: http.MethodGet, path: "/posts/p-1/tips", status: http.StatusOK,
			response: `{"data":[{"createdAt":null,"gross":1000,"net":800,"user":null},{"createdAt":"2026-03-01T11:00:00.000Z","gross":500,"net":400,"user":` + userNulls + `}],
				"pagination":{"page":1,"size":2,"hasMore":false}}`,
			want: &fanvue.Page[fanvue.Tip]{Data: []fanvue.Tip{
				{Gross: 1000, Net: 800}, {CreatedAt: at("2026-03-01T11:00:00Z"), Gross: 500, Net: 400, User: ptr(wantUserNulls())},
			}},
		})
}

func commentCases() []operationCase {
	list := func(id string, opts *fanvue.ListOptions) func(context.Context, postsService) (any, error) {
		return func(ctx context.Context, s postsService) (any, error) { return s.Comments(ctx, id, opts) }
	}
	create := func(ctx context.Context, s postsService) (any, error) {
		return s.CreateComment(ctx, postID, fanvue.CommentParams{Text: "a & b <c>"})
	}
	cases := onBothAccounts(fanvue.OpCreatorPostsComments, operationCase{
		op:     fanvue.OpPostsComments,
		method: http.MethodGet, path: postPath + "/comments", query: "page=5&size=10",
		status: http.StatusOK, response: commentsResponse, want: wantComments(),
	}, list(postID, &fanvue.ListOptions{Size: 10, After: "page=5&size=10"}))
	cases = append(cases, onBothAccounts(fanvue.OpCreatorPostsComments, operationCase{
		op: fanvue.OpPostsComments, name: "nulls",
		method: http.MethodGet, path: "/posts/p-1/comments",
		status: http.StatusOK, response: commentsNulls, want: wantCommentsNulls(),
	}, list("p-1", nil))...)
	// The response to creating one does not say who wrote it.
	cases = append(cases, onBothAccounts(fanvue.OpCreatorPostsCreateComment, operationCase{
		op:     fanvue.OpPostsCreateComment,
		method: http.MethodPost, path: postPath + "/comments", body: `{"text":"a & b <c>"}`,
		status: http.StatusCreated, response: `{"uuid":"c-1","text":"a & b <c>","createdAt":"2026-03-01T10:00:00.000Z","updatedAt":"2026-03-01T10:00:00.500Z"}`,
		want: &fanvue.Comment{UUID: "c-1", Text: "a & b <c>", CreatedAt: at("2026-03-01T10:00:00Z"), UpdatedAt: at("2026-03-01T10:00:00.5Z")},
	}, create)...)
	cases = append(cases, onBothAccounts(fanvue.OpCreatorPostsCreateComment, operationCase{
		op: fanvue.OpPostsCreateComment, name: "nulls",
		method: http.MethodPost, path: postPath + "/comments", body: `{"text":"a & b <c>"}`,
		status: http.StatusCreated, response: `{"uuid":"c-1","text":"a & b <c>","createdAt":"2026-03-01T10:00:00.000Z","updatedAt":null}`,
		want: &fanvue.Comment{UUID: "c-1", Text: "a & b <c>", CreatedAt: at("2026-03-01T10:00:00Z")},
	}, create)...)
	cases = append(cases, onBothAccounts(fanvue.OpCreatorPostsDeleteComment, operationCase{
		op: fanvue.OpPostsDeleteComment, method: http.MethodDelete, path: postPath + "/comments" + commentPath, status: http.StatusNoContent,
	}, func(ctx context.Context, s postsService) (any, error) {
		return nil, s.DeleteComment(ctx, postID, commentID)
	})...)
	return append(cases, operationCase{
		op: fanvue.OpPostsComments, name: "on v1", surface: fanvue.SurfaceV1,
		call: func(ctx context.Context, c *fanvue.Client) (any, error) {
			return c.Posts.Comments(ctx, postID, &fanvue.ListOptions{Size: 10, After: "cursor=a%2Fb&surface=v1"})
		},
		method: http.MethodGet, path: "/v1" + postPath + "/comments", query: "cursor=a%2Fb&size=10",
		status: http.StatusOK, response: `{"data":[{"uuid":"c-1","text":"hi","createdAt":"2026-03-01T10:00:00.000Z","user":{"uuid":"u-3","handle":"max"}}],"nextCursor":"c/d"}`,
		want: &fanvue.Page[fanvue.Comment]{
			Data: []fanvue.Comment{{UUID: "c-1", Text: "hi", CreatedAt: at("2026-03-01T10:00:00Z"), User: &fanvue.User{UUID: "u-3", Handle: "max"}}},
			Next: "cursor=c%2Fd&size=10&surface=v1",
		},
	})
}
