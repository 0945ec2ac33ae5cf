package fanvue

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"time"
)

// Operations on earnings.
const (
	OpInsightsEarnings               OperationName = "Insights.Earnings"
	OpInsightsEarningsSummary        OperationName = "Insights.EarningsSummary"
	OpInsightsEarningsPercentile     OperationName = "Insights.EarningsPercentile"
	OpCreatorInsightsEarnings        OperationName = "Creator.Insights.Earnings"
	OpCreatorInsightsEarningsSummary OperationName = "Creator.Insights.EarningsSummary"
)

var (
	opInsightsEarnings = declare(Operation{
		Name: OpInsightsEarnings, Method: http.MethodGet, Path: "/insights/earnings",
		Scopes: []Scope{ScopeReadInsights}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opInsightsEarningsSummary = declare(Operation{
		Name: OpInsightsEarningsSummary, Method: http.MethodGet, Path: "/insights/earnings/summary",
		Scopes: []Scope{ScopeReadInsights}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opInsightsEarningsPercentile = declare(Operation{
		Name: OpInsightsEarningsPercentile, Method: http.MethodGet, Path: "/insights/earnings/percentile",
		Scopes: []Scope{ScopeReadInsights}, Idempotent: true,
	})
)

// Earning is one transaction.
type Earning struct {
	// Date is when it was paid.
	Date Timestamp `json:"date"`
	// Gross is what the fan paid before tax and fees on top, in US cents. It is
	// negative for a reversal, which only [SurfaceV1] lists here.
	Gross Cents `json:"gross"`
	// Net is what is left of it after Fanvue's fees, in US cents.
	Net Cents `json:"net"`
	// Total is what left the fan's card, tax and fees included, in US cents;
	// nil on any surface but [SurfaceV1], and sometimes there.
	Total *Cents `json:"total,omitempty"`
	// Currency is what the fan paid in, an ISO 4217 code; empty when unknown.
	// The amounts are in US cents whatever it says.
	Currency string        `json:"currency"`
	Source   EarningSource `json:"source"`
	// MessageUUID is the message that was paid for; empty for none.
	MessageUUID string `json:"messageUuid,omitempty"`
	// PostUUID is the post that was paid for; empty for none.
	PostUUID string `json:"postUuid,omitempty"`
	// TransactionOrderID identifies the transaction: one whose status changed
	// comes again under the same id.
	TransactionOrderID string `json:"transactionOrderId"`
	// TransactionOrderStatus is availableForPayout or pendingBalance. More
	// values may come.
	TransactionOrderStatus string `json:"transactionOrderStatus"`
	// ReversedTransactionOrderID is the transaction that this one takes back;
	// empty for none, and on any surface but [SurfaceV1].
	ReversedTransactionOrderID string `json:"reversedTransactionOrderId,omitempty"`
	// User is the fan; nil for payments without one, such as referrals.
	User *User `json:"user"`
}

// EarningSource is what was paid for. More values may come.
type EarningSource string

// The documented sources of earnings.
const (
	EarningAffiliate     EarningSource = "affiliate"
	EarningAppStore      EarningSource = "appStore"
	EarningCheckoutLink  EarningSource = "checkoutLink"
	EarningGiveaway      EarningSource = "giveaway"
	EarningMediaLink     EarningSource = "mediaLink"
	EarningMessage       EarningSource = "message"
	EarningPost          EarningSource = "post"
	EarningReferral      EarningSource = "referral"
	EarningRenewal       EarningSource = "renewal"
	EarningSubscription  EarningSource = "subscription"
	EarningTip           EarningSource = "tip"
	EarningFanExperience EarningSource = "fanExperience" // SurfaceV1 only
	EarningRefund        EarningSource = "refund"        // SurfaceV1 only
	EarningChargeback    EarningSource = "chargeback"    // SurfaceV1 only
)

// EarningsOptions choose a page of transactions.
type EarningsOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for Earnings (20) and 50 for AllEarnings.
	Size int
	// After is the Next token of the page before.
	After PageToken
	// StartDate is the begin; zero for no bound.
	StartDate time.Time
	// EndDate is the end, and no longer part of it; zero for no bound.
	EndDate time.Time
	// Sources keeps what was paid for these; empty keeps all.
	Sources []EarningSource
}

func (o EarningsOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.period(o.StartDate, o.EndDate)
	q.list("source", "Sources", plainStrings(o.Sources))
}

// Granularity is how long the steps of a series are.
type Granularity string

// The two granularities.
const (
	ByDay  Granularity = "day"
	ByWeek Granularity = "week"
)

// EarningsSummaryOptions choose what is summed up.
type EarningsSummaryOptions struct {
	// StartDate is the begin; zero for no bound.
	StartDate time.Time
	// EndDate is the end, and no longer part of it; zero for no bound.
	EndDate time.Time
	// Granularity is the step of OverTime; empty means ByDay.
	Granularity Granularity
	// Timezone is an IANA name, such as Europe/Berlin, which says when days and
	// months begin; empty means UTC.
	Timezone string
}

func (o EarningsSummaryOptions) encode(q *query) {
	q.period(o.StartDate, o.EndDate)
	q.set("granularity", string(o.Granularity))
	q.set("timezone", o.Timezone)
}

// EarningsAmount is money earned.
type EarningsAmount struct {
	// Gross is what fans paid, in US cents.
	Gross Cents `json:"gross"`
	// Net is what is left of it after Fanvue's fees, in US cents.
	Net Cents `json:"net"`
}

// EarningsSummary is what was earned in all, and when. Reversals are left out.
type EarningsSummary struct {
	Totals EarningsTotals `json:"totals"`
	// BreakdownBySource is keyed by subs, messages, posts, tips, referrals,
	// renewals and other. More keys may come.
	BreakdownBySource map[string]EarningsAmount `json:"breakdownBySource"`
	// EarningsByType is keyed by renewals, messages, tips and subs. More keys
	// may come; nil when the answer does not tell.
	EarningsByType map[string]EarningsAmount `json:"earningsByType"`
	// OverTime is the series of days or weeks.
	OverTime []EarningsBucket `json:"overTime"`
	// AverageByDayOfWeek is keyed by the ISO day: 1 is Monday and 7 is Sunday.
	AverageByDayOfWeek EarningsAverages `json:"averageByDayOfWeek"`
	// AverageByHourOfDay is keyed by the hour, 0 to 23, in the zone that was
	// asked for.
	AverageByHourOfDay EarningsAverages `json:"averageByHourOfDay"`
	Period             EarningsPeriod   `json:"period"`
}

// EarningsTotals are the totals of a summary.
type EarningsTotals struct {
	// AllTime is not bound to the period.
	AllTime EarningsAmount `json:"allTime"`
	// ThisMonth is not bound to the period.
	ThisMonth EarningsMonth `json:"thisMonth"`
}

// EarningsMonth compares the month that runs with the one before.
type EarningsMonth struct {
	EarningsAmount
	// PreviousMonthGross is in US cents.
	PreviousMonthGross Cents `json:"previousMonthGross"`
	// PreviousMonthNet is in US cents.
	PreviousMonthNet Cents `json:"previousMonthNet"`
	// GrossChangePercentage is in percent; nil without a month to compare with.
	GrossChangePercentage *float64 `json:"grossChangePercentage"`
	// NetChangePercentage is in percent; nil without a month to compare with.
	NetChangePercentage *float64 `json:"netChangePercentage"`
}

// EarningsBucket is what a day or a week brought.
type EarningsBucket struct {
	// PeriodStart is when the day or week begins.
	PeriodStart Timestamp `json:"periodStart"`
	EarningsAmount
}

// EarningsAverages are averages of gross earnings, in US cents and fractions
// of them, by a number that says when. It is nil when the answer has them in a
// form that is not documented, as [SurfaceV1] may.
type EarningsAverages map[int]float64

// UnmarshalJSON reads an object with numbers as its keys.
func (a *EarningsAverages) UnmarshalJSON(data []byte) error {
	var averages map[int]float64
	if json.Unmarshal(data, &averages) != nil {
		averages = nil // the rest of the summary is worth more
	}
	*a = averages
	return nil
}

// EarningsPeriod is what a summary is about.
type EarningsPeriod struct {
	// StartDate is as the server writes it; empty for no bound.
	StartDate string `json:"startDate"`
	// EndDate is as the server writes it; empty for no bound.
	EndDate     string      `json:"endDate"`
	Granularity Granularity `json:"granularity"`
	// Timezone is an IANA name.
	Timezone string `json:"timezone"`
}

// Earnings returns a page of the transactions.
//
// Calls GET /insights/earnings. Scopes: read:insights; for a managed creator also read:creator.
func (s insightsCore) Earnings(ctx context.Context, opts *EarningsOptions) (*Page[Earning], error) {
	return list[Earning](ctx, options(s.request(opInsightsEarnings), opts))
}

// AllEarnings walks the transactions.
//
// Calls GET /insights/earnings. Scopes: read:insights; for a managed creator also read:creator.
func (s insightsCore) AllEarnings(ctx context.Context, opts *EarningsOptions) iter.Seq2[Earning, error] {
	return all[Earning](ctx, options(s.request(opInsightsEarnings), opts))
}

// EarningsSummary returns what was earned in all, and when.
//
// Calls GET /insights/earnings/summary. Scopes: read:insights; for a managed creator also read:creator.
func (s insightsCore) EarningsSummary(ctx context.Context, opts *EarningsSummaryOptions) (*EarningsSummary, error) {
	return fetch[EarningsSummary](ctx, options(s.request(opInsightsEarningsSummary), opts))
}

// EarningsPercentile returns how the gross earnings of the last 30 days
// compare with other creators', in percent: 0.01 is the top 0.01 %, and lower
// is better. It is from a snapshot, not live.
//
// Calls GET /insights/earnings/percentile. Scopes: read:insights.
func (s InsightsService) EarningsPercentile(ctx context.Context) (float64, error) {
	answer, err := fetch[percentileAnswer](ctx, s.request(opInsightsEarningsPercentile))
	if err != nil {
		return 0, err
	}
	return *answer.Percentile, nil
}

type percentileAnswer struct {
	Percentile *float64 `json:"percentile"`
}

func (p *percentileAnswer) checkComplete() error {
	if p.Percentile == nil {
		return errors.New("it has no percentile")
	}
	return nil
}
