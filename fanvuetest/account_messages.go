package fanvuetest

import (
	"encoding/json"
	"slices"

	"github.com/fanvue-go/fanvue"
)

// AddChat opens a chat with a user, unless there is one.
func (a *Account) AddChat(userUUID string) {
	at, unlock := a.change()
	defer unlock()
	a.openChat(a.mustContact(userUUID), at)
}

// Receive adds a message from a user, with one item for each of media, and
// returns the id of the message. The message is unread; a chat is opened when
// there is none. The media are the user's own: their ids are generated, and are
// in the message that [Account.Messages] returns.
func (a *Account) Receive(userUUID, text string, media ...fanvue.MediaType) string {
	at, unlock := a.change()
	defer unlock()
	sender := a.mustContact(userUUID)
	received := a.newMessage(at)
	received.content = content{text: text, media: a.mediaOfFan(at, media)}
	received.kind = fanvue.MessageSingleRecipient
	a.openChat(sender, at).add(received)
	return received.uuid
}

// Send adds a message from the account to a user, and returns the id of the
// message. It takes the Text, MediaUUIDs, Price and MediaPreviewUUID of m.
// Media are added to the account's library; a chat is opened when there is none.
func (a *Account) Send(userUUID string, m fanvue.MessageParams) string {
	at, unlock := a.change()
	defer unlock()
	sent := a.newMessage(at)
	sent.content = content{text: m.Text, media: a.addAllMedia(m.MediaUUIDs, at), price: m.Price}
	if sent.checkSale() != nil {
		a.state.fail("a message with a price needs media")
	}
	sent.kind = fanvue.MessageSingleRecipient
	sent.fromAccount = true
	sent.previewUUID = m.MediaPreviewUUID
	a.openChat(a.mustContact(userUUID), at).add(sent)
	return sent.uuid
}

// DeleteMessage deletes a message of the chat with a user, whoever sent it and
// whether it was bought or not. What was paid for it stays in the earnings.
func (a *Account) DeleteMessage(userUUID, messageUUID string) {
	_, unlock := a.change()
	defer unlock()
	gone := a.mustMessage(a.mustContact(userUUID), messageUUID)
	a.byUUID[userUUID].chat.remove(func(m *message) bool { return m == gone })
}

// Messages returns the messages with a user, newest first, as a reader of the
// chat sees them. It marks nothing as read, and is empty without a chat.
func (a *Account) Messages(userUUID string) []fanvue.Message {
	a.state.lock()
	defer a.state.mu.Unlock()
	a.mustContact(userUUID)
	current, user := a.chatWith(userUUID)
	if current == nil {
		return nil
	}
	var messages []fanvue.Message
	for _, m := range slices.Backward(current.messages) {
		messages = append(messages, a.sdkMessage(m, user))
	}
	return messages
}

// IsTypingTo reports whether the account last reported to a user that it is typing.
func (a *Account) IsTypingTo(userUUID string) bool {
	a.state.lock()
	defer a.state.mu.Unlock()
	return a.automation.typingTo[a.mustContact(userUUID).uuid]
}

// AddTemplate adds a template and returns its id. Media are added to the
// account's library.
func (a *Account) AddTemplate(t fanvue.Template) string {
	at, unlock := a.change()
	defer unlock()
	if t.UUID == "" {
		t.UUID = a.state.newUUID()
	}
	added := &template{uuid: t.UUID, folder: t.FolderName, content: content{text: t.Text}}
	if t.Price != nil {
		added.price = *t.Price
	}
	added.media = a.addAllMedia(t.MediaUUIDs, at)
	a.templates = append(a.templates, added)
	a.state.customIDs[t.UUID] = true
	return t.UUID
}

// AddMedia adds an item to the account's library, from which messages take
// their media, and returns its id.
func (a *Account) AddMedia(uuid string, kind fanvue.MediaType) string {
	at, unlock := a.change()
	defer unlock()
	if uuid == "" {
		uuid = a.state.newUUID()
	}
	return a.addMedia(uuid, kind, at).uuid
}

// AddNotification adds a notification to those that the server adds itself, and
// returns its id. A zero CreatedAt is replaced. ReceiverUUID is not used. It
// panics when Data is not JSON.
func (a *Account) AddNotification(n fanvue.Notification) string {
	if len(n.Data) > 0 && !json.Valid(n.Data) {
		a.state.fail("the Data of a notification is not JSON: %q", n.Data)
	}
	at, unlock := a.change()
	defer unlock()
	if n.UUID == "" {
		n.UUID = a.state.newUUID()
	}
	if n.CreatedAt.IsZero() {
		n.CreatedAt = fanvue.NewTimestamp(at)
	}
	added := &notification{
		uuid: n.UUID, event: n.EventType, isRead: n.IsRead, createdAt: n.CreatedAt.Time,
		data: slices.Clone(n.Data),
	}
	if n.Originator != nil {
		originator := *n.Originator
		added.originator = &originator
	}
	a.addNotification(added)
	return n.UUID
}

// mustMessage returns a message of the chat with a user.
func (a *Account) mustMessage(user *contact, uuid string) *message {
	m := user.chat.find(uuid)
	if m == nil {
		a.state.fail("the account %q has no message %q in the chat with user %q", a.handle, uuid, user.uuid)
	}
	return m
}
