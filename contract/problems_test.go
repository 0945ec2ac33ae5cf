package contract_test

import (
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// schemaOptions check formats, because the library ignores those it is not
// told of. The validators are given each time: its own registry is global.
func schemaOptions() []openapi3.SchemaValidationOption {
	return []openapi3.SchemaValidationOption{
		openapi3.EnableFormatValidation(),
		openapi3.WithStringFormatValidators(map[string]openapi3.StringFormatValidator{
			"uuid":      openapi3.NewRegexpFormatValidator(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`),
			"date":      openapi3.NewCallbackValidator(isDate),
			"date-time": openapi3.NewCallbackValidator(isDateTime),
		}),
	}
}

func filterOptions() *openapi3filter.Options {
	return &openapi3filter.Options{
		MultiError:                        true,
		IncludeResponseStatus:             true,
		SkipSettingDefaults:               true, // the body is judged as it was sent
		RejectWhenRequestBodyNotSpecified: true,
		AuthenticationFunc:                openapi3filter.NoopAuthenticationFunc,
		SchemaValidationOptions:           schemaOptions(),
	}
}

// problem is one thing that is wrong. schema is nil when it is none of a value.
type problem struct {
	field  string // of the body, or the parameter
	schema *openapi3.SchemaError
	err    error
}

// String leaves out schema and value, which the library prints in full.
func (p problem) String() string {
	if p.schema == nil {
		return p.err.Error()
	}
	return fmt.Sprintf("%s: %s: %s", p.field, p.schema.SchemaField, p.schema.Reason)
}

// single takes what the library collected apart.
func single(field string, err error) []problem {
	var all []problem
	switch e := err.(type) {
	case nil:
	case openapi3.MultiError:
		for _, part := range e {
			all = append(all, single(field, part)...)
		}
	case *openapi3filter.RequestError:
		if e.Err == nil {
			return []problem{{field: field, err: err}}
		}
		if e.Parameter != nil {
			field = e.Parameter.Name
		}
		return single(field, e.Err)
	case *openapi3filter.ResponseError:
		if e.Err == nil {
			return []problem{{field: field, err: err}}
		}
		return single(field, e.Err)
	case *openapi3.SchemaError:
		field = strings.Trim(field+"."+strings.Join(e.JSONPointer(), "."), ".")
		if e.SchemaField == "anyOf" {
			if closest := closestVariant(field, e); len(closest) > 0 {
				return closest
			}
		}
		return []problem{{field, e, err}}
	default:
		return []problem{{field: field, err: err}}
	}
	return all
}

// closestVariant says what is wrong with the variant of an anyOf that the
// value fails least, since the library only says that it fails them all.
func closestVariant(field string, e *openapi3.SchemaError) []problem {
	var closest []problem
	for _, variant := range e.Schema.AnyOf {
		found := single(field, variant.Value.VisitJSON(e.Value, append(schemaOptions(), openapi3.MultiErrors())...))
		if closest == nil || (lacks(closest) && !lacks(found)) || (lacks(closest) == lacks(found) && len(found) < len(closest)) {
			closest = found
		}
	}
	return closest
}

// lacks tells a value of another variant: it has not the required fields.
func lacks(problems []problem) bool {
	for _, p := range problems {
		if p.schema != nil && p.schema.SchemaField == "required" {
			return true
		}
	}
	return false
}
