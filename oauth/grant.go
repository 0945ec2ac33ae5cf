package oauth

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/fanvue-go/fanvue"
)

// systemScopes are those that a sign-in requests for itself. They give access to
// no operation, and the server need not list them.
var systemScopes = []fanvue.Scope{"openid", "offline_access", "offline"}

// Grant is what a user allowed an app: an access token, and a refresh token that
// replaces it. A refresh token can be used once; losing it means that the user
// has to sign in another time. A Grant does not change. Printing or logging it
// does not show the tokens, and encoding it as JSON fails, so that no log does
// so by accident: a [Store] keeps it with [Grant.MarshalBinary].
type Grant struct {
	// reveal keeps the tokens out of fmt's reach, which prints fields.
	reveal   func() (access, refresh string)
	expiry   time.Time
	lifetime time.Duration
	// scopes are nil if they are unknown.
	scopes []fanvue.Scope
}

// NewGrant returns a Grant for tokens that are already there, for example of a
// program that used another library. A zero expiry is unknown: the access token
// is used until the server refuses it. Without scopes they are unknown.
func NewGrant(accessToken, refreshToken string, expiry time.Time, scopes ...fanvue.Scope) *Grant {
	g := newGrant(accessToken, refreshToken, expiry)
	if len(scopes) > 0 {
		g.scopes = apiScopes(scopes)
	}
	return g
}

func newGrant(access, refresh string, expiry time.Time) *Grant {
	if !expiry.IsZero() {
		expiry = expiry.Round(0).UTC() // the monotonic clock stops with the process
	}
	return &Grant{reveal: func() (string, string) { return access, refresh }, expiry: expiry}
}

// apiScopes returns scopes without duplicates and without those of the sign-in
// itself. It is never nil unless scopes is empty.
func apiScopes(scopes []fanvue.Scope) []fanvue.Scope {
	if len(scopes) == 0 {
		return nil
	}
	kept := make([]fanvue.Scope, 0, len(scopes))
	for _, scope := range scopes {
		if !slices.Contains(systemScopes, scope) && !slices.Contains(kept, scope) {
			kept = append(kept, scope)
		}
	}
	return kept
}

// AccessToken returns the secret that authenticates calls.
func (g *Grant) AccessToken() string {
	access, _ := g.tokens()
	return access
}

// RefreshToken returns the secret that gets the next grant; empty if there is
// none.
func (g *Grant) RefreshToken() string {
	_, refresh := g.tokens()
	return refresh
}

func (g *Grant) tokens() (access, refresh string) {
	if g == nil || g.reveal == nil {
		return "", ""
	}
	return g.reveal()
}

// Expiry returns when the access token expires; the zero time if that is unknown.
func (g *Grant) Expiry() time.Time {
	if g == nil {
		return time.Time{}
	}
	return g.expiry
}

// Scopes returns what the user consented to, without openid, offline_access and
// offline; nil if it is unknown.
func (g *Grant) Scopes() []fanvue.Scope {
	if g == nil {
		return nil
	}
	return slices.Clone(g.scopes)
}

// token returns the access token for a client.
func (g *Grant) token() fanvue.Token {
	scopes := g.scopes
	if scopes != nil && len(scopes) == 0 {
		scopes = systemScopes[:1] // no scope at all would mean that they are unknown
	}
	return fanvue.NewToken(g.AccessToken(), scopes...)
}

// isSame reports whether both are the same grant, not yet refreshed.
func (g *Grant) isSame(other *Grant) bool {
	access, refresh := g.tokens()
	otherAccess, otherRefresh := other.tokens()
	return access == otherAccess && refresh == otherRefresh
}

// String returns the expiry and the scopes.
func (g *Grant) String() string {
	if g == nil {
		return "oauth.Grant(none)"
	}
	var text strings.Builder
	text.WriteString("oauth.Grant(expires: ")
	if g.expiry.IsZero() {
		text.WriteString("unknown")
	} else {
		text.WriteString(g.expiry.Format(time.RFC3339))
	}
	if g.scopes == nil {
		text.WriteString(", scopes: unknown)")
	} else {
		fmt.Fprintf(&text, ", scopes: %s)", joinScopes(g.scopes))
	}
	return text.String()
}

// LogValue implements [slog.LogValuer].
func (g *Grant) LogValue() slog.Value { return slog.StringValue(g.String()) }

// MarshalJSON returns an error: see [Grant].
func (g *Grant) MarshalJSON() ([]byte, error) {
	return nil, errors.New("fanvue: oauth: a grant is not encoded as JSON, which logs use; store what MarshalBinary returns")
}

// storedGrant is how a grant is kept.
type storedGrant struct {
	Version      int            `json:"version"`
	AccessToken  string         `json:"access_token"`
	RefreshToken string         `json:"refresh_token,omitempty"`
	Expiry       time.Time      `json:"expiry,omitzero"`
	Lifetime     float64        `json:"lifetime_seconds,omitempty"`
	Scopes       []fanvue.Scope `json:"scopes"` // null if unknown
}

const grantVersion = 1

// MarshalBinary returns the grant with its tokens, for a [Store]. It implements
// encoding.BinaryMarshaler. Keep the result as you keep a password.
func (g *Grant) MarshalBinary() ([]byte, error) {
	access, refresh := g.tokens()
	if access == "" && refresh == "" {
		return nil, errors.New("fanvue: oauth: a grant without tokens cannot be stored")
	}
	data, err := json.MarshalIndent(storedGrant{
		Version: grantVersion, AccessToken: access, RefreshToken: refresh,
		Expiry: g.expiry, Lifetime: g.lifetime.Seconds(), Scopes: g.scopes,
	}, "", "  ")
	if err != nil {
		return nil, errors.New("fanvue: oauth: the grant cannot be encoded") // the cause may quote it
	}
	return append(data, '\n'), nil
}

// UnmarshalBinary reads what [Grant.MarshalBinary] returned. Its errors do not
// quote data.
func (g *Grant) UnmarshalBinary(data []byte) error {
	var stored storedGrant
	if err := json.Unmarshal(data, &stored); err != nil {
		return errors.New("it is not a stored grant")
	}
	switch {
	case stored.Version > grantVersion:
		return fmt.Errorf("a newer version of this package stored it (format %d)", stored.Version)
	case stored.Version != grantVersion || stored.AccessToken == "" && stored.RefreshToken == "":
		return errors.New("it is not a stored grant")
	}
	*g = *newGrant(stored.AccessToken, stored.RefreshToken, stored.Expiry)
	g.lifetime = time.Duration(stored.Lifetime * float64(time.Second))
	g.scopes = stored.Scopes
	return nil
}

func joinScopes(scopes []fanvue.Scope) string {
	texts := make([]string, len(scopes))
	for i, scope := range scopes {
		texts[i] = string(scope)
	}
	return strings.Join(texts, " ")
}
