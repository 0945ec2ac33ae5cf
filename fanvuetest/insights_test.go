package fanvuetest_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// Fans of the seeded world: one bought a post and had the money back.
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

func TestEarnings(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		const path = "/insights/earnings?source="
		wantJSON(t, get(t, server, path+"message,referral&startDate=1999-11-01T00:00:00Z"), 200, `{"data":[
			{"currency":"USD","date":"1999-12-28T03:00:00.000Z","gross":7500,"messageUuid":"`+fanvuetest.BoughtMessageUUID+`","net":6000,"source":"message",
			 "transactionOrderId":"order-`+fanvuetest.BoughtMessageUUID+`","transactionOrderStatus":"pendingBalance","user":`+priyaJSON+`},
			{"currency":"USD","date":"1999-11-29T00:00:00.000Z","gross":2500,"net":2000,"source":"referral",
			 "transactionOrderId":"order-a0000000-0046","transactionOrderStatus":"availableForPayout","user":null},
			{"currency":"USD","date":"1999-11-17T00:00:00.000Z","gross":3000,"messageUuid":"e0000000-0000-4000-8000-000000000009","net":2400,"source":"message",
			 "transactionOrderId":"order-a0000000-0044","transactionOrderStatus":"availableForPayout","user":`+lucasJSON+`}],"nextCursor":null}`)
		wantJSON(t, get(t, server, path+"mediaLink&startDate=1999-12-17T00:00:00Z"), 200, `{"data":[
			{"currency":null,"date":"1999-12-17T00:00:00.000Z","gross":800,"net":640,"source":"mediaLink","transactionOrderId":"order-a0000000-0042",
			 "transactionOrderStatus":"availableForPayout","user":{"displayName":"Kenji Morita","handle":"kenji.morita","isTopSpender":false,
			 "nickname":null,"uuid":"f0000000-0000-4000-8000-000000000009"}}],"nextCursor":null}`)
		// The end is no longer part of the period, whatever the zone.
		for _, end := range []string{"1999-12-17T00:00:00Z", "1999-12-17T02:00:00%2B02:00"} {
			wantExactly(t, get(t, server, path+"mediaLink&endDate="+end), 200, `{"data":[],"nextCursor":null}`)
		}

		server.Me().Purchase(jonas, fanvuetest.PricedMessageUUID)
		newest := get(t, server, "/insights/earnings?size=1").body
		want(t, "what was just bought", []any{dig(t, newest, "data", 0, "messageUuid"), dig(t, newest, "data", 0, "gross")},
			[]any{fanvuetest.PricedMessageUUID, 999.0})
	})
}

func TestEarningsOnV1HaveReversals(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		const path = "/insights/earnings?source=refund,chargeback"
		wantExactly(t, get(t, server, path), 400, `{"errors":["source must be one of `+earningSources+`","source must be one of `+earningSources+`"]}`)
		wantJSON(t, get(t, server, "/v1"+path), 200, `{"data":[
			{"currency":"USD","date":"1999-12-30T00:00:00.000Z","gross":-3000,"messageUuid":"e0000000-0000-4000-8000-000000000009","net":-2400,
			 "reversedTransactionOrderId":"order-a0000000-0044","source":"chargeback","total":-3570,
			 "transactionOrderId":"order-a0000000-0044-chargeback","transactionOrderStatus":"pendingBalance","user":`+lucasJSON+`},
			{"currency":"EUR","date":"1999-12-14T00:00:00.000Z","gross":-1200,"net":-960,"postUuid":"`+soldPost+`",
			 "reversedTransactionOrderId":"order-a0000000-0043","source":"refund","total":-1428,
			 "transactionOrderId":"order-a0000000-0043-refund","transactionOrderStatus":"availableForPayout","user":`+amaraJSON+`}],"nextCursor":null}`)
		// The payment itself stays.
		for _, prefix := range []string{"", "/v1"} {
			got := get(t, server, prefix+"/insights/earnings?source=post").body
			want(t, prefix+" payments", []any{dig(t, got, "data", 0, "gross"), dig(t, got, "data", 1, "transactionOrderId"), dig(t, got, "data", 1, "gross")},
				[]any{1500.0, "order-a0000000-0043", 1200.0})
		}
	})
}

const earningSources = "all, affiliate, appStore, checkoutLink, giveaway, mediaLink, message, post, referral, renewal, subscription, tip"

func TestEarningsAreWalkedByCursor(t *testing.T) {
	server := newServer(t)
	for _, account := range []struct {
		prefix string
		pages  []int
	}{{"", []int{20, 20, 11}}, {"/v1", []int{20, 20, 13}}, {"/creators/" + fanvuetest.CreatorUUID, []int{15}}} {
		var pages []int
		seen := make(map[string]bool)
		dates := []string{}
		for cursor := ""; ; {
			got := get(t, server, account.prefix+"/insights/earnings?cursor="+cursor).body
			rows := dig(t, got, "data").([]any)
			pages = append(pages, len(rows))
			for i := range rows {
				seen[dig(t, got, "data", i, "transactionOrderId").(string)] = true
				dates = append(dates, dig(t, got, "data", i, "date").(string))
			}
			next, more := dig(t, got, "nextCursor").(string)
			if !more {
				break
			}
			cursor = next
		}
		want(t, account.prefix+" pages", pages, account.pages)
		want(t, account.prefix+" orders", len(seen), len(dates))
		slices.Reverse(dates)
		want(t, account.prefix+" is newest first", slices.IsSorted(dates), true)
	}
	cursor := dig(t, get(t, server, "/insights/earnings?size=2").body, "nextCursor").(string)
	wantExactly(t, get(t, server, "/insights/earnings?source=tip&cursor="+cursor), 400, `{"errors":["cursor is not one of this list"]}`)
}

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

func TestInsightsRefuseBadQueries(t *testing.T) {
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

func TestEarningsSummary(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		const path = "/insights/earnings/summary"
		query := "?" + url.Values{
			"startDate": {"1999-12-27T00:00:00+01:00"}, "endDate": {"2000-01-01T00:00:00+01:00"}, "timezone": {"Europe/Berlin"},
		}.Encode()
		got := get(t, server, path+query).body
		want(t, "period", dig(t, got, "period"), decode(t, `{"startDate":"1999-12-26T23:00:00.000Z","endDate":"1999-12-31T23:00:00.000Z","granularity":"day","timezone":"Europe/Berlin"}`))
		want(t, "over time", dig(t, got, "overTime"), decode(t, `[
			{"gross":11997,"net":9597,"periodStart":"1999-12-28T00:00:00.000+01:00"},
			{"gross":2000,"net":1600,"periodStart":"1999-12-29T00:00:00.000+01:00"},
			{"gross":4497,"net":3597,"periodStart":"1999-12-31T00:00:00.000+01:00"}]`))
		want(t, "breakdown", dig(t, got, "breakdownBySource"), decode(t, `{
			"subs":{"gross":2998,"net":2398},"messages":{"gross":7500,"net":6000},"posts":{"gross":0,"net":0},"tips":{"gross":2000,"net":1600},
			"referrals":{"gross":0,"net":0},"renewals":{"gross":5996,"net":4796},"other":{"gross":0,"net":0}}`))
		want(t, "by type", dig(t, got, "earningsByType"), decode(t, `{
			"subs":{"gross":2998,"net":2398},"messages":{"gross":7500,"net":6000},"tips":{"gross":2000,"net":1600},"renewals":{"gross":5996,"net":4796}}`))
		want(t, "by weekday", dig(t, got, "averageByDayOfWeek"), decode(t, `{"1":0,"2":11997,"3":2000,"4":0,"5":4497,"6":0,"7":0}`))
		want(t, "by hour", []any{dig(t, got, "averageByHourOfDay", "1"), dig(t, got, "averageByHourOfDay", "4"), dig(t, got, "averageByHourOfDay", "23")},
			[]any{(4497.0 + 2000 + 4497) / 3, 7500.0, 0.0})
		want(t, "hours", len(dig(t, got, "averageByHourOfDay").(map[string]any)), 24)

		weekly := get(t, server, path+query+"&granularity=week").body
		want(t, "by week", dig(t, weekly, "overTime"), decode(t, `[{"gross":18494,"net":14794,"periodStart":"1999-12-27T00:00:00.000+01:00"}]`))

		// The totals are not bound to the period.
		account := dig(t, get(t, server, "/users/account").body, "account", "earnings", "total")
		want(t, "all time", dig(t, got, "totals", "allTime", "gross"), account)
		december := get(t, server, path+"?startDate=1999-12-01T00:00:00Z&endDate=2000-01-01T00:00:00Z&granularity=week").body
		gross := 0.0
		for i := range dig(t, december, "overTime").([]any) {
			gross += dig(t, december, "overTime", i, "gross").(float64)
		}
		want(t, "month", dig(t, december, "totals", "thisMonth", "gross"), any(0.0))
		want(t, "month before", dig(t, december, "totals", "thisMonth", "previousMonthGross"), any(gross))
		want(t, "change", dig(t, december, "totals", "thisMonth", "grossChangePercentage"), any(-100.0))
		want(t, "bounds", dig(t, get(t, server, path).body, "period"), decode(t, `{"startDate":null,"endDate":null,"granularity":"day","timezone":"UTC"}`))

		_, isArray := dig(t, get(t, server, "/v1"+path).body, "averageByDayOfWeek").([]any)
		want(t, "on v1 averages are arrays", isArray, true)
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
