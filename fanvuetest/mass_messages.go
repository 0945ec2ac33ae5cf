package fanvuetest

import (
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

func massMessageHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpMassMessagesList:   listMassMessages,
		fanvue.OpMassMessagesSend:   sendMassMessage,
		fanvue.OpMassMessagesUpdate: updateMassMessage,
		fanvue.OpMassMessagesDelete: deleteMassMessage,
	}
}

// massMessage is a message to the members of lists.
type massMessage struct {
	uuid string
	content
	status             fanvue.MassMessageStatus
	included, excluded audience
	createdAt          time.Time
	scheduledAt        time.Time // zero: sent at once
	publishedAt        time.Time // zero: not yet
	sentBy             string
	previewUUID        string
	recipients         int
	copies             []*message // in the chats; those that were deleted included
}

// audience identifies lists.
type audience struct {
	smart  []string
	custom []string
}

func (l audience) empty() bool { return len(l.smart) == 0 && len(l.custom) == 0 }

// isIn reports whether a user is on one of the lists.
func (a *account) isIn(l audience, user *contact) bool {
	return slices.ContainsFunc(l.smart, func(id string) bool { return user.isOnSmartList(fanvue.SmartListID(id)) }) ||
		slices.ContainsFunc(l.custom, func(uuid string) bool {
			list := a.customList(uuid)
			return list != nil && slices.Contains(list.members, user)
		})
}

func (a *account) recipients(m *massMessage) []*contact {
	return a.contactsWhere(func(user *contact) bool { return a.isIn(m.included, user) && !a.isIn(m.excluded, user) })
}

// publish sends the message to the recipients' chats. A message that lost its
// content because media were deleted is not sent.
func (a *account) publish(m *massMessage, at time.Time) {
	if m.text == "" && len(m.media) == 0 || m.checkSale() != nil {
		m.status = fanvue.MassMessageUnsent
		return
	}
	m.status = fanvue.MassMessageSent
	m.publishedAt = at
	recipients := a.recipients(m)
	m.recipients = len(recipients)
	for _, user := range recipients {
		copied := a.newMessage(at)
		copied.content = m.content
		copied.kind = fanvue.MessageBroadcast
		copied.fromAccount = true
		copied.sentBy = m.sentBy
		copied.previewUUID = m.previewUUID
		copied.mass = m
		a.openChat(user, at).add(copied)
		m.copies = append(m.copies, copied)
	}
}

// schedule publishes the message when it is due, unless it was deleted or
// rescheduled until then.
func (a *account) schedule(m *massMessage) {
	a.state.schedule(m.scheduledAt, func(at time.Time) {
		if m.status == fanvue.MassMessageScheduled && m.scheduledAt.Equal(at) {
			a.publish(m, at)
		}
	})
}

func (a *account) massMessage(uuid string) *massMessage {
	for _, m := range a.massMessages {
		if m.uuid == uuid {
			return m
		}
	}
	return nil
}

type massMessageItem struct {
	CreatedAt      *string  `json:"createdAt"`
	MediaUUIDs     []string `json:"mediaUuids"`
	Price          *int64   `json:"price"`
	PublishedAt    *string  `json:"publishedAt"`
	PurchaseCount  int      `json:"purchaseCount"`
	RecipientCount int      `json:"recipientCount"`
	ScheduledAt    *string  `json:"scheduledAt"`
	Status         string   `json:"status"`
	Text           *string  `json:"text"`
	TotalRevenue   int64    `json:"totalRevenue"`
	UUID           string   `json:"uuid"`
	ViewCount      int      `json:"viewCount"`
}

func (a *account) massMessageItem(m *massMessage) massMessageItem {
	item := massMessageItem{
		CreatedAt:      timeOrNull(m.createdAt),
		MediaUUIDs:     m.mediaUUIDs(),
		Price:          valueOrNull(int64(m.price)),
		PublishedAt:    timeOrNull(m.publishedAt),
		RecipientCount: m.recipients,
		ScheduledAt:    timeOrNull(m.scheduledAt),
		Status:         string(m.status),
		Text:           valueOrNull(m.text),
		UUID:           m.uuid,
	}
	for _, copied := range m.copies {
		if copied.isRead {
			item.ViewCount++
		}
		if copied.payment != nil {
			item.PurchaseCount++
			item.TotalRevenue += int64(copied.payment.gross)
		}
	}
	return item
}

func listMassMessages(c *call) *response {
	q := c.parameters()
	p := q.page()
	includeDeleted := q.flag("includeDeleted", false)
	if problem := q.rejection(); problem != nil {
		return problem
	}
	if !c.account.isCreator {
		return creatorsOnly()
	}
	var items []*massMessage
	for _, m := range slices.Backward(c.account.massMessages) {
		if includeDeleted || m.status != fanvue.MassMessageUnsent {
			items = append(items, m)
		}
	}
	return pageOf(items, p, c.account.massMessageItem)
}

func creatorsOnly() *response { return forbidden("Mass messages are only available to creators") }

func sendMassMessage(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.nullable("price")
	f.require("includedLists")
	m := &massMessage{status: fanvue.MassMessageScheduled, createdAt: c.now, sentBy: c.teamMember()}
	m.text, _ = f.text("text", 1, maxText)
	mediaUUIDs, _ := f.ids("mediaUuids", 0, maxMedia)
	m.price, _ = f.price()
	m.included, _ = f.audience("includedLists", c.surface)
	m.excluded, _ = f.audience("excludedLists", c.surface)
	m.scheduledAt, _ = f.futureTime("scheduledAt", "scheduled_at", c.now)
	if c.isV1() {
		m.previewUUID = f.preview()
	}
	if problem := f.rejection(); problem != nil {
		return problem
	}
	if !c.account.isCreator {
		return creatorsOnly()
	}
	if m.media, problem = c.account.fromLibrary(mediaUUIDs); problem != nil {
		return problem
	}
	if problem := c.account.checkPreview(m.previewUUID); problem != nil {
		return problem
	}
	if problem := c.account.checkMassMessage(m); problem != nil {
		return problem
	}
	m.uuid = c.state.newUUID()
	m.recipients = len(c.account.recipients(m))
	c.account.massMessages = append(c.account.massMessages, m)
	if m.scheduledAt.IsZero() {
		c.account.publish(m, c.now)
	} else {
		c.account.schedule(m)
	}
	if c.isV1() {
		return created(struct {
			PublishedAt    *string `json:"publishedAt"`
			RecipientCount int     `json:"recipientCount"`
			UUID           string  `json:"uuid"`
		}{timeOrNull(m.publishedAt), m.recipients, m.uuid})
	}
	return created(struct {
		CreatedAt      *string `json:"createdAt"`
		ID             string  `json:"id"`
		RecipientCount int     `json:"recipientCount"`
	}{timeOrNull(m.createdAt), m.uuid, m.recipients})
}

// checkMassMessage checks the rules that involve several fields.
func (a *account) checkMassMessage(m *massMessage) *response {
	if m.text == "" && len(m.media) == 0 {
		return badRequest("A mass message needs text or media")
	}
	if m.included.empty() {
		return badRequest("A mass message needs at least one list")
	}
	for _, uuid := range slices.Concat(m.included.custom, m.excluded.custom) {
		if a.customList(uuid) == nil {
			return badRequest("The custom list " + uuid + " does not exist")
		}
	}
	return m.checkSale()
}

func updateMassMessage(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	free := f.isNull("price")
	f.nullable("price")
	text, setText := f.text("text", 0, maxText)
	mediaUUIDs, setMedia := f.ids("mediaUuids", 0, maxMedia)
	price, setPrice := f.price()
	included, setIncluded := f.audience("includedLists", c.surface)
	excluded, setExcluded := f.audience("excludedLists", c.surface)
	scheduledAt, setSchedule := f.futureTime("scheduledAt", "scheduled_at", c.now)
	if problem := f.rejection(); problem != nil {
		return problem
	}
	m := c.account.massMessage(c.path["messageUuid"])
	if m == nil {
		return massMessageNotFound()
	}
	if m.status != fanvue.MassMessageScheduled {
		return badRequest("Only a scheduled mass message can be changed")
	}
	changed := *m
	if setText {
		changed.text = text
	}
	if setMedia {
		if changed.media, problem = c.account.fromLibrary(mediaUUIDs); problem != nil {
			return problem
		}
	}
	if setPrice || free {
		changed.price = price
	}
	if setIncluded {
		changed.included = included
	}
	if setExcluded {
		changed.excluded = excluded
	}
	if setSchedule {
		changed.scheduledAt = scheduledAt
	}
	if problem := c.account.checkMassMessage(&changed); problem != nil {
		return problem
	}
	changed.recipients = len(c.account.recipients(&changed))
	*m = changed
	if setSchedule {
		c.account.schedule(m)
	}
	return noContent()
}

// deleteMassMessage keeps the message in the chats of those who bought it.
func deleteMassMessage(c *call) *response {
	m := c.account.massMessage(c.path["messageUuid"])
	if m == nil || m.status == fanvue.MassMessageUnsent {
		return massMessageNotFound()
	}
	m.status = fanvue.MassMessageUnsent
	for _, user := range c.account.contacts {
		if user.chat != nil {
			user.chat.remove(func(copied *message) bool { return copied.mass == m && copied.payment == nil })
		}
	}
	return noContent()
}

func massMessageNotFound() *response { return notFound("Mass message not found") }

// audience reads an object that identifies lists.
func (f *fields) audience(name string, surface fanvue.Surface) (lists audience, given bool) {
	raw, given := f.raw[name]
	if !given {
		return audience{}, false
	}
	inner := readFields(raw, f.state)
	if inner == nil {
		f.addProblem("%s must be an object", name)
		return audience{}, true
	}
	lists.smart, _ = inner.texts("smartListUuids", 0, maxUsersPerRequest)
	lists.custom, _ = inner.ids("customListUuids", 0, maxUsersPerRequest)
	for _, id := range lists.smart {
		if !slices.Contains(smartListIDs(surface), fanvue.SmartListID(id)) {
			inner.addProblem("smartListUuids has no list %q", id)
		}
	}
	for _, problem := range inner.problems {
		f.addProblem("%s.%s", name, problem)
	}
	return lists, true
}
