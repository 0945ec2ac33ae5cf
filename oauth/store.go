package oauth

import (
	"context"
	"errors"
	"sync"
)

// Store keeps the grant of one user. Its methods may be called at the same time.
// A Store that several processes share should also be a [Locker].
type Store interface {
	// Load returns the grant that was saved last, or an error that matches
	// [ErrNoGrant] if there is none.
	Load(ctx context.Context) (*Grant, error)
	// Save keeps grant in place of the one before. When it returns nil, the
	// grant must survive a crash.
	Save(ctx context.Context, grant *Grant) error
}

// Locker is implemented by a [Store] that several token sources or processes
// share. Lock waits until nobody else has the lock, or ctx ends. A [Source] holds
// it from before it loads the grant until the new one is saved, so that a refresh
// token is used once. The lock must not outlive the process that holds it.
type Locker interface {
	Lock(ctx context.Context) (unlock func(), err error)
}

// MemoryStore is a [Store] in memory. A grant that it holds is lost when the
// program ends, and with it a refresh token that cannot be replaced: it is for
// tests, and for programs that sign in at each start.
type MemoryStore struct {
	mu    sync.Mutex
	lock  chan struct{} // nil before the first Lock
	grant *Grant
}

// NewMemoryStore returns a MemoryStore with a grant; nil for none.
func NewMemoryStore(grant *Grant) *MemoryStore {
	return &MemoryStore{grant: grant}
}

// Load implements [Store].
func (s *MemoryStore) Load(context.Context) (*Grant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.grant == nil {
		return nil, ErrNoGrant
	}
	return s.grant, nil
}

func (s *MemoryStore) version() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.grant
}

// Save implements [Store].
func (s *MemoryStore) Save(_ context.Context, grant *Grant) error {
	if grant == nil {
		return errNilGrant
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.grant = grant
	return nil
}

// Delete removes the grant. Without a grant it does nothing.
func (s *MemoryStore) Delete(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.grant = nil
	return nil
}

// Lock implements [Locker], for several sources in one program.
func (s *MemoryStore) Lock(ctx context.Context) (unlock func(), err error) {
	s.mu.Lock()
	if s.lock == nil {
		s.lock = make(chan struct{}, 1)
	}
	lock := s.lock
	s.mu.Unlock()
	select {
	case lock <- struct{}{}:
		return sync.OnceFunc(func() { <-lock }), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// errNilGrant rejects a nil grant: a store would lose the one that it has.
var errNilGrant = errors.New("fanvue: oauth: Save: the grant must not be nil; use Delete to remove it")
