package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// Operations on fans.
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

// User is how another user appears in chats and lists. Answers differ in how
// much they tell; what they leave out is zero.
type User struct {
	// UUID identifies the user, and a chat with them.
	UUID string `json:"uuid"`
	// Handle is the user name.
	Handle string `json:"handle"`
	// DisplayName is the name that others see.
	DisplayName string `json:"displayName"`
	// Nickname is what the account calls the user, empty for none.
	Nickname string `json:"nickname"`
	// IsTopSpender marks one of the account's best customers.
	IsTopSpender bool `json:"isTopSpender"`
	// AvatarURL is empty when there is no picture.
	AvatarURL string `json:"avatarUrl"`
	// RegisteredAt is when the user joined Fanvue; zero when the answer does
	// not tell.
	RegisteredAt Timestamp `json:"registeredAt"`
	// Role is such as creator; most answers leave it out.
	Role string `json:"role,omitempty"`
}

// Subscriber is a user who subscribes to the account.
type Subscriber struct {
	User
	// Subscription is nil when the answer does not tell.
	Subscription *Subscription `json:"subscription,omitempty"`
	// FirstSubscribedAt is zero when the answer does not tell.
	FirstSubscribedAt Timestamp `json:"firstSubscribedAt,omitzero"`
}

// Subscription is what a subscriber pays and until when.
type Subscription struct {
	// Status is active, cancelled, pending_confirmation or paused. More values
	// may come.
	Status string `json:"status"`
	// Price is what a period costs, in US cents.
	Price Cents `json:"price"`
	// AmountPaid is what was paid for this period, in US cents.
	AmountPaid Cents `json:"amountPaid"`
	// CurrentPeriodStart is always there.
	CurrentPeriodStart Timestamp `json:"currentPeriodStart"`
	// CurrentPeriodEnd is zero for a period without an end.
	CurrentPeriodEnd Timestamp `json:"currentPeriodEnd"`
	// AutoRenewalEnabled says that the next period is paid for by itself.
	AutoRenewalEnabled bool `json:"autoRenewalEnabled"`
}

// Follower is a user who follows the account.
type Follower struct {
	User
}

// SortDirection is the order of a sorted list.
type SortDirection string

// The two directions.
const (
	SortAscending  SortDirection = "asc"
	SortDescending SortDirection = "desc"
)

// SubscriberSort is what subscribers are sorted by.
type SubscriberSort string

// The documented orders of subscribers.
const (
	SortByName         SubscriberSort = "name"
	SortBySubscribedAt SubscriberSort = "subscribedAt"
)

// SubscriberListOptions choose a page of subscribers. A managed creator's
// subscribers cannot be sorted.
type SubscriberListOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for Subscribers (15) and 50 for AllSubscribers.
	Size int
	// After is the Next token of the page before.
	After PageToken
	// SortField is what to sort by; empty leaves it to the server. Own
	// account only.
	SortField SubscriberSort
	// SortDirection is the order; empty leaves it to the server. Own account
	// only.
	SortDirection SortDirection
}

func (o SubscriberListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.ownOnly("SortField", o.SortField != "")
	q.ownOnly("SortDirection", o.SortDirection != "")
	q.set("sortField", string(o.SortField))
	q.set("sortDirection", string(o.SortDirection))
}

// fansCore is what the own account and a managed creator share.
type fansCore struct{ service }

// Subscribers returns a page of the users who subscribe to the account.
//
// Calls GET /subscribers. Scopes: read:fan; for a managed creator also read:creator.
func (s fansCore) Subscribers(ctx context.Context, opts *SubscriberListOptions) (*Page[Subscriber], error) {
	return list[Subscriber](ctx, options(s.request(opFansSubscribers), opts))
}

// AllSubscribers walks the users who subscribe to the account.
//
// Calls GET /subscribers. Scopes: read:fan; for a managed creator also read:creator.
func (s fansCore) AllSubscribers(ctx context.Context, opts *SubscriberListOptions) iter.Seq2[Subscriber, error] {
	return all[Subscriber](ctx, options(s.request(opFansSubscribers), opts))
}

// Followers returns a page of the users who follow the account. Followers who
// subscribe as well are left out, except on [SurfaceV1].
//
// Calls GET /followers. Scopes: read:fan; for a managed creator also read:creator.
func (s fansCore) Followers(ctx context.Context, opts *ListOptions) (*Page[Follower], error) {
	return list[Follower](ctx, options(s.request(opFansFollowers), opts))
}

// AllFollowers walks the users who follow the account. Followers who subscribe
// as well are left out, except on [SurfaceV1].
//
// Calls GET /followers. Scopes: read:fan; for a managed creator also read:creator.
func (s fansCore) AllFollowers(ctx context.Context, opts *ListOptions) iter.Seq2[Follower, error] {
	return all[Follower](ctx, options(s.request(opFansFollowers), opts))
}

// FansService is the account's fans.
type FansService struct{ fansCore }

// Subscriber returns one subscriber. A user who does not subscribe is an
// [ErrNotFound].
//
// Calls GET /subscribers/{userUuid}. Scopes: read:fan. Beyond the published API, on /v1 only.
func (s FansService) Subscriber(ctx context.Context, userUUID string) (*Subscriber, error) {
	return fetch[Subscriber](ctx, s.request(opFansSubscriber, userUUID))
}

// CreatorFansService is the fans of a managed creator.
type CreatorFansService struct{ fansCore }

// OnlineSubscriberOptions choose among the subscribers who are online.
type OnlineSubscriberOptions struct {
	// Limit is how many to return at the most, 1 to 50. 0 means 50.
	Limit int
	// SubscriberUUIDs keeps only these; empty keeps all.
	SubscriberUUIDs []string
}

// OnlineSubscribers are the subscribers who are online now.
type OnlineSubscribers struct {
	Data []OnlineSubscriber `json:"data"`
	// Count is the number of subscribers returned.
	Count int `json:"count"`
}

// OnlineSubscriber is a subscriber who is online.
type OnlineSubscriber struct {
	UUID string `json:"uuid"`
	// LastSeenAt is zero when the user hides it.
	LastSeenAt Timestamp `json:"lastSeenAt"`
}

// OnlineSubscribers returns the creator's subscribers who are online now. The
// list has no pages.
//
// Calls GET /creators/{creatorUserUuid}/subscribers/online. Scopes: read:fan, read:creator.
func (s CreatorFansService) OnlineSubscribers(ctx context.Context, opts *OnlineSubscriberOptions) (*OnlineSubscribers, error) {
	return fetch[OnlineSubscribers](ctx, options(s.request(opCreatorFansOnlineSubscribers), opts))
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
