package redact

import (
	"html"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// introducers holds the characters with which an escape starts.
	introducers = `\%&`
	// maxDepth is how often a character may be escaped, such as in a JSON text
	// inside a JSON text inside a JSON text.
	maxDepth = 3
	// maxReadings is the largest number of ways to read a position.
	maxReadings = 8
	// maxEntity is the largest length of the name of an HTML entity, in bytes.
	maxEntity = 10
	// maxZeros is the largest number of leading zeros of an HTML entity.
	maxZeros = 8
	// maxCutEscape is the largest length of an incomplete escape at the end of a
	// text, in bytes.
	maxCutEscape = 24
)

func isIntroducer(r rune) bool { return r == '\\' || r == '%' || r == '&' }

// characters holds the ways to read a position of a text: unchanged, or with
// escapes decoded once, twice and so on.
type characters struct {
	list [maxReadings]character
	n    int
}

type character struct {
	r     rune
	end   int // the position after it
	depth int // the number of escapes that were decoded for it
}

// readings returns the ways to read text[i]; none at the end of text.
func readings(text string, i int) (c characters) {
	if i >= len(text) {
		return c
	}
	c.list[0], c.n = character{r: rune(text[i]), end: i + 1}, 1
	if text[i] >= utf8.RuneSelf {
		r, size := utf8.DecodeRuneInString(text[i:])
		c.list[0] = character{r: r, end: i + size}
	}
	for at := 0; at < c.n; at++ {
		introducer := c.list[at]
		if !isIntroducer(introducer.r) {
			continue
		}
		for depth := range maxDepth - introducer.depth {
			if r, end := readEscape(text, introducer, depth); end >= 0 {
				c.add(character{r, end, introducer.depth + 1})
			}
		}
	}
	return c
}

func (c *characters) add(read character) {
	for _, known := range c.list[:c.n] {
		if known.r == read.r && known.end == read.end {
			return
		}
	}
	if c.n < len(c.list) {
		c.list[c.n] = read
		c.n++
	}
}

// accept appends to ends the ends of those characters that are wanted.
func (c *characters) accept(ends []int, wanted rune) []int {
	for _, read := range c.list[:c.n] {
		if read.r == wanted && len(ends) < cap(ends) && !slices.Contains(ends, read.end) {
			ends = append(ends, read.end)
		}
	}
	return ends
}

// readEscape decodes the escape that introducer starts, whose characters may be
// escaped up to depth times. It returns the position after it, or -1 if there is no
// escape.
func readEscape(text string, introducer character, depth int) (rune, int) {
	switch introducer.r {
	case '\\':
		return readBackslash(text, introducer.end, depth)
	case '%':
		return readPercent(text, introducer.end, depth)
	default:
		return readEntity(text, introducer.end, depth)
	}
}

// read returns the character at text[i] and the position after it. Escapes are
// decoded up to depth times. What is not an escape is read unchanged.
func read(text string, i, depth int) (rune, int) {
	if i >= len(text) {
		return utf8.RuneError, i
	}
	if text[i] >= utf8.RuneSelf {
		r, size := utf8.DecodeRuneInString(text[i:])
		return r, i + size
	}
	c := character{r: rune(text[i]), end: i + 1}
	for inner := 0; inner < depth && isIntroducer(c.r); inner++ {
		if r, end := readEscape(text, c, inner); end >= 0 {
			c = character{r: r, end: end}
		}
	}
	return c.r, c.end
}

// readBackslash decodes what follows a backslash in JSON, JavaScript, Go, Python
// and shells. Like the functions below it returns -1 if that is not an escape.
func readBackslash(text string, i, depth int) (rune, int) {
	kind, after := read(text, i, depth)
	switch {
	case kind == 'u' || kind == 'x':
		if brace, inside := read(text, after, depth); brace == '{' {
			if r, end := readNumber(text, inside, depth, 16, 1, 8); end >= 0 {
				if brace, end = read(text, end, depth); brace == '}' {
					return r, end
				}
			}
			return 0, -1
		}
		digits := 4
		if kind == 'x' {
			digits = 2
		}
		return readNumber(text, after, depth, 16, digits, digits)
	case kind == 'U':
		return readNumber(text, after, depth, 16, 8, 8)
	case kind >= '0' && kind <= '7':
		return readNumber(text, i, depth, 8, 3, 3)
	case kind > ' ' && kind < 0x7f && !isAlphanumeric(kind):
		return kind, after
	}
	return 0, -1 // \n and similar ones encode control characters
}

// readPercent decodes what follows a percent sign in a URL, or in the older form
// %u0041.
func readPercent(text string, i, depth int) (rune, int) {
	if kind, after := read(text, i, depth); kind == 'u' {
		return readNumber(text, after, depth, 16, 4, 4)
	}
	return readNumber(text, i, depth, 16, 2, 2)
}

// readEntity decodes what follows an ampersand in HTML.
func readEntity(text string, i, depth int) (rune, int) {
	r, after := read(text, i, depth)
	if r == '#' {
		base, from := 10, after
		if x, digits := read(text, after, depth); x == 'x' || x == 'X' {
			base, from = 16, digits
		}
		r, end := readNumber(text, from, depth, base, 1, maxZeros+6)
		if end >= 0 {
			if semicolon, after := read(text, end, depth); semicolon == ';' {
				end = after
			}
		}
		return r, end
	}
	var name strings.Builder
	for isAlphanumeric(r) && name.Len() < maxEntity {
		name.WriteRune(r)
		i = after
		r, after = read(text, i, depth)
	}
	if r != ';' || name.Len() == 0 {
		return 0, -1
	}
	value := html.UnescapeString("&" + name.String() + ";")
	r, size := utf8.DecodeRuneInString(value)
	if size != len(value) {
		return 0, -1 // not an entity, or one of several characters
	}
	return r, after
}

// readNumber reads a number of least to most digits.
func readNumber(text string, i, depth, base, least, most int) (rune, int) {
	value, end := 0, i
	for n := range most {
		r, after := read(text, end, depth)
		digit := strings.IndexRune("0123456789abcdef", lower(r))
		if r == utf8.RuneError || digit < 0 || digit >= base {
			if n < least {
				return 0, -1
			}
			break
		}
		value, end = min(value*base+digit, utf8.MaxRune), after
	}
	if value < ' ' || value == 0x7f {
		return 0, -1
	}
	return rune(value), end
}

func lower(r rune) rune {
	if r >= 'A' && r <= 'Z' {
		return r + ('a' - 'A')
	}
	return r
}

func isAlphanumeric(r rune) bool {
	return r >= '0' && r <= '9' || lower(r) >= 'a' && lower(r) <= 'z'
}

// skipIgnorable returns the position after the characters at text[i] that
// [OneLine] would remove.
func skipIgnorable(text string, i int) int {
	for i < len(text) && (text[i] >= utf8.RuneSelf || isIntroducer(rune(text[i]))) {
		r, after := read(text, i, maxDepth)
		if !isIgnorable(r) {
			break
		}
		i = after
	}
	return i
}

// isCutEscape reports whether text[i:] is empty or may be an escape whose end
// is missing.
func isCutEscape(text string, i int) bool {
	rest := text[i:]
	if rest == "" {
		return true
	}
	if len(rest) > maxCutEscape || !isIntroducer(rune(rest[0])) {
		return false
	}
	for _, r := range rest {
		if !isAlphanumeric(r) && !isIntroducer(r) && r != '#' && r != '{' && r != ';' {
			return false
		}
	}
	return true
}

// unescape decodes every escape of text.
func unescape(text string) string {
	if !strings.ContainsAny(text, introducers) {
		return text
	}
	var plain strings.Builder
	for i := 0; i < len(text); {
		var r rune
		r, i = read(text, i, maxDepth)
		plain.WriteRune(r)
	}
	return plain.String()
}
