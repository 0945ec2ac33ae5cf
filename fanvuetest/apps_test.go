package fanvuetest_test

import (
	"testing"

	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestApps(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		path := "/apps/" + fanvuetest.AppUUID
		plan := `"b1000000-0000-4000-8000-000000000001"`
		wantJSON(t, get(t, server, path+"/subscription-status"), 200, `{"appName":"Inbox Helper","appUuid":"`+fanvuetest.AppUUID+`",
			"availability":"complete","overallStatus":"active","pricingPlans":[{"billingType":"recurring","currencyCode":"USD",
			"interval":"monthly","name":"Studio","price":999,"status":"active","uuid":`+plan+`}]}`)
		none := `"cancelAtPeriodEnd":false,"currentPeriodEnd":null,"hasActiveSubscription":false,"planName":null,"planUuid":null,"status":"none"`
		wantJSON(t, get(t, server, path+"/subscription/me"), 200, `{"appUuid":"`+fanvuetest.AppUUID+`",`+none+`,"userUuid":"`+fanvuetest.MeUUID+`",
			"managedCreators":[
				{"cancelAtPeriodEnd":false,"currentPeriodEnd":"2000-01-18T00:00:00.000Z","hasActiveSubscription":true,"planName":"Studio",
				 "planUuid":`+plan+`,"status":"active","userUuid":"`+fanvuetest.CreatorUUID+`"},
				{`+none+`,"userUuid":"c0000000-0000-4000-8000-000000000002"}]}`)
		for _, unknown := range []string{"/subscription-status", "/subscription/me"} {
			wantExactly(t, get(t, server, "/apps/"+unknownUUID+unknown), 404, `{"message":"App not found"}`)
		}
	})
}

func TestAppStore(t *testing.T) {
	server := newServer(t)
	own := `"uuid":"` + fanvuetest.AppUUID + `","name":"Inbox Helper","tagline":"Ready before you are","description":"Drafts messages to your fans.",
		"logoUrl":"https://media.example.com/apps/inbox-helper.png","appUrl":"https://inbox-helper.example.com","pricingType":"monthly",
		"rating":{"average":4.5,"count":2},"developer":{"name":"Ava Rivers","handle":"ava.rivers"}`
	other := `"uuid":"b0000000-0000-4000-8000-000000000002","name":"Story Planner","tagline":"Post on time","description":"A calendar for posts.",
		"logoUrl":"https://media.example.com/apps/story-planner.png","appUrl":null,"pricingType":"free",
		"rating":{"average":null,"count":null},"developer":{"name":null,"handle":null}`
	wantJSON(t, get(t, server, "/apps"), 200, `{"data":[{`+own+`},{`+other+`}],"pagination":{"page":1,"size":2,"hasMore":false}}`)
	wantJSON(t, get(t, server, "/apps?search=PLAN&size=1"), 200, `{"data":[{`+other+`}],"pagination":{"page":1,"size":1,"hasMore":false}}`)
	want(t, "with a cursor", column(t, get(t, server, "/v1/apps?cursor="+dig(t, get(t, server, "/v1/apps?size=1").body, "nextCursor").(string)).body, "name"),
		[]string{"Story Planner"})
	wantJSON(t, get(t, server, "/apps/"+fanvuetest.AppUUID), 200, `{`+own+`,"descriptionTitle":"Why Inbox Helper",
		"descriptionBody":"It reads along and suggests.","highlights":[],"heroImageUrl":"https://media.example.com/apps/hero.png",
		"previewImageUrls":["https://media.example.com/apps/inbox-helper-1.png"],"galleryImageUrls":["https://media.example.com/apps/inbox-helper-1.png"],
		"pricingPlans":[{"uuid":"b1000000-0000-4000-8000-000000000001","name":"Studio","description":"For a whole studio","billingType":"recurring",
			"interval":"monthly","price":999,"currencyCode":"USD","status":"active","highlights":["All creators"]}],
		"ratingDistribution":[{"rating":5,"proportion":0.5,"count":1},{"rating":4,"proportion":0.5,"count":1}]}`)
	wantJSON(t, get(t, server, "/apps/b0000000-0000-4000-8000-000000000002"), 200, `{`+other+`,"descriptionTitle":null,"descriptionBody":null,
		"highlights":[],"heroImageUrl":null,"previewImageUrls":[],"galleryImageUrls":[],"pricingPlans":[],"ratingDistribution":null}`)
	wantExactly(t, get(t, server, "/apps/"+unknownUUID), 404, `{"message":"App not found"}`)
	wantExactly(t, get(t, newServer(t, fanvuetest.Empty()), "/apps"), 200, `{"data":[],"pagination":{"page":1,"size":0,"hasMore":false}}`)
}
