package fanvuetest

import (
	"cmp"
	"maps"
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

// period is a time whose end is no longer part of it. A zero bound is none.
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

// zone is the one that the dates are told in.
func (p period) zone() *time.Location {
	if p.start.IsZero() {
		return p.end.Location()
	}
	return p.start.Location()
}

// wholeDays begins and ends the period at midnight.
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

// briefUser is a user who made a payment or a comment, who has fewer fields
// there than elsewhere.
type briefUser struct {
	DisplayName  string  `json:"displayName"`
	Handle       string  `json:"handle"`
	IsTopSpender bool    `json:"isTopSpender"`
	Nickname     *string `json:"nickname"`
	UUID         string  `json:"uuid"`
}

// briefOrNull is null for no user.
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
	reversed := slices.DeleteFunc(c.account.allPayments(), func(paid *payment) bool {
		return paid.reversal == "" || !in.contains(paid.at) || !matchesSource(sources, string(paid.reversal))
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

// listSubscriberDays has the days on which something happened, oldest first.
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
	days := make(map[time.Time]*subscriberDay)
	on := func(t time.Time) *subscriberDay {
		begin := midnight(t.In(zone)).UTC()
		if days[begin] == nil {
			days[begin] = &subscriberDay{Date: formatTime(begin)}
		}
		return days[begin]
	}
	for _, user := range c.account.contacts {
		s := user.subscription
		if !s.since.IsZero() && in.contains(s.since) {
			on(s.since).NewSubscribersCount++
		}
		if end := s.since.Add(subscriptionPeriod); s.expired && in.contains(end) {
			on(end).CancelledSubscribersCount++
		}
	}
	total := 0
	var items []*subscriberDay
	for _, begin := range slices.SortedFunc(maps.Keys(days), time.Time.Compare) {
		item := days[begin]
		total += item.NewSubscribersCount - item.CancelledSubscribersCount
		item.Total = total
		items = append(items, item)
	}
	return pageOf(items, p, func(item *subscriberDay) subscriberDay { return *item })
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
	spent := make(map[*contact]amount)
	for _, paid := range c.account.allPayments() {
		if paid.from != nil && in.contains(paid.at) {
			spent[paid.from] = spent[paid.from].plus(paid)
		}
	}
	spenders := c.account.contactsWhere(func(user *contact) bool { return spent[user].Gross > 0 })
	slices.SortStableFunc(spenders, func(x, y *contact) int { return cmp.Compare(spent[y].Gross, spent[x].Gross) })
	return pageOf(spenders, p, func(user *contact) topSpenderItem {
		item := topSpenderItem{Gross: spent[user].Gross, Net: spent[user].Net, User: user.body()}
		if user.chat != nil {
			item.Messages = len(user.chat.messages)
		}
		return item
	})
}
