package fanvuetest

import (
	"time"

	"github.com/fanvue-go/fanvue"
)

// message is one message of a chat.
type message struct {
	uuid   string
	number int // orders messages of the same instant
	content
	kind        fanvue.MessageType
	sentAt      time.Time
	fromAccount bool
	sentBy      string // the team member who sent it for the account, if any
	isRead      bool   // by its recipient
	purchasedAt time.Time
	mass        *massMessage // nil for a message to one user
}

// newMessage makes a message; it is in no chat yet.
func (a *Account) newMessage(sentAt time.Time) *message {
	return &message{number: a.world.next(), uuid: a.world.newUUID(), sentAt: sentAt}
}

// after reports whether m was sent after other.
func (m *message) after(other *message) bool {
	if !m.sentAt.Equal(other.sentAt) {
		return m.sentAt.After(other.sentAt)
	}
	return m.number > other.number
}

// sides returns the sender and the recipient of a message in the chat with
// user.
func (a *Account) sides(m *message, user *contact) (sender, recipient *person) {
	if m.fromAccount {
		return a.person, user.person
	}
	return user.person, a.person
}

// sell makes user the owner of what m offers.
func (a *Account) sell(user *contact, m *message, now time.Time) {
	if !m.purchasedAt.IsZero() {
		return
	}
	m.purchasedAt = now
	m.isRead = true
	user.spent += m.price
	a.profile.earned += m.price
	a.profile.balance += m.price
}

type messageRow struct {
	HasMedia     bool              `json:"hasMedia"`
	IsRead       bool              `json:"isRead"`
	MediaType    *fanvue.MediaType `json:"mediaType"`
	MediaUUIDs   []string          `json:"mediaUuids"`
	Pricing      *pricingBody      `json:"pricing"`
	PurchasedAt  *string           `json:"purchasedAt"`
	Recipient    sideBody          `json:"recipient"`
	Sender       sideBody          `json:"sender"`
	SentAt       *string           `json:"sentAt"`
	SentByUserID *string           `json:"sentByUserId"`
	Text         *string           `json:"text"`
	Type         string            `json:"type"`
	UUID         string            `json:"uuid"`
}

type sideBody struct {
	UUID   string `json:"uuid"`
	Handle string `json:"handle"`
}

type pricingBody struct {
	USD struct {
		Price int64 `json:"price"`
	} `json:"USD"`
}

func newPricing(price fanvue.Cents) *pricingBody {
	if price == 0 {
		return nil
	}
	pricing := new(pricingBody)
	pricing.USD.Price = int64(price)
	return pricing
}

func (a *Account) messageRow(m *message, user *contact) messageRow {
	sender, recipient := a.sides(m, user)
	return messageRow{
		HasMedia:     len(m.media) > 0,
		IsRead:       m.isRead,
		MediaType:    m.mediaType(),
		MediaUUIDs:   m.mediaUUIDs(),
		Pricing:      newPricing(m.price),
		PurchasedAt:  stampOrNull(m.purchasedAt),
		Recipient:    sideBody{recipient.uuid, recipient.handle},
		Sender:       sideBody{sender.uuid, sender.handle},
		SentAt:       stampOrNull(m.sentAt),
		SentByUserID: orNull(m.sentBy),
		Text:         orNull(m.text),
		Type:         string(m.kind),
		UUID:         m.uuid,
	}
}

// sdkMessage is a message for the exported handle, which speaks the SDK's
// types. No answer is made of it.
func (a *Account) sdkMessage(m *message, user *contact) fanvue.Message {
	sender, recipient := a.sides(m, user)
	hasMedia := len(m.media) > 0
	shown := fanvue.Message{
		UUID:         m.uuid,
		Text:         m.text,
		SentAt:       fanvue.NewTimestamp(m.sentAt),
		Sender:       fanvue.User{UUID: sender.uuid, Handle: sender.handle},
		Recipient:    fanvue.User{UUID: recipient.uuid, Handle: recipient.handle},
		HasMedia:     &hasMedia,
		MediaUUIDs:   m.mediaUUIDs(),
		Type:         m.kind,
		PurchasedAt:  fanvue.NewTimestamp(m.purchasedAt),
		SentByUserID: m.sentBy,
		IsRead:       m.isRead,
	}
	if kind := m.mediaType(); kind != nil {
		shown.MediaType = *kind
	}
	if m.price != 0 {
		shown.Pricing = &fanvue.Pricing{USD: fanvue.Price{Price: m.price}}
	}
	return shown
}

func listMessages(c *call) *answer {
	q := c.parameters()
	p := q.page()
	markAsRead := q.flag("markAsRead", true)
	if problem := q.invalid(); problem != nil {
		return problem
	}
	current, user := c.account.chatWith(c.path["userUuid"])
	if current == nil {
		return noChat()
	}
	rows := pageOf(current.newestFirst(), p, func(m *message) messageRow { return c.account.messageRow(m, user) })
	if markAsRead {
		current.markAsRead() // the rows show how it was before
	}
	return rows
}

func sendMessage(c *call) *answer {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.nullable("text", "price", "templateUuid")
	text, _ := f.text("text", 1, maxText)
	mediaUUIDs, _ := f.ids("mediaUuids", 0, maxMedia)
	price, _ := f.price()
	templateUUID, fromTemplate := f.text("templateUuid", 1, maxText)
	if problem := f.refusal(); problem != nil {
		return problem
	}
	current, _ := c.account.chatWith(c.path["userUuid"])
	if current == nil {
		return refused("There is no chat with this user; create one first")
	}
	if text == "" && len(mediaUUIDs) == 0 && !fromTemplate {
		return refused("A message needs text, media or a template")
	}
	items, problem := c.account.fromLibrary(mediaUUIDs)
	if problem != nil {
		return problem
	}
	sent := c.account.newMessage(c.now)
	sent.content = content{text, items, price}
	if fromTemplate {
		source := c.account.template(templateUUID)
		if source == nil {
			return refused("Template not found")
		}
		sent.content = sent.over(source.content)
	} else if problem := sent.checkSale(); problem != nil {
		return problem
	}
	sent.kind = fanvue.MessageSingleRecipient
	sent.fromAccount = true
	sent.sentBy = c.teamMember()
	current.add(sent)
	return created(struct {
		MessageUUID string `json:"messageUuid"`
	}{sent.uuid})
}

// over fills what c leaves out from a template.
func (c content) over(template content) content {
	if c.text == "" {
		c.text = template.text
	}
	if len(c.media) == 0 {
		c.media = template.media
	}
	if c.price == 0 {
		c.price = template.price
	}
	return c
}

// teamMember is who acts for the account; empty when it acts for itself.
func (c *call) teamMember() string {
	if c.managed {
		return c.world.own.uuid
	}
	return ""
}

func deleteMessage(c *call) *answer {
	current, _ := c.account.chatWith(c.path["userUuid"])
	if current == nil {
		return noChat()
	}
	m := current.find(c.path["messageUuid"])
	switch {
	case m == nil:
		return noMessage()
	case !m.fromAccount:
		return refused("Only the sender can delete a message")
	case m.mass != nil:
		return refused("A mass message cannot be deleted here")
	case !m.purchasedAt.IsZero():
		return refused("A purchased message cannot be deleted")
	}
	current.remove(func(other *message) bool { return other == m })
	return noContent()
}

func noMessage() *answer { return notFound("Message not found") }
