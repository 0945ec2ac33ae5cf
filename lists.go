package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// Names of the operations on lists of users.
const (
	OpCustomListsList           OperationName = "CustomLists.List"
	OpCustomListsCreate         OperationName = "CustomLists.Create"
	OpCustomListsUpdate         OperationName = "CustomLists.Update"
	OpCustomListsDelete         OperationName = "CustomLists.Delete"
	OpCustomListsMembers        OperationName = "CustomLists.Members"
	OpCustomListsAddMembers     OperationName = "CustomLists.AddMembers"
	OpCustomListsRemoveMember   OperationName = "CustomLists.RemoveMember"
	OpSmartListsList            OperationName = "SmartLists.List"
	OpSmartListsMembers         OperationName = "SmartLists.Members"
	OpCreatorCustomListsList    OperationName = "Creator.CustomLists.List"
	OpCreatorCustomListsMembers OperationName = "Creator.CustomLists.Members"
	OpCreatorSmartListsList     OperationName = "Creator.SmartLists.List"
	OpCreatorSmartListsMembers  OperationName = "Creator.SmartLists.Members"
)

var (
	opCustomListsList = declare(Operation{
		Name: OpCustomListsList, Method: http.MethodGet, Path: "/chats/lists/custom",
		Scopes: []Scope{ScopeReadChat, ScopeReadFan}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opCustomListsCreate = declare(Operation{
		Name: OpCustomListsCreate, Method: http.MethodPost, Path: "/chats/lists/custom",
		Scopes: []Scope{ScopeWriteChat},
	})
	opCustomListsUpdate = declare(Operation{
		Name: OpCustomListsUpdate, Method: http.MethodPatch, Path: "/chats/lists/custom/{uuid}",
		Scopes: []Scope{ScopeWriteChat}, Idempotent: true,
	})
	opCustomListsDelete = declare(Operation{
		Name: OpCustomListsDelete, Method: http.MethodDelete, Path: "/chats/lists/custom/{uuid}",
		Scopes: []Scope{ScopeWriteChat}, Idempotent: true,
	})
	opCustomListsMembers = declare(Operation{
		Name: OpCustomListsMembers, Method: http.MethodGet, Path: "/chats/lists/custom/{uuid}",
		Scopes: []Scope{ScopeReadChat, ScopeReadFan}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opCustomListsAddMembers = declare(Operation{
		Name: OpCustomListsAddMembers, Method: http.MethodPost, Path: "/chats/lists/custom/{uuid}/members",
		Scopes: []Scope{ScopeWriteChat},
	})
	opCustomListsRemoveMember = declare(Operation{
		Name: OpCustomListsRemoveMember, Method: http.MethodDelete, Path: "/chats/lists/custom/{uuid}/members/{userUuid}",
		Scopes: []Scope{ScopeWriteChat}, Idempotent: true,
	})
	opSmartListsList = declare(Operation{
		Name: OpSmartListsList, Method: http.MethodGet, Path: "/chats/lists/smart",
		Scopes: []Scope{ScopeReadChat, ScopeReadFan}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opSmartListsMembers = declare(Operation{
		Name: OpSmartListsMembers, Method: http.MethodGet, Path: "/chats/lists/smart/{uuid}",
		Scopes: []Scope{ScopeReadChat, ScopeReadFan}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
)

// CustomList is a list of users that the account maintains.
type CustomList struct {
	UUID string `json:"uuid"`
	Name string `json:"name"`
	// MembersCount is the number of members. It is 0 in the response to
	// creating a list.
	MembersCount int `json:"membersCount"`
	// CreatedAt is zero if the server does not know it.
	CreatedAt Timestamp `json:"createdAt"`
}

func (CustomList) required() []string { return []string{"uuid"} }

// ListMember is a user on a list.
type ListMember struct {
	UUID        string `json:"uuid"`
	Handle      string `json:"handle"`
	DisplayName string `json:"displayName"`
	IsCreator   bool   `json:"isCreator"`
}

func (ListMember) required() []string { return []string{"uuid"} }

// SmartListID identifies a smart list. It is what the API calls the uuid of a
// smart list.
type SmartListID string

// The documented smart lists.
const (
	SmartListSubscribers          SmartListID = "subscribers"
	SmartListAutoRenewing         SmartListID = "auto_renewing"
	SmartListNonRenewing          SmartListID = "non_renewing"
	SmartListFollowers            SmartListID = "followers"
	SmartListFreeTrialSubscribers SmartListID = "free_trial_subscribers"
	SmartListExpiredSubscribers   SmartListID = "expired_subscribers"
	SmartListSpentMoreThan50      SmartListID = "spent_more_than_50"
	SmartListMuted                SmartListID = "muted"
	SmartListCreators             SmartListID = "creators" // newer responses only
)

// SmartList is a list of users that Fanvue computes.
type SmartList struct {
	UUID SmartListID `json:"uuid"`
	// Name is the display name.
	Name string `json:"name"`
	// Count is the number of members.
	Count int `json:"count"`
}

func (SmartList) required() []string { return []string{"uuid"} }

// CustomListListOptions specifies a page of custom lists.
type CustomListListOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default of 15 for List and 50 for All.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// Search limits the result to lists with a matching name; empty means all.
	// Not supported for managed creators.
	Search string
}

func (o CustomListListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.ownOnly("Search", o.Search != "")
	q.set("search", o.Search)
}

// CustomListParams holds the parameters of [CustomListsService.Create] and
// [CustomListsService.Update].
type CustomListParams struct {
	// Name has 1 to 100 characters and is unique among the account's lists.
	Name string `json:"name"`
}

const maxListName = 100

func (p CustomListParams) validate() *ArgumentError {
	return checkLength("Name", p.Name, maxListName)
}

// AddedMembers is the response to adding users to a list.
type AddedMembers struct {
	// Added is the number of users that were added.
	Added int `json:"added"`
	// Skipped is the number of users that were on the list already.
	Skipped int `json:"skipped"`
}

func (AddedMembers) required() []string { return []string{"added|skipped"} }

// customListsCore has the methods that the caller's own account and a managed
// creator share.
type customListsCore struct{ service }

// List returns a page of the custom lists.
//
// Calls GET /chats/lists/custom. Scopes: read:chat, read:fan; for a managed creator also read:creator.
func (s customListsCore) List(ctx context.Context, opts *CustomListListOptions) (*Page[CustomList], error) {
	return list[CustomList](ctx, options(s.request(opCustomListsList), opts))
}

// All returns an iterator over the custom lists.
//
// Calls GET /chats/lists/custom. Scopes: read:chat, read:fan; for a managed creator also read:creator.
func (s customListsCore) All(ctx context.Context, opts *CustomListListOptions) iter.Seq2[CustomList, error] {
	return all[CustomList](ctx, options(s.request(opCustomListsList), opts))
}

// Members returns a page of the users on a custom list.
//
// Calls GET /chats/lists/custom/{uuid}. Scopes: read:chat, read:fan; for a managed creator also read:creator.
func (s customListsCore) Members(ctx context.Context, listUUID string, opts *ListOptions) (*Page[ListMember], error) {
	return list[ListMember](ctx, options(s.request(opCustomListsMembers, listUUID), opts))
}

// AllMembers returns an iterator over the users on a custom list.
//
// Calls GET /chats/lists/custom/{uuid}. Scopes: read:chat, read:fan; for a managed creator also read:creator.
func (s customListsCore) AllMembers(ctx context.Context, listUUID string, opts *ListOptions) iter.Seq2[ListMember, error] {
	return all[ListMember](ctx, options(s.request(opCustomListsMembers, listUUID), opts))
}

// CustomListsService provides access to the lists of users that the caller's
// own account maintains.
type CustomListsService struct{ customListsCore }

// Create creates an empty list. If another list has the name, the error matches
// [ErrConflict]. The request is sent at most once: if the response is lost, the
// error is an [*OutcomeUnknownError].
//
// Calls POST /chats/lists/custom. Scopes: write:chat.
func (s CustomListsService) Create(ctx context.Context, params CustomListParams) (*CustomList, error) {
	return fetch[CustomList](ctx, s.request(opCustomListsCreate).with(params))
}

// Update renames a list. If another list has the name, the error matches
// [ErrConflict].
//
// Calls PATCH /chats/lists/custom/{uuid}. Scopes: write:chat.
func (s CustomListsService) Update(ctx context.Context, listUUID string, params CustomListParams) error {
	return s.request(opCustomListsUpdate, listUUID).with(params).do(ctx, nil)
}

// Delete deletes a list. Its members are otherwise unaffected.
//
// Calls DELETE /chats/lists/custom/{uuid}. Scopes: write:chat.
func (s CustomListsService) Delete(ctx context.Context, listUUID string) error {
	return s.request(opCustomListsDelete, listUUID).do(ctx, nil)
}

// AddMembers adds 1 to 100 users to a list. Users who are on it already are
// skipped. The request is sent at most once: if the response is lost, the error
// is an [*OutcomeUnknownError].
//
// Calls POST /chats/lists/custom/{uuid}/members. Scopes: write:chat.
func (s CustomListsService) AddMembers(ctx context.Context, listUUID string, userUUIDs []string) (*AddedMembers, error) {
	return fetch[AddedMembers](ctx, s.request(opCustomListsAddMembers, listUUID).with(usersBody{userUUIDs}))
}

// RemoveMember removes a user from a list. If the user is not on it, the error
// matches [ErrNotFound].
//
// Calls DELETE /chats/lists/custom/{uuid}/members/{userUuid}. Scopes: write:chat.
func (s CustomListsService) RemoveMember(ctx context.Context, listUUID, userUUID string) error {
	return s.request(opCustomListsRemoveMember, listUUID, userUUID).do(ctx, nil)
}

// CreatorCustomListsService provides access to the lists of users that a
// managed creator maintains.
type CreatorCustomListsService struct{ customListsCore }

// smartListsCore has the methods that the caller's own account and a managed
// creator share.
type smartListsCore struct{ service }

// List returns all smart lists with the numbers of their members.
//
// Calls GET /chats/lists/smart. Scopes: read:chat, read:fan; for a managed creator also read:creator.
func (s smartListsCore) List(ctx context.Context) ([]SmartList, error) {
	lists, err := list[SmartList](ctx, s.request(opSmartListsList))
	if lists == nil {
		return nil, err
	}
	return lists.Data, err
}

// Members returns a page of the users on a smart list who can be contacted.
//
// Calls GET /chats/lists/smart/{uuid}. Scopes: read:chat, read:fan; for a managed creator also read:creator.
func (s smartListsCore) Members(ctx context.Context, id SmartListID, opts *ListOptions) (*Page[ListMember], error) {
	return list[ListMember](ctx, options(s.request(opSmartListsMembers, string(id)), opts))
}

// AllMembers returns an iterator over the users on a smart list who can be
// contacted.
//
// Calls GET /chats/lists/smart/{uuid}. Scopes: read:chat, read:fan; for a managed creator also read:creator.
func (s smartListsCore) AllMembers(ctx context.Context, id SmartListID, opts *ListOptions) iter.Seq2[ListMember, error] {
	return all[ListMember](ctx, options(s.request(opSmartListsMembers, string(id)), opts))
}

// SmartListsService provides access to the lists of users that Fanvue computes
// for the caller's own account.
type SmartListsService struct{ smartListsCore }

// CreatorSmartListsService provides access to the lists of users that Fanvue
// computes for a managed creator.
type CreatorSmartListsService struct{ smartListsCore }
