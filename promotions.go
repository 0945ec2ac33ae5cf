package fanvue

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
)

// OpPromotionsCreate is the name of the operation that creates a promotion.
const OpPromotionsCreate OperationName = "Promotions.Create"

var opPromotionsCreate = declareUndocumented(Operation{
	Name: OpPromotionsCreate, Method: http.MethodPost, Path: "/promotions",
	Scopes: []Scope{ScopeWriteCreator},
})

// PromotionParams holds an offer to create: a free trial or a discount. Empty
// fields are left to the server.
type PromotionParams struct {
	// AvailableToGroup is the group of users who may accept the offer:
	// new_subscribers, expired_subscribers, all or followers. Empty means the
	// server's default.
	AvailableToGroup string `json:"availableToGroup,omitempty"`
	// FreeTrial makes the offer a free trial.
	FreeTrial bool `json:"freeTrial,omitempty"`
	// FreeTrialDays is the length of the trial, in days; 0 means the server's
	// default.
	FreeTrialDays int `json:"freeTrialDays,omitempty"`
	// DiscountPercent is the discount, 1 to 100 percent; 0 means none.
	DiscountPercent int `json:"discountPercent,omitempty"`
	// MaxUsages is how many users may accept the offer; 0 means the server's
	// default.
	MaxUsages int `json:"maxUsages,omitempty"`
	// Message is the text of the offer; empty means none.
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

// CreatedPromotion is the response to creating a promotion.
type CreatedPromotion struct {
	// UUID is empty if the response does not include it.
	UUID string `json:"uuid"`
}

// required returns nothing: the response is not documented.
func (CreatedPromotion) required() []string { return nil }

// UnmarshalJSON decodes the id, which occurs under two names.
func (p *CreatedPromotion) UnmarshalJSON(data []byte) error {
	var wire struct{ UUID, ID string }
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	p.UUID = cmp.Or(wire.UUID, wire.ID)
	return nil
}

// PromotionsService provides access to the promotions of the caller's own
// account.
type PromotionsService struct{ service }

// Create creates a promotion. The request is sent at most once: if the response
// is lost, the error is an [*OutcomeUnknownError].
//
// Calls POST /promotions. Scopes: write:creator. Undocumented by Fanvue, seen on every surface.
func (s PromotionsService) Create(ctx context.Context, params PromotionParams) (*CreatedPromotion, error) {
	return fetch[CreatedPromotion](ctx, s.request(opPromotionsCreate).with(params))
}
