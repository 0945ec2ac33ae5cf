package fanvue_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestValidationOfVault(t *testing.T) {
	t.Parallel()
	var cases []validationCase
	both := func(op fanvue.OperationName, name, argument, sent string, call func(context.Context, folders) error) {
		cases = append(cases, validationCase{op, name, argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return call(ctx, c.Vault)
		}}, validationCase{"Creator." + op, name, argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return call(ctx, c.Creator("ada").Vault)
		}})
	}
	for name, argument := range map[string]string{
		"": "Name", ".": "Name", "..": "Name", "caf\xe9": "Name", runes(256): "Name", runes(255): "", "x": "", "...": "", "a/b": "",
	} {
		params, title := fanvue.VaultFolderParams{Name: name}, fmt.Sprintf("name %.4q of %d bytes", name, len(name))
		sent := `{"name":"` + name + `"}`
		both(fanvue.OpVaultCreateFolder, title, argument, sent, func(ctx context.Context, v folders) error {
			return second(v.CreateFolder(ctx, params))
		})
		both(fanvue.OpVaultRenameFolder, title, argument, sent, func(ctx context.Context, v folders) error {
			return v.RenameFolder(ctx, "f", params)
		})
	}
	for size, argument := range map[int]string{-1: "Size", 50: "", 51: "Size"} {
		opts, sent := &fanvue.ListOptions{Size: size}, fmt.Sprint("size=", size)
		both(fanvue.OpVaultFolders, sent, argument, sent, func(ctx context.Context, v folders) error { return second(v.Folders(ctx, opts)) })
		both(fanvue.OpVaultMedia, sent, argument, sent, func(ctx context.Context, v folders) error { return second(v.Media(ctx, "f", opts)) })
	}
	cases = append(cases, validationOfIDs(fanvue.OpVaultAddMedia, "mediaUUIDs", 100, `","`, func(ctx context.Context, c *fanvue.Client, ids []string) error {
		return second(c.Vault.AddMedia(ctx, "f", ids))
	})...)
	cases = append(cases, validationOfIDs(fanvue.OpCreatorVaultAddMedia, "mediaUUIDs", 100, `","`, func(ctx context.Context, c *fanvue.Client, ids []string) error {
		return second(c.Creator("ada").Vault.AddMedia(ctx, "f", ids))
	})...)
	runValidation(t, cases)
}
