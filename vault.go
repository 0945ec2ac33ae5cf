package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// Names of the operations on the vault.
const (
	OpVaultFolders             OperationName = "Vault.Folders"
	OpVaultFolder              OperationName = "Vault.Folder"
	OpVaultCreateFolder        OperationName = "Vault.CreateFolder"
	OpVaultRenameFolder        OperationName = "Vault.RenameFolder"
	OpVaultDeleteFolder        OperationName = "Vault.DeleteFolder"
	OpVaultMedia               OperationName = "Vault.Media"
	OpVaultAddMedia            OperationName = "Vault.AddMedia"
	OpVaultRemoveMedia         OperationName = "Vault.RemoveMedia"
	OpCreatorVaultFolders      OperationName = "Creator.Vault.Folders"
	OpCreatorVaultFolder       OperationName = "Creator.Vault.Folder"
	OpCreatorVaultCreateFolder OperationName = "Creator.Vault.CreateFolder"
	OpCreatorVaultRenameFolder OperationName = "Creator.Vault.RenameFolder"
	OpCreatorVaultDeleteFolder OperationName = "Creator.Vault.DeleteFolder"
	OpCreatorVaultMedia        OperationName = "Creator.Vault.Media"
	OpCreatorVaultAddMedia     OperationName = "Creator.Vault.AddMedia"
	OpCreatorVaultRemoveMedia  OperationName = "Creator.Vault.RemoveMedia"
)

var (
	opVaultFolders = declare(Operation{
		Name: OpVaultFolders, Method: http.MethodGet, Path: "/vault/folders",
		Scopes: []Scope{ScopeReadMedia}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opVaultFolder = declare(Operation{
		Name: OpVaultFolder, Method: http.MethodGet, Path: "/vault/folders/{folderName}",
		Scopes: []Scope{ScopeReadMedia}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opVaultCreateFolder = declare(Operation{
		Name: OpVaultCreateFolder, Method: http.MethodPost, Path: "/vault/folders",
		Scopes: []Scope{ScopeWriteMedia}, CreatorScope: ScopeWriteCreator,
	})
	opVaultRenameFolder = declare(Operation{
		Name: OpVaultRenameFolder, Method: http.MethodPatch, Path: "/vault/folders/{folderName}",
		// Not idempotent: a second request would look for the old name.
		Scopes: []Scope{ScopeWriteMedia}, CreatorScope: ScopeWriteCreator,
	})
	opVaultDeleteFolder = declare(Operation{
		Name: OpVaultDeleteFolder, Method: http.MethodDelete, Path: "/vault/folders/{folderName}",
		Scopes: []Scope{ScopeWriteMedia}, CreatorScope: ScopeWriteCreator, Idempotent: true,
	})
	opVaultMedia = declare(Operation{
		Name: OpVaultMedia, Method: http.MethodGet, Path: "/vault/folders/{folderName}/media",
		Scopes: []Scope{ScopeReadMedia}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opVaultAddMedia = declare(Operation{
		Name: OpVaultAddMedia, Method: http.MethodPost, Path: "/vault/folders/{folderName}/media",
		Scopes: []Scope{ScopeWriteMedia}, CreatorScope: ScopeWriteCreator,
	})
	opVaultRemoveMedia = declare(Operation{
		Name: OpVaultRemoveMedia, Method: http.MethodDelete, Path: "/vault/folders/{folderName}/media/{mediaUuid}",
		Scopes: []Scope{ScopeWriteMedia}, CreatorScope: ScopeWriteCreator, Idempotent: true,
	})
)

// VaultFolder is a folder of the media library. It has no id; its name
// identifies it.
type VaultFolder struct {
	Name string `json:"name"`
	// MediaCount is the number of items in the folder.
	MediaCount int `json:"mediaCount"`
	// CreatedAt is zero if the server does not know it.
	CreatedAt Timestamp `json:"createdAt"`
}

func (VaultFolder) required() []string { return []string{"name"} }

// VaultMedia is a media item in a folder.
type VaultMedia struct {
	UUID      string    `json:"uuid"`
	MediaType MediaType `json:"mediaType"`
	// Name is empty if there is none.
	Name string `json:"name"`
	// CreatedAt is zero if the server does not know it.
	CreatedAt Timestamp `json:"createdAt"`
}

func (VaultMedia) required() []string { return []string{"uuid"} }

// VaultFolderParams holds the parameters of [VaultService.CreateFolder] and
// [VaultService.RenameFolder].
type VaultFolderParams struct {
	// Name has 1 to 255 characters and is unique among the account's folders.
	Name string `json:"name"`
}

const (
	maxFolderName   = 255
	maxMediaPerMove = 100
)

func (p VaultFolderParams) validate() *ArgumentError {
	if problem := checkID("Name", p.Name); problem != nil {
		return problem // no path could contain it
	}
	return checkLength("Name", p.Name, maxFolderName)
}

// vaultCore has the methods that the caller's own account and a managed creator
// share.
type vaultCore struct{ service }

// Folders returns a page of the folders.
//
// Calls GET /vault/folders. Scopes: read:media; for a managed creator also read:creator.
func (s vaultCore) Folders(ctx context.Context, opts *ListOptions) (*Page[VaultFolder], error) {
	return list[VaultFolder](ctx, options(s.request(opVaultFolders), opts))
}

// AllFolders returns an iterator over the folders.
//
// Calls GET /vault/folders. Scopes: read:media; for a managed creator also read:creator.
func (s vaultCore) AllFolders(ctx context.Context, opts *ListOptions) iter.Seq2[VaultFolder, error] {
	return all[VaultFolder](ctx, options(s.request(opVaultFolders), opts))
}

// Folder returns one folder.
//
// Calls GET /vault/folders/{folderName}. Scopes: read:media; for a managed creator also read:creator.
func (s vaultCore) Folder(ctx context.Context, folderName string) (*VaultFolder, error) {
	return fetch[VaultFolder](ctx, s.request(opVaultFolder, folderName))
}

// CreateFolder creates an empty folder. If another folder has the name, the
// error matches [ErrConflict]. The request is sent at most once: if the
// response is lost, the error is an [*OutcomeUnknownError].
//
// Calls POST /vault/folders. Scopes: write:media; for a managed creator also write:creator.
func (s vaultCore) CreateFolder(ctx context.Context, params VaultFolderParams) (*VaultFolder, error) {
	return fetch[VaultFolder](ctx, s.request(opVaultCreateFolder).with(params))
}

// RenameFolder renames a folder. The new name identifies it from then on. If
// another folder has the name, the error matches [ErrConflict]. The request is
// not retried after a lost response, because the old name may no longer exist:
// the error is an [*OutcomeUnknownError].
//
// Calls PATCH /vault/folders/{folderName}. Scopes: write:media; for a managed creator also write:creator.
func (s vaultCore) RenameFolder(ctx context.Context, folderName string, params VaultFolderParams) error {
	return s.request(opVaultRenameFolder, folderName).with(params).do(ctx, nil)
}

// DeleteFolder deletes a folder. Its media stay in the library.
//
// Calls DELETE /vault/folders/{folderName}. Scopes: write:media; for a managed creator also write:creator.
func (s vaultCore) DeleteFolder(ctx context.Context, folderName string) error {
	return s.request(opVaultDeleteFolder, folderName).do(ctx, nil)
}

// Media returns a page of the media in a folder. [MediaService.List] with a
// FolderName returns more fields of each item.
//
// Calls GET /vault/folders/{folderName}/media. Scopes: read:media; for a managed creator also read:creator.
func (s vaultCore) Media(ctx context.Context, folderName string, opts *ListOptions) (*Page[VaultMedia], error) {
	return list[VaultMedia](ctx, options(s.request(opVaultMedia, folderName), opts))
}

// AllMedia returns an iterator over the media in a folder.
//
// Calls GET /vault/folders/{folderName}/media. Scopes: read:media; for a managed creator also read:creator.
func (s vaultCore) AllMedia(ctx context.Context, folderName string, opts *ListOptions) iter.Seq2[VaultMedia, error] {
	return all[VaultMedia](ctx, options(s.request(opVaultMedia, folderName), opts))
}

type mediaBody struct {
	MediaUUIDs []string `json:"mediaUuids"`
}

func (m mediaBody) validate() *ArgumentError {
	return checkIDs("mediaUUIDs", m.MediaUUIDs, maxMediaPerMove)
}

// AddMedia adds 1 to 100 items of the account's library to a folder and returns
// the number of added items. The request is sent at most once: if the response
// is lost, the error is an [*OutcomeUnknownError].
//
// Calls POST /vault/folders/{folderName}/media. Scopes: write:media; for a managed creator also write:creator.
func (s vaultCore) AddMedia(ctx context.Context, folderName string, mediaUUIDs []string) (int, error) {
	result, err := fetch[addedMedia](ctx, s.request(opVaultAddMedia, folderName).with(mediaBody{mediaUUIDs}))
	if err != nil {
		return 0, err
	}
	return *result.AddedCount, nil
}

type addedMedia struct {
	AddedCount *int `json:"addedCount"`
}

func (addedMedia) required() []string { return []string{"addedCount"} }

// RemoveMedia removes an item from a folder. The item stays in the library.
//
// Calls DELETE /vault/folders/{folderName}/media/{mediaUuid}. Scopes: write:media; for a managed creator also write:creator.
func (s vaultCore) RemoveMedia(ctx context.Context, folderName, mediaUUID string) error {
	return s.request(opVaultRemoveMedia, folderName, mediaUUID).do(ctx, nil)
}

// VaultService provides access to the folders of the caller's own media
// library.
type VaultService struct{ vaultCore }

// CreatorVaultService provides access to the folders of a managed creator's
// media library.
type CreatorVaultService struct{ vaultCore }
