package fanvue

// ChatMedia is a media item in a chat.
type ChatMedia struct {
	UUID string `json:"uuid"`
	// MessageUUID is the message that it came with.
	MessageUUID string    `json:"messageUuid"`
	MediaType   MediaType `json:"mediaType"`
	// Name is empty when there is none.
	Name string `json:"name"`
	// OwnerUUID is the user whose media it is.
	OwnerUUID string `json:"ownerUuid"`
	// CreatedAt is zero when the server does not know it.
	CreatedAt Timestamp `json:"created_at"`
	// SentAt is zero when the server does not know it.
	SentAt Timestamp `json:"sentAt"`
	// Variants are the renditions; empty when none were asked for.
	Variants []MediaVariant `json:"variants,omitempty"`
	// Pricing is what it costs to see it; nil when free and in older answers.
	Pricing *Pricing `json:"pricing,omitempty"`
	// PurchasedAt is zero when it was not bought, and in older answers.
	PurchasedAt Timestamp `json:"purchasedAt,omitzero"`
	// AmountPaid is what was paid for it; nil when it was not bought and in
	// older answers.
	AmountPaid *Pricing `json:"amountPaid,omitempty"`
}

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
	// UUID is empty in older answers.
	UUID        string           `json:"uuid,omitempty"`
	VariantType MediaVariantType `json:"variantType"`
	// DisplayPosition orders the renditions of one kind.
	DisplayPosition int `json:"displayPosition"`
	// Width is in pixels; nil when unknown.
	Width *int `json:"width"`
	// Height is in pixels; nil when unknown.
	Height *int `json:"height"`
	// LengthMs is in milliseconds; nil for what has no length.
	LengthMs *float64 `json:"lengthMs"`
	// URL is signed and expires soon; empty when there is no access.
	URL string `json:"url,omitempty"`
}
