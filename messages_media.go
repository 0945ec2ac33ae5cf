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

// MessageMedia are media of one message.
type MessageMedia struct {
	// Results is keyed by media id; nil for one that cannot be given.
	Results map[string]*ChatMedia `json:"results"`
	// Errors says why.
	Errors []MessageMediaError `json:"errors"`
}

func (m *MessageMedia) checkComplete() error { return requireResults(m.Results) }

// Err returns why the media of that id cannot be given, or nil.
func (m *MessageMedia) Err(mediaUUID string) error {
	for _, e := range m.Errors {
		if e.MediaUUID == mediaUUID {
			return e
		}
	}
	if m.Results[mediaUUID] == nil {
		return MessageMediaError{MediaUUID: mediaUUID, Code: codeUntold, Message: "the answer has neither it nor a reason"}
	}
	return nil
}

// MessageMediaError is why a media item cannot be given. It is an
// [ErrNotFound] when the message does not have it.
type MessageMediaError struct {
	MediaUUID string `json:"mediaUuid"`
	// Code is NOT_IN_MESSAGE or INTERNAL. More values may come.
	Code string `json:"code"`
	// Message is the server's explanation.
	Message string `json:"message"`
}

// UnmarshalJSON reads an error of any shape.
func (e *MessageMediaError) UnmarshalJSON(data []byte) error {
	type members MessageMediaError
	return readItemError(data, (*members)(e), &e.Code, &e.Message)
}

func (e MessageMediaError) Error() string { return itemError("media "+e.MediaUUID, e.Code, e.Message) }

// Is reports whether target is the kind that e belongs to.
func (e MessageMediaError) Is(target error) bool {
	return target == ErrNotFound && (e.Code == "NOT_IN_MESSAGE" || e.Code == codeNotFound)
}
