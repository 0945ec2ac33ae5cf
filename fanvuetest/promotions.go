package fanvuetest

import (
	"math"
	"slices"

	"github.com/fanvue-go/fanvue"
)

func createPromotion(c *call) *answer {
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
	if problem := f.invalid(); problem != nil {
		return problem
	}
	if !p.FreeTrial && p.FreeTrialDays == 0 && p.DiscountPercent == 0 {
		return refused("A promotion needs a free trial or a discount")
	}
	c.account.automation.promotions = append(c.account.automation.promotions, p)
	return created(struct {
		UUID string `json:"uuid"`
	}{c.world.newUUID()})
}

// Promotions returns the offers that the account made, oldest first. The API
// has no list of them.
func (a *Account) Promotions() []fanvue.PromotionParams {
	a.world.open()
	defer a.world.mu.Unlock()
	return slices.Clone(a.automation.promotions)
}
