package contract_test

import (
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fanvue-go/fanvue"
)

const seedVariable = "FANVUE_SEED"

// randomSeed is the same each time, so that a failure comes again, unless the
// environment asks for other responses.
func randomSeed(t *testing.T) uint64 {
	t.Helper()
	text := os.Getenv(seedVariable)
	if text == "" {
		return 1
	}
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", seedVariable, err)
	}
	return seed
}

// fill is how much of what a schema allows a response has.
type fill uint8

const (
	fillSome  fill = iota // what is optional or may be null, by chance
	fillAll               // everything, and nothing null
	fillLeast             // nothing optional, and null where it may be
)

// generator makes responses that fit a schema.
type generator struct {
	*rand.Rand
	fill    fill
	variant int
}

// newGenerator gives each operation numbers of its own: another operation more
// does not change its responses.
func newGenerator(seed uint64, op fanvue.OperationName) *generator {
	hash := fnv.New64a()
	hash.Write([]byte(op))
	return &generator{Rand: rand.New(rand.NewPCG(seed, hash.Sum64()))}
}

func (g *generator) chance(percent int) bool {
	switch g.fill {
	case fillAll:
		return true
	case fillLeast:
		return false
	}
	return g.IntN(100) < percent
}

func (g *generator) value(schema *openapi3.Schema) any {
	if schema.Nullable && !g.chance(70) {
		return nil
	}
	if choices := slices.Concat(schema.AnyOf, schema.OneOf); len(choices) > 0 {
		g.variant++ // in turn, so that full responses have each of them
		choice := choices[g.variant%len(choices)].Value
		if choice.Nullable && isFreeForm(choice) {
			return nil // OpenAPI 3.0 has no type null
		}
		return g.value(choice)
	}
	if len(schema.Enum) > 0 {
		values := slices.DeleteFunc(slices.Clone(schema.Enum), func(value any) bool { return value == nil })
		return values[g.IntN(len(values))]
	}
	switch {
	case schema.Type.Is(openapi3.TypeArray):
		return g.array(schema)
	case schema.Type.Is(openapi3.TypeString):
		return g.text(schema)
	case schema.Type.Is(openapi3.TypeBoolean):
		return g.IntN(2) == 0
	case schema.Type.Is(openapi3.TypeNumber), schema.Type.Is(openapi3.TypeInteger):
		return g.number(schema)
	case isFreeForm(schema):
		return g.freeForm(2)
	}
	return g.object(schema)
}

// size is a number of items or keys. A full or a least response has some: what is
// in them counts.
func (g *generator) size() int {
	if g.fill == fillSome {
		return g.IntN(4)
	}
	return 2
}

func (g *generator) array(schema *openapi3.Schema) []any {
	size := max(g.size(), int(schema.MinItems))
	if schema.MaxItems != nil {
		size = min(size, int(*schema.MaxItems))
	}
	rows := make([]any, size)
	for i := range rows {
		rows[i] = g.value(schema.Items.Value)
	}
	return rows
}

// object takes the properties in a fixed order: a map's own would make other
// responses each time.
func (g *generator) object(schema *openapi3.Schema) map[string]any {
	object := make(map[string]any)
	for _, part := range schema.AllOf {
		maps.Copy(object, g.object(part.Value))
	}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		if slices.Contains(schema.Required, name) || g.chance(60) {
			object[name] = g.value(schema.Properties[name].Value)
		}
	}
	if values := schema.AdditionalProperties.Schema; values != nil {
		for range g.size() {
			object[g.key(schema)] = g.value(values.Value)
		}
	}
	return object
}

func (g *generator) key(schema *openapi3.Schema) string {
	if schema.Extensions[numberedKeys] != nil {
		return strconv.Itoa(g.IntN(24))
	}
	return g.uuid()
}

func isFreeForm(schema *openapi3.Schema) bool {
	return len(schema.Properties) == 0 && schema.AdditionalProperties.Schema == nil && len(variants(schema)) == 0 &&
		(schema.Type == nil || schema.Type.Is(openapi3.TypeObject))
}

// freeForm is any object, as deep as said.
func (g *generator) freeForm(depth int) map[string]any {
	object := make(map[string]any)
	for range g.size() {
		object[g.words()] = g.words()
		object[g.uuid()] = g.whole()
		object["isNew"] = g.IntN(2) == 0
		object["none"] = nil
		if depth > 0 {
			object["more"] = []any{g.freeForm(depth - 1)}
		}
	}
	return object
}

// number is whole even where the document says number: counts and cents are.
func (g *generator) number(schema *openapi3.Schema) float64 {
	number := g.whole()
	if schema.Min != nil {
		number = max(number, *schema.Min)
	}
	if schema.Max != nil {
		number = min(number, *schema.Max)
	}
	return number
}

// whole goes up to what a JSON number carries without loss everywhere.
func (g *generator) whole() float64 {
	limits := []int64{1, 100, 1 << 20, 1 << 40, 1 << 53}
	number := float64(g.Int64N(limits[g.IntN(len(limits))] + 1))
	if g.IntN(5) == 0 {
		return 0 - number // not the -0 that whole numbers do not have
	}
	return number
}

func (g *generator) text(schema *openapi3.Schema) string {
	switch schema.Format {
	case "uuid":
		return g.uuid()
	case "date":
		if g.IntN(2) == 0 {
			return g.instant().Format(time.DateOnly)
		}
		return g.dateTime() // see datesWithTime
	case "date-time":
		return g.dateTime()
	case "email":
		return fmt.Sprintf("fan+%d@example.com", g.IntN(1000))
	case "uri":
		return fmt.Sprintf("https://media.example.com/%s?part=%d&signature=a%%2Fb", g.uuid(), g.IntN(1000))
	}
	text := []rune(g.words())
	for uint64(len(text)) < schema.MinLength {
		text = append(text, 'x')
	}
	if schema.MaxLength != nil {
		text = text[:min(uint64(len(text)), *schema.MaxLength)]
	}
	return string(text)
}

// words are never empty: no id is.
func (g *generator) words() string {
	pieces := []string{
		"fan", "vip list", "9.99", "null", "0", "2026-03-01", `"quoted" \ back\u0000slash`, "{\"a\":[1]}", "<b>&amp;</b>",
		"line\nbreak\ttab", "\u2028", "日本語", "👩‍👩‍👧", "مرحبا", "e\u0301", "\x00\x1f", "https://example.com/?a=b&c=%20",
	}
	some := make([]string, 1+g.IntN(3))
	for i := range some {
		some[i] = pieces[g.IntN(len(pieces))]
	}
	return strings.Join(some, " ")
}

func (g *generator) uuid() string {
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", g.Uint32(), g.IntN(1<<16), g.IntN(1<<12), g.IntN(1<<12), g.Int64N(1<<48))
}

func (g *generator) instant() time.Time {
	from := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	const years = 60
	return from.Add(time.Duration(g.Int64N(years*365*24*60*60*1000)) * time.Millisecond)
}

func (g *generator) dateTime() string {
	const milliseconds = "2006-01-02T15:04:05.000Z07:00"
	layouts := []string{time.RFC3339, milliseconds}
	zones := []*time.Location{time.UTC, time.UTC, time.FixedZone("", 2*60*60), time.FixedZone("", -(9*60+30)*60)}
	return g.instant().In(zones[g.IntN(len(zones))]).Format(layouts[g.IntN(len(layouts))])
}
