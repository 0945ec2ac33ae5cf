package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const (
	collectionID   = "set;1 ?"
	collectionPath = "/collections/set%3B1%20%3F"
)

func collectionCases() []operationCase {
	list := func(opts *fanvue.ListOptions) func(context.Context, *fanvue.Client) (any, error) {
		return func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Collections.List(ctx, opts) }
	}
	create := func(ctx context.Context, c *fanvue.Client) (any, error) {
		return c.Collections.Create(ctx, fanvue.CollectionParams{Label: "Sets & <co>"})
	}
	return []operationCase{
		{
			op: fanvue.OpCollectionsList, call: list(&fanvue.ListOptions{Size: 2, After: "page=3&size=2"}),
			method: http.MethodGet, path: "/collections", query: "page=3&size=2", status: http.StatusOK,
			response: `{"data":[{"uuid":"k-1","label":"Sets & co","createdAt":"2026-03-01"},{"uuid":"k-2","label":"Best","createdAt":"2026-03-02T11:00:00+01:00"}],
				"pagination":{"page":3,"size":2,"hasMore":true}}`,
			want: &fanvue.Page[fanvue.Collection]{
				Data: []fanvue.Collection{
					{UUID: "k-1", Label: "Sets & co", CreatedAt: at("2026-03-01T00:00:00Z")},
					{UUID: "k-2", Label: "Best", CreatedAt: at("2026-03-02T10:00:00Z")},
				},
				Next: "page=4&size=2",
			},
		},
		{
			op: fanvue.OpCollectionsList, name: "nulls", call: list(nil),
			method: http.MethodGet, path: "/collections", status: http.StatusOK,
			response: `{"data":[{"uuid":"k-3","label":"Old","createdAt":null}],"pagination":{"page":1,"size":1,"hasMore":false}}`,
			want:     &fanvue.Page[fanvue.Collection]{Data: []fanvue.Collection{{UUID: "k-3", Label: "Old"}}},
		},
		{
			op: fanvue.OpCollectionsCreate, call: create,
			method: http.MethodPost, path: "/collections", body: `{"label":"Sets & <co>"}`,
			status: http.StatusCreated, response: `{"uuid":"k-1","label":"Sets & <co>","createdAt":"2026-03-01T10:00:00.000Z"}`,
			want: &fanvue.Collection{UUID: "k-1", Label: "Sets & <co>", CreatedAt: at("2026-03-01T10:00:00Z")},
		},
		{
			op: fanvue.OpCollectionsCreate, name: "nulls", call: create,
			method: http.MethodPost, path: "/collections", body: `{"label":"Sets & <co>"}`,
			status: http.StatusCreated, response: `{"uuid":"k-1","label":"Sets & <co>","createdAt":null}`,
			want: &fanvue.Collection{UUID: "k-1", Label: "Sets & <co>"},
		},
		{
			op: fanvue.OpCollectionsRename,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.Collections.Rename(ctx, collectionID, fanvue.CollectionParams{Label: "Best"})
			},
			method: http.MethodPatch, path: collectionPath, body: `{"label":"Best"}`,
			status: http.StatusNoContent,
		},
		{
			op: fanvue.OpCollectionsDelete,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.Collections.Delete(ctx, collectionID)
			},
			method: http.MethodDelete, path: collectionPath,
			status: http.StatusNoContent,
		},
	}
}
