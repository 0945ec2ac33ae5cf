package fanvuetest

import "time"

// app is the one app of the developer. It has one plan.
type app struct {
	uuid, name         string
	planUUID, planName string
	price              int
	// subscriber is the managed creator who pays for it until the period ends.
	subscriber *Account
	periodEnd  time.Time
}

// app returns the app of the path, or nil.
func (c *call) app() *app {
	if c.world.app == nil || c.world.app.uuid != c.path["appUuid"] {
		return nil
	}
	return c.world.app
}

func noApp() *answer { return notFound("App not found") }

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
		BillingType: "recurring", CurrencyCode: "USD", Interval: orNull("monthly"),
		Name: a.planName, Price: a.price, Status: "active", UUID: a.planUUID,
	}
}

func getAppSubscriptionStatus(c *call) *answer {
	a := c.app()
	if a == nil {
		return noApp()
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

func (a *app) subscriptionOf(account *Account) appSubscriptionBody {
	if account != a.subscriber {
		return appSubscriptionBody{Status: "none", UserUUID: account.uuid}
	}
	return appSubscriptionBody{
		CurrentPeriodEnd: stampOrNull(a.periodEnd), HasActiveSubscription: true,
		PlanName: &a.planName, PlanUUID: &a.planUUID, Status: "active", UserUUID: account.uuid,
	}
}

// getAppSubscription shows the account, which manages creators and therefore
// pays for nothing itself, and the creators beside it.
func getAppSubscription(c *call) *answer {
	a := c.app()
	if a == nil {
		return noApp()
	}
	return ok(struct {
		AppUUID string `json:"appUuid"`
		appSubscriptionBody
		ManagedCreators []appSubscriptionBody `json:"managedCreators"`
	}{a.uuid, a.subscriptionOf(c.account), showAll(c.world.managed, a.subscriptionOf)})
}
