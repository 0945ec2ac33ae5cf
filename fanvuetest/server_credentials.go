package fanvuetest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fanvue-go/fanvue"
)

// credential is what a secret stands for.
type credential struct {
	account *account
	scopes  []fanvue.Scope
	// expiry is zero for what does not expire.
	expiry time.Time
	// limitKey replaces the secret in the key of a rate limit; empty for none.
	limitKey string
}

// credentials are those that the server accepts, by their secret.
type credentials struct {
	mu       sync.RWMutex
	bySecret map[string]credential
}

func (c *credentials) set(secret string, account *account, scopes []fanvue.Scope) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.put(secret, credential{account: account, scopes: slices.Clone(scopes)})
}

// issue is set for a token of the authorization server.
func (c *credentials) issue(secret string, issued credential) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.put(secret, issued)
}

func (c *credentials) put(secret string, accepted credential) {
	if c.bySecret == nil {
		c.bySecret = make(map[string]credential)
	}
	c.bySecret[secret] = accepted
}

func (c *credentials) remove(secret string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.bySecret, secret)
}

func (c *credentials) find(secret string) (found credential, ok bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	found, ok = c.bySecret[secret]
	expired := !found.expiry.IsZero() && !time.Now().Before(found.expiry)
	return found, ok && secret != "" && !expired
}

// AddCredential accepts secret, as an API key and as a bearer token, for an
// account of this server and with these scopes. A secret that is accepted
// already gets the new account and scopes. [AllScopes] returns every scope.
func (s *Server) AddCredential(account *Account, secret string, scopes ...fanvue.Scope) {
	if account.state != s.state {
		s.state.fail("AddCredential: the account belongs to another server")
	}
	s.credentials.set(secret, account.account, scopes)
}

// RevokeCredential no longer accepts secret: requests with it are refused with
// the API's 401.
func (s *Server) RevokeCredential(secret string) {
	s.credentials.remove(secret)
}

// AllScopes returns every scope that an operation of package fanvue needs.
func AllScopes() []fanvue.Scope {
	all := make(map[fanvue.Scope]bool)
	for _, op := range fanvue.Operations() {
		for _, scope := range op.Scopes {
			all[scope] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// secretOf returns the secret of a request, empty for none.
func secretOf(h http.Header) string {
	if key := h.Get("X-Fanvue-API-Key"); key != "" {
		return key
	}
	scheme, token, _ := strings.Cut(h.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

func grantsAll(granted, required []fanvue.Scope) bool {
	return !slices.ContainsFunc(required, func(scope fanvue.Scope) bool { return !slices.Contains(granted, scope) })
}
