package contract_test

import (
	"context"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// Ids of the seeded feed that fanvuetest has no names for.
const (
	creatorScheduledPostUUID = "20000000-0000-4000-8000-000000000103"
	creatorCollectionUUID    = "22000000-0000-4000-8000-000000000101"
)

func postParams(media, collection string) fanvue.PostParams {
	return fanvue.PostParams{
		Audience: fanvue.AudienceSubscribers, Text: "a & b <c> 👋", MediaUUIDs: []string{media}, MediaPreviewUUID: media, Price: 300,
		PublishAt: time.Now().Add(48 * time.Hour), ExpiresAt: time.Now().Add(72 * time.Hour),
		CollectionUUIDs: []string{collection},
	}
}

func postUpdate(media, collection string) fanvue.PostUpdate {
	params := postParams(media, collection)
	return fanvue.PostUpdate{
		Audience: fanvue.Value(params.Audience), Text: fanvue.Value(params.Text), MediaUUIDs: fanvue.Value(params.MediaUUIDs),
		MediaPreviewUUID: fanvue.Value(media), Price: fanvue.Value(fanvue.Cents(400)), PublishAt: fanvue.Value(params.PublishAt),
		ExpiresAt: fanvue.Value(params.ExpiresAt), CollectionUUIDs: fanvue.Value(params.CollectionUUIDs),
	}
}

func postCalls() []call {
	posts := &fanvue.PostListOptions{Size: 50, After: "page=1&size=50", PublishedOnly: true}
	plain := fanvue.PostParams{Audience: fanvue.AudienceFollowersAndSubscribers}
	// Media and audience cannot be null.
	cleared := fanvue.PostUpdate{
		Text: fanvue.Null[string](), MediaPreviewUUID: fanvue.Null[string](), Price: fanvue.Null[fanvue.Cents](),
		PublishAt: fanvue.Null[time.Time](), ExpiresAt: fanvue.Null[time.Time](), CollectionUUIDs: fanvue.Null[[]string](),
	}
	calls := []call{
		{op: fanvue.OpPostsList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) { return c.Posts.List(ctx, nil) }},
		{op: fanvue.OpPostsList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) { return c.Posts.List(ctx, posts) }},
		{op: fanvue.OpCreatorPostsList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Posts.List(ctx, posts)
		}},
		{op: fanvue.OpPostsGet, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Posts.Get(ctx, fanvuetest.PostUUID)
		}},
		{op: fanvue.OpPostsGet, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Posts.Get(ctx, fanvuetest.PricedPostUUID)
		}},
		{op: fanvue.OpPostsGet, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Posts.Get(ctx, fanvuetest.ScheduledPostUUID)
		}},
		{op: fanvue.OpPostsCreate, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Posts.Create(ctx, postParams(fanvuetest.MediaUUID, fanvuetest.CollectionUUID))
		}},
		{op: fanvue.OpPostsCreate, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Posts.Create(ctx, plain)
		}},
		{op: fanvue.OpCreatorPostsCreate, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Posts.Create(ctx, postParams(creatorMediaUUID, creatorCollectionUUID))
		}},
		{op: fanvue.OpPostsUpdate, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Posts.Update(ctx, fanvuetest.ScheduledPostUUID, postUpdate(fanvuetest.MediaUUID, fanvuetest.CollectionUUID))
		}},
		{op: fanvue.OpPostsUpdate, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Posts.Update(ctx, fanvuetest.ScheduledPostUUID, cleared)
		}},
		{op: fanvue.OpCreatorPostsUpdate, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Posts.Update(ctx, creatorScheduledPostUUID, postUpdate(creatorMediaUUID, creatorCollectionUUID))
		}},
		{op: fanvue.OpCreatorPostsUpdate, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Posts.Update(ctx, creatorScheduledPostUUID, cleared)
		}},
		{op: fanvue.OpPostsDelete, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, c.Posts.Delete(ctx, fanvuetest.PostUUID)
		}},
		{op: fanvue.OpCreatorPostsDelete, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, creator(c).Posts.Delete(ctx, fanvuetest.CreatorPostUUID)
		}},
		{op: fanvue.OpPostsPin, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Posts.Pin(ctx, fanvuetest.PricedPostUUID)
		}},
		{op: fanvue.OpCreatorPostsPin, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Posts.Pin(ctx, fanvuetest.CreatorPostUUID)
		}},
		{op: fanvue.OpPostsUnpin, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Posts.Unpin(ctx, fanvuetest.PostUUID)
		}},
		{op: fanvue.OpCreatorPostsUnpin, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Posts.Unpin(ctx, fanvuetest.CreatorPostUUID)
		}},
		{op: fanvue.OpPostsRepost, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Posts.Repost(ctx, fanvuetest.PostUUID)
		}},
		{op: fanvue.OpCreatorPostsRepost, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Posts.Repost(ctx, fanvuetest.CreatorPostUUID)
		}},
	}
	return append(append(calls, postReactionCalls()...), collectionCalls()...)
}

func postReactionCalls() []call {
	page := &fanvue.ListOptions{Size: 50, After: "page=1&size=50"}
	comment := fanvue.CommentParams{Text: "a & b <c> 👋"}
	return []call{
		{op: fanvue.OpPostsComments, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Posts.Comments(ctx, fanvuetest.PostUUID, page)
		}},
		{op: fanvue.OpCreatorPostsComments, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Posts.Comments(ctx, fanvuetest.CreatorPostUUID, page)
		}},
		{op: fanvue.OpPostsCreateComment, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Posts.CreateComment(ctx, fanvuetest.PostUUID, comment)
		}},
		{op: fanvue.OpCreatorPostsCreateComment, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Posts.CreateComment(ctx, fanvuetest.CreatorPostUUID, comment)
		}},
		{op: fanvue.OpPostsDeleteComment, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, c.Posts.DeleteComment(ctx, fanvuetest.PostUUID, fanvuetest.CommentUUID)
		}},
		{op: fanvue.OpCreatorPostsDeleteComment, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, creator(c).Posts.DeleteComment(ctx, fanvuetest.CreatorPostUUID, fanvuetest.CreatorCommentUUID)
		}},
		{op: fanvue.OpPostsLikes, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Posts.Likes(ctx, fanvuetest.PostUUID, page)
		}},
		{op: fanvue.OpPostsTips, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Posts.Tips(ctx, fanvuetest.PostUUID, page)
		}},
	}
}

func collectionCalls() []call {
	return []call{
		// The document has no parameters here.
		{op: fanvue.OpCollectionsList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Collections.List(ctx, nil)
		}},
		{op: fanvue.OpCollectionsCreate, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Collections.Create(ctx, fanvue.CollectionParams{Label: "Sets & <co>"})
		}},
		{op: fanvue.OpCollectionsRename, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, c.Collections.Rename(ctx, fanvuetest.CollectionUUID, fanvue.CollectionParams{Label: "Best"})
		}},
		{op: fanvue.OpCollectionsDelete, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, c.Collections.Delete(ctx, fanvuetest.CollectionUUID)
		}},
	}
}
