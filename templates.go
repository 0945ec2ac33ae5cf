package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// Operations on templates.
const (
	OpTemplatesList OperationName = "Templates.List"
	OpTemplatesGet  OperationName = "Templates.Get"
)

var (
	opTemplatesList = declare(Operation{
		Name: OpTemplatesList, Method: http.MethodGet, Path: "/chats/templates",
		Scopes: []Scope{ScopeReadChat}, Idempotent: true,
	})
	opTemplatesGet = declare(Operation{
		Name: OpTemplatesGet, Method: http.MethodGet, Path: "/chats/templates/{templateUuid}",
		Scopes: []Scope{ScopeReadChat}, Idempotent: true,
	})
)

// Template is a prepared message, to be sent with
// [MessageParams.TemplateUUID].
type Template struct {
	UUID string `json:"uuid"`
	// Text is empty for a template of media alone.
	Text string `json:"text"`
	// FolderName is empty for a template outside all folders.
	FolderName string `json:"folderName"`
	// MediaUUIDs are the attached media.
	MediaUUIDs []string `json:"mediaUuids"`
	// Price is what it costs to see the media, in US cents; nil when free.
	Price *Cents `json:"price"`
}

// TemplateListOptions choose a page of templates.
type TemplateListOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for List (15) and 50 for All.
	Size int
	// After is the Next token of the page before.
	After PageToken
	// FolderName keeps templates in folders whose name contains it, in any
	// case.
	FolderName string
}

func (o TemplateListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.set("folderName", o.FolderName)
}

// TemplatesService is the account's prepared messages.
type TemplatesService struct{ service }

// List returns a page of the templates.
//
// Calls GET /chats/templates. Scopes: read:chat.
func (s TemplatesService) List(ctx context.Context, opts *TemplateListOptions) (*Page[Template], error) {
	return list[Template](ctx, options(s.request(opTemplatesList), opts))
}

// All walks the templates.
//
// Calls GET /chats/templates. Scopes: read:chat.
func (s TemplatesService) All(ctx context.Context, opts *TemplateListOptions) iter.Seq2[Template, error] {
	return all[Template](ctx, options(s.request(opTemplatesList), opts))
}

// Get returns one template.
//
// Calls GET /chats/templates/{templateUuid}. Scopes: read:chat.
func (s TemplatesService) Get(ctx context.Context, templateUUID string) (*Template, error) {
	return fetch[Template](ctx, s.request(opTemplatesGet, templateUUID))
}
