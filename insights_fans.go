package fanvue

import (
	"context"
	"net/http"
)

// Operations on insights about fans.
const (
	OpInsightsFan       OperationName = "Insights.Fan"
	OpInsightsFans      OperationName = "Insights.Fans"
	OpInsightsFansBatch OperationName = "Insights.FansBatch"
)

var (
	opInsightsFan = declare(Operation{
		Name: OpInsightsFan, Method: http.MethodGet, Path: "/insights/fans/{userUuid}",
		Scopes: []Scope{ScopeReadInsights, ScopeReadFan}, Idempotent: true,
	})
	opInsightsFans = declare(Operation{
		Name: OpInsightsFans, Method: http.MethodGet, Path: "/insights/fans",
		Scopes: []Scope{ScopeReadInsights, ScopeReadFan}, Idempotent: true,
	})
	opInsightsFansBatch = declare(Operation{
		Name: OpInsightsFansBatch, Method: http.MethodPost, Path: "/insights/fans/batch",
		Scopes: []Scope{ScopeReadInsights, ScopeReadFan}, Idempotent: true,
	})
)

// FanInsights are what a fan spent and how they subscribe.
type FanInsights struct {
	Status       FanStatus       `json:"status"`
	Spending     FanSpending     `json:"spending"`
	Subscription FanSubscription `json:"subscription"`
}

// FanStatus is what a fan is to the creator. More values may come.
type FanStatus string

// The documented statuses of fans.
const (
	FanSubscriber     FanStatus = "subscriber"
	FanExpired        FanStatus = "expired" // the subscription has ended
	FanFollower       FanStatus = "follower"
	FanNotContactable FanStatus = "not_contactable"
)

// FanSpending is what a fan spent.
type FanSpending struct {
	// LastPurchaseAt is zero without a purchase.
	LastPurchaseAt Timestamp `json:"lastPurchaseAt"`
	// LastValidPurchaseAt leaves out purchases that were taken back; zero
	// without one, and in older answers.
	LastValidPurchaseAt Timestamp `json:"lastValidPurchaseAt,omitzero"`
	// Total is over all payments.
	Total FanAmount `json:"total"`
	// MaxSinglePayment is the largest one.
	MaxSinglePayment FanAmount `json:"maxSinglePayment"`
	// Sources is by what was paid for. Which keys there are is not documented.
	Sources map[string]FanAmount `json:"sources"`
}

// FanAmount is money that a fan spent.
type FanAmount struct {
	// Total is in US cents.
	Total Cents `json:"total"`
	// Gross is in US cents: the same as Total in the published API, and with
	// what was taken back on [SurfaceV1]. Fanvue discourages it.
	Gross Cents `json:"gross"`
	// NetTotal is without what was taken back, in US cents; nil in older
	// answers.
	NetTotal *Cents `json:"netTotal,omitempty"`
}

// FanSubscription is how a fan subscribes.
type FanSubscription struct {
	// CreatedAt is zero without a subscription.
	CreatedAt Timestamp `json:"createdAt"`
	// RenewsAt is zero without an active subscription.
	RenewsAt Timestamp `json:"renewsAt"`
	// AutoRenewalEnabled says that the next period is paid for by itself.
	AutoRenewalEnabled bool `json:"autoRenewalEnabled"`
}

const maxFansPerRequest = 20

// Fan tells of one fan of the account.
//
// Calls GET /insights/fans/{userUuid}. Scopes: read:insights, read:fan.
func (s InsightsService) Fan(ctx context.Context, userUUID string) (*FanInsights, error) {
	return fetch[FanInsights](ctx, s.request(opInsightsFan, userUUID))
}

// Fans tells of 1 to 20 fans at once. One that cannot be given is nil in the
// result and explained in its Errors. FansBatch takes more.
//
// Calls GET /insights/fans. Scopes: read:insights, read:fan.
func (s InsightsService) Fans(ctx context.Context, fanUUIDs []string) (*BulkResult[FanInsights], error) {
	r := s.request(opInsightsFans)
	r.query.check(checkIDs("fanUUIDs", fanUUIDs, maxFansPerRequest))
	r.query.list("fanUuids", "fanUUIDs", fanUUIDs)
	return fetch[BulkResult[FanInsights]](ctx, r)
}

// FansBatch tells of 1 to 100 fans at once, keyed by their ids. A fan that
// fails does not fail the others: see [FanInsightsEntry.Err].
//
// Calls POST /insights/fans/batch. Scopes: read:insights, read:fan.
func (s InsightsService) FansBatch(ctx context.Context, userUUIDs []string) (*BulkResult[FanInsights], error) {
	batch, err := fetch[keyedResult[FanInsights]](ctx, s.request(opInsightsFansBatch).with(usersBody{userUUIDs}))
	if err != nil {
		return nil, err
	}
	return (*BulkResult[FanInsights])(batch), nil
}
