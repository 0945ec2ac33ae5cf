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

// TrackingLinkUUID is a tracking link by which FanUUID, BuyerUUID and
// FollowerUUID came. Of BuyerUUID's visit there is metadata.
const TrackingLinkUUID = "71000000-0000-4000-8000-000000000001"

// trackingLink is an address that tells where users came from.
type trackingLink struct {
	uuid, name, slug string
	platform         fanvue.SocialPlatform
	createdAt        time.Time
	clicks           int
	visits           []*visit // oldest first, one for each user
}

// visit is the latest of a user by a link.
type visit struct {
	user     *contact
	at       time.Time
	metadata map[string]string
}

func (a *Account) trackingLink(uuid string) *trackingLink {
	for _, link := range a.payments.links {
		if link.uuid == uuid {
			return link
		}
	}
	return nil
}

func noTrackingLink() *response { return notFound("Tracking link not found") }

func (l *trackingLink) visitOf(user *contact) *visit {
	for _, v := range l.visits {
		if v.user == user {
			return v
		}
	}
	return nil
}

// acquired reports whether the user came by this link before any other.
func (a *Account) acquired(v *visit) bool {
	return !slices.ContainsFunc(a.payments.links, func(l *trackingLink) bool {
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

func (a *Account) linkBody(l *trackingLink) trackingLinkBody {
	body := trackingLinkBody{
		Clicks: l.clicks, CreatedAt: formatTime(l.createdAt), ExternalSocialPlatform: string(l.platform),
		LinkURL: l.slug, Name: l.name, UUID: l.uuid,
	}
	if len(l.visits) == 0 {
		return body
	}
	body.Earnings = new(linkEarningsBody)
	for _, v := range l.visits {
		paid := sum(a.paymentsOf(v.user))
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

// listTrackingLinks shows the newest first.
func listTrackingLinks(c *call) *response {
	q := c.parameters()
	p := q.cursorPage("limit")
	made := period{q.time("createdAfter"), q.time("createdBefore")}
	if problem := q.rejection(); problem != nil {
		return problem
	}
	var links []*trackingLink
	for _, link := range slices.Backward(c.account.payments.links) {
		if made.contains(link.createdAt) {
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
		f.addProblem("externalSocialPlatform is not one of those that are known")
	}
	if problem := f.rejection(); problem != nil {
		return problem
	}
	link := &trackingLink{
		uuid: c.state.newUUID(), name: name, slug: fmt.Sprintf("fv-%d", c.state.nextNumber()),
		platform: fanvue.SocialPlatform(platform), createdAt: c.now,
	}
	c.account.payments.links = append(c.account.payments.links, link)
	return created(c.account.linkBody(link))
}

func deleteTrackingLink(c *call) *response {
	link := c.account.trackingLink(c.path["uuid"])
	if link == nil {
		return noTrackingLink()
	}
	links := &c.account.payments.links
	*links = slices.DeleteFunc(*links, func(other *trackingLink) bool { return other == link })
	return noContent()
}

type linkUserItem struct {
	userBody
	Status *string `json:"status"`
}

// listTrackingLinkUsers shows those who came last first.
func listTrackingLinkUsers(c *call) *response {
	q := c.parameters()
	p := q.cursorPage("limit")
	if problem := q.rejection(); problem != nil {
		return problem
	}
	link := c.account.trackingLink(c.path["uuid"])
	if link == nil {
		return noTrackingLink()
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
		return noTrackingLink()
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

// seedLinks makes two links, and one more that nobody has clicked on yet. Some
// users came by both of the first.
func (a *Account) seedLinks(now time.Time) {
	const ownDigits = len("a0000000")
	uuids := []string{TrackingLinkUUID, "71000000-0000-4000-8000-000000000002", "71000000-0000-4000-8000-000000000003"}
	if a != a.state.me {
		for i := range uuids {
			uuids[i] = fmt.Sprintf("720000%02d", i+1) + a.uuid[ownDigits:]
		}
	}
	bio := &trackingLink{uuid: uuids[0], name: "Bio link", slug: "fv-101", platform: fanvue.PlatformInstagram, createdAt: now.Add(-80 * day), clicks: 412}
	clip := &trackingLink{uuid: uuids[1], name: "Lisbon clip", slug: "fv-102", platform: fanvue.PlatformTikTok, createdAt: now.Add(-35 * day), clicks: 96}
	fresh := &trackingLink{uuid: uuids[2], name: "Spring drop", slug: "fv-103", platform: fanvue.PlatformReddit, createdAt: now.Add(-2 * time.Hour)}
	first, second, third := a.contacts[0], a.contacts[1], a.contacts[2]
	bio.visits = []*visit{
		{user: second, at: now.Add(-70 * day), metadata: map[string]string{"utm_campaign": "autumn", "utm_source": "bio"}},
		{user: first, at: now.Add(-60 * day)},
	}
	if follower, known := a.byUUID[FollowerUUID]; known {
		bio.visits = append(bio.visits, &visit{user: follower, at: now.Add(-3 * day)})
	}
	clip.visits = []*visit{
		{user: third, at: now.Add(-30 * day), metadata: map[string]string{"utm_source": "clip"}},
		{user: second, at: now.Add(-20 * day)},
	}
	a.payments.links = []*trackingLink{bio, clip, fresh}
}
