package fanvue_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

func TestTimestampFromJSON(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       time.Time
	}{
		{"UTC", `"2025-06-26T10:20:30Z"`, time.Date(2025, 6, 26, 10, 20, 30, 0, time.UTC)},
		{"milliseconds", `"2025-06-26T10:20:30.456Z"`, time.Date(2025, 6, 26, 10, 20, 30, 456e6, time.UTC)},
		{"nanoseconds", `"2025-06-26T10:20:30.123456789Z"`, time.Date(2025, 6, 26, 10, 20, 30, 123456789, time.UTC)},
		{"east of UTC", `"2025-06-26T10:20:30+02:00"`, time.Date(2025, 6, 26, 8, 20, 30, 0, time.UTC)},
		{"west of UTC", `"2025-06-26T22:20:30.5-05:30"`, time.Date(2025, 6, 27, 3, 50, 30, 5e8, time.UTC)},
		{"date", `"2025-06-26"`, time.Date(2025, 6, 26, 0, 0, 0, 0, time.UTC)},
		{"leap day", `"2024-02-29"`, time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)},
		{"no zone", `"2025-06-26T10:20:30"`, time.Date(2025, 6, 26, 10, 20, 30, 0, time.UTC)},
		{"no zone, milliseconds", `"2025-06-26T10:20:30.456"`, time.Date(2025, 6, 26, 10, 20, 30, 456e6, time.UTC)},
		{"space", `"2025-06-26 10:20:30"`, time.Date(2025, 6, 26, 10, 20, 30, 0, time.UTC)},
		{"space and Z", `"2025-06-26 10:20:30.5Z"`, time.Date(2025, 6, 26, 10, 20, 30, 5e8, time.UTC)},
		{"space and zone", `"2025-06-26 12:20:30+02:00"`, time.Date(2025, 6, 26, 10, 20, 30, 0, time.UTC)},
		{"PostgreSQL", `"2025-06-26 10:20:30.123456+00"`, time.Date(2025, 6, 26, 10, 20, 30, 123456e3, time.UTC)},
		{"Ruby", `"2025-06-26 10:20:30 UTC"`, time.Date(2025, 6, 26, 10, 20, 30, 0, time.UTC)},
		{"zone after a space", `"2025-06-26 12:20:30 +0200"`, time.Date(2025, 6, 26, 10, 20, 30, 0, time.UTC)},
		{"zone without colon", `"2025-06-26T10:20:30+0000"`, time.Date(2025, 6, 26, 10, 20, 30, 0, time.UTC)},
		{"zone without colon, west", `"2025-06-26T04:50:30.25-0530"`, time.Date(2025, 6, 26, 10, 20, 30, 25e7, time.UTC)},
		{"zone of hours", `"2025-06-26T12:20:30+02"`, time.Date(2025, 6, 26, 10, 20, 30, 0, time.UTC)},
		{"lower case", `"2025-06-26t10:20:30z"`, time.Date(2025, 6, 26, 10, 20, 30, 0, time.UTC)},
		{"no seconds", `"2025-06-26T10:20"`, time.Date(2025, 6, 26, 10, 20, 0, 0, time.UTC)},
		{"no seconds, Z", `"2025-06-26T10:20Z"`, time.Date(2025, 6, 26, 10, 20, 0, 0, time.UTC)},
		{"no seconds, zone", `"2025-06-26 12:20+0200"`, time.Date(2025, 6, 26, 10, 20, 0, 0, time.UTC)},
		{"leap second", `"2016-12-31T23:59:60Z"`, time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"leap second, milliseconds", `"2016-12-31T23:59:60.250Z"`, time.Date(2017, 1, 1, 0, 0, 0, 25e7, time.UTC)},
		{"leap second, zone", `"2017-01-01T00:59:60+0100"`, time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"leap second, space, no zone", `"2016-12-31 23:59:60"`, time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"seconds", `1750933230`, time.Date(2025, 6, 26, 10, 20, 30, 0, time.UTC)},
		{"seconds as text", `"1750933230"`, time.Date(2025, 6, 26, 10, 20, 30, 0, time.UTC)},
		{"milliseconds since 1970", `1750933230456`, time.Date(2025, 6, 26, 10, 20, 30, 456e6, time.UTC)},
		{"milliseconds since 1970 as text", `"1750933230456"`, time.Date(2025, 6, 26, 10, 20, 30, 456e6, time.UTC)},
		{"seconds with a fraction", `1750933230.456`, time.Date(2025, 6, 26, 10, 20, 30, 456e6, time.UTC)},
		{"milliseconds with a fraction", `1750933230456.5`, time.Date(2025, 6, 26, 10, 20, 30, 456.5e6, time.UTC)},
		{"seconds in E notation", `1.75093323e9`, time.Date(2025, 6, 26, 10, 20, 30, 0, time.UTC)},
		{"milliseconds in E notation", `1.750933230456E+12`, time.Date(2025, 6, 26, 10, 20, 30, 456e6, time.UTC)},
		{"seconds as a decimal", `1750933230.0`, time.Date(2025, 6, 26, 10, 20, 30, 0, time.UTC)},
		{"before 1970", `-86400`, time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC)},
		{"the start of 1970", `0`, time.Unix(0, 0)},
		{"null", `null`, time.Time{}},
		{"empty", `""`, time.Time{}},
	}
	for _, tt := range tests {
		// An earlier value must not shine through.
		got := fanvue.NewTimestamp(time.Unix(1, 0))
		if err := json.Unmarshal([]byte(tt.text), &got); err != nil || !got.Equal(tt.want) {
			t.Errorf("%s: got %s, %v; want %s", tt.name, got, err, tt.want)
		}
	}
}

func TestInvalidTimestamp(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`"yesterday"`, `"2025-13-01"`, `"2025-02-29"`, `"26.06.2025"`, `" "`, `true`, `false`,
		`"2025"`, `"20250626"`, `"20250626102030"`, `20250626102030`, `"2025-06-26T"`, `"2025-06-26T10"`, `"2025-06-26T24:20:30Z"`, `"2025-06-26T10:61:30Z"`,
		`"2025-06-26T10:20:61Z"`, `"2025-06-26T10:20:30X"`, `"2025-06-26T10:20:30+99:00"`, `"2025-06-26  10:20:30"`, `"2025-06-26_10:20:30"`, `"2025-06-26T10:20:30 Europe/Berlin"`,
		`1e400`, `1e18`, `1750933230000000`, `50000000000`, `"1750933230 "`, `"0x68"`, `-1750933230456789`, `"١٧٥٠٩٣٣٢٣٠"`,
	} {
		var got fanvue.Timestamp
		err := json.Unmarshal([]byte(text), &got)
		if err == nil {
			t.Errorf("%s was read as %s", text, got)
		} else if !strings.Contains(err.Error(), strings.Trim(text, `"`)) {
			t.Errorf("%s: the error does not name it: %v", text, err)
		}
	}
	for _, text := range []string{`{}`, `[]`, `["2025-06-26"]`} {
		if err := json.Unmarshal([]byte(text), new(fanvue.Timestamp)); err == nil {
			t.Errorf("%s was read", text)
		}
	}
	const want = `time "yesterday" is neither RFC 3339 nor YYYY-MM-DD`
	if err := json.Unmarshal([]byte(`"yesterday"`), new(fanvue.Timestamp)); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	long := `"` + strings.Repeat("x", 1<<16) + `"`
	if err := json.Unmarshal([]byte(long), new(fanvue.Timestamp)); err == nil || len(err.Error()) > 200 {
		t.Error("a long text stands in the error whole")
	}
}

func TestTimestampToJSON(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		time time.Time
		want string
	}{
		{"zero", time.Time{}, `null`},
		{"whole seconds", time.Date(2025, 6, 26, 10, 20, 30, 0, time.UTC), `"2025-06-26T10:20:30.000Z"`},
		{"cut to milliseconds", time.Date(2025, 6, 26, 10, 20, 30, 456999999, time.UTC), `"2025-06-26T10:20:30.456Z"`},
		{"another zone", time.Date(2025, 6, 26, 1, 0, 0, 0, time.FixedZone("", 2*3600)), `"2025-06-25T23:00:00.000Z"`},
		{"before 1970", time.Date(1969, 12, 31, 23, 59, 59, 5e8, time.UTC), `"1969-12-31T23:59:59.500Z"`},
	}
	for _, tt := range tests {
		got, err := json.Marshal(struct {
			At fanvue.Timestamp `json:"at"`
		}{fanvue.NewTimestamp(tt.time)})
		if want := `{"at":` + tt.want + `}`; err != nil || string(got) != want {
			t.Errorf("%s: got %s, %v; want %s", tt.name, got, err, want)
		}
	}
}

// What can be read is written in a form that reads as the same millisecond,
// or refused because RFC 3339 has no such year.
func FuzzTimestamp(f *testing.F) {
	for _, seed := range []string{
		"", "2025-06-26", "2025-06-26T10:20:30.456Z", "2025-06-26T10:20:30+02:00", "0001-01-01T00:00:00Z",
		"0001-01-01T00:00:00.0001Z", "0000-01-01T00:00:00.0009Z", "9999-12-31T23:59:59.9999-23:59", "0000-01-01T00:00:00+01:00", "2016-12-31T23:59:60Z", "\"",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		quoted, err := json.Marshal(text)
		if err != nil {
			t.Skip()
		}
		var first, second fanvue.Timestamp
		if json.Unmarshal(quoted, &first) != nil {
			return
		}
		written, err := json.Marshal(first)
		if year := first.UTC().Year(); err != nil && (year < 0 || year > 9999) {
			return
		}
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if err := json.Unmarshal(written, &second); err != nil {
			t.Fatalf("%q was written as %s: %v", text, written, err)
		}
		if want := first.Truncate(time.Millisecond); !second.Equal(want) {
			t.Errorf("%q was written as %s and read as %s, want %s", text, written, second, want)
		}
	})
}

type optUpdate struct {
	Text  fanvue.Opt[string]           `json:"text,omitzero"`
	Price fanvue.Opt[fanvue.Cents]     `json:"price,omitzero"`
	At    fanvue.Opt[fanvue.Timestamp] `json:"at,omitzero"`
	Tags  fanvue.Opt[[]string]         `json:"tags,omitzero"`
}

func TestOptOnTheWire(t *testing.T) {
	t.Parallel()
	at := fanvue.NewTimestamp(time.Date(2025, 6, 26, 10, 20, 30, 0, time.UTC))
	tests := []struct {
		name   string
		update optUpdate
		want   string
	}{
		{"absent", optUpdate{}, `{}`},
		{"null", optUpdate{fanvue.Null[string](), fanvue.Null[fanvue.Cents](), fanvue.Null[fanvue.Timestamp](), fanvue.Null[[]string]()},
			`{"text":null,"price":null,"at":null,"tags":null}`},
		{"values", optUpdate{fanvue.Value("hi"), fanvue.Value(fanvue.Cents(300)), fanvue.Value(at), fanvue.Value([]string{"a"})},
			`{"text":"hi","price":300,"at":"2025-06-26T10:20:30.000Z","tags":["a"]}`},
		{"zero values are values", optUpdate{Text: fanvue.Value(""), Price: fanvue.Value(fanvue.Cents(0)), Tags: fanvue.Value([]string{})},
			`{"text":"","price":0,"tags":[]}`},
		{"no HTML escaping", optUpdate{Text: fanvue.Value(`<b> & "ü" 💌`)}, `{"text":"<b> & \"ü\" 💌"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var sent string
			s := &script{steps: steps{func(r *http.Request) (*http.Response, error) {
				body := make([]byte, 4096)
				n, _ := r.Body.Read(body)
				sent = string(body[:n])
				return respond(204, "")(r)
			}}}
			op := fanvue.Operation{Name: "Mine", Method: http.MethodPatch, Path: "/mine"}
			if err := scripted(t, s).Call(t.Context(), op, fanvue.CallParams{Body: tt.update}, nil); err != nil {
				t.Fatal(err)
			}
			if sent != tt.want {
				t.Errorf("sent %s, want %s", sent, tt.want)
			}
			var back optUpdate
			if err := json.Unmarshal([]byte(tt.want), &back); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.update, back, cmp.AllowUnexported(
				fanvue.Opt[string]{}, fanvue.Opt[fanvue.Cents]{}, fanvue.Opt[fanvue.Timestamp]{}, fanvue.Opt[[]string]{},
			)); diff != "" {
				t.Errorf("back from %s (-want +got):\n%s", tt.want, diff)
			}
		})
	}
}

// A list that was computed and came out nil must not clear what null clears.
func TestOptOfANilSliceIsAnEmptyList(t *testing.T) {
	t.Parallel()
	sent, err := json.Marshal(optUpdate{Tags: fanvue.Value([]string(nil))})
	if err != nil || string(sent) != `{"tags":[]}` {
		t.Errorf("sent %s, %v, want an empty list", sent, err)
	}
}

func TestOptState(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name               string
		opt                fanvue.Opt[int]
		value              int
		set, null, missing bool
	}{
		{"absent", fanvue.Opt[int]{}, 0, false, false, true},
		{"null", fanvue.Null[int](), 0, false, true, false},
		{"zero", fanvue.Value(0), 0, true, false, false},
		{"value", fanvue.Value(7), 7, true, false, false},
	}
	for _, tt := range tests {
		value, set := tt.opt.Get()
		if value != tt.value || set != tt.set || tt.opt.IsNull() != tt.null || tt.opt.IsZero() != tt.missing {
			t.Errorf("%s: Get %d %t, IsNull %t, IsZero %t", tt.name, value, set, tt.opt.IsNull(), tt.opt.IsZero())
		}
	}
	kept := fanvue.Value(7)
	if err := json.Unmarshal([]byte(`"text"`), &kept); err == nil {
		t.Error("a text was read as a number")
	}
	if value, set := kept.Get(); value != 7 || !set {
		t.Errorf("a failed read changed the value to %d, %t", value, set)
	}
}
