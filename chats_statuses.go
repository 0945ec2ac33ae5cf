package fanvue

import (
	"context"
	"net/http"
)

// OpChatsStatuses is the name of the operation of [ChatsService.Statuses].
const OpChatsStatuses OperationName = "Chats.Statuses"

var opChatsStatuses = declare(Operation{
	Name: OpChatsStatuses, Method: http.MethodPost, Path: "/chats/statuses",
	Scopes: []Scope{ScopeReadChat}, Idempotent: true,
	Bucket: "chat statuses", BucketOn: []Surface{SurfaceV1},
})

const maxUsersPerRequest = 100

// OnlineStatus holds the online status of a user. A user who hides it appears
// as offline.
type OnlineStatus struct {
	// IsOnline reports whether the user is online.
	IsOnline bool `json:"isOnline"`
	// LastSeenAt is zero if the user hides it.
	LastSeenAt Timestamp `json:"lastSeenAt"`
	// Unreadable reports that the status could not be decoded; nil if it could.
	Unreadable *ItemDecodeError `json:"-"`
}

func (OnlineStatus) required() []string { return []string{"isOnline|lastSeenAt"} }

// Err returns Unreadable as an error, or nil.
func (s OnlineStatus) Err() error {
	if s.Unreadable == nil {
		return nil
	}
	return s.Unreadable
}

// onlineStatuses is the response to [ChatsService.Statuses].
type onlineStatuses map[string]OnlineStatus

func (onlineStatuses) required() []string { return nil }

func (s *onlineStatuses) decodeBody(r *response, op *operation) (err error) {
	if err := findRefusal(r.body); err != nil {
		return err
	}
	*s, err = decodeEntries(r, op, r.body, func(broken *ItemDecodeError) OnlineStatus { return OnlineStatus{Unreadable: broken} })
	return err
}

type usersBody struct {
	UserUUIDs []string `json:"userUuids"`
}

func (u usersBody) validate() *ArgumentError {
	return checkIDs("userUUIDs", u.UserUUIDs, maxUsersPerRequest)
}

// Statuses returns the online statuses of 1 to 100 users, keyed by user id.
//
// Calls POST /chats/statuses. Scopes: read:chat.
func (s ChatsService) Statuses(ctx context.Context, userUUIDs []string) (map[string]OnlineStatus, error) {
	statuses, err := fetch[onlineStatuses](ctx, s.request(opChatsStatuses).with(usersBody{userUUIDs}))
	if err != nil {
		return nil, err
	}
	return *statuses, nil
}
