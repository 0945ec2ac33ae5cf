package fanvuetest

import (
	"time"

	"github.com/fanvue-go/fanvue"
)

// Account is a handle on the data of one account: a caller's own, or that of a
// managed creator. Its methods arrange the data that a test needs and report
// what became of it. They are not requests: they need no credential and are not
// counted. They are safe for concurrent use.
//
// A method that adds something does so now; [Account.At] gives it another date.
// Ids that are left empty are generated. A method panics with a clear message
// when it is given the id of a user, message, post, payment or link that does
// not exist: that is a mistake in the test.
//
// What a user does is also in the notifications of the account: a purchase, a
// tip, a paid subscription, a comment, a like.
type Account struct {
	*account
	at time.Time // zero: now
}

// UUID identifies the account's user.
func (a *Account) UUID() string { return a.uuid }

// At returns a handle on the same account whose methods add things at another
// time, which must not be in the future:
//
//	lastWeek := server.Me().At(time.Now().AddDate(0, 0, -7))
//	fan := lastWeek.AddFan(fanvue.User{})
//	lastWeek.Subscribe(fan, 999)
//	lastWeek.Receive(fan, "Hello!")
//
// Lists are in the order of these times, whatever the order of the calls.
func (a *Account) At(t time.Time) *Account {
	if t.After(time.Now()) {
		a.state.fail("At(%s): the time is in the future", t.Format(time.RFC3339))
	}
	return &Account{a.account, apiTime(t)}
}

// change locks the state and returns the time at which the handle adds things.
func (a *Account) change() (at time.Time, unlock func()) {
	now := a.state.lockForChange()
	if !a.at.IsZero() {
		now = a.at
	}
	return now, a.state.mu.Unlock
}

// mustContact returns a user whom the account knows.
func (a *Account) mustContact(userUUID string) *contact {
	known, ok := a.byUUID[userUUID]
	if !ok {
		a.state.fail("the account %q does not know a user %q; add the user first, with AddFan, AddFollower or AddUser", a.handle, userUUID)
	}
	return known
}

// SetCreator sets whether the account is a creator's, as it is initially. Some
// filters and the mass messages are for creators only.
func (a *Account) SetCreator(isCreator bool) {
	_, unlock := a.change()
	defer unlock()
	a.isCreator = isCreator
}

// AddFan adds a subscriber, whose subscription renews, and returns the id. The
// subscription is free: [Account.Subscribe] adds one that is paid for. A user
// whom the account knows becomes a subscriber and keeps the data.
func (a *Account) AddFan(user fanvue.User) string {
	at, unlock := a.change()
	defer unlock()
	fan := a.contact(user, at)
	a.subscribe(fan, at, true, false)
	return fan.uuid
}

// AddExpiredSubscriber adds a user whose subscription has ended, and returns
// the id.
func (a *Account) AddExpiredSubscriber(user fanvue.User) string {
	at, unlock := a.change()
	defer unlock()
	former := a.contact(user, at)
	a.subscribe(former, at.Add(-subscriptionPeriod), true, false)
	a.unsubscribe(former, at)
	return former.uuid
}

// AddFollower adds a user who follows the account, and returns the id.
func (a *Account) AddFollower(user fanvue.User) string {
	at, unlock := a.change()
	defer unlock()
	follower := a.contact(user, at)
	follower.followedAt = at
	return follower.uuid
}

// AddUser adds a user whom the account can contact and who is neither a
// subscriber nor a follower. It returns the id.
func (a *Account) AddUser(user fanvue.User) string {
	at, unlock := a.change()
	defer unlock()
	return a.contact(user, at).uuid
}

// EndSubscription ends the subscription of a user.
func (a *Account) EndSubscription(userUUID string) {
	at, unlock := a.change()
	defer unlock()
	user := a.mustContact(userUUID)
	if !user.subscription.active() {
		a.state.fail("the user %q does not subscribe to the account %q", userUUID, a.handle)
	}
	a.unsubscribe(user, at)
}

// SetOnline makes a user appear online, or offline from now on.
func (a *Account) SetOnline(userUUID string, online bool) {
	at, unlock := a.change()
	defer unlock()
	user := a.mustContact(userUUID)
	user.online = online
	user.lastSeenAt = at
}
