package fanvue

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Cents is an amount of money in US cents: 999 is 9.99 dollars.
type Cents int64

// ParseCents reads an amount of dollars as people write it: "19.99", "$19.99",
// "19.9" or "19", with a minus sign in front if it is negative. It reads what
// [Cents.String] and [Cents.Decimal] write. Everything else is an
// [*ArgumentError]: spaces, thousands separators, a comma, a fraction of a cent,
// other currencies and amounts that are too large.
func ParseCents(text string) (Cents, error) {
	reject := func() (Cents, error) {
		return 0, invalid("ParseCents", "%q is not an amount of dollars such as 19.99 or $19.99", quoted(text))
	}
	rest, negative := strings.CutPrefix(text, "-")
	rest = strings.TrimPrefix(rest, "$")
	dollars, cents, fraction := strings.Cut(rest, ".")
	if !isDigits(dollars) || fraction && (!isDigits(cents) || len(cents) > 2) {
		return reject()
	}
	amount, err := strconv.ParseUint(dollars+(cents + "00")[:2], 10, 64)
	switch {
	case err != nil, !negative && amount > math.MaxInt64, amount > 1<<63:
		return reject()
	case negative:
		return Cents(-amount), nil
	}
	return Cents(amount), nil
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// String formats the amount in dollars, such as "$9.99".
func (c Cents) String() string { return c.format("$") }

// Decimal formats the amount in dollars without the sign of the currency, such as
// "9.99", for forms, tables and other programs.
func (c Cents) Decimal() string { return c.format("") }

func (c Cents) format(currency string) string {
	sign, amount := "", uint64(c)
	if c < 0 {
		sign, amount = "-", -uint64(c)
	}
	return fmt.Sprintf("%s%s%d.%02d", sign, currency, amount/100, amount%100)
}

// UnmarshalJSON decodes a whole number of cents, spelled as 5, 5.0, 5e0 or "5".
// Null leaves c unchanged. A fraction of a cent is an error, because the amount
// would be in dollars.
func (c *Cents) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	whole, err := strconv.ParseInt(string(data), 10, 64)
	if err != nil {
		if digits, ok := wholeNumber(data); ok {
			whole, err = strconv.ParseInt(digits, 10, 64)
		}
	}
	if err != nil {
		return fmt.Errorf("amount %s is not a whole number of cents", quoted(string(data)))
	}
	*c = Cents(whole)
	return nil
}
