package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

func promotionCases() []operationCase {
	create := func(params fanvue.PromotionParams) func(context.Context, *fanvue.Client) (any, error) {
		return func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Promotions.Create(ctx, params) }
	}
	return []operationCase{
		{
			op: fanvue.OpPromotionsCreate,
			call: create(fanvue.PromotionParams{
				AvailableToGroup: "expired_subscribers", FreeTrial: true, FreeTrialDays: 7, DiscountPercent: 20, MaxUsages: 50, Message: "come <back>",
			}),
			method: http.MethodPost, path: "/promotions",
			body: `{"availableToGroup":"expired_subscribers","freeTrial":true,"freeTrialDays":7,"discountPercent":20,
				"maxUsages":50,"message":"come <back>"}`,
			status: http.StatusCreated, response: `{"uuid":"pr-1"}`, want: &fanvue.CreatedPromotion{UUID: "pr-1"},
		},
		{
			op: fanvue.OpPromotionsCreate, name: "under another name",
			call:   create(fanvue.PromotionParams{DiscountPercent: 100}),
			method: http.MethodPost, path: "/promotions", body: `{"discountPercent":100}`,
			status: http.StatusCreated, response: `{"id":"pr-2"}`, want: &fanvue.CreatedPromotion{UUID: "pr-2"},
		},
		{
			// What the server returns is not known well: an id is not insisted on.
			op: fanvue.OpPromotionsCreate, name: "without an id",
			call:   create(fanvue.PromotionParams{FreeTrialDays: 1}),
			method: http.MethodPost, path: "/promotions", body: `{"freeTrialDays":1}`,
			status: http.StatusCreated, response: `{}`, want: &fanvue.CreatedPromotion{},
		},
	}
}
