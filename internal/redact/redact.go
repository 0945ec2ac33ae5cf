// Package redact removes secrets from texts, and shortens texts to a single line
// for a terminal or a log.
package redact

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mark replaces a secret.
const Mark = "[redacted]"

const (
	// minSecret is the length, in bytes, from which a secret is removed. A shorter
	// one is a placeholder and occurs in ordinary text.
	minSecret = 4
	// minInside is the length, in bytes, from which a secret is removed inside a
	// word. A shorter one is removed only if it is a whole word.
	minInside = 8
	// minBase64 is the length, in bytes, from which the base64 form of a secret is
	// removed.
	minBase64 = 16
	// minCut is the length, in bytes, from which the first part of a secret is
	// removed at the end of a text that was cut.
	minCut = 4
)

// Secrets removes a set of secrets from texts. It finds a secret even if any of its
// characters are escaped, as in JSON, JavaScript, HTML or a URL, up to maxDepth
// times, and even with zero-width characters between them. It finds the base64 form
// of a secret of at least 16 bytes, alone or inside a longer base64 text. It also
// removes a prefix that has at least half of a secret.
type Secrets struct {
	needles []string
	// start holds the bytes with which a needle or an escape can start.
	start [256]bool
}

// New returns Secrets for the given texts. It ignores those of fewer than four
// bytes. Those of fewer than eight are removed only if they are whole words.
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

// insideBase64 returns the characters that encode only bytes of secret, if secret
// follows offset other bytes.
func insideBase64(encoding *base64.Encoding, secret string, offset int) string {
	encoded := encoding.EncodeToString([]byte(strings.Repeat("\x00", offset) + secret))
	first, last := (offset*8+5)/6, (offset+len(secret))*8/6
	return encoded[first:last]
}

// Text returns text without the secrets.
func (s *Secrets) Text(text string) string { return s.clean(text, false) }

// Part returns text without the secrets, for a text whose end is missing. It also
// removes a prefix of a secret at the end of text, if it has at least four bytes.
func (s *Secrets) Part(text string) string { return s.clean(text, true) }

// Error returns err if its text contains no secret, and otherwise an error that has
// only the cleaned text.
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
	// The prefix that was found may contain the start of the whole secret.
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

// match returns the number of bytes of needle that text has where c was read, in
// any spelling, and their end. open is the number of those bytes before the end of
// text, or before an escape that the end of text may have cut; 0 if neither is met.
func (c *characters) match(text, needle string) (n, end, open int) {
	// An escape may be read as the character that it encodes or unchanged, so there
	// may be several positions at which to continue.
	var buffers [2][8]int
	var from []int
	for turn := 0; n < len(needle); turn++ {
		wanted, size := utf8.DecodeRuneInString(needle[n:])
		next := buffers[turn%2][:0]
		if n == 0 {
			next = c.accept(next, wanted)
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

// isElided reports whether text starts with an ellipsis.
func isElided(text string) bool {
	return strings.HasPrefix(text, "…") || strings.HasPrefix(text, "...")
}

// isWord reports whether text[from:to] has no letter or digit next to it.
func isWord(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return (from == 0 || !inWord(before)) && (to == len(text) || !inWord(after))
}

// OneLine returns text for one line of a terminal. Control characters and line
// separators become spaces. Characters that have no width or change the direction
// of the text are removed, including the zero-width joiner: a joined emoji is shown
// as its parts. Variation selectors are kept. Invalid UTF-8 becomes U+FFFD.
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

// isIgnorable reports whether r has no width. Some format characters, such as
// Arabic number signs, have one.
func isIgnorable(r rune) bool {
	return r >= 0x80 && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) &&
		unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point)
}

// Clip returns at most limit bytes of text. If it cuts, it does so between
// characters and adds an ellipsis. limit is at least 3.
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
