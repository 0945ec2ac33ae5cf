package fanvuetest

import (
	"slices"
	"time"
)

// messageBounds are two exclusive ends: one for messages that the account sent
// and one for those that it received. Zero is no bound.
type messageBounds struct{ sent, received time.Time }

func (b messageBounds) includes(m *message) bool {
	bound := b.received
	if m.fromAccount {
		bound = b.sent
	}
	return bound.IsZero() || m.pagingTime().Before(bound)
}

type dateFilterBody struct {
	ReceivedBefore string `json:"receivedBefore"`
	SentBefore     string `json:"sentBefore"`
}

// pageOf responds with the newest messages that are within the bounds. The next
// page is before its last message, whoever sent that.
func (b messageBounds) pageOf(oldestFirst []*message, size int, show func(*message) messageItem) *response {
	if !b.sent.IsZero() && !b.received.IsZero() {
		// All messages from the later bound on are excluded.
		latest := b.sent
		if b.received.After(latest) {
			latest = b.received
		}
		end, _ := slices.BinarySearchFunc(oldestFirst, latest, func(m *message, t time.Time) int { return m.pagingTime().Compare(t) })
		oldestFirst = oldestFirst[:end]
	}
	var shown []*message
	more := false
	for _, m := range slices.Backward(oldestFirst) {
		if !b.includes(m) {
			continue
		}
		if more = len(shown) == size; more {
			break
		}
		shown = append(shown, m)
	}
	body := struct {
		Data       []messageItem   `json:"data"`
		DateFilter *dateFilterBody `json:"dateFilter"`
	}{Data: mapItems(shown, show)}
	if more {
		last := shown[len(shown)-1].pagingTime().Format(time.RFC3339Nano)
		body.DateFilter = &dateFilterBody{last, last}
	}
	return ok(body)
}

// listMessages uses pages, except on /v1, which pages by time and marks as read
// only on request.
func listMessages(c *call) *response {
	q := c.parameters()
	var p page
	var b messageBounds
	if c.isV1() {
		p.size = q.count("limit", defaultCursorSize, maxPageSize)
		b = messageBounds{q.time("sentBefore"), q.time("receivedBefore")}
	} else {
		p = q.page()
	}
	markAsRead := q.flag("markAsRead", !c.isV1())
	if problem := q.rejection(); problem != nil {
		return problem
	}
	current, user := c.account.chatWith(c.path["userUuid"])
	if current == nil {
		return chatNotFound()
	}
	show := func(m *message) messageItem { return c.messageItem(m, user) }
	var listed *response
	if c.isV1() {
		listed = b.pageOf(current.messages, p.size, show)
	} else {
		listed = pageOf(cached(c, "messages of "+user.uuid, current.newestFirst), p, show)
	}
	if markAsRead {
		current.markAsRead() // the items show how it was before
	}
	return listed
}
