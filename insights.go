package fanvue

import (
	"context"
	"iter"
	"net/http"
	"time"
)

// Names of the operations on insights.
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

// Reversal is a payment that was reversed.
type Reversal struct {
	// Date is when the payment was made.
	Date Timestamp `json:"date"`
	// Gross is the amount that the fan had paid, in US cents. It may be
	// negative.
	Gross Cents `json:"gross"`
	// Net is the effect of the reversal on the creator's balance after fees, in
	// US cents.
	Net Cents `json:"net"`
	// Currency is the currency that the fan paid in, an ISO 4217 code; empty if
	// unknown. The amounts are in US cents regardless.
	Currency string         `json:"currency"`
	Source   ReversalSource `json:"source"`
	// MessageUUID is the message that was paid for; empty if there is none.
	MessageUUID string `json:"messageUuid,omitempty"`
	// PostUUID is the post that was paid for; empty if there is none.
	PostUUID string `json:"postUuid,omitempty"`
	// User is the fan; nil for a payment without a fan.
	User *User `json:"user"`
}

func (Reversal) required() []string { return []string{"date|user"} }

// ReversalSource is the reason for a reversal. More values may come.
type ReversalSource string

// The documented reasons.
const (
	ReversalRefund     ReversalSource = "refund"
	ReversalChargeback ReversalSource = "chargeback"
)

// SpendingOptions specifies a page of reversals.
type SpendingOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default of 20 for Spending and 50 for AllSpending.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// StartDate is the inclusive start; the zero time means no lower bound.
	StartDate time.Time
	// EndDate is the exclusive end; the zero time means no upper bound.
	EndDate time.Time
	// Sources limits the list to reversals for these reasons; empty means all.
	Sources []ReversalSource
}

func (o SpendingOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.period(o.StartDate, o.EndDate)
	q.list("source", "Sources", plainStrings(o.Sources))
}

// SubscriberDay holds the change in the number of subscribers on one day.
type SubscriberDay struct {
	// Date is when the day starts.
	Date Timestamp `json:"date"`
	// Total is the number of new subscriptions minus the cancelled ones since
	// the start of the query. It is not the number of subscribers.
	Total int `json:"total"`
	// NewSubscribersCount is the number of subscriptions that started.
	NewSubscribersCount int `json:"newSubscribersCount"`
	// CancelledSubscribersCount is the number of subscriptions that ended.
	CancelledSubscribersCount int `json:"cancelledSubscribersCount"`
}

func (SubscriberDay) required() []string { return []string{"date"} }

// InsightsPeriodOptions specifies a page of what happened in a period.
// Subscribers counts whole days and ignores the time of day.
type InsightsPeriodOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default for a single page and 50 for an iterator.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// StartDate is the inclusive start; the zero time means no lower bound.
	StartDate time.Time
	// EndDate is the exclusive end; the zero time means no upper bound.
	EndDate time.Time
}

func (o InsightsPeriodOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.period(o.StartDate, o.EndDate)
}

// TopSpender is a fan with high spending.
type TopSpender struct {
	User User `json:"user"`
	// Gross is what the fan paid, in US cents.
	Gross Cents `json:"gross"`
	// Net is Gross minus Fanvue's fees, in US cents.
	Net Cents `json:"net"`
	// Messages is the number of messages exchanged with the fan.
	Messages int `json:"messages"`
}

func (TopSpender) required() []string { return []string{"user.uuid"} }

// insightsCore has the methods that the caller's own account and a managed
// creator share.
type insightsCore struct{ service }

// Subscribers returns a page of the daily changes in the number of subscribers.
// Days start at midnight in the time zone of StartDate and EndDate; on
// [SurfaceV1] they start at midnight in UTC. Use [SmartListsService.List] for
// the number of subscribers.
//
// Calls GET /insights/subscribers. Scopes: read:insights; for a managed creator also read:creator.
func (s insightsCore) Subscribers(ctx context.Context, opts *InsightsPeriodOptions) (*Page[SubscriberDay], error) {
	return list[SubscriberDay](ctx, options(s.request(opInsightsSubscribers), opts))
}

// AllSubscribers returns an iterator over the daily changes in the number of
// subscribers. Days start at midnight in the time zone of StartDate and
// EndDate; on [SurfaceV1] they start at midnight in UTC.
//
// Calls GET /insights/subscribers. Scopes: read:insights; for a managed creator also read:creator.
func (s insightsCore) AllSubscribers(ctx context.Context, opts *InsightsPeriodOptions) iter.Seq2[SubscriberDay, error] {
	return all[SubscriberDay](ctx, options(s.request(opInsightsSubscribers), opts))
}

// TopSpenders returns a page of the fans with the highest spending.
//
// Calls GET /insights/top-spenders. Scopes: read:insights, read:fan; for a managed creator also read:creator.
func (s insightsCore) TopSpenders(ctx context.Context, opts *InsightsPeriodOptions) (*Page[TopSpender], error) {
	return list[TopSpender](ctx, options(s.request(opInsightsTopSpenders), opts))
}

// AllTopSpenders returns an iterator over the fans with the highest spending.
// On [SurfaceV1] it may return a fan twice; see [Distinct].
//
// Calls GET /insights/top-spenders. Scopes: read:insights, read:fan; for a managed creator also read:creator.
func (s insightsCore) AllTopSpenders(ctx context.Context, opts *InsightsPeriodOptions) iter.Seq2[TopSpender, error] {
	return all[TopSpender](ctx, options(s.request(opInsightsTopSpenders), opts))
}

// InsightsService provides access to the earnings and audience figures of the
// caller's own account.
type InsightsService struct{ insightsCore }

// Spending returns a page of the payments that were reversed. The API calls
// them spending.
//
// Calls GET /insights/spending. Scopes: read:insights.
func (s InsightsService) Spending(ctx context.Context, opts *SpendingOptions) (*Page[Reversal], error) {
	return list[Reversal](ctx, options(s.request(opInsightsSpending), opts))
}

// AllSpending returns an iterator over the payments that were reversed. The API
// calls them spending.
//
// Calls GET /insights/spending. Scopes: read:insights.
func (s InsightsService) AllSpending(ctx context.Context, opts *SpendingOptions) iter.Seq2[Reversal, error] {
	return all[Reversal](ctx, options(s.request(opInsightsSpending), opts))
}

// CreatorInsightsService provides access to the earnings and audience figures
// of a managed creator.
type CreatorInsightsService struct{ insightsCore }
