package fanvue

import (
	"context"
	"net/http"
)

// Names of the operations on access to media.
const (
	OpMediaGrant         OperationName = "Media.Grant"
	OpMediaEntitled      OperationName = "Media.Entitled"
	OpMediaLinkPurchased OperationName = "Media.LinkPurchased"
)

var (
	opMediaGrant = declare(Operation{
		Name: OpMediaGrant, Method: http.MethodPost, Path: "/media/{uuid}/grant",
		// A second request with the same source and reference returns the
		// existing grant.
		Scopes: []Scope{ScopeWriteMedia}, Idempotent: true,
	})
	opMediaEntitled = declare(Operation{
		Name: OpMediaEntitled, Method: http.MethodGet, Path: "/media/{uuid}/entitled",
		Scopes: []Scope{ScopeReadMedia}, Idempotent: true,
	})
	opMediaLinkPurchased = declare(Operation{
		Name: OpMediaLinkPurchased, Method: http.MethodGet, Path: "/media/links/{uuid}/purchased",
		Scopes: []Scope{ScopeReadMedia}, Idempotent: true,
	})
)

// GrantParams holds the parameters of [MediaService.Grant].
type GrantParams struct {
	// ConsumerID is the id of the user who gets access.
	ConsumerID string `json:"consumerId"`
	// Source names the app or the reason: 1 to 100 characters from a-z, 0-9 and
	// _.
	Source string `json:"source"`
	// SourceRef has 1 to 255 characters and is unique within Source. A second
	// grant with the same user, source and reference returns the first one.
	SourceRef string `json:"sourceRef"`
}

const (
	maxGrantSource    = 100
	maxGrantSourceRef = 255
)

func (p GrantParams) validate() *ArgumentError {
	for _, b := range []byte(p.Source) {
		if (b < 'a' || b > 'z') && (b < '0' || b > '9') && b != '_' {
			return invalid("Source", "%q has characters other than a-z, 0-9 and _", p.Source)
		}
	}
	if p.ConsumerID == "" {
		return invalid("ConsumerID", "must not be empty")
	}
	if problem := checkLength("Source", p.Source, maxGrantSource); problem != nil {
		return problem
	}
	return checkLength("SourceRef", p.SourceRef, maxGrantSourceRef)
}

// Grant is a user's access to an item.
type Grant struct {
	EntitlementID string `json:"entitlementId"`
	// Status is granted. More values may come.
	Status string `json:"status"`
}

func (Grant) required() []string { return []string{"entitlementId"} }

// Grant gives a user access to an item of the caller's own account. A second
// call with the same parameters returns the existing grant, so the call is
// idempotent.
//
// Calls POST /media/{uuid}/grant. Scopes: write:media.
func (s MediaService) Grant(ctx context.Context, mediaUUID string, params GrantParams) (*Grant, error) {
	return fetch[Grant](ctx, s.request(opMediaGrant, mediaUUID).with(params))
}

// EntitledParams holds the parameters of [MediaService.Entitled].
type EntitledParams struct {
	// ConsumerID is the id of the user who views the item.
	ConsumerID string
	// Variants lists the renditions to return URLs for. If it is empty, media
	// come without URLs.
	Variants []MediaVariantType
}

func (p EntitledParams) encode(q *query) {
	if p.ConsumerID == "" {
		q.reject("ConsumerID", "must not be empty")
	}
	q.set("consumerId", p.ConsumerID)
	q.list("variants", "Variants", plainStrings(p.Variants))
}

// Entitled returns an item for display to a user who has a grant for it. If the
// user has none, the error matches [ErrNotFound] or [ErrForbidden].
//
// Calls GET /media/{uuid}/entitled. Scopes: read:media.
func (s MediaService) Entitled(ctx context.Context, mediaUUID string, params EntitledParams) (*Media, error) {
	return fetch[Media](ctx, options(s.request(opMediaEntitled, mediaUUID), &params))
}

// LinkPurchased reports whether the account has bought a media link. If the
// link does not exist, the error matches [ErrNotFound].
//
// Calls GET /media/links/{uuid}/purchased. Scopes: read:media.
func (s MediaService) LinkPurchased(ctx context.Context, linkUUID string) (bool, error) {
	result, err := fetch[linkPurchase](ctx, s.request(opMediaLinkPurchased, linkUUID))
	if err != nil {
		return false, err
	}
	return *result.Purchased, nil
}

type linkPurchase struct {
	Purchased *bool `json:"purchased"`
}

func (linkPurchase) required() []string { return []string{"purchased"} }
