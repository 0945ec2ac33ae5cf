package fanvue

import (
	"context"
	"iter"
	"net/http"
	"time"
)

// Operations on insights.
const (
	OpInsightsSpending           OperationName = "Insights.Spending"
	OpInsightsSubscribers        OperationName = "Insights.Subscribers"
	OpInsightsTopSpenders        OperationName = "Insights.TopSpenders"
	OpCreatorInsightsSubscribers OperationName = "Creator.Insights.Subscribers"
	OpCreatorInsightsTopSpenders OperationName = "Creator.Insights.TopSpenders"
)

var (
	opInsightsSpending = declare(Operation{
		Name: OpInsightsSpending, Method: http.MethodGet, Path: "/insights/spending",
		Scopes: []Scope{ScopeReadInsights}, Idempotent: true,
	})
	opInsightsSubscribers = declare(Operation{
		Name: OpInsightsSubscribers, Method: http.MethodGet, Path: "/insights/subscribers",
		Scopes: []Scope{ScopeReadInsights}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opInsightsTopSpenders = declare(Operation{
		Name: OpInsightsTopSpenders, Method: http.MethodGet, Path: "/insights/top-spenders",
		Scopes: []Scope{ScopeReadInsights, ScopeReadFan}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
)

// Reversal is a payment that was taken back.
type Reversal struct {
	// Date is when the payment was made.
	Date Timestamp `json:"date"`
	// Gross is what the fan had paid, in US cents. It may be negative.
	Gross Cents `json:"gross"`
	// Net is what the reversal means for the creator after fees, in US cents.
	Net Cents `json:"net"`
	// Currency is what the fan paid in, an ISO 4217 code; empty when unknown.
	// The amounts are in US cents whatever it says.
	Currency string         `json:"currency"`
	Source   ReversalSource `json:"source"`
	// MessageUUID is the message that was paid for; empty for none.
	MessageUUID string `json:"messageUuid,omitempty"`
	// PostUUID is the post that was paid for; empty for none.
	PostUUID string `json:"postUuid,omitempty"`
	// User is the fan; nil for payments without one.
	User *User `json:"user"`
}

// ReversalSource is why a payment was taken back. More values may come.
type ReversalSource string

// The documented reasons.
const (
	ReversalRefund     ReversalSource = "refund"
	ReversalChargeback ReversalSource = "chargeback"
)

// SpendingOptions choose a page of reversals.
type SpendingOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for Spending (20) and 50 for AllSpending.
	Size int
	// After is the Next token of the page before.
	After PageToken
	// StartDate is the begin; zero for no bound.
	StartDate time.Time
	// EndDate is the end, and no longer part of it; zero for no bound.
	EndDate time.Time
	// Sources keeps reversals for these reasons; empty keeps all.
	Sources []ReversalSource
}

func (o SpendingOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.period(o.StartDate, o.EndDate)
	q.list("source", "Sources", plainStrings(o.Sources))
}

// SubscriberDay is what happened to the number of subscribers in one day.
type SubscriberDay struct {
	// Date is when the day begins.
	Date Timestamp `json:"date"`
	// Total is new less cancelled since the start of the query. It is not how
	// many there are.
	Total int `json:"total"`
	// NewSubscribersCount is how many subscriptions began.
	NewSubscribersCount int `json:"newSubscribersCount"`
	// CancelledSubscribersCount is how many subscriptions ended.
	CancelledSubscribersCount int `json:"cancelledSubscribersCount"`
}

// InsightsPeriodOptions choose a page of what happened in a time. Subscribers
// goes by days, and ignores the time of day.
type InsightsPeriodOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for one page and 50 for a walk.
	Size int
	// After is the Next token of the page before.
	After PageToken
	// StartDate is the begin; zero for no bound.
	StartDate time.Time
	// EndDate is the end, and no longer part of it; zero for no bound.
	EndDate time.Time
}

func (o InsightsPeriodOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.period(o.StartDate, o.EndDate)
}

// TopSpender is a fan who spent much.
type TopSpender struct {
	User User `json:"user"`
	// Gross is what the fan paid, in US cents.
	Gross Cents `json:"gross"`
	// Net is what is left of it after Fanvue's fees, in US cents.
	Net Cents `json:"net"`
	// Messages is how many were exchanged with the fan.
	Messages int `json:"messages"`
}

// insightsCore is what the own account and a managed creator share.
type insightsCore struct{ service }

// Subscribers returns a page of how the number of subscribers changed by day.
// Days begin at midnight in the zone of the dates given; on [SurfaceV1], in
// UTC. [SmartListsService.List] tells how many there are.
//
// Calls GET /insights/subscribers. Scopes: read:insights; for a managed creator also read:creator.
func (s insightsCore) Subscribers(ctx context.Context, opts *InsightsPeriodOptions) (*Page[SubscriberDay], error) {
	return list[SubscriberDay](ctx, options(s.request(opInsightsSubscribers), opts))
}

// AllSubscribers walks the days on which the number of subscribers changed.
//
// Calls GET /insights/subscribers. Scopes: read:insights; for a managed creator also read:creator.
func (s insightsCore) AllSubscribers(ctx context.Context, opts *InsightsPeriodOptions) iter.Seq2[SubscriberDay, error] {
	return all[SubscriberDay](ctx, options(s.request(opInsightsSubscribers), opts))
}

// TopSpenders returns a page of the fans who spent most.
//
// Calls GET /insights/top-spenders. Scopes: read:insights, read:fan; for a managed creator also read:creator.
func (s insightsCore) TopSpenders(ctx context.Context, opts *InsightsPeriodOptions) (*Page[TopSpender], error) {
	return list[TopSpender](ctx, options(s.request(opInsightsTopSpenders), opts))
}

// AllTopSpenders walks the fans who spent most. On [SurfaceV1] one may come
// twice: see [Distinct].
//
// Calls GET /insights/top-spenders. Scopes: read:insights, read:fan; for a managed creator also read:creator.
func (s insightsCore) AllTopSpenders(ctx context.Context, opts *InsightsPeriodOptions) iter.Seq2[TopSpender, error] {
	return all[TopSpender](ctx, options(s.request(opInsightsTopSpenders), opts))
}

// InsightsService is what the account earned, and from whom.
type InsightsService struct{ insightsCore }

// Spending returns a page of the payments that were taken back, which the API
// calls spending.
//
// Calls GET /insights/spending. Scopes: read:insights.
func (s InsightsService) Spending(ctx context.Context, opts *SpendingOptions) (*Page[Reversal], error) {
	return list[Reversal](ctx, options(s.request(opInsightsSpending), opts))
}

// AllSpending walks the payments that were taken back, which the API calls
// spending.
//
// Calls GET /insights/spending. Scopes: read:insights.
func (s InsightsService) AllSpending(ctx context.Context, opts *SpendingOptions) iter.Seq2[Reversal, error] {
	return all[Reversal](ctx, options(s.request(opInsightsSpending), opts))
}

// CreatorInsightsService is what a managed creator earned, and from whom.
type CreatorInsightsService struct{ insightsCore }
