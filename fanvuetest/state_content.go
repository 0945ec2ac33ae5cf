package fanvuetest

import (
	"fmt"
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

const (
	maxText  = 5000
	minPrice = 300
	// maxMedia is how many media a message can have. The document has no limit;
	// this one makes mistakes visible.
	maxMedia = 1000
)

// content is what messages of every kind and posts have.
type content struct {
	text  string
	media []*media
	price fanvue.Cents // 0: free
}

// media is an item of an account's library.
type media struct {
	uuid, name string
	kind       fanvue.MediaType
	createdAt  time.Time
	status     fanvue.MediaStatus
	upload     *upload // nil: not uploaded

	caption, description string
	recommendedPrice     fanvue.Cents // 0: none
	tags                 *tagsBody    // nil: no AI looked at it
}

// mediaType returns the type of the first item, nil without media.
func (c content) mediaType() *string {
	if len(c.media) == 0 {
		return nil
	}
	return valueOrNull(string(c.media[0].kind))
}

func (c content) mediaUUIDs() []string {
	return mapItems(c.media, func(m *media) string { return m.uuid })
}

func (c content) findMedia(uuid string) *media { return findMedia(c.media, uuid) }

func findMedia(items []*media, uuid string) *media {
	for _, item := range items {
		if item.uuid == uuid {
			return item
		}
	}
	return nil
}

// addMedia returns an item of the library, and adds it when there is none.
func (a *account) addMedia(uuid string, kind fanvue.MediaType, now time.Time) *media {
	if known := a.mediaByID[uuid]; known != nil {
		return known
	}
	added := &media{uuid: uuid, name: fmt.Sprintf("%s-%d", kind, len(a.library)+1), kind: kind, createdAt: now, status: fanvue.MediaReady}
	a.addToLibrary(added)
	a.state.customIDs[uuid] = true
	return added
}

// addToLibrary inserts an item by its time.
func (a *account) addToLibrary(item *media) {
	a.library = insertSorted(a.library, item, func(x, y *media) int { return x.createdAt.Compare(y.createdAt) })
	a.mediaByID[item.uuid] = item
}

// mediaOfFan returns items of these kinds that a fan sent: they are in no
// library.
func (a *account) mediaOfFan(now time.Time, kinds []fanvue.MediaType) []*media {
	return mapItems(kinds, func(kind fanvue.MediaType) *media {
		return &media{uuid: a.state.newUUID(), name: fmt.Sprintf("from-fan.%s", kind), kind: kind, createdAt: now, status: fanvue.MediaReady}
	})
}

// addAllMedia is addMedia for several items, without duplicates.
func (a *account) addAllMedia(uuids []string, now time.Time) []*media {
	var items []*media
	for _, uuid := range uuids {
		if item := a.addMedia(uuid, fanvue.MediaImage, now); !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	return items
}

// fromLibrary returns the media for a new message, or the error of an unusable
// one.
func (a *account) fromLibrary(uuids []string) ([]*media, *response) {
	var items []*media
	for _, uuid := range uuids {
		item := a.mediaByID[uuid]
		if item == nil {
			return nil, badRequest(fmt.Sprintf("The media %s is not in the library", uuid))
		}
		if item.status != fanvue.MediaReady {
			return nil, badRequest(fmt.Sprintf("The media %s is not ready", uuid))
		}
		if slices.Contains(items, item) {
			return nil, badRequest(fmt.Sprintf("The media %s is listed twice", uuid))
		}
		items = append(items, item)
	}
	return items, nil
}

// remove removes an item. The slice may be shared, so it is copied.
func (c *content) remove(gone *media) {
	c.media = slices.DeleteFunc(slices.Clone(c.media), func(item *media) bool { return item == gone })
}

// checkSale refuses a price without media.
func (c content) checkSale() *response {
	if c.price != 0 && len(c.media) == 0 {
		return badRequest("A price needs media")
	}
	return nil
}
