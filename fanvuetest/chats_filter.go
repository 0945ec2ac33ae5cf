package fanvuetest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/fanvue-go/fanvue"
)

const (
	maxSearch = 100
	// recently is how long a subscriber is a recent one.
	recently = 7 * 24 * time.Hour
	// bigSpender is the amount for spent_more_than_50, in US cents.
	bigSpender = fanvue.Cents(5000)
)

// chatQuery is what a list of chats contains, and its order.
type chatQuery struct {
	filters    []string
	smartLists []string
	customList string
	search     string
	sortBy     fanvue.ChatSort
}

// generalChatFilters are the filters that every account can use.
func generalChatFilters() []fanvue.ChatFilter {
	return []fanvue.ChatFilter{
		fanvue.ChatsUnread, fanvue.ChatsOnline, fanvue.ChatsSubscribedTo, fanvue.ChatsNotMuted, fanvue.ChatsArchived,
	}
}

// creatorChatFilters are the filters that only creators can use.
func creatorChatFilters() []fanvue.ChatFilter {
	return []fanvue.ChatFilter{
		fanvue.ChatsSubscribers, fanvue.ChatsFollowers, fanvue.ChatsRecentSubscribers, fanvue.ChatsNotAnswered,
		fanvue.ChatsSpentMoreThan50, fanvue.ChatsOnFreeTrial, fanvue.ChatsHasTipped, fanvue.ChatsSpenders,
		fanvue.ChatsExcludeCreators,
	}
}

func readChatQuery(q *parameters) chatQuery {
	return chatQuery{
		filters:    q.repeated("filter", plain(slices.Concat(generalChatFilters(), creatorChatFilters()))...),
		smartLists: q.repeated("smartListIds", plain(smartListIDs(q.surface))...),
		customList: q.id("customListId"),
		search:     strings.ToLower(q.text("search", maxSearch)),
		sortBy: fanvue.ChatSort(q.choice("sortBy", plain([]fanvue.ChatSort{
			fanvue.ChatsByRecentMessages, fanvue.ChatsByOnlineNow, fanvue.ChatsByMostUnanswered,
		})...)),
	}
}

func (cq chatQuery) needsCreator() bool {
	return slices.ContainsFunc(cq.filters, func(filter string) bool {
		return slices.Contains(creatorChatFilters(), fanvue.ChatFilter(filter))
	})
}

// matches reports whether the chat with a user matches every filter.
func (cq chatQuery) matches(a *account, user *contact, now time.Time) bool {
	for _, filter := range cq.filters {
		if !matchesFilter(user, fanvue.ChatFilter(filter), now) {
			return false
		}
	}
	if len(cq.smartLists) > 0 && !slices.ContainsFunc(cq.smartLists, func(id string) bool {
		return user.isOnSmartList(fanvue.SmartListID(id))
	}) {
		return false
	}
	if cq.customList != "" {
		if list := a.customList(cq.customList); list == nil || !slices.Contains(list.members, user) {
			return false
		}
	}
	return strings.Contains(strings.ToLower(user.displayName), cq.search) ||
		strings.Contains(strings.ToLower(user.handle), cq.search)
}

func matchesFilter(user *contact, filter fanvue.ChatFilter, now time.Time) bool {
	switch filter {
	case fanvue.ChatsUnread:
		return !user.chat.isRead()
	case fanvue.ChatsOnline:
		return user.online
	case fanvue.ChatsSubscribedTo:
		return user.subscribedTo
	case fanvue.ChatsNotMuted:
		return !user.chat.muted
	case fanvue.ChatsSubscribers:
		return user.isOnSmartList(fanvue.SmartListSubscribers)
	case fanvue.ChatsFollowers:
		return user.isOnSmartList(fanvue.SmartListFollowers)
	case fanvue.ChatsRecentSubscribers:
		return user.subscription.active() && now.Sub(user.subscription.since) < recently
	case fanvue.ChatsNotAnswered:
		return user.chat.unanswered() > 0
	case fanvue.ChatsSpentMoreThan50:
		return user.isOnSmartList(fanvue.SmartListSpentMoreThan50)
	case fanvue.ChatsOnFreeTrial:
		return user.isOnSmartList(fanvue.SmartListFreeTrialSubscribers)
	case fanvue.ChatsHasTipped:
		return user.hasTipped()
	case fanvue.ChatsSpenders:
		return user.spent() > 0
	case fanvue.ChatsExcludeCreators:
		return !user.isCreator
	}
	// The API cannot archive a chat, so none is archived.
	return false
}

// canBeCached reports whether the chats stay the same as time passes and as
// messages are read.
func (cq chatQuery) canBeCached() bool {
	return !slices.Contains(cq.filters, string(fanvue.ChatsRecentSubscribers)) && !slices.Contains(cq.filters, string(fanvue.ChatsUnread))
}

// sort sorts the users as requested, and then by the newest message.
func (cq chatQuery) sort(users []*contact) []*contact {
	unanswered := make(map[*contact]int)
	if cq.sortBy == fanvue.ChatsByMostUnanswered {
		for _, user := range users {
			unanswered[user] = user.chat.unanswered()
		}
	}
	slices.SortStableFunc(users, func(x, y *contact) int {
		order := 0
		switch cq.sortBy {
		case fanvue.ChatsByOnlineNow:
			order = compareBools(y.online, x.online)
		case fanvue.ChatsByMostUnanswered:
			order = cmp.Compare(unanswered[y], unanswered[x])
		}
		return cmp.Or(order, compareActivity(x.chat, y.chat))
	})
	return users
}

// compareActivity sorts the chat with the newest message first.
func compareActivity(x, y *chat) int {
	xAt, xNumber := x.lastActivity()
	yAt, yNumber := y.lastActivity()
	return cmp.Or(yAt.Compare(xAt), cmp.Compare(yNumber, xNumber))
}

// compareBools sorts false before true.
func compareBools(x, y bool) int {
	switch {
	case x == y:
		return 0
	case y:
		return -1
	}
	return 1
}
