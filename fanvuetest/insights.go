package fanvuetest

import (
	"cmp"
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

func insightsHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpInsightsSpending:           listReversals,
		fanvue.OpInsightsSubscribers:        listSubscriberDays,
		fanvue.OpInsightsTopSpenders:        listTopSpenders,
		fanvue.OpInsightsEarnings:           listEarnings,
		fanvue.OpInsightsEarningsSummary:    getEarningsSummary,
		fanvue.OpInsightsEarningsPercentile: getEarningsPercentile,
		fanvue.OpInsightsFan:                getFanInsights,
		fanvue.OpInsightsFans:               getFanInsightsBulk,
		fanvue.OpInsightsFansBatch:          getFanInsightsBatch,
	}
}

// period has an inclusive start and an exclusive end. A zero bound is no bound.
type period struct{ start, end time.Time }

func (q *parameters) period() period {
	p := period{q.timeWithOptionalOffset("startDate"), q.timeWithOptionalOffset("endDate")}
	if !p.start.IsZero() && !p.end.IsZero() && p.end.Before(p.start) {
		q.addProblem("endDate must not be before startDate")
	}
	return p
}

func (p period) contains(t time.Time) bool {
	return !t.Before(p.start) && (p.end.IsZero() || t.Before(p.end))
}

// zone returns the time zone in which the bounds were given.
func (p period) zone() *time.Location {
	if p.start.IsZero() {
		return p.end.Location()
	}
	return p.start.Location()
}

// wholeDays moves the bounds to midnight.
func (p period) wholeDays(zone *time.Location) period {
	if !p.start.IsZero() {
		p.start = midnight(p.start.In(zone))
	}
	if !p.end.IsZero() {
		p.end = midnight(p.end.In(zone))
	}
	return p
}

func midnight(t time.Time) time.Time {
	year, month, date := t.Date()
	return time.Date(year, month, date, 0, 0, 0, 0, t.Location())
}

// briefUser is the user of a payment or a comment, with fewer fields than
// elsewhere.
type briefUser struct {
	DisplayName  string  `json:"displayName"`
	Handle       string  `json:"handle"`
	IsTopSpender bool    `json:"isTopSpender"`
	Nickname     *string `json:"nickname"`
	UUID         string  `json:"uuid"`
}

// briefOrNull returns nil for no user.
func (user *contact) briefOrNull() *briefUser {
	if user == nil {
		return nil
	}
	return &briefUser{user.displayName, user.handle, user.isTopSpender, valueOrNull(user.nickname), user.uuid}
}

type reversalItem struct {
	Currency    *string    `json:"currency"`
	Date        string     `json:"date"`
	Gross       int64      `json:"gross"`
	MessageUUID string     `json:"messageUuid,omitempty"`
	Net         int64      `json:"net"`
	PostUUID    string     `json:"postUuid,omitempty"`
	Source      string     `json:"source"`
	User        *briefUser `json:"user"`
}

func listReversals(c *call) *response {
	q := c.parameters()
	p, in := q.cursorPage("size"), q.period()
	sources := q.choices("source", anySource, string(fanvue.ReversalRefund), string(fanvue.ReversalChargeback))
	if problem := q.rejection(); problem != nil {
		return problem
	}
	reversed := cached(c, q.listKey(), func() []*payment {
		return c.account.paymentsNewestFirst(func(paid *payment) bool {
			return paid.reversal != "" && in.contains(paid.at) && matchesSource(sources, string(paid.reversal))
		})
	})
	return pageOf(reversed, p, func(paid *payment) reversalItem {
		return reversalItem{
			Currency: valueOrNull(paid.currency), Date: formatTime(paid.at), Gross: -int64(paid.gross), MessageUUID: paid.messageUUID,
			Net: -int64(paid.net()), PostUUID: paid.postUUID, Source: string(paid.reversal), User: paid.from.briefOrNull(),
		}
	})
}

type subscriberDay struct {
	CancelledSubscribersCount int    `json:"cancelledSubscribersCount"`
	Date                      string `json:"date"`
	NewSubscribersCount       int    `json:"newSubscribersCount"`
	Total                     int    `json:"total"`
}

// listSubscriberDays returns the days on which something happened, the oldest
// first.
func listSubscriberDays(c *call) *response {
	q := c.parameters()
	p, in := q.cursorPage("size"), q.period()
	if problem := q.rejection(); problem != nil {
		return problem
	}
	zone := in.zone()
	if c.isV1() {
		zone = time.UTC
	}
	in = in.wholeDays(zone)
	items := cached(c, q.listKey(), func() []*subscriberDay { return c.account.subscriberDays(in, zone) })
	return pageOf(items, p, func(item *subscriberDay) subscriberDay { return *item })
}

// subscriberDays adds up the subscriptions that started and ended, by day.
func (a *account) subscriberDays(in period, zone *time.Location) []*subscriberDay {
	var items []*subscriberDay
	total := 0
	for _, event := range a.subscriptions {
		if !in.contains(event.at) {
			continue
		}
		date := formatTime(midnight(event.at.In(zone)))
		if len(items) == 0 || items[len(items)-1].Date != date {
			items = append(items, &subscriberDay{Date: date})
		}
		item := items[len(items)-1]
		if event.ended {
			item.CancelledSubscribersCount++
			total--
		} else {
			item.NewSubscribersCount++
			total++
		}
		item.Total = total
	}
	return items
}

type topSpenderItem struct {
	Gross    int64    `json:"gross"`
	Messages int      `json:"messages"`
	Net      int64    `json:"net"`
	User     userBody `json:"user"`
}

func listTopSpenders(c *call) *response {
	q := c.parameters()
	p, in := q.page(), q.period()
	if problem := q.rejection(); problem != nil {
		return problem
	}
	spenders := cached(c, q.listKey(), func() []topSpender {
		var spenders []topSpender
		for _, user := range c.account.contacts {
			paid := sumWhere(user.payments, func(paid *payment) bool { return in.contains(paid.at) })
			if paid.Gross > 0 {
				spenders = append(spenders, topSpender{user, paid})
			}
		}
		slices.SortStableFunc(spenders, func(x, y topSpender) int { return cmp.Compare(y.paid.Gross, x.paid.Gross) })
		return spenders
	})
	return pageOf(spenders, p, func(s topSpender) topSpenderItem {
		item := topSpenderItem{Gross: s.paid.Gross, Net: s.paid.Net, User: s.user.body()}
		if s.user.chat != nil {
			item.Messages = len(s.user.chat.messages)
		}
		return item
	})
}

type topSpender struct {
	user *contact
	paid amount
}
