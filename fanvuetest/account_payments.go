package fanvuetest

import (
	"maps"

	"github.com/fanvue-go/fanvue"
)

// priceData is what the notification of a payment has.
type priceData struct {
	Price fanvue.Cents `json:"price"`
}

// Purchase buys the media of a message that the account sent, for the user who
// received it, and returns the id of the payment. Buying twice changes nothing.
// It panics when the message is free or was not sent by the account.
func (a *Account) Purchase(userUUID, messageUUID string) (paymentID string) {
	at, unlock := a.change()
	defer unlock()
	buyer := a.mustContact(userUUID)
	bought := a.mustMessage(buyer, messageUUID)
	if !bought.fromAccount || bought.price == 0 {
		a.state.fail("the message %q is not for sale", messageUUID)
	}
	if bought.payment == nil {
		a.sell(buyer, bought, at)
		a.notify(fanvue.NotificationPurchase, buyer, at, priceData{bought.price})
	}
	return bought.payment.id
}

// PurchasePost buys the media of a post for a user, and returns the id of the
// payment. It panics when the post is free.
func (a *Account) PurchasePost(postUUID, userUUID string) (paymentID string) {
	at, unlock := a.change()
	defer unlock()
	buyer, bought := a.mustContact(userUUID), a.mustPost(postUUID)
	if bought.price == 0 {
		a.state.fail("the post %q is not for sale", postUUID)
	}
	a.notify(fanvue.NotificationPurchase, buyer, at, priceData{bought.price})
	return a.record(payment{
		at: at, source: fanvue.EarningPost, gross: bought.price, currency: "USD", from: buyer, postUUID: postUUID,
	}).id
}

// Tip adds a tip that a user leaves in the chat, with a message that may be
// empty, and returns the id of the payment. A chat is opened when there is none.
func (a *Account) Tip(userUUID string, gross fanvue.Cents, text string) (paymentID string) {
	at, unlock := a.change()
	defer unlock()
	by := a.mustContact(userUUID)
	message := a.newMessage(at)
	message.text, message.kind = text, fanvue.MessageTip
	a.openChat(by, at).add(message)
	a.notify(fanvue.NotificationTip, by, at, priceData{gross})
	return a.record(payment{
		at: at, source: fanvue.EarningTip, gross: gross, currency: "USD", from: by, messageUUID: message.uuid,
	}).id
}

// AddTip adds a tip of a user for a post, and returns the id of the payment.
func (a *Account) AddTip(postUUID, userUUID string, gross fanvue.Cents) (paymentID string) {
	at, unlock := a.change()
	defer unlock()
	by, about := a.mustContact(userUUID), a.mustPost(postUUID)
	a.notify(fanvue.NotificationTip, by, at, priceData{gross})
	return a.tip(by, about, gross, at).id
}

// Subscribe adds the payment of a user for a subscription, and returns its id.
// The user becomes a subscriber, or renews the subscription.
func (a *Account) Subscribe(userUUID string, gross fanvue.Cents) (paymentID string) {
	at, unlock := a.change()
	defer unlock()
	by := a.mustContact(userUUID)
	source := fanvue.EarningRenewal
	if !by.subscription.active() || !by.hasPaidFor(by.subscription) {
		source = fanvue.EarningSubscription
		a.notify(fanvue.NotificationNewSubscriber, by, at, priceData{gross})
	}
	a.subscribe(by, at, true, false)
	return a.record(payment{at: at, source: source, gross: gross, currency: "USD", from: by}).id
}

// AddEarning adds a payment of any source, and returns its id. userUUID is
// empty for earnings that do not come from a fan, such as referrals. Payments
// that have a method of their own are better added with that: it adds the
// message, subscription or notification too.
func (a *Account) AddEarning(userUUID string, source fanvue.EarningSource, gross fanvue.Cents) (paymentID string) {
	at, unlock := a.change()
	defer unlock()
	paid := payment{at: at, source: source, gross: gross, currency: "USD"}
	if userUUID != "" {
		paid.from = a.mustContact(userUUID)
	}
	return a.record(paid).id
}

// Refund takes a payment back: it is in the spending, in the earnings of /v1,
// and no longer in the balance. A payment is taken back once.
func (a *Account) Refund(paymentID string) { a.reverse(paymentID, fanvue.ReversalRefund) }

// Chargeback takes a payment back as Refund does, because a bank did.
func (a *Account) Chargeback(paymentID string) { a.reverse(paymentID, fanvue.ReversalChargeback) }

func (a *Account) reverse(paymentID string, source fanvue.ReversalSource) {
	at, unlock := a.change()
	defer unlock()
	paid := a.payments.byID[paymentID]
	switch {
	case paid == nil:
		a.state.fail("the account %q has no payment %q", a.handle, paymentID)
	case paid.reversal != "":
		a.state.fail("the payment %q was taken back already", paymentID)
	case at.Before(paid.at):
		a.state.fail("the payment %q cannot be taken back before it was made", paymentID)
	}
	paid.reversal, paid.reversedAt = source, at
}

// hasPaidFor reports whether a user paid for a subscription since it started.
func (user *contact) hasPaidFor(s subscription) bool {
	for _, paid := range user.payments {
		if !paid.at.Before(s.since) && (paid.source == fanvue.EarningSubscription || paid.source == fanvue.EarningRenewal) {
			return true
		}
	}
	return false
}

// AddTrackingLink adds a tracking link and returns its id. It takes the UUID,
// Name, LinkURL, ExternalSocialPlatform, CreatedAt and Clicks of l. The
// engagement and the earnings follow from [Account.AddVisit].
func (a *Account) AddTrackingLink(l fanvue.TrackingLink) string {
	at, unlock := a.change()
	defer unlock()
	link := a.newTrackingLink(l.Name, l.ExternalSocialPlatform, at)
	if l.UUID != "" {
		link.uuid = l.UUID
		a.state.customIDs[l.UUID] = true
	}
	if l.LinkURL != "" {
		link.slug = l.LinkURL
	}
	if link.platform == "" {
		link.platform = fanvue.PlatformOther
	}
	if !l.CreatedAt.IsZero() {
		link.createdAt = l.CreatedAt.Time
	}
	link.clicks = l.Clicks
	a.addLink(link)
	return link.uuid
}

// AddVisit adds a click of a user on a tracking link, with the metadata of the
// visit; nil for none. The link then counts what the user pays the account, and
// the user as a follower or subscriber. Of several visits of a user the latest
// is kept.
func (a *Account) AddVisit(linkUUID, userUUID string, metadata map[string]string) {
	at, unlock := a.change()
	defer unlock()
	user, link := a.mustContact(userUUID), a.trackingLink(linkUUID)
	if link == nil {
		a.state.fail("the account %q has no tracking link %q; add it first, with AddTrackingLink", a.handle, linkUUID)
	}
	link.clicks++
	link.addVisit(&visit{user: user, at: at, metadata: maps.Clone(metadata)})
}
