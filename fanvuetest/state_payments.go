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

// accountPayments are all that an account was paid. Every view of money is
// computed from them: the earnings and their summary, the spending of fans, the
// tips of posts, the sales of mass messages, and the earnings of an agency.
type accountPayments struct {
	all  []*payment // oldest first
	byID map[string]*payment
	// numbered counts the payments that have a number for an id.
	numbered int
	// opening is what was earned before the first payment.
	opening fanvue.Cents
	// openingBalance is the balance without the payments; negative when some of
	// them were paid out.
	openingBalance fanvue.Cents
}

// payment is money that came in, and that may have been taken back.
type payment struct {
	id                    string
	at                    time.Time
	source                fanvue.EarningSource
	gross                 fanvue.Cents
	currency              string   // empty: unknown
	from                  *contact // nil: not from a fan, or the fan's account was deleted
	messageUUID, postUUID string
	// soldBy is the team member who sent the message, if any.
	soldBy     string
	reversal   fanvue.ReversalSource // empty: not taken back
	reversedAt time.Time
	// reverses is the payment that this one takes back.
	reverses string
}

// netOf is what is left of a payment.
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

func sum(payments []*payment) amount { return sumWhere(payments, nil) }

// sumWhere adds up the payments that keep accepts; nil accepts all.
func sumWhere(payments []*payment, keep func(*payment) bool) amount {
	var total amount
	for _, paid := range payments {
		if keep == nil || keep(paid) {
			total = total.plus(paid)
		}
	}
	return total
}

func olderFirst(x, y *payment) int { return x.at.Compare(y.at) }

// earned is all that the account was ever paid.
func (a *account) earned() amount {
	return sum(a.payments.all).plus(&payment{gross: a.payments.opening})
}

// balance is what can be paid out.
func (a *account) balance() fanvue.Cents {
	balance := a.payments.openingBalance
	for _, paid := range a.payments.all {
		if paid.reversal == "" {
			balance += paid.gross
		}
	}
	return balance
}

// paymentsNewestFirst returns the payments that keep accepts.
func (a *account) paymentsNewestFirst(keep func(*payment) bool) []*payment {
	var kept []*payment
	for _, paid := range slices.Backward(a.payments.all) {
		if keep(paid) {
			kept = append(kept, paid)
		}
	}
	return kept
}

// spent is what a user paid beside subscriptions. Amounts that were taken back
// count, as they do in the insights of a fan.
func (user *contact) spent() fanvue.Cents {
	var spent fanvue.Cents
	for _, paid := range user.payments {
		if paid.source != fanvue.EarningSubscription && paid.source != fanvue.EarningRenewal {
			spent += paid.gross
		}
	}
	return spent
}

func (user *contact) hasTipped() bool {
	return slices.ContainsFunc(user.payments, func(paid *payment) bool { return paid.source == fanvue.EarningTip })
}

// record adds a payment and returns it. An id is generated when it has none.
func (a *account) record(paid payment) *payment {
	if paid.id == "" {
		a.payments.numbered++
		paid.id = fmt.Sprintf("order-%.8s-%04d", a.uuid, a.payments.numbered)
	}
	recorded := &paid
	a.payments.all = insertSorted(a.payments.all, recorded, olderFirst)
	if a.payments.byID == nil {
		a.payments.byID = make(map[string]*payment)
	}
	a.payments.byID[paid.id] = recorded
	if paid.from != nil {
		paid.from.payments = insertSorted(paid.from.payments, recorded, olderFirst)
	}
	return recorded
}

// sell records that a user bought the media of a message.
func (a *account) sell(user *contact, m *message, at time.Time) *payment {
	m.isRead = true
	m.payment = a.record(payment{
		id: "order-" + m.uuid, at: at, source: fanvue.EarningMessage, gross: m.price, currency: "USD",
		from: user, messageUUID: m.uuid, soldBy: m.sentBy,
	})
	return m.payment
}

// tip records a tip for a post.
func (a *account) tip(user *contact, p *post, gross fanvue.Cents, at time.Time) *payment {
	paid := a.record(payment{at: at, source: fanvue.EarningTip, gross: gross, currency: "USD", from: user, postUUID: p.uuid})
	p.tips = insertSorted(p.tips, paid, olderFirst)
	return paid
}

// withReversals adds to payments, the newest first, those that take others
// back.
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
	slices.SortStableFunc(all, func(x, y *payment) int { return olderFirst(y, x) })
	return all
}
