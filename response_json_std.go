//go:build go1.27 && goexperiment.jsonv2

package fanvue

import (
	jsonv1 "encoding/json"
	"encoding/json/jsontext"
	"encoding/json/v2"
)

// See response_json_module.go.

type jsonDecoder = jsontext.Decoder

var asJSON = json.JoinOptions(
	jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true),
	json.MatchCaseInsensitiveNames(true), jsonv1.MatchCaseSensitiveDelimiter(true), jsonv1.MergeWithLegacySemantics(true),
)

func readJSON(data []byte, into any) error { return json.Unmarshal(data, into, asJSON) }

func readNext(d *jsonDecoder, into any) error { return json.UnmarshalDecode(d, into) }
