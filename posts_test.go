package fanvue_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// Deleting twice is deleting. Unpinning gives the post, so that a post which is
// gone is an error, however the first response was lost.
func TestPostsAfterLostResponses(t *testing.T) {
	t.Parallel()
	unpin := func(ctx context.Context, s postsService) error {
		post, err := s.Unpin(ctx, "p-1")
		if err == nil && (post == nil || post.UUID != "p-1") {
			return errors.New("neither a post nor an error")
		}
		return err
	}
	remove := func(ctx context.Context, s postsService) error { return s.Delete(ctx, "p-1") }
	removeComment := func(ctx context.Context, s postsService) error { return s.DeleteComment(ctx, "p-1", "c-1") }
	pin := func(ctx context.Context, s postsService) error { return second(s.Pin(ctx, "p-1")) }
	repost := func(ctx context.Context, s postsService) error { return second(s.Repost(ctx, "p-1")) }
	create := func(ctx context.Context, s postsService) error {
		return second(s.Create(ctx, fanvue.PostParams{Audience: fanvue.AudienceSubscribers}))
	}
	comment := func(ctx context.Context, s postsService) error {
		return second(s.CreateComment(ctx, "p-1", fanvue.CommentParams{Text: "hello"}))
	}
	update := func(ctx context.Context, s postsService) error {
		return second(s.Update(ctx, "p-1", fanvue.PostUpdate{Text: fanvue.Null[string]()}))
	}

	lost, failed, half := broken(errReset), respond(503, ""), truncated(200)
	post, gone := respond(200, `{"uuid":"p-1"}`), respond(404, `{"message":"Post not found"}`)
	none := func(err error) bool { return err == nil }
	notFound := func(err error) bool {
		return errors.Is(err, fanvue.ErrNotFound) && !errors.As(err, new(*fanvue.OutcomeUnknownError))
	}
	unknown := func(err error) bool { return errors.As(err, new(*fanvue.OutcomeUnknownError)) }
	for _, tt := range []struct {
		name     string
		call     func(context.Context, postsService) error
		steps    steps
		requests int
		want     func(error) bool
	}{
		{"unpin after a lost response", unpin, steps{lost, post}, 2, none},
		{"unpin after 503", unpin, steps{failed, post}, 2, none},
		{"unpin after half a response", unpin, steps{half, post}, 2, none},
		{"unpin after a lost response finds no post", unpin, steps{lost, gone}, 2, notFound},
		{"unpin after 503 finds no post", unpin, steps{failed, gone}, 2, notFound},
		{"unpin after half a response finds no post", unpin, steps{half, gone}, 2, notFound},
		{"unpin of nothing", unpin, steps{gone}, 1, notFound},
		{"delete after a lost response", remove, steps{lost, respond(204, "")}, 2, none},
		{"delete after a lost response finds no post", remove, steps{lost, gone}, 2, none},
		{"delete after 503 finds no post", remove, steps{failed, gone}, 2, none},
		{"delete of nothing", remove, steps{gone}, 1, notFound},
		{"delete of a comment after a lost response finds none", removeComment, steps{lost, gone}, 2, none},
		{"delete of no comment", removeComment, steps{gone}, 1, notFound},
		{"update after a lost response", update, steps{lost, post}, 2, none},
		{"update after a lost response finds no post", update, steps{lost, gone}, 2, notFound},
		{"pin after a lost response", pin, steps{lost, post}, 1, unknown},
		{"repost after a lost response", repost, steps{lost, post}, 1, unknown},
		{"create after a lost response", create, steps{lost, post}, 1, unknown},
		{"create after 503", create, steps{failed, post}, 1, unknown},
		{"create with a response that names no post", create, steps{respond(201, `{}`)}, 1, unknown},
		{"comment after a lost response", comment, steps{lost, post}, 1, unknown},
		{"comment with a response that names none", comment, steps{respond(201, `{}`)}, 1, unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				for _, managed := range []bool{false, true} {
					transport := &script{steps: tt.steps}
					client := scripted(t, transport)
					var posts postsService = client.Posts
					if managed {
						posts = client.Creator("ada").Posts
					}
					err := tt.call(t.Context(), posts)
					if !tt.want(err) {
						t.Errorf("managed %t: got %T: %v", managed, err, err)
					}
					if len(transport.requests) != tt.requests {
						t.Errorf("managed %t: %d requests, want %d", managed, len(transport.requests), tt.requests)
					}
				}
			})
		})
	}
}

func TestReadsOfPostsAfterLostResponses(t *testing.T) {
	t.Parallel()
	for op, read := range map[fanvue.OperationName]func(context.Context, *fanvue.Client) error{
		fanvue.OpPostsList: func(ctx context.Context, c *fanvue.Client) error { return second(c.Posts.List(ctx, nil)) },
		fanvue.OpCreatorPostsList: func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Creator("ada").Posts.List(ctx, nil))
		},
		fanvue.OpPostsGet:      func(ctx context.Context, c *fanvue.Client) error { return second(c.Posts.Get(ctx, "p-1")) },
		fanvue.OpPostsComments: func(ctx context.Context, c *fanvue.Client) error { return second(c.Posts.Comments(ctx, "p-1", nil)) },
		fanvue.OpCreatorPostsComments: func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Creator("ada").Posts.Comments(ctx, "p-1", nil))
		},
		fanvue.OpPostsLikes:      func(ctx context.Context, c *fanvue.Client) error { return second(c.Posts.Likes(ctx, "p-1", nil)) },
		fanvue.OpPostsTips:       func(ctx context.Context, c *fanvue.Client) error { return second(c.Posts.Tips(ctx, "p-1", nil)) },
		fanvue.OpCollectionsList: func(ctx context.Context, c *fanvue.Client) error { return second(c.Collections.List(ctx, nil)) },
	} {
		t.Run(string(op), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				transport := &script{steps: steps{broken(errReset), respond(200, `{"uuid":"p-1","data":[]}`)}}
				if err := read(t.Context(), scripted(t, transport)); err != nil || len(transport.requests) != 2 {
					t.Errorf("%d requests, error %v; want 2 and none", len(transport.requests), err)
				}
			})
		})
	}
}

// The same against a server that keeps posts.
func TestPostsWithDroppedResponses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.WithCredential("key", fanvue.ScopeReadPost, fanvue.ScopeWritePost))
		defer server.Close()
		client, err := server.Client(fanvue.WithAPIKey("key"))
		if err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		server.Inject(fanvuetest.Fault{Operation: fanvue.OpPostsUnpin, Drop: fanvuetest.DropAfter})
		post, err := client.Posts.Unpin(ctx, fanvuetest.PostUUID)
		if err != nil || post.UUID != fanvuetest.PostUUID || post.IsPinned {
			t.Errorf("unpin: %+v, %v", post, err)
		}
		server.Inject(fanvuetest.Fault{Operation: fanvue.OpPostsDelete, Drop: fanvuetest.DropAfter})
		if err := client.Posts.Delete(ctx, fanvuetest.PostUUID); err != nil {
			t.Errorf("delete: %v", err)
		}
		if _, err := client.Posts.Unpin(ctx, fanvuetest.PostUUID); !errors.Is(err, fanvue.ErrNotFound) {
			t.Errorf("unpin of what is gone: %v", err)
		}

		// Both are in doubt, and the lists tell that they are there, once.
		server.Inject(
			fanvuetest.Fault{Operation: fanvue.OpPostsCreate, Drop: fanvuetest.DropAfter},
			fanvuetest.Fault{Operation: fanvue.OpPostsCreateComment, Drop: fanvuetest.DropAfter},
		)
		_, err = client.Posts.Create(ctx, fanvue.PostParams{
			Audience: fanvue.AudienceSubscribers, Text: "once", PublishAt: time.Now().Add(time.Hour),
		})
		asError[*fanvue.OutcomeUnknownError](t, err)
		var found []fanvue.Post
		for post, err := range client.Posts.All(ctx, nil) {
			if err != nil {
				t.Fatal(err)
			}
			if post.Text == "once" {
				found = append(found, post)
			}
		}
		if len(found) != 1 {
			t.Fatalf("%d posts, want 1", len(found))
		}
		_, err = client.Posts.CreateComment(ctx, found[0].UUID, fanvue.CommentParams{Text: "once too"})
		asError[*fanvue.OutcomeUnknownError](t, err)
		comments, err := client.Posts.Comments(ctx, found[0].UUID, nil)
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, comment := range comments.Data {
			texts = append(texts, comment.Text)
		}
		if diff := cmp.Diff([]string{"once too"}, texts); diff != "" {
			t.Errorf("comments (-want +got):\n%s", diff)
		}
		if n := server.PendingFaults(); n != 0 {
			t.Errorf("%d faults were not met", n)
		}
	})
}
