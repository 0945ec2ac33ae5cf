package fanvuetest

import (
	"encoding/json"
	"time"

	"github.com/fanvue-go/fanvue"
)

// account is the data of one account: a caller's own, or that of a managed
// creator.
type account struct {
	state *state
	*person
	profile       profile
	contacts      []*contact // in the order in which they were added
	byUUID        map[string]*contact
	library       []*media // in the order in which they were added
	mediaByID     map[string]*media
	templates     []*template
	lists         []*customList
	massMessages  []*massMessage  // oldest first
	notifications []*notification // oldest first
	vault         vault
	feed          feed
	payments      accountPayments
	subscriptions []subscriptionEvent // oldest first
	links         []*trackingLink     // oldest first
	automation    automationSettings
	// agency is what the account administers or works for; nil for an account
	// without one.
	agency *agency
	// public is the account as tests see it.
	public *Account
}

// contact is another user from an account's point of view.
type contact struct {
	*person
	nickname     string
	isTopSpender bool
	subscription subscription
	followedAt   time.Time  // zero: does not follow
	payments     []*payment // oldest first
	// subscribedTo reports whether the account subscribes to the user.
	subscribedTo bool
	// chat is nil before there is one.
	chat *chat
}

// subscription is the latest subscription of a user to an account.
type subscription struct {
	since   time.Time // zero: never subscribed
	first   time.Time // the start of the user's first subscription
	expired bool
	renews  bool
	trial   bool
}

func (s subscription) active() bool { return !s.since.IsZero() && !s.expired }

// subscriptionEvent is the start or the end of a subscription.
type subscriptionEvent struct {
	at    time.Time
	ended bool
}

func newAccount(st *state, p *person) *account {
	a := &account{
		state:  st,
		person: p,
		profile: profile{
			email:     p.handle + "@example.com",
			createdAt: p.registeredAt,
		},
		byUUID:    make(map[string]*contact),
		mediaByID: make(map[string]*media),
	}
	a.public = &Account{account: a}
	return a
}

// contact returns the contact whom user describes, and adds it when the account
// does not know the user.
func (a *account) contact(user fanvue.User, now time.Time) *contact {
	p := a.state.addPerson(user, now)
	known, ok := a.byUUID[p.uuid]
	if !ok {
		known = &contact{person: p, nickname: user.Nickname, isTopSpender: user.IsTopSpender}
		a.contacts = append(a.contacts, known)
		a.byUUID[p.uuid] = known
	}
	return known
}

// contactsWhere returns the contacts that keep accepts, in the order in which
// they were added.
func (a *account) contactsWhere(keep func(*contact) bool) []*contact {
	var kept []*contact
	for _, known := range a.contacts {
		if keep(known) {
			kept = append(kept, known)
		}
	}
	return kept
}

// subscribe starts a subscription, or restarts one that ended.
func (a *account) subscribe(user *contact, at time.Time, renews, trial bool) {
	if user.subscription.active() {
		user.subscription.renews = renews
		return
	}
	first := user.subscription.first
	if first.IsZero() || at.Before(first) {
		first = at
	}
	user.subscription = subscription{since: at, first: first, renews: renews, trial: trial}
	a.addSubscriptionEvent(at, false)
}

// unsubscribe ends a subscription.
func (a *account) unsubscribe(user *contact, at time.Time) {
	user.subscription.expired, user.subscription.renews = true, false
	a.addSubscriptionEvent(at, true)
}

func (a *account) addSubscriptionEvent(at time.Time, ended bool) {
	a.subscriptions = insertSorted(a.subscriptions, subscriptionEvent{at, ended},
		func(x, y subscriptionEvent) int { return x.at.Compare(y.at) })
}

// chatWith returns the chat with a user and the user, or nil.
func (a *account) chatWith(userUUID string) (*chat, *contact) {
	known, ok := a.byUUID[userUUID]
	if !ok || known.chat == nil {
		return nil, nil
	}
	return known.chat, known
}

// notify adds an event that a user caused to the account's notifications.
func (a *account) notify(event fanvue.NotificationEvent, from *contact, at time.Time, data any) {
	text, err := json.Marshal(data)
	if err != nil {
		panic(err) // data are values of this package
	}
	a.addNotification(&notification{
		uuid: a.state.newUUID(), event: event, createdAt: at, data: text,
		originator: &fanvue.NotificationUser{
			UUID: from.uuid, Handle: from.handle, DisplayName: from.displayName, AvatarURL: from.avatarURL, IsCreator: from.isCreator,
		},
	})
}

func (a *account) addNotification(n *notification) {
	a.notifications = insertSorted(a.notifications, n, func(x, y *notification) int { return x.createdAt.Compare(y.createdAt) })
}
