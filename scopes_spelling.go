package fanvue

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/fanvue-go/fanvue/internal/spelling"
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
	known, ok := spelling.Nearest(string(s), func(yield func(string) bool) {
		for _, d := range documentedScopes {
			if !yield(string(d.scope)) {
				return
			}
		}
	})
	return Scope(known), ok
}
