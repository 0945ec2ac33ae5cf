//go:build !(go1.27 && goexperiment.jsonv2)

package fanvue

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

// This file and response_json_std.go differ in their imports only: Go 1.27 has
// the package as encoding/json/v2.

type jsonDecoder = jsontext.Decoder

// asJSON are the options with which the names and texts of encoding/json are read
// alike. What else differs is left to encoding/json: see decodeJSON.
var asJSON = json.JoinOptions(
	jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true),
	json.MatchCaseInsensitiveNames(true), jsonv1.MatchCaseSensitiveDelimiter(true), jsonv1.MergeWithLegacySemantics(true),
)

// readJSON decodes data into into, a pointer to the zero value of a type of this
// package. It is several times faster than encoding/json and fails where that
// would, but does not say why as well.
func readJSON(data []byte, into any) error { return json.Unmarshal(data, into, asJSON) }

// readNext decodes the decoder's next value.
func readNext(d *jsonDecoder, into any) error { return json.UnmarshalDecode(d, into) }
