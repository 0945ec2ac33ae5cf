//go:build !(go1.27 && goexperiment.jsonv2)

package jsonread

import "github.com/go-json-experiment/json/jsontext"

// This file and valid_std.go differ in their imports only: Go 1.27 has the package
// itself.

// isValid reports whether data is a JSON text of bounded depth. As encoding/json
// does, it allows names that come twice and invalid UTF-8.
func isValid(data []byte) bool {
	return jsontext.Value(data).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}
