package fanvue_test

import (
	"context"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestValidationOfPromotions(t *testing.T) {
	t.Parallel()
	type params = fanvue.PromotionParams
	var cases []validationCase
	for name, tc := range map[string]struct {
		argument, sent string
		params         params
	}{
		"of nothing":          {"", `{}`, params{}},
		"a free trial":        {"", `{"freeTrial":true}`, params{FreeTrial: true}},
		"days":                {"", `{"freeTrialDays":1}`, params{FreeTrialDays: 1}},
		"days below 0":        {"FreeTrialDays", "", params{FreeTrial: true, FreeTrialDays: -1}},
		"discount of 1":       {"", `{"discountPercent":1}`, params{DiscountPercent: 1}},
		"discount of 100":     {"", `{"discountPercent":100}`, params{DiscountPercent: 100}},
		"discount of 101":     {"DiscountPercent", "", params{DiscountPercent: 101}},
		"discount below 0":    {"DiscountPercent", "", params{FreeTrial: true, DiscountPercent: -1}},
		"words of no UTF-8":   {"Message", "", params{FreeTrial: true, Message: "caf\xe9"}},
		"usages below 0":      {"MaxUsages", "", params{FreeTrial: true, MaxUsages: -1}},
		"a group unknown yet": {"", `"availableToGroup":"new ones"`, params{FreeTrial: true, AvailableToGroup: "new ones"}},
	} {
		cases = append(cases, validationCase{fanvue.OpPromotionsCreate, name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Promotions.Create(ctx, tc.params))
		}})
	}
	runValidation(t, cases)
}
