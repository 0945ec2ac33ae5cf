package fanvuetest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/fanvue-go/fanvue"
)

func agencyHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpAgencyChats:              adminsOnly(listAgencyChats),
		fanvue.OpAgencySubscribers:        adminsOnly(listAgencySubscribers),
		fanvue.OpAgencySubscribersHistory: adminsOnly(listAgencyHistory),
		fanvue.OpAgencyEarnings:           adminsOnly(listAgencyEarnings),
		fanvue.OpAgencyChatterLeaderboard: adminsOnly(getChatterLeaderboard),
		fanvue.OpAgencyTeamMembers:        adminsOnly(listTeamMembers),
		fanvue.OpAgencyUpdateTeamMember:   adminsOnly(updateTeamMember),
		fanvue.OpAgencyInviteTeamMember:   adminsOnly(inviteTeamMember),
		fanvue.OpAgencyInviteCreator:      adminsOnly(inviteCreator),
	}
}

const (
	maxAgencyCreators = 50
	maxHistory        = 365 * day
)

// agency is what the account administers. The creators are the world's.
type agency struct {
	// notAdmin says that the account is no administrator.
	notAdmin bool
	members  []*teamMember
	shifts   []shift
	invoices []invoice
	endings  []ending
	invited  map[string]bool
}

// invoice is a payment to a creator.
type invoice struct {
	creatorUUID string
	paidAt      time.Time
	gross       fanvue.Cents
	currency    string // empty on old ones
}

// ending is a subscription to a creator that ended. Those that began are the
// subscribers of the creator.
type ending struct {
	creatorUUID string
	at          time.Time
}

// adminsOnly refuses everybody else.
func adminsOnly(handle handler) handler {
	return func(c *call) *response {
		if c.state.agency.notAdmin {
			return forbidden("This is only available to administrators of an agency")
		}
		return handle(c)
	}
}

// SetAgencyAdmin says whether the account administers the agency, as it does at
// first. Everything about the agency is for administrators only.
func (s *Server) SetAgencyAdmin(isAdmin bool) {
	s.state.lock()
	defer s.state.mu.Unlock()
	s.state.agency.notAdmin = !isAdmin
}

// agencyCreators reads which creators a list is about.
func (q *parameters) agencyCreators(w *state) []*Account {
	text := q.values.Get("creatorUuids")
	if text == "" {
		return w.managed
	}
	uuids := strings.Split(text, ",")
	if slices.ContainsFunc(uuids, func(uuid string) bool { return !w.isID(uuid) }) {
		q.addProblem("creatorUuids must be UUIDs, separated by commas")
	}
	if len(uuids) > maxAgencyCreators {
		q.addProblem("creatorUuids must have at most %d items", maxAgencyCreators)
	}
	var chosen []*Account
	for _, account := range w.managed {
		if slices.Contains(uuids, account.uuid) {
			chosen = append(chosen, account)
		}
	}
	return chosen
}

// agencySpan reads the time that a list is about, which must be given.
func (q *parameters) agencySpan() period {
	for _, name := range []string{"startDate", "endDate"} {
		if !q.values.Has(name) {
			q.addProblem("%s is required", name)
		}
	}
	span := period{q.time("startDate"), q.time("endDate")}
	if span.end.Before(span.start) {
		q.addProblem("endDate must not be before startDate")
	}
	return span
}

func utcDay(t time.Time) time.Time { return t.UTC().Truncate(day) }

func dateOf(t time.Time) string { return t.Format(time.DateOnly) }

// agencyContact is a contact of one of the creators.
type agencyContact struct {
	account *Account
	*contact
}

// agencyContacts are the contacts of some creators that keep accepts.
func agencyContacts(creators []*Account, keep func(*contact) bool) []agencyContact {
	var all []agencyContact
	for _, account := range creators {
		for _, user := range account.contactsWhere(keep) {
			all = append(all, agencyContact{account, user})
		}
	}
	return all
}

type agencyChatItem struct {
	chatBody
	CreatorUUID string `json:"creatorUuid"`
}

func listAgencyChats(c *call) *response {
	q := c.parameters()
	p := q.page()
	if problem := q.rejection(); problem != nil {
		return problem
	}
	items := agencyContacts(c.state.managed, func(user *contact) bool { return user.chat != nil })
	slices.SortStableFunc(items, func(x, y agencyContact) int { return chatQuery{}.compare(x.contact, y.contact) })
	return pageOf(items, p, func(item agencyContact) agencyChatItem {
		of := *c
		of.account = item.account
		return agencyChatItem{of.chatBody(item.contact), item.account.uuid}
	})
}

type agencySubscriberItem struct {
	userBody
	CreatorUUID  string  `json:"creatorUuid"`
	ExpiresAt    *string `json:"expiresAt"`
	SubscribedAt string  `json:"subscribedAt"`
}

// expiresAt is zero for a subscription that renews.
func (s subscription) expiresAt(now time.Time) time.Time {
	if s.renews {
		return time.Time{}
	}
	return s.periodStart(now).Add(subscriptionPeriod)
}

func listAgencySubscribers(c *call) *response {
	q := c.parameters()
	p := q.page()
	creators := q.agencyCreators(c.state)
	if problem := q.rejection(); problem != nil {
		return problem
	}
	items := agencyContacts(creators, func(user *contact) bool { return user.subscription.active() })
	slices.SortStableFunc(items, func(x, y agencyContact) int { return y.subscription.since.Compare(x.subscription.since) })
	return pageOf(items, p, func(item agencyContact) agencySubscriberItem {
		return agencySubscriberItem{
			item.body(), item.account.uuid, timeOrNull(item.subscription.expiresAt(c.now)), formatTime(item.subscription.since),
		}
	})
}

// historyRow is a day on which subscriptions to a creator began or ended.
type historyItem struct {
	CancelledSubscribersCount int    `json:"cancelledSubscribersCount"`
	CreatorUUID               string `json:"creatorUuid"`
	Date                      string `json:"date"`
	NewSubscribersCount       int    `json:"newSubscribersCount"`
	Total                     int    `json:"total"`
}

// historyOf has a row for each day on which something happened, the oldest
// first.
func (st *state) historyOf(account *Account, span period) []historyItem {
	days := make(map[string]*historyItem)
	on := func(t time.Time) *historyItem {
		date := dateOf(utcDay(t))
		if days[date] == nil {
			days[date] = &historyItem{CreatorUUID: account.uuid, Date: date}
		}
		return days[date]
	}
	for _, user := range account.contacts {
		if since := user.subscription.since; !since.IsZero() && span.contains(since) {
			on(since).NewSubscribersCount++
		}
	}
	for _, e := range st.agency.endings {
		if e.creatorUUID == account.uuid && span.contains(e.at) {
			on(e.at).CancelledSubscribersCount++
		}
	}
	var items []historyItem
	for _, item := range days {
		items = append(items, *item)
	}
	slices.SortFunc(items, func(x, y historyItem) int { return cmp.Compare(x.Date, y.Date) })
	total := 0
	for i := range items {
		total += items[i].NewSubscribersCount - items[i].CancelledSubscribersCount
		items[i].Total = total
	}
	return items
}

func listAgencyHistory(c *call) *response {
	q := c.parameters()
	p := q.page()
	span := q.agencySpan()
	creators := q.agencyCreators(c.state)
	if span.end.Sub(span.start) > maxHistory {
		q.addProblem("the range must be at most 365 days")
	}
	if problem := q.rejection(); problem != nil {
		return problem
	}
	var items []historyItem
	for _, account := range creators {
		items = append(items, c.state.historyOf(account, span)...)
	}
	slices.SortStableFunc(items, func(x, y historyItem) int { return cmp.Compare(y.Date, x.Date) })
	return pageOf(items, p, func(item historyItem) historyItem { return item })
}

type agencyEarningItem struct {
	CreatorUUID string  `json:"creatorUuid"`
	Currency    *string `json:"currency"`
	Date        string  `json:"date"`
	Gross       int64   `json:"gross"`
	Net         int64   `json:"net"`
}

// listAgencyEarnings has numbered pages on /v1 as well.
func listAgencyEarnings(c *call) *response {
	q := c.parameters()
	p := q.numberedPage()
	span := q.agencySpan()
	creators := q.agencyCreators(c.state)
	if problem := q.rejection(); problem != nil {
		return problem
	}
	type bucket struct{ creatorUUID, currency, date string }
	gross := make(map[bucket]fanvue.Cents)
	var buckets []bucket
	for _, account := range creators {
		for _, i := range c.state.agency.invoices {
			if i.creatorUUID != account.uuid || !span.contains(i.paidAt) {
				continue
			}
			at := bucket{account.uuid, i.currency, dateOf(utcDay(i.paidAt))}
			if _, known := gross[at]; !known {
				buckets = append(buckets, at)
			}
			gross[at] += i.gross
		}
	}
	slices.SortStableFunc(buckets, func(x, y bucket) int { return cmp.Compare(y.date, x.date) })
	return pageOf(buckets, p, func(at bucket) agencyEarningItem {
		paid := int64(gross[at])
		return agencyEarningItem{at.creatorUUID, valueOrNull(at.currency), at.date, paid, int64(netOf(gross[at]))}
	})
}
