package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// Names of the operations on templates.
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

// Template is a prepared message. To send it, set [MessageParams.TemplateUUID].
type Template struct {
	UUID string `json:"uuid"`
	// Text is empty if the template consists of media only.
	Text string `json:"text"`
	// FolderName is empty if the template is not in a folder.
	FolderName string `json:"folderName"`
	// MediaUUIDs lists the attached media.
	MediaUUIDs []string `json:"mediaUuids"`
	// Price is the price of the media, in US cents; nil if they are free.
	Price *Cents `json:"price"`
}

func (Template) required() []string { return []string{"uuid"} }

// TemplateListOptions specifies a page of templates.
type TemplateListOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default of 15 for List and 50 for All.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// FolderName limits the list to folders whose name contains it, ignoring
	// case; empty means all templates.
	FolderName string
}

func (o TemplateListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.set("folderName", o.FolderName)
}

// TemplatesService provides access to the message templates of the caller's own
// account.
type TemplatesService struct{ service }

// List returns a page of the templates.
//
// Calls GET /chats/templates. Scopes: read:chat.
func (s TemplatesService) List(ctx context.Context, opts *TemplateListOptions) (*Page[Template], error) {
	return list[Template](ctx, options(s.request(opTemplatesList), opts))
}

// All returns an iterator over the templates.
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
