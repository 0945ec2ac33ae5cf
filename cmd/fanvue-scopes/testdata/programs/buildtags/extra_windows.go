package main

import "github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"

func init() { _, _ = kit.Client().Vault.Folders(ctx, nil) }
