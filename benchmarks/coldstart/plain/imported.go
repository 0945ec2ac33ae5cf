//go:build imported

package main

// The package is linked and not used.
import _ "github.com/fanvue-go/fanvue"
