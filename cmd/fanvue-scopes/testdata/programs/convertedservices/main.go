// Services that are converted several times act for the account that they came from, and
// for that of the type they end as.
//
//corpus:want Posts.List Creator.Posts.List Creator.Chats.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

type P fanvue.PostsService
type Q P

func (q Q) run() { _, _ = fanvue.PostsService(q).List(context.Background(), nil) }

type C fanvue.ChatsService

func main() {
	c, _ := fanvue.NewClient()
	cc := c.Creator("x")
	Q(P(cc.Posts)).run()
	p := (*fanvue.CreatorChatsService)(&cc.Chats)
	_, _ = p.List(context.Background(), nil)
	_ = C{}
}
