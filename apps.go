package fanvue

import (
	"context"
	"net/http"
)

// Operations on app store apps.
const (
	OpAppsSubscriptionStatus OperationName = "Apps.SubscriptionStatus"
	OpAppsSubscription       OperationName = "Apps.Subscription"
)

var (
	opAppsSubscriptionStatus = declare(Operation{
		Name: OpAppsSubscriptionStatus, Method: http.MethodGet, Path: "/apps/{appUuid}/subscription-status",
		Scopes: []Scope{ScopeReadSelf}, Repeatable: true,
	})
	opAppsSubscription = declare(Operation{
		Name: OpAppsSubscription, Method: http.MethodGet, Path: "/apps/{appUuid}/subscription/me",
		Scopes: []Scope{ScopeReadSelf}, Repeatable: true,
	})
)

// AppSubscriptionStatus is how far the prices of an app are set up.
type AppSubscriptionStatus struct {
	AppUUID string `json:"appUuid"`
	AppName string `json:"appName"`
	// Availability is complete, or horizonUnavailable when the billing system
	// could not be asked. More values may come.
	Availability string `json:"availability"`
	// OverallStatus sums up the plans: notConfigured, pendingSetup, active,
	// withdrawn, mixed or unavailable. More values may come.
	OverallStatus string `json:"overallStatus"`
	// PricingPlans are the app's plans.
	PricingPlans []PricingPlan `json:"pricingPlans"`
}

// PricingPlan is one price of an app.
type PricingPlan struct {
	UUID string `json:"uuid"`
	Name string `json:"name"`
	// BillingType is free, one_time or recurring. More values may come.
	BillingType string `json:"billingType"`
	// Interval is monthly or yearly, empty for a plan that does not recur.
	Interval string `json:"interval"`
	// Price is taken to be in hundredths of the currency's unit; Fanvue does not
	// say.
	Price Cents `json:"price"`
	// CurrencyCode is the ISO 4217 code of the price, such as USD.
	CurrencyCode string `json:"currencyCode"`
	// Status is pending_setup, active or withdrawn. More values may come.
	Status string `json:"status"`
}

// AppSubscription is the current user's subscription to an app.
type AppSubscription struct {
	AppUUID string `json:"appUuid"`
	AppSubscriptionState
	// ManagedCreators has the subscription of every creator assigned to an
	// agency's team member; for anybody else it is empty.
	ManagedCreators []AppSubscriptionState `json:"managedCreators"`
}

// AppSubscriptionState is one user's subscription to an app.
type AppSubscriptionState struct {
	UserUUID string `json:"userUuid"`
	// PlanUUID is empty without a plan.
	PlanUUID string `json:"planUuid"`
	// PlanName is empty without a plan.
	PlanName string `json:"planName"`
	// Status is active, pending, cancelled or none. More values may come.
	Status string `json:"status"`
	// HasActiveSubscription says whether the user may use what is paid for.
	HasActiveSubscription bool `json:"hasActiveSubscription"`
	// CurrentPeriodEnd is zero without a running period.
	CurrentPeriodEnd Timestamp `json:"currentPeriodEnd"`
	// CancelAtPeriodEnd says that the subscription will not renew.
	CancelAtPeriodEnd bool `json:"cancelAtPeriodEnd"`
}

// AppsService tells of the apps of the app store and of subscriptions to them.
type AppsService struct{ account account }

// SubscriptionStatus returns how far the prices of an app of the caller's own
// are set up. Another developer's app is not found.
//
// Calls GET /apps/{appUuid}/subscription-status. Scopes: read:self.
func (s AppsService) SubscriptionStatus(ctx context.Context, appUUID string) (*AppSubscriptionStatus, error) {
	return fetch[AppSubscriptionStatus](ctx, s.account.request(opAppsSubscriptionStatus, appUUID))
}

// Subscription returns the current user's subscription to the app, to which
// the token must belong.
//
// Calls GET /apps/{appUuid}/subscription/me. Scopes: read:self.
func (s AppsService) Subscription(ctx context.Context, appUUID string) (*AppSubscription, error) {
	return fetch[AppSubscription](ctx, s.account.request(opAppsSubscription, appUUID))
}
