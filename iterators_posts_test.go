package fanvue_test

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

func postWalks() []walkCase {
	const (
		plainRow = `{"uuid":%q}`
		userRow  = `{"user":{"uuid":%q}}`
	)
	plain := [2]string{"size=50", "page=2&size=50"}
	published := [2]string{"includeUnpublished=false&size=50", "includeUnpublished=false&page=2&size=50"}
	post := func(p fanvue.Post) string { return p.UUID }
	comment := func(c fanvue.Comment) string { return c.UUID }
	return []walkCase{
		{
			name: "Posts.All", path: "/posts", row: plainRow, queries: published,
			walk: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Posts.All(ctx, &fanvue.PostListOptions{PublishedOnly: true}), post)
			},
		},
		{
			name: "Posts.All of a size", path: "/posts", row: plainRow, queries: [2]string{"includeUnpublished=true&size=2", "includeUnpublished=true&page=2&size=2"},
			walk: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Posts.All(ctx, &fanvue.PostListOptions{Size: 2}), post)
			},
		},
		{
			name: "Posts.All by cursor", path: "/posts", row: plainRow, cursor: true,
			queries: [2]string{published[0], "cursor=c%2F2+%2B%3D&" + published[0]},
			walk: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Posts.All(ctx, &fanvue.PostListOptions{PublishedOnly: true}), post)
			},
		},
		{
			name: "Creator.Posts.All", path: creatorPrefix + "/posts", row: plainRow, queries: published,
			walk: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).Posts.All(ctx, &fanvue.PostListOptions{PublishedOnly: true}), post)
			},
		},
		{
			name: "Posts.AllComments", path: postPath + "/comments", row: plainRow, queries: plain,
			walk: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Posts.AllComments(ctx, postID, nil), comment)
			},
		},
		{
			name: "Creator.Posts.AllComments", path: creatorPrefix + postPath + "/comments", row: plainRow, queries: plain,
			walk: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).Posts.AllComments(ctx, postID, &fanvue.ListOptions{}), comment)
			},
		},
		{
			name: "Posts.AllLikes", path: postPath + "/likes", row: userRow, queries: plain,
			walk: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Posts.AllLikes(ctx, postID, nil), func(l fanvue.Like) string { return l.User.UUID })
			},
		},
		{
			name: "Posts.AllTips", path: postPath + "/tips", row: userRow, queries: plain,
			walk: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Posts.AllTips(ctx, postID, nil), func(t fanvue.Tip) string { return t.User.UUID })
			},
		},
		{
			name: "Collections.All", path: "/collections", row: plainRow, queries: plain,
			walk: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Collections.All(ctx, nil), func(c fanvue.Collection) string { return c.UUID })
			},
		},
	}
}
