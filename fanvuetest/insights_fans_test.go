package fanvuetest_test

import (
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestFanInsights(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		const path = "/insights/fans/"
		priyaInsights := `{"status":"subscriber",
			"spending":{"lastPurchaseAt":"1999-12-29T00:00:00.000Z","total":{"gross":11499,"total":11499},"maxSinglePayment":{"gross":7500,"total":7500},
				"sources":{"message":{"gross":7500,"total":7500},"subscription":{"gross":1499,"total":1499},"tip":{"gross":2500,"total":2500}}},
			"subscription":{"createdAt":"1999-12-28T00:00:00.000Z","renewsAt":"2000-01-27T00:00:00.000Z","autoRenewalEnabled":true}}`
		none := `{"lastPurchaseAt":null,"total":{"gross":0,"total":0},"maxSinglePayment":{"gross":0,"total":0},"sources":{}}`
		nothing := `{"createdAt":null,"renewsAt":null,"autoRenewalEnabled":false}`
		follower := `{"status":"follower","spending":` + none + `,"subscription":` + nothing + `}`
		wantJSON(t, get(t, server, path+priya), 200, priyaInsights)
		wantJSON(t, get(t, server, path+fanvuetest.FollowerUUID), 200, follower)
		wantJSON(t, get(t, server, path+formerFan), 200, `{"status":"expired",
			"spending":{"lastPurchaseAt":"1999-06-15T00:00:00.000Z","total":{"gross":1499,"total":1499},"maxSinglePayment":{"gross":1499,"total":1499},
				"sources":{"subscription":{"gross":1499,"total":1499}}},
			"subscription":{"createdAt":"1999-06-15T00:00:00.000Z","renewsAt":null,"autoRenewalEnabled":false}}`)
		stranger := server.Me().AddUser(fanvue.User{})
		wantJSON(t, get(t, server, path+stranger), 200, `{"status":"not_contactable","spending":`+none+`,"subscription":`+nothing+`}`)
		wantExactly(t, get(t, server, path+unknownUUID), 404, `{"message":"Fan not found"}`)

		wantJSON(t, get(t, server, "/insights/fans?fanUuids="+priya+","+unknownUUID), 200, `{
			"results":{"`+priya+`":`+priyaInsights+`,"`+unknownUUID+`":null},
			"errors":[{"code":"NOT_FOUND","fanUuid":"`+unknownUUID+`","message":"Fan not found"}]}`)
		wantJSON(t, get(t, server, "/insights/fans?fanUuids="+priya), 200, `{"results":{"`+priya+`":`+priyaInsights+`},"errors":[]}`)
		wantJSON(t, ask(t, server, http.MethodPost, "/insights/fans/batch", `{"userUuids":["`+unknownUUID+`","`+fanvuetest.FollowerUUID+`"]}`), 200,
			`{"`+unknownUUID+`":{"error":"not_found"},"`+fanvuetest.FollowerUUID+`":`+follower+`}`)

		server.Me().Purchase(jonas, fanvuetest.PricedMessageUUID)
		want(t, "bought", dig(t, get(t, server, path+jonas).body, "spending", "sources", "message", "total"), any(999.0))
	})
}

// On /v1 the total leaves out what was taken back.
func TestFanInsightsOfARefund(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		const path = "/insights/fans/" + refundedFan
		want(t, "unprefixed", dig(t, get(t, server, path).body, "spending"), decode(t, `{"lastPurchaseAt":"1999-12-12T00:00:00.000Z",
			"total":{"gross":2699,"total":2699},"maxSinglePayment":{"gross":1499,"total":1499},
			"sources":{"post":{"gross":1200,"total":1200},"subscription":{"gross":1499,"total":1499}}}`))
		want(t, "on v1", dig(t, get(t, server, "/v1"+path).body, "spending"), decode(t, `{
			"lastPurchaseAt":"1999-12-12T00:00:00.000Z","lastValidPurchaseAt":"1999-12-04T00:00:00.000Z",
			"total":{"gross":2699,"total":1499,"netTotal":1499},"maxSinglePayment":{"gross":1499,"total":1499,"netTotal":1499},
			"sources":{"post":{"gross":1200,"total":0,"netTotal":0},"subscription":{"gross":1499,"total":1499,"netTotal":1499}}}`))
	})
}
