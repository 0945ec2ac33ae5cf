// A service behind an atomic pointer is that of one account.
//
//corpus:want Chats.Create Creator.Posts.List
package main

import (
	"context"
	"sync/atomic"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

type creatorPosts fanvue.CreatorPostsService

func (p creatorPosts) list() {
	_, _ = fanvue.CreatorPostsService(p).List(context.Background(), nil)
}

func main() {
	var current atomic.Pointer[fanvue.ChatsService]
	current.Store(&kit.Client().Chats)
	_, _ = current.Load().Create(context.Background(), "id")
	creatorPosts(kit.Client().Creator("id").Posts).list()
}
