package fanvuetest

import "slices"

const (
	maxChatsPerBatch     = 50
	defaultBatchMessages = 20
)

type batchEntry struct {
	Messages          []messageItem `json:"messages"`
	HasMore           bool          `json:"hasMore"`
	OldestMessageUUID *string       `json:"oldestMessageUuid"`
}

// getMessageBatch returns an error for each chat that does not exist. It marks
// nothing as read.
func getMessageBatch(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.require("chatUuids")
	users, _ := f.ids("chatUuids", 1, maxChatsPerBatch)
	limit := f.count("limit", defaultBatchMessages, maxPageSize)
	sinceUUID, incremental := f.id("sinceMessageUuid")
	if problem := f.rejection(); problem != nil {
		return problem
	}
	var since *message
	if incremental {
		if since = c.account.anyMessage(sinceUUID); since == nil {
			return validationError([]string{"sinceMessageUuid is not a message of this account"})
		}
	}
	byChat := make(map[string]any, len(users))
	for _, uuid := range users {
		current, user := c.account.chatWith(uuid)
		if current == nil {
			byChat[uuid] = errorBody{"not_found"}
			continue
		}
		messages := current.since(since)
		entry := batchEntry{HasMore: len(messages) > limit}
		messages = messages[:min(limit, len(messages))]
		entry.Messages = mapItems(messages, func(m *message) messageItem { return c.messageItem(m, user) })
		if len(messages) > 0 {
			entry.OldestMessageUUID = &messages[len(messages)-1].uuid
		}
		byChat[uuid] = entry
	}
	return ok(struct {
		ByChat map[string]any `json:"byChat"`
	}{byChat})
}

// anyMessage returns a message of any chat, or nil.
func (a *account) anyMessage(uuid string) *message {
	for _, user := range a.contacts {
		if m := user.chat.find(uuid); m != nil {
			return m
		}
	}
	return nil
}

// since returns the messages after m, newest first; nil means all.
func (c *chat) since(m *message) []*message {
	messages := c.newestFirst()
	if m == nil {
		return messages
	}
	end, _ := slices.BinarySearchFunc(messages, m, func(other, m *message) int { return compareMessages(m, other) })
	return messages[:end]
}
