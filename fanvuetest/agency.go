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

// agency manages creators. Its administrator is the account that it belongs to.
type agency struct {
	owner *account
	// notAdmin reports that the owner is not an administrator.
	notAdmin bool
	creators []*account
	members  []*teamMember
	shifts   []shift
	invited  map[string]bool
}

// creator returns the account of a creator whom the agency manages, or nil; no
// agency manages nobody.
func (g *agency) creator(uuid string) *account {
	if g == nil {
		return nil
	}
	for _, creator := range g.creators {
		if creator.uuid == uuid {
			return creator
		}
	}
	return nil
}

// ownAgency returns the agency that an account administers, and creates it when
// there is none.
func (a *account) ownAgency() *agency {
	if a.agency == nil {
		a.agency = &agency{owner: a, invited: make(map[string]bool)}
		a.agency.members = []*teamMember{{person: a.person, email: a.profile.email, isAdmin: true}}
		a.state.agencies = append(a.state.agencies, a.agency)
	}
	return a.agency
}

// managedCreators are the creators whom an account may act for: all of the
// agency that it administers, and those whom another agency assigned to it.
func (a *account) managedCreators() []*account {
	var creators []*account
	if a.agency != nil {
		creators = slices.Clone(a.agency.creators)
	}
	for _, g := range a.state.agencies {
		m := g.member(a.uuid)
		if m == nil || m.isAdmin {
			continue
		}
		for _, creator := range g.creators {
			if m.hasAccessTo(creator.uuid) && !slices.Contains(creators, creator) {
				creators = append(creators, creator)
			}
		}
	}
	return creators
}

// managedCreator returns one of the managed creators, or nil.
func (a *account) managedCreator(uuid string) *account {
	for _, creator := range a.managedCreators() {
		if creator.uuid == uuid {
			return creator
		}
	}
	return nil
}

// adminsOnly refuses callers who do not administer an agency.
func adminsOnly(handle handler) handler {
	return func(c *call) *response {
		if c.caller.agency == nil || c.caller.agency.notAdmin {
			return forbidden("This is only available to administrators of an agency")
		}
		return handle(c)
	}
}

// SetAgencyAdmin sets whether the account of [Server.Me] administers its agency,
// as it does initially. Everything about the agency is for administrators only.
func (s *Server) SetAgencyAdmin(isAdmin bool) {
	s.state.lockForChange()
	defer s.state.mu.Unlock()
	s.state.me.ownAgency().notAdmin = !isAdmin
}

// AddCreator adds a creator whom the account manages, without fans or chats,
// and returns the creator's account. Missing values of user are generated. The
// account of a creator who has one already is returned unchanged. It panics for
// the account's own user, who cannot manage itself.
func (a *Account) AddCreator(user fanvue.User) *Account {
	at, unlock := a.change()
	defer unlock()
	if user.UUID == a.uuid {
		a.state.fail("the account %q cannot manage itself", a.handle)
	}
	return a.account.addCreator(user, at).public
}

func (a *account) addCreator(user fanvue.User, now time.Time) *account {
	creator := a.state.addAccount(user, now)
	creator.isCreator = true
	if g := a.ownAgency(); g.creator(creator.uuid) == nil {
		g.creators = append(g.creators, creator)
	}
	return creator
}

// agencyCreators reads which creators a list is about.
func (c *call) agencyCreators(q *parameters) []*account {
	text := q.values.Get("creatorUuids")
	if text == "" {
		return c.caller.agency.creators
	}
	uuids := strings.Split(text, ",")
	if slices.ContainsFunc(uuids, func(uuid string) bool { return !c.state.isID(uuid) }) {
		q.addProblem("creatorUuids must be UUIDs, separated by commas")
	}
	if len(uuids) > maxAgencyCreators {
		q.addProblem("creatorUuids must have at most %d items", maxAgencyCreators)
	}
	var chosen []*account
	for _, creator := range c.caller.agency.creators {
		if slices.Contains(uuids, creator.uuid) {
			chosen = append(chosen, creator)
		}
	}
	return chosen
}

// agencySpan reads the period of a list, which is required.
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
	account *account
	*contact
}

// agencyContacts returns the contacts of some creators that keep accepts.
func agencyContacts(creators []*account, keep func(*contact) bool) []agencyContact {
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
	items := cached(c, q.listKey(), func() []agencyContact {
		items := agencyContacts(c.caller.agency.creators, func(user *contact) bool { return user.chat != nil })
		slices.SortStableFunc(items, func(x, y agencyContact) int { return compareActivity(x.chat, y.chat) })
		return items
	})
	return pageOf(items, p, func(item agencyContact) agencyChatItem {
		onCreator := *c
		onCreator.account = item.account
		return agencyChatItem{onCreator.chatBody(item.contact), item.account.uuid}
	})
}

type agencySubscriberItem struct {
	userBody
	CreatorUUID  string  `json:"creatorUuid"`
	ExpiresAt    *string `json:"expiresAt"`
	SubscribedAt string  `json:"subscribedAt"`
}

// expiresAt returns the end of a subscription, zero for one that renews.
func (s subscription) expiresAt(now time.Time) time.Time {
	if s.renews {
		return time.Time{}
	}
	return s.periodStart(now).Add(subscriptionPeriod)
}

func listAgencySubscribers(c *call) *response {
	q := c.parameters()
	p := q.page()
	creators := c.agencyCreators(q)
	if problem := q.rejection(); problem != nil {
		return problem
	}
	items := cached(c, q.listKey(), func() []agencyContact {
		items := agencyContacts(creators, func(user *contact) bool { return user.subscription.active() })
		slices.SortStableFunc(items, func(x, y agencyContact) int { return y.subscription.since.Compare(x.subscription.since) })
		return items
	})
	return pageOf(items, p, func(item agencyContact) agencySubscriberItem {
		return agencySubscriberItem{
			item.body(), item.account.uuid, timeOrNull(item.subscription.expiresAt(c.now)), formatTime(item.subscription.since),
		}
	})
}

// historyItem is a day on which subscriptions to a creator started or ended.
type historyItem struct {
	CancelledSubscribersCount int    `json:"cancelledSubscribersCount"`
	CreatorUUID               string `json:"creatorUuid"`
	Date                      string `json:"date"`
	NewSubscribersCount       int    `json:"newSubscribersCount"`
	Total                     int    `json:"total"`
}

// historyOf returns an item for each day on which something happened, the
// oldest first.
func historyOf(account *account, span period) []historyItem {
	var items []historyItem
	for _, event := range account.subscriptions {
		if !span.contains(event.at) {
			continue
		}
		if date := dateOf(utcDay(event.at)); len(items) == 0 || items[len(items)-1].Date != date {
			total := 0
			if len(items) > 0 {
				total = items[len(items)-1].Total
			}
			items = append(items, historyItem{CreatorUUID: account.uuid, Date: date, Total: total})
		}
		item := &items[len(items)-1]
		if event.ended {
			item.CancelledSubscribersCount++
			item.Total--
		} else {
			item.NewSubscribersCount++
			item.Total++
		}
	}
	return items
}

func listAgencyHistory(c *call) *response {
	q := c.parameters()
	p := q.page()
	span := q.agencySpan()
	creators := c.agencyCreators(q)
	if span.end.Sub(span.start) > maxHistory {
		q.addProblem("the range must be at most 365 days")
	}
	if problem := q.rejection(); problem != nil {
		return problem
	}
	items := cached(c, q.listKey(), func() []historyItem {
		var items []historyItem
		for _, account := range creators {
			items = append(items, historyOf(account, span)...)
		}
		slices.SortStableFunc(items, func(x, y historyItem) int { return cmp.Compare(y.Date, x.Date) })
		return items
	})
	return pageOf(items, p, func(item historyItem) historyItem { return item })
}

type agencyEarningItem struct {
	CreatorUUID string  `json:"creatorUuid"`
	Currency    *string `json:"currency"`
	Date        string  `json:"date"`
	Gross       int64   `json:"gross"`
	Net         int64   `json:"net"`
}

// listAgencyEarnings uses numbered pages on /v1 as well.
func listAgencyEarnings(c *call) *response {
	q := c.parameters()
	p := q.numberedPage()
	span := q.agencySpan()
	creators := c.agencyCreators(q)
	if problem := q.rejection(); problem != nil {
		return problem
	}
	items := cached(c, q.listKey(), func() []agencyEarningItem { return earningsByDay(creators, span) })
	return pageOf(items, p, func(item agencyEarningItem) agencyEarningItem { return item })
}

// earningsByDay adds up the payments of creators, the newest day first.
func earningsByDay(creators []*account, span period) []agencyEarningItem {
	type bucket struct{ creatorUUID, currency, date string }
	totals := make(map[bucket]amount)
	var buckets []bucket
	for _, account := range creators {
		for _, paid := range account.payments.all {
			if !span.contains(paid.at) {
				continue
			}
			at := bucket{account.uuid, paid.currency, dateOf(utcDay(paid.at))}
			if _, known := totals[at]; !known {
				buckets = append(buckets, at)
			}
			totals[at] = totals[at].plus(paid)
		}
	}
	slices.SortStableFunc(buckets, func(x, y bucket) int { return cmp.Compare(y.date, x.date) })
	return mapItems(buckets, func(at bucket) agencyEarningItem {
		return agencyEarningItem{at.creatorUUID, valueOrNull(at.currency), at.date, totals[at].Gross, totals[at].Net}
	})
}
