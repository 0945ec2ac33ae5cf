package contract_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"
)

// lost says what of a response its result, written as JSON again, does not
// have. What is null or empty in the response may be null, empty or absent.
func lost(path string, response, result any) []string {
	if isEmpty(response) && isEmpty(result) {
		return nil
	}
	var all []string
	switch want := response.(type) {
	case map[string]any:
		got, ok := result.(map[string]any)
		if !ok {
			break
		}
		for _, name := range slices.Sorted(maps.Keys(want)) {
			all = append(all, lost(path+"."+name, want[name], got[name])...)
		}
		return all
	case []any:
		got, ok := result.([]any)
		if !ok || len(got) != len(want) {
			break
		}
		for i := range want {
			all = append(all, lost(fmt.Sprintf("%s[%d]", path, i), want[i], got[i])...)
		}
		return all
	case string:
		got, ok := result.(string)
		if ok && (got == want || sameInstant(want, got)) {
			return nil
		}
	default:
		if response == result {
			return nil
		}
	}
	return []string{fmt.Sprintf("%s: the response has %s, the result %s", path, inShort(response), inShort(result))}
}

// isEmpty reports whether a JSON value is what a field without a value shows.
func isEmpty(value any) bool {
	switch v := value.(type) {
	case map[string]any:
		for _, inner := range v {
			if !isEmpty(inner) {
				return false
			}
		}
		return true
	case []any:
		return len(v) == 0
	case nil:
		return true
	}
	return reflect.ValueOf(value).IsZero()
}

func sameInstant(a, b string) bool {
	first, ok := parseInstant(a)
	second, okToo := parseInstant(b)
	return ok && okToo && first.Equal(second)
}

func parseInstant(text string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if instant, err := time.Parse(layout, text); err == nil {
			return instant, true
		}
	}
	return time.Time{}, false
}

func inShort(value any) string {
	const most = 80
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	if len(text) > most {
		return string(text[:most]) + "..."
	}
	return string(text)
}

// again writes a result as JSON and reads it back.
func again(result any) (any, error) {
	text, err := json.Marshal(result)
	if err != nil {
		return nil, err
	}
	var value any
	return value, json.Unmarshal(text, &value)
}
