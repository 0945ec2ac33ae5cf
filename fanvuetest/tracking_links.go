package fanvuetest

import (
	"fmt"
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

func trackingLinkHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpTrackingLinksList:         listTrackingLinks,
		fanvue.OpTrackingLinksCreate:       createTrackingLink,
		fanvue.OpTrackingLinksDelete:       deleteTrackingLink,
		fanvue.OpTrackingLinksUsers:        listTrackingLinkUsers,
		fanvue.OpTrackingLinksUserMetadata: getTrackingMetadata,
	}
}

// TrackingLinkUUID is a tracking link that FanUUID, BuyerUUID and FollowerUUID
// visited. The visit of BuyerUUID has metadata.
const TrackingLinkUUID = "71000000-0000-4000-8000-000000000001"

// trackingLink is a link whose visitors are counted.
type trackingLink struct {
	uuid, name, slug string
	platform         fanvue.SocialPlatform
	createdAt        time.Time
	clicks           int
	visits           []*visit // oldest first, one for each user
	byUser           map[*contact]*visit
}

// visit is the latest visit of a user.
type visit struct {
	user     *contact
	at       time.Time
	metadata map[string]string
}

func (a *account) trackingLink(uuid string) *trackingLink {
	for _, link := range a.links {
		if link.uuid == uuid {
			return link
		}
	}
	return nil
}

func trackingLinkNotFound() *response { return notFound("Tracking link not found") }

func (l *trackingLink) visitOf(user *contact) *visit { return l.byUser[user] }

func (a *account) newTrackingLink(name string, platform fanvue.SocialPlatform, at time.Time) *trackingLink {
	return &trackingLink{
		uuid: a.state.newUUID(), name: name, slug: fmt.Sprintf("fv-%d", a.state.nextNumber()), platform: platform, createdAt: at,
	}
}

func (a *account) addLink(link *trackingLink) {
	a.links = insertSorted(a.links, link, func(x, y *trackingLink) int { return x.createdAt.Compare(y.createdAt) })
}

// addVisit keeps the latest visit of a user.
func (l *trackingLink) addVisit(added *visit) {
	if known := l.visitOf(added.user); known != nil {
		if added.at.Before(known.at) {
			return
		}
		l.visits = slices.DeleteFunc(l.visits, func(v *visit) bool { return v == known })
	}
	if l.byUser == nil {
		l.byUser = make(map[*contact]*visit)
	}
	l.byUser[added.user] = added
	l.visits = insertSorted(l.visits, added, func(x, y *visit) int { return x.at.Compare(y.at) })
}

// acquired reports whether the user visited this link before any other.
func (a *account) acquired(v *visit) bool {
	return !slices.ContainsFunc(a.links, func(l *trackingLink) bool {
		other := l.visitOf(v.user)
		return other != nil && other.at.Before(v.at)
	})
}

type engagementBody struct {
	AcquiredFollowers   int `json:"acquiredFollowers"`
	AcquiredSubscribers int `json:"acquiredSubscribers"`
	TotalFollowers      int `json:"totalFollowers"`
	TotalSubscribers    int `json:"totalSubscribers"`
}

type linkEarningsBody struct {
	TotalGross int64 `json:"totalGross"`
	TotalNet   int64 `json:"totalNet"`
}

type trackingLinkBody struct {
	Clicks                 int               `json:"clicks"`
	CreatedAt              string            `json:"createdAt"`
	Earnings               *linkEarningsBody `json:"earnings"`
	Engagement             engagementBody    `json:"engagement"`
	ExternalSocialPlatform string            `json:"externalSocialPlatform"`
	LinkURL                string            `json:"linkUrl"`
	Name                   string            `json:"name"`
	UUID                   string            `json:"uuid"`
}

func (a *account) linkBody(l *trackingLink) trackingLinkBody {
	body := trackingLinkBody{
		Clicks: l.clicks, CreatedAt: formatTime(l.createdAt), ExternalSocialPlatform: string(l.platform),
		LinkURL: l.slug, Name: l.name, UUID: l.uuid,
	}
	if len(l.visits) == 0 {
		return body
	}
	body.Earnings = new(linkEarningsBody)
	for _, v := range l.visits {
		paid := sum(v.user.payments)
		body.Earnings.TotalGross += paid.Gross
		body.Earnings.TotalNet += paid.Net
		total, acquired := &body.Engagement.TotalFollowers, &body.Engagement.AcquiredFollowers
		switch v.user.fanStatus() {
		case fanvue.FanSubscriber:
			total, acquired = &body.Engagement.TotalSubscribers, &body.Engagement.AcquiredSubscribers
		case fanvue.FanFollower:
		default:
			continue
		}
		*total++
		if a.acquired(v) {
			*acquired++
		}
	}
	return body
}

// listTrackingLinks returns the newest first.
func listTrackingLinks(c *call) *response {
	q := c.parameters()
	p := q.cursorPage("limit")
	added := period{q.time("createdAfter"), q.time("createdBefore")}
	if problem := q.rejection(); problem != nil {
		return problem
	}
	var links []*trackingLink
	for _, link := range slices.Backward(c.account.links) {
		if added.contains(link.createdAt) {
			links = append(links, link)
		}
	}
	return pageOf(links, p, c.account.linkBody)
}

func platforms() []string {
	return plain([]fanvue.SocialPlatform{
		fanvue.PlatformFacebook, fanvue.PlatformInstagram, fanvue.PlatformOther, fanvue.PlatformReddit,
		fanvue.PlatformSnapchat, fanvue.PlatformTikTok, fanvue.PlatformTwitter, fanvue.PlatformYouTube,
	})
}

func createTrackingLink(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.require("name")
	f.require("externalSocialPlatform")
	name, _ := f.text("name", 1, maxText)
	platform, given := f.text("externalSocialPlatform", 1, maxText)
	if given && !slices.Contains(platforms(), platform) {
		f.addProblem("externalSocialPlatform must be a known platform")
	}
	if problem := f.rejection(); problem != nil {
		return problem
	}
	link := c.account.newTrackingLink(name, fanvue.SocialPlatform(platform), c.now)
	c.account.addLink(link)
	return created(c.account.linkBody(link))
}

func deleteTrackingLink(c *call) *response {
	link := c.account.trackingLink(c.path["uuid"])
	if link == nil {
		return trackingLinkNotFound()
	}
	links := &c.account.links
	*links = slices.DeleteFunc(*links, func(other *trackingLink) bool { return other == link })
	return noContent()
}

type linkUserItem struct {
	userBody
	Status *string `json:"status"`
}

// listTrackingLinkUsers returns the latest visitors first.
func listTrackingLinkUsers(c *call) *response {
	q := c.parameters()
	p := q.cursorPage("limit")
	if problem := q.rejection(); problem != nil {
		return problem
	}
	link := c.account.trackingLink(c.path["uuid"])
	if link == nil {
		return trackingLinkNotFound()
	}
	visits := slices.Clone(link.visits)
	slices.Reverse(visits)
	return pageOf(visits, p, func(v *visit) linkUserItem {
		item := linkUserItem{userBody: v.user.body()}
		if status := v.user.fanStatus(); status != fanvue.FanNotContactable {
			item.Status = valueOrNull(string(status))
		}
		return item
	})
}

func getTrackingMetadata(c *call) *response {
	link := c.account.trackingLink(c.path["uuid"])
	if link == nil {
		return trackingLinkNotFound()
	}
	user, known := c.account.byUUID[c.path["userUuid"]]
	if !known {
		return notFound("User not found")
	}
	var body struct {
		Metadata map[string]string `json:"metadata"` // null for none
	}
	if v := link.visitOf(user); v != nil {
		body.Metadata = v.metadata
	}
	return ok(body)
}
