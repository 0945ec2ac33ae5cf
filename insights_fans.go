package fanvue

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
)

// Names of the operations on insights about fans.
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

// FanInsights holds the spending and the subscription of one fan.
type FanInsights struct {
	Status       FanStatus       `json:"status"`
	Spending     FanSpending     `json:"spending"`
	Subscription FanSubscription `json:"subscription"`
}

func (FanInsights) required() []string { return []string{"status|spending|subscription"} }

// FanStatus is the relation of a fan to the creator. More values may come.
type FanStatus string

// The documented statuses of fans.
const (
	FanSubscriber     FanStatus = "subscriber"
	FanExpired        FanStatus = "expired" // the subscription has ended
	FanFollower       FanStatus = "follower"
	FanNotContactable FanStatus = "not_contactable"
)

// FanSpending holds what a fan spent.
type FanSpending struct {
	// LastPurchaseAt is zero if there is no purchase.
	LastPurchaseAt Timestamp `json:"lastPurchaseAt"`
	// LastValidPurchaseAt is the last purchase that was not reversed; zero if
	// there is none, and in older responses.
	LastValidPurchaseAt Timestamp `json:"lastValidPurchaseAt,omitzero"`
	// Total is the sum of all payments.
	Total FanAmount `json:"total"`
	// MaxSinglePayment is the largest single payment.
	MaxSinglePayment FanAmount `json:"maxSinglePayment"`
	// Sources holds the amounts by what was paid for. The possible keys are not
	// documented.
	Sources map[string]FanAmount `json:"sources"`
}

// UnmarshalJSON leaves out the sources that it cannot read.
func (s *FanSpending) UnmarshalJSON(data []byte) error {
	type members FanSpending
	spending := struct {
		*members
		Sources openMap[FanAmount] `json:"sources"`
	}{members: (*members)(s)}
	if err := json.Unmarshal(data, &spending); err != nil {
		return err
	}
	s.Sources = spending.Sources
	return nil
}

// FanAmount is an amount that a fan spent.
type FanAmount struct {
	// Total is in US cents.
	Total Cents `json:"total"`
	// Gross is in US cents. It is the same as Total in the documented API and
	// includes reversed payments on [SurfaceV1]. Fanvue discourages its use.
	Gross Cents `json:"gross"`
	// NetTotal is the amount without reversed payments, in US cents; nil in
	// older responses.
	NetTotal *Cents `json:"netTotal,omitempty"`
}

// FanSubscription holds the subscription of a fan.
type FanSubscription struct {
	// CreatedAt is zero if there is no subscription.
	CreatedAt Timestamp `json:"createdAt"`
	// RenewsAt is zero if there is no active subscription.
	RenewsAt Timestamp `json:"renewsAt"`
	// AutoRenewalEnabled reports whether the subscription renews automatically.
	AutoRenewalEnabled bool `json:"autoRenewalEnabled"`
}

const maxFansPerRequest = 20

// Fan returns insights about one fan of the account.
//
// Calls GET /insights/fans/{userUuid}. Scopes: read:insights, read:fan.
func (s InsightsService) Fan(ctx context.Context, userUUID string) (*FanInsights, error) {
	return fetch[FanInsights](ctx, s.request(opInsightsFan, userUUID))
}

// Fans returns insights about 1 to 20 fans. The failure of one fan does not
// fail the others: see [BulkResult.Err]. Use FansBatch for up to 100 fans.
//
// Calls GET /insights/fans. Scopes: read:insights, read:fan.
func (s InsightsService) Fans(ctx context.Context, fanUUIDs []string) (*BulkResult[FanInsights], error) {
	r := s.request(opInsightsFans)
	r.query.check(checkIDs("fanUUIDs", fanUUIDs, maxFansPerRequest))
	r.query.list("fanUuids", "fanUUIDs", fanUUIDs)
	bulk, err := fetch[bulkResponse[FanInsights]](ctx, r)
	if err != nil {
		return nil, err
	}
	return &bulk.bulk, nil
}

// FansBatch returns insights about 1 to 100 fans. The failure of one fan does
// not fail the others: see [BulkResult.Err].
//
// Calls POST /insights/fans/batch. Scopes: read:insights, read:fan.
func (s InsightsService) FansBatch(ctx context.Context, userUUIDs []string) (*BulkResult[FanInsights], error) {
	batch, err := fetch[keyedResponse[FanInsights]](ctx, s.request(opInsightsFansBatch).with(usersBody{userUUIDs}))
	if err != nil {
		return nil, err
	}
	return &batch.bulk, nil
}

// FansBatchAll returns an iterator over insights about any number of fans, in the
// order of userUUIDs and each of them once. It requests 100 at a time. A fan who
// failed has an [ItemError] in its place, which ends nothing; any other error is a
// [*BatchError], is yielded once and ends the iteration.
//
// Calls POST /insights/fans/batch. Scopes: read:insights, read:fan.
func (s InsightsService) FansBatchAll(ctx context.Context, userUUIDs []string) iter.Seq2[BatchItem[FanInsights], error] {
	return batchAll("Insights.FansBatchAll", "userUUIDs", userUUIDs, maxUsersPerRequest, func(part []string) (func(string) (*FanInsights, error), error) {
		batch, err := s.FansBatch(ctx, part)
		return batch.lookUp(), err
	})
}
