package fanvuetest_test

import (
	"net/url"
	"testing"

	"github.com/fanvue-go/fanvue/fanvuetest"
)

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
