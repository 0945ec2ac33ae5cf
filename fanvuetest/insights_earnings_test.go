package fanvuetest_test

import (
	"slices"
	"testing"

	"github.com/fanvue-go/fanvue/fanvuetest"
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
		// The end is exclusive in every zone.
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

func TestEarningsByCursor(t *testing.T) {
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
	wantExactly(t, get(t, server, "/insights/earnings?source=tip&cursor="+cursor), 400, `{"errors":["cursor is not valid for this list"]}`)
}
