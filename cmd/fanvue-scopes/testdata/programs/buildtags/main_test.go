package main

import (
	"testing"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

func TestMedia(t *testing.T) { _, _ = kit.Client().Media.List(ctx, nil) }
