package fanvuetest

import (
	"fmt"
	"time"

	"github.com/fanvue-go/fanvue"
)

const (
	// deletedPostUUID is a post that was deleted after it was sold.
	deletedPostUUID = "e1000000-0000-4000-8000-000000000001"
	// lostMessageUUID is a message in a chat that was deleted.
	lostMessageUUID = "e0000000-0000-4000-8000-000000000009"
)

// seedPayments adds a payment of each subscriber for each period since the
// subscription started, and some others. What the account earned and what it
// can be paid out are set to the given amounts.
func (a *account) seedPayments(earned, balance fanvue.Cents, now time.Time) {
	for _, user := range a.contacts {
		a.seedSubscriptionPayments(user, now)
	}
	isMe := a == a.state.me
	if isMe {
		a.seedPurchases(now)
	}
	a.record(payment{source: fanvue.EarningReferral, gross: 2500, at: now.Add(-33 * day), currency: "USD"})
	tipper := a.contacts[len(a.contacts)-2]
	a.record(payment{source: fanvue.EarningTip, gross: 500, at: now.Add(-11 * day), currency: "USD", from: tipper})
	a.seedPostTips(now)
	if !isMe {
		a.seedChatterSales()
		// An old payment, of a subscriber who was deleted since.
		a.record(payment{source: fanvue.EarningSubscription, gross: 1500, at: utcDay(now).Add(-300 * day)})
	}
	a.payments.opening = max(0, earned-fanvue.Cents(sum(a.payments.all).Gross))
	a.payments.openingBalance = balance - a.balance()
	a.seedLinks(now)
}

func (a *account) seedSubscriptionPayments(user *contact, now time.Time) {
	s := user.subscription
	if s.since.IsZero() {
		return
	}
	source := fanvue.EarningSubscription
	for at := s.since; !at.After(now); at = at.Add(subscriptionPeriod) {
		if !s.trial || at != s.since {
			a.record(payment{source: source, gross: a.profile.subscriptionPrice, at: at, currency: "USD", from: user})
		}
		source = fanvue.EarningRenewal
		if s.expired {
			return
		}
	}
}

// seedPurchases adds what fans of the account bought. Priya's tip belongs to
// her message in the chat.
func (a *account) seedPurchases(now time.Time) {
	priya, hannah, kenji, amara, lucas := a.contacts[1], a.contacts[7], a.contacts[8], a.contacts[9], a.contacts[10]
	a.record(payment{source: fanvue.EarningTip, gross: 2000, at: now.Add(-3 * day), currency: "USD", from: priya})
	a.record(payment{source: fanvue.EarningPost, gross: 1500, at: now.Add(-6 * day), currency: "USD", from: hannah, postUUID: PricedPostUUID})
	a.record(payment{source: fanvue.EarningMediaLink, gross: 800, at: now.Add(-15 * day), from: kenji})
	a.record(payment{
		source: fanvue.EarningPost, gross: 1200, at: now.Add(-20 * day), currency: "EUR", from: amara, postUUID: deletedPostUUID,
		reversal: fanvue.ReversalRefund, reversedAt: now.Add(-18 * day),
	})
	a.record(payment{
		source: fanvue.EarningMessage, gross: 3000, at: now.Add(-45 * day), currency: "USD", from: lucas, messageUUID: lostMessageUUID,
		reversal: fanvue.ReversalChargeback, reversedAt: now.Add(-2 * day),
	})
	a.record(payment{source: fanvue.EarningGiveaway, gross: 1000, at: now.Add(-50 * day), currency: "USD"})
}

// seedPostTips adds tips for the pinned post, one of them by a fan whose account
// was deleted.
func (a *account) seedPostTips(now time.Time) {
	pinned := a.feed.posts[0]
	a.tip(a.contacts[1], pinned, 500, now.Add(-45*day))
	a.tip(nil, pinned, 1234, now.Add(-41*day))
	a.tip(a.contacts[2], pinned, 2000, now.Add(-10*day))
}

// seedChatterSales adds what members of the team sold for a creator: the
// revenue of their shifts.
func (a *account) seedChatterSales() {
	for i, s := range a.state.me.agency.shifts {
		if s.creatorUUID != a.uuid {
			continue
		}
		a.record(payment{
			source: fanvue.EarningMessage, gross: s.seededRevenue, at: s.day.Add(20 * time.Hour), currency: "USD",
			from: a.contacts[i%len(a.contacts)], soldBy: s.memberUUID,
		})
	}
}

// seedLinks adds two links that were visited, by some users both, and one
// without visits.
func (a *account) seedLinks(now time.Time) {
	const ownDigits = len("a0000000")
	uuids := []string{TrackingLinkUUID, "71000000-0000-4000-8000-000000000002", "71000000-0000-4000-8000-000000000003"}
	if a != a.state.me {
		for i := range uuids {
			uuids[i] = fmt.Sprintf("720000%02d", i+1) + a.uuid[ownDigits:]
		}
	}
	bio := &trackingLink{uuid: uuids[0], name: "Bio link", slug: "fv-101", platform: fanvue.PlatformInstagram, createdAt: now.Add(-80 * day), clicks: 412}
	clip := &trackingLink{uuid: uuids[1], name: "Lisbon clip", slug: "fv-102", platform: fanvue.PlatformTikTok, createdAt: now.Add(-35 * day), clicks: 96}
	unused := &trackingLink{uuid: uuids[2], name: "Spring drop", slug: "fv-103", platform: fanvue.PlatformReddit, createdAt: now.Add(-2 * time.Hour)}
	first, second, third := a.contacts[0], a.contacts[1], a.contacts[2]
	bio.addVisit(&visit{user: second, at: now.Add(-70 * day), metadata: map[string]string{"utm_campaign": "autumn", "utm_source": "bio"}})
	bio.addVisit(&visit{user: first, at: now.Add(-60 * day)})
	if follower, known := a.byUUID[FollowerUUID]; known {
		bio.addVisit(&visit{user: follower, at: now.Add(-3 * day)})
	}
	clip.addVisit(&visit{user: third, at: now.Add(-30 * day), metadata: map[string]string{"utm_source": "clip"}})
	clip.addVisit(&visit{user: second, at: now.Add(-20 * day)})
	a.links = []*trackingLink{bio, clip, unused}
}
