package fanvue

import (
	"context"
	"iter"
	"time"
)

// ChangedSince returns an iterator over the chats with a message at or after
// since, most recent message first, and those without messages that were opened at
// or after it. It stops at the first chat whose last message is older, so that it
// requests few pages of a long list. Each chat is returned once.
//
// Chats without messages may come anywhere in the list: they end nothing. Those of
// which the server does not know when they were opened are left out, unless since
// is the zero time, which means all chats.
//
// To find changes regularly, pass the latest LastMessageAt of the iteration before.
// The result includes the chats of exactly that time, because another message may
// have the same time. A chat that receives a message during the iteration may be
// missing; the next iteration returns it. With [WithPrefetch], one page is requested
// ahead at most, in the order of the list.
//
// Calls GET /chats. Scopes: read:chat; for a managed creator also read:creator.
func (s chatsCore) ChangedSince(ctx context.Context, since time.Time) iter.Seq2[Chat, error] {
	since = since.Truncate(time.Millisecond) // the API's times have no more
	r := options(s.request(opChatsList), new(ChatListOptions))
	r.inOrder = true // a chat that moves to the next page must not be missed
	chats := Distinct(all[Chat](ctx, r), func(c Chat) string { return c.User.UUID })
	return func(yield func(Chat, error) bool) {
		for chat, err := range chats {
			changed := chat.LastMessageAt
			switch {
			case err != nil:
			case !changed.IsZero() && changed.Before(since):
				return
			case changed.IsZero() && chat.CreatedAt.Before(since):
				continue
			}
			if !yield(chat, err) {
				return
			}
		}
	}
}

// StatusesAll returns an iterator over the online statuses of any number of users,
// in the order of userUUIDs and each of them once. It requests 100 at a time. A
// user without a readable status has an error in its place, an [*ItemDecodeError]
// or an [ItemError], which ends nothing; any other error is a [*BatchError], is
// yielded once and ends the iteration.
//
// Calls POST /chats/statuses. Scopes: read:chat.
func (s ChatsService) StatusesAll(ctx context.Context, userUUIDs []string) iter.Seq2[BatchItem[OnlineStatus], error] {
	return batchAll("Chats.StatusesAll", "userUUIDs", userUUIDs, maxUsersPerRequest, func(part []string) (func(string) (*OnlineStatus, error), error) {
		statuses, err := s.Statuses(ctx, part)
		return func(id string) (*OnlineStatus, error) {
			status, ok := statuses[id]
			switch {
			case !ok:
				return nil, (&BulkResult[OnlineStatus]{}).Err(id)
			case status.Err() != nil:
				return nil, status.Err()
			}
			return &status, nil
		}, err
	})
}
