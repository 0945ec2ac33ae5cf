package fanvue

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
)

const (
	// maxMisspelling is how many letters a scope may differ from a known one to be
	// taken for a misspelling of it. The nearest known scopes of the same kind,
	// read:fan and read:chat, differ in four.
	maxMisspelling = 3
	// maxScopeLength bounds what is compared, in bytes.
	maxScopeLength = 40
)

// spellingHint says what may be wrong with scopes that are not known.
func spellingHint(unknown []Scope) string {
	text := joinScopes(unknown) + " is not a known scope"
	if len(unknown) > 1 {
		text = joinScopes(unknown) + " are not known scopes"
	}
	var near []Scope
	for _, s := range unknown {
		if known, ok := nearestScope(s); ok {
			near = append(near, known)
		}
	}
	if len(near) == 0 {
		return text + ", check the spelling"
	}
	return fmt.Sprintf("%s, did you mean %s?", text, joinScopes(near))
}

// warnOfMisspellings logs the scopes of WithScopes that look like a misspelling.
// They are not rejected: Fanvue may add scopes at any time.
func (c *Client) warnOfMisspellings() {
	for _, s := range c.scopes.others {
		if known, ok := nearestScope(s); ok {
			c.logger.LogAttrs(context.Background(), slog.LevelWarn, "fanvue: unknown scope in WithScopes",
				slog.String("scope", clip(oneLine(string(s)), 80)),
				slog.String("hint", fmt.Sprintf("did you mean %s?", known)))
		}
	}
}

// nearestScope returns the known scope that s is likely to be a misspelling of.
func nearestScope(s Scope) (nearest Scope, ok bool) {
	if len(s) > maxScopeLength {
		return "", false
	}
	spelled := strings.ToLower(string(s))
	swapped := spelled
	if object, verb, found := strings.Cut(spelled, ":"); found {
		swapped = verb + ":" + object // "chat:read"
	}
	least := maxMisspelling + 1
	for _, d := range documentedScopes {
		if distance := min(editDistance(spelled, string(d.scope)), editDistance(swapped, string(d.scope))); distance < least {
			nearest, least = d.scope, distance
		}
	}
	return nearest, least <= maxMisspelling
}

// editDistance returns how many bytes have to be inserted, removed or replaced to
// turn a into b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
