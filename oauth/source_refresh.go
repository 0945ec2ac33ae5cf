package oauth

import (
	"context"
	"errors"
	"log/slog"
	"regexp"
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/internal/pause"
	"github.com/fanvue-go/fanvue/internal/redact"
)

const (
	// updateTimeout bounds an update, and saveTimeout the save at its end, which
	// must not lack the time that the rest took.
	updateTimeout = 90 * time.Second
	saveTimeout   = 30 * time.Second
	// concurrentPause is how long to leave another process, after both refreshed
	// at the same moment, to save its grant.
	concurrentPause = 500 * time.Millisecond
	// maxAttempts is how many refresh tokens an update tries at most.
	maxAttempts = 4
)

// update makes the grant of the source a current one. refused is an access token
// that the API refused, or empty. It runs on a context of its own: the server may
// have spent the refresh token when a caller gives up.
func (s *Source) update(refused string) error {
	ctx, cancel := context.WithTimeout(context.Background(), updateTimeout)
	defer cancel()
	if s.pending() == nil {
		// Most often the store has a grant that can be used, and the lock, which
		// another process may hold for long, is not needed.
		stored, err := s.load(ctx)
		if err != nil {
			return s.warn(err)
		}
		if s.isCurrent(stored, refused) {
			s.adopt(stored)
			return nil
		}
	}
	if locker, ok := s.store.(Locker); ok {
		unlock, err := locker.Lock(ctx)
		if err != nil {
			problem := s.storeFailed(ctx, "lock the store", err)
			if ctx.Err() != nil {
				problem.kind = fanvue.ErrUnavailable // another process has it
			}
			return s.warn(problem)
		}
		defer unlock()
	}
	stored, err := s.load(ctx)
	if err != nil {
		return s.warn(err)
	}
	if due := s.pending(); due != nil && (stored.isSame(due.previous) || stored.isSame(due.grant)) {
		return s.warn(s.save(due))
	}
	return s.warn(s.renew(ctx, stored, refused))
}

// renew adopts stored or, if that is not current, a new grant. It refreshes
// another time only with another refresh token, or once after a clash with
// another process.
func (s *Source) renew(ctx context.Context, stored *Grant, refused string) error {
	clashed := false
	var last error
	for range maxAttempts {
		if s.isCurrent(stored, refused) {
			s.adopt(stored)
			return nil
		}
		usable := stored.isValid(time.Now()) && stored.AccessToken() != refused
		if usable {
			s.adopt(stored) // for the case that it cannot be replaced yet
		}
		if s.hasEnded(stored) {
			return reconnect(errors.New("the server has refused the refresh token before"))
		}
		if stored.RefreshToken() == "" {
			if usable {
				return nil
			}
			return reconnect(errors.New("the access token has expired, and there is no refresh token"))
		}
		renewed, err := s.app.refresh(ctx, stored)
		if renewed != nil {
			if saveErr := s.keep(stored, renewed); saveErr != nil {
				return saveErr
			}
			return refreshFailed(err)
		}
		var reported *Error
		if !errors.As(err, &reported) {
			return refreshFailed(err)
		}
		last = refreshFailed(err)
		final, clash := reported.endsGrant(), reported.StatusCode/100 == 4 && reported.Code == codeInvalidRequest && !clashed
		if !final && !clash {
			return refreshFailed(err)
		}
		if clash {
			clashed = true
			if err := pause.For(ctx, concurrentPause); err != nil {
				return refreshFailed(reported)
			}
		}
		// Another process may have replaced the grant meanwhile.
		previous := stored
		if stored, err = s.load(ctx); err != nil {
			return err
		}
		if final && stored.isSame(previous) {
			s.end(stored)
			return reconnect(reported)
		}
	}
	return last
}

// isCurrent reports whether a stored grant can be used without a refresh.
func (s *Source) isCurrent(stored *Grant, refused string) bool {
	now := time.Now()
	if !stored.isValid(now) || stored.AccessToken() == refused {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.refreshAt
	if s.grant == nil || !s.grant.isSame(stored) {
		at = refreshTime(stored)
	}
	return at.IsZero() || now.Before(at)
}

// keep remembers a new grant and saves it.
func (s *Source) keep(previous, grant *Grant) error {
	due := &renewal{previous, grant}
	s.mu.Lock()
	s.unsaved = due
	s.mu.Unlock()
	return s.save(due)
}

func (s *Source) pending() *renewal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.unsaved
}

// save saves a new grant and adopts it, unless the store has got another one
// since: a new sign-in, or nothing after a sign-out.
func (s *Source) save(due *renewal) error {
	ctx, cancel := context.WithTimeout(context.Background(), saveTimeout)
	defer cancel()
	stored, err := s.load(ctx)
	if errors.Is(err, ErrNoGrant) {
		return err
	}
	if err == nil && !stored.isSame(due.previous) && !stored.isSame(due.grant) {
		s.adopt(stored)
		return nil
	}
	if err := s.store.Save(ctx, due.grant); err != nil {
		problem := s.storeFailed(ctx, "save the new grant", err)
		problem.next = "it is kept in memory, and the next call tries to save it; do not stop the program before"
		return problem
	}
	s.adopt(due.grant)
	s.replaced(due.previous)
	s.app.logger.LogAttrs(ctx, slog.LevelDebug, "fanvue: oauth: the grant was refreshed", slog.Time("expiry", due.grant.expiry))
	return nil
}

// load loads the stored grant. Without one, the source has none either.
func (s *Source) load(ctx context.Context) (*Grant, error) {
	s.mu.Lock()
	s.lookAt = time.Now().Add(lookInterval)
	if store, ok := s.store.(versioned); ok {
		s.seen = store.version() // before the load, so that no change is missed
	}
	s.mu.Unlock()
	stored, err := s.store.Load(ctx)
	if err == nil && stored == nil {
		err = ErrNoGrant
	}
	if errors.Is(err, ErrNoGrant) {
		s.forget()
		return nil, &failure{action: "token", kind: ErrNoGrant, cause: ErrNoGrant}
	}
	if err != nil {
		return nil, s.storeFailed(ctx, "load the grant", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.grant != nil && slices.Contains(s.spent, stored.digest()) {
		return s.grant, nil // the store is behind: a replica, or a backup that was restored
	}
	return stored, nil
}

// storeFailed wraps an error of the store. What quotes a token loses it, and the
// end of the update's own context is not one of the caller's.
func (s *Source) storeFailed(ctx context.Context, action string, err error) *failure {
	s.mu.Lock()
	var tokens []string
	grants := []*Grant{s.grant}
	if s.unsaved != nil {
		grants = append(grants, s.unsaved.previous, s.unsaved.grant)
	}
	s.mu.Unlock()
	for _, grant := range grants {
		access, refresh := grant.tokens()
		tokens = append(tokens, access, refresh)
	}
	text := err.Error()
	cleaned := anyToken.ReplaceAllString(s.app.secretsOf(tokens...).Text(text), redact.Mark)
	if cleaned != text || ctx.Err() != nil {
		err = errors.New(cleaned)
	}
	return &failure{action: action, cause: err}
}

// anyToken matches the tokens of the authorization server. The store may have
// one that the source has not seen.
var anyToken = regexp.MustCompile(`ory_[a-z]{2}_[\w.~-]+`)

func (s *Source) hasEnded(grant *Grant) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended != nil && s.ended.isSame(grant)
}

func (s *Source) end(grant *Grant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = grant
}

// warn logs an error of an update, unless it is that nobody has signed in.
func (s *Source) warn(err error) error {
	if err != nil && !errors.Is(err, ErrNoGrant) {
		s.app.logger.LogAttrs(context.Background(), slog.LevelWarn, "fanvue: oauth: no new access token", slog.String("error", err.Error()))
	}
	return err
}

func reconnect(cause error) error {
	return &failure{action: "refresh", kind: ErrReconnect, cause: cause, next: "the grant has ended, start a new sign-in"}
}

func refreshFailed(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = &failure{action: "the authorization server cannot be reached", kind: fanvue.ErrUnavailable, cause: errors.New("it takes too long")}
	}
	return &failure{action: "refresh", cause: err}
}
