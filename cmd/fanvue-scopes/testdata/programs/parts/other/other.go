// Package other is a library that the program does not import.
package other

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

// Get gets the profile.
func Get() { _, _ = kit.Client().Self.Get(context.Background()) }
