package fanvuetest_test

import (
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestPromotions(t *testing.T) {
	server := newServer(t)
	create := func(body string) result { return ask(t, server, http.MethodPost, "/promotions", body) }
	made := create(`{"availableToGroup":"expired_subscribers","freeTrial":true,"freeTrialDays":7,"maxUsages":50,"message":"Come back"}`)
	uuid := dig(t, made.body, "uuid").(string)
	wantExactly(t, made, 201, `{"uuid":"`+uuid+`"}`)
	want(t, "discount", create(`{"discountPercent":100}`).status, 201)
	for body, refusal := range map[string]string{
		`{}`:                                        `{"message":"A promotion needs a free trial or a discount"}`,
		`{"message":"hi","maxUsages":1}`:            `{"message":"A promotion needs a free trial or a discount"}`,
		`{"discountPercent":101}`:                   `{"errors":["discountPercent must be from 1 to 100"]}`,
		`{"discountPercent":0}`:                     `{"errors":["discountPercent must be from 1 to 100"]}`,
		`{"freeTrial":"yes"}`:                       `{"errors":["freeTrial must be a boolean"]}`,
		`{"freeTrial":true,"availableToGroup":"x"}`: `{"errors":["availableToGroup must be one of new_subscribers, expired_subscribers, all, followers"]}`,
	} {
		wantExactly(t, create(body), 400, refusal)
	}
	want(t, "made", server.Me().Promotions(), []fanvue.PromotionParams{
		{AvailableToGroup: "expired_subscribers", FreeTrial: true, FreeTrialDays: 7, MaxUsages: 50, Message: "Come back"},
		{DiscountPercent: 100},
	})
}
