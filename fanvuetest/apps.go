package fanvuetest

import (
	"strings"
	"time"

	"github.com/fanvue-go/fanvue"
)

func appHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpAppsList:               listApps,
		fanvue.OpAppsGet:                getApp,
		fanvue.OpAppsSubscriptionStatus: getAppSubscriptionStatus,
		fanvue.OpAppsSubscription:       getAppSubscription,
	}
}

// app is the developer's only app. It has one plan.
type app struct {
	uuid, name         string
	planUUID, planName string
	price              int
	// subscriber is the managed creator who pays for it until the period ends.
	subscriber *account
	periodEnd  time.Time
}

// app returns the app of the path, or nil.
func (c *call) app() *app {
	if c.state.app == nil || c.state.app.uuid != c.path["appUuid"] {
		return nil
	}
	return c.state.app
}

func appNotFound() *response { return notFound("App not found") }

type planBody struct {
	BillingType  string  `json:"billingType"`
	CurrencyCode string  `json:"currencyCode"`
	Interval     *string `json:"interval"`
	Name         string  `json:"name"`
	Price        int     `json:"price"`
	Status       string  `json:"status"`
	UUID         string  `json:"uuid"`
}

func (a *app) planBody() planBody {
	return planBody{
		BillingType: "recurring", CurrencyCode: "USD", Interval: valueOrNull("monthly"),
		Name: a.planName, Price: a.price, Status: "active", UUID: a.planUUID,
	}
}

func getAppSubscriptionStatus(c *call) *response {
	a := c.app()
	if a == nil {
		return appNotFound()
	}
	return ok(struct {
		AppName       string     `json:"appName"`
		AppUUID       string     `json:"appUuid"`
		Availability  string     `json:"availability"`
		OverallStatus string     `json:"overallStatus"`
		PricingPlans  []planBody `json:"pricingPlans"`
	}{
		AppName: a.name, AppUUID: a.uuid, Availability: "complete", OverallStatus: "active",
		PricingPlans: []planBody{a.planBody()},
	})
}

type appSubscriptionBody struct {
	CancelAtPeriodEnd     bool    `json:"cancelAtPeriodEnd"`
	CurrentPeriodEnd      *string `json:"currentPeriodEnd"`
	HasActiveSubscription bool    `json:"hasActiveSubscription"`
	PlanName              *string `json:"planName"`
	PlanUUID              *string `json:"planUuid"`
	Status                string  `json:"status"`
	UserUUID              string  `json:"userUuid"`
}

func (a *app) subscriptionOf(account *account) appSubscriptionBody {
	if account != a.subscriber {
		return appSubscriptionBody{Status: "none", UserUUID: account.uuid}
	}
	return appSubscriptionBody{
		CurrentPeriodEnd: timeOrNull(a.periodEnd), HasActiveSubscription: true,
		PlanName: &a.planName, PlanUUID: &a.planUUID, Status: "active", UserUUID: account.uuid,
	}
}

// getAppSubscription returns the account, which manages creators and therefore
// has no subscription itself, and its creators.
func getAppSubscription(c *call) *response {
	a := c.app()
	if a == nil {
		return appNotFound()
	}
	return ok(struct {
		AppUUID string `json:"appUuid"`
		appSubscriptionBody
		ManagedCreators []appSubscriptionBody `json:"managedCreators"`
	}{a.uuid, a.subscriptionOf(c.account), mapItems(c.account.managedCreators(), a.subscriptionOf)})
}

// storeApp is an app of the app store.
type storeApp struct {
	appItem
	title, body  string
	heroImageURL string
	images       []string
	plans        []storePlan
	ratings      []ratingShare
}

type appItem struct {
	UUID        string        `json:"uuid"`
	Name        string        `json:"name"`
	Tagline     string        `json:"tagline"`
	Description string        `json:"description"`
	LogoURL     string        `json:"logoUrl"`
	AppURL      *string       `json:"appUrl"`
	PricingType string        `json:"pricingType"`
	Rating      appRating     `json:"rating"`
	Developer   developerBody `json:"developer"`
}

type appRating struct {
	Average *float64 `json:"average"`
	Count   *int     `json:"count"`
}

type developerBody struct {
	Name   *string `json:"name"`
	Handle *string `json:"handle"`
}

type storePlan struct {
	planBody
	Description *string  `json:"description"`
	Highlights  []string `json:"highlights"`
}

type ratingShare struct {
	Rating     int     `json:"rating"`
	Proportion float64 `json:"proportion"`
	Count      *int    `json:"count"`
}

// store returns the apps of the app store: the account's own, and one of
// another developer with most fields empty.
func (st *state) store() []storeApp {
	if st.app == nil {
		return nil
	}
	own := st.app
	return []storeApp{
		{
			appItem: appItem{
				UUID: own.uuid, Name: own.name, Tagline: "Ready before you are", Description: "Drafts messages to your fans.",
				LogoURL: "https://media.example.com/apps/inbox-helper.png", AppURL: valueOrNull("https://inbox-helper.example.com"),
				PricingType: "monthly", Rating: appRating{valueOrNull(4.5), valueOrNull(2)},
				Developer: developerBody{valueOrNull(st.me.displayName), valueOrNull(st.me.handle)},
			},
			title: "Why Inbox Helper", body: "It reads along and suggests.", heroImageURL: "https://media.example.com/apps/hero.png",
			images:  []string{"https://media.example.com/apps/inbox-helper-1.png"},
			plans:   []storePlan{{own.planBody(), valueOrNull("For a whole studio"), []string{"All creators"}}},
			ratings: []ratingShare{{5, 0.5, valueOrNull(1)}, {4, 0.5, valueOrNull(1)}},
		},
		{appItem: appItem{
			UUID: "b0000000-0000-4000-8000-000000000002", Name: "Story Planner", Tagline: "Post on time",
			Description: "A calendar for posts.", LogoURL: "https://media.example.com/apps/story-planner.png", PricingType: "free",
		}},
	}
}

func listApps(c *call) *response {
	q := c.parameters()
	p := q.page()
	search := strings.ToLower(q.text("search", maxSearch))
	if problem := q.rejection(); problem != nil {
		return problem
	}
	var items []storeApp
	for _, a := range c.state.store() {
		if strings.Contains(strings.ToLower(a.Name), search) {
			items = append(items, a)
		}
	}
	return pageOf(items, p, func(a storeApp) appItem { return a.appItem })
}

type appBody struct {
	appItem
	DescriptionTitle   *string       `json:"descriptionTitle"`
	DescriptionBody    *string       `json:"descriptionBody"`
	Highlights         []string      `json:"highlights"`
	HeroImageURL       *string       `json:"heroImageUrl"`
	PreviewImageURLs   []string      `json:"previewImageUrls"`
	GalleryImageURLs   []string      `json:"galleryImageUrls"`
	PricingPlans       []storePlan   `json:"pricingPlans"`
	RatingDistribution []ratingShare `json:"ratingDistribution"`
}

func getApp(c *call) *response {
	for _, a := range c.state.store() {
		if a.UUID != c.path["appUuid"] {
			continue
		}
		images := append([]string{}, a.images...)
		return ok(appBody{
			appItem: a.appItem, DescriptionTitle: valueOrNull(a.title), DescriptionBody: valueOrNull(a.body), Highlights: []string{},
			HeroImageURL: valueOrNull(a.heroImageURL), PreviewImageURLs: images, GalleryImageURLs: images,
			PricingPlans: append([]storePlan{}, a.plans...), RatingDistribution: a.ratings,
		})
	}
	return appNotFound()
}
