package fanvue_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
)

func TestValidationOfPosts(t *testing.T) {
	t.Parallel()
	type params = fanvue.PostParams
	const everybody = fanvue.AudienceFollowersAndSubscribers
	media := []string{"a"}
	year10000 := time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	var cases []validationCase
	for _, tc := range []struct {
		name, argument, sent string
		params               params
	}{
		{"for nobody", "Audience", "", params{Text: "hello"}},
		{"for everybody", "", `{"audience":"followers-and-subscribers"}`, params{Audience: everybody}},
		{"for an audience of the future", "", `{"audience":"vips"}`, params{Audience: "vips"}},
		{"price 300", "", `"price":300`, params{Audience: everybody, MediaUUIDs: media, Price: 300}},
		{"price 299", "Price", "", params{Audience: everybody, MediaUUIDs: media, Price: 299}},
		{"price 1", "Price", "", params{Audience: everybody, MediaUUIDs: media, Price: 1}},
		{"price -1", "Price", "", params{Audience: everybody, MediaUUIDs: media, Price: -1}},
		{"price of a text", "Price", "", params{Audience: everybody, Text: "hello", Price: 300}},
		{"price of an empty list of media", "Price", "", params{Audience: everybody, MediaUUIDs: []string{}, Price: 300}},
		{"price of a preview", "Price", "", params{Audience: everybody, MediaPreviewUUID: "a", Price: 300}},
		{"5000 characters", "", `"text":"` + runes(5000) + `"`, params{Audience: everybody, Text: runes(5000)}},
		{"5001 characters", "Text", "", params{Audience: everybody, Text: runes(5001)}},
		{"text that is no UTF-8", "Text", "", params{Audience: everybody, Text: "caf\xe9"}},
		{"an empty media id", "MediaUUIDs", "", params{Audience: everybody, MediaUUIDs: []string{"a", ""}}},
		{"an empty collection id", "CollectionUUIDs", "", params{Audience: everybody, CollectionUUIDs: []string{"a", ""}}},
		{"at a time", "", `"publishAt":"2026-01-02T03:04:05.000Z"`, params{Audience: everybody, PublishAt: at("2026-01-02T04:04:05+01:00").Time}},
		{"at a time that cannot be written", "body", "", params{Audience: everybody, PublishAt: year10000}},
	} {
		cases = append(cases, validationCase{fanvue.OpPostsCreate, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Posts.Create(ctx, tc.params))
		}}, validationCase{fanvue.OpCreatorPostsCreate, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Creator("ada").Posts.Create(ctx, tc.params))
		}})
	}
	runValidation(t, cases)
}

// The bodies are whole: what an update does not have must be absent.
func TestValidationOfPostUpdates(t *testing.T) {
	t.Parallel()
	type update = fanvue.PostUpdate
	when := fanvue.Value(at("2026-01-02T03:04:05Z").Time)
	var cases []validationCase
	for _, tc := range []struct {
		name, argument, sent string
		update               update
	}{
		{"of nothing", "PostUpdate", "", update{}},

		{"audience", "", ` {"audience":"subscribers"}`, update{Audience: fanvue.Value(fanvue.AudienceSubscribers)}},
		{"audience null", "Audience", "", update{Audience: fanvue.Null[fanvue.Audience]()}},
		{"audience empty", "Audience", "", update{Audience: fanvue.Value(fanvue.Audience(""))}},

		{"text", "", ` {"text":"hello"}`, update{Text: fanvue.Value("hello")}},
		{"text null", "", ` {"text":null}`, update{Text: fanvue.Null[string]()}},
		{"text empty", "", ` {"text":""}`, update{Text: fanvue.Value("")}},
		{"text of 5000 characters", "", ` {"text":"` + runes(5000) + `"}`, update{Text: fanvue.Value(runes(5000))}},
		{"text of 5001 characters", "Text", "", update{Text: fanvue.Value(runes(5001))}},
		{"text that is no UTF-8", "Text", "", update{Text: fanvue.Value("caf\xe9")}},

		{"media", "", ` {"mediaUuids":["a","b"]}`, update{MediaUUIDs: fanvue.Value([]string{"a", "b"})}},
		{"media null", "MediaUUIDs", "", update{MediaUUIDs: fanvue.Null[[]string]()}},
		{"a price without media", "Price", "", update{MediaUUIDs: fanvue.Value([]string{}), Price: fanvue.Value(fanvue.Cents(500))}},
		{"media removed", "", ` {"mediaUuids":[]}`, update{MediaUUIDs: fanvue.Value([]string{})}},
		{"media removed by nil", "", ` {"mediaUuids":[]}`, update{MediaUUIDs: fanvue.Value[[]string](nil)}},
		{"an empty media id", "MediaUUIDs", "", update{MediaUUIDs: fanvue.Value([]string{"a", ""})}},

		{"preview", "", ` {"mediaPreviewUuid":"a"}`, update{MediaPreviewUUID: fanvue.Value("a")}},
		{"preview null", "", ` {"mediaPreviewUuid":null}`, update{MediaPreviewUUID: fanvue.Null[string]()}},
		{"preview empty", "MediaPreviewUUID", "", update{MediaPreviewUUID: fanvue.Value("")}},

		{"price 300", "", ` {"price":300}`, update{Price: fanvue.Value[fanvue.Cents](300)}},
		{"price null", "", ` {"price":null}`, update{Price: fanvue.Null[fanvue.Cents]()}},
		{"price 299", "Price", "", update{Price: fanvue.Value[fanvue.Cents](299)}},
		{"price 0", "Price", "", update{Price: fanvue.Value[fanvue.Cents](0)}},
		{"price -1", "Price", "", update{Price: fanvue.Value[fanvue.Cents](-1)}},

		{"publication", "", ` {"publishAt":"2026-01-02T03:04:05.000Z"}`, update{PublishAt: when}},
		{"publication null", "", ` {"publishAt":null}`, update{PublishAt: fanvue.Null[time.Time]()}},
		{"publication at no time", "PublishAt", "", update{PublishAt: fanvue.Value(time.Time{})}},

		{"expiry", "", ` {"expiresAt":"2026-01-02T03:04:05.000Z"}`, update{ExpiresAt: when}},
		{"expiry null", "", ` {"expiresAt":null}`, update{ExpiresAt: fanvue.Null[time.Time]()}},
		{"expiry at no time", "ExpiresAt", "", update{ExpiresAt: fanvue.Value(time.Time{})}},

		{"collections", "", ` {"collectionUuids":["a","b"]}`, update{CollectionUUIDs: fanvue.Value([]string{"a", "b"})}},
		{"collections null", "", ` {"collectionUuids":null}`, update{CollectionUUIDs: fanvue.Null[[]string]()}},
		{"collections removed", "", ` {"collectionUuids":[]}`, update{CollectionUUIDs: fanvue.Value([]string{})}},
		{"collections removed by nil", "", ` {"collectionUuids":[]}`, update{CollectionUUIDs: fanvue.Value[[]string](nil)}},
		{"an empty collection id", "CollectionUUIDs", "", update{CollectionUUIDs: fanvue.Value([]string{"a", ""})}},
	} {
		cases = append(cases, validationCase{fanvue.OpPostsUpdate, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Posts.Update(ctx, "p", tc.update))
		}}, validationCase{fanvue.OpCreatorPostsUpdate, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Creator("ada").Posts.Update(ctx, "p", tc.update))
		}})
	}
	runValidation(t, cases)
}

func TestValidationOfCommentsAndCollections(t *testing.T) {
	t.Parallel()
	var cases []validationCase
	add := func(op fanvue.OperationName, name, argument, sent string, call func(context.Context, *fanvue.Client) error) {
		cases = append(cases, validationCase{op, name, argument, sent, call})
	}
	comment := func(name, argument string, params fanvue.CommentParams) {
		sent := `{"text":"` + params.Text + `"}`
		add(fanvue.OpPostsCreateComment, name, argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Posts.CreateComment(ctx, "p", params))
		})
		add(fanvue.OpCreatorPostsCreateComment, name, argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Creator("ada").Posts.CreateComment(ctx, "p", params))
		})
	}
	for n, argument := range map[int]string{0: "Text", 1: "", 600: "", 601: "Text"} {
		comment(fmt.Sprint("text of ", n), argument, fanvue.CommentParams{Text: runes(n)})
	}
	comment("text that is no UTF-8", "Text", fanvue.CommentParams{Text: "caf\xe9"})

	collection := func(name, argument string, params fanvue.CollectionParams) {
		sent := `{"label":"` + params.Label + `"}`
		add(fanvue.OpCollectionsCreate, name, argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Collections.Create(ctx, params))
		})
		add(fanvue.OpCollectionsRename, name, argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return c.Collections.Rename(ctx, "k", params)
		})
	}
	for n, argument := range map[int]string{0: "Label", 1: "", 100: "", 101: "Label"} {
		collection(fmt.Sprint("label of ", n), argument, fanvue.CollectionParams{Label: runes(n)})
	}
	collection("label that is no UTF-8", "Label", fanvue.CollectionParams{Label: "caf\xe9"})
	runValidation(t, cases)
}

func TestValidationOfPagesOfPosts(t *testing.T) {
	t.Parallel()
	var cases []validationCase
	for size, sent := range map[int]string{-1: "", 1: "size=1 ", 50: "size=50 ", 51: ""} {
		page := &fanvue.ListOptions{Size: size}
		for op, list := range map[fanvue.OperationName]func(context.Context, *fanvue.Client) error{
			fanvue.OpPostsList: func(ctx context.Context, c *fanvue.Client) error {
				return second(c.Posts.List(ctx, &fanvue.PostListOptions{Size: size}))
			},
			fanvue.OpCreatorPostsList: func(ctx context.Context, c *fanvue.Client) error {
				return second(c.Creator("ada").Posts.List(ctx, &fanvue.PostListOptions{Size: size}))
			},
			fanvue.OpPostsComments: func(ctx context.Context, c *fanvue.Client) error { return second(c.Posts.Comments(ctx, "p", page)) },
			fanvue.OpCreatorPostsComments: func(ctx context.Context, c *fanvue.Client) error {
				return second(c.Creator("ada").Posts.Comments(ctx, "p", page))
			},
			fanvue.OpPostsLikes:      func(ctx context.Context, c *fanvue.Client) error { return second(c.Posts.Likes(ctx, "p", page)) },
			fanvue.OpPostsTips:       func(ctx context.Context, c *fanvue.Client) error { return second(c.Posts.Tips(ctx, "p", page)) },
			fanvue.OpCollectionsList: func(ctx context.Context, c *fanvue.Client) error { return second(c.Collections.List(ctx, page)) },
		} {
			cases = append(cases, validationCase{op, fmt.Sprint("size ", size), rejectedUnless(sent, "Size"), sent, list})
		}
	}
	runValidation(t, cases)
}
