package fanvuetest

import (
	"slices"

	"github.com/fanvue-go/fanvue"
)

// anySource asks for payments of every source.
const anySource = "all"

// wanted reports whether a filter lets a source pass.
func matchesSource(filter []string, source string) bool {
	return len(filter) == 0 || slices.Contains(filter, anySource) || slices.Contains(filter, source)
}

// earningSources are what may be asked for.
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

// listEarnings shows the newest first. Only /v1 has a row for money that was
// taken back.
func listEarnings(c *call) *response {
	q := c.parameters()
	p, in := q.cursorPage("size"), q.period()
	sources := q.choices("source", c.earningSources()...)
	if problem := q.rejection(); problem != nil {
		return problem
	}
	items := c.account.allPayments()
	if c.isV1() {
		items = withReversals(items)
	}
	items = slices.DeleteFunc(items, func(paid *payment) bool { return !in.contains(paid.at) || !matchesSource(sources, string(paid.source)) })
	return pageOf(items, p, c.earningItem)
}

// withReversals adds to payments those that take others back.
func withReversals(payments []*payment) []*payment {
	all := slices.Clone(payments)
	for _, paid := range payments {
		if paid.reversal == "" {
			continue
		}
		back := *paid
		back.id, back.reverses = paid.id+"-"+string(paid.reversal), paid.id
		back.at, back.source, back.gross = paid.reversedAt, fanvue.EarningSource(paid.reversal), -paid.gross
		all = append(all, &back)
	}
	slices.SortStableFunc(all, newestFirst)
	return all
}

// getEarningsPercentile tells of a creator among the best 2.5 percent.
func getEarningsPercentile(*call) *response {
	return ok(struct {
		Percentile float64 `json:"percentile"`
	}{2.5})
}
