package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const (
	folderName = "Best of 1/2? 100% ü"
	folderPath = "/vault/folders/Best%20of%201%2F2%3F%20100%25%20%C3%BC"

	folderResponse = `{"name":"Best & <more>","mediaCount":12,"createdAt":"2026-03-04T05:06:07.000Z"}`
	folderNulls    = `{"name":"Empty","mediaCount":0,"createdAt":null}`
)

// folders is what both views of a vault have.
type folders interface {
	Folders(ctx context.Context, opts *fanvue.ListOptions) (*fanvue.Page[fanvue.VaultFolder], error)
	Folder(ctx context.Context, folderName string) (*fanvue.VaultFolder, error)
	CreateFolder(ctx context.Context, params fanvue.VaultFolderParams) (*fanvue.VaultFolder, error)
	RenameFolder(ctx context.Context, folderName string, params fanvue.VaultFolderParams) error
	DeleteFolder(ctx context.Context, folderName string) error
	Media(ctx context.Context, folderName string, opts *fanvue.ListOptions) (*fanvue.Page[fanvue.VaultMedia], error)
	AddMedia(ctx context.Context, folderName string, mediaUUIDs []string) (int, error)
	RemoveMedia(ctx context.Context, folderName, mediaUUID string) error
}

func vaultCases() []operationCase {
	own := vaultCasesOf("", "", func(c *fanvue.Client) folders { return c.Vault })
	return append(own, vaultCasesOf("Creator.", creatorPrefix, func(c *fanvue.Client) folders { return c.Creator(creatorID).Vault })...)
}

func vaultCasesOf(view fanvue.OperationName, prefix string, vault func(*fanvue.Client) folders) []operationCase {
	full := fanvue.VaultFolder{Name: "Best & <more>", MediaCount: 12, CreatedAt: at("2026-03-04T05:06:07Z")}
	create := func(ctx context.Context, c *fanvue.Client) (any, error) {
		return vault(c).CreateFolder(ctx, fanvue.VaultFolderParams{Name: "Best & <more>"})
	}
	return []operationCase{
		{
			op: view + fanvue.OpVaultFolders,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return vault(c).Folders(ctx, &fanvue.ListOptions{Size: 6, After: "page=4&size=6"})
			},
			method: http.MethodGet, path: prefix + "/vault/folders", query: "page=4&size=6",
			status: http.StatusOK, response: `{"data":[` + folderResponse + `,` + folderNulls + `],"pagination":{"page":4,"size":2,"hasMore":true}}`,
			want: &fanvue.Page[fanvue.VaultFolder]{Data: []fanvue.VaultFolder{full, {Name: "Empty"}}, Next: "page=5&size=6"},
		},
		{
			op: view + fanvue.OpVaultFolder,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return vault(c).Folder(ctx, folderName)
			},
			method: http.MethodGet, path: prefix + folderPath,
			status: http.StatusOK, response: folderResponse, want: &full,
		},
		{
			op: view + fanvue.OpVaultFolder, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return vault(c).Folder(ctx, "Empty") },
			method: http.MethodGet, path: prefix + "/vault/folders/Empty",
			status: http.StatusOK, response: folderNulls, want: &fanvue.VaultFolder{Name: "Empty"},
		},
		{
			op: view + fanvue.OpVaultCreateFolder, call: create,
			method: http.MethodPost, path: prefix + "/vault/folders", body: `{"name":"Best & <more>"}`,
			status: http.StatusCreated, response: folderResponse, want: &full,
		},
		{
			op: view + fanvue.OpVaultCreateFolder, name: "nulls", call: create,
			method: http.MethodPost, path: prefix + "/vault/folders", body: `{"name":"Best & <more>"}`,
			status: http.StatusCreated, response: `{"name":"Best & <more>","mediaCount":0,"createdAt":null}`,
			want: &fanvue.VaultFolder{Name: "Best & <more>"},
		},
		{
			op: view + fanvue.OpVaultRenameFolder,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, vault(c).RenameFolder(ctx, folderName, fanvue.VaultFolderParams{Name: "Worst/1"})
			},
			method: http.MethodPatch, path: prefix + folderPath, body: `{"name":"Worst/1"}`, status: http.StatusNoContent,
		},
		{
			op: view + fanvue.OpVaultDeleteFolder,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, vault(c).DeleteFolder(ctx, folderName)
			},
			method: http.MethodDelete, path: prefix + folderPath, status: http.StatusNoContent,
		},
		{
			op: view + fanvue.OpVaultMedia,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return vault(c).Media(ctx, folderName, &fanvue.ListOptions{Size: 9, After: "page=2&size=9"})
			},
			method: http.MethodGet, path: prefix + folderPath + "/media", query: "page=2&size=9",
			status: http.StatusOK,
			response: `{"data":[{"uuid":"md-1","mediaType":"video","name":"Sunset","createdAt":"2026-03-04T05:06:07.000Z"},
				{"uuid":"md-2","mediaType":"hologram","name":null,"createdAt":null}],"pagination":{"page":2,"size":2,"hasMore":true}}`,
			want: &fanvue.Page[fanvue.VaultMedia]{Data: []fanvue.VaultMedia{
				{UUID: "md-1", MediaType: fanvue.MediaVideo, Name: "Sunset", CreatedAt: at("2026-03-04T05:06:07Z")},
				{UUID: "md-2", MediaType: "hologram"},
			}, Next: "page=3&size=9"},
		},
		{
			op: view + fanvue.OpVaultAddMedia,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return vault(c).AddMedia(ctx, folderName, []string{"md-1", "md-2", "md-3"})
			},
			method: http.MethodPost, path: prefix + folderPath + "/media", body: `{"mediaUuids":["md-1","md-2","md-3"]}`,
			status: http.StatusCreated, response: `{"addedCount":2}`, want: 2,
		},
		{
			op: view + fanvue.OpVaultRemoveMedia,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, vault(c).RemoveMedia(ctx, folderName, mediaID)
			},
			method: http.MethodDelete, path: prefix + folderPath + "/media/" + mediaPath, status: http.StatusNoContent,
		},
	}
}
