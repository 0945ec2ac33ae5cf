package contract_test

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// minimalResponse is the least that the document allows as a successful response:
// null where it may be, no items, no field that is not required. The SDK must
// be able to read it. It is empty for a response without a body.
func minimalResponse(t *testing.T, body content) []byte {
	t.Helper()
	if body.schema == nil {
		return nil
	}
	response, err := body.encode(minimal(body.schema))
	if err != nil {
		t.Fatal(err)
	}
	return response
}

func minimal(schema *openapi3.Schema) any {
	switch {
	case schema.Nullable:
		return nil
	case len(schema.Enum) > 0:
		return schema.Enum[0]
	case len(schema.AnyOf) > 0:
		return minimal(schema.AnyOf[0].Value)
	case len(schema.OneOf) > 0:
		return minimal(schema.OneOf[0].Value)
	case schema.Type.Is(openapi3.TypeArray):
		return []any{}
	case schema.Type.Is(openapi3.TypeString):
		return minimalText(schema.Format)
	case schema.Type.Is(openapi3.TypeBoolean):
		return false
	case schema.Type.Is(openapi3.TypeNumber), schema.Type.Is(openapi3.TypeInteger):
		if schema.Min != nil {
			return *schema.Min
		}
		return 0
	}
	object := make(map[string]any)
	for _, part := range schema.AllOf {
		if fields, ok := minimal(part.Value).(map[string]any); ok {
			for name, value := range fields {
				object[name] = value
			}
		}
	}
	for _, name := range schema.Required {
		if property := schema.Properties[name]; property != nil {
			object[name] = minimal(property.Value)
		}
	}
	return object
}

func minimalText(format string) string {
	switch format {
	case "uuid":
		return anyUUID
	case "date":
		return "2026-03-01"
	case "date-time":
		return "2026-03-01T12:00:00.000Z"
	case "uri":
		return "https://example.com/x"
	}
	return "x"
}
