package fanvuetest_test

import (
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestArrangedPosts(t *testing.T) {
	server := newServer(t, fanvuetest.Empty())
	me, price := server.Me(), fanvue.Cents(700)
	former := me.AddExpiredSubscriber(fanvue.User{UUID: "former", DisplayName: "Max"})
	plain := me.AddPost(fanvue.Post{UUID: "a post", Text: "Hello"})
	sold := me.AddPost(fanvue.Post{Audience: fanvue.AudienceSubscribers, MediaUUIDs: []string{"pier"}, Price: &price, IsPinned: true})
	said := me.AddComment(plain, former, "Hi!")
	me.AddTip(plain, former, 500)

	want(t, "expired", column(t, get(t, server, "/chats/lists/smart/expired_subscribers").body, "uuid"), []string{former})
	want(t, "subscribers", len(column(t, get(t, server, "/subscribers").body, "uuid")), 0)
	want(t, "pinned first", column(t, get(t, server, "/posts").body, "uuid"), []string{sold, plain})
	post := get(t, server, "/posts/"+sold).body
	want(t, "sold", []any{dig(t, post, "audience"), dig(t, post, "price"), dig(t, post, "mediaUuids", 0)}, []any{"subscribers", 700.0, "pier"})
	comment := get(t, server, "/posts/a%20post/comments").body
	want(t, "comment", []any{dig(t, comment, "data", 0, "uuid"), dig(t, comment, "data", 0, "text"), dig(t, comment, "data", 0, "user", "uuid")},
		[]any{said, "Hi!", former})
	want(t, "tips", dig(t, get(t, server, "/posts/a%20post").body, "tips"), decode(t, `{"count":1,"totalGross":500,"totalNet":400}`))
	earned := get(t, server, "/insights/earnings?source=tip").body
	want(t, "earned", []any{dig(t, earned, "data", 0, "gross"), dig(t, earned, "data", 0, "postUuid")}, []any{500.0, plain})
	want(t, "balance", dig(t, get(t, server, "/users/account").body, "account", "earnings", "availableBalance"), any(500.0))
}

func TestMistakesInPostsPanic(t *testing.T) {
	me := newServer(t).Me()
	for name, set := range map[string]func(){
		"comment": func() { me.AddComment(unknownUUID, jonas, "x") },
		"tip":     func() { me.AddTip(unknownUUID, jonas, 100) },
	} {
		func() {
			defer func() { want(t, name+" panics", recover() != nil, true) }()
			set()
		}()
	}
}
