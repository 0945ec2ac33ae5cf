package fanvuetest

import (
	"fmt"
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

const (
	// netPercent is what Fanvue leaves of a payment.
	netPercent = 80
	// taxedPercent is what a fan's card is charged, tax included.
	taxedPercent = 119
	// clearing is how long a payment is not available.
	clearing = 7 * day
)

// ledger is what an account was paid, and the links that fans came by.
type accountPayments struct {
	// recorded are all payments but those for messages, which the chats know.
	recorded []*payment
	// before is what was earned before the ledger begins.
	before fanvue.Cents
	links  []*trackingLink // oldest first
}

// payment is money that came in, and perhaps was taken back.
type payment struct {
	id                    string
	at                    time.Time
	source                fanvue.EarningSource
	gross                 fanvue.Cents
	currency              string   // empty: unknown
	from                  *contact // nil: not from a fan
	messageUUID, postUUID string
	reversal              fanvue.ReversalSource // empty: it was kept
	reversedAt            time.Time
	reverses              string // the payment that this one takes back
}

// afterFees is what is left of a payment.
func netOf(gross fanvue.Cents) fanvue.Cents { return gross * netPercent / 100 }

func (p *payment) net() fanvue.Cents { return netOf(p.gross) }

// amount is a sum of payments.
type amount struct {
	Gross int64 `json:"gross"`
	Net   int64 `json:"net"`
}

func (a amount) plus(p *payment) amount {
	return amount{a.Gross + int64(p.gross), a.Net + int64(p.net())}
}

func sum(payments []*payment) amount {
	var total amount
	for _, paid := range payments {
		total = total.plus(paid)
	}
	return total
}

// payments are all of them, newest first.
func (a *Account) allPayments() []*payment {
	all := slices.Clone(a.payments.recorded)
	for _, user := range a.contacts {
		if user.chat == nil {
			continue
		}
		for _, m := range user.chat.messages {
			if m.fromAccount && !m.purchasedAt.IsZero() {
				all = append(all, &payment{
					id: "order-" + m.uuid, at: m.purchasedAt, source: fanvue.EarningMessage, gross: m.price,
					currency: "USD", from: user, messageUUID: m.uuid,
				})
			}
		}
	}
	slices.SortStableFunc(all, newestFirst)
	return all
}

func newestFirst(x, y *payment) int { return y.at.Compare(x.at) }

// paymentsOf are the payments of one user, newest first.
func (a *Account) paymentsOf(user *contact) []*payment {
	return slices.DeleteFunc(a.allPayments(), func(paid *payment) bool { return paid.from != user })
}

// record adds a payment and returns it.
func (a *Account) record(from *contact, source fanvue.EarningSource, gross fanvue.Cents, at time.Time) *payment {
	paid := &payment{
		id: fmt.Sprintf("order-%.8s-%04d", a.uuid, len(a.payments.recorded)+1), at: at,
		source: source, gross: gross, currency: "USD", from: from,
	}
	a.payments.recorded = append(a.payments.recorded, paid)
	return paid
}

// seedLedger makes the subscribers pay for each period since they came, and
// lets some buy more. That is part of what they have spent; subscriptions are
// not.
func (a *Account) seedLedger(now time.Time) {
	for _, user := range a.contacts {
		a.seedSubscription(user, now)
	}
	if a == a.state.me {
		a.seedPurchases(now)
	}
	a.record(nil, fanvue.EarningReferral, 2500, now.Add(-33*day))
	tipper := a.contacts[len(a.contacts)-2]
	tipper.spent += a.record(tipper, fanvue.EarningTip, 500, now.Add(-11*day)).gross
	a.payments.before = max(0, a.profile.earned-fanvue.Cents(sum(a.allPayments()).Gross))
	a.seedLinks(now)
}

func (a *Account) seedSubscription(user *contact, now time.Time) {
	s := user.subscription
	if s.since.IsZero() {
		return
	}
	source := fanvue.EarningSubscription
	for at := s.since; !at.After(now); at = at.Add(subscriptionPeriod) {
		if !s.trial || at != s.since {
			a.record(user, source, a.profile.subscriptionPrice, at)
		}
		source = fanvue.EarningRenewal
		if s.expired {
			return
		}
	}
}

// seedPurchases are those of the own account's fans. Priya's tip is the one
// that she left in the chat.
func (a *Account) seedPurchases(now time.Time) {
	priya, hannah, kenji, amara, lucas := a.contacts[1], a.contacts[7], a.contacts[8], a.contacts[9], a.contacts[10]
	a.record(priya, fanvue.EarningTip, 2000, now.Add(-3*day))
	buy := func(user *contact, source fanvue.EarningSource, gross fanvue.Cents, age time.Duration) *payment {
		user.spent += gross
		return a.record(user, source, gross, now.Add(-age))
	}
	buy(hannah, fanvue.EarningPost, 1500, 6*day).postUUID = PricedPostUUID
	buy(kenji, fanvue.EarningMediaLink, 800, 15*day).currency = ""
	refunded := buy(amara, fanvue.EarningPost, 1200, 20*day)
	refunded.postUUID, refunded.currency = deletedPostUUID, "EUR"
	refunded.reversal, refunded.reversedAt = fanvue.ReversalRefund, now.Add(-18*day)
	disputed := buy(lucas, fanvue.EarningMessage, 3000, 45*day)
	disputed.messageUUID = lostMessageUUID
	disputed.reversal, disputed.reversedAt = fanvue.ReversalChargeback, now.Add(-2*day)
	a.record(nil, fanvue.EarningGiveaway, 1000, now.Add(-50*day))
}

const (
	// deletedPostUUID is a post that was deleted after it was sold.
	deletedPostUUID = "e1000000-0000-4000-8000-000000000001"
	// lostMessageUUID is a message in a chat that is no more.
	lostMessageUUID = "e0000000-0000-4000-8000-000000000009"
)
