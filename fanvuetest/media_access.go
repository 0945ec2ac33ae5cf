package fanvuetest

import (
	"slices"

	"github.com/fanvue-go/fanvue"
)

func mediaAccessHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpMediaGrant:         grantMedia,
		fanvue.OpMediaEntitled:      getEntitledMedia,
		fanvue.OpMediaLinkPurchased: getMediaLinkPurchased,
	}
}

const (
	maxGrantSource    = 100
	maxGrantSourceRef = 255
)

// grant is the access of a user to an item. A grant with the same key is the
// same grant.
type grant struct {
	id string
	grantKey
}

type grantKey struct {
	item                        *media
	consumer, source, reference string
}

func grantMedia(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	for _, name := range []string{"consumerId", "source", "sourceRef"} {
		f.require(name)
	}
	var key grantKey
	key.consumer, _ = f.id("consumerId")
	key.source, _ = f.text("source", 1, maxGrantSource)
	key.reference, _ = f.text("sourceRef", 1, maxGrantSourceRef)
	for _, char := range key.source {
		if (char < 'a' || char > 'z') && (char < '0' || char > '9') && char != '_' {
			f.addProblem("source must match ^[a-z0-9_]+$")
			break
		}
	}
	if problem := f.rejection(); problem != nil {
		return problem
	}
	key.item = c.item()
	if key.item == nil {
		return mediaNotFound()
	}
	if key.item.status != fanvue.MediaReady {
		return badRequest("The media is not ready")
	}
	at := slices.IndexFunc(c.account.vault.grants, func(g grant) bool { return g.grantKey == key })
	if at < 0 {
		at = len(c.account.vault.grants)
		c.account.vault.grants = append(c.account.vault.grants, grant{c.state.newUUID(), key})
	}
	return ok(struct {
		EntitlementID string `json:"entitlementId"`
		Status        string `json:"status"`
	}{c.account.vault.grants[at].id, "granted"})
}

func getEntitledMedia(c *call) *response {
	q := c.parameters()
	view := mediaView{account: c.account, variants: c.mediaView(q).variants}
	consumer := q.id("consumerId")
	if !q.values.Has("consumerId") {
		q.addProblem("consumerId is required")
	}
	if problem := q.rejection(); problem != nil {
		return problem
	}
	item := c.item()
	if item == nil || !slices.ContainsFunc(c.account.vault.grants, func(g grant) bool {
		return g.item == item && g.consumer == consumer
	}) {
		return mediaNotFound()
	}
	return ok(view.body(item))
}

func getMediaLinkPurchased(c *call) *response {
	bought, exists := c.account.vault.links[c.path["uuid"]]
	if !exists {
		return notFound("Media link not found")
	}
	return ok(struct {
		Purchased bool `json:"purchased"`
	}{bought})
}
