package fanvuetest

import (
	"time"

	"github.com/fanvue-go/fanvue"
)

// unpublishedHandlers are the operations that the published API does not have.
func unpublishedHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpAutomatedMessagesList:       listAutomatedMessages,
		fanvue.OpAutomatedMessagesSet:        setAutomatedMessage,
		fanvue.OpAutomatedMessagesDisable:    disableAutomatedMessage,
		fanvue.OpWebhooksList:                listWebhooks,
		fanvue.OpWebhooksCreate:              createWebhook,
		fanvue.OpWebhooksDelete:              deleteWebhook,
		fanvue.OpPromotionsCreate:            createPromotion,
		fanvue.OpAppsList:                    listApps,
		fanvue.OpAppsGet:                     getApp,
		fanvue.OpChatsGet:                    getChat,
		fanvue.OpChatsSetTyping:              setTyping,
		fanvue.OpMessagesGet:                 getMessage,
		fanvue.OpFansSubscriber:              getSubscriber,
		fanvue.OpSelfUpdateSubscriptionPrice: updateSubscriptionPrice,
	}
}

// automation is what happens on an account's behalf, and who is told of it.
type automation struct {
	messages   map[fanvue.Trigger]*automatedMessage // those that are on
	webhooks   []*webhook
	promotions []fanvue.PromotionParams
	typingTo   map[string]bool
}

func (a *Account) seedAutomation(now time.Time) {
	a.automation = automation{
		messages: map[fanvue.Trigger]*automatedMessage{
			fanvue.TriggerNewSubscriber: {content{text: "Welcome aboard! This one is on the house."}, now.Add(-50 * day)},
			fanvue.TriggerRenewed: {content{
				text: "Another month together!", media: []*media{findMedia(a.library, MediaUUID)}, price: 900,
			}, now.Add(-8 * day)},
		},
		webhooks: []*webhook{{
			id: "wh_1", url: "https://hooks.example.com/fanvue",
			events: []string{"creator.message.received", "creator.payment.succeeded"},
		}},
	}
}

func getChat(c *call) *answer {
	current, user := c.account.chatWith(c.path["userUuid"])
	if current == nil {
		return noChat()
	}
	return ok(c.chatBody(user))
}

func getMessage(c *call) *answer {
	current, user := c.account.chatWith(c.path["userUuid"])
	if current == nil {
		return noChat()
	}
	m := current.find(c.path["messageUuid"])
	if m == nil {
		return noMessage()
	}
	return ok(c.messageRow(m, user))
}

func getSubscriber(c *call) *answer {
	user, known := c.account.byUUID[c.path["userUuid"]]
	if !known || !user.subscription.active() {
		return notFound("This user is not a subscriber")
	}
	return ok(c.subscriberBody(user))
}

// setTyping takes a body without isTyping for a yes.
func setTyping(c *call) *answer {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	isTyping, given := f.flag("isTyping")
	if problem := f.invalid(); problem != nil {
		return problem
	}
	current, user := c.account.chatWith(c.path["userUuid"])
	if current == nil {
		return noChat()
	}
	if c.account.automation.typingTo == nil {
		c.account.automation.typingTo = make(map[string]bool)
	}
	c.account.automation.typingTo[user.uuid] = isTyping || !given
	return noContent()
}

// IsTypingTo reports whether the account last told a user that it is writing.
func (a *Account) IsTypingTo(userUUID string) bool {
	a.world.open()
	defer a.world.mu.Unlock()
	return a.automation.typingTo[a.mustKnow(userUUID).uuid]
}

const (
	minSubscriptionPrice = 399
	maxSubscriptionPrice = 10_000
)

func updateSubscriptionPrice(c *call) *answer {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.require("subscriptionPrice")
	var price int
	if f.take("subscriptionPrice", &price, "a whole number of cents") && (price < minSubscriptionPrice || price > maxSubscriptionPrice) {
		f.refuse("subscriptionPrice must be from %d to %d", minSubscriptionPrice, maxSubscriptionPrice)
	}
	f.flag("forceOptIn")
	if problem := f.invalid(); problem != nil {
		return problem
	}
	c.account.profile.subscriptionPrice = fanvue.Cents(price)
	return ok(struct{}{})
}
