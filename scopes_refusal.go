package fanvue

import (
	"net/http"
	"regexp"
	"strings"
	"sync"
)

// maxNamedScopes is how many scopes are taken from a response.
const maxNamedScopes = 20

// A server says in many ways that a scope is missing. These patterns match
// lower-case text. They want a word for the lack, the word scope or the name of
// one, and between them nothing but words that go with scopes: "out of scope"
// and "the scopes are under review" say something else.
const (
	scopeNamePattern = `[a-z]+:[a-z_]+`
	scopeNoise       = `(?:(?:the|an?|any|all|one|of|following|required|necessary|needed|sufficient|oauth2?|api|token|access|permissions?|and|or|` +
		"[\"'`\\[(]*" + scopeNamePattern + "[\"'`\\])]*" + `)[\s,:_-]+)*`
	scopeList = `(?:[\s:=,"'\[(` + "`" + `]|and\s|or\s|` + scopeNamePattern + `)*`
	lackWords = `(?:insufficient|missing|lacks?|lacking|requires?|required|needs?|needed)`
)

var (
	scopeWords = []func() *regexp.Regexp{
		// "insufficient_scope", "requires the write:chat scope", "Missing required scope(s): write:chat"
		pattern(`\b` + lackWords + `[\s,:_-]*` + scopeNoise + `scopes?(?:\(s\))?(?:[^a-z]|$)` + scopeList),
		// "missing permission write:chat"
		pattern(`\b` + lackWords + `[\s,:_-]+` + scopeNoise + "[\"'`\\[(]*" + `(?:read|write):[a-z_]+` + scopeList),
		// "does not have the write:chat scope"
		pattern(`(?:\bnot|n't|n’t|\bwithout)[\s_-]+(?:have|include|contain|granted)?[\s_-]*` + scopeNoise + `scopes?(?:\(s\))?(?:[^a-z]|$)` + scopeList),
		// "scope write:chat is required"
		pattern(`\bscopes?(?:\(s\))?[\s:=_-]+` + scopeNoise + `(?:(?:is|are|was|were)[\s_-]+)?(?:missing|required|needed|insufficient|not[\s_-]+granted)\b`),
	}
	scopeName      = pattern(`\b` + scopeNamePattern + `\b`)
	challengeScope = pattern(`(?i)\bscope\s*=\s*(?:"([^"]*)"|([^\s",]+))`)
)

// pattern returns a regular expression that is compiled when it is first used.
// Every program would wait for it at its start, and few ever need it.
func pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// readScopes finds out whether a 401 or 403 is about a missing scope, and which
// scopes the server names. The API says no more than "Insufficient scopes";
// other servers and gateways use a challenge (RFC 6750), a code, or words.
func (e *APIError) readScopes(b *errorBody, challenge string) {
	if e.StatusCode != http.StatusForbidden && e.StatusCode != http.StatusUnauthorized {
		return
	}
	if strings.Contains(strings.ToLower(challenge), "insufficient_scope") {
		e.lacksScope = true
		if named := challengeScope().FindStringSubmatch(challenge); named != nil {
			e.scopes = namedScopes(ParseScopes(named[1] + " " + named[2]))
		}
	}
	texts := append([]string{e.Message, b.reason}, b.codes...)
	for _, text := range append(texts, e.Details...) {
		for _, words := range scopeWords {
			said := words().FindString(strings.ToLower(text))
			if said == "" {
				continue
			}
			e.lacksScope = true
			if len(e.scopes) == 0 {
				var names []Scope
				for _, name := range scopeName().FindAllString(said, maxNamedScopes) {
					names = append(names, Scope(name))
				}
				e.scopes = namedScopes(names)
			}
		}
	}
	if e.lacksScope && len(b.scopes) > 0 {
		e.scopes = namedScopes(b.scopes)
	}
}

// namedScopes drops what cannot be a scope.
func namedScopes(names []Scope) []Scope {
	var scopes []Scope
	for _, name := range names[:min(len(names), maxNamedScopes)] {
		if validScope(name) == nil && len(name) <= 100 {
			scopes = append(scopes, name)
		}
	}
	return scopes
}
