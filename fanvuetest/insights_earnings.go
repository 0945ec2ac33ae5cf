package fanvuetest

import (
	"math"
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

// anySource selects payments of every source.
const anySource = "all"

// matchesSource reports whether a filter accepts a source.
func matchesSource(filter []string, source string) bool {
	return len(filter) == 0 || slices.Contains(filter, anySource) || slices.Contains(filter, source)
}

// earningSources returns the sources that a filter can have.
func (c *call) earningSources() []string {
	sources := []fanvue.EarningSource{
		anySource, fanvue.EarningAffiliate, fanvue.EarningAppStore, fanvue.EarningCheckoutLink, fanvue.EarningGiveaway,
		fanvue.EarningMediaLink, fanvue.EarningMessage, fanvue.EarningPost, fanvue.EarningReferral, fanvue.EarningRenewal,
		fanvue.EarningSubscription, fanvue.EarningTip,
	}
	if c.isV1() {
		sources = append(sources, fanvue.EarningFanExperience, fanvue.EarningRefund, fanvue.EarningChargeback)
	}
	return plain(sources)
}

type earningItem struct {
	Currency                   *string    `json:"currency"`
	Date                       string     `json:"date"`
	Gross                      int64      `json:"gross"`
	MessageUUID                string     `json:"messageUuid,omitempty"`
	Net                        int64      `json:"net"`
	PostUUID                   string     `json:"postUuid,omitempty"`
	ReversedTransactionOrderID string     `json:"reversedTransactionOrderId,omitempty"`
	Source                     string     `json:"source"`
	Total                      *int64     `json:"total,omitempty"`
	TransactionOrderID         string     `json:"transactionOrderId"`
	TransactionOrderStatus     string     `json:"transactionOrderStatus"`
	User                       *briefUser `json:"user"`
}

func (c *call) earningItem(paid *payment) earningItem {
	item := earningItem{
		Currency: valueOrNull(paid.currency), Date: formatTime(paid.at), Gross: int64(paid.gross), MessageUUID: paid.messageUUID,
		Net: int64(paid.net()), PostUUID: paid.postUUID, ReversedTransactionOrderID: paid.reverses, Source: string(paid.source),
		TransactionOrderID: paid.id, TransactionOrderStatus: "availableForPayout", User: paid.from.briefOrNull(),
	}
	if paid.at.Add(clearing).After(c.now) {
		item.TransactionOrderStatus = "pendingBalance"
	}
	if c.isV1() && paid.from != nil {
		total := int64(paid.gross) * taxedPercent / 100
		item.Total = &total
	}
	return item
}

// listEarnings returns the newest first. Only /v1 lists refunds and
// chargebacks.
func listEarnings(c *call) *response {
	q := c.parameters()
	p, in := q.cursorPage("size"), q.period()
	sources := q.choices("source", c.earningSources()...)
	if problem := q.rejection(); problem != nil {
		return problem
	}
	items := cached(c, q.listKey(), func() []*payment {
		items := c.account.paymentsNewestFirst(func(*payment) bool { return true })
		if c.isV1() {
			items = withReversals(items)
		}
		return slices.DeleteFunc(items, func(paid *payment) bool {
			return !in.contains(paid.at) || !matchesSource(sources, string(paid.source))
		})
	})
	return pageOf(items, p, c.earningItem)
}

// getEarningsPercentile derives a number from the gross earnings of the last 30
// days: 100 without earnings, and lower the more there are.
func getEarningsPercentile(c *call) *response {
	month := period{c.now.AddDate(0, 0, -30), time.Time{}}
	gross := sumWhere(c.account.payments.all, func(paid *payment) bool { return month.contains(paid.at) }).Gross
	return ok(struct {
		Percentile float64 `json:"percentile"`
	}{math.Round(100_00/(1+float64(gross)/1000)) / 100})
}
