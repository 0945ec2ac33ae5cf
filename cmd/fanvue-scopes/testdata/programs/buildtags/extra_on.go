//go:build extra

package main

import "github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"

func extra() { _, _ = kit.Client().Posts.List(ctx, nil) }
