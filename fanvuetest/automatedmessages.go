package fanvuetest

import (
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

// automatedMessage is what is sent when something happens. Nothing happens by
// itself here, so none is sent.
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

type automatedMessageRow struct {
	Enabled   bool    `json:"enabled"`
	Price     *int64  `json:"price"`
	Text      *string `json:"text"`
	Trigger   string  `json:"trigger"`
	UpdatedAt *string `json:"updatedAt"`
}

// listAutomatedMessages has no pages: the triggers are always all there.
func listAutomatedMessages(c *call) *answer {
	return ok(struct {
		Data []automatedMessageRow `json:"data"`
	}{showAll(triggers(), func(trigger fanvue.Trigger) automatedMessageRow {
		row := automatedMessageRow{Trigger: string(trigger)}
		if m := c.account.automation.messages[trigger]; m != nil {
			row.Enabled, row.Text, row.Price = true, orNull(m.text), orNull(int64(m.price))
			row.UpdatedAt = stampOrNull(m.updatedAt)
		}
		return row
	})})
}

// trigger reads the trigger of the path.
func (c *call) trigger() (fanvue.Trigger, *answer) {
	trigger := fanvue.Trigger(c.path["trigger"])
	if !slices.Contains(triggers(), trigger) {
		return "", invalid([]string{"trigger is not known: " + string(trigger)})
	}
	return trigger, nil
}

func setAutomatedMessage(c *call) *answer {
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
	if problem := f.invalid(); problem != nil {
		return problem
	}
	if m.text == "" && len(mediaUUIDs) == 0 {
		return refused("An automated message needs text or media")
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

func disableAutomatedMessage(c *call) *answer {
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
