package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// Names of the operations on collections.
const (
	OpCollectionsList   OperationName = "Collections.List"
	OpCollectionsCreate OperationName = "Collections.Create"
	OpCollectionsRename OperationName = "Collections.Rename"
	OpCollectionsDelete OperationName = "Collections.Delete"
)

var (
	opCollectionsList = declare(Operation{
		Name: OpCollectionsList, Method: http.MethodGet, Path: "/collections",
		Scopes: []Scope{ScopeReadPost}, Idempotent: true,
	})
	opCollectionsCreate = declare(Operation{
		Name: OpCollectionsCreate, Method: http.MethodPost, Path: "/collections",
		Scopes: []Scope{ScopeWritePost},
	})
	opCollectionsRename = declare(Operation{
		Name: OpCollectionsRename, Method: http.MethodPatch, Path: "/collections/{uuid}",
		Scopes: []Scope{ScopeWritePost}, Idempotent: true,
	})
	opCollectionsDelete = declare(Operation{
		Name: OpCollectionsDelete, Method: http.MethodDelete, Path: "/collections/{uuid}",
		Scopes: []Scope{ScopeWritePost}, Idempotent: true,
	})
)

// Collection is a group of the account's posts.
type Collection struct {
	UUID string `json:"uuid"`
	// Label is the name of the collection.
	Label string `json:"label"`
	// CreatedAt is zero if the server does not know it.
	CreatedAt Timestamp `json:"createdAt"`
}

func (Collection) required() []string { return []string{"uuid"} }

// CollectionParams holds the parameters of [CollectionsService.Create] and
// [CollectionsService.Rename].
type CollectionParams struct {
	// Label has 1 to 100 characters and is unique among the account's
	// collections.
	Label string `json:"label"`
}

const maxCollectionLabel = 100

func (p CollectionParams) validate() *ArgumentError {
	return checkLength("Label", p.Label, maxCollectionLabel)
}

// CollectionsService provides access to the collections of the caller's own
// account.
type CollectionsService struct{ service }

// List returns a page of the collections.
//
// Calls GET /collections. Scopes: read:post.
func (s CollectionsService) List(ctx context.Context, opts *ListOptions) (*Page[Collection], error) {
	return list[Collection](ctx, options(s.request(opCollectionsList), opts))
}

// All returns an iterator over the collections.
//
// Calls GET /collections. Scopes: read:post.
func (s CollectionsService) All(ctx context.Context, opts *ListOptions) iter.Seq2[Collection, error] {
	return all[Collection](ctx, options(s.request(opCollectionsList), opts))
}

// Create creates an empty collection. If another collection has the label, the
// error matches [ErrConflict]. The request is sent at most once: if the
// response is lost, the error is an [*OutcomeUnknownError].
//
// Calls POST /collections. Scopes: write:post.
func (s CollectionsService) Create(ctx context.Context, params CollectionParams) (*Collection, error) {
	return fetch[Collection](ctx, s.request(opCollectionsCreate).with(params))
}

// Rename sets the label of a collection. If another collection has the label,
// the error matches [ErrConflict].
//
// Calls PATCH /collections/{uuid}. Scopes: write:post.
func (s CollectionsService) Rename(ctx context.Context, collectionUUID string, params CollectionParams) error {
	return s.request(opCollectionsRename, collectionUUID).with(params).do(ctx, nil)
}

// Delete deletes a collection but not its posts.
//
// Calls DELETE /collections/{uuid}. Scopes: write:post.
func (s CollectionsService) Delete(ctx context.Context, collectionUUID string) error {
	return s.request(opCollectionsDelete, collectionUUID).do(ctx, nil)
}
