package fanvuetest

import (
	"cmp"
	"encoding/json"
	"time"

	"github.com/fanvue-go/fanvue"
)

func messageHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpMessagesList:   listMessages,
		fanvue.OpMessagesGet:    getMessage,
		fanvue.OpMessagesSend:   sendMessage,
		fanvue.OpMessagesDelete: deleteMessage,
		fanvue.OpMessagesMedia:  getMessageMedia,
		fanvue.OpMessagesBatch:  getMessageBatch,
		fanvue.OpChatsMedia:     listChatMedia,
	}
}

// message is one message of a chat.
type message struct {
	uuid   string
	number int // orders messages of the same instant
	content
	kind        fanvue.MessageType
	sentAt      time.Time
	fromAccount bool
	sentBy      string          // the team member who sent it for the account, if any
	isRead      bool            // by its recipient
	payment     *payment        // nil: not bought
	mass        *massMessage    // nil for a message to one user
	previewUUID string          // of the media shown before a purchase, if any
	gif         json.RawMessage // as it was sent; nil for none
}

// newMessage returns a message that is not yet in a chat.
func (a *account) newMessage(sentAt time.Time) *message {
	return &message{number: a.state.nextNumber(), uuid: a.state.newUUID(), sentAt: sentAt}
}

// purchasedAt is zero for a message that was not bought.
func (m *message) purchasedAt() time.Time {
	if m.payment == nil {
		return time.Time{}
	}
	return m.payment.at
}

// compareMessages sorts the oldest first.
func compareMessages(x, y *message) int {
	return cmp.Or(x.sentAt.Compare(y.sentAt), cmp.Compare(x.number, y.number))
}

// after reports whether m was sent after other.
func (m *message) after(other *message) bool { return compareMessages(m, other) > 0 }

// pagingTime is when m was sent, with its number as nanoseconds. The API does
// not document how it pages through messages of the same millisecond. Here the
// next page of /v1 starts at such a time, so that no message is lost or
// repeated and no page is too large.
func (m *message) pagingTime() time.Time { return m.sentAt.Add(time.Duration(m.number)) }

// status returns the delivery status.
func (m *message) status() string {
	if m.isRead {
		return "Read"
	}
	return "Sent"
}

// senderAndRecipient returns the two sides of a message in the chat with user.
func (a *account) senderAndRecipient(m *message, user *contact) (sender, recipient *person) {
	if m.fromAccount {
		return a.person, user.person
	}
	return user.person, a.person
}

type messageItem struct {
	HasMedia     bool         `json:"hasMedia"`
	IsRead       bool         `json:"isRead"`
	MediaType    *string      `json:"mediaType"`
	MediaUUIDs   []string     `json:"mediaUuids"`
	Pricing      *pricingBody `json:"pricing"`
	PurchasedAt  *string      `json:"purchasedAt"`
	Recipient    sideBody     `json:"recipient"`
	Sender       sideBody     `json:"sender"`
	SentAt       *string      `json:"sentAt"`
	SentByUserID *string      `json:"sentByUserId"`
	Text         *string      `json:"text"`
	Type         string       `json:"type"`
	UUID         string       `json:"uuid"`
	*v1Message
}

// v1Message holds the fields that only /v1 has.
type v1Message struct {
	GIF              json.RawMessage `json:"gif"`
	MediaPreviewUUID *string         `json:"mediaPreviewUuid"`
	Status           string          `json:"status"`
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

func (a *account) messageItem(m *message, user *contact) messageItem {
	sender, recipient := a.senderAndRecipient(m, user)
	return messageItem{
		HasMedia:     len(m.media) > 0,
		IsRead:       m.isRead,
		MediaType:    m.mediaType(),
		MediaUUIDs:   m.mediaUUIDs(),
		Pricing:      newPricing(m.price),
		PurchasedAt:  timeOrNull(m.purchasedAt()),
		Recipient:    sideBody{recipient.uuid, recipient.handle},
		Sender:       sideBody{sender.uuid, sender.handle},
		SentAt:       timeOrNull(m.sentAt),
		SentByUserID: valueOrNull(m.sentBy),
		Text:         valueOrNull(m.text),
		Type:         string(m.kind),
		UUID:         m.uuid,
	}
}

// messageItem returns a message as the surface of the call shows it.
func (c *call) messageItem(m *message, user *contact) messageItem {
	item := c.account.messageItem(m, user)
	if c.isV1() {
		item.v1Message = &v1Message{m.gif, valueOrNull(m.previewUUID), m.status()}
	}
	return item
}

// sdkMessage returns a message in the SDK's type, for the exported handle. No
// response is made of it.
func (a *account) sdkMessage(m *message, user *contact) fanvue.Message {
	sender, recipient := a.senderAndRecipient(m, user)
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
		PurchasedAt:  fanvue.NewTimestamp(m.purchasedAt()),
		SentByUserID: m.sentBy,
		IsRead:       m.isRead,

		MediaPreviewUUID: m.previewUUID,
	}
	if m.gif != nil {
		shown.GIF = new(fanvue.GIF)
		_ = json.Unmarshal(m.gif, shown.GIF) // anything else stays empty
	}
	if kind := m.mediaType(); kind != nil {
		shown.MediaType = fanvue.MediaType(*kind)
	}
	if m.price != 0 {
		shown.Pricing = &fanvue.Pricing{USD: fanvue.Price{Price: m.price}}
	}
	return shown
}

func sendMessage(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.nullable("text", "price", "templateUuid")
	text, _ := f.text("text", 1, maxText)
	mediaUUIDs, _ := f.ids("mediaUuids", 0, maxMedia)
	price, _ := f.price()
	templateUUID, fromTemplate := f.id("templateUuid")
	var previewUUID string
	var gif json.RawMessage
	if c.isV1() {
		previewUUID, gif = f.preview(), f.animation()
	}
	if problem := f.rejection(); problem != nil {
		return problem
	}
	current, _ := c.account.chatWith(c.path["userUuid"])
	if current == nil {
		return badRequest("There is no chat with this user; create one first")
	}
	if text == "" && len(mediaUUIDs) == 0 && !fromTemplate && gif == nil {
		return badRequest("A message needs text, media or a template")
	}
	items, problem := c.account.fromLibrary(mediaUUIDs)
	if problem != nil {
		return problem
	}
	if problem := c.account.checkPreview(previewUUID); problem != nil {
		return problem
	}
	sent := c.account.newMessage(c.now)
	sent.content = content{text, items, price}
	if fromTemplate {
		source := c.account.template(templateUUID)
		if source == nil {
			return badRequest("Template not found")
		}
		sent.content = sent.withDefaultsFrom(source.content)
	}
	if problem := sent.checkSale(); problem != nil {
		return problem
	}
	sent.kind = fanvue.MessageSingleRecipient
	sent.fromAccount = true
	sent.sentBy = c.teamMember()
	sent.previewUUID, sent.gif = previewUUID, gif
	current.add(sent)
	return created(struct {
		MessageUUID string `json:"messageUuid"`
	}{sent.uuid})
}

// preview reads the id of the media that a fan sees before a purchase.
func (f *fields) preview() string {
	f.nullable("mediaPreviewUuid")
	uuid, _ := f.id("mediaPreviewUuid")
	return uuid
}

// checkPreview checks that the preview is in the library. Empty is no preview.
func (a *account) checkPreview(uuid string) *response {
	if uuid == "" {
		return nil
	}
	_, problem := a.fromLibrary([]string{uuid})
	return problem
}

// animation reads a GIF. Its members are not documented, so it is kept as it
// is.
func (f *fields) animation() json.RawMessage {
	var members map[string]json.RawMessage
	if !f.decode("gif", &members, "an object") {
		return nil
	}
	return f.raw["gif"]
}

// withDefaultsFrom takes what is missing in c from a template.
func (c content) withDefaultsFrom(template content) content {
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

// teamMember returns who acts for a managed creator, and empty for an account
// that acts for itself.
func (c *call) teamMember() string {
	if c.managed {
		return c.caller.uuid
	}
	return ""
}

func deleteMessage(c *call) *response {
	current, _ := c.account.chatWith(c.path["userUuid"])
	if current == nil {
		return chatNotFound()
	}
	m := current.find(c.path["messageUuid"])
	switch {
	case m == nil:
		return messageNotFound()
	case !m.fromAccount:
		return badRequest("Only the sender can delete a message")
	case m.mass != nil:
		return badRequest("A mass message cannot be deleted here")
	case m.payment != nil:
		return badRequest("A purchased message cannot be deleted")
	}
	current.remove(func(other *message) bool { return other == m })
	return noContent()
}

func messageNotFound() *response { return notFound("Message not found") }

func getMessage(c *call) *response {
	current, user := c.account.chatWith(c.path["userUuid"])
	if current == nil {
		return chatNotFound()
	}
	m := current.find(c.path["messageUuid"])
	if m == nil {
		return messageNotFound()
	}
	return ok(c.messageItem(m, user))
}
