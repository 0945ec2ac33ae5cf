package fanvuetest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/fanvue-go/fanvue"
)

func fanHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpFansSubscribers:              listSubscribers,
		fanvue.OpFansSubscriber:               getSubscriber,
		fanvue.OpFansFollowers:                listFollowers,
		fanvue.OpCreatorFansOnlineSubscribers: listOnlineSubscribers,
		fanvue.OpCreatorsList:                 listCreators,
	}
}

type userBody struct {
	AvatarURL    *string `json:"avatarUrl"`
	DisplayName  string  `json:"displayName"`
	Handle       string  `json:"handle"`
	IsTopSpender bool    `json:"isTopSpender"`
	Nickname     *string `json:"nickname"`
	RegisteredAt string  `json:"registeredAt"`
	UUID         string  `json:"uuid"`
}

func (user *contact) body() userBody {
	return userBody{
		AvatarURL:    valueOrNull(user.avatarURL),
		DisplayName:  user.displayName,
		Handle:       user.handle,
		IsTopSpender: user.isTopSpender,
		Nickname:     valueOrNull(user.nickname),
		RegisteredAt: formatTime(user.registeredAt),
		UUID:         user.uuid,
	}
}

// subscriberBody is a user and, on /v1, the subscription.
type subscriberBody struct {
	userBody
	*v1Subscriber
}

type v1Subscriber struct {
	FirstSubscribedAt *string          `json:"firstSubscribedAt"`
	Subscription      subscriptionBody `json:"subscription"`
}

type subscriptionBody struct {
	AmountPaid         int64  `json:"amountPaid"`
	AutoRenewalEnabled bool   `json:"autoRenewalEnabled"`
	CurrentPeriodEnd   string `json:"currentPeriodEnd"`
	CurrentPeriodStart string `json:"currentPeriodStart"`
	Price              int64  `json:"price"`
	Status             string `json:"status"`
}

// subscriptionPeriod is how long one payment for a subscription lasts.
const subscriptionPeriod = 30 * day

// periodStart returns the start of the period that is paid for at a time.
func (s subscription) periodStart(now time.Time) time.Time {
	return s.since.Add(now.Sub(s.since) / subscriptionPeriod * subscriptionPeriod)
}

func (c *call) subscriberBody(user *contact) subscriberBody {
	body := subscriberBody{userBody: user.body()}
	if !c.isV1() {
		return body
	}
	s := user.subscription
	start := s.periodStart(c.now)
	shown := subscriptionBody{
		AmountPaid:         int64(c.account.profile.subscriptionPrice),
		AutoRenewalEnabled: s.renews,
		CurrentPeriodEnd:   formatTime(start.Add(subscriptionPeriod)),
		CurrentPeriodStart: formatTime(start),
		Price:              int64(c.account.profile.subscriptionPrice),
		Status:             "active",
	}
	if s.trial {
		shown.AmountPaid = 0
	}
	if !s.renews {
		shown.Status = "cancelled"
	}
	body.v1Subscriber = &v1Subscriber{timeOrNull(s.first), shown}
	return body
}

// listSubscribers returns the newest first by default.
func listSubscribers(c *call) *response {
	q := c.parameters()
	p := q.page()
	var field fanvue.SubscriberSort
	var direction fanvue.SortDirection
	if !c.managed { // the variant for managed creators has only pages
		field = fanvue.SubscriberSort(q.choice("sortField", string(fanvue.SortByName), string(fanvue.SortBySubscribedAt)))
		direction = fanvue.SortDirection(q.choice("sortDirection", string(fanvue.SortAscending), string(fanvue.SortDescending)))
	}
	if problem := q.rejection(); problem != nil {
		return problem
	}
	if direction == "" && field != fanvue.SortByName {
		direction = fanvue.SortDescending
	}
	users := cached(c, q.listKey(), func() []*contact {
		users := c.account.smartListMembers(fanvue.SmartListSubscribers)
		slices.SortStableFunc(users, func(x, y *contact) int {
			if field == fanvue.SortByName {
				return cmp.Compare(strings.ToLower(x.displayName), strings.ToLower(y.displayName))
			}
			return x.subscription.since.Compare(y.subscription.since)
		})
		if direction == fanvue.SortDescending {
			slices.Reverse(users)
		}
		return users
	})
	return pageOf(users, p, c.subscriberBody)
}

// listFollowers returns the newest first. Followers who are also subscribers
// are on /v1 only.
func listFollowers(c *call) *response {
	q := c.parameters()
	p := q.page()
	if problem := q.rejection(); problem != nil {
		return problem
	}
	users := cached(c, q.listKey(), func() []*contact {
		users := c.account.contactsWhere(func(user *contact) bool {
			return user.isOnSmartList(fanvue.SmartListFollowers) || c.isV1() && !user.followedAt.IsZero()
		})
		slices.Reverse(users)
		slices.SortStableFunc(users, func(x, y *contact) int { return y.followedAt.Compare(x.followedAt) })
		return users
	})
	return pageOf(users, p, (*contact).body)
}

type onlineItem struct {
	UUID       string  `json:"uuid"`
	LastSeenAt *string `json:"lastSeenAt"`
}

// defaultOnline is documented, although it is above the maximum.
const defaultOnline = 1000

func listOnlineSubscribers(c *call) *response {
	q := c.parameters()
	limit := q.count("limit", defaultOnline, maxPageSize)
	if problem := q.rejection(); problem != nil {
		return problem
	}
	requested := c.query.Get("subscriberUuids")
	users := c.account.contactsWhere(func(user *contact) bool {
		return user.online && user.subscription.active() &&
			(requested == "" || slices.Contains(strings.Split(requested, ","), user.uuid))
	})
	users = users[:min(limit, len(users))]
	return ok(struct {
		Data  []onlineItem `json:"data"`
		Count int          `json:"count"`
	}{
		Data:  mapItems(users, func(user *contact) onlineItem { return onlineItem{user.uuid, timeOrNull(user.lastSeenAt)} }),
		Count: len(users),
	})
}

type creatorItem struct {
	userBody
	Role string `json:"role"`
}

func listCreators(c *call) *response {
	q := c.parameters()
	p := q.page()
	if problem := q.rejection(); problem != nil {
		return problem
	}
	return pageOf(c.caller.managedCreators(), p, func(account *account) creatorItem {
		return creatorItem{(&contact{person: account.person}).body(), "creator"}
	})
}

func getSubscriber(c *call) *response {
	user, known := c.account.byUUID[c.path["userUuid"]]
	if !known || !user.subscription.active() {
		return notFound("This user is not a subscriber")
	}
	return ok(c.subscriberBody(user))
}
