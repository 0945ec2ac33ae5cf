package fanvue

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
)

// Operations on the app store.
const (
	OpAppsList               OperationName = "Apps.List"
	OpAppsGet                OperationName = "Apps.Get"
	OpAppsSubscriptionStatus OperationName = "Apps.SubscriptionStatus"
	OpAppsSubscription       OperationName = "Apps.Subscription"
)

var (
	opAppsList = declareUndocumented(Operation{
		Name: OpAppsList, Method: http.MethodGet, Path: "/apps", Idempotent: true,
	})
	opAppsGet = declareUndocumented(Operation{
		Name: OpAppsGet, Method: http.MethodGet, Path: "/apps/{appUuid}", Idempotent: true,
	})
	opAppsSubscriptionStatus = declare(Operation{
		Name: OpAppsSubscriptionStatus, Method: http.MethodGet, Path: "/apps/{appUuid}/subscription-status",
		Scopes: []Scope{ScopeReadSelf}, Idempotent: true,
	})
	opAppsSubscription = declare(Operation{
		Name: OpAppsSubscription, Method: http.MethodGet, Path: "/apps/{appUuid}/subscription/me",
		Scopes: []Scope{ScopeReadSelf}, Idempotent: true,
	})
)

// App is an app of the app store.
type App struct {
	UUID        string `json:"uuid"`
	Name        string `json:"name"`
	Tagline     string `json:"tagline"`
	Description string `json:"description"`
	LogoURL     string `json:"logoUrl"`
	// AppURL is empty when there is none.
	AppURL string `json:"appUrl"`
	// PricingType is free or monthly. More values may come.
	PricingType string       `json:"pricingType"`
	Rating      AppRating    `json:"rating"`
	Developer   AppDeveloper `json:"developer"`
}

// AppRating is what users think of an app.
type AppRating struct {
	// Average is 1 to 5; nil without a rating.
	Average *float64 `json:"average"`
	// Count is how many ratings there are; nil when unknown.
	Count *int `json:"count"`
}

// AppDeveloper made an app.
type AppDeveloper struct {
	// Name is empty when unknown.
	Name string `json:"name"`
	// Handle is empty when unknown.
	Handle string `json:"handle"`
}

// AppDetails are an app as its page in the store shows it.
type AppDetails struct {
	App
	// DescriptionTitle is empty when there is none.
	DescriptionTitle string `json:"descriptionTitle"`
	// DescriptionBody is empty when there is none.
	DescriptionBody string `json:"descriptionBody"`
	// Highlights have a shape that is not documented.
	Highlights []json.RawMessage `json:"highlights"`
	// HeroImageURL is empty when there is none.
	HeroImageURL     string           `json:"heroImageUrl"`
	PreviewImageURLs []string         `json:"previewImageUrls"`
	GalleryImageURLs []string         `json:"galleryImageUrls"`
	PricingPlans     []AppPricingPlan `json:"pricingPlans"`
	// RatingDistribution is nil without ratings.
	RatingDistribution []AppRatingShare `json:"ratingDistribution"`
}

// AppPricingPlan is one price of an app, as the store shows it.
type AppPricingPlan struct {
	PricingPlan
	// Description is empty when there is none.
	Description string `json:"description"`
	// Highlights have a shape that is not documented.
	Highlights []json.RawMessage `json:"highlights"`
}

// AppRatingShare is how many gave a rating.
type AppRatingShare struct {
	// Rating is 1 to 5.
	Rating int `json:"rating"`
	// Proportion is the share of all ratings.
	Proportion float64 `json:"proportion"`
	// Count is nil when unknown.
	Count *int `json:"count"`
}

// AppListOptions choose a page of apps.
type AppListOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for List and 50 for All.
	Size int
	// After is the Next token of the page before.
	After PageToken
	// Search narrows the list.
	Search string
}

func (o AppListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.set("search", o.Search)
}

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
type AppsService struct{ service }

// List returns a page of the apps of the app store.
//
// Calls GET /apps. Scopes: none known. Beyond the published API, on every surface.
func (s AppsService) List(ctx context.Context, opts *AppListOptions) (*Page[App], error) {
	return list[App](ctx, options(s.request(opAppsList), opts))
}

// All walks the apps of the app store.
//
// Calls GET /apps. Scopes: none known. Beyond the published API, on every surface.
func (s AppsService) All(ctx context.Context, opts *AppListOptions) iter.Seq2[App, error] {
	return all[App](ctx, options(s.request(opAppsList), opts))
}

// Get returns an app of the app store.
//
// Calls GET /apps/{appUuid}. Scopes: none known. Beyond the published API, on every surface.
func (s AppsService) Get(ctx context.Context, appUUID string) (*AppDetails, error) {
	return fetch[AppDetails](ctx, s.request(opAppsGet, appUUID))
}

// SubscriptionStatus returns how far the prices of an app of the caller's own
// are set up. Another developer's app is not found.
//
// Calls GET /apps/{appUuid}/subscription-status. Scopes: read:self.
func (s AppsService) SubscriptionStatus(ctx context.Context, appUUID string) (*AppSubscriptionStatus, error) {
	return fetch[AppSubscriptionStatus](ctx, s.request(opAppsSubscriptionStatus, appUUID))
}

// Subscription returns the current user's subscription to the app, to which
// the token must belong.
//
// Calls GET /apps/{appUuid}/subscription/me. Scopes: read:self.
func (s AppsService) Subscription(ctx context.Context, appUUID string) (*AppSubscription, error) {
	return fetch[AppSubscription](ctx, s.request(opAppsSubscription, appUUID))
}
