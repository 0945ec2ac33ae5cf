package fanvue_test

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

func postIterators() []iteratorCase {
	const (
		plainItem = `{"uuid":%q}`
		userItem  = `{"user":{"uuid":%q}}`
	)
	plain := [2]string{"size=50", "page=2&size=50"}
	published := [2]string{"includeUnpublished=false&size=50", "includeUnpublished=false&page=2&size=50"}
	post := func(p fanvue.Post) string { return p.UUID }
	comment := func(c fanvue.Comment) string { return c.UUID }
	return []iteratorCase{
		{
			name: "Posts.All", path: "/posts", item: plainItem, queries: published,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Posts.All(ctx, &fanvue.PostListOptions{PublishedOnly: true}), post)
			},
		},
		{
			name: "Posts.All of a size", path: "/posts", item: plainItem, queries: [2]string{"includeUnpublished=true&size=2", "includeUnpublished=true&page=2&size=2"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Posts.All(ctx, &fanvue.PostListOptions{Size: 2}), post)
			},
		},
		{
			name: "Posts.All by cursor", path: "/posts", item: plainItem, cursor: true,
			queries: [2]string{published[0], "cursor=c%2F2+%2B%3D&" + published[0]},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Posts.All(ctx, &fanvue.PostListOptions{PublishedOnly: true}), post)
			},
		},
		{
			name: "Creator.Posts.All", path: creatorPrefix + "/posts", item: plainItem, queries: published,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).Posts.All(ctx, &fanvue.PostListOptions{PublishedOnly: true}), post)
			},
		},
		{
			name: "Posts.AllComments", path: postPath + "/comments", item: plainItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Posts.AllComments(ctx, postID, nil), comment)
			},
		},
		{
			name: "Creator.Posts.AllComments", path: creatorPrefix + postPath + "/comments", item: plainItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).Posts.AllComments(ctx, postID, &fanvue.ListOptions{}), comment)
			},
		},
		{
			name: "Posts.AllLikes", path: postPath + "/likes", item: userItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Posts.AllLikes(ctx, postID, nil), func(l fanvue.Like) string { return l.User.UUID })
			},
		},
		{
			name: "Posts.AllTips", path: postPath + "/tips", item: userItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Posts.AllTips(ctx, postID, nil), func(t fanvue.Tip) string { return t.User.UUID })
			},
		},
		{
			name: "Collections.All", path: "/collections", item: plainItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Collections.All(ctx, nil), func(c fanvue.Collection) string { return c.UUID })
			},
		},
	}
}
