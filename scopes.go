package fanvue

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"unicode"
)

// Scope is one permission of a credential. Scopes without a constant in this
// package are accepted and passed on: Fanvue may add scopes at any time.
type Scope string

// The scopes that Fanvue documents.
const (
	ScopeReadSelf           Scope = "read:self"
	ScopeReadChat           Scope = "read:chat"
	ScopeWriteChat          Scope = "write:chat"
	ScopeReadFan            Scope = "read:fan"
	ScopeReadCreator        Scope = "read:creator"
	ScopeWriteCreator       Scope = "write:creator"
	ScopeReadMedia          Scope = "read:media"
	ScopeWriteMedia         Scope = "write:media"
	ScopeReadPost           Scope = "read:post"
	ScopeWritePost          Scope = "write:post"
	ScopeReadInsights       Scope = "read:insights"
	ScopeReadTrackingLinks  Scope = "read:tracking_links"
	ScopeWriteTrackingLinks Scope = "write:tracking_links"
	ScopeReadAgency         Scope = "read:agency"
	ScopeWriteAgency        Scope = "write:agency"
	ScopeReadExperience     Scope = "read:experience"
	ScopeWriteExperience    Scope = "write:experience"
)

// documentedScopes has the documented scopes with their descriptions. The index
// of a scope is its bit in a scopeSet. Lists of scopes are reported in this
// order.
var documentedScopes = [...]struct {
	scope       Scope
	description string
}{
	{ScopeReadSelf, "the profile, account and notifications of the caller's own account"},
	{ScopeReadChat, "chats, messages, templates and online statuses"},
	{ScopeWriteChat, "creating chats, sending and deleting messages, managing lists"},
	{ScopeReadFan, "subscribers, followers and the members of lists"},
	{ScopeReadCreator, "the creators that the account manages, reading for them, and acting in their chats"},
	{ScopeWriteCreator, "changing posts, media, vault and tracking links of managed creators, and the caller's own offers"},
	{ScopeReadMedia, "the media library and the vault"},
	{ScopeWriteMedia, "uploading media and changing the vault"},
	{ScopeReadPost, "posts, comments, likes, tips and collections"},
	{ScopeWritePost, "publishing and changing posts, comments and collections"},
	{ScopeReadInsights, "earnings, spending and audience figures"},
	{ScopeReadTrackingLinks, "tracking links and the users that they brought"},
	{ScopeWriteTrackingLinks, "creating and deleting tracking links"},
	{ScopeReadAgency, "an agency's chats, earnings, subscribers and team"},
	{ScopeWriteAgency, "an agency's invitations and team"},
	{ScopeReadExperience, "experiences; no operation is known to need it yet"},
	{ScopeWriteExperience, "experiences; no operation is known to need it yet"},
}

// KnownScopes returns the scopes that this package knows, in the order in which it
// lists scopes. The slice belongs to the caller.
func KnownScopes() []Scope {
	scopes := make([]Scope, len(documentedScopes))
	for i, d := range documentedScopes {
		scopes[i] = d.scope
	}
	return scopes
}

// Description returns in a few words what s gives access to; empty for a scope
// that this package does not know.
func (s Scope) Description() string {
	for _, d := range documentedScopes {
		if d.scope == s {
			return d.description
		}
	}
	return ""
}

// ParseScopes splits a list of scopes that are separated by spaces or commas, as
// in a token response or an environment variable. It keeps unknown scopes and
// drops duplicates. It returns nil for an empty text.
func ParseScopes(text string) []Scope {
	var scopes []Scope
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
		if !slices.Contains(scopes, Scope(field)) {
			scopes = append(scopes, Scope(field))
		}
	}
	return scopes
}

// ScopeMode is what the client does about a scope that the credential is known
// to lack.
type ScopeMode int

const (
	// ScopeEnforce rejects the call locally with an
	// [*InsufficientScopeError]; nothing is sent. It is the default.
	ScopeEnforce ScopeMode = iota
	// ScopeWarn logs a warning and sends the call.
	ScopeWarn
	// ScopeOff sends the call without a check.
	ScopeOff
)

func (m ScopeMode) valid() bool { return m >= ScopeEnforce && m <= ScopeOff }

// ContextWithScopeMode returns a context with which calls use mode instead of the
// client's own. An invalid mode changes nothing.
func ContextWithScopeMode(ctx context.Context, mode ScopeMode) context.Context {
	if ctx == nil || !mode.valid() {
		return ctx
	}
	return withCallOption(ctx, func(o *callOptions) { o.scopeMode = &mode })
}

// scopeSet is a set of scopes: a bit for each documented one, and the others
// sorted. The zero value is the empty set.
type scopeSet struct {
	documented uint32
	others     []Scope
}

func newScopeSet(scopes ...Scope) scopeSet {
	var set scopeSet
	for _, s := range scopes {
		set = set.with(s)
	}
	return set
}

// with returns set and s.
func (set scopeSet) with(s Scope) scopeSet {
	for bit := range documentedScopes {
		if documentedScopes[bit].scope == s {
			set.documented |= 1 << bit
			return set
		}
	}
	if at, found := slices.BinarySearch(set.others, s); !found {
		set.others = slices.Insert(slices.Clip(set.others), at, s)
	}
	return set
}

// minus returns the scopes of set that other lacks. It allocates only for
// scopes that are undocumented and missing.
func (set scopeSet) minus(other scopeSet) scopeSet {
	rest := scopeSet{documented: set.documented &^ other.documented}
	for _, s := range set.others {
		if _, found := slices.BinarySearch(other.others, s); !found {
			rest.others = append(rest.others, s)
		}
	}
	return rest
}

// within reports whether all scopes of set are documented and in other. False
// means that minus must say which are not.
func (set *scopeSet) within(other *scopeSet) bool {
	return set.documented&^other.documented == 0 && len(set.others) == 0
}

func (set scopeSet) empty() bool { return set.documented == 0 && len(set.others) == 0 }

// slice lists the set in documented order. It is never nil.
func (set scopeSet) slice() []Scope { return set.appendTo(make([]Scope, 0, len(set.others)+3)) }

// appendTo appends the set to scopes in documented order.
func (set scopeSet) appendTo(scopes []Scope) []Scope {
	for rest := set.documented; rest != 0; rest &= rest - 1 {
		scopes = append(scopes, documentedScopes[bits.TrailingZeros32(rest)].scope)
	}
	return append(scopes, set.others...)
}

// validScope rejects what can only be a mistake, above all several scopes in one
// string.
func validScope(s Scope) error {
	if s == "" {
		return fmt.Errorf("a scope must not be empty")
	}
	if strings.ContainsFunc(string(s), func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
		return fmt.Errorf("%q has more than one scope; split it with ParseScopes", s)
	}
	return nil
}

// undocumented returns the scopes that this package does not know.
func undocumented(scopes []Scope) []Scope { return newScopeSet(scopes...).others }

func joinScopes(scopes []Scope) string {
	var text strings.Builder
	for i, s := range scopes {
		if i > 0 {
			text.WriteString(", ")
		}
		text.WriteString(string(s))
	}
	return text.String()
}
