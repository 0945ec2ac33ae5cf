//go:build go1.27 && goexperiment.jsonv2

package jsonread

import "encoding/json/jsontext"

// See valid_module.go.
func isValid(data []byte) bool {
	return jsontext.Value(data).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}
