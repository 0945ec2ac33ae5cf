package fanvue_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

func TestCentsAsText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		cents fanvue.Cents
		want  string
	}{
		{0, "$0.00"},
		{5, "$0.05"},
		{99, "$0.99"},
		{100, "$1.00"},
		{999, "$9.99"},
		{123456789, "$1234567.89"},
		{-1, "-$0.01"},
		{-12345, "-$123.45"},
		{math.MaxInt64, "$92233720368547758.07"},
		{math.MinInt64, "-$92233720368547758.08"},
	}
	for _, tt := range tests {
		if got := tt.cents.String(); got != tt.want {
			t.Errorf("%d: got %s, want %s", int64(tt.cents), got, tt.want)
		}
		decimal := strings.Replace(tt.want, "$", "", 1)
		if got := tt.cents.Decimal(); got != decimal {
			t.Errorf("%d: got %s, want %s", int64(tt.cents), got, decimal)
		}
		for _, text := range []string{tt.want, decimal} {
			if back, err := fanvue.ParseCents(text); err != nil || back != tt.cents {
				t.Errorf("%s was read as %d, %v", text, int64(back), err)
			}
		}
	}
}

func TestCentsFromJSON(t *testing.T) {
	t.Parallel()
	type row struct {
		Price    fanvue.Cents  `json:"price"`
		Optional *fanvue.Cents `json:"optional"`
	}
	cents := func(c fanvue.Cents) *fanvue.Cents { return &c }
	tests := []struct {
		text string
		want row
	}{
		{`{"price":999,"optional":300}`, row{999, cents(300)}},
		{`{"price":-50,"optional":0}`, row{-50, cents(0)}},
		{`{"price":9223372036854775807}`, row{math.MaxInt64, nil}},
		{`{"price":-9223372036854775808}`, row{math.MinInt64, nil}},
		{`{"price":null,"optional":null}`, row{}},
		{`{"price":5.0,"optional":300.00}`, row{5, cents(300)}},
		{`{"price":5e0,"optional":3E2}`, row{5, cents(300)}},
		{`{"price":0.05e2,"optional":30000e-2}`, row{5, cents(300)}},
		{`{"price":"5","optional":"-300"}`, row{5, cents(-300)}},
		{`{"price":"5.0","optional":"3e2"}`, row{5, cents(300)}},
		{`{"price":0.0,"optional":-0}`, row{0, cents(0)}},
		{`{"price":0e999999999,"optional":0.000e-7}`, row{0, cents(0)}},
		{`{"price":9223372036854775807.0,"optional":-9.223372036854775808e18}`, row{math.MaxInt64, cents(math.MinInt64)}},
		{`{}`, row{}},
	}
	for _, tt := range tests {
		var got row
		err := json.Unmarshal([]byte(tt.text), &got)
		if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", tt.text, err, diff)
		}
	}
	for _, text := range []string{
		`9.99`, `"9.99"`, `0.5`, `5e-1`, `1e-400`, `true`, `{}`, `[5]`, `9223372036854775808`, `9223372036854775808.0`, `1e19`, `1e999999999`, `1e99999999999999999999`,
		`-1e30`, `""`, `" 5"`, `"5 "`, `"+5"`, `"05"`, `"0x5"`, `"1,000"`, `"$5"`, `"NaN"`, `"Infinity"`, `"null"`, `"true"`,
	} {
		var got fanvue.Cents
		if err := json.Unmarshal([]byte(text), &got); err == nil || err.Error() != "amount "+text+" is not a whole number of cents" {
			t.Errorf("%s: got %d, %v", text, got, err)
		}
	}
	if got, err := json.Marshal(row{999, nil}); err != nil || string(got) != `{"price":999,"optional":null}` {
		t.Errorf("got %s, %v", got, err)
	}
}

// A number is either refused or kept to the cent, in JSON and as text.
func FuzzCents(f *testing.F) {
	for _, seed := range []string{"0", "-0", "999", "-1", "9.99", "1e3", "9223372036854775807", "-9223372036854775808", "9223372036854775808", `"5"`, "null", "5.0", "50e-1", "0e99999999", "1e000000", "1e18", `"\u0035"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := fanvue.Cents(7)
		if !json.Valid([]byte(text)) || json.Unmarshal([]byte(text), &got) != nil {
			return
		}
		number := strings.Trim(text, " \t\r\n")
		if number == "null" {
			number = "7"
		}
		_ = json.Unmarshal([]byte(text), &number) // a number as text
		// An exponent that big.Rat would take for ever to expand is one of 0.
		want, ok := new(big.Rat).SetString(number)
		if at := strings.IndexAny(number, "eE"); at >= 0 {
			if exponent, err := strconv.Atoi(number[at+1:]); err != nil || exponent > 99_999 || exponent < -99_999 {
				want, ok = new(big.Rat).SetString(number[:at])
				ok = ok && want.Sign() == 0
			}
		}
		if !ok || want.Cmp(new(big.Rat).SetInt64(int64(got))) != 0 {
			t.Errorf("%q was read as %d", text, got)
		}
		digits := strings.NewReplacer("$", "", ".", "").Replace(got.String())
		if back, err := strconv.ParseInt(digits, 10, 64); err != nil || fanvue.Cents(back) != got {
			t.Errorf("%q is %s in dollars: %d, %v", text, got, back, err)
		}
	})
}

func TestParseCents(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]fanvue.Cents{
		"19.99": 1999, "$19.99": 1999, "19": 1900, "$19": 1900, "19.9": 1990, "0": 0, "0.00": 0, "0.05": 5, "0.5": 50, "$0.01": 1,
		"-19.99": -1999, "-$19.99": -1999, "-0": 0, "-0.01": -1, "007.50": 750, "1234567.89": 123456789,
		"92233720368547758.07": math.MaxInt64, "-92233720368547758.08": math.MinInt64, "000000000000000000000000000001": 100,
	} {
		if got, err := fanvue.ParseCents(text); err != nil || got != want {
			t.Errorf("%q: got %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", " ", "$", "-", "-$", ".", "$.", ".5", "5.", "$5.", "19.999", "19.990", "19.1.2", "1,999.00", "1,999", "19,99", "1 999", "1_000", "1'000",
		" 19.99", "19.99 ", "$ 19.99", "19.99$", "$$19", "$-19", "--19", "+19", "- 19", "19-", "(19.99)", "1e3", "0x10", "NaN", "Inf", "19.9a", "19.a",
		"USD 19", "19 USD", "€19", "£19.99", "１９", "19\n", "19.-1", "19.+1", "$19.99\x00",
		"92233720368547758.08", "-92233720368547758.09", "184467440737095516.16", "184467440737095516.17", "99999999999999999999999999",
	} {
		got, err := fanvue.ParseCents(text)
		if !errors.Is(err, fanvue.ErrValidation) || got != 0 || !strings.HasPrefix(err.Error(), "fanvue: ParseCents: ") {
			t.Errorf("%q: got %d, %v", text, got, err)
		}
	}
}

// What is accepted has exactly the value that its digits have.
func FuzzParseCents(f *testing.F) {
	for _, seed := range []string{"19.99", "$19.99", "19", "19.9", "-$0.05", "1,999.00", "92233720368547758.08", "1e3", ".5", "5.", "\u0661"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := fanvue.ParseCents(text)
		if err != nil {
			if got != 0 || len(err.Error()) > 500 {
				t.Errorf("%q: %d, %v", text, got, err)
			}
			return
		}
		want, ok := new(big.Rat).SetString(strings.Replace(text, "$", "", 1))
		if !ok || strings.Trim(text, "-$.0123456789") != "" {
			t.Fatalf("%q was read as %d", text, got)
		}
		if want.Mul(want, big.NewRat(100, 1)).Cmp(new(big.Rat).SetInt64(int64(got))) != 0 {
			t.Errorf("%q was read as %d", text, got)
		}
		if back, err := fanvue.ParseCents(got.Decimal()); err != nil || back != got {
			t.Errorf("%q is %s: %d, %v", text, got.Decimal(), back, err)
		}
	})
}
