package fanvue

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
)

// OpPromotionsCreate makes a promotion.
const OpPromotionsCreate OperationName = "Promotions.Create"

var opPromotionsCreate = declareUndocumented(Operation{
	Name: OpPromotionsCreate, Method: http.MethodPost, Path: "/promotions",
	Scopes: []Scope{ScopeWriteCreator},
})

// PromotionParams are an offer: a free trial or a discount.
type PromotionParams struct {
	// AvailableToGroup is who may take it: new_subscribers,
	// expired_subscribers, all or followers. Empty leaves it to the server.
	AvailableToGroup string `json:"availableToGroup,omitempty"`
	// FreeTrial makes it a free trial.
	FreeTrial bool `json:"freeTrial,omitempty"`
	// FreeTrialDays is how long the trial is, in days.
	FreeTrialDays int `json:"freeTrialDays,omitempty"`
	// DiscountPercent is 1 to 100; 0 for none.
	DiscountPercent int `json:"discountPercent,omitempty"`
	// MaxUsages is how often it can be taken; 0 leaves it to the server.
	MaxUsages int `json:"maxUsages,omitempty"`
	// Message goes with it.
	Message string `json:"message,omitempty"`
}

func (p PromotionParams) validate() *ArgumentError {
	switch {
	case p.FreeTrialDays < 0:
		return invalid("FreeTrialDays", "%d is negative", p.FreeTrialDays)
	case p.DiscountPercent < 0 || p.DiscountPercent > 100:
		return invalid("DiscountPercent", "%d is out of range: 1 to 100, or 0 for none", p.DiscountPercent)
	case p.MaxUsages < 0:
		return invalid("MaxUsages", "%d is negative", p.MaxUsages)
	}
	return checkText("Message", p.Message)
}

// CreatedPromotion is the answer to creating a promotion.
type CreatedPromotion struct {
	// UUID is empty when the server does not tell.
	UUID string `json:"uuid"`
}

// UnmarshalJSON reads the id under either of the names that were seen.
func (p *CreatedPromotion) UnmarshalJSON(data []byte) error {
	var answer struct{ UUID, ID string }
	if err := json.Unmarshal(data, &answer); err != nil {
		return err
	}
	p.UUID = cmp.Or(answer.UUID, answer.ID)
	return nil
}

// PromotionsService is the account's offers to subscribers.
type PromotionsService struct{ service }

// Create makes an offer. It is made at most once.
//
// Calls POST /promotions. Scopes: write:creator. Beyond the published API, on every surface.
func (s PromotionsService) Create(ctx context.Context, params PromotionParams) (*CreatedPromotion, error) {
	return fetch[CreatedPromotion](ctx, s.request(opPromotionsCreate).with(params))
}
