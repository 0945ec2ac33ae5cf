package fanvuetest

import "strings"

// storeApp is an app of the app store.
type storeApp struct {
	appRow
	title, body  string
	heroImageURL string
	images       []string
	plans        []storePlan
	ratings      []ratingShare
}

type appRow struct {
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

// store are the apps of the app store: the account's own, and one of another
// developer about which little is known.
func (w *world) store() []storeApp {
	if w.app == nil {
		return nil
	}
	own := w.app
	return []storeApp{
		{
			appRow: appRow{
				UUID: own.uuid, Name: own.name, Tagline: "Answers before you do", Description: "Drafts replies to your fans.",
				LogoURL: "https://media.example.com/apps/inbox-helper.png", AppURL: orNull("https://inbox-helper.example.com"),
				PricingType: "monthly", Rating: appRating{orNull(4.5), orNull(2)},
				Developer: developerBody{orNull(w.own.displayName), orNull(w.own.handle)},
			},
			title: "Why Inbox Helper", body: "It reads along and suggests.", heroImageURL: "https://media.example.com/apps/hero.png",
			images:  []string{"https://media.example.com/apps/inbox-helper-1.png"},
			plans:   []storePlan{{own.planBody(), orNull("For a whole studio"), []string{"All creators"}}},
			ratings: []ratingShare{{5, 0.5, orNull(1)}, {4, 0.5, orNull(1)}},
		},
		{appRow: appRow{
			UUID: "b0000000-0000-4000-8000-000000000002", Name: "Story Planner", Tagline: "Post on time",
			Description: "A calendar for posts.", LogoURL: "https://media.example.com/apps/story-planner.png", PricingType: "free",
		}},
	}
}

func listApps(c *call) *answer {
	q := c.parameters()
	p := q.page()
	search := strings.ToLower(q.text("search", maxSearch))
	if problem := q.invalid(); problem != nil {
		return problem
	}
	var rows []storeApp
	for _, a := range c.world.store() {
		if strings.Contains(strings.ToLower(a.Name), search) {
			rows = append(rows, a)
		}
	}
	return pageOf(rows, p, func(a storeApp) appRow { return a.appRow })
}

type appBody struct {
	appRow
	DescriptionTitle   *string       `json:"descriptionTitle"`
	DescriptionBody    *string       `json:"descriptionBody"`
	Highlights         []string      `json:"highlights"`
	HeroImageURL       *string       `json:"heroImageUrl"`
	PreviewImageURLs   []string      `json:"previewImageUrls"`
	GalleryImageURLs   []string      `json:"galleryImageUrls"`
	PricingPlans       []storePlan   `json:"pricingPlans"`
	RatingDistribution []ratingShare `json:"ratingDistribution"`
}

func getApp(c *call) *answer {
	for _, a := range c.world.store() {
		if a.UUID != c.path["appUuid"] {
			continue
		}
		images := append([]string{}, a.images...)
		return ok(appBody{
			appRow: a.appRow, DescriptionTitle: orNull(a.title), DescriptionBody: orNull(a.body), Highlights: []string{},
			HeroImageURL: orNull(a.heroImageURL), PreviewImageURLs: images, GalleryImageURLs: images,
			PricingPlans: append([]storePlan{}, a.plans...), RatingDistribution: a.ratings,
		})
	}
	return noApp()
}
