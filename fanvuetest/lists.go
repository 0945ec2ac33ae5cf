package fanvuetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fanvue-go/fanvue"
)

func listHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpCustomListsList:         listCustomLists,
		fanvue.OpCustomListsCreate:       createCustomList,
		fanvue.OpCustomListsUpdate:       renameCustomList,
		fanvue.OpCustomListsDelete:       deleteCustomList,
		fanvue.OpCustomListsMembers:      listCustomListMembers,
		fanvue.OpCustomListsAddMembers:   addCustomListMembers,
		fanvue.OpCustomListsRemoveMember: removeCustomListMember,
		fanvue.OpSmartListsList:          listSmartLists,
		fanvue.OpSmartListsMembers:       listSmartListMembers,
	}
}

const maxListName = 100

// customList is a list of users that an account keeps.
type customList struct {
	uuid, name string
	createdAt  time.Time
	members    []*contact
}

func (a *account) customList(uuid string) *customList {
	for _, list := range a.lists {
		if list.uuid == uuid {
			return list
		}
	}
	return nil
}

// nameTaken reports whether another list has the name.
func (a *account) nameTaken(name string, this *customList) bool {
	return slices.ContainsFunc(a.lists, func(list *customList) bool { return list != this && list.name == name })
}

func listNotFound() *response { return notFound("Custom list not found") }

func listNameTaken() *response { return conflict("A list with this name already exists") }

type customListItem struct {
	CreatedAt    *string `json:"createdAt"`
	MembersCount int     `json:"membersCount"`
	Name         string  `json:"name"`
	UUID         string  `json:"uuid"`
}

func listCustomLists(c *call) *response {
	q := c.parameters()
	p := q.page()
	if problem := q.rejection(); problem != nil {
		return problem
	}
	search := ""
	if !c.managed { // the variant for managed creators has only pages
		search = strings.ToLower(c.query.Get("search"))
	}
	var items []*customList
	for _, list := range c.account.lists {
		if strings.Contains(strings.ToLower(list.name), search) {
			items = append(items, list)
		}
	}
	return pageOf(items, p, func(list *customList) customListItem {
		return customListItem{timeOrNull(list.createdAt), len(list.members), list.name, list.uuid}
	})
}

// listName reads the body of creating or renaming a list.
func (c *call) listName() (string, *response) {
	f, problem := c.fields()
	if problem != nil {
		return "", problem
	}
	f.require("name")
	name, _ := f.text("name", 1, maxListName)
	return name, f.rejection()
}

func createCustomList(c *call) *response {
	name, problem := c.listName()
	if problem != nil {
		return problem
	}
	if c.account.nameTaken(name, nil) {
		return listNameTaken()
	}
	list := &customList{uuid: c.state.newUUID(), name: name, createdAt: c.now}
	c.account.lists = append(c.account.lists, list)
	return created(struct {
		CreatedAt *string `json:"createdAt"`
		Name      string  `json:"name"`
		UUID      string  `json:"uuid"`
	}{timeOrNull(list.createdAt), list.name, list.uuid})
}

func renameCustomList(c *call) *response {
	name, problem := c.listName()
	if problem != nil {
		return problem
	}
	list := c.account.customList(c.path["uuid"])
	if list == nil {
		return listNotFound()
	}
	if c.account.nameTaken(name, list) {
		return listNameTaken()
	}
	list.name = name
	return noContent()
}

func deleteCustomList(c *call) *response {
	list := c.account.customList(c.path["uuid"])
	if list == nil {
		return listNotFound()
	}
	c.account.lists = slices.DeleteFunc(c.account.lists, func(other *customList) bool { return other == list })
	return noContent()
}

type memberItem struct {
	DisplayName string `json:"displayName"`
	Handle      string `json:"handle"`
	IsCreator   bool   `json:"isCreator"`
	UUID        string `json:"uuid"`
}

func newMemberItem(user *contact) memberItem {
	return memberItem{user.displayName, user.handle, user.isCreator, user.uuid}
}

func listCustomListMembers(c *call) *response {
	q := c.parameters()
	p := q.page()
	if problem := q.rejection(); problem != nil {
		return problem
	}
	list := c.account.customList(c.path["uuid"])
	if list == nil {
		return listNotFound()
	}
	return pageOf(list.members, p, newMemberItem)
}

// addCustomListMembers adds all users, or none when one is unknown.
func addCustomListMembers(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.require("userUuids")
	uuids, _ := f.ids("userUuids", 1, maxUsersPerRequest)
	if problem := f.rejection(); problem != nil {
		return problem
	}
	list := c.account.customList(c.path["uuid"])
	if list == nil {
		return listNotFound()
	}
	members := slices.Clone(list.members)
	for _, uuid := range uuids {
		user, known := c.account.byUUID[uuid]
		if !known {
			return validationError([]string{fmt.Sprintf("userUuids has an unknown user: %s", uuid)})
		}
		if !slices.Contains(members, user) {
			members = append(members, user)
		}
	}
	added := len(members) - len(list.members)
	list.members = members
	return created(struct {
		Added   int `json:"added"`
		Skipped int `json:"skipped"`
	}{added, len(uuids) - added})
}

func removeCustomListMember(c *call) *response {
	list := c.account.customList(c.path["uuid"])
	if list == nil {
		return listNotFound()
	}
	at := slices.IndexFunc(list.members, func(user *contact) bool { return user.uuid == c.path["userUuid"] })
	if at < 0 {
		return notFound("The user is not on this list")
	}
	list.members = slices.Delete(list.members, at, at+1)
	return noContent()
}

// smartListIDs returns the lists that the API computes.
func smartListIDs(surface fanvue.Surface) []fanvue.SmartListID {
	ids := []fanvue.SmartListID{
		fanvue.SmartListSubscribers, fanvue.SmartListAutoRenewing, fanvue.SmartListNonRenewing,
		fanvue.SmartListFollowers, fanvue.SmartListFreeTrialSubscribers, fanvue.SmartListExpiredSubscribers,
		fanvue.SmartListSpentMoreThan50, fanvue.SmartListMuted,
	}
	if surface == fanvue.SurfaceV1 {
		ids = append(ids, fanvue.SmartListCreators)
	}
	return ids
}

func smartListName(id fanvue.SmartListID) string {
	switch id {
	case fanvue.SmartListSubscribers:
		return "Subscribers"
	case fanvue.SmartListAutoRenewing:
		return "Auto-renewing"
	case fanvue.SmartListNonRenewing:
		return "Non-renewing"
	case fanvue.SmartListFollowers:
		return "Followers"
	case fanvue.SmartListFreeTrialSubscribers:
		return "Free trial subscribers"
	case fanvue.SmartListExpiredSubscribers:
		return "Expired subscribers"
	case fanvue.SmartListSpentMoreThan50:
		return "Spent more than $50"
	case fanvue.SmartListCreators:
		return "Creators"
	}
	return "Muted"
}

// isOnSmartList reports whether the user is on a smart list of the account.
func (user *contact) isOnSmartList(id fanvue.SmartListID) bool {
	switch id {
	case fanvue.SmartListSubscribers:
		return user.subscription.active()
	case fanvue.SmartListAutoRenewing:
		return user.subscription.active() && user.subscription.renews
	case fanvue.SmartListNonRenewing:
		return user.subscription.active() && !user.subscription.renews
	case fanvue.SmartListFollowers:
		return !user.followedAt.IsZero() && !user.subscription.active()
	case fanvue.SmartListFreeTrialSubscribers:
		return user.subscription.active() && user.subscription.trial
	case fanvue.SmartListExpiredSubscribers:
		return user.subscription.expired
	case fanvue.SmartListSpentMoreThan50:
		return user.spent() > bigSpender
	case fanvue.SmartListMuted:
		return user.chat != nil && user.chat.muted
	case fanvue.SmartListCreators:
		return user.isCreator
	}
	return false
}

func (a *account) smartListMembers(id fanvue.SmartListID) []*contact {
	return a.contactsWhere(func(user *contact) bool { return user.isOnSmartList(id) })
}

type smartListItem struct {
	Count int    `json:"count"`
	Name  string `json:"name"`
	UUID  string `json:"uuid"`
}

func listSmartLists(c *call) *response {
	return ok(mapItems(smartListIDs(c.surface), func(id fanvue.SmartListID) smartListItem {
		return smartListItem{len(c.account.smartListMembers(id)), smartListName(id), string(id)}
	}))
}

func listSmartListMembers(c *call) *response {
	q := c.parameters()
	p := q.page()
	id := fanvue.SmartListID(c.path["uuid"])
	q.checkChoice("uuid", string(id), plain(smartListIDs(c.surface)))
	if problem := q.rejection(); problem != nil {
		return problem
	}
	return withTotal[memberItem](pageOf(
		cached(c, q.listKey(), func() []*contact { return c.account.smartListMembers(id) }), p, newMemberItem), nil)
}
