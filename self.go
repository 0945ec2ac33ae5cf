package fanvue

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strconv"
)

// Names of the operations on the account itself.
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
		// Not idempotent: subscribers could be asked twice to agree.
		Scopes: []Scope{ScopeWriteCreator},
	})
	opSelfNotifications = declare(Operation{
		Name: OpSelfNotifications, Method: http.MethodGet, Path: "/notifications",
		Scopes: []Scope{ScopeReadSelf}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
)

// Profile is an account's profile as its owner sees it.
type Profile struct {
	// UUID identifies the user.
	UUID string `json:"uuid"`
	// Email is the e-mail address of the account.
	Email string `json:"email"`
	// Handle is the user name.
	Handle string `json:"handle"`
	// Bio is the text of the profile.
	Bio string `json:"bio"`
	// DisplayName is the name that others see.
	DisplayName string `json:"displayName"`
	// IsCreator reports whether the account sells content.
	IsCreator bool `json:"isCreator"`
	// CreatedAt is when the account was created.
	CreatedAt Timestamp `json:"createdAt"`
	// UpdatedAt is zero if the account was never changed.
	UpdatedAt Timestamp `json:"updatedAt"`
	// AvatarURL is empty if there is no picture.
	AvatarURL string `json:"avatarUrl"`
	// BannerURL is empty if there is no banner.
	BannerURL string `json:"bannerUrl"`
	// LikesCount is nil if the response does not include it.
	LikesCount *int `json:"likesCount,omitempty"`
	// FanCounts is nil if the response does not include it.
	FanCounts *FanCounts `json:"fanCounts,omitempty"`
	// ContentCounts is nil if the response does not include it.
	ContentCounts *ContentCounts `json:"contentCounts,omitempty"`
	// Roles lists the account's roles, such as creator, agency and
	// agency_admin; nil in older responses.
	Roles []string `json:"roles,omitempty"`
	// IsDiscoverable reports whether search finds the profile; nil in older
	// responses.
	IsDiscoverable *bool `json:"isDiscoverable,omitempty"`
	// IsInCuratedSection reports whether Fanvue features the profile; nil in
	// older responses.
	IsInCuratedSection *bool `json:"isInCuratedSection,omitempty"`
	// IsAICreator reports whether the creator is an AI; nil in older responses.
	IsAICreator *bool `json:"isAiCreator,omitempty"`
}

func (Profile) required() []string { return []string{"uuid"} }

// FanCounts holds the numbers of fans.
type FanCounts struct {
	FollowersCount   int `json:"followersCount"`
	SubscribersCount int `json:"subscribersCount"`
}

// ContentCounts holds the numbers of published items.
type ContentCounts struct {
	ImageCount int `json:"imageCount"`
	VideoCount int `json:"videoCount"`
	AudioCount int `json:"audioCount"`
	PostCount  int `json:"postCount"`
	// PayToViewPostCount is the number of posts that have a price of their own.
	PayToViewPostCount int `json:"payToViewPostCount"`
}

// AccountProfile is a profile together with the state of its account.
type AccountProfile struct {
	Profile
	// Account is the state of the account.
	Account Account `json:"account"`
	// SubscriptionPrice is the price of a subscription, in US cents; nil if
	// there is none or the response does not include it.
	SubscriptionPrice *Cents `json:"subscriptionPrice,omitempty"`
}

// Account holds the status, earnings and fan counts of an account.
type Account struct {
	// Status reports whether the account may be used.
	Status AccountStatus `json:"status"`
	// Earnings holds the account's totals.
	Earnings AccountEarnings `json:"earnings"`
	// Fans holds the numbers of fans who can be contacted.
	Fans AccountFans `json:"fans"`
}

// AccountStatus reports whether an account may be used. More values may come.
type AccountStatus string

// The documented account statuses.
const (
	AccountActive    AccountStatus = "active"
	AccountSuspended AccountStatus = "suspended"
)

// AccountEarnings holds the earnings of an account.
type AccountEarnings struct {
	// Total is the gross amount of all paid invoices of all time, in US cents.
	Total Cents `json:"total"`
	// AvailableBalance is the amount that can be withdrawn now, in US cents.
	AvailableBalance Cents `json:"availableBalance"`
	// LastPayoutAt is zero if there was no payout yet.
	LastPayoutAt Timestamp `json:"lastPayoutAt"`
}

// AccountFans holds the numbers of fans who can be contacted.
type AccountFans struct {
	Followers int `json:"followers"`
	// Subscribers is the number of fans with an active subscription.
	Subscribers int `json:"subscribers"`
}

// Notification is an entry of the notification feed.
type Notification struct {
	UUID string `json:"uuid"`
	// EventType is the kind of event. It determines the form of Data.
	EventType NotificationEvent `json:"eventType"`
	// IsRead reports whether the notification was read.
	IsRead bool `json:"isRead"`
	// CreatedAt is when the notification was created; never null.
	CreatedAt Timestamp `json:"createdAt"`
	// ReceiverUUID is the user whose feed has the notification.
	ReceiverUUID string `json:"receiverUuid"`
	// Originator is the user who caused the event; nil if there is none.
	Originator *NotificationUser `json:"originator"`
	// Data is the raw payload of the event. Its form depends on EventType.
	Data json.RawMessage `json:"data"`
}

func (Notification) required() []string { return []string{"uuid"} }

// NotificationUser is the user who caused a notification.
type NotificationUser struct {
	UUID        string `json:"uuid"`
	Handle      string `json:"handle"`
	DisplayName string `json:"displayName"`
	// AvatarURL is empty if there is no picture.
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

// NotificationListOptions specifies a page of notifications.
type NotificationListOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default of 15 for Notifications and 50 for AllNotifications.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// EventType limits the list to one kind of notification; 0 means all kinds.
	EventType NotificationEvent
}

func (o NotificationListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	if o.EventType != 0 {
		q.set("eventType", strconv.Itoa(int(o.EventType)))
	}
}

// selfCore has the methods that the caller's own account and a managed creator
// share.
type selfCore struct{ service }

// Notifications returns a page of the notification feed, newest first.
//
// Calls GET /notifications. Scopes: read:self; for a managed creator also read:creator.
func (s selfCore) Notifications(ctx context.Context, opts *NotificationListOptions) (*Page[Notification], error) {
	return list[Notification](ctx, options(s.request(opSelfNotifications), opts))
}

// AllNotifications returns an iterator over the notification feed, newest
// first.
//
// Calls GET /notifications. Scopes: read:self; for a managed creator also read:creator.
func (s selfCore) AllNotifications(ctx context.Context, opts *NotificationListOptions) iter.Seq2[Notification, error] {
	return all[Notification](ctx, options(s.request(opSelfNotifications), opts))
}

// SelfService provides access to the account that the credential belongs to.
type SelfService struct{ selfCore }

// Get returns the profile of the account that the credential belongs to.
//
// Calls GET /users/me. Scopes: read:self.
func (s SelfService) Get(ctx context.Context) (*Profile, error) {
	return fetch[Profile](ctx, s.request(opSelfGet))
}

// Account returns the profile together with the account's status, earnings and
// fan counts.
//
// Calls GET /users/account. Scopes: read:self.
func (s SelfService) Account(ctx context.Context) (*AccountProfile, error) {
	return fetch[AccountProfile](ctx, s.request(opSelfAccount))
}

// SubscriptionPriceParams holds the parameters of
// [SelfService.UpdateSubscriptionPrice].
type SubscriptionPriceParams struct {
	// SubscriptionPrice is the new price, in US cents, 399 to 10000.
	SubscriptionPrice Cents `json:"subscriptionPrice"`
	// ForceOptIn requires subscribers to agree to the new price. They must
	// always agree to a higher price.
	ForceOptIn bool `json:"forceOptIn,omitempty"`
}

const (
	minSubscriptionPrice = Cents(399)
	maxSubscriptionPrice = Cents(10_000)
)

func (p SubscriptionPriceParams) validate() *ArgumentError {
	if p.SubscriptionPrice < minSubscriptionPrice || p.SubscriptionPrice > maxSubscriptionPrice {
		return invalid("SubscriptionPrice", "is out of range: %d cents, %d to %d are allowed; amounts are in cents, not dollars",
			p.SubscriptionPrice, minSubscriptionPrice, maxSubscriptionPrice)
	}
	return nil
}

// UpdateSubscriptionPrice sets the price of a subscription. The request is sent
// at most once, so that subscribers are not asked twice to agree: if the
// response is lost, the error is an [*OutcomeUnknownError].
//
// Calls PATCH /users/me/subscription-price. Scopes: write:creator. Undocumented by Fanvue, seen on every surface.
func (s SelfService) UpdateSubscriptionPrice(ctx context.Context, params SubscriptionPriceParams) error {
	return s.request(opSelfUpdateSubscriptionPrice).with(params).do(ctx, nil)
}

// CreatorSelfService provides access to the account of a managed creator.
type CreatorSelfService struct{ selfCore }

// Account returns the creator's profile together with the account's status,
// earnings and fan counts.
//
// Calls GET /creators/{creatorUserUuid}/account. Scopes: read:creator.
func (s CreatorSelfService) Account(ctx context.Context) (*AccountProfile, error) {
	return fetch[AccountProfile](ctx, s.request(opCreatorSelfAccount))
}
