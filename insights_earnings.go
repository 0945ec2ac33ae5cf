package fanvue

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strconv"
	"time"
)

// Names of the operations on earnings.
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
	// Date is when the payment was made.
	Date Timestamp `json:"date"`
	// Gross is what the fan paid before added tax and fees, in US cents. It is
	// negative for a reversal, which only [SurfaceV1] includes.
	Gross Cents `json:"gross"`
	// Net is Gross minus Fanvue's fees, in US cents.
	Net Cents `json:"net"`
	// Total is the amount charged to the fan's card, including tax and fees, in
	// US cents. It is nil except on [SurfaceV1], where it may be nil too.
	Total *Cents `json:"total,omitempty"`
	// Currency is the currency that the fan paid in, an ISO 4217 code; empty if
	// unknown. The amounts are in US cents regardless.
	Currency string        `json:"currency"`
	Source   EarningSource `json:"source"`
	// MessageUUID is the message that was paid for; empty if there is none.
	MessageUUID string `json:"messageUuid,omitempty"`
	// PostUUID is the post that was paid for; empty if there is none.
	PostUUID string `json:"postUuid,omitempty"`
	// TransactionOrderID identifies the transaction. A transaction whose status
	// has changed is returned with the same id.
	TransactionOrderID string `json:"transactionOrderId"`
	// TransactionOrderStatus is availableForPayout or pendingBalance. More
	// values may come.
	TransactionOrderStatus string `json:"transactionOrderStatus"`
	// ReversedTransactionOrderID is the transaction that this one reverses;
	// empty if there is none, and always except on [SurfaceV1].
	ReversedTransactionOrderID string `json:"reversedTransactionOrderId,omitempty"`
	// User is the fan; nil for a payment without a fan, such as a referral.
	User *User `json:"user"`
}

func (Earning) required() []string { return []string{"transactionOrderId"} }

// EarningSource is what a payment was for. More values may come.
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

// EarningsOptions specifies a page of transactions.
type EarningsOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default of 20 for Earnings and 50 for AllEarnings.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// StartDate is the inclusive start; the zero time means no lower bound.
	StartDate time.Time
	// EndDate is the exclusive end; the zero time means no upper bound.
	EndDate time.Time
	// Sources limits the list to payments from these sources; empty means all.
	Sources []EarningSource
}

func (o EarningsOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.period(o.StartDate, o.EndDate)
	q.list("source", "Sources", plainStrings(o.Sources))
}

// Granularity is the length of the steps of a series.
type Granularity string

// The two granularities.
const (
	ByDay  Granularity = "day"
	ByWeek Granularity = "week"
)

// EarningsSummaryOptions specifies the period and the steps of an
// [EarningsSummary].
type EarningsSummaryOptions struct {
	// StartDate is the inclusive start; the zero time means no lower bound.
	StartDate time.Time
	// EndDate is the exclusive end; the zero time means no upper bound.
	EndDate time.Time
	// Granularity is the step of OverTime; empty means ByDay.
	Granularity Granularity
	// Timezone is the IANA name of the time zone in which days and months
	// start, such as Europe/Berlin; empty means UTC.
	Timezone string
}

func (o EarningsSummaryOptions) encode(q *query) {
	q.period(o.StartDate, o.EndDate)
	q.set("granularity", string(o.Granularity))
	q.set("timezone", o.Timezone)
}

// EarningsAmount holds a gross and a net amount.
type EarningsAmount struct {
	// Gross is what fans paid, in US cents.
	Gross Cents `json:"gross"`
	// Net is Gross minus Fanvue's fees, in US cents.
	Net Cents `json:"net"`
}

// EarningsSummary holds the total earnings and their distribution over time. It
// does not include reversals.
type EarningsSummary struct {
	Totals EarningsTotals `json:"totals"`
	// BreakdownBySource holds amounts keyed by subs, messages, posts, tips,
	// referrals, renewals and other. More keys may come.
	BreakdownBySource map[string]EarningsAmount `json:"breakdownBySource"`
	// EarningsByType holds amounts keyed by renewals, messages, tips and subs;
	// nil if the response does not include it. More keys may come.
	EarningsByType map[string]EarningsAmount `json:"earningsByType"`
	// OverTime holds the series of days or weeks.
	OverTime []EarningsBucket `json:"overTime"`
	// AverageByDayOfWeek is keyed by the ISO weekday: 1 is Monday and 7 is
	// Sunday.
	AverageByDayOfWeek EarningsAverages `json:"averageByDayOfWeek"`
	// AverageByHourOfDay is keyed by the hour, 0 to 23, in the requested time
	// zone.
	AverageByHourOfDay EarningsAverages `json:"averageByHourOfDay"`
	Period             EarningsPeriod   `json:"period"`
}

// UnmarshalJSON leaves out the amounts that it cannot read.
func (s *EarningsSummary) UnmarshalJSON(data []byte) error {
	type members EarningsSummary
	summary := struct {
		*members
		BreakdownBySource openMap[EarningsAmount] `json:"breakdownBySource"`
		EarningsByType    openMap[EarningsAmount] `json:"earningsByType"`
	}{members: (*members)(s)}
	if err := json.Unmarshal(data, &summary); err != nil {
		return err
	}
	s.BreakdownBySource, s.EarningsByType = summary.BreakdownBySource, summary.EarningsByType
	return nil
}

func (EarningsSummary) required() []string { return []string{"totals|overTime|breakdownBySource"} }

// EarningsTotals holds the totals of an [EarningsSummary].
type EarningsTotals struct {
	// AllTime is independent of the requested period.
	AllTime EarningsAmount `json:"allTime"`
	// ThisMonth is independent of the requested period.
	ThisMonth EarningsMonth `json:"thisMonth"`
}

// EarningsMonth compares the current month with the previous one.
type EarningsMonth struct {
	EarningsAmount
	// PreviousMonthGross is in US cents.
	PreviousMonthGross Cents `json:"previousMonthGross"`
	// PreviousMonthNet is in US cents.
	PreviousMonthNet Cents `json:"previousMonthNet"`
	// GrossChangePercentage is the change of Gross, in percent; nil if there is
	// no month to compare with.
	GrossChangePercentage *float64 `json:"grossChangePercentage"`
	// NetChangePercentage is the change of Net, in percent; nil if there is no
	// month to compare with.
	NetChangePercentage *float64 `json:"netChangePercentage"`
}

// EarningsBucket holds the earnings of one day or week.
type EarningsBucket struct {
	// PeriodStart is when the day or week starts.
	PeriodStart Timestamp `json:"periodStart"`
	EarningsAmount
}

// EarningsAverages holds average gross earnings, in US cents and fractions of a
// cent, keyed by weekday or hour. It is nil if the response has them in an
// undocumented form, which occurs on [SurfaceV1].
type EarningsAverages map[int]float64

// UnmarshalJSON decodes an object whose keys are numbers. Any other value
// becomes nil without an error, so that the rest of the summary is not lost.
func (a *EarningsAverages) UnmarshalJSON(data []byte) error {
	*a = nil
	var averages map[string]json.RawMessage
	if json.Unmarshal(data, &averages) != nil || averages == nil {
		return nil // do not lose the rest of the summary
	}
	readable := make(EarningsAverages, len(averages))
	for key, raw := range averages {
		number, err := strconv.Atoi(key)
		var average float64
		if err == nil && decodeJSON(raw, &average) == nil {
			readable[number] = average
		}
	}
	if len(readable) > 0 || len(averages) == 0 {
		*a = readable
	}
	return nil
}

// EarningsPeriod holds the period and the steps of an [EarningsSummary].
type EarningsPeriod struct {
	// StartDate is the start in the server's spelling; empty means no lower
	// bound.
	StartDate string `json:"startDate"`
	// EndDate is the end in the server's spelling; empty means no upper bound.
	EndDate     string      `json:"endDate"`
	Granularity Granularity `json:"granularity"`
	// Timezone is the IANA name of the time zone.
	Timezone string `json:"timezone"`
}

// Earnings returns a page of the transactions.
//
// Calls GET /insights/earnings. Scopes: read:insights; for a managed creator also read:creator.
func (s insightsCore) Earnings(ctx context.Context, opts *EarningsOptions) (*Page[Earning], error) {
	return list[Earning](ctx, options(s.request(opInsightsEarnings), opts))
}

// AllEarnings returns an iterator over the transactions.
//
// Calls GET /insights/earnings. Scopes: read:insights; for a managed creator also read:creator.
func (s insightsCore) AllEarnings(ctx context.Context, opts *EarningsOptions) iter.Seq2[Earning, error] {
	return all[Earning](ctx, options(s.request(opInsightsEarnings), opts))
}

// EarningsSummary returns the total earnings and their distribution over time.
//
// Calls GET /insights/earnings/summary. Scopes: read:insights; for a managed creator also read:creator.
func (s insightsCore) EarningsSummary(ctx context.Context, opts *EarningsSummaryOptions) (*EarningsSummary, error) {
	return fetch[EarningsSummary](ctx, options(s.request(opInsightsEarningsSummary), opts))
}

// EarningsPercentile returns the rank of the account's gross earnings in the
// last 30 days among all creators, in percent. Lower is better: 0.01 means the
// top 0.01 percent. The figure comes from a snapshot and is not live.
//
// Calls GET /insights/earnings/percentile. Scopes: read:insights.
func (s InsightsService) EarningsPercentile(ctx context.Context) (float64, error) {
	result, err := fetch[earningsPercentile](ctx, s.request(opInsightsEarningsPercentile))
	if err != nil {
		return 0, err
	}
	return *result.Percentile, nil
}

type earningsPercentile struct {
	Percentile *float64 `json:"percentile"`
}

func (earningsPercentile) required() []string { return []string{"percentile"} }
