package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

func creatorCases() []operationCase {
	return []operationCase{
		{
			op: fanvue.OpCreatorsList,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creators.List(ctx, &fanvue.ListOptions{Size: 6, After: "page=2&size=6"})
			},
			method: http.MethodGet, path: "/creators", query: "page=2&size=6",
			status: http.StatusOK, response: usersResponse,
			want: &fanvue.Page[fanvue.Creator]{Data: []fanvue.Creator{{User: wantUser()}}, Next: "page=3&size=6"},
		},
		{
			op: fanvue.OpCreatorsList, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Creators.List(ctx, nil) },
			method: http.MethodGet, path: "/creators",
			status: http.StatusOK, response: usersNulls,
			want: &fanvue.Page[fanvue.Creator]{Data: []fanvue.Creator{{User: wantUserNulls()}}},
		},
	}
}
