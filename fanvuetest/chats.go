package fanvuetest

import (
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

func chatHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpChatsList:         listChats,
		fanvue.OpChatsGet:          getChat,
		fanvue.OpChatsCreate:       createChat,
		fanvue.OpChatsUpdate:       updateChat,
		fanvue.OpChatsSetTyping:    setTyping,
		fanvue.OpChatsUnreadCounts: countUnread,
		fanvue.OpChatsStatuses:     getStatuses,
	}
}

const (
	maxNickname        = 30
	maxUsersPerRequest = 100
)

// chat is the conversation of an account with a contact.
type chat struct {
	number       int
	createdAt    time.Time
	muted        bool
	markedUnread bool
	messages     []*message // oldest first
	byUUID       map[string]*message
}

// openChat returns the chat with a user, and creates it when there is none.
func (a *account) openChat(user *contact, now time.Time) *chat {
	if user.chat == nil {
		user.chat = &chat{number: a.state.nextNumber(), createdAt: now}
	}
	if now.Before(user.chat.createdAt) {
		user.chat.createdAt = now // a message was added at an earlier time
	}
	return user.chat
}

// add inserts a message by its time.
func (c *chat) add(m *message) {
	c.messages = insertSorted(c.messages, m, compareMessages)
	if c.byUUID == nil {
		c.byUUID = make(map[string]*message)
	}
	c.byUUID[m.uuid] = m
}

func (c *chat) remove(gone func(*message) bool) {
	c.messages = slices.DeleteFunc(c.messages, func(m *message) bool {
		if !gone(m) {
			return false
		}
		delete(c.byUUID, m.uuid)
		return true
	})
}

// find returns a message of the chat, or nil. A nil chat has none.
func (c *chat) find(messageUUID string) *message {
	if c == nil {
		return nil
	}
	return c.byUUID[messageUUID]
}

func (c *chat) newestFirst() []*message {
	messages := slices.Clone(c.messages)
	slices.Reverse(messages)
	return messages
}

// last returns the newest message, or nil.
func (c *chat) last() *message {
	if len(c.messages) == 0 {
		return nil
	}
	return c.messages[len(c.messages)-1]
}

// unread counts the messages that the account has not read.
func (c *chat) unread() int {
	count := 0
	for _, m := range c.messages {
		if !m.fromAccount && !m.isRead {
			count++
		}
	}
	return count
}

func (c *chat) isRead() bool { return !c.markedUnread && c.unread() == 0 }

// markAsRead also ends a mark as unread. Cached lists do not depend on it.
func (c *chat) markAsRead() {
	c.markedUnread = false
	for _, m := range c.messages {
		if !m.fromAccount {
			m.isRead = true
		}
	}
}

// unanswered counts the messages from the user since the account's last one.
func (c *chat) unanswered() int {
	count := 0
	for _, m := range slices.Backward(c.messages) {
		if m.fromAccount {
			break
		}
		count++
	}
	return count
}

// lastActivity returns the time of the last message, and a number that orders
// chats of the same time.
func (c *chat) lastActivity() (time.Time, int) {
	if m := c.last(); m != nil {
		return m.sentAt, m.number
	}
	return c.createdAt, c.number
}

type chatBody struct {
	CreatedAt           *string          `json:"createdAt"`
	IsMuted             bool             `json:"isMuted"`
	IsRead              bool             `json:"isRead"`
	LastMessage         *lastMessageBody `json:"lastMessage"`
	LastMessageAt       *string          `json:"lastMessageAt"`
	UnreadMessagesCount int              `json:"unreadMessagesCount"`
	User                userBody         `json:"user"`
	*v1Chat
}

// v1Chat holds the fields that only /v1 has.
type v1Chat struct {
	IsCreator  bool    `json:"isCreator"`
	LastSeenAt *string `json:"lastSeenAt"`
	Online     bool    `json:"online"`
}

type lastMessageBody struct {
	HasMedia     bool    `json:"hasMedia"`
	MediaType    *string `json:"mediaType"`
	SenderUUID   string  `json:"senderUuid"`
	SentAt       *string `json:"sentAt"`
	SentByUserID *string `json:"sentByUserId"`
	Text         *string `json:"text"`
	Type         string  `json:"type"`
	UUID         string  `json:"uuid"`
	*v1LastMessage
}

// v1LastMessage holds the fields that only /v1 has.
type v1LastMessage struct {
	HasGIF     bool   `json:"hasGif"`
	SenderRole string `json:"senderRole"`
	Status     string `json:"status"`
}

func (a *account) chatBody(user *contact) chatBody {
	c := user.chat
	body := chatBody{
		CreatedAt:           timeOrNull(c.createdAt),
		IsMuted:             c.muted,
		IsRead:              c.isRead(),
		UnreadMessagesCount: c.unread(),
		User:                user.body(),
	}
	if m := c.last(); m != nil {
		sender, _ := a.senderAndRecipient(m, user)
		body.LastMessageAt = timeOrNull(m.sentAt)
		body.LastMessage = &lastMessageBody{
			HasMedia:     len(m.media) > 0,
			MediaType:    m.mediaType(),
			SenderUUID:   sender.uuid,
			SentAt:       timeOrNull(m.sentAt),
			SentByUserID: valueOrNull(m.sentBy),
			Text:         valueOrNull(m.text),
			Type:         string(m.kind),
			UUID:         m.uuid,
		}
	}
	return body
}

// chatBody returns the chat as the surface of the call shows it.
func (c *call) chatBody(user *contact) chatBody {
	body := c.account.chatBody(user)
	if !c.isV1() {
		return body
	}
	body.v1Chat = &v1Chat{user.isCreator, timeOrNull(user.lastSeenAt), user.online}
	if m := user.chat.last(); m != nil {
		body.LastMessage.v1LastMessage = &v1LastMessage{m.gif != nil, c.account.senderRole(m, user), m.status()}
	}
	return body
}

// senderRole returns the role in which a message was sent.
func (a *account) senderRole(m *message, user *contact) string {
	sender, _ := a.senderAndRecipient(m, user)
	switch {
	case m.sentBy != "":
		return "AGENCY"
	case sender.isCreator:
		return "CREATOR"
	}
	return "FAN"
}

func listChats(c *call) *response {
	q := c.parameters()
	p := q.page()
	var cq chatQuery
	if !c.managed { // the variant for managed creators has only pages
		cq = readChatQuery(q)
	}
	if problem := q.rejection(); problem != nil {
		return problem
	}
	if cq.needsCreator() && !c.account.isCreator {
		return forbidden("This filter is only available to creators")
	}
	find := func() []*contact {
		return cq.sort(c.account.contactsWhere(func(user *contact) bool {
			return user.chat != nil && cq.matches(c.account, user, c.now)
		}))
	}
	var users []*contact
	if cq.canBeCached() {
		users = cached(c, q.listKey(), find)
	} else {
		users = find()
	}
	total := len(users)
	return withTotal[chatBody](pageOf(users, p, c.chatBody), &total)
}

func createChat(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.require("userUuid")
	userUUID, _ := f.id("userUuid")
	if problem := f.rejection(); problem != nil {
		return problem
	}
	user, known := c.account.byUUID[userUUID]
	if !known {
		return badRequest("This user cannot be contacted")
	}
	c.account.openChat(user, c.now)
	return created(messageBody{"Chat created successfully"})
}

func updateChat(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	isRead, setRead := f.flag("isRead")
	isMuted, setMuted := f.flag("isMuted")
	nickname, setNickname := f.text("nickname", 0, maxNickname)
	if problem := f.rejection(); problem != nil {
		return problem
	}
	current, user := c.account.chatWith(c.path["userUuid"])
	if current == nil {
		return chatNotFound()
	}
	switch {
	case setRead && isRead:
		current.markAsRead()
	case setRead:
		current.markedUnread = true
	}
	if setMuted {
		current.muted = isMuted
	}
	if setNickname {
		user.nickname = nickname
	}
	return noContent()
}

func chatNotFound() *response { return notFound("There is no chat with this user") }

type statusBody struct {
	IsOnline   bool    `json:"isOnline"`
	LastSeenAt *string `json:"lastSeenAt"`
}

// getStatuses returns unknown users as offline, like users who hide their
// status.
func getStatuses(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.require("userUuids")
	users, _ := f.ids("userUuids", 1, maxUsersPerRequest)
	if problem := f.rejection(); problem != nil {
		return problem
	}
	statuses := make(map[string]statusBody, len(users))
	for _, uuid := range users {
		var status statusBody
		if p, ok := c.state.people[uuid]; ok {
			status = statusBody{p.online, timeOrNull(p.lastSeenAt)}
		}
		statuses[uuid] = status
	}
	return ok(statuses)
}

func getChat(c *call) *response {
	current, user := c.account.chatWith(c.path["userUuid"])
	if current == nil {
		return chatNotFound()
	}
	return ok(c.chatBody(user))
}

// setTyping treats a missing isTyping as true.
func setTyping(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	isTyping, given := f.flag("isTyping")
	if problem := f.rejection(); problem != nil {
		return problem
	}
	current, user := c.account.chatWith(c.path["userUuid"])
	if current == nil {
		return chatNotFound()
	}
	if c.account.automation.typingTo == nil {
		c.account.automation.typingTo = make(map[string]bool)
	}
	c.account.automation.typingTo[user.uuid] = isTyping || !given
	return noContent()
}
