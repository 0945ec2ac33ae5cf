package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// Operations on the media library.
const (
	OpMediaList        OperationName = "Media.List"
	OpMediaGet         OperationName = "Media.Get"
	OpMediaBulk        OperationName = "Media.Bulk"
	OpMediaUpdate      OperationName = "Media.Update"
	OpMediaDelete      OperationName = "Media.Delete"
	OpCreatorMediaList OperationName = "Creator.Media.List"
	OpCreatorMediaGet  OperationName = "Creator.Media.Get"
)

var (
	opMediaList = declare(Operation{
		Name: OpMediaList, Method: http.MethodGet, Path: "/media",
		Scopes: []Scope{ScopeReadMedia}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opMediaGet = declare(Operation{
		Name: OpMediaGet, Method: http.MethodGet, Path: "/media/{uuid}",
		Scopes: []Scope{ScopeReadMedia}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opMediaBulk = declare(Operation{
		Name: OpMediaBulk, Method: http.MethodGet, Path: "/media/bulk",
		Scopes: []Scope{ScopeReadMedia}, Idempotent: true,
	})
	opMediaUpdate = declareUndocumented(Operation{
		Name: OpMediaUpdate, Method: http.MethodPatch, Path: "/media/{uuid}",
		Scopes: []Scope{ScopeWriteMedia}, Idempotent: true,
	})
	opMediaDelete = declareUndocumented(Operation{
		Name: OpMediaDelete, Method: http.MethodDelete, Path: "/media/{uuid}",
		Scopes: []Scope{ScopeWriteMedia}, Idempotent: true,
	})
)

// Media is an item of the media library. Until it is ready, answers have only
// its id and status.
type Media struct {
	UUID   string      `json:"uuid"`
	Status MediaStatus `json:"status"`
	// MediaType is empty before the item is ready.
	MediaType MediaType `json:"mediaType"`
	// Name is empty when there is none.
	Name string `json:"name"`
	// Caption is empty when there is none.
	Caption string `json:"caption"`
	// Description is empty when there is none.
	Description string `json:"description"`
	// CreatedAt is zero when the server does not know it.
	CreatedAt Timestamp `json:"createdAt"`
	// RecommendedPrice is in US cents; nil when there is none.
	RecommendedPrice *Cents `json:"recommendedPrice"`
	// PurchasedByFan says whether the user asked for has bought it; nil when
	// none was asked for.
	PurchasedByFan *bool `json:"purchasedByFan,omitempty"`
	// URL is signed and expires soon; empty when no variants were asked for.
	URL string `json:"url,omitempty"`
	// Variants are the renditions; empty when none were asked for.
	Variants []MediaVariant `json:"variants,omitempty"`
	// Tags are what an AI saw; nil unless the creator turned that on and the
	// item was processed.
	Tags *MediaTags `json:"tags,omitempty"`
}

func (m *Media) checkComplete() error { return requireID("media", m.UUID) }

// MediaStatus is how far an item has come. More values may come.
type MediaStatus string

// The documented statuses.
const (
	MediaCreated    MediaStatus = "created"    // the upload is not complete
	MediaProcessing MediaStatus = "processing" // uploaded, and being converted
	MediaReady      MediaStatus = "ready"
	MediaError      MediaStatus = "error" // it cannot be used
)

// MediaTags are what an AI saw in an item.
type MediaTags struct {
	// Description is empty when there is none.
	Description string    `json:"description"`
	MediaType   MediaType `json:"mediaType"`
	IsNSFW      bool      `json:"isNsfw"`
	Tags        []string  `json:"tags"`
	// ImportantTags are those that stand out.
	ImportantTags []string `json:"importantTags"`
	OtherTags     []string `json:"otherTags"`
	People        []string `json:"people"`
	BodyType      []string `json:"bodyType"`
	BodyParts     []string `json:"bodyParts"`
	HairColor     []string `json:"hairColor"`
	SkinColor     []string `json:"skinColor"`
	Position      []string `json:"position"`
	// Setting is the place.
	Setting      []string `json:"setting"`
	NSFWCategory []string `json:"nsfwCategory"`
	SexActs      []string `json:"sexActs"`
	SexObjects   []string `json:"sexObjects"`
}

// MediaUsage is what items were used for. More values may come.
type MediaUsage string

// The documented uses.
const (
	UsedForSubscribers  MediaUsage = "subscribers"
	UsedForFollowers    MediaUsage = "followers"
	UsedForPayToView    MediaUsage = "ppv"
	UsedForMassMessages MediaUsage = "mass_messages"
)

// MediaListOptions choose a page of the media library.
type MediaListOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for List (15) and 50 for All.
	Size int
	// After is the Next token of the page before.
	After PageToken
	// MediaType keeps one kind of media; empty keeps all.
	MediaType MediaType
	// FolderName keeps the items of a vault folder; empty keeps all.
	FolderName string
	// Usage keeps what was used for that; empty keeps all.
	Usage MediaUsage
	// Statuses keeps items that are as far; empty keeps all.
	Statuses []MediaStatus
	// PurchasedBy is a user whose purchases are looked up: it sets
	// PurchasedByFan.
	PurchasedBy string
	// Variants are the renditions to give addresses for; without any, media
	// come without addresses.
	Variants []MediaVariantType
	// Name searches the names of items. [SurfaceV1] only.
	Name string
}

func (o MediaListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.set("mediaType", string(o.MediaType))
	q.set("folderName", o.FolderName)
	q.set("usage", string(o.Usage))
	q.list("status", "Statuses", plainStrings(o.Statuses))
	q.set("purchasedBy", o.PurchasedBy)
	q.list("variants", "Variants", plainStrings(o.Variants))
	q.v1Only("Name", o.Name != "")
	q.set("name", o.Name)
}

// MediaOptions say what to tell of one item.
type MediaOptions struct {
	// Variants are the renditions to give addresses for; without any, media
	// come without addresses.
	Variants []MediaVariantType
	// PurchasedBy is a user whose purchase is looked up: it sets
	// PurchasedByFan.
	PurchasedBy string
}

func (o MediaOptions) encode(q *query) {
	q.list("variants", "Variants", plainStrings(o.Variants))
	q.set("purchasedBy", o.PurchasedBy)
}

// mediaCore is what the own account and a managed creator share.
type mediaCore struct{ service }

// List returns a page of the media library.
//
// Calls GET /media. Scopes: read:media; for a managed creator also read:creator.
func (s mediaCore) List(ctx context.Context, opts *MediaListOptions) (*Page[Media], error) {
	return list[Media](ctx, options(s.request(opMediaList), opts))
}

// All walks the media library.
//
// Calls GET /media. Scopes: read:media; for a managed creator also read:creator.
func (s mediaCore) All(ctx context.Context, opts *MediaListOptions) iter.Seq2[Media, error] {
	return all[Media](ctx, options(s.request(opMediaList), opts))
}

// Get returns one item.
//
// Calls GET /media/{uuid}. Scopes: read:media; for a managed creator also read:creator.
func (s mediaCore) Get(ctx context.Context, mediaUUID string, opts *MediaOptions) (*Media, error) {
	return fetch[Media](ctx, options(s.request(opMediaGet, mediaUUID), opts))
}

// MediaService is the account's media library.
type MediaService struct{ mediaCore }

// MediaBulkParams choose several items.
type MediaBulkParams struct {
	// MediaUUIDs are 1 to 20 items.
	MediaUUIDs []string
	// Variants are the renditions to give addresses for; without any, media
	// come without addresses.
	Variants []MediaVariantType
}

func (p MediaBulkParams) encode(q *query) {
	q.check(checkIDs("MediaUUIDs", p.MediaUUIDs, maxMediaPerRequest))
	q.list("mediaUuids", "MediaUUIDs", p.MediaUUIDs)
	q.list("variants", "Variants", plainStrings(p.Variants))
}

// Bulk returns several items at once. What cannot be given is nil in the
// result and explained in its Errors.
//
// Calls GET /media/bulk. Scopes: read:media.
func (s MediaService) Bulk(ctx context.Context, params MediaBulkParams) (*BulkResult[Media], error) {
	return fetch[BulkResult[Media]](ctx, options(s.request(opMediaBulk), &params))
}

// MediaUpdate changes an item. What is absent stays as it is; null removes.
type MediaUpdate struct {
	// Name is what the item is called.
	Name Opt[string] `json:"name,omitzero"`
	// Caption is one of two texts that an item has.
	Caption Opt[string] `json:"caption,omitzero"`
	// Description is the other one.
	Description Opt[string] `json:"description,omitzero"`
	// RecommendedPrice is in US cents.
	RecommendedPrice Opt[Cents] `json:"recommendedPrice,omitzero"`
}

func (u MediaUpdate) validate() *ArgumentError {
	name, _ := u.Name.Get()
	caption, _ := u.Caption.Get()
	description, _ := u.Description.Get()
	price, _ := u.RecommendedPrice.Get()
	switch {
	case u.Name.IsZero() && u.Caption.IsZero() && u.Description.IsZero() && u.RecommendedPrice.IsZero():
		return invalid("MediaUpdate", "changes nothing")
	case price < 0:
		return invalid("RecommendedPrice", "%d cents are negative; null removes it", price)
	}
	if problem := checkText("Name", name); problem != nil {
		return problem
	}
	if problem := checkText("Caption", caption); problem != nil {
		return problem
	}
	return checkText("Description", description)
}

// Update changes what is told of an item. Fanvue does not publish which fields
// it takes: these are the ones that its answers have.
//
// Calls PATCH /media/{uuid}. Scopes: write:media. Beyond the published API, on every surface.
func (s MediaService) Update(ctx context.Context, mediaUUID string, update MediaUpdate) error {
	return s.request(opMediaUpdate, mediaUUID).with(update).do(ctx, nil)
}

// Delete removes an item from the library.
//
// Calls DELETE /media/{uuid}. Scopes: write:media. Beyond the published API, on every surface.
func (s MediaService) Delete(ctx context.Context, mediaUUID string) error {
	return s.request(opMediaDelete, mediaUUID).do(ctx, nil)
}

// CreatorMediaService is the media library of a managed creator.
type CreatorMediaService struct{ mediaCore }
