package fanvue

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strconv"
)

// Operations on the account.
const (
	OpSelfGet                     OperationName = "Self.Get"
	OpSelfAccount                 OperationName = "Self.Account"
	OpSelfUpdateSubscriptionPrice OperationName = "Self.UpdateSubscriptionPrice"
	OpSelfNotifications           OperationName = "Self.Notifications"
	OpCreatorSelfAccount          OperationName = "Creator.Self.Account"
	OpCreatorSelfNotifications    OperationName = "Creator.Self.Notifications"
)

var (
	opSelfGet = declare(Operation{
		Name: OpSelfGet, Method: http.MethodGet, Path: "/users/me",
		Scopes: []Scope{ScopeReadSelf}, Idempotent: true,
	})
	opSelfAccount = declare(Operation{
		Name: OpSelfAccount, Method: http.MethodGet, Path: "/users/account",
		Scopes: []Scope{ScopeReadSelf}, Idempotent: true,
	})
	opCreatorSelfAccount = declare(Operation{
		Name: OpCreatorSelfAccount, Method: http.MethodGet, Path: "/creators/{creatorUserUuid}/account",
		Scopes: []Scope{ScopeReadCreator}, Idempotent: true,
	})
	opSelfUpdateSubscriptionPrice = declareUndocumented(Operation{
		Name: OpSelfUpdateSubscriptionPrice, Method: http.MethodPatch, Path: "/users/me/subscription-price",
		// Not repeatable: subscribers could be asked twice to agree.
		Scopes: []Scope{ScopeWriteCreator},
	})
	opSelfNotifications = declare(Operation{
		Name: OpSelfNotifications, Method: http.MethodGet, Path: "/notifications",
		Scopes: []Scope{ScopeReadSelf}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
)

// Profile is what an account shows of itself to its owner.
type Profile struct {
	// UUID identifies the user.
	UUID string `json:"uuid"`
	// Email is the address of the account.
	Email string `json:"email"`
	// Handle is the user name.
	Handle string `json:"handle"`
	// Bio is the text of the profile.
	Bio string `json:"bio"`
	// DisplayName is the name that others see.
	DisplayName string `json:"displayName"`
	// IsCreator says that the account sells content.
	IsCreator bool `json:"isCreator"`
	// CreatedAt is when the account was made.
	CreatedAt Timestamp `json:"createdAt"`
	// UpdatedAt is zero when the account was never changed.
	UpdatedAt Timestamp `json:"updatedAt"`
	// AvatarURL is empty when there is no picture.
	AvatarURL string `json:"avatarUrl"`
	// BannerURL is empty when there is no banner.
	BannerURL string `json:"bannerUrl"`
	// LikesCount is nil when the answer does not tell.
	LikesCount *int `json:"likesCount,omitempty"`
	// FanCounts is nil when the answer does not tell.
	FanCounts *FanCounts `json:"fanCounts,omitempty"`
	// ContentCounts is nil when the answer does not tell.
	ContentCounts *ContentCounts `json:"contentCounts,omitempty"`
	// Roles are creator, agency and agency_admin; nil in older answers.
	Roles []string `json:"roles,omitempty"`
	// IsDiscoverable says that the profile can be found by search; nil in
	// older answers.
	IsDiscoverable *bool `json:"isDiscoverable,omitempty"`
	// IsInCuratedSection says that Fanvue features the profile; nil in older
	// answers.
	IsInCuratedSection *bool `json:"isInCuratedSection,omitempty"`
	// IsAICreator says that the creator is an AI; nil in older answers.
	IsAICreator *bool `json:"isAiCreator,omitempty"`
}

// FanCounts are numbers of fans.
type FanCounts struct {
	FollowersCount   int `json:"followersCount"`
	SubscribersCount int `json:"subscribersCount"`
}

// ContentCounts are numbers of published items.
type ContentCounts struct {
	ImageCount int `json:"imageCount"`
	VideoCount int `json:"videoCount"`
	AudioCount int `json:"audioCount"`
	PostCount  int `json:"postCount"`
	// PayToViewPostCount is how many of the posts cost extra.
	PayToViewPostCount int `json:"payToViewPostCount"`
}

// AccountProfile is a profile with the state of its account.
type AccountProfile struct {
	Profile
	// Account is the state of the account.
	Account Account `json:"account"`
	// SubscriptionPrice is what a subscription costs, in US cents; nil when
	// there is none or the answer does not tell.
	SubscriptionPrice *Cents `json:"subscriptionPrice,omitempty"`
}

// Account is the state, money and reach of an account.
type Account struct {
	// Status is whether the account may be used.
	Status AccountStatus `json:"status"`
	// Earnings are the account's totals.
	Earnings AccountEarnings `json:"earnings"`
	// Fans are the fans that can be contacted.
	Fans AccountFans `json:"fans"`
}

// AccountStatus is whether an account may be used. More values may come.
type AccountStatus string

// The documented account statuses.
const (
	AccountActive    AccountStatus = "active"
	AccountSuspended AccountStatus = "suspended"
)

// AccountEarnings are totals of money.
type AccountEarnings struct {
	// Total is the gross of all paid invoices ever, in US cents.
	Total Cents `json:"total"`
	// AvailableBalance can be withdrawn now, in US cents.
	AvailableBalance Cents `json:"availableBalance"`
	// LastPayoutAt is zero when nothing was ever paid out.
	LastPayoutAt Timestamp `json:"lastPayoutAt"`
}

// AccountFans are numbers of fans who can be contacted.
type AccountFans struct {
	Followers int `json:"followers"`
	// Subscribers are those with an active subscription.
	Subscribers int `json:"subscribers"`
}

// Notification is one entry of the notifications feed.
type Notification struct {
	UUID string `json:"uuid"`
	// EventType says what happened, and what Data holds.
	EventType NotificationEvent `json:"eventType"`
	// IsRead says that it was seen.
	IsRead bool `json:"isRead"`
	// CreatedAt is always there.
	CreatedAt Timestamp `json:"createdAt"`
	// ReceiverUUID is whose feed it is.
	ReceiverUUID string `json:"receiverUuid"`
	// Originator caused it; nil when nobody did.
	Originator *NotificationUser `json:"originator"`
	// Data is the event's raw payload, whose shape depends on EventType.
	Data json.RawMessage `json:"data"`
}

// NotificationUser is who caused a notification.
type NotificationUser struct {
	UUID        string `json:"uuid"`
	Handle      string `json:"handle"`
	DisplayName string `json:"displayName"`
	// AvatarURL is empty when there is no picture.
	AvatarURL string `json:"avatarUrl"`
	IsCreator bool   `json:"isCreator"`
}

// NotificationEvent is a kind of notification. More values may come.
type NotificationEvent int

// The documented kinds of notifications.
const (
	NotificationPostComment         NotificationEvent = 6
	NotificationPostLike            NotificationEvent = 7
	NotificationPurchase            NotificationEvent = 9
	NotificationNewSubscriber       NotificationEvent = 10
	NotificationTip                 NotificationEvent = 11
	NotificationNewFollower         NotificationEvent = 12
	NotificationPromotion           NotificationEvent = 14
	NotificationCreatorPromoPayment NotificationEvent = 19
	NotificationAccountHealth       NotificationEvent = 26
	NotificationPollClosed          NotificationEvent = 27
	NotificationFanChurnRisk        NotificationEvent = 28
)

// NotificationListOptions choose a page of notifications.
type NotificationListOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for Notifications (15) and 50 for AllNotifications.
	Size int
	// After is the Next token of the page before.
	After PageToken
	// EventType keeps one kind of notification; 0 keeps all.
	EventType NotificationEvent
}

func (o NotificationListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	if o.EventType != 0 {
		q.set("eventType", strconv.Itoa(int(o.EventType)))
	}
}

// selfCore is what the own account and a managed creator share.
type selfCore struct{ service }

// Notifications returns a page of the notifications feed, newest first.
//
// Calls GET /notifications. Scopes: read:self; for a managed creator also read:creator.
func (s selfCore) Notifications(ctx context.Context, opts *NotificationListOptions) (*Page[Notification], error) {
	return list[Notification](ctx, options(s.request(opSelfNotifications), opts))
}

// AllNotifications walks the notifications feed, newest first.
//
// Calls GET /notifications. Scopes: read:self; for a managed creator also read:creator.
func (s selfCore) AllNotifications(ctx context.Context, opts *NotificationListOptions) iter.Seq2[Notification, error] {
	return all[Notification](ctx, options(s.request(opSelfNotifications), opts))
}

// SelfService is the account behind the credential.
type SelfService struct{ selfCore }

// Get returns the profile of the account behind the credential.
//
// Calls GET /users/me. Scopes: read:self.
func (s SelfService) Get(ctx context.Context) (*Profile, error) {
	return fetch[Profile](ctx, s.request(opSelfGet))
}

// Account returns the profile with status, money and numbers of fans.
//
// Calls GET /users/account. Scopes: read:self.
func (s SelfService) Account(ctx context.Context) (*AccountProfile, error) {
	return fetch[AccountProfile](ctx, s.request(opSelfAccount))
}

// SubscriptionPriceParams are what a subscription is to cost.
type SubscriptionPriceParams struct {
	// SubscriptionPrice is in US cents, 399 to 10000.
	SubscriptionPrice Cents `json:"subscriptionPrice"`
	// ForceOptIn makes subscribers agree to the price. They have to agree to a
	// higher one anyway.
	ForceOptIn bool `json:"forceOptIn,omitempty"`
}

const (
	minSubscriptionPrice = Cents(399)
	maxSubscriptionPrice = Cents(10_000)
)

func (p SubscriptionPriceParams) validate() *ArgumentError {
	if p.SubscriptionPrice < minSubscriptionPrice || p.SubscriptionPrice > maxSubscriptionPrice {
		return invalid("SubscriptionPrice", "%d cents are out of range: %d to %d; amounts are in cents, not dollars",
			p.SubscriptionPrice, minSubscriptionPrice, maxSubscriptionPrice)
	}
	return nil
}

// UpdateSubscriptionPrice sets what a subscription costs.
//
// Calls PATCH /users/me/subscription-price. Scopes: write:creator. Beyond the published API, on every surface.
func (s SelfService) UpdateSubscriptionPrice(ctx context.Context, params SubscriptionPriceParams) error {
	return s.request(opSelfUpdateSubscriptionPrice).with(params).do(ctx, nil)
}

// CreatorSelfService is the account of a managed creator.
type CreatorSelfService struct{ selfCore }

// Account returns the creator's profile with status, money and numbers of
// fans.
//
// Calls GET /creators/{creatorUserUuid}/account. Scopes: read:creator.
func (s CreatorSelfService) Account(ctx context.Context) (*AccountProfile, error) {
	return fetch[AccountProfile](ctx, s.request(opCreatorSelfAccount))
}
