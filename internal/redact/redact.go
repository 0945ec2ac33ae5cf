// Package redact removes secrets from texts, and makes texts fit to be shown
// in one line.
package redact

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mark stands where a secret was.
const Mark = "[redacted]"

// Secrets are the texts that must not be shown.
type Secrets struct{ list []string }

// New returns the given secrets.
func New(secrets ...string) Secrets { return Secrets{list: secrets} }

// Text returns text without the secrets, also as JSON or an address would
// spell them.
func (s Secrets) Text(text string) string {
	for _, secret := range s.list {
		inJSON, err := json.Marshal(secret)
		if secret == "" || err != nil {
			continue
		}
		for _, spelling := range []string{
			secret, strings.Trim(string(inJSON), `"`), strings.ReplaceAll(secret, "/", `\/`), url.QueryEscape(secret), url.PathEscape(secret),
		} {
			text = strings.ReplaceAll(text, spelling, Mark)
		}
	}
	return text
}

// Error returns err, or its cleaned text alone where the text has a secret.
func (s Secrets) Error(err error) error {
	if text := s.Text(err.Error()); text != err.Error() {
		return errors.New(text)
	}
	return err
}

// OneLine returns text without what ends a line.
func OneLine(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
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
