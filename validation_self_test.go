package fanvue_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestValidationOfSubscriptionPrices(t *testing.T) {
	t.Parallel()
	var cases []validationCase
	for price, argument := range map[fanvue.Cents]string{-399: "SubscriptionPrice", 0: "SubscriptionPrice", 398: "SubscriptionPrice", 399: "", 10000: "", 10001: "SubscriptionPrice"} {
		sent := fmt.Sprintf(`{"subscriptionPrice":%d}`, price)
		cases = append(cases, validationCase{fanvue.OpSelfUpdateSubscriptionPrice, fmt.Sprint(int64(price)), argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return c.Self.UpdateSubscriptionPrice(ctx, fanvue.SubscriptionPriceParams{SubscriptionPrice: price})
		}})
	}
	runValidation(t, cases)
}
