package fanvue

// ChatMedia is a media item of a chat.
type ChatMedia struct {
	UUID string `json:"uuid"`
	// MessageUUID is the message that has the item.
	MessageUUID string    `json:"messageUuid"`
	MediaType   MediaType `json:"mediaType"`
	// Name is empty if there is none.
	Name string `json:"name"`
	// OwnerUUID is the user who owns the item.
	OwnerUUID string `json:"ownerUuid"`
	// CreatedAt is zero if the server does not know it.
	CreatedAt Timestamp `json:"created_at"`
	// SentAt is zero if the server does not know it.
	SentAt Timestamp `json:"sentAt"`
	// Variants lists the renditions; empty if none were requested.
	Variants []MediaVariant `json:"variants,omitempty"`
	// Pricing is the price of the item; nil if it is free, and in older
	// responses.
	Pricing *Pricing `json:"pricing,omitempty"`
	// PurchasedAt is zero if the item was not bought, and in older responses.
	PurchasedAt Timestamp `json:"purchasedAt,omitzero"`
	// AmountPaid is the amount paid for the item; nil if it was not bought, and
	// in older responses.
	AmountPaid *Pricing `json:"amountPaid,omitempty"`
}

func (ChatMedia) required() []string { return []string{"uuid"} }

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
