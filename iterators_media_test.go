package fanvue_test

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

func mediaIterators() []iteratorCase {
	const (
		filters    = "folderName=f%2F1&mediaType=image"
		filters2   = "purchasedBy=u-1&size=50&status=ready&usage=ppv&variants=main"
		mediaItem  = `{"uuid":%q,"status":"ready"}`
		folderItem = `{"name":%q}`
	)
	library := &fanvue.MediaListOptions{
		FolderName: "f/1", MediaType: fanvue.MediaImage, PurchasedBy: "u-1", Statuses: []fanvue.MediaStatus{fanvue.MediaReady},
		Usage: fanvue.UsedForPayToView, Variants: []fanvue.MediaVariantType{fanvue.VariantMain},
	}
	plain := [2]string{"size=50", "page=2&size=50"}
	media := func(m fanvue.Media) string { return m.UUID }
	folder := func(f fanvue.VaultFolder) string { return f.Name }
	inFolder := func(m fanvue.VaultMedia) string { return m.UUID }
	return []iteratorCase{
		{
			name: "Media.All", path: "/media", item: mediaItem,
			queries: [2]string{filters + "&" + filters2, filters + "&page=2&" + filters2},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Media.All(ctx, library), media)
			},
		},
		{
			name: "Media.All by cursor", path: "/media", item: mediaItem, cursor: true,
			queries: [2]string{"folderName=sea&size=4", "cursor=c%2F2+%2B%3D&folderName=sea&size=4"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Media.All(ctx, &fanvue.MediaListOptions{FolderName: "sea", Size: 4}), media)
			},
		},
		{
			name: "Creator.Media.All", path: creatorPrefix + "/media", item: mediaItem,
			queries: [2]string{filters + "&" + filters2, filters + "&page=2&" + filters2},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).Media.All(ctx, library), media)
			},
		},
		{
			name: "Vault.AllFolders", path: "/vault/folders", item: folderItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Vault.AllFolders(ctx, nil), folder)
			},
		},
		{
			name: "Creator.Vault.AllFolders", path: creatorPrefix + "/vault/folders", item: folderItem,
			queries: [2]string{"size=2", "page=2&size=2"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).Vault.AllFolders(ctx, &fanvue.ListOptions{Size: 2}), folder)
			},
		},
		{
			name: "Vault.AllMedia", path: folderPath + "/media", item: mediaItem, queries: [2]string{"size=2", "page=2&size=2"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Vault.AllMedia(ctx, folderName, &fanvue.ListOptions{Size: 2}), inFolder)
			},
		},
		{
			name: "Creator.Vault.AllMedia", path: creatorPrefix + folderPath + "/media", item: mediaItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).Vault.AllMedia(ctx, folderName, nil), inFolder)
			},
		},
	}
}
