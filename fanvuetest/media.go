package fanvuetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fanvue-go/fanvue"
)

// maxRecommendedPrice fits into an int of 32 bits.
const maxRecommendedPrice = 1<<31 - 1

func mediaHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpMediaList:   listMedia,
		fanvue.OpMediaGet:    getMedia,
		fanvue.OpMediaBulk:   getMediaBulk,
		fanvue.OpMediaUpdate: updateMedia,
		fanvue.OpMediaDelete: deleteMedia,
	}
}

// item returns the item in the path, or nil.
func (c *call) item() *media { return c.account.mediaByID[c.path["uuid"]] }

func mediaNotFound() *response { return notFound("Media not found") }

// unfinishedBody is an item that is not ready.
type unfinishedBody struct {
	Status string `json:"status"`
	UUID   string `json:"uuid"`
}

type libraryBody struct {
	Caption          *string          `json:"caption"`
	CreatedAt        *string          `json:"createdAt"`
	Description      *string          `json:"description"`
	MediaType        string           `json:"mediaType"`
	Name             *string          `json:"name"`
	PurchasedByFan   *bool            `json:"purchasedByFan,omitempty"`
	RecommendedPrice *int64           `json:"recommendedPrice"`
	Status           string           `json:"status"`
	Tags             *tagsBody        `json:"tags"`
	URL              string           `json:"url,omitempty"`
	UUID             string           `json:"uuid"`
	Variants         []libraryVariant `json:"variants"`
}

type tagsBody struct {
	BodyParts     []string `json:"bodyParts"`
	BodyType      []string `json:"bodyType"`
	Description   *string  `json:"description"`
	HairColor     []string `json:"hairColor"`
	ImportantTags []string `json:"importantTags"`
	IsNSFW        bool     `json:"isNsfw"`
	MediaType     string   `json:"mediaType"`
	NSFWCategory  []string `json:"nsfwCategory"`
	OtherTags     []string `json:"otherTags"`
	People        []string `json:"people"`
	Position      []string `json:"position"`
	Setting       []string `json:"setting"`
	SexActs       []string `json:"sexActs"`
	SexObjects    []string `json:"sexObjects"`
	SkinColor     []string `json:"skinColor"`
	Tags          []string `json:"tags"`
}

type libraryVariant struct {
	UUID string `json:"uuid"`
	mediaVariantItem
}

// mediaView is how a call wants items to be shown.
type mediaView struct {
	account     *account
	variants    []string
	purchasedBy string
}

// mediaView reads the parameters of a mediaView.
func (c *call) mediaView(q *parameters) mediaView {
	return mediaView{account: c.account, purchasedBy: q.id("purchasedBy"), variants: q.choices("variants", variantTypes()...)}
}

// body returns an item. URLs are included only with variants.
func (v mediaView) body(m *media) any {
	if m.status != fanvue.MediaReady {
		return unfinishedBody{string(m.status), m.uuid}
	}
	body := libraryBody{
		Caption: valueOrNull(m.caption), CreatedAt: timeOrNull(m.createdAt), Description: valueOrNull(m.description),
		MediaType: string(m.kind), Name: valueOrNull(m.name), RecommendedPrice: valueOrNull(int64(m.recommendedPrice)),
		Status: string(m.status), Tags: m.tags, UUID: m.uuid, Variants: []libraryVariant{},
	}
	if v.purchasedBy != "" {
		bought := v.account.hasPurchased(v.purchasedBy, m)
		body.PurchasedByFan = &bought
	}
	if len(v.variants) > 0 {
		body.URL = m.variant(string(fanvue.VariantMain)).URL
	}
	for _, kind := range v.variants {
		body.Variants = append(body.Variants, libraryVariant{m.variantUUID(kind), m.variant(kind)})
	}
	return body
}

// variantUUID returns the id of the item with another prefix.
func (m *media) variantUUID(kind string) string {
	return fmt.Sprintf("a%d", slices.Index(variantTypes(), kind)) + m.uuid[min(2, len(m.uuid)):]
}

func variantTypes() []string {
	return plain([]fanvue.MediaVariantType{
		fanvue.VariantMain, fanvue.VariantThumbnail, fanvue.VariantThumbnailGallery, fanvue.VariantBlurred,
	})
}

// hasPurchased reports whether a user bought a message with the item.
func (a *account) hasPurchased(userUUID string, item *media) bool {
	current, _ := a.chatWith(userUUID)
	return current != nil && slices.ContainsFunc(current.messages, func(m *message) bool {
		return m.payment != nil && slices.Contains(m.media, item)
	})
}

// isUsedFor reports whether an item has that usage.
func (a *account) isUsedFor(item *media, usage fanvue.MediaUsage) bool {
	switch usage {
	case fanvue.UsedForMassMessages:
		return slices.ContainsFunc(a.massMessages, func(m *massMessage) bool { return slices.Contains(m.media, item) })
	case fanvue.UsedForPayToView:
		return a.isPriced(item)
	}
	// The audiences of posts are subscribers, or followers and subscribers.
	return slices.ContainsFunc(a.feed.posts, func(p *post) bool {
		return strings.Contains(p.audience, string(usage)) && slices.Contains(p.media, item)
	})
}

func (a *account) isPriced(item *media) bool {
	sells := func(c content) bool { return c.price > 0 && slices.Contains(c.media, item) }
	return slices.ContainsFunc(a.feed.posts, func(p *post) bool { return sells(p.content) }) ||
		slices.ContainsFunc(a.contacts, func(user *contact) bool {
			return user.chat != nil && slices.ContainsFunc(user.chat.messages, func(m *message) bool {
				return m.fromAccount && sells(m.content)
			})
		})
}

// listMedia returns the newest items first.
func listMedia(c *call) *response {
	q := c.parameters()
	p := q.page()
	view := c.mediaView(q)
	kind := q.choice("mediaType", mediaTypes()...)
	usage := q.choice("usage", plain([]fanvue.MediaUsage{
		fanvue.UsedForSubscribers, fanvue.UsedForFollowers, fanvue.UsedForPayToView, fanvue.UsedForMassMessages,
	})...)
	statuses := q.choices("status", plain([]fanvue.MediaStatus{
		fanvue.MediaCreated, fanvue.MediaProcessing, fanvue.MediaReady, fanvue.MediaError,
	})...)
	if problem := q.rejection(); problem != nil {
		return problem
	}
	search := ""
	if c.isV1() {
		search = strings.ToLower(c.query.Get("name"))
	}
	items := cached(c, q.listKey(), func() []*media {
		within := c.account.library
		if name := c.query.Get("folderName"); name != "" {
			within = c.account.folder(name).items()
		}
		isWithin := make(map[*media]bool, len(within))
		for _, m := range within {
			isWithin[m] = true
		}
		var items []*media
		for _, m := range slices.Backward(c.account.library) {
			if isWithin[m] &&
				(kind == "" || string(m.kind) == kind) &&
				(usage == "" || c.account.isUsedFor(m, fanvue.MediaUsage(usage))) &&
				(len(statuses) == 0 || slices.Contains(statuses, string(m.status))) &&
				strings.Contains(strings.ToLower(m.name), search) {
				items = append(items, m)
			}
		}
		return items
	})
	return pageOf(items, p, view.body)
}

func getMedia(c *call) *response {
	q := c.parameters()
	view := c.mediaView(q)
	if problem := q.rejection(); problem != nil {
		return problem
	}
	m := c.item()
	if m == nil {
		return mediaNotFound()
	}
	return ok(view.body(m))
}

// getMediaBulk returns null for each item that is not in the library, and an
// error beside it.
func getMediaBulk(c *call) *response {
	q := c.parameters()
	view := c.mediaView(q)
	view.purchasedBy = ""
	uuids := q.mediaUUIDs()
	if problem := q.rejection(); problem != nil {
		return problem
	}
	results := make(map[string]any, len(uuids))
	problems := []mediaProblem{}
	for _, uuid := range uuids {
		m := c.account.mediaByID[uuid]
		if m == nil {
			results[uuid] = nil
			problems = append(problems, mediaProblem{"NOT_FOUND", uuid, "The media does not exist"})
			continue
		}
		results[uuid] = view.body(m)
	}
	return ok(struct {
		Errors  []mediaProblem `json:"errors"`
		Results map[string]any `json:"results"`
	}{problems, results})
}

func updateMedia(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	m := c.item()
	if m == nil {
		return mediaNotFound()
	}
	changed := *m
	if f.isNull("name") {
		changed.name = ""
	} else if name, given := f.text("name", 1, maxUploadName); given {
		changed.name = name
	}
	for name, into := range map[string]*string{"caption": &changed.caption, "description": &changed.description} {
		if f.isNull(name) {
			*into = ""
		} else if text, given := f.text(name, 0, maxText); given {
			*into = text
		}
	}
	if f.isNull("recommendedPrice") {
		changed.recommendedPrice = 0
	} else {
		changed.recommendedPrice = fanvue.Cents(f.count("recommendedPrice", int(m.recommendedPrice), maxRecommendedPrice))
	}
	if problem := f.rejection(); problem != nil {
		return problem
	}
	*m = changed
	return ok(mediaView{account: c.account}.body(m))
}

// deleteMedia keeps the item in messages that were sent, and removes it from
// everything else. What the API does is not documented.
func deleteMedia(c *call) *response {
	gone := c.item()
	if gone == nil {
		return mediaNotFound()
	}
	isGone := func(m *media) bool { return m == gone }
	c.account.library = slices.DeleteFunc(c.account.library, isGone)
	delete(c.account.mediaByID, gone.uuid)
	for _, f := range c.account.vault.folders {
		f.media = slices.DeleteFunc(f.media, isGone)
	}
	c.account.dropMedia(gone)
	if gone.upload != nil {
		delete(c.state.storage.uploads, gone.upload.id)
	}
	return noContent()
}

// dropMedia removes an item from messages that are not yet sent, and from
// posts.
func (a *account) dropMedia(gone *media) {
	for _, t := range a.templates {
		t.remove(gone)
	}
	for _, m := range a.automation.messages {
		m.remove(gone)
	}
	for _, m := range a.massMessages {
		if m.status == fanvue.MassMessageScheduled {
			m.remove(gone)
			m.previewUUID = clearIfDeleted(gone, m.previewUUID)
		}
	}
	for _, p := range a.feed.posts {
		p.remove(gone)
		p.previewUUID = clearIfDeleted(gone, p.previewUUID)
	}
}

// clearIfDeleted returns uuid, or empty when it is that of the deleted item.
func clearIfDeleted(gone *media, uuid string) string {
	if uuid == gone.uuid {
		return ""
	}
	return uuid
}
