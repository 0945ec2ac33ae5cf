package fanvue

import (
	"context"
	"iter"
	"net/http"
	"time"
)

// Operations on tracking links.
const (
	OpTrackingLinksList                OperationName = "TrackingLinks.List"
	OpTrackingLinksCreate              OperationName = "TrackingLinks.Create"
	OpTrackingLinksDelete              OperationName = "TrackingLinks.Delete"
	OpTrackingLinksUsers               OperationName = "TrackingLinks.Users"
	OpTrackingLinksUserMetadata        OperationName = "TrackingLinks.UserMetadata"
	OpCreatorTrackingLinksList         OperationName = "Creator.TrackingLinks.List"
	OpCreatorTrackingLinksCreate       OperationName = "Creator.TrackingLinks.Create"
	OpCreatorTrackingLinksDelete       OperationName = "Creator.TrackingLinks.Delete"
	OpCreatorTrackingLinksUsers        OperationName = "Creator.TrackingLinks.Users"
	OpCreatorTrackingLinksUserMetadata OperationName = "Creator.TrackingLinks.UserMetadata"
)

var (
	opTrackingLinksList = declare(Operation{
		Name: OpTrackingLinksList, Method: http.MethodGet, Path: "/tracking-links",
		Scopes: []Scope{ScopeReadTrackingLinks}, CreatorScope: ScopeReadCreator, Idempotent: true,
	}).paged(pagingLimit)
	opTrackingLinksCreate = declare(Operation{
		Name: OpTrackingLinksCreate, Method: http.MethodPost, Path: "/tracking-links",
		Scopes: []Scope{ScopeWriteTrackingLinks}, CreatorScope: ScopeWriteCreator,
	})
	opTrackingLinksDelete = declare(Operation{
		Name: OpTrackingLinksDelete, Method: http.MethodDelete, Path: "/tracking-links/{uuid}",
		Scopes: []Scope{ScopeWriteTrackingLinks}, CreatorScope: ScopeWriteCreator, Idempotent: true,
	})
	opTrackingLinksUsers = declare(Operation{
		Name: OpTrackingLinksUsers, Method: http.MethodGet, Path: "/tracking-links/{uuid}/users",
		Scopes: []Scope{ScopeReadTrackingLinks}, CreatorScope: ScopeReadCreator, Idempotent: true,
	}).paged(pagingLimit)
	opTrackingLinksUserMetadata = declare(Operation{
		Name: OpTrackingLinksUserMetadata, Method: http.MethodGet, Path: "/tracking-links/{uuid}/users/{userUuid}/metadata",
		Scopes: []Scope{ScopeReadTrackingLinks}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
)

// TrackingLink is an address that tells where fans came from.
type TrackingLink struct {
	UUID string `json:"uuid"`
	Name string `json:"name"`
	// LinkURL may be the end of the address only, such as fv-123.
	LinkURL                string         `json:"linkUrl"`
	ExternalSocialPlatform SocialPlatform `json:"externalSocialPlatform"`
	// CreatedAt is always there.
	CreatedAt Timestamp `json:"createdAt"`
	Clicks    int       `json:"clicks"`
	// Engagement is whom it brought.
	Engagement TrackingEngagement `json:"engagement"`
	// Earnings are what they paid; nil for a link that is new.
	Earnings *TrackingEarnings `json:"earnings"`
}

func (l *TrackingLink) checkComplete() error { return requireID("link", l.UUID) }

// TrackingEngagement is whom a link brought.
type TrackingEngagement struct {
	// AcquiredFollowers clicked on this link before any other.
	AcquiredFollowers int `json:"acquiredFollowers"`
	// AcquiredSubscribers clicked on this link before any other.
	AcquiredSubscribers int `json:"acquiredSubscribers"`
	// TotalFollowers clicked on it and follow now.
	TotalFollowers int `json:"totalFollowers"`
	// TotalSubscribers clicked on it and subscribe now.
	TotalSubscribers int `json:"totalSubscribers"`
}

// TrackingEarnings are what those who came by a link paid.
type TrackingEarnings struct {
	// TotalGross is before fees. Fanvue does not say in which unit; all its
	// other amounts are in US cents.
	TotalGross Cents `json:"totalGross"`
	// TotalNet is after fees, in the same unit.
	TotalNet Cents `json:"totalNet"`
}

// SocialPlatform is where a link is shown. More values may come.
type SocialPlatform string

// The documented platforms.
const (
	PlatformFacebook  SocialPlatform = "facebook"
	PlatformInstagram SocialPlatform = "instagram"
	PlatformOther     SocialPlatform = "other"
	PlatformReddit    SocialPlatform = "reddit"
	PlatformSnapchat  SocialPlatform = "snapchat"
	PlatformTikTok    SocialPlatform = "tiktok"
	PlatformTwitter   SocialPlatform = "twitter"
	PlatformYouTube   SocialPlatform = "youtube"
)

// TrackingLinkListOptions choose a page of tracking links.
type TrackingLinkListOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for List (20) and 50 for All.
	Size int
	// After is the Next token of the page before.
	After PageToken
	// CreatedAfter keeps links made then or later; zero for no bound.
	CreatedAfter time.Time
	// CreatedBefore keeps links made earlier; zero for no bound.
	CreatedBefore time.Time
}

func (o TrackingLinkListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.moment("createdAfter", "CreatedAfter", o.CreatedAfter)
	q.moment("createdBefore", "CreatedBefore", o.CreatedBefore)
}

// TrackingLinkParams are what a tracking link is made of.
type TrackingLinkParams struct {
	// Name must not be empty.
	Name string `json:"name"`
	// ExternalSocialPlatform is where the link will be shown.
	ExternalSocialPlatform SocialPlatform `json:"externalSocialPlatform"`
}

func (p TrackingLinkParams) validate() *ArgumentError {
	switch {
	case p.Name == "":
		return invalid("Name", "must not be empty")
	case p.ExternalSocialPlatform == "":
		return invalid("ExternalSocialPlatform", "must not be empty; it is PlatformOther when none fits")
	}
	return checkText("Name", p.Name)
}

// TrackingLinkUser is a user who came by a link.
type TrackingLinkUser struct {
	User
	// Status is what the user is to the creator: subscriber, follower, expired
	// or deleted; empty for neither. More values may come.
	Status string `json:"status"`
}

// TrackingMetadata is what a link was called with.
type TrackingMetadata struct {
	// Metadata is of the user's latest visit by this link; nil when there is
	// none.
	Metadata map[string]string `json:"metadata"`
}

// trackingLinksCore is what the own account and a managed creator share.
type trackingLinksCore struct{ service }

// List returns a page of the tracking links.
//
// Calls GET /tracking-links. Scopes: read:tracking_links; for a managed creator also read:creator.
func (s trackingLinksCore) List(ctx context.Context, opts *TrackingLinkListOptions) (*Page[TrackingLink], error) {
	return list[TrackingLink](ctx, options(s.request(opTrackingLinksList), opts))
}

// All walks the tracking links.
//
// Calls GET /tracking-links. Scopes: read:tracking_links; for a managed creator also read:creator.
func (s trackingLinksCore) All(ctx context.Context, opts *TrackingLinkListOptions) iter.Seq2[TrackingLink, error] {
	return all[TrackingLink](ctx, options(s.request(opTrackingLinksList), opts))
}

// Create makes a tracking link. It is made at most once: when the answer is
// lost the error is an [*OutcomeUnknownError], and the list tells whether it is
// there.
//
// Calls POST /tracking-links. Scopes: write:tracking_links; for a managed creator also write:creator.
func (s trackingLinksCore) Create(ctx context.Context, params TrackingLinkParams) (*TrackingLink, error) {
	return fetch[TrackingLink](ctx, s.request(opTrackingLinksCreate).with(params))
}

// Delete removes a tracking link.
//
// Calls DELETE /tracking-links/{uuid}. Scopes: write:tracking_links; for a managed creator also write:creator.
func (s trackingLinksCore) Delete(ctx context.Context, linkUUID string) error {
	return s.request(opTrackingLinksDelete, linkUUID).do(ctx, nil)
}

// Users returns a page of the users who came by a link. Its default size is
// 20.
//
// Calls GET /tracking-links/{uuid}/users. Scopes: read:tracking_links; for a managed creator also read:creator.
func (s trackingLinksCore) Users(ctx context.Context, linkUUID string, opts *ListOptions) (*Page[TrackingLinkUser], error) {
	return list[TrackingLinkUser](ctx, options(s.request(opTrackingLinksUsers, linkUUID), opts))
}

// AllUsers walks the users who came by a link.
//
// Calls GET /tracking-links/{uuid}/users. Scopes: read:tracking_links; for a managed creator also read:creator.
func (s trackingLinksCore) AllUsers(ctx context.Context, linkUUID string, opts *ListOptions) iter.Seq2[TrackingLinkUser, error] {
	return all[TrackingLinkUser](ctx, options(s.request(opTrackingLinksUsers, linkUUID), opts))
}

// UserMetadata returns what a link was called with when a user came by it.
//
// Calls GET /tracking-links/{uuid}/users/{userUuid}/metadata. Scopes: read:tracking_links; for a managed creator also read:creator.
func (s trackingLinksCore) UserMetadata(ctx context.Context, linkUUID, userUUID string) (*TrackingMetadata, error) {
	return fetch[TrackingMetadata](ctx, s.request(opTrackingLinksUserMetadata, linkUUID, userUUID))
}

// TrackingLinksService is the account's tracking links.
type TrackingLinksService struct{ trackingLinksCore }

// CreatorTrackingLinksService is the tracking links of a managed creator.
type CreatorTrackingLinksService struct{ trackingLinksCore }
