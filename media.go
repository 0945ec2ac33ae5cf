package fanvue

import (
	"context"
	"iter"
	"net/http"
	"slices"
)

// Names of the operations on the media library.
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

// Media is an item of the media library. Until it is ready, responses include
// only its id and status.
type Media struct {
	UUID   string      `json:"uuid"`
	Status MediaStatus `json:"status"`
	// MediaType is empty until the item is ready.
	MediaType MediaType `json:"mediaType"`
	// Name is empty if there is none.
	Name string `json:"name"`
	// Caption is empty if there is none.
	Caption string `json:"caption"`
	// Description is empty if there is none.
	Description string `json:"description"`
	// CreatedAt is zero if the server does not know it.
	CreatedAt Timestamp `json:"createdAt"`
	// RecommendedPrice is in US cents; nil if there is none.
	RecommendedPrice *Cents `json:"recommendedPrice"`
	// PurchasedByFan reports whether the user given as PurchasedBy has bought
	// the item; nil if none was given.
	PurchasedByFan *bool `json:"purchasedByFan,omitempty"`
	// URL is a signed URL that expires soon; empty if no variants were
	// requested.
	URL string `json:"url,omitempty"`
	// Variants lists the renditions; empty if none were requested.
	Variants []MediaVariant `json:"variants,omitempty"`
	// Tags holds the tags that an AI assigned; nil unless the creator has
	// enabled them and the item has been processed.
	Tags *MediaTags `json:"tags,omitempty"`
}

func (Media) required() []string { return []string{"uuid"} }

// MediaVariantType is a kind of rendition. More values may come.
type MediaVariantType string

// The documented kinds of renditions.
const (
	VariantMain             MediaVariantType = "main"
	VariantThumbnail        MediaVariantType = "thumbnail"
	VariantThumbnailGallery MediaVariantType = "thumbnail_gallery"
	VariantBlurred          MediaVariantType = "blurred"
)

// MediaVariant is one rendition of a media item.
type MediaVariant struct {
	// UUID is empty in older responses.
	UUID        string           `json:"uuid,omitempty"`
	VariantType MediaVariantType `json:"variantType"`
	// DisplayPosition is the position among the renditions of the same kind.
	DisplayPosition int `json:"displayPosition"`
	// Width is in pixels; nil if unknown.
	Width *int `json:"width"`
	// Height is in pixels; nil if unknown.
	Height *int `json:"height"`
	// LengthMs is the duration, in milliseconds; nil if the rendition has none.
	LengthMs *float64 `json:"lengthMs"`
	// URL is a signed URL that expires soon; empty if the account has no
	// access.
	URL string `json:"url,omitempty"`
}

// MediaType is a kind of media. More values may come.
type MediaType string

// The documented kinds of media.
const (
	MediaImage    MediaType = "image"
	MediaVideo    MediaType = "video"
	MediaAudio    MediaType = "audio"
	MediaDocument MediaType = "document"
	MediaUnknown  MediaType = "unknown"
)

// MediaStatus is the processing state of an item. More values may come.
type MediaStatus string

// The documented statuses.
const (
	MediaCreated    MediaStatus = "created"    // the upload is not complete
	MediaProcessing MediaStatus = "processing" // uploaded and being processed
	MediaReady      MediaStatus = "ready"
	MediaError      MediaStatus = "error" // processing failed; the item cannot be used
)

// MediaTags holds the tags that an AI assigned to an item.
type MediaTags struct {
	// Description is empty if there is none.
	Description string    `json:"description"`
	MediaType   MediaType `json:"mediaType"`
	IsNSFW      bool      `json:"isNsfw"`
	Tags        []string  `json:"tags"`
	// ImportantTags lists the most relevant tags.
	ImportantTags []string `json:"importantTags"`
	OtherTags     []string `json:"otherTags"`
	People        []string `json:"people"`
	BodyType      []string `json:"bodyType"`
	BodyParts     []string `json:"bodyParts"`
	HairColor     []string `json:"hairColor"`
	SkinColor     []string `json:"skinColor"`
	Position      []string `json:"position"`
	// Setting lists tags for the location.
	Setting      []string `json:"setting"`
	NSFWCategory []string `json:"nsfwCategory"`
	SexActs      []string `json:"sexActs"`
	SexObjects   []string `json:"sexObjects"`
}

// MediaUsage is a way in which items were used. More values may come.
type MediaUsage string

// The documented uses.
const (
	UsedForSubscribers  MediaUsage = "subscribers"
	UsedForFollowers    MediaUsage = "followers"
	UsedForPayToView    MediaUsage = "ppv"
	UsedForMassMessages MediaUsage = "mass_messages"
)

// MediaListOptions specifies a page of the media library and filters.
type MediaListOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default of 15 for List and 50 for All.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// MediaType limits the list to one kind of media; empty means all kinds.
	MediaType MediaType
	// FolderName limits the list to the items in a vault folder; empty means
	// all.
	FolderName string
	// Usage limits the list to items that were used in this way; empty means
	// all.
	Usage MediaUsage
	// Statuses limits the list to items in one of these states; empty means
	// all.
	Statuses []MediaStatus
	// PurchasedBy is the id of a user. If it is set, PurchasedByFan of each
	// item reports whether this user has bought it.
	PurchasedBy string
	// Variants lists the renditions to return URLs for. If it is empty, media
	// come without URLs.
	Variants []MediaVariantType
	// Name limits the list to items with a matching name; empty means all.
	// Supported on [SurfaceV1] only.
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

// MediaOptions specifies what to return about one item.
type MediaOptions struct {
	// Variants lists the renditions to return URLs for. If it is empty, media
	// come without URLs.
	Variants []MediaVariantType
	// PurchasedBy is the id of a user. If it is set, PurchasedByFan reports
	// whether this user has bought the item.
	PurchasedBy string
}

func (o MediaOptions) encode(q *query) {
	q.list("variants", "Variants", plainStrings(o.Variants))
	q.set("purchasedBy", o.PurchasedBy)
}

// mediaCore has the methods that the caller's own account and a managed creator
// share.
type mediaCore struct{ service }

// List returns a page of the media library.
//
// Calls GET /media. Scopes: read:media; for a managed creator also read:creator.
func (s mediaCore) List(ctx context.Context, opts *MediaListOptions) (*Page[Media], error) {
	return list[Media](ctx, options(s.request(opMediaList), opts))
}

// All returns an iterator over the media library.
//
// Calls GET /media. Scopes: read:media; for a managed creator also read:creator.
func (s mediaCore) All(ctx context.Context, opts *MediaListOptions) iter.Seq2[Media, error] {
	return all[Media](ctx, options(s.request(opMediaList), opts))
}

// Get returns one item of the media library.
//
// Calls GET /media/{uuid}. Scopes: read:media; for a managed creator also read:creator.
func (s mediaCore) Get(ctx context.Context, mediaUUID string, opts *MediaOptions) (*Media, error) {
	return fetch[Media](ctx, options(s.request(opMediaGet, mediaUUID), opts))
}

// MediaService provides access to the media library of the caller's own
// account.
type MediaService struct{ mediaCore }

// MediaBulkParams holds the parameters of [MediaService.Bulk] and
// [MediaService.BulkAll].
type MediaBulkParams struct {
	// MediaUUIDs lists the ids of 1 to 20 items, for BulkAll of any number.
	MediaUUIDs []string
	// Variants lists the renditions to return URLs for. If it is empty, media
	// come without URLs.
	Variants []MediaVariantType
}

func (p MediaBulkParams) encode(q *query) {
	q.check(checkIDs("MediaUUIDs", p.MediaUUIDs, maxMediaPerRequest))
	q.list("mediaUuids", "MediaUUIDs", p.MediaUUIDs)
	q.list("variants", "Variants", plainStrings(p.Variants))
}

// Bulk returns 1 to 20 items of the media library. The failure of one item does
// not fail the others: see [BulkResult.Err].
//
// Calls GET /media/bulk. Scopes: read:media.
func (s MediaService) Bulk(ctx context.Context, params MediaBulkParams) (*BulkResult[Media], error) {
	bulk, err := fetch[bulkResponse[Media]](ctx, options(s.request(opMediaBulk), &params))
	if err != nil {
		return nil, err
	}
	return &bulk.bulk, nil
}

// BulkAll returns an iterator over any number of items of the media library, in the
// order of params.MediaUUIDs and each of them once. It requests 20 at a time. An
// item that failed has an [ItemError] in its place, which ends nothing; any other
// error is a [*BatchError], is yielded once and ends the iteration.
//
// Calls GET /media/bulk. Scopes: read:media.
func (s MediaService) BulkAll(ctx context.Context, params MediaBulkParams) iter.Seq2[BatchItem[Media], error] {
	params.Variants = slices.Clone(params.Variants)
	return batchAll("Media.BulkAll", "MediaUUIDs", params.MediaUUIDs, maxMediaPerRequest, func(part []string) (func(string) (*Media, error), error) {
		of := params
		of.MediaUUIDs = part
		bulk, err := s.Bulk(ctx, of)
		return bulk.lookUp(), err
	})
}

// MediaUpdate holds the changes to an item. An absent field leaves the value
// unchanged; null removes it.
type MediaUpdate struct {
	// Name is the display name.
	Name Opt[string] `json:"name,omitzero"`
	// Caption is the caption.
	Caption Opt[string] `json:"caption,omitzero"`
	// Description is the description, a text separate from the caption.
	Description Opt[string] `json:"description,omitzero"`
	// RecommendedPrice is in US cents and must not be negative.
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
		return invalid("RecommendedPrice", "is negative: %d cents; null removes it", price)
	}
	if problem := checkText("Name", name); problem != nil {
		return problem
	}
	if problem := checkText("Caption", caption); problem != nil {
		return problem
	}
	return checkText("Description", description)
}

// Update updates an item of the media library. Fanvue does not document which
// fields it accepts; MediaUpdate has those that its responses contain.
//
// Calls PATCH /media/{uuid}. Scopes: write:media. Undocumented by Fanvue, seen on every surface.
func (s MediaService) Update(ctx context.Context, mediaUUID string, update MediaUpdate) error {
	return s.request(opMediaUpdate, mediaUUID).with(update).do(ctx, nil)
}

// Delete deletes an item from the media library.
//
// Calls DELETE /media/{uuid}. Scopes: write:media. Undocumented by Fanvue, seen on every surface.
func (s MediaService) Delete(ctx context.Context, mediaUUID string) error {
	return s.request(opMediaDelete, mediaUUID).do(ctx, nil)
}

// CreatorMediaService provides access to the media library of a managed
// creator.
type CreatorMediaService struct{ mediaCore }
