package fanvuetest_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

const (
	imageUUID   = fanvuetest.MediaUUID
	videoUUID   = "d0000000-0000-4000-8000-000000000002"
	postPath    = "/posts/" + fanvuetest.PostUUID
	creatorPath = "/creators/" + fanvuetest.CreatorUUID
	noPost      = `{"message":"Post not found"}`
)

// withPosts runs a test at the beginning of 2000, with a key for posts.
func withPosts(t *testing.T, test func(t *testing.T, server *fanvuetest.Server)) {
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.WithCredential(fanvuetest.APIKey,
			fanvue.ScopeReadPost, fanvue.ScopeWritePost, fanvue.ScopeReadCreator, fanvue.ScopeWriteCreator))
		defer server.Close()
		test(t, server)
	})
}

// makePost creates a post and returns its path.
func makePost(t *testing.T, server *fanvuetest.Server, body string) string {
	t.Helper()
	made := ask(t, server, http.MethodPost, "/posts", body)
	if made.status != 201 {
		t.Fatalf("got %d %s", made.status, made.body)
	}
	return "/posts/" + dig(t, made.body, "uuid").(string)
}

// texts are the texts of a list of posts or comments.
func texts(t *testing.T, server *fanvuetest.Server, path string) []string {
	t.Helper()
	body := get(t, server, path).body
	var all []string
	for i := range dig(t, body, "data").([]any) {
		text, _ := dig(t, body, "data", i, "text").(string)
		all = append(all, text)
	}
	return all
}

func TestSeededPosts(t *testing.T) {
	withPosts(t, func(t *testing.T, server *fanvuetest.Server) {
		wantJSON(t, get(t, server, postPath), 200, `{"audience":"followers-and-subscribers",
			"collections":[{"label":"Travel","uuid":"`+fanvuetest.CollectionUUID+`"}],
			"commentsCount":4,"createdAt":"1999-11-02T00:00:00.000Z","expiresAt":null,"isPinned":true,"likesCount":4,
			"mediaPreviewUuid":null,"mediaUuids":["`+imageUUID+`"],"price":null,"publishAt":null,
			"publishedAt":"1999-11-02T00:00:00.000Z","text":"Welcome! New sets every Friday.",
			"tips":{"count":3,"totalGross":3734,"totalNet":2987},"uuid":"`+fanvuetest.PostUUID+`"}`)
		wantJSON(t, get(t, server, "/posts/"+fanvuetest.PricedPostUUID), 200, `{"audience":"subscribers",
			"collections":[{"label":"Travel","uuid":"`+fanvuetest.CollectionUUID+`"},{"label":"Studio","uuid":"22000000-0000-4000-8000-000000000002"}],
			"commentsCount":0,"createdAt":"1999-12-25T00:00:00.000Z","expiresAt":null,"isPinned":false,"likesCount":0,
			"mediaPreviewUuid":"`+imageUUID+`","mediaUuids":["`+videoUUID+`","`+imageUUID+`"],"price":1500,"publishAt":null,
			"publishedAt":"1999-12-25T00:00:00.000Z","text":"The whole tour, uncut.",
			"tips":{"count":0,"totalGross":0,"totalNet":0},"uuid":"`+fanvuetest.PricedPostUUID+`"}`)
		first := get(t, server, "/posts").body
		want(t, "pagination", dig(t, first, "pagination"), decode(t, `{"page":1,"size":15,"hasMore":true}`))
		// The draft stands where it was written, the scheduled post where it
		// will be.
		want(t, "first", texts(t, server, "/posts?size=5"), []string{
			"Welcome! New sets every Friday.", "Friday's set is here.", "Only for today: ask me anything.", "Ideas for the summer", "The whole tour, uncut.",
		})
		want(t, "published", texts(t, server, "/posts?size=3&includeUnpublished=false"), []string{
			"Welcome! New sets every Friday.", "Only for today: ask me anything.", "The whole tour, uncut.",
		})
		want(t, "includeUnpublished=true", texts(t, server, "/posts?size=2&includeUnpublished=true")[1], "Friday's set is here.")
		want(t, "last", texts(t, server, "/posts?size=4&page=5"), []string{"Friday set no. 1"})
		wantExactly(t, get(t, server, "/posts?includeUnpublished=maybe&size=51"), 400,
			`{"errors":["size must be a whole number from 1 to 50","includeUnpublished must be one of true, false"]}`)
		wantExactly(t, get(t, server, "/posts/"+unknownUUID), 404, noPost)
	})
}

func TestEmptyFeed(t *testing.T) {
	server := newServer(t, fanvuetest.Empty())
	for _, path := range []string{"/posts", "/collections"} {
		wantExactly(t, get(t, server, path), 200, `{"data":[],"pagination":{"page":1,"size":0,"hasMore":false}}`)
	}
}

func TestPostsOnV1HaveCursors(t *testing.T) {
	withPosts(t, func(t *testing.T, server *fanvuetest.Server) {
		first := get(t, server, "/v1/posts?size=16").body
		want(t, "rows", len(dig(t, first, "data").([]any)), 16)
		want(t, "text", dig(t, first, "data", 0, "text"), any("Welcome! New sets every Friday."))
		next := dig(t, first, "nextCursor").(string)
		second := get(t, server, "/v1/posts?size=16&cursor="+next).body
		want(t, "text", dig(t, second, "data", 0, "text"), any("Friday set no. 1"))
		want(t, "end", dig(t, second, "nextCursor"), nil)
		wantExactly(t, get(t, server, "/v1/posts?includeUnpublished=false&cursor="+next), 400, `{"errors":["cursor is not valid for this list"]}`)
		want(t, "single", get(t, server, "/v1"+postPath).status, 200)
		want(t, "comments", dig(t, get(t, server, "/v1"+postPath+"/comments").body, "nextCursor"), nil)
		want(t, "collections", dig(t, get(t, server, "/v1/collections").body, "nextCursor"), nil)
	})
}

func TestCreatePost(t *testing.T) {
	withPosts(t, func(t *testing.T, server *fanvuetest.Server) {
		made := ask(t, server, http.MethodPost, "/posts", `{"audience":"subscribers","text":"Hi 👋","mediaUuids":["`+videoUUID+`","`+imageUUID+`"],
			"mediaPreviewUuid":"`+imageUUID+`","price":300,"expiresAt":"2000-01-03T00:00:00Z","collectionUuids":["`+fanvuetest.CollectionUUID+`"]}`)
		uuid := dig(t, made.body, "uuid").(string)
		fields := `"audience":"subscribers","createdAt":"2000-01-01T00:00:00.000Z","expiresAt":"2000-01-03T00:00:00.000Z",
			"mediaPreviewUuid":"` + imageUUID + `","price":300,"publishAt":null,"publishedAt":"2000-01-01T00:00:00.000Z","text":"Hi 👋","uuid":"` + uuid + `"`
		wantJSON(t, made, 201, `{`+fields+`}`)
		wantJSON(t, get(t, server, "/posts/"+uuid), 200, `{`+fields+`,"collections":[{"label":"Travel","uuid":"`+fanvuetest.CollectionUUID+`"}],
			"commentsCount":0,"isPinned":false,"likesCount":0,"mediaUuids":["`+videoUUID+`","`+imageUUID+`"],"tips":{"count":0,"totalGross":0,"totalNet":0}}`)
		want(t, "after the pinned one and the scheduled one", texts(t, server, "/posts?size=3")[2], "Hi 👋")

		plain := ask(t, server, http.MethodPost, "/posts", `{"audience":"followers-and-subscribers"}`)
		wantJSON(t, plain, 201, `{"audience":"followers-and-subscribers","createdAt":"2000-01-01T00:00:00.000Z","expiresAt":null,"mediaPreviewUuid":null,
			"price":null,"publishAt":null,"publishedAt":"2000-01-01T00:00:00.000Z","text":null,"uuid":"`+dig(t, plain.body, "uuid").(string)+`"}`)
	})
}

func TestScheduledPost(t *testing.T) {
	withPosts(t, func(t *testing.T, server *fanvuetest.Server) {
		later := makePost(t, server, `{"audience":"subscribers","text":"Later","publishAt":"2000-01-01T10:00:00Z"}`)
		now := makePost(t, server, `{"audience":"subscribers","text":"Sooner than planned","publishAt":"2000-01-01T20:00:00Z"}`)
		times := func(path string) []any {
			body := get(t, server, path).body
			return []any{dig(t, body, "publishAt"), dig(t, body, "publishedAt")}
		}
		want(t, "scheduled", times(later), []any{"2000-01-01T10:00:00.000Z", nil})
		want(t, "moved", ask(t, server, http.MethodPatch, later, `{"publishAt":"2000-01-01T11:00:00Z"}`).status, 200)

		time.Sleep(10*time.Hour + 30*time.Minute)
		want(t, "not yet", times(later), []any{"2000-01-01T11:00:00.000Z", nil})
		published := ask(t, server, http.MethodPatch, now, `{"publishAt":null}`).body
		want(t, "at once", []any{dig(t, published, "publishAt"), dig(t, published, "publishedAt")}, []any{nil, "2000-01-01T10:30:00.000Z"})

		time.Sleep(time.Hour)
		// It is as old as its plan, not as the look at it.
		want(t, "published", times(later), []any{nil, "2000-01-01T11:00:00.000Z"})
		want(t, "newest first", texts(t, server, "/posts?size=3&includeUnpublished=false")[1:], []string{"Later", "Sooner than planned"})
		want(t, "null of a published post", ask(t, server, http.MethodPatch, later, `{"publishAt":null}`).status, 200)
		want(t, "nothing changed", times(later), []any{nil, "2000-01-01T11:00:00.000Z"})
		wantExactly(t, ask(t, server, http.MethodPatch, later, `{"publishAt":"2000-01-05T00:00:00Z"}`), 400, `{"message":"A published post cannot be scheduled"}`)
	})
}

func TestExpiredPost(t *testing.T) {
	withPosts(t, func(t *testing.T, server *fanvuetest.Server) {
		path := makePost(t, server, `{"audience":"subscribers","text":"Be quick","expiresAt":"2000-01-01T02:00:00Z"}`)
		kept := makePost(t, server, `{"audience":"subscribers","text":"Kept","expiresAt":"2000-01-01T02:00:00Z"}`)
		want(t, "kept for good", dig(t, ask(t, server, http.MethodPatch, kept, `{"expiresAt":null}`).body, "expiresAt"), nil)
		time.Sleep(2*time.Hour - time.Millisecond)
		want(t, "just there", texts(t, server, "/posts?size=4")[2:], []string{"Kept", "Be quick"})
		time.Sleep(time.Millisecond)
		want(t, "gone", texts(t, server, "/posts?size=4")[2:], []string{"Kept", "Only for today: ask me anything."})
		want(t, "moved", ask(t, server, http.MethodPatch, path, `{"expiresAt":"2000-01-02T00:00:00Z"}`).status, 200)
		want(t, "back", texts(t, server, "/posts?size=4")[3], "Be quick")
	})
}

func TestUpdatePost(t *testing.T) {
	withPosts(t, func(t *testing.T, server *fanvuetest.Server) {
		path := makePost(t, server, `{"audience":"subscribers","text":"Old","mediaUuids":["`+imageUUID+`"],"mediaPreviewUuid":"`+imageUUID+`","price":500,
			"publishAt":"2000-01-02T00:00:00Z","expiresAt":"2000-01-03T00:00:00Z","collectionUuids":["`+fanvuetest.CollectionUUID+`"]}`)
		state := decode(t, get(t, server, path).body).(map[string]any)
		for _, step := range []struct{ body, field, becomes string }{
			{`{}`, "text", `"Old"`},
			{`{"audience":"followers-and-subscribers"}`, "audience", `"followers-and-subscribers"`},
			{`{"text":"New"}`, "text", `"New"`},
			{`{"text":null}`, "text", `null`},
			{`{"text":""}`, "text", `null`},
			{`{"mediaUuids":["` + videoUUID + `"]}`, "mediaUuids", `["` + videoUUID + `"]`},
			{`{"mediaPreviewUuid":"` + videoUUID + `"}`, "mediaPreviewUuid", `"` + videoUUID + `"`},
			{`{"mediaPreviewUuid":null}`, "mediaPreviewUuid", `null`},
			{`{"price":700}`, "price", `700`},
			{`{"price":null}`, "price", `null`},
			{`{"mediaUuids":[]}`, "mediaUuids", `[]`},
			{`{"publishAt":"2000-01-02T12:00:00+01:00"}`, "publishAt", `"2000-01-02T11:00:00.000Z"`},
			{`{"expiresAt":"2000-01-04T00:00:00Z"}`, "expiresAt", `"2000-01-04T00:00:00.000Z"`},
			{`{"expiresAt":null}`, "expiresAt", `null`},
			{`{"collectionUuids":["22000000-0000-4000-8000-000000000002","22000000-0000-4000-8000-000000000002"]}`, "collections", `[{"label":"Studio","uuid":"22000000-0000-4000-8000-000000000002"}]`},
			{`{"collectionUuids":null}`, "collections", `[]`},
		} {
			got := ask(t, server, http.MethodPatch, path, step.body)
			state[step.field] = decode(t, step.becomes)
			want(t, step.body, []any{got.status, decode(t, got.body)}, []any{200, any(state)})
			want(t, step.body+" is kept", decode(t, get(t, server, path).body), any(state))
		}
	})
}

func TestPinAndRepost(t *testing.T) {
	withPosts(t, func(t *testing.T, server *fanvuetest.Server) {
		old := "/posts/20000000-0000-4000-8000-000000000006" // Friday set no. 12
		time.Sleep(time.Hour)
		for range 2 { // pinning twice is not an error
			got := ask(t, server, http.MethodPost, old+"/pin", "")
			want(t, "pinned", []any{got.status, dig(t, got.body, "isPinned"), dig(t, got.body, "text")}, []any{200, true, "Friday set no. 12"})
		}
		want(t, "two are pinned", texts(t, server, "/posts?size=2"), []string{"Friday set no. 12", "Welcome! New sets every Friday."})
		for range 2 {
			got := ask(t, server, http.MethodDelete, old+"/pin", "")
			want(t, "unpinned", []any{got.status, dig(t, got.body, "isPinned")}, []any{200, false})
		}
		want(t, "one is pinned", texts(t, server, "/posts?size=1"), []string{"Welcome! New sets every Friday."})

		got := ask(t, server, http.MethodPost, old+"/repost", "")
		want(t, "reposted", []any{got.status, dig(t, got.body, "publishedAt"), dig(t, got.body, "createdAt")},
			[]any{200, "2000-01-01T01:00:00.000Z", "1999-12-24T00:00:00.000Z"})
		want(t, "newest", texts(t, server, "/posts?size=2&includeUnpublished=false")[1], "Friday set no. 12")
		wantExactly(t, ask(t, server, http.MethodPost, "/posts/"+fanvuetest.ScheduledPostUUID+"/repost", ""), 400, `{"message":"Only a published post can be reposted"}`)
	})
}

func TestDeletedPost(t *testing.T) {
	withPosts(t, func(t *testing.T, server *fanvuetest.Server) {
		wantExactly(t, ask(t, server, http.MethodDelete, postPath, ""), 204, "")
		want(t, "first", texts(t, server, "/posts?size=1"), []string{"Friday's set is here."})
		for _, gone := range []struct{ method, path, body string }{
			{"DELETE", "", ""}, {"GET", "", ""}, {"PATCH", "", `{"text":"x"}`},
			{"POST", "/pin", ""}, {"DELETE", "/pin", ""}, {"POST", "/repost", ""},
			{"GET", "/comments", ""}, {"POST", "/comments", `{"text":"x"}`}, {"DELETE", "/comments/" + fanvuetest.CommentUUID, ""},
			{"GET", "/likes", ""}, {"GET", "/tips", ""},
		} {
			wantExactly(t, ask(t, server, gone.method, postPath+gone.path, gone.body), 404, noPost)
		}
	})
}

func TestPostsOfCreators(t *testing.T) {
	withPosts(t, func(t *testing.T, server *fanvuetest.Server) {
		theirs := creatorPath + "/posts/" + fanvuetest.CreatorPostUUID
		want(t, "pinned", dig(t, get(t, server, creatorPath+"/posts?size=1").body, "data", 0, "uuid"), any(fanvuetest.CreatorPostUUID))
		want(t, "changed", dig(t, ask(t, server, http.MethodPatch, theirs, `{"text":"By the agency"}`).body, "text"), any("By the agency"))
		want(t, "own post kept", texts(t, server, "/posts?size=1"), []string{"Welcome! New sets every Friday."})
		// Nobody sees the other's posts.
		wantExactly(t, get(t, server, "/posts/"+fanvuetest.CreatorPostUUID), 404, noPost)
		wantExactly(t, ask(t, server, http.MethodDelete, creatorPath+postPath, ""), 404, noPost)

		want(t, "comments", len(texts(t, server, theirs+"/comments")), 4)
		want(t, "commented", ask(t, server, http.MethodPost, theirs+"/comments", `{"text":"hi"}`).status, 201)
		want(t, "by the creator", dig(t, get(t, server, theirs+"/comments").body, "data", 0, "user", "uuid"), any(fanvuetest.CreatorUUID))
		wantExactly(t, ask(t, server, http.MethodDelete, theirs+"/comments/"+fanvuetest.CreatorCommentUUID, ""), 204, "")
		wantExactly(t, ask(t, server, http.MethodDelete, theirs, ""), 204, "")
		wantExactly(t, get(t, server, theirs+"/comments"), 404, noPost)
		wantExactly(t, get(t, server, creatorPath+"/collections"), 404, `{"message":"There is no such route"}`)
	})
}

func TestBadPosts(t *testing.T) {
	withPosts(t, func(t *testing.T, server *fanvuetest.Server) {
		before := get(t, server, postPath).body
		for _, test := range []struct{ body, response string }{
			{``, `{"errors":["body must be a JSON object"]}`},
			{`{"audience":"nobody"}`, `{"errors":["audience must be one of subscribers, followers-and-subscribers"]}`},
			{`{"audience":null}`, `{"errors":["audience must be a string"]}`},
			{`{"audience":"subscribers","text":"` + strings.Repeat("é", 5001) + `"}`, `{"errors":["text must have 0 to 5000 characters"]}`},
			{`{"audience":"subscribers","mediaUuids":null}`, `{"errors":["mediaUuids must be an array of strings"]}`},
			{`{"audience":"subscribers","mediaUuids":["` + unknownUUID + `"]}`, `{"message":"The media ` + unknownUUID + ` is not in the library"}`},
			{`{"audience":"subscribers","mediaPreviewUuid":"` + unknownUUID + `"}`, `{"message":"The media ` + unknownUUID + ` is not in the library"}`},
			{`{"audience":"subscribers","price":299}`, `{"errors":["price must be a whole number of cents, at least 300"]}`},
			{`{"audience":"subscribers","mediaUuids":[],"price":300}`, `{"message":"A price needs media"}`},
			{`{"audience":"subscribers","publishAt":"soon"}`, `{"errors":["publishAt must be an ISO 8601 date-time"]}`},
			{`{"audience":"subscribers","publishAt":"2000-01-01T00:00:00Z"}`, `{"errors":["publishAt must be in the future"]}`},
			{`{"audience":"subscribers","expiresAt":"1999-01-01T00:00:00Z"}`, `{"errors":["expiresAt must be in the future"]}`},
			{`{"audience":"subscribers","collectionUuids":["` + unknownUUID + `"]}`, `{"message":"The collection ` + unknownUUID + ` does not exist"}`},
		} {
			wantExactly(t, ask(t, server, http.MethodPatch, postPath, test.body), 400, test.response)
			// Only an update may respond with a message.
			response := strings.NewReplacer(`{"message":"`, `{"errors":["`, `"}`, `"]}`).Replace(test.response)
			wantExactly(t, ask(t, server, http.MethodPost, "/posts", test.body), 400, response)
		}
		wantExactly(t, ask(t, server, http.MethodPost, "/posts", `{"text":"for whom?"}`), 400, `{"errors":["audience is required"]}`)
		wantExactly(t, ask(t, server, http.MethodPost, "/posts", `{"audience":"subscribers","price":null}`), 400, `{"errors":["price must be a number"]}`)
		wantExactly(t, ask(t, server, http.MethodPost, "/posts", `{"audience":"subscribers","text":"for sale","price":300}`), 400, `{"errors":["A price needs media"]}`)
		wantExactly(t, ask(t, server, http.MethodPatch, "/posts/"+fanvuetest.PricedPostUUID, `{"mediaUuids":[]}`), 400, `{"message":"A price needs media"}`)
		want(t, "nothing was made", dig(t, get(t, server, "/posts?size=17&page=1").body, "pagination", "hasMore"), any(false))
		want(t, "nothing was changed", get(t, server, postPath).body, before)
	})
}
