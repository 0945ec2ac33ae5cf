package fanvuetest

import (
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

func automatedMessageHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpAutomatedMessagesList:    listAutomatedMessages,
		fanvue.OpAutomatedMessagesSet:     setAutomatedMessage,
		fanvue.OpAutomatedMessagesDisable: disableAutomatedMessage,
	}
}

// automatedMessage is the message for a trigger. No trigger fires here, so none
// is sent.
type automatedMessage struct {
	content
	updatedAt time.Time
}

func triggers() []fanvue.Trigger {
	return []fanvue.Trigger{
		fanvue.TriggerNewSubscriber, fanvue.TriggerNewFollower, fanvue.TriggerSubscriptionCanceled, fanvue.TriggerReSubscribed,
		fanvue.TriggerRenewed, fanvue.TriggerNewPurchase, fanvue.TriggerFirstMessageReply,
	}
}

type automatedMessageItem struct {
	Enabled   bool    `json:"enabled"`
	Price     *int64  `json:"price"`
	Text      *string `json:"text"`
	Trigger   string  `json:"trigger"`
	UpdatedAt *string `json:"updatedAt"`
}

// listAutomatedMessages has no pages: every trigger is listed.
func listAutomatedMessages(c *call) *response {
	return ok(struct {
		Data []automatedMessageItem `json:"data"`
	}{mapItems(triggers(), func(trigger fanvue.Trigger) automatedMessageItem {
		item := automatedMessageItem{Trigger: string(trigger)}
		if m := c.account.automation.messages[trigger]; m != nil {
			item.Enabled, item.Text, item.Price = true, valueOrNull(m.text), valueOrNull(int64(m.price))
			item.UpdatedAt = timeOrNull(m.updatedAt)
		}
		return item
	})})
}

// trigger returns the trigger in the path.
func (c *call) trigger() (fanvue.Trigger, *response) {
	trigger := fanvue.Trigger(c.path["trigger"])
	if !slices.Contains(triggers(), trigger) {
		return "", validationError([]string{"trigger is not known: " + string(trigger)})
	}
	return trigger, nil
}

func setAutomatedMessage(c *call) *response {
	trigger, problem := c.trigger()
	if problem != nil {
		return problem
	}
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	if string(f.raw["price"]) == "0" {
		delete(f.raw, "price") // free
	}
	m := &automatedMessage{updatedAt: c.now}
	m.text, _ = f.text("text", 0, maxText)
	mediaUUIDs, _ := f.ids("mediaUuids", 0, maxMedia)
	preview := f.preview()
	m.price, _ = f.price()
	if problem := f.rejection(); problem != nil {
		return problem
	}
	if m.text == "" && len(mediaUUIDs) == 0 {
		return badRequest("An automated message needs text or media")
	}
	if m.media, problem = c.account.fromLibrary(mediaUUIDs); problem != nil {
		return problem
	}
	if problem := c.account.checkPreview(preview); problem != nil {
		return problem
	}
	if problem := m.checkSale(); problem != nil {
		return problem
	}
	if c.account.automation.messages == nil {
		c.account.automation.messages = make(map[fanvue.Trigger]*automatedMessage)
	}
	c.account.automation.messages[trigger] = m
	return noContent()
}

func disableAutomatedMessage(c *call) *response {
	trigger, problem := c.trigger()
	if problem != nil {
		return problem
	}
	if c.account.automation.messages[trigger] == nil {
		return notFound("This automated message is off")
	}
	delete(c.account.automation.messages, trigger)
	return noContent()
}

// automationSettings are the account's automated messages, webhooks and
// promotions.
type automationSettings struct {
	messages   map[fanvue.Trigger]*automatedMessage // those that are on
	webhooks   []*webhook
	promotions []fanvue.PromotionParams
	typingTo   map[string]bool
}

func (a *account) seedAutomation(now time.Time) {
	a.automation = automationSettings{
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
