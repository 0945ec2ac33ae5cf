package fanvue

import (
	"encoding/json"
	"strconv"
	"strings"
)

// maxDigits is the number of digits that an int64 may have.
const maxDigits = 19

// decimal is a number as JSON writes it, kept exactly.
type decimal struct {
	negative bool
	// digits are the significant digits, without zeros at either end.
	digits string
	// point is the position of the decimal point, counted from the first digit.
	point int
}

// parseDecimal reads a text that is a JSON number and nothing else.
func parseDecimal(text string) (decimal, bool) {
	// A JSON text that starts with a minus sign or a digit and does not end with
	// white space is a number.
	if text == "" || text[0] != '-' && (text[0] < '0' || text[0] > '9') || strings.ContainsAny(text, " \t\r\n") || !json.Valid([]byte(text)) {
		return decimal{}, false
	}
	var d decimal
	text, d.negative = strings.CutPrefix(text, "-")
	mantissa, exponent := text, ""
	if at := strings.IndexAny(text, "eE"); at >= 0 {
		mantissa, exponent = text[:at], text[at+1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	all := whole + fraction
	d.digits = strings.TrimLeft(all, "0")
	d.point = len(whole) - (len(all) - len(d.digits))
	d.digits = strings.TrimRight(d.digits, "0")
	if d.digits == "" {
		return decimal{}, true
	}
	if exponent != "" {
		shift, err := strconv.Atoi(exponent)
		if err != nil || shift > 1<<20 || shift < -1<<20 {
			return decimal{}, false
		}
		d.point += shift
	}
	return d, true
}

// text returns d as a whole number, and whether it is one that an int64 or a
// uint64 may have.
func (d decimal) text() (string, bool) {
	switch {
	case d.digits == "":
		return "0", true
	case d.point < len(d.digits) || d.point > maxDigits+1:
		return "", false
	}
	digits := d.digits + strings.Repeat("0", d.point-len(d.digits))
	if d.negative {
		digits = "-" + digits
	}
	return digits, true
}

// split returns the whole part of d and its fraction in billionths. Both have the
// sign of d.
func (d decimal) split() (whole, billionths int64, ok bool) {
	const places = 9
	if d.point > maxDigits-1 {
		return 0, 0, false
	}
	digits := d.digits
	if d.point < -places {
		return 0, 0, true
	}
	if d.point < 0 {
		digits = strings.Repeat("0", -d.point) + digits
	}
	point := max(d.point, 0)
	if missing := point + places - len(digits); missing > 0 {
		digits += strings.Repeat("0", missing)
	}
	if point > 0 {
		whole, _ = strconv.ParseInt(digits[:point], 10, 64)
	}
	billionths, _ = strconv.ParseInt(digits[point:point+places], 10, 64)
	if d.negative {
		whole, billionths = -whole, -billionths
	}
	return whole, billionths, true
}

// wholeNumber returns the digits of a whole number that JSON has as a number, such
// as 5, 5.0 or 5e0, or as a text of one.
func wholeNumber(data []byte) (digits string, ok bool) {
	text := string(data)
	if strings.HasPrefix(text, `"`) && json.Unmarshal(data, &text) != nil {
		return "", false
	}
	number, ok := parseDecimal(text)
	if !ok {
		return "", false
	}
	return number.text()
}
