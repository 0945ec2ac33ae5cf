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
	return func(c *call) *answer {
		if c.world.agency.notAdmin {
			return forbidden("This is only available to administrators of an agency")
		}
		return handle(c)
	}
}

// SetAgencyAdmin says whether the account administers the agency, as it does at
// first. Everything about the agency is for administrators only.
func (s *Server) SetAgencyAdmin(isAdmin bool) {
	s.world.open()
	defer s.world.mu.Unlock()
	s.world.agency.notAdmin = !isAdmin
}

// agencyCreators reads which creators a list is about.
func (q *parameters) agencyCreators(w *world) []*Account {
	text := q.values.Get("creatorUuids")
	if text == "" {
		return w.managed
	}
	uuids := strings.Split(text, ",")
	if slices.ContainsFunc(uuids, func(uuid string) bool { return !w.isID(uuid) }) {
		q.refuse("creatorUuids must be UUIDs, separated by commas")
	}
	if len(uuids) > maxAgencyCreators {
		q.refuse("creatorUuids must have at most %d items", maxAgencyCreators)
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
			q.refuse("%s is required", name)
		}
	}
	span := period{q.moment("startDate"), q.moment("endDate")}
	if span.end.Before(span.start) {
		q.refuse("endDate must not be before startDate")
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

type agencyChatRow struct {
	chatBody
	CreatorUUID string `json:"creatorUuid"`
}

func listAgencyChats(c *call) *answer {
	q := c.parameters()
	p := q.page()
	if problem := q.invalid(); problem != nil {
		return problem
	}
	rows := agencyContacts(c.world.managed, func(user *contact) bool { return user.chat != nil })
	slices.SortStableFunc(rows, func(x, y agencyContact) int { return chatView{}.compare(x.contact, y.contact) })
	return pageOf(rows, p, func(row agencyContact) agencyChatRow {
		of := *c
		of.account = row.account
		return agencyChatRow{of.chatBody(row.contact), row.account.uuid}
	})
}

type agencySubscriberRow struct {
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

func listAgencySubscribers(c *call) *answer {
	q := c.parameters()
	p := q.page()
	creators := q.agencyCreators(c.world)
	if problem := q.invalid(); problem != nil {
		return problem
	}
	rows := agencyContacts(creators, func(user *contact) bool { return user.subscription.active() })
	slices.SortStableFunc(rows, func(x, y agencyContact) int { return y.subscription.since.Compare(x.subscription.since) })
	return pageOf(rows, p, func(row agencyContact) agencySubscriberRow {
		return agencySubscriberRow{
			row.body(), row.account.uuid, stampOrNull(row.subscription.expiresAt(c.now)), stamp(row.subscription.since),
		}
	})
}

// historyRow is a day on which subscriptions to a creator began or ended.
type historyRow struct {
	CancelledSubscribersCount int    `json:"cancelledSubscribersCount"`
	CreatorUUID               string `json:"creatorUuid"`
	Date                      string `json:"date"`
	NewSubscribersCount       int    `json:"newSubscribersCount"`
	Total                     int    `json:"total"`
}

// historyOf has a row for each day on which something happened, the oldest
// first.
func (w *world) historyOf(account *Account, span period) []historyRow {
	days := make(map[string]*historyRow)
	on := func(t time.Time) *historyRow {
		date := dateOf(utcDay(t))
		if days[date] == nil {
			days[date] = &historyRow{CreatorUUID: account.uuid, Date: date}
		}
		return days[date]
	}
	for _, user := range account.contacts {
		if since := user.subscription.since; !since.IsZero() && span.has(since) {
			on(since).NewSubscribersCount++
		}
	}
	for _, e := range w.agency.endings {
		if e.creatorUUID == account.uuid && span.has(e.at) {
			on(e.at).CancelledSubscribersCount++
		}
	}
	var rows []historyRow
	for _, row := range days {
		rows = append(rows, *row)
	}
	slices.SortFunc(rows, func(x, y historyRow) int { return cmp.Compare(x.Date, y.Date) })
	total := 0
	for i := range rows {
		total += rows[i].NewSubscribersCount - rows[i].CancelledSubscribersCount
		rows[i].Total = total
	}
	return rows
}

func listAgencyHistory(c *call) *answer {
	q := c.parameters()
	p := q.page()
	span := q.agencySpan()
	creators := q.agencyCreators(c.world)
	if span.end.Sub(span.start) > maxHistory {
		q.refuse("the range must be at most 365 days")
	}
	if problem := q.invalid(); problem != nil {
		return problem
	}
	var rows []historyRow
	for _, account := range creators {
		rows = append(rows, c.world.historyOf(account, span)...)
	}
	slices.SortStableFunc(rows, func(x, y historyRow) int { return cmp.Compare(y.Date, x.Date) })
	return pageOf(rows, p, func(row historyRow) historyRow { return row })
}

type agencyEarningRow struct {
	CreatorUUID string  `json:"creatorUuid"`
	Currency    *string `json:"currency"`
	Date        string  `json:"date"`
	Gross       int64   `json:"gross"`
	Net         int64   `json:"net"`
}

// listAgencyEarnings has numbered pages on /v1 as well.
func listAgencyEarnings(c *call) *answer {
	q := c.parameters()
	p := q.numberedPage()
	span := q.agencySpan()
	creators := q.agencyCreators(c.world)
	if problem := q.invalid(); problem != nil {
		return problem
	}
	type bucket struct{ creatorUUID, currency, date string }
	gross := make(map[bucket]fanvue.Cents)
	var buckets []bucket
	for _, account := range creators {
		for _, i := range c.world.agency.invoices {
			if i.creatorUUID != account.uuid || !span.has(i.paidAt) {
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
	return pageOf(buckets, p, func(at bucket) agencyEarningRow {
		paid := int64(gross[at])
		return agencyEarningRow{at.creatorUUID, orNull(at.currency), at.date, paid, int64(afterFees(gross[at]))}
	})
}
