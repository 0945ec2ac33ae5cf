package fanvue

import (
	"context"
	"iter"
	"net/http"
	"time"
)

// Names of the operations on tracking links.
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

// TrackingLink is a link that records which fans it brought to the account.
type TrackingLink struct {
	UUID string `json:"uuid"`
	Name string `json:"name"`
	// LinkURL is the URL, or only its last part, such as fv-123.
	LinkURL                string         `json:"linkUrl"`
	ExternalSocialPlatform SocialPlatform `json:"externalSocialPlatform"`
	// CreatedAt is when the link was created; never null.
	CreatedAt Timestamp `json:"createdAt"`
	// Clicks is the number of clicks on the link.
	Clicks int `json:"clicks"`
	// Engagement holds the numbers of fans that the link brought.
	Engagement TrackingEngagement `json:"engagement"`
	// Earnings holds what these fans paid; nil for a new link.
	Earnings *TrackingEarnings `json:"earnings"`
}

func (TrackingLink) required() []string { return []string{"uuid"} }

// TrackingEngagement holds the numbers of fans that a link brought.
type TrackingEngagement struct {
	// AcquiredFollowers is the number of followers who clicked this link before
	// any other.
	AcquiredFollowers int `json:"acquiredFollowers"`
	// AcquiredSubscribers is the number of subscribers who clicked this link
	// before any other.
	AcquiredSubscribers int `json:"acquiredSubscribers"`
	// TotalFollowers is the number of present followers who clicked this link.
	TotalFollowers int `json:"totalFollowers"`
	// TotalSubscribers is the number of present subscribers who clicked this
	// link.
	TotalSubscribers int `json:"totalSubscribers"`
}

// TrackingEarnings holds what the fans that a link brought have paid.
type TrackingEarnings struct {
	// TotalGross is the amount before fees. Its unit is not documented; all
	// other amounts of the API are in US cents.
	TotalGross Cents `json:"totalGross"`
	// TotalNet is the amount after fees, in the unit of TotalGross.
	TotalNet Cents `json:"totalNet"`
}

// SocialPlatform is the platform on which a link is published. More values may
// come.
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

// TrackingLinkListOptions specifies a page of tracking links and a period.
type TrackingLinkListOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default of 20 for List and 50 for All.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// CreatedAfter is the inclusive start of the creation period; the zero time
	// means no lower bound.
	CreatedAfter time.Time
	// CreatedBefore is the exclusive end of the creation period; the zero time
	// means no upper bound.
	CreatedBefore time.Time
}

func (o TrackingLinkListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.moment("createdAfter", "CreatedAfter", o.CreatedAfter)
	q.moment("createdBefore", "CreatedBefore", o.CreatedBefore)
}

// TrackingLinkParams holds a tracking link to create.
type TrackingLinkParams struct {
	// Name is required.
	Name string `json:"name"`
	// ExternalSocialPlatform is the platform on which the link will be
	// published. It is required; use PlatformOther if no other value fits.
	ExternalSocialPlatform SocialPlatform `json:"externalSocialPlatform"`
}

func (p TrackingLinkParams) validate() *ArgumentError {
	switch {
	case p.Name == "":
		return invalid("Name", "must not be empty")
	case p.ExternalSocialPlatform == "":
		return invalid("ExternalSocialPlatform", "is required; use PlatformOther if no other value fits")
	}
	return checkText("Name", p.Name)
}

// TrackingLinkUser is a user who followed a tracking link.
type TrackingLinkUser struct {
	User
	// Status is the user's relation to the creator: subscriber, follower,
	// expired or deleted; empty if there is none. More values may come.
	Status string `json:"status"`
}

// TrackingMetadata holds the custom metadata of a visit by a link.
type TrackingMetadata struct {
	// Metadata belongs to the user's latest visit by this link; nil if there is
	// none.
	Metadata map[string]string `json:"metadata"`
}

func (TrackingMetadata) required() []string { return []string{"metadata?"} }

// trackingLinksCore has the methods that the caller's own account and a managed
// creator share.
type trackingLinksCore struct{ service }

// List returns a page of the tracking links.
//
// Calls GET /tracking-links. Scopes: read:tracking_links; for a managed creator also read:creator.
func (s trackingLinksCore) List(ctx context.Context, opts *TrackingLinkListOptions) (*Page[TrackingLink], error) {
	return list[TrackingLink](ctx, options(s.request(opTrackingLinksList), opts))
}

// All returns an iterator over the tracking links.
//
// Calls GET /tracking-links. Scopes: read:tracking_links; for a managed creator also read:creator.
func (s trackingLinksCore) All(ctx context.Context, opts *TrackingLinkListOptions) iter.Seq2[TrackingLink, error] {
	return all[TrackingLink](ctx, options(s.request(opTrackingLinksList), opts))
}

// Create creates a tracking link. The link is created at most once: if the
// response is lost, the error is an [*OutcomeUnknownError], and List shows
// whether the link exists.
//
// Calls POST /tracking-links. Scopes: write:tracking_links; for a managed creator also write:creator.
func (s trackingLinksCore) Create(ctx context.Context, params TrackingLinkParams) (*TrackingLink, error) {
	return fetch[TrackingLink](ctx, s.request(opTrackingLinksCreate).with(params))
}

// Delete deletes a tracking link.
//
// Calls DELETE /tracking-links/{uuid}. Scopes: write:tracking_links; for a managed creator also write:creator.
func (s trackingLinksCore) Delete(ctx context.Context, linkUUID string) error {
	return s.request(opTrackingLinksDelete, linkUUID).do(ctx, nil)
}

// Users returns a page of the users who followed a tracking link. The default
// page size is 20.
//
// Calls GET /tracking-links/{uuid}/users. Scopes: read:tracking_links; for a managed creator also read:creator.
func (s trackingLinksCore) Users(ctx context.Context, linkUUID string, opts *ListOptions) (*Page[TrackingLinkUser], error) {
	return list[TrackingLinkUser](ctx, options(s.request(opTrackingLinksUsers, linkUUID), opts))
}

// AllUsers returns an iterator over the users who followed a tracking link.
//
// Calls GET /tracking-links/{uuid}/users. Scopes: read:tracking_links; for a managed creator also read:creator.
func (s trackingLinksCore) AllUsers(ctx context.Context, linkUUID string, opts *ListOptions) iter.Seq2[TrackingLinkUser, error] {
	return all[TrackingLinkUser](ctx, options(s.request(opTrackingLinksUsers, linkUUID), opts))
}

// UserMetadata returns the metadata of a user's latest visit by a tracking
// link.
//
// Calls GET /tracking-links/{uuid}/users/{userUuid}/metadata. Scopes: read:tracking_links; for a managed creator also read:creator.
func (s trackingLinksCore) UserMetadata(ctx context.Context, linkUUID, userUUID string) (*TrackingMetadata, error) {
	return fetch[TrackingMetadata](ctx, s.request(opTrackingLinksUserMetadata, linkUUID, userUUID))
}

// TrackingLinksService provides access to the tracking links of the caller's
// own account.
type TrackingLinksService struct{ trackingLinksCore }

// CreatorTrackingLinksService provides access to the tracking links of a
// managed creator.
type CreatorTrackingLinksService struct{ trackingLinksCore }
