package contract_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// creatorFolderName is a folder of the seeded creator.
const creatorFolderName = "Favourites"

func allVariants() []fanvue.MediaVariantType {
	return []fanvue.MediaVariantType{fanvue.VariantMain, fanvue.VariantThumbnail, fanvue.VariantThumbnailGallery, fanvue.VariantBlurred}
}

func mediaListOptions(folder string) *fanvue.MediaListOptions {
	return &fanvue.MediaListOptions{
		Size: 50, After: "page=1&size=50", MediaType: fanvue.MediaImage, FolderName: folder, PurchasedBy: fanvuetest.BuyerUUID,
		Statuses: []fanvue.MediaStatus{fanvue.MediaReady, fanvue.MediaProcessing, fanvue.MediaCreated, fanvue.MediaError}, Variants: allVariants(),
	}
}

func mediaCalls() []call {
	used := func(usage fanvue.MediaUsage) *fanvue.MediaListOptions { return &fanvue.MediaListOptions{Usage: usage} }
	one := &fanvue.MediaOptions{Variants: allVariants(), PurchasedBy: fanvuetest.BuyerUUID}
	all := []call{
		{op: fanvue.OpMediaList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) { return c.Media.List(ctx, nil) }},
		{op: fanvue.OpMediaList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Media.List(ctx, mediaListOptions(fanvuetest.VaultFolderName))
		}},
		{op: fanvue.OpCreatorMediaList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Media.List(ctx, mediaListOptions(creatorFolderName))
		}},
		{op: fanvue.OpMediaGet, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Media.Get(ctx, fanvuetest.MediaUUID, nil)
		}},
		{op: fanvue.OpMediaGet, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Media.Get(ctx, fanvuetest.MediaUUID, one)
		}},
		{op: fanvue.OpCreatorMediaGet, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Media.Get(ctx, creatorMediaUUID, one)
		}},
		{op: fanvue.OpMediaBulk, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Media.Bulk(ctx, fanvue.MediaBulkParams{MediaUUIDs: []string{fanvuetest.MediaUUID, anyUUID}, Variants: allVariants()})
		}},
		{op: fanvue.OpMediaGrant, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Media.Grant(ctx, fanvuetest.MediaUUID, grantParams(fanvuetest.FanUUID))
		}},
		{op: fanvue.OpMediaEntitled, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Media.Entitled(ctx, fanvuetest.MediaUUID, fanvue.EntitledParams{ConsumerID: fanvuetest.BuyerUUID, Variants: allVariants()})
		}},
		{op: fanvue.OpMediaLinkPurchased, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Media.LinkPurchased(ctx, fanvuetest.BoughtMediaLinkUUID)
		}},
	}
	for _, usage := range []fanvue.MediaUsage{fanvue.UsedForSubscribers, fanvue.UsedForFollowers, fanvue.UsedForPayToView, fanvue.UsedForMassMessages} {
		all = append(all, call{op: fanvue.OpMediaList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Media.List(ctx, used(usage))
		}}, call{op: fanvue.OpCreatorMediaList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Media.List(ctx, used(usage))
		}})
	}
	return append(append(all, uploadCalls()...), vaultCalls()...)
}

func grantParams(consumer string) fanvue.GrantParams {
	return fanvue.GrantParams{ConsumerID: consumer, Source: "contract_1", SourceRef: "Order #1"}
}

func sessionParams() fanvue.UploadSessionParams {
	return fanvue.UploadSessionParams{Name: "Harbour", Filename: "harbour.mp4", MediaType: fanvue.MediaVideo}
}

func uploadCalls() []call {
	parts := []fanvue.UploadedPart{{Number: 1, ETag: partETag}}
	return []call{
		{op: fanvue.OpMediaCreateUpload, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Media.CreateUpload(ctx, sessionParams())
		}},
		{op: fanvue.OpCreatorMediaCreateUpload, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Media.CreateUpload(ctx, sessionParams())
		}},
		{op: fanvue.OpMediaUploadPartURL, do: func(ctx context.Context, c *fanvue.Client, id made) (any, error) {
			return c.Media.UploadPartURL(ctx, id.upload, 1)
		}},
		{op: fanvue.OpCreatorMediaUploadPartURL, do: func(ctx context.Context, c *fanvue.Client, id made) (any, error) {
			return creator(c).Media.UploadPartURL(ctx, id.creatorUpload, 1)
		}},
		{op: fanvue.OpMediaCompleteUpload, do: func(ctx context.Context, c *fanvue.Client, id made) (any, error) {
			return c.Media.CompleteUpload(ctx, id.upload, parts)
		}},
		{op: fanvue.OpCreatorMediaCompleteUpload, do: func(ctx context.Context, c *fanvue.Client, id made) (any, error) {
			return creator(c).Media.CompleteUpload(ctx, id.creatorUpload, parts)
		}},
	}
}

// partETag is the one of a part with the byte x.
const partETag = `"9dd4e461268c8034f5c8564e155c67a6"`

// begunUpload has its one part in the storage.
func begunUpload(t *testing.T, create func(context.Context, fanvue.UploadSessionParams) (*fanvue.UploadSession, error),
	address func(ctx context.Context, uploadID string, part int) (string, error), storage *http.Client) string {
	t.Helper()
	session, err := create(t.Context(), sessionParams())
	if err != nil {
		t.Fatal(err)
	}
	partURL, err := address(t.Context(), session.UploadID, 1)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, partURL, strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	response, err := storage.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if got := response.Header.Get("ETag"); got != partETag {
		t.Fatalf("the storage gave the ETag %q, want %q", got, partETag)
	}
	return session.UploadID
}

func vaultCalls() []call {
	inFolder := &fanvue.ListOptions{Size: 50, After: "page=1&size=50"}
	const folder, managed = fanvuetest.VaultFolderName, creatorFolderName
	params := fanvue.VaultFolderParams{Name: "Studio 2 / raw"}
	return []call{
		{op: fanvue.OpVaultFolders, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) { return c.Vault.Folders(ctx, nil) }},
		{op: fanvue.OpCreatorVaultFolders, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Vault.Folders(ctx, nil)
		}},
		{op: fanvue.OpVaultFolder, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) { return c.Vault.Folder(ctx, folder) }},
		{op: fanvue.OpCreatorVaultFolder, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Vault.Folder(ctx, managed)
		}},
		{op: fanvue.OpVaultCreateFolder, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Vault.CreateFolder(ctx, params)
		}},
		{op: fanvue.OpCreatorVaultCreateFolder, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Vault.CreateFolder(ctx, params)
		}},
		{op: fanvue.OpVaultRenameFolder, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, c.Vault.RenameFolder(ctx, folder, params)
		}},
		{op: fanvue.OpCreatorVaultRenameFolder, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, creator(c).Vault.RenameFolder(ctx, managed, params)
		}},
		{op: fanvue.OpVaultDeleteFolder, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, c.Vault.DeleteFolder(ctx, folder)
		}},
		{op: fanvue.OpCreatorVaultDeleteFolder, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, creator(c).Vault.DeleteFolder(ctx, managed)
		}},
		{op: fanvue.OpVaultMedia, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Vault.Media(ctx, folder, inFolder)
		}},
		{op: fanvue.OpCreatorVaultMedia, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Vault.Media(ctx, managed, inFolder)
		}},
		{op: fanvue.OpVaultAddMedia, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Vault.AddMedia(ctx, folder, []string{fanvuetest.MediaUUID})
		}},
		{op: fanvue.OpCreatorVaultAddMedia, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Vault.AddMedia(ctx, managed, []string{creatorMediaUUID})
		}},
		{op: fanvue.OpVaultRemoveMedia, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, c.Vault.RemoveMedia(ctx, folder, fanvuetest.MediaUUID)
		}},
		{op: fanvue.OpCreatorVaultRemoveMedia, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, creator(c).Vault.RemoveMedia(ctx, managed, creatorMediaUUID)
		}},
	}
}
