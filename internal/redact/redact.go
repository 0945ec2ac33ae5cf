// Package redact removes secrets from texts, and makes texts fit for one line
// of a terminal or a log.
package redact

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mark stands where a secret was.
const Mark = "[redacted]"

const (
	// minSecret is the shortest secret to remove, in bytes. Anything shorter is
	// a placeholder, and its letters occur in every text.
	minSecret = 4
	// minInside is the shortest secret to remove inside a word, in bytes. A
	// shorter one is removed only where it is a whole word.
	minInside = 8
	// minBase64 is the shortest secret to look for in base64, in bytes.
	minBase64 = 16
	// minCut is the shortest beginning of a secret to remove where a text was
	// cut, in bytes.
	minCut = 4
)

// Secrets removes a set of secrets from texts. It finds a secret whichever of
// its characters are escaped, as in JSON, JavaScript, HTML or a URL, up to
// maxDepth times, and whichever zero-width characters stand between them. It
// finds the base64 form of a long secret, alone or inside a longer base64
// text. It also removes a beginning that has at least half of the secret.
type Secrets struct {
	needles []string
	// start has the bytes with which a needle or an escape can start.
	start [256]bool
}

// New returns Secrets for the given texts. It ignores those of fewer than four
// bytes; those of fewer than eight are removed only where they are whole words.
func New(secrets ...string) *Secrets {
	s := new(Secrets)
	for _, secret := range secrets {
		s.add(secret)
		s.add(unescape(secret))
		if len(secret) >= minBase64 {
			for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
				for offset := range 3 {
					s.add(insideBase64(encoding, secret, offset))
				}
			}
		}
	}
	return s
}

func (s *Secrets) add(needle string) {
	if len(needle) < minSecret || slices.Contains(s.needles, needle) {
		return
	}
	s.needles = append(s.needles, needle)
	s.start[needle[0]] = true
	for _, b := range []byte(introducers) {
		s.start[b] = true
	}
}

// insideBase64 returns the characters that encode secret, and nothing else,
// where it follows offset other bytes.
func insideBase64(encoding *base64.Encoding, secret string, offset int) string {
	encoded := encoding.EncodeToString([]byte(strings.Repeat("\x00", offset) + secret))
	first, last := (offset*8+5)/6, (offset+len(secret))*8/6
	return encoded[first:last]
}

// Text returns text without the secrets.
func (s *Secrets) Text(text string) string { return s.clean(text, false) }

// Part is Text for a text whose end is missing. A beginning of a secret at the
// end of text is removed as well, if it has at least four bytes.
func (s *Secrets) Part(text string) string { return s.clean(text, true) }

// Error returns err, or its cleaned text alone if the text has a secret.
func (s *Secrets) Error(err error) error {
	text := err.Error()
	if cleaned := s.Text(text); cleaned != text {
		return errors.New(cleaned)
	}
	return err
}

func (s *Secrets) clean(text string, cut bool) string {
	var cleaned strings.Builder
	kept := 0
	for i := 0; i < len(text); {
		if !s.start[text[i]] {
			i++
			continue
		}
		end := s.match(text, i, cut)
		if end <= i {
			i++
			continue
		}
		cleaned.WriteString(text[kept:i])
		cleaned.WriteString(Mark)
		i, kept = end, end
	}
	if kept == 0 {
		return text
	}
	cleaned.WriteString(text[kept:])
	return cleaned.String()
}

// match returns the end of the secret that starts at i, or -1.
func (s *Secrets) match(text string, i int, cut bool) int {
	first := readings(text, i)
	end, whole := -1, false
	for _, needle := range s.needles {
		n, to, open := first.match(text, needle)
		switch {
		case n == len(needle):
			if n >= minInside || isWord(text, i, to) {
				end, whole = max(end, to), true
			}
		case cut && open >= minCut && (len(needle) >= minInside || isWord(text, i, len(text))):
			end = len(text)
		case n >= minInside && (2*n >= len(needle) || isElided(text[to:])):
			end = max(end, to)
		}
	}
	if end < 0 || whole {
		return end
	}
	// The secret may start later, with what was taken for its beginning.
	for j := i + 1; j < end; j++ {
		first := readings(text, j)
		for _, needle := range s.needles {
			if n, to, _ := first.match(text, needle); n == len(needle) && n >= minInside {
				end = max(end, to)
			}
		}
	}
	return end
}

// match returns how many bytes of needle text has where first was read, in any
// spelling, and where they end. open is how many of them text has before its
// own end, or before an escape that its end may have cut; 0 if neither is met.
func (first *characters) match(text, needle string) (n, end, open int) {
	// An escape may be read as what it stands for or as it is, so that there
	// can be several positions to go on from.
	var buffers [2][8]int
	var from []int
	for turn := 0; n < len(needle); turn++ {
		wanted, size := utf8.DecodeRuneInString(needle[n:])
		next := buffers[turn%2][:0]
		if n == 0 {
			next = first.accept(next, wanted)
		}
		for _, p := range from {
			p = skipIgnorable(text, p)
			if isCutEscape(text, p) {
				open = n
			}
			read := readings(text, p)
			next = read.accept(next, wanted)
		}
		if len(next) == 0 {
			break
		}
		from, end = next, slices.Max(next)
		n += size
	}
	return n, end, open
}

// isElided reports whether text starts with the sign that something is missing.
func isElided(text string) bool {
	return strings.HasPrefix(text, "…") || strings.HasPrefix(text, "...")
}

// isWord reports whether neither a letter nor a digit touches text[from:to].
func isWord(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return (from == 0 || !inWord(before)) && (to == len(text) || !inWord(after))
}

// OneLine returns text fit for one line of a terminal: control characters and
// line separators become spaces, and characters that have no width or change
// the direction of what follows are dropped. Among them is the zero-width
// joiner: an emoji that is made of several is shown as these. Variation
// selectors stay.
func OneLine(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	return strings.Map(func(r rune) rune {
		switch {
		case r < utf8.RuneSelf && r >= ' ' && r != '\x7f':
			return r
		case unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp):
			return ' '
		case isIgnorable(r):
			return -1
		}
		return r
	}, text)
}

// isIgnorable reports whether r has no width of its own. Arabic number signs
// and the like are format characters, too, and do have one.
func isIgnorable(r rune) bool {
	return r >= 0x80 && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) &&
		unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point)
}

// Clip cuts text at limit bytes, between characters.
func Clip(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	cut := limit - len("…")
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}
