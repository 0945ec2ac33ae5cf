package fanvuetest

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

// Account is a handle on the data of one account: the caller's own, or that of
// a managed creator. Its methods set the scene and look at what became of it.
// They count as no request, need no credential and are safe for concurrent
// use. Those that take the id of a user or a message panic when there is none:
// that is a mistake in the test.
type Account struct {
	state *state
	// All below is guarded by the world's mutex.
	*person
	profile       profile
	contacts      []*contact
	byUUID        map[string]*contact
	library       []*media
	templates     []*template
	lists         []*customList
	massMessages  []*massMessage  // oldest first
	notifications []*notification // oldest first
	vault         vault
	feed          feed
	payments      accountPayments
	automation    automationSettings
}

// contact is what an account has to do with another user.
type contact struct {
	*person
	nickname     string
	isTopSpender bool
	subscription subscription
	followedAt   time.Time // zero: does not follow
	spent        fanvue.Cents
	hasTipped    bool
	// subscribedTo says that the account subscribes to the user.
	subscribedTo bool
	// chat is nil before there is one.
	chat *chat
}

// subscription is a user's subscription to an account.
type subscription struct {
	since   time.Time // zero: never subscribed
	expired bool
	renews  bool
	trial   bool
}

func (s subscription) active() bool { return !s.since.IsZero() && !s.expired }

func newAccount(w *state, p *person) *Account {
	return &Account{
		state:  w,
		person: p,
		profile: profile{
			email:     p.handle + "@example.com",
			createdAt: p.registeredAt,
		},
		byUUID: make(map[string]*contact),
	}
}

// contact makes the account know a user.
func (a *Account) contact(user fanvue.User, now time.Time) *contact {
	p := a.state.addPerson(user, now)
	known, ok := a.byUUID[p.uuid]
	if !ok {
		known = &contact{person: p, nickname: user.Nickname, isTopSpender: user.IsTopSpender}
		a.contacts = append(a.contacts, known)
		a.byUUID[p.uuid] = known
	}
	return known
}

// contactsWhere returns the contacts that keep accepts, in the order in which
// they were added.
func (a *Account) contactsWhere(keep func(*contact) bool) []*contact {
	var kept []*contact
	for _, known := range a.contacts {
		if keep(known) {
			kept = append(kept, known)
		}
	}
	return kept
}

// chatWith returns the chat with a user and who that is, or nil.
func (a *Account) chatWith(userUUID string) (*chat, *contact) {
	known, ok := a.byUUID[userUUID]
	if !ok || known.chat == nil {
		return nil, nil
	}
	return known.chat, known
}

// mustKnow is for the exported methods.
func (a *Account) mustContact(userUUID string) *contact {
	known, ok := a.byUUID[userUUID]
	if !ok {
		panic(fmt.Sprintf("fanvuetest: the account %q knows no user %q; add the user first", a.handle, userUUID))
	}
	return known
}

// UUID identifies the account's user.
func (a *Account) UUID() string { return a.uuid }

// SetCreator says whether the account is a creator's, as it is at first. Some
// filters and the mass messages are for creators only.
func (a *Account) SetCreator(isCreator bool) {
	a.state.lock()
	defer a.state.mu.Unlock()
	a.isCreator = isCreator
}

// AddFan adds a subscriber, whose subscription renews, and returns the id. What
// user leaves empty is made up, the id included. A user whom the account knows
// becomes a subscriber and keeps the data.
func (a *Account) AddFan(user fanvue.User) string {
	now := a.state.lock()
	defer a.state.mu.Unlock()
	fan := a.contact(user, now)
	fan.subscription = subscription{since: now, renews: true}
	return fan.uuid
}

// AddFollower adds a user who follows the account, and returns the id. What
// user leaves empty is made up.
func (a *Account) AddFollower(user fanvue.User) string {
	now := a.state.lock()
	defer a.state.mu.Unlock()
	follower := a.contact(user, now)
	follower.followedAt = now
	return follower.uuid
}

// AddUser adds a user whom the account can contact, and with whom it has
// nothing to do yet. It returns the id. What user leaves empty is made up.
func (a *Account) AddUser(user fanvue.User) string {
	now := a.state.lock()
	defer a.state.mu.Unlock()
	return a.contact(user, now).uuid
}

// AddChat opens a chat with a user, unless there is one.
func (a *Account) AddChat(userUUID string) {
	now := a.state.lock()
	defer a.state.mu.Unlock()
	a.openChat(a.mustContact(userUUID), now)
}

// Receive lets a user write to the account, and returns the id of the message.
// It is unread. The chat is opened when there is none.
func (a *Account) Receive(userUUID, text string) string {
	now := a.state.lock()
	defer a.state.mu.Unlock()
	sender := a.mustContact(userUUID)
	received := a.newMessage(now)
	received.text = text
	received.kind = fanvue.MessageSingleRecipient
	a.openChat(sender, now).add(received)
	return received.uuid
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
	for _, m := range current.newestFirst() {
		messages = append(messages, a.sdkMessage(m, user))
	}
	return messages
}

// SetOnline makes a user appear online, or offline from now on.
func (a *Account) SetOnline(userUUID string, online bool) {
	now := a.state.lock()
	defer a.state.mu.Unlock()
	user := a.mustContact(userUUID)
	user.online = online
	user.lastSeenAt = now
}

// Purchase lets a user buy the media of a message that the account sent. It
// panics when the message is free or was not sent by the account. Buying twice
// changes nothing.
func (a *Account) Purchase(userUUID, messageUUID string) {
	now := a.state.lock()
	defer a.state.mu.Unlock()
	buyer := a.mustContact(userUUID)
	bought := buyer.chat.find(messageUUID)
	if bought == nil || !bought.fromAccount || bought.price == 0 {
		panic(fmt.Sprintf("fanvuetest: the account %q sent user %q no message %q that is for sale", a.handle, userUUID, messageUUID))
	}
	a.completePurchase(buyer, bought, now)
}

// AddTemplate adds a template and returns its id, which is made up when it is
// empty. Media are added to the account's library.
func (a *Account) AddTemplate(t fanvue.Template) string {
	now := a.state.lock()
	defer a.state.mu.Unlock()
	if t.UUID == "" {
		t.UUID = a.state.newUUID()
	}
	added := &template{uuid: t.UUID, folder: t.FolderName, content: content{text: t.Text}}
	if t.Price != nil {
		added.price = *t.Price
	}
	added.media = a.addAllMedia(t.MediaUUIDs, now)
	a.templates = append(a.templates, added)
	a.state.customIDs[t.UUID] = true
	return t.UUID
}

// AddMedia adds an item to the account's library, from which messages take
// their media, and returns its id. An empty uuid is made up.
func (a *Account) AddMedia(uuid string, kind fanvue.MediaType) string {
	now := a.state.lock()
	defer a.state.mu.Unlock()
	if uuid == "" {
		uuid = a.state.newUUID()
	}
	return a.addMedia(uuid, kind, now).uuid
}

// AddNotification adds an entry to the account's feed and returns its id. An
// empty id and a zero time are made up; whose feed it is need not be said. It
// panics when Data is no JSON.
func (a *Account) AddNotification(n fanvue.Notification) string {
	if len(n.Data) > 0 && !json.Valid(n.Data) {
		panic(fmt.Sprintf("fanvuetest: the Data of a notification is no JSON: %q", n.Data))
	}
	now := a.state.lock()
	defer a.state.mu.Unlock()
	if n.UUID == "" {
		n.UUID = a.state.newUUID()
	}
	if n.CreatedAt.IsZero() {
		n.CreatedAt = fanvue.NewTimestamp(now)
	}
	added := &notification{
		uuid: n.UUID, event: n.EventType, isRead: n.IsRead, createdAt: n.CreatedAt.Time,
		data: slices.Clone(n.Data),
	}
	if n.Originator != nil {
		originator := *n.Originator
		added.originator = &originator
	}
	a.notifications = append(a.notifications, added)
	return n.UUID
}
