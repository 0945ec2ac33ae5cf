package fanvuetest

import (
	"slices"

	"github.com/fanvue-go/fanvue"
)

// anySource asks for payments of every source.
const anySource = "all"

// wanted reports whether a filter lets a source pass.
func wanted(filter []string, source string) bool {
	return len(filter) == 0 || slices.Contains(filter, anySource) || slices.Contains(filter, source)
}

// earningSources are what may be asked for.
func (c *call) earningSources() []string {
	sources := []fanvue.EarningSource{
		anySource, fanvue.EarningAffiliate, fanvue.EarningAppStore, fanvue.EarningCheckoutLink, fanvue.EarningGiveaway,
		fanvue.EarningMediaLink, fanvue.EarningMessage, fanvue.EarningPost, fanvue.EarningReferral, fanvue.EarningRenewal,
		fanvue.EarningSubscription, fanvue.EarningTip,
	}
	if c.onV1() {
		sources = append(sources, fanvue.EarningFanExperience, fanvue.EarningRefund, fanvue.EarningChargeback)
	}
	return plain(sources)
}

type earningRow struct {
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

func (c *call) earningRow(paid *payment) earningRow {
	row := earningRow{
		Currency: orNull(paid.currency), Date: stamp(paid.at), Gross: int64(paid.gross), MessageUUID: paid.messageUUID,
		Net: int64(paid.net()), PostUUID: paid.postUUID, ReversedTransactionOrderID: paid.reverses, Source: string(paid.source),
		TransactionOrderID: paid.id, TransactionOrderStatus: "availableForPayout", User: paid.from.briefOrNull(),
	}
	if paid.at.Add(clearing).After(c.now) {
		row.TransactionOrderStatus = "pendingBalance"
	}
	if c.onV1() && paid.from != nil {
		total := int64(paid.gross) * taxedPercent / 100
		row.Total = &total
	}
	return row
}

// listEarnings shows the newest first. Only /v1 has a row for money that was
// taken back.
func listEarnings(c *call) *answer {
	q := c.parameters()
	p, in := q.cursorPage("size"), q.period()
	sources := q.choices("source", c.earningSources()...)
	if problem := q.invalid(); problem != nil {
		return problem
	}
	rows := c.account.payments()
	if c.onV1() {
		rows = withReversals(rows)
	}
	rows = slices.DeleteFunc(rows, func(paid *payment) bool { return !in.has(paid.at) || !wanted(sources, string(paid.source)) })
	return pageOf(rows, p, c.earningRow)
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
func getEarningsPercentile(*call) *answer {
	return ok(struct {
		Percentile float64 `json:"percentile"`
	}{2.5})
}
