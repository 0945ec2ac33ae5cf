package fanvuetest

import (
	"math"
	"slices"

	"github.com/fanvue-go/fanvue"
)

func promotionHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpPromotionsCreate: createPromotion,
	}
}

func createPromotion(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	var p fanvue.PromotionParams
	p.AvailableToGroup = f.choice("availableToGroup", "new_subscribers", "expired_subscribers", "all", "followers")
	p.FreeTrial, _ = f.flag("freeTrial")
	p.FreeTrialDays = f.count("freeTrialDays", 0, math.MaxInt32)
	p.DiscountPercent = f.count("discountPercent", 0, 100)
	p.MaxUsages = f.count("maxUsages", 0, math.MaxInt32)
	p.Message, _ = f.text("message", 0, maxText)
	if problem := f.rejection(); problem != nil {
		return problem
	}
	if !p.FreeTrial && p.FreeTrialDays == 0 && p.DiscountPercent == 0 {
		return badRequest("A promotion needs a free trial or a discount")
	}
	c.account.automation.promotions = append(c.account.automation.promotions, p)
	return created(struct {
		UUID string `json:"uuid"`
	}{c.state.newUUID()})
}

// Promotions returns the promotions that the account created, the oldest first.
// The API cannot list them.
func (a *Account) Promotions() []fanvue.PromotionParams {
	a.state.lock()
	defer a.state.mu.Unlock()
	return slices.Clone(a.automation.promotions)
}
