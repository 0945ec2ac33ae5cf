package fanvuetest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/fanvue-go/fanvue"
)

const (
	maxMediaPerRequest  = 20
	defaultMediaPerPage = 20
)

type mediaBody struct {
	CreatedAt   *string            `json:"created_at"`
	MediaType   string             `json:"mediaType"`
	MessageUUID string             `json:"messageUuid"`
	Name        *string            `json:"name"`
	OwnerUUID   string             `json:"ownerUuid"`
	SentAt      *string            `json:"sentAt"`
	UUID        string             `json:"uuid"`
	Variants    []mediaVariantItem `json:"variants,omitempty"`
}

type mediaVariantItem struct {
	DisplayPosition int    `json:"displayPosition"`
	Height          *int   `json:"height"`
	LengthMs        *int   `json:"lengthMs"`
	URL             string `json:"url"`
	VariantType     string `json:"variantType"`
	Width           *int   `json:"width"`
}

// attachment is an item of a message.
type attachment struct {
	*media
	message *message
	index   int // among the media of the message
}

func (a *account) mediaBody(item attachment) mediaBody {
	return mediaBody{
		CreatedAt:   timeOrNull(item.createdAt),
		MediaType:   string(item.kind),
		MessageUUID: item.message.uuid,
		Name:        valueOrNull(item.name),
		OwnerUUID:   a.uuid,
		SentAt:      timeOrNull(item.message.sentAt),
		UUID:        item.uuid,
	}
}

// mediaPlace is where a page ended. It is still valid after its message was
// deleted.
type mediaPlace struct {
	List          string
	SentAt        time.Time
	Number, Index int
}

func (item attachment) place(list string) mediaPlace {
	return mediaPlace{list, item.message.sentAt, item.message.number, item.index}
}

func (p mediaPlace) cursor() string {
	text, _ := json.Marshal(p) // cannot fail: all of it are plain values
	return base64.RawURLEncoding.EncodeToString(text)
}

func readMediaPlace(cursor, list string) (p mediaPlace, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	return p, err == nil && json.Unmarshal(text, &p) == nil && p.List == list
}

// before reports whether an item comes after the place, in a list with the
// newest messages first.
func (p mediaPlace) before(item attachment) bool {
	at := &message{sentAt: p.SentAt, number: p.Number}
	return at.after(item.message) || item.message.number == p.Number && item.index > p.Index
}

func listChatMedia(c *call) *response {
	q := c.parameters()
	limit := q.count("limit", defaultMediaPerPage, maxPageSize)
	mediaType := q.choice("mediaType", mediaTypes()...)
	if problem := q.rejection(); problem != nil {
		return problem
	}
	current, _ := c.account.chatWith(c.path["userUuid"])
	if current == nil {
		return chatNotFound()
	}
	list := q.listKey()
	items := cached(c, list, func() []attachment { return current.attachments(mediaType) })
	if cursor := c.query.Get("cursor"); cursor != "" {
		end, ok := readMediaPlace(cursor, list)
		if !ok {
			return validationError([]string{"cursor is not valid for this list"})
		}
		// Items after the place come last.
		start := sort.Search(len(items), func(i int) bool { return end.before(items[i]) })
		items = items[start:]
	}
	shown := items[:min(limit, len(items))]
	var next *string
	if len(items) > len(shown) {
		cursor := shown[len(shown)-1].place(list).cursor()
		next = &cursor
	}
	return ok(struct {
		Data       []mediaBody `json:"data"`
		NextCursor *string     `json:"nextCursor"`
	}{mapItems(shown, c.account.mediaBody), next})
}

// attachments returns the media of the chat, the newest first. An empty
// mediaType means all.
func (c *chat) attachments(mediaType string) []attachment {
	var items []attachment
	for _, m := range slices.Backward(c.messages) {
		for i, item := range m.media {
			if mediaType == "" || string(item.kind) == mediaType {
				items = append(items, attachment{item, m, i})
			}
		}
	}
	return items
}

type mediaProblem struct {
	Code      string `json:"code"`
	MediaUUID string `json:"mediaUuid"`
	Message   string `json:"message"`
}

// getMessageMedia returns null for each item that is not in the message, and an
// error beside it.
func getMessageMedia(c *call) *response {
	q := c.parameters()
	uuids := q.mediaUUIDs()
	variants := q.choices("variants", variantTypes()...)
	if problem := q.rejection(); problem != nil {
		return problem
	}
	current, _ := c.account.chatWith(c.path["userUuid"])
	m := current.find(c.path["messageUuid"])
	if m == nil {
		return messageNotFound()
	}
	results := make(map[string]*mediaBody, len(uuids))
	problems := []mediaProblem{}
	for _, uuid := range uuids {
		item := m.findMedia(uuid)
		if item == nil {
			results[uuid] = nil
			problems = append(problems, mediaProblem{"NOT_IN_MESSAGE", uuid, "The media is not in this message"})
			continue
		}
		body := c.account.mediaBody(attachment{media: item, message: m})
		for _, variant := range variants {
			body.Variants = append(body.Variants, item.variant(variant))
		}
		results[uuid] = &body
	}
	return ok(struct {
		Errors  []mediaProblem        `json:"errors"`
		Results map[string]*mediaBody `json:"results"`
	}{problems, results})
}

// variant returns a rendition. Its URL is not served.
func (m *media) variant(kind string) mediaVariantItem {
	item := mediaVariantItem{
		URL:         fmt.Sprintf("https://media.example.com/%s/%s?signature=fanvuetest", m.uuid, kind),
		VariantType: kind,
	}
	if m.kind == fanvue.MediaImage || m.kind == fanvue.MediaVideo {
		width, height := 1080, 1350
		item.Width, item.Height = &width, &height
	}
	if m.kind == fanvue.MediaVideo || m.kind == fanvue.MediaAudio {
		length := 42_000
		item.LengthMs = &length
	}
	return item
}
