package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

func templateCases() []operationCase {
	const templateJSON = `{"uuid":"t-1","text":"welcome <you>","folderName":"Hello & co","mediaUuids":["md-1","md-2"],"price":700}`
	const templateNulls = `{"uuid":"t-2","text":null,"folderName":null,"mediaUuids":[],"price":null}`
	want := fanvue.Template{UUID: "t-1", Text: "welcome <you>", FolderName: "Hello & co", MediaUUIDs: []string{"md-1", "md-2"}, Price: ptr(fanvue.Cents(700))}
	nulls := fanvue.Template{UUID: "t-2", MediaUUIDs: []string{}}
	get := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Templates.Get(ctx, "t;1 #é") }
	return []operationCase{
		{
			op: fanvue.OpTemplatesList,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Templates.List(ctx, &fanvue.TemplateListOptions{Size: 12, After: "page=2&size=12", FolderName: "hello & co"})
			},
			method: http.MethodGet, path: "/chats/templates", query: "folderName=hello+%26+co&page=2&size=12",
			status: http.StatusOK, response: `{"data":[` + templateJSON + `],"pagination":{"page":2,"size":1,"hasMore":true}}`,
			want: &fanvue.Page[fanvue.Template]{Data: []fanvue.Template{want}, Next: "page=3&size=12"},
		},
		{
			op: fanvue.OpTemplatesList, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Templates.List(ctx, nil) },
			method: http.MethodGet, path: "/chats/templates",
			status: http.StatusOK, response: `{"data":[` + templateNulls + `],"pagination":{"page":1,"size":1,"hasMore":false}}`,
			want: &fanvue.Page[fanvue.Template]{Data: []fanvue.Template{nulls}},
		},
		{
			op: fanvue.OpTemplatesGet, call: get, method: http.MethodGet, path: "/chats/templates/t%3B1%20%23%C3%A9",
			status: http.StatusOK, response: templateJSON, want: &want,
		},
		{
			op: fanvue.OpTemplatesGet, name: "nulls", call: get, method: http.MethodGet, path: "/chats/templates/t%3B1%20%23%C3%A9",
			status: http.StatusOK, response: templateNulls, want: &nulls,
		},
	}
}
