package fanvuetest

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/fanvue-go/fanvue"
)

func selfHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpSelfGet:                     getProfile,
		fanvue.OpSelfAccount:                 getAccount,
		fanvue.OpSelfNotifications:           listNotifications,
		fanvue.OpSelfUpdateSubscriptionPrice: updateSubscriptionPrice,
	}
}

// profile is what only the account itself can read.
type profile struct {
	email, bio, bannerURL string
	createdAt, updatedAt  time.Time
	likes                 int
	content               contentCounts
	subscriptionPrice     fanvue.Cents // 0: none
	lastPayoutAt          time.Time
}

type contentCounts struct {
	AudioCount         int `json:"audioCount"`
	ImageCount         int `json:"imageCount"`
	PayToViewPostCount int `json:"payToViewPostCount"`
	PostCount          int `json:"postCount"`
	VideoCount         int `json:"videoCount"`
}

// profileBody holds the fields that both views of the account have.
type profileBody struct {
	AvatarURL   *string `json:"avatarUrl"`
	BannerURL   *string `json:"bannerUrl"`
	Bio         string  `json:"bio"`
	CreatedAt   string  `json:"createdAt"`
	DisplayName string  `json:"displayName"`
	Email       string  `json:"email"`
	Handle      string  `json:"handle"`
	IsCreator   bool    `json:"isCreator"`
	UpdatedAt   *string `json:"updatedAt"`
	UUID        string  `json:"uuid"`
}

func (a *account) profileBody() profileBody {
	return profileBody{
		AvatarURL:   valueOrNull(a.avatarURL),
		BannerURL:   valueOrNull(a.profile.bannerURL),
		Bio:         a.profile.bio,
		CreatedAt:   formatTime(a.profile.createdAt),
		DisplayName: a.displayName,
		Email:       a.profile.email,
		Handle:      a.handle,
		IsCreator:   a.isCreator,
		UpdatedAt:   timeOrNull(a.profile.updatedAt),
		UUID:        a.uuid,
	}
}

// v1Profile holds the fields that only /v1 has.
type v1Profile struct {
	IsDiscoverable     bool     `json:"isDiscoverable"`
	IsInCuratedSection bool     `json:"isInCuratedSection"`
	Roles              []string `json:"roles"`
}

func (c *call) v1Profile() *v1Profile {
	if !c.isV1() {
		return nil
	}
	roles := []string{}
	if c.account.isCreator {
		roles = append(roles, "creator")
	}
	if len(c.account.managedCreators()) > 0 {
		roles = append(roles, "agency")
	}
	return &v1Profile{IsDiscoverable: true, Roles: roles}
}

func getProfile(c *call) *response {
	type fanCounts struct {
		FollowersCount   int `json:"followersCount"`
		SubscribersCount int `json:"subscribersCount"`
	}
	return ok(struct {
		profileBody
		*v1Profile
		ContentCounts contentCounts `json:"contentCounts"`
		FanCounts     fanCounts     `json:"fanCounts"`
		LikesCount    int           `json:"likesCount"`
	}{
		profileBody:   c.account.profileBody(),
		v1Profile:     c.v1Profile(),
		ContentCounts: c.account.profile.content,
		FanCounts: fanCounts{
			FollowersCount:   len(c.account.smartListMembers(fanvue.SmartListFollowers)),
			SubscribersCount: len(c.account.smartListMembers(fanvue.SmartListSubscribers)),
		},
		LikesCount: c.account.profile.likes,
	})
}

func getAccount(c *call) *response {
	type earnings struct {
		AvailableBalance int64   `json:"availableBalance"`
		LastPayoutAt     *string `json:"lastPayoutAt"`
		Total            int64   `json:"total"`
	}
	type fans struct {
		Followers   int `json:"followers"`
		Subscribers int `json:"subscribers"`
	}
	type account struct {
		Earnings earnings `json:"earnings"`
		Fans     fans     `json:"fans"`
		Status   string   `json:"status"`
	}
	var price *int64
	if c.isV1() {
		price = valueOrNull(int64(c.account.profile.subscriptionPrice))
	}
	return ok(struct {
		profileBody
		SubscriptionPrice *int64  `json:"subscriptionPrice,omitempty"`
		Account           account `json:"account"`
	}{
		profileBody:       c.account.profileBody(),
		SubscriptionPrice: price,
		Account: account{
			Earnings: earnings{
				AvailableBalance: int64(c.account.balance()),
				LastPayoutAt:     timeOrNull(c.account.profile.lastPayoutAt),
				Total:            c.account.earned().Gross,
			},
			Fans: fans{
				Followers:   len(c.account.smartListMembers(fanvue.SmartListFollowers)),
				Subscribers: len(c.account.smartListMembers(fanvue.SmartListSubscribers)),
			},
			Status: string(fanvue.AccountActive),
		},
	})
}

// notification is an event that the account was notified of.
type notification struct {
	uuid       string
	event      fanvue.NotificationEvent
	isRead     bool
	createdAt  time.Time
	originator *fanvue.NotificationUser
	data       json.RawMessage
}

type notificationItem struct {
	CreatedAt    string          `json:"createdAt"`
	Data         json.RawMessage `json:"data"`
	EventType    int             `json:"eventType"`
	IsRead       bool            `json:"isRead"`
	Originator   *originatorBody `json:"originator"`
	ReceiverUUID string          `json:"receiverUuid"`
	UUID         string          `json:"uuid"`
}

type originatorBody struct {
	AvatarURL   *string `json:"avatarUrl"`
	DisplayName string  `json:"displayName"`
	Handle      string  `json:"handle"`
	IsCreator   bool    `json:"isCreator"`
	UUID        string  `json:"uuid"`
}

func (a *account) notificationItem(n *notification) notificationItem {
	item := notificationItem{
		CreatedAt: formatTime(n.createdAt), Data: n.data, EventType: int(n.event), IsRead: n.isRead,
		ReceiverUUID: a.uuid, UUID: n.uuid,
	}
	if len(item.Data) == 0 {
		item.Data = json.RawMessage("{}")
	}
	if o := n.originator; o != nil {
		item.Originator = &originatorBody{valueOrNull(o.AvatarURL), o.DisplayName, o.Handle, o.IsCreator, o.UUID}
	}
	return item
}

func listNotifications(c *call) *response {
	q := c.parameters()
	p := q.page()
	event, filtered := 0, c.query.Has("eventType")
	if filtered {
		var err error
		if event, err = strconv.Atoi(c.query.Get("eventType")); err != nil {
			q.addProblem("eventType must be a whole number")
		}
	}
	if problem := q.rejection(); problem != nil {
		return problem
	}
	items := cached(c, q.listKey(), func() []*notification {
		var items []*notification
		for _, n := range slices.Backward(c.account.notifications) {
			if !filtered || int(n.event) == event {
				items = append(items, n)
			}
		}
		return items
	})
	return pageOf(items, p, c.account.notificationItem)
}

type unreadNotifications struct {
	NewFollower    int `json:"newFollower"`
	NewPostComment int `json:"newPostComment"`
	NewPostLike    int `json:"newPostLike"`
	NewPromotion   int `json:"newPromotion"`
	NewPurchase    int `json:"newPurchase"`
	NewSubscriber  int `json:"newSubscriber"`
	NewTip         int `json:"newTip"`
}

func (a *account) unreadNotifications() unreadNotifications {
	counts := make(map[fanvue.NotificationEvent]int)
	for _, n := range a.notifications {
		if !n.isRead {
			counts[n.event]++
		}
	}
	return unreadNotifications{
		NewFollower:    counts[fanvue.NotificationNewFollower],
		NewPostComment: counts[fanvue.NotificationPostComment],
		NewPostLike:    counts[fanvue.NotificationPostLike],
		NewPromotion:   counts[fanvue.NotificationPromotion],
		NewPurchase:    counts[fanvue.NotificationPurchase],
		NewSubscriber:  counts[fanvue.NotificationNewSubscriber],
		NewTip:         counts[fanvue.NotificationTip],
	}
}

func countUnread(c *call) *response {
	body := struct {
		UnreadChatsCount    int                 `json:"unreadChatsCount"`
		UnreadMessagesCount int                 `json:"unreadMessagesCount"`
		UnreadNotifications unreadNotifications `json:"unreadNotifications"`
	}{UnreadNotifications: c.account.unreadNotifications()}
	for _, user := range c.account.contacts {
		if user.chat == nil {
			continue
		}
		if !user.chat.isRead() {
			body.UnreadChatsCount++
		}
		body.UnreadMessagesCount += user.chat.unread()
	}
	return ok(body)
}

const (
	minSubscriptionPrice = 399
	maxSubscriptionPrice = 10_000
)

func updateSubscriptionPrice(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.require("subscriptionPrice")
	var price int
	if f.decode("subscriptionPrice", &price, "a whole number of cents") && (price < minSubscriptionPrice || price > maxSubscriptionPrice) {
		f.addProblem("subscriptionPrice must be from %d to %d", minSubscriptionPrice, maxSubscriptionPrice)
	}
	f.flag("forceOptIn")
	if problem := f.rejection(); problem != nil {
		return problem
	}
	c.account.profile.subscriptionPrice = fanvue.Cents(price)
	return ok(struct{}{})
}
