package fanvue

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
)

// Names of the operations on the app store.
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

// App is an app in the app store.
type App struct {
	UUID        string `json:"uuid"`
	Name        string `json:"name"`
	Tagline     string `json:"tagline"`
	Description string `json:"description"`
	LogoURL     string `json:"logoUrl"`
	// AppURL is empty if there is none.
	AppURL string `json:"appUrl"`
	// PricingType is free or monthly. More values may come.
	PricingType string       `json:"pricingType"`
	Rating      AppRating    `json:"rating"`
	Developer   AppDeveloper `json:"developer"`
}

func (App) required() []string { return []string{"uuid"} }

// AppRating holds the users' rating of an app.
type AppRating struct {
	// Average is the mean rating, 1 to 5; nil if there are no ratings.
	Average *float64 `json:"average"`
	// Count is the number of ratings; nil if unknown.
	Count *int `json:"count"`
}

// AppDeveloper is the developer of an app.
type AppDeveloper struct {
	// Name is empty if unknown.
	Name string `json:"name"`
	// Handle is empty if unknown.
	Handle string `json:"handle"`
}

// AppDetails holds an app with the content of its page in the app store.
type AppDetails struct {
	App
	// DescriptionTitle is empty if there is none.
	DescriptionTitle string `json:"descriptionTitle"`
	// DescriptionBody is empty if there is none.
	DescriptionBody string `json:"descriptionBody"`
	// Highlights holds the raw highlights, whose format is not documented.
	Highlights []json.RawMessage `json:"highlights"`
	// HeroImageURL is empty if there is none.
	HeroImageURL     string           `json:"heroImageUrl"`
	PreviewImageURLs []string         `json:"previewImageUrls"`
	GalleryImageURLs []string         `json:"galleryImageUrls"`
	PricingPlans     []AppPricingPlan `json:"pricingPlans"`
	// RatingDistribution holds one entry per rating; nil if there are no
	// ratings.
	RatingDistribution []AppRatingShare `json:"ratingDistribution"`
}

// AppPricingPlan is a pricing plan as the app store shows it.
type AppPricingPlan struct {
	PricingPlan
	// Description is empty if there is none.
	Description string `json:"description"`
	// Highlights holds the raw highlights, whose format is not documented.
	Highlights []json.RawMessage `json:"highlights"`
}

// AppRatingShare holds the number of users who gave one rating.
type AppRatingShare struct {
	// Rating is 1 to 5.
	Rating int `json:"rating"`
	// Proportion is the share of this rating among all ratings.
	Proportion float64 `json:"proportion"`
	// Count is the number of users; nil if unknown.
	Count *int `json:"count"`
}

// AppListOptions specifies a page of apps.
type AppListOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default for List and 50 for All.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// Search limits the list to matching apps; empty means all.
	Search string
}

func (o AppListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.set("search", o.Search)
}

// AppSubscriptionStatus describes how far the billing of an app is set up.
type AppSubscriptionStatus struct {
	AppUUID string `json:"appUuid"`
	AppName string `json:"appName"`
	// Availability is complete, or horizonUnavailable if the server could not
	// reach its billing system. More values may come.
	Availability string `json:"availability"`
	// OverallStatus summarizes the plans: notConfigured, pendingSetup, active,
	// withdrawn, mixed or unavailable. More values may come.
	OverallStatus string `json:"overallStatus"`
	// PricingPlans lists the app's plans.
	PricingPlans []PricingPlan `json:"pricingPlans"`
}

func (AppSubscriptionStatus) required() []string { return []string{"appUuid"} }

// PricingPlan is a pricing plan of an app.
type PricingPlan struct {
	UUID string `json:"uuid"`
	Name string `json:"name"`
	// BillingType is free, one_time or recurring. More values may come.
	BillingType string `json:"billingType"`
	// Interval is monthly or yearly; empty if the plan does not recur.
	Interval string `json:"interval"`
	// Price is the price in hundredths of a unit of CurrencyCode. Fanvue does
	// not document the unit.
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
	// ManagedCreators holds the subscription of each creator assigned to the
	// user. It is empty unless the user is a member of an agency's team.
	ManagedCreators []AppSubscriptionState `json:"managedCreators"`
}

func (AppSubscription) required() []string { return []string{"appUuid"} }

// AppSubscriptionState is one user's subscription to an app.
type AppSubscriptionState struct {
	UserUUID string `json:"userUuid"`
	// PlanUUID is empty if there is no plan.
	PlanUUID string `json:"planUuid"`
	// PlanName is empty if there is no plan.
	PlanName string `json:"planName"`
	// Status is active, pending, cancelled or none. More values may come.
	Status string `json:"status"`
	// HasActiveSubscription reports whether the user may use the paid features.
	HasActiveSubscription bool `json:"hasActiveSubscription"`
	// CurrentPeriodEnd is the end of the current billing period; zero if there
	// is none.
	CurrentPeriodEnd Timestamp `json:"currentPeriodEnd"`
	// CancelAtPeriodEnd reports whether the subscription ends with the current
	// period instead of renewing.
	CancelAtPeriodEnd bool `json:"cancelAtPeriodEnd"`
}

// AppsService provides access to the apps in the app store and to subscriptions
// to them.
type AppsService struct{ service }

// List returns a page of the apps in the app store.
//
// Calls GET /apps. Scopes: none known. Undocumented by Fanvue, seen on every surface.
func (s AppsService) List(ctx context.Context, opts *AppListOptions) (*Page[App], error) {
	return list[App](ctx, options(s.request(opAppsList), opts))
}

// All returns an iterator over the apps in the app store.
//
// Calls GET /apps. Scopes: none known. Undocumented by Fanvue, seen on every surface.
func (s AppsService) All(ctx context.Context, opts *AppListOptions) iter.Seq2[App, error] {
	return all[App](ctx, options(s.request(opAppsList), opts))
}

// Get returns one app of the app store.
//
// Calls GET /apps/{appUuid}. Scopes: none known. Undocumented by Fanvue, seen on every surface.
func (s AppsService) Get(ctx context.Context, appUUID string) (*AppDetails, error) {
	return fetch[AppDetails](ctx, s.request(opAppsGet, appUUID))
}

// SubscriptionStatus returns how far the billing of one of the caller's own
// apps is set up. For an app of another developer the error matches
// [ErrNotFound].
//
// Calls GET /apps/{appUuid}/subscription-status. Scopes: read:self.
func (s AppsService) SubscriptionStatus(ctx context.Context, appUUID string) (*AppSubscriptionStatus, error) {
	return fetch[AppSubscriptionStatus](ctx, s.request(opAppsSubscriptionStatus, appUUID))
}

// Subscription returns the current user's subscription to an app. The token
// must belong to that app.
//
// Calls GET /apps/{appUuid}/subscription/me. Scopes: read:self.
func (s AppsService) Subscription(ctx context.Context, appUUID string) (*AppSubscription, error) {
	return fetch[AppSubscription](ctx, s.request(opAppsSubscription, appUUID))
}
