package fanvue

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
)

// Names of the operations on fans.
const (
	OpFansSubscribers              OperationName = "Fans.Subscribers"
	OpFansSubscriber               OperationName = "Fans.Subscriber"
	OpFansFollowers                OperationName = "Fans.Followers"
	OpCreatorFansSubscribers       OperationName = "Creator.Fans.Subscribers"
	OpCreatorFansFollowers         OperationName = "Creator.Fans.Followers"
	OpCreatorFansOnlineSubscribers OperationName = "Creator.Fans.OnlineSubscribers"
)

var (
	opFansSubscribers = declare(Operation{
		Name: OpFansSubscribers, Method: http.MethodGet, Path: "/subscribers",
		Scopes: []Scope{ScopeReadFan}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opFansSubscriber = declareUndocumented(Operation{
		Name: OpFansSubscriber, Method: http.MethodGet, Path: "/subscribers/{userUuid}",
		Scopes: []Scope{ScopeReadFan}, Idempotent: true, Surfaces: []Surface{SurfaceV1},
	})
	opFansFollowers = declare(Operation{
		Name: OpFansFollowers, Method: http.MethodGet, Path: "/followers",
		Scopes: []Scope{ScopeReadFan}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opCreatorFansOnlineSubscribers = declare(Operation{
		Name: OpCreatorFansOnlineSubscribers, Method: http.MethodGet, Path: "/creators/{creatorUserUuid}/subscribers/online",
		Scopes: []Scope{ScopeReadFan, ScopeReadCreator}, Idempotent: true,
	})
)

// User is another user as shown in chats and lists. Responses differ in the
// fields that they include; the others are zero.
type User struct {
	// UUID identifies the user and the chat with the user.
	UUID string `json:"uuid"`
	// Handle is the user name.
	Handle string `json:"handle"`
	// DisplayName is the name that others see.
	DisplayName string `json:"displayName"`
	// Nickname is the account's name for the user; empty if there is none.
	Nickname string `json:"nickname"`
	// IsTopSpender reports whether the user is one of the account's top
	// spenders.
	IsTopSpender bool `json:"isTopSpender"`
	// AvatarURL is empty if there is no picture.
	AvatarURL string `json:"avatarUrl"`
	// RegisteredAt is when the user joined Fanvue; zero if the response does
	// not include it.
	RegisteredAt Timestamp `json:"registeredAt"`
	// Role is the user's role, such as creator; empty in most responses.
	Role string `json:"role,omitempty"`
}

func (User) required() []string { return []string{"uuid"} }

// Subscriber is a user who subscribes to the account.
type Subscriber struct {
	User
	// Subscription is nil if the response does not include it.
	Subscription *Subscription `json:"subscription,omitempty"`
	// FirstSubscribedAt is zero if the response does not include it.
	FirstSubscribedAt Timestamp `json:"firstSubscribedAt,omitzero"`
}

// Subscription holds the state and price of a subscription.
type Subscription struct {
	// Status is active, cancelled, pending_confirmation or paused. More values
	// may come.
	Status string `json:"status"`
	// Price is the price of one period, in US cents.
	Price Cents `json:"price"`
	// AmountPaid is the amount paid for the current period, in US cents.
	AmountPaid Cents `json:"amountPaid"`
	// CurrentPeriodStart is the start of the current period; never null.
	CurrentPeriodStart Timestamp `json:"currentPeriodStart"`
	// CurrentPeriodEnd is the end of the current period; zero if the period has
	// no end.
	CurrentPeriodEnd Timestamp `json:"currentPeriodEnd"`
	// AutoRenewalEnabled reports whether the subscription renews automatically.
	AutoRenewalEnabled bool `json:"autoRenewalEnabled"`
}

// Follower is a user who follows the account.
type Follower struct {
	User
}

// SortDirection is the direction of an order.
type SortDirection string

// The two directions.
const (
	SortAscending  SortDirection = "asc"
	SortDescending SortDirection = "desc"
)

// SubscriberSort is an order of subscribers. More values may come.
type SubscriberSort string

// The documented orders of subscribers.
const (
	SortByName         SubscriberSort = "name"
	SortBySubscribedAt SubscriberSort = "subscribedAt"
)

// SubscriberListOptions specifies a page of subscribers and an order. The order
// is not supported for managed creators.
type SubscriberListOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default of 15 for Subscribers and 50 for AllSubscribers.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// SortField is the field to sort by; empty means the server's default. Not
	// supported for managed creators.
	SortField SubscriberSort
	// SortDirection is the direction of the order; empty means the server's
	// default. Not supported for managed creators.
	SortDirection SortDirection
}

func (o SubscriberListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.ownOnly("SortField", o.SortField != "")
	q.ownOnly("SortDirection", o.SortDirection != "")
	q.set("sortField", string(o.SortField))
	q.set("sortDirection", string(o.SortDirection))
}

// fansCore has the methods that the caller's own account and a managed creator
// share.
type fansCore struct{ service }

// Subscribers returns a page of the users who subscribe to the account.
//
// Calls GET /subscribers. Scopes: read:fan; for a managed creator also read:creator.
func (s fansCore) Subscribers(ctx context.Context, opts *SubscriberListOptions) (*Page[Subscriber], error) {
	return list[Subscriber](ctx, options(s.request(opFansSubscribers), opts))
}

// AllSubscribers returns an iterator over the users who subscribe to the
// account.
//
// Calls GET /subscribers. Scopes: read:fan; for a managed creator also read:creator.
func (s fansCore) AllSubscribers(ctx context.Context, opts *SubscriberListOptions) iter.Seq2[Subscriber, error] {
	return all[Subscriber](ctx, options(s.request(opFansSubscribers), opts))
}

// Followers returns a page of the users who follow the account. Followers who
// also subscribe are omitted, except on [SurfaceV1].
//
// Calls GET /followers. Scopes: read:fan; for a managed creator also read:creator.
func (s fansCore) Followers(ctx context.Context, opts *ListOptions) (*Page[Follower], error) {
	return list[Follower](ctx, options(s.request(opFansFollowers), opts))
}

// AllFollowers returns an iterator over the users who follow the account.
// Followers who also subscribe are omitted, except on [SurfaceV1].
//
// Calls GET /followers. Scopes: read:fan; for a managed creator also read:creator.
func (s fansCore) AllFollowers(ctx context.Context, opts *ListOptions) iter.Seq2[Follower, error] {
	return all[Follower](ctx, options(s.request(opFansFollowers), opts))
}

// FansService provides access to the fans of the caller's own account.
type FansService struct{ fansCore }

// Subscriber returns one subscriber. If the user does not subscribe, the error
// matches [ErrNotFound].
//
// Calls GET /subscribers/{userUuid}. Scopes: read:fan. Undocumented by Fanvue, seen on /v1 only.
func (s FansService) Subscriber(ctx context.Context, userUUID string) (*Subscriber, error) {
	return fetch[Subscriber](ctx, s.request(opFansSubscriber, userUUID))
}

// CreatorFansService provides access to the fans of a managed creator.
type CreatorFansService struct{ fansCore }

// OnlineSubscriberOptions limits the subscribers that
// [CreatorFansService.OnlineSubscribers] returns.
type OnlineSubscriberOptions struct {
	// Limit is the maximum number of subscribers, 1 to 50. Zero means 50.
	Limit int
	// SubscriberUUIDs limits the result to these subscribers; empty means all.
	SubscriberUUIDs []string
}

// OnlineSubscribers holds the subscribers who are online now.
type OnlineSubscribers struct {
	Data []OnlineSubscriber `json:"data"`
	// Count is the number of subscribers in Data.
	Count int `json:"count"`
}

// onlineSubscribersResponse is the list as it came.
type onlineSubscribersResponse struct {
	listResponse[OnlineSubscriber]
	subscribers OnlineSubscribers
}

func (onlineSubscribersResponse) required() []string { return nil }

func (o *onlineSubscribersResponse) decodeBody(r *response, op *operation) error {
	var members struct{ Count json.RawMessage }
	if err := o.listResponse.decodeBody(r, op); err != nil {
		return err
	}
	o.subscribers.Data = o.items
	if json.Unmarshal(r.body, &members) != nil || members.Count == nil {
		return nil
	}
	return decodeJSON(members.Count, &o.subscribers.Count)
}

// OnlineSubscriber is a subscriber who is online.
type OnlineSubscriber struct {
	UUID string `json:"uuid"`
	// LastSeenAt is zero if the user hides it.
	LastSeenAt Timestamp `json:"lastSeenAt"`
}

func (OnlineSubscriber) required() []string { return []string{"uuid"} }

// OnlineSubscribers returns the creator's subscribers who are online now, at
// most 50. The result has no further pages.
//
// Calls GET /creators/{creatorUserUuid}/subscribers/online. Scopes: read:fan, read:creator.
func (s CreatorFansService) OnlineSubscribers(ctx context.Context, opts *OnlineSubscriberOptions) (*OnlineSubscribers, error) {
	r := options(s.request(opCreatorFansOnlineSubscribers), opts)
	came, err := fetch[onlineSubscribersResponse](ctx, r)
	if err != nil {
		return nil, err
	}
	return &came.subscribers, came.err(r.op)
}

func (o OnlineSubscriberOptions) encode(q *query) {
	limit := o.Limit
	if limit == 0 {
		// The documented default lies above the documented maximum.
		limit = maxPageSize
	}
	q.count("limit", "Limit", limit, maxPageSize)
	q.list("subscriberUuids", "SubscriberUUIDs", o.SubscriberUUIDs)
}
