package fanvue

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
)

// Operations on the app store.
const (
	OpAppsList OperationName = "Apps.List"
	OpAppsGet  OperationName = "Apps.Get"
)

var (
	opAppsList = declareUnpublished(Operation{
		Name: OpAppsList, Method: http.MethodGet, Path: "/apps", Repeatable: true,
	})
	opAppsGet = declareUnpublished(Operation{
		Name: OpAppsGet, Method: http.MethodGet, Path: "/apps/{appUuid}", Repeatable: true,
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

// List returns a page of the apps of the app store.
//
// Calls GET /apps. Scopes: none known. Beyond the published API, on every surface.
func (s AppsService) List(ctx context.Context, opts *AppListOptions) (*Page[App], error) {
	return list[App](ctx, options(s.account.request(opAppsList), opts))
}

// All walks the apps of the app store.
//
// Calls GET /apps. Scopes: none known. Beyond the published API, on every surface.
func (s AppsService) All(ctx context.Context, opts *AppListOptions) iter.Seq2[App, error] {
	return all[App](ctx, options(s.account.request(opAppsList), opts))
}

// Get returns an app of the app store.
//
// Calls GET /apps/{appUuid}. Scopes: none known. Beyond the published API, on every surface.
func (s AppsService) Get(ctx context.Context, appUUID string) (*AppDetails, error) {
	return fetch[AppDetails](ctx, s.account.request(opAppsGet, appUUID))
}
