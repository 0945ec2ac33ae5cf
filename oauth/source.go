package oauth

import (
	"context"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/fanvue-go/fanvue"
)

const (
	// earliest is the longest time before the expiry at which an access token is
	// replaced.
	earliest = 4 * time.Minute
	// patience is how long callers wait for a refresh while the access token is
	// still valid, from its start.
	patience = 2 * time.Second
	// After a failure, an access token that is still valid is used for a while
	// before the next attempt. The first is within the time for which the server
	// accepts a refresh token whose response was lost.
	firstPause = time.Second
	lastPause  = time.Minute
	// lookInterval is how long a grant is used before the source looks whether
	// the store has another one. A store that is a versioned is looked at with
	// each call.
	lookInterval = 5 * time.Second
	// maxSpent is how many of the grants that it replaced a source remembers: those
	// of a month, which is how long a refresh token lives.
	maxSpent = 720
)

// Source returns access tokens for a [fanvue.Client] and keeps the grant alive.
// Create it with [App.TokenSource] and share it: it is safe for concurrent use.
// It implements [fanvue.TokenSource] and [fanvue.TokenRefresher].
type Source struct {
	app   *App
	store Store

	mu        sync.Mutex
	grant     *Grant // the one in use; nil before the first
	token     fanvue.Token
	refreshAt time.Time // zero: the expiry is unknown
	lookAt    time.Time // when to look into the store
	seen      any       // the version of the store at the last look
	unsaved   *renewal  // nil if there is none
	spent     []digest  // the last ones that the source replaced
	ended     *Grant    // the grant that the server called ended
	flight    *flight   // nil while nothing is in progress
	failures  int       // since the last success
	retryAt   time.Time // when to try after a failure, while the token is valid
}

// versioned is a store that knows at little cost whether its grant changed.
type versioned interface {
	// version returns a comparable value, another one after each change.
	version() any
}

// renewal is a new grant that is not saved yet, with the one that it replaces.
type renewal struct{ previous, grant *Grant }

// flight is an update in progress, which callers wait for.
type flight struct {
	started time.Time
	done    chan struct{}
	err     error // valid when done is closed
}

var (
	_ fanvue.TokenSource    = (*Source)(nil)
	_ fanvue.TokenRefresher = (*Source)(nil)
)

// TokenSource returns a source for the grant in store, for
// [fanvue.WithTokenSource]. The grant is loaded with the first call. A grant that
// is saved in the store later, after another sign-in, is used within 5 seconds;
// one in a [FileStore] or a [MemoryStore] with the next call.
//
// The source refreshes the grant some minutes before the access token expires,
// and after the server refused it. It saves a new grant before it uses it. If
// that fails, the calls fail: the grant stays in memory, and each further call
// tries to save it. There is one refresh at a time, and with a store that is a
// [Locker] one among all processes that share the store. It goes on when the
// caller that started it gives up, for at most two minutes: before a program
// ends, let its calls end.
//
// If the grant has ended, the error of the calls matches [ErrReconnect]; without
// a grant in the store it matches [ErrNoGrant]. A new sign-in that is saved in
// the store resolves both. While the authorization server fails, an access token
// that is still valid goes on being used; after that the error matches
// [fanvue.ErrUnavailable].
func (a *App) TokenSource(store Store) *Source { return &Source{app: a, store: store} }

// Token implements [fanvue.TokenSource].
func (s *Source) Token(ctx context.Context) (fanvue.Token, error) {
	if err := s.usable(); err != nil {
		return fanvue.Token{}, err
	}
	s.mu.Lock()
	if s.isReady(time.Now()) {
		defer s.mu.Unlock()
		return s.token, nil
	}
	f, _ := s.join("")
	var hurry <-chan time.Time
	if s.isValid(time.Now()) {
		hurry = time.After(patience - time.Since(f.started))
	}
	s.mu.Unlock()

	select {
	case <-ctx.Done():
		return fanvue.Token{}, ctx.Err()
	case <-hurry:
	case <-f.done:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isValid(time.Now()) {
		return s.token, nil
	}
	return s.result(f)
}

// Refresh implements [fanvue.TokenRefresher].
func (s *Source) Refresh(ctx context.Context, refused fanvue.Token) (fanvue.Token, error) {
	if err := s.usable(); err != nil {
		return fanvue.Token{}, err
	}
	for {
		s.mu.Lock()
		if s.isValid(time.Now()) && s.token.AccessToken() != refused.AccessToken() {
			defer s.mu.Unlock()
			return s.token, nil
		}
		f, started := s.join(refused.AccessToken())
		s.mu.Unlock()

		select {
		case <-ctx.Done():
			return fanvue.Token{}, ctx.Err()
		case <-f.done:
		}
		if !started && f.err == nil {
			continue // it may not have known that the token was refused
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.result(f)
	}
}

// result returns what a flight that is over led to. s.mu is held.
func (s *Source) result(f *flight) (fanvue.Token, error) {
	select {
	case <-f.done:
	default: // the token expired while the caller was in a hurry
		return fanvue.Token{}, &failure{action: "refresh", kind: fanvue.ErrUnavailable, cause: errors.New("it takes too long")}
	}
	switch {
	case f.err != nil:
		return fanvue.Token{}, f.err
	case s.grant == nil || s.unsaved != nil: // the next flight has begun
		return fanvue.Token{}, &failure{action: "refresh", kind: fanvue.ErrUnavailable, cause: errors.New("the grant is being replaced")}
	}
	return s.token, nil
}

func (s *Source) usable() error {
	if s == nil || s.app == nil {
		return invalid("Source", "make it with App.TokenSource")
	}
	if s.store == nil {
		return invalid("TokenSource", "the store must not be nil")
	}
	return s.app.usable()
}

// isReady reports whether the token can be used and no update is due. s.mu is
// held.
func (s *Source) isReady(now time.Time) bool {
	if !s.isValid(now) {
		return false
	}
	if store, ok := s.store.(versioned); ok && store.version() != s.seen {
		return false
	}
	isDue := !s.refreshAt.IsZero() && !now.Before(s.refreshAt) || !now.Before(s.lookAt)
	return !isDue || now.Before(s.retryAt)
}

// isValid reports whether the token can be used.
func (s *Source) isValid(now time.Time) bool {
	return s.grant != nil && s.unsaved == nil && s.grant.isValid(now)
}

func (g *Grant) isValid(now time.Time) bool {
	return g.AccessToken() != "" && (g.expiry.IsZero() || now.Before(g.expiry))
}

// join returns the flight in progress, or starts one. s.mu is held.
func (s *Source) join(refused string) (f *flight, started bool) {
	if s.flight != nil {
		return s.flight, false
	}
	f = &flight{started: time.Now(), done: make(chan struct{}), err: errors.New("fanvue: oauth: the store ended the refresh")}
	s.flight = f
	go func() {
		defer s.land(f) // also after runtime.Goexit in a store
		f.err = s.update(refused)
	}()
	return f, true
}

// land ends a flight.
func (s *Source) land(f *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flight = nil
	if f.err == nil {
		s.failures, s.retryAt = 0, time.Time{}
	} else {
		pause := min(firstPause<<min(s.failures, 10), lastPause)
		s.failures, s.retryAt = s.failures+1, time.Now().Add(pause/2+rand.N(pause/2))
	}
	close(f.done)
}

// adopt uses a grant that is in the store.
func (s *Source) adopt(grant *Grant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.grant == nil || !s.grant.isSame(grant) {
		s.refreshAt = refreshTime(grant)
	}
	s.grant, s.token, s.unsaved = grant, grant.token(), nil
}

// forget is adopt without a grant.
func (s *Source) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.grant, s.token, s.unsaved, s.spent, s.refreshAt = nil, fanvue.Token{}, nil, nil, time.Time{}
}

// replaced remembers a grant whose refresh token was used.
func (s *Source) replaced(grant *Grant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spent = append(s.spent[max(0, len(s.spent)-maxSpent+1):], grant.digest())
}

// digest identifies a grant without its tokens.
type digest [sha256.Size]byte

func (g *Grant) digest() digest {
	access, refresh := g.tokens()
	return sha256.Sum256([]byte(access + "\n" + refresh))
}

// refreshTime returns when to replace a grant: some minutes before it expires,
// at a different moment in each process, or after three quarters of a short
// life.
func refreshTime(g *Grant) time.Time {
	if g.expiry.IsZero() {
		return time.Time{}
	}
	early := earliest
	if g.lifetime > 0 {
		early = min(early, g.lifetime/4)
	}
	return g.expiry.Add(-early/2 - rand.N(early/2+1))
}
