package fanvuetest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// Seeded fans: one bought a post and got a refund.
const (
	refundedFan = "f0000000-0000-4000-8000-000000000010"
	formerFan   = "f3000000-0000-4000-8000-000000000001"
	soldPost    = "e1000000-0000-4000-8000-000000000001"
)

const (
	amaraJSON = `{"displayName":"Amara Dike","handle":"amara.dike","isTopSpender":false,"nickname":null,"uuid":"` + refundedFan + `"}`
	lucasJSON = `{"displayName":"Lucas Fontaine","handle":"lucas.fontaine","isTopSpender":false,"nickname":null,"uuid":"f0000000-0000-4000-8000-000000000011"}`
	priyaJSON = `{"displayName":"Priya Raman","handle":"priya.raman","isTopSpender":true,"nickname":null,"uuid":"` + priya + `"}`
)

func TestReversals(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		refund := `{"currency":"EUR","date":"1999-12-12T00:00:00.000Z","gross":-1200,"net":-960,"postUuid":"` + soldPost + `","source":"refund","user":` + amaraJSON + `}`
		chargeback := `{"currency":"USD","date":"1999-11-17T00:00:00.000Z","gross":-3000,"messageUuid":"e0000000-0000-4000-8000-000000000009","net":-2400,
			"source":"chargeback","user":` + lucasJSON + `}`
		for query, rows := range map[string]string{
			"":                                refund + "," + chargeback,
			"?source=all":                     refund + "," + chargeback,
			"?source=refund":                  refund,
			"?source=chargeback":              chargeback,
			"?endDate=1999-12-01T00:00:00Z":   chargeback,
			"?startDate=1999-12-01T00:00:00Z": refund,
		} {
			wantJSON(t, get(t, server, "/insights/spending"+query), 200, `{"data":[`+rows+`],"nextCursor":null}`)
		}
		first := get(t, server, "/insights/spending?size=1").body
		second := get(t, server, "/insights/spending?size=1&cursor="+dig(t, first, "nextCursor").(string))
		wantJSON(t, second, 200, `{"data":[`+chargeback+`],"nextCursor":null}`)
		wantExactly(t, get(t, server, "/insights/spending?source=tip"), 400, `{"errors":["source must be one of all, refund, chargeback"]}`)
	})
}

func TestInvalidInsightsQueries(t *testing.T) {
	server := newServer(t)
	for _, path := range []string{
		"/insights/earnings", "/insights/spending", "/insights/subscribers", "/insights/top-spenders", "/insights/earnings/summary",
	} {
		wantExactly(t, get(t, server, path+"?startDate=yesterday"), 400, `{"errors":["startDate must be an ISO 8601 date-time"]}`)
		wantExactly(t, get(t, server, path+"?startDate=2026-03-02T00:00:00Z&endDate=2026-03-01T23:59:59Z"), 400, `{"errors":["endDate must not be before startDate"]}`)
		want(t, path, get(t, server, path+"?startDate=2026-03-02T00:00:00Z&endDate=2026-03-02T00:00:00Z").status, 200)
	}
	for query, problem := range map[string]string{
		"granularity=month": "granularity must be one of day, week",
		"timezone=Mars":     "timezone must be an IANA time zone",
		"timezone=Local":    "timezone must be an IANA time zone",
	} {
		wantExactly(t, get(t, server, "/insights/earnings/summary?"+query), 400, `{"errors":["`+problem+`"]}`)
	}
	ids := strings.Repeat(jonas+",", 20)
	for _, query := range []string{"", "?fanUuids=", "?fanUuids=" + ids, "?fanUuids=" + ids + jonas} {
		wantExactly(t, get(t, server, "/insights/fans"+query), 400, `{"errors":["fanUuids must have 1 to 20 ids"]}`)
	}
	wantExactly(t, ask(t, server, http.MethodPost, "/insights/fans/batch", `{"userUuids":[]}`), 400, `{"errors":["userUuids must have 1 to 100 items"]}`)
	wantExactly(t, ask(t, server, http.MethodPost, "/insights/fans/batch", `{}`), 400, `{"errors":["userUuids is required"]}`)
}

// Days begin where the caller is, except on /v1.
func TestSubscriberDays(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		const period = "/insights/subscribers?startDate=1999-12-28T15:00:00%2B02:00&endDate=1999-12-31T09:00:00%2B02:00"
		row := func(date string, total, began, ended string) string {
			return `{"cancelledSubscribersCount":` + ended + `,"date":"` + date + `","newSubscribersCount":` + began + `,"total":` + total + `}`
		}
		wantJSON(t, get(t, server, period), 200, `{"data":[`+row("1999-12-27T22:00:00.000Z", "1", "1", "0")+`],"nextCursor":null}`)
		wantJSON(t, get(t, server, "/v1"+period), 200, `{"data":[`+row("1999-12-28T00:00:00.000Z", "1", "1", "0")+`],"nextCursor":null}`)

		want(t, "a page", len(dig(t, get(t, server, "/insights/subscribers?size=2").body, "data").([]any)), 2)

		server.Me().AddFan(fanvue.User{})
		west := get(t, server, "/insights/subscribers?startDate=1999-12-31T00:00:00-08:00")
		wantJSON(t, west, 200, `{"data":[`+row("1999-12-31T08:00:00.000Z", "1", "1", "0")+`],"nextCursor":null}`)
		wantJSON(t, get(t, server, "/insights/subscribers?endDate=1999-08-15T00:00:00Z"), 200, `{"data":[`+
			row("1999-06-15T00:00:00.000Z", "1", "1", "0")+`,`+row("1999-07-15T00:00:00.000Z", "0", "0", "1")+`],"nextCursor":null}`)
	})
}

func TestTopSpenders(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		user := `{"avatarUrl":"https://media.example.com/avatars/priya.raman.jpg","displayName":"Priya Raman","handle":"priya.raman",
			"isTopSpender":true,"nickname":null,"registeredAt":"1999-09-22T00:00:00.000Z","uuid":"` + priya + `"}`
		row := `{"gross":11499,"messages":3,"net":9199,"user":` + user + `}`
		wantJSON(t, get(t, server, "/insights/top-spenders?size=1"), 200, `{"data":[`+row+`],"pagination":{"page":1,"size":1,"hasMore":true}}`)
		onV1 := get(t, server, "/v1/insights/top-spenders?size=1").body
		want(t, "on v1", dig(t, onV1, "data"), decode(t, "["+row+"]"))
		next := dig(t, onV1, "nextCursor").(string)
		want(t, "next on v1", dig(t, get(t, server, "/v1/insights/top-spenders?size=1&cursor="+next).body, "data", 0, "user", "displayName"), any("Lucas Fontaine"))
		wantJSON(t, get(t, server, "/insights/top-spenders?startDate=1999-12-29T00:00:00Z&endDate=1999-12-29T00:00:01Z"), 200,
			`{"data":[{"gross":2000,"messages":3,"net":1600,"user":`+user+`}],"pagination":{"page":1,"size":1,"hasMore":false}}`)
	})
}

func TestInsightsOfNothing(t *testing.T) {
	server := newServer(t, fanvuetest.Empty())
	for _, path := range []string{"/insights/earnings", "/insights/spending", "/insights/subscribers", "/v1/insights/top-spenders", "/tracking-links"} {
		wantExactly(t, get(t, server, path), 200, `{"data":[],"nextCursor":null}`)
	}
	got := get(t, server, "/insights/earnings/summary").body
	want(t, "totals", dig(t, got, "totals"), decode(t, `{"allTime":{"gross":0,"net":0},"thisMonth":{"gross":0,"net":0,
		"previousMonthGross":0,"previousMonthNet":0,"grossChangePercentage":null,"netChangePercentage":null}}`))
	want(t, "over time", dig(t, got, "overTime"), decode(t, `[]`))
	wantExactly(t, get(t, server, "/insights/earnings/percentile"), 200, `{"percentile":100}`)
}
