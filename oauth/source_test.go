package oauth_test

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
	"github.com/fanvue-go/fanvue/oauth"
)

// noGrace makes a second use of a refresh token end the grant at once.
var noGrace = fanvuetest.WithRefreshGrace(0)

// signedIn is a server with an app and a store that has a grant.
type signedIn struct {
	*fanvuetest.Server
	registered *fanvuetest.App
	app        *oauth.App
	store      *hookStore
	source     *oauth.Source
}

func newSignedIn(t *testing.T, opts ...fanvuetest.Option) *signedIn {
	t.Helper()
	server := newServer(t, append([]fanvuetest.Option{fanvuetest.InMemory(), noGrace}, opts...)...)
	s := &signedIn{Server: server, registered: server.App()}
	s.app = appFor(t, server, s.registered)
	s.store = &hookStore{MemoryStore: oauth.NewMemoryStore(signIn(t, server, s.app, fanvue.ScopeReadSelf, fanvue.ScopeReadChat))}
	s.source = s.app.TokenSource(s.store)
	server.ResetRequests()
	return s
}

// call makes a call and returns its error.
func (s *signedIn) call(t *testing.T) error {
	t.Helper()
	_, err := clientFor(t, s.Server, s.source, fanvue.WithMaxRetries(0)).Self.Get(t.Context())
	return err
}

func (s *signedIn) mustCall(t *testing.T) {
	t.Helper()
	if err := s.call(t); err != nil {
		t.Fatal(err)
	}
}

func (s *signedIn) wantTokens(t *testing.T, want int) {
	t.Helper()
	if got := tokensOf(s.Server); got != want {
		t.Errorf("%d token requests, want %d", got, want)
	}
}

func TestOneRefreshAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSignedIn(t)
		for range 5 {
			time.Sleep(time.Hour)
			s.ResetRequests()
			s.Inject(fanvuetest.Fault{Operation: fanvuetest.AuthToken, Delay: time.Second})
			var wg sync.WaitGroup
			for range 50 {
				wg.Go(func() {
					if err := s.call(t); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			s.wantTokens(t, 1)
		}
	})
}

// A caller that gives up does not end the refresh on which the others and the
// grant depend.
func TestWaitingCallerGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSignedIn(t)
		time.Sleep(time.Hour)
		s.Inject(fanvuetest.Fault{Operation: fanvuetest.AuthToken, Delay: 5 * time.Second})
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		started := time.Now()
		var wg sync.WaitGroup
		wg.Go(func() {
			time.Sleep(2 * time.Second)
			if _, err := s.source.Token(t.Context()); err != nil {
				t.Error(err)
			}
		})
		_, err := s.source.Token(impatient)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(started) != time.Second {
			t.Errorf("after %s: %v", time.Since(started), err)
		}
		wg.Wait()
		s.wantTokens(t, 1)

		// All callers give up.
		time.Sleep(time.Hour)
		s.ResetRequests()
		s.Inject(fanvuetest.Fault{Operation: fanvuetest.AuthToken, Delay: 5 * time.Second})
		before, _ := s.store.Load(t.Context())
		impatient, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := s.source.Token(impatient); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		time.Sleep(10 * time.Second)
		if after, _ := s.store.Load(t.Context()); after.RefreshToken() == before.RefreshToken() {
			t.Error("the new grant was not saved")
		}
		s.mustCall(t)
		s.wantTokens(t, 1)
	})
}

func TestRefreshIsEarlyAndJittered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ages []time.Duration
		for range 8 {
			s := newSignedIn(t)
			started := time.Now()
			first, err := s.source.Token(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for {
				time.Sleep(time.Second)
				token, err := s.source.Token(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if token.AccessToken() != first.AccessToken() {
					break
				}
			}
			ages = append(ages, time.Since(started))
			s.wantTokens(t, 1)
		}
		slices.Sort(ages)
		if ages[0] < 55*time.Minute || ages[7] > 59*time.Minute || len(slices.Compact(ages)) < 4 {
			t.Errorf("refreshed after %v", ages)
		}
	})
}

// Tokens with a short life are not refreshed with every call.
func TestShortLivedTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSignedIn(t, fanvuetest.WithTokenLifetimes(time.Minute, time.Hour))
		for range 10 * 60 {
			if _, err := s.source.Token(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		if got := tokensOf(s.Server); got < 9 || got > 14 {
			t.Errorf("%d refreshes in 10 minutes", got)
		}
	})
}

func TestRefusedTokenIsRefreshedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSignedIn(t)
		s.mustCall(t)
		for range 3 {
			s.ResetRequests()
			s.registered.ExpireAccessTokens()
			var wg sync.WaitGroup
			for range 20 {
				wg.Go(func() {
					if err := s.call(t); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			s.wantTokens(t, 1)
		}
		// The API refuses every token: one refresh for a call, and its own error.
		s.ResetRequests()
		s.Inject(fanvuetest.Fault{Operation: fanvue.OpSelfGet, Status: 401, Body: `{"error":"Unauthorized"}`, Times: 2})
		if err := s.call(t); !errors.Is(err, fanvue.ErrUnauthorized) {
			t.Error(err)
		}
		s.wantTokens(t, 1)
	})
}

// While the authorization server fails, a valid token is used. When it has
// expired, the error says that a later attempt may succeed.
func TestUnavailableServer(t *testing.T) {
	for name, fault := range map[string]fanvuetest.Fault{
		"503":       {Status: 503},
		"502 HTML":  {Status: 502, Body: "<html>invalid_grant</html>"},
		"HTML":      {Body: "<html>"},
		"429":       {Status: 429, Body: `{"error":"rate"}`},
		"hangs":     {Delay: time.Hour},
		"silent":    {Drop: fanvuetest.Hang},
		"drops":     {Drop: fanvuetest.DropBefore},
		"truncated": {Truncate: true, Status: 200, Body: `{"access_token":"x`},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				// Where the server carries the request out, the grace is needed.
				s := newSignedIn(t, fanvuetest.WithRefreshGrace(time.Hour))
				s.mustCall(t)
				fault.Operation, fault.Lasting = fanvuetest.AuthToken, true
				time.Sleep(time.Hour - 90*time.Second)
				s.Inject(fault)
				for range 16 { // the last 80 seconds of the token
					before := time.Now()
					err := s.call(t)
					carriedOut := fault.Drop == fanvuetest.Hang || fault.Status == 0 && fault.Drop == 0
					if carriedOut && errors.Is(err, fanvue.ErrUnavailable) {
						break // the server has replaced the token, so it is not valid any more
					}
					if err != nil {
						t.Fatal(err)
					}
					if took := time.Since(before); took > 2*time.Second {
						t.Errorf("a call with a valid token took %s", took)
					}
					time.Sleep(time.Until(before.Add(5 * time.Second)))
				}
				if got := tokensOf(s.Server); got > 12 {
					t.Errorf("%d attempts to refresh in 80 seconds", got)
				}
				time.Sleep(2 * time.Minute)
				for range 3 {
					wantError(t, s.call(t), fanvue.ErrUnavailable)
				}
				s.ClearFaults()
				s.mustCall(t)
			})
		})
	}
}

// Callers with a valid token do not wait one after the other for a store or a
// server that hangs.
func TestCallersDoNotQueueForAHangingRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSignedIn(t)
		s.mustCall(t)
		time.Sleep(59 * time.Minute)
		s.Inject(fanvuetest.Fault{Operation: fanvuetest.AuthToken, Delay: time.Hour})
		started := time.Now()
		for range 100 {
			s.mustCall(t)
		}
		if took := time.Since(started); took > 3*time.Second {
			t.Errorf("100 calls took %s", took)
		}
	})
}

// What ends a grant, and only that, is an ErrReconnect; then nothing more is
// sent. A new sign-in resolves it.
func TestGrantThatHasEnded(t *testing.T) {
	for name, end := range map[string]func(t *testing.T, s *signedIn){
		"revoked by the user": func(_ *testing.T, s *signedIn) { s.registered.RevokeGrants() },
		"revoked by the app": func(t *testing.T, s *signedIn) {
			grant, _ := s.store.Load(t.Context())
			if err := s.app.Revoke(t.Context(), grant); err != nil {
				t.Fatal(err)
			}
		},
		"scope taken away": func(_ *testing.T, s *signedIn) {
			s.registered.RemoveScopes(fanvue.ScopeReadChat)
			time.Sleep(time.Hour)
		},
		"refresh token expired": func(_ *testing.T, _ *signedIn) { time.Sleep(31 * 24 * time.Hour) },
		"refresh token reused": func(t *testing.T, s *signedIn) {
			copied, _ := s.store.Load(t.Context()) // a backup that another program restored
			time.Sleep(time.Hour)
			s.mustCall(t)
			_, err := s.app.TokenSource(oauth.NewMemoryStore(copied)).Token(t.Context())
			wantError(t, err, oauth.ErrReconnect)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSignedIn(t)
				s.mustCall(t)
				end(t, s)
				s.ResetRequests()
				for range 3 {
					err := s.call(t)
					wantError(t, err, oauth.ErrReconnect)
				}
				s.wantTokens(t, 1)
				if name == "scope taken away" {
					return // the same sign-in would fail
				}
				if err := s.store.Save(t.Context(), signIn(t, s.Server, s.app, fanvue.ScopeReadSelf)); err != nil {
					t.Fatal(err)
				}
				s.mustCall(t)
			})
		})
	}
}

// Every failed response to a refresh, with an expired and with a valid token.
func TestFailedRefreshes(t *testing.T) {
	t.Parallel()
	for name, tt := range failedResponses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := newAuth(t, tt.respond)
			kind := tt.kind
			if kind == nil && (tt.code == "invalid_grant" || tt.code == "invalid_scope") {
				kind = oauth.ErrReconnect
			}
			store := oauth.NewMemoryStore(oauth.NewGrant("at", "rt", time.Now().Add(-time.Second)))
			_, err := app.TokenSource(store).Token(t.Context())
			wantError(t, err, kind)
			if kept, _ := store.Load(t.Context()); kept.RefreshToken() != "rt" {
				t.Errorf("the refresh token became %q", kept.RefreshToken())
			}
			source := app.TokenSource(oauth.NewMemoryStore(oauth.NewGrant("at", "rt", time.Now().Add(time.Minute))))
			if token, err := source.Token(t.Context()); err != nil || token.AccessToken() != "at" {
				t.Errorf("with a token that is valid for a minute: %q, %v", token.AccessToken(), err)
			}
			_, err = source.Refresh(t.Context(), fanvue.NewToken("at"))
			wantError(t, err, kind)
		})
	}
}

// Another process that has no lock replaces the grant at the same moment.
func TestGrantReplacedMeanwhile(t *testing.T) {
	for name, body := range map[string]string{
		"used up":   `{"error":"invalid_grant"}`,
		"no scope":  `{"error":"invalid_scope"}`,
		"clash":     `{"error":"invalid_request","error_description":"because of multiple concurrent requests using the same token. Please retry the request."}`,
		"no reason": `{"error":"invalid_request"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := oauth.NewMemoryStore(oauth.NewGrant("at1", "rt1", time.Now().Add(-time.Hour)))
			app := newAuth(t, func(w http.ResponseWriter, r *http.Request) {
				if r.PostFormValue("refresh_token") != "rt1" {
					t.Errorf("a second refresh with %q", r.PostFormValue("refresh_token"))
				}
				_ = store.Save(context.Background(), oauth.NewGrant("at2", "rt2", time.Now().Add(time.Hour)))
				respondWith(400, body)(w, r)
			})
			token, err := app.TokenSource(store).Token(t.Context())
			if err != nil || token.AccessToken() != "at2" {
				t.Errorf("%q, %v", token.AccessToken(), err)
			}
		})
	}
}

// A store that has another grant each time, and none that is alive, ends in an
// error.
func TestStoreThatAlwaysChanges(t *testing.T) {
	t.Parallel()
	requests := 0
	store := &hookStore{MemoryStore: oauth.NewMemoryStore(nil)}
	loads := 0
	store.onLoad = func() error {
		loads++
		return store.MemoryStore.Save(context.Background(), oauth.NewGrant("at", "rt"+strconv.Itoa(loads), time.Unix(1, 0)))
	}
	app := newAuth(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		respondWith(400, `{"error":"invalid_grant"}`)(w, r)
	})
	if _, err := app.TokenSource(store).Token(t.Context()); err == nil || requests > 5 {
		t.Errorf("%d requests, %v", requests, err)
	}
}

// A clash is retried once.
func TestClashIsRetriedOnce(t *testing.T) {
	for clashes, wantRequests := range []int{1, 2, 2} {
		synctest.Test(t, func(t *testing.T) {
			s := newSignedIn(t)
			time.Sleep(time.Hour)
			for range clashes {
				s.Inject(fanvuetest.Fault{Operation: fanvuetest.AuthToken, Status: 400, Body: `{"error":"invalid_request","error_description":"Multiple concurrent requests using the same token."}`})
			}
			err := s.call(t)
			if clashes < 2 && err != nil {
				t.Error(err)
			} else if clashes == 2 {
				wantError(t, err, fanvue.ErrUnavailable)
			}
			s.wantTokens(t, wantRequests)
			s.mustCall(t)
		})
	}
}

// plainStore is a store as a program writes it: without a lock, and without a
// version.
type plainStore struct{ oauth.Store }

// Two processes without a lock refresh at the same moment; the server notices.
func TestTwoSourcesWithoutALock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSignedIn(t, fanvuetest.WithRefreshGrace(30*time.Second))
		sources := []*oauth.Source{s.app.TokenSource(plainStore{s.store}), s.app.TokenSource(plainStore{s.store})}
		for range 20 {
			time.Sleep(time.Hour)
			s.Inject(fanvuetest.Fault{Operation: fanvuetest.AuthToken, Delay: 200 * time.Millisecond})
			var wg sync.WaitGroup
			for _, source := range sources {
				wg.Go(func() {
					if _, err := clientFor(t, s.Server, source).Self.Get(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}
	})
}

// Sources of one program that share a store with a lock use every refresh token
// once: there is no grace.
func TestSourcesThatShareALock(t *testing.T) {
	t.Parallel()
	server := newServer(t, noGrace)
	registered := server.App()
	app := appFor(t, server, registered)
	for name, store := range map[string]oauth.Store{"memory": oauth.NewMemoryStore(nil), "file": oauth.NewFileStore(t.TempDir() + "/grant")} {
		if err := store.Save(t.Context(), signIn(t, server, app, fanvue.ScopeReadSelf)); err != nil {
			t.Fatal(err)
		}
		var sources []*oauth.Source
		for range 4 {
			sources = append(sources, app.TokenSource(store))
		}
		for round := range 25 {
			registered.ExpireAccessTokens()
			var wg sync.WaitGroup
			for _, source := range sources {
				wg.Go(func() {
					if _, err := clientFor(t, server, source).Self.Get(t.Context()); err != nil {
						t.Errorf("%s, round %d: %v", name, round, err)
					}
				})
			}
			wg.Wait()
		}
	}
}

// A grant is saved before it is used. A save that fails is an error, after which
// the grant is kept and saved with the next call.
func TestSaveThatFails(t *testing.T) {
	for _, failures := range []int{1, 3} {
		synctest.Test(t, func(t *testing.T) {
			s := newSignedIn(t)
			s.mustCall(t)
			full := errors.New("disk full")
			left := failures
			s.store.onSave = func() error {
				if left--; left >= 0 {
					return full
				}
				return nil
			}
			old, _ := s.store.Load(t.Context())
			time.Sleep(time.Hour)
			s.ResetRequests()
			for range failures {
				err := s.call(t)
				wantError(t, err, nil)
				if !errors.Is(err, full) {
					t.Fatalf("the error of the store is missing: %v", err)
				}
				if kept, _ := s.store.Load(t.Context()); kept.RefreshToken() != old.RefreshToken() {
					t.Error("the store has another grant")
				}
			}
			if got := s.RequestCount() - tokensOf(s.Server); got != 0 {
				t.Errorf("%d calls were sent with a grant that was not saved", got)
			}
			s.mustCall(t)
			s.wantTokens(t, 1)
			time.Sleep(time.Hour)
			s.mustCall(t) // the refresh token is the right one: there is no grace
			s.wantTokens(t, 2)
		})
	}
}

// A store that cannot be read or locked is an error, but for a valid token.
func TestStoreThatCannotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSignedIn(t)
		s.mustCall(t)
		broken := errors.New("no database")
		s.store.onLoad = func() error { return broken }
		time.Sleep(59 * time.Minute)
		s.mustCall(t)
		time.Sleep(time.Minute)
		err := s.call(t)
		wantError(t, err, nil)
		if !errors.Is(err, broken) {
			t.Error(err)
		}
		s.wantTokens(t, 0)
		s.store.onLoad = nil
		unlock, err := s.store.Lock(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		wantError(t, s.call(t), fanvue.ErrUnavailable) // another process has the lock for too long
		s.wantTokens(t, 0)
		unlock()
		s.mustCall(t)
	})
}

// A source without a grant uses the one that a sign-in saves, and stops with the
// sign-out.
func TestSignInAndOutWhileRunning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSignedIn(t)
		grant, _ := s.store.Load(t.Context())
		if err := s.store.Delete(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantError(t, s.call(t), oauth.ErrNoGrant)
		if err := s.store.Save(t.Context(), grant); err != nil {
			t.Fatal(err)
		}
		s.mustCall(t)
		other := s.AddAccount(fanvue.User{DisplayName: "Noa"})
		started := start(t, s.app)
		replaced, err := s.app.Finish(t.Context(), started, s.ApproveAs(other, started.URL))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.store.Save(t.Context(), replaced); err != nil {
			t.Fatal(err)
		}
		for _, source := range []*oauth.Source{s.source, s.app.TokenSource(plainStore{s.store})} {
			me, err := clientFor(t, s.Server, source).Self.Get(t.Context())
			if err != nil || me.DisplayName != "Noa" {
				t.Errorf("%v, %v", me, err)
			}
		}
		// A store without a version is looked at every five seconds.
		plain := s.app.TokenSource(plainStore{s.store})
		if _, err := plain.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.store.Delete(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantError(t, s.call(t), oauth.ErrNoGrant)
		time.Sleep(5 * time.Second)
		_, err = plain.Token(t.Context())
		wantError(t, err, oauth.ErrNoGrant)
	})
}

// What the store gets during a refresh wins: a new sign-in, or a sign-out.
func TestStoreChangesDuringARefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSignedIn(t)
		fresh := signIn(t, s.Server, s.app, fanvue.ScopeReadSelf, fanvue.ScopeReadFan)
		time.Sleep(30 * time.Minute)
		fresh = signIn(t, s.Server, s.app, fanvue.ScopeReadSelf, fanvue.ScopeReadFan)
		time.Sleep(30 * time.Minute)
		s.Inject(fanvuetest.Fault{Operation: fanvuetest.AuthToken, Delay: 5 * time.Second})
		time.AfterFunc(time.Second, func() { _ = s.store.Save(context.Background(), fresh) })
		s.mustCall(t)
		if kept, _ := s.store.Load(t.Context()); kept.RefreshToken() != fresh.RefreshToken() {
			t.Error("the refresh of the old grant replaced the new sign-in")
		}
		time.Sleep(time.Hour)
		s.Inject(fanvuetest.Fault{Operation: fanvuetest.AuthToken, Delay: 5 * time.Second})
		time.AfterFunc(time.Second, func() { _ = s.store.Delete(context.Background()) })
		wantError(t, s.call(t), oauth.ErrNoGrant)
		if _, err := s.store.Load(t.Context()); !errors.Is(err, oauth.ErrNoGrant) {
			t.Errorf("the refresh undid the sign-out: %v", err)
		}
	})
}

// A store that is behind, because it reads from a replica or was restored from a
// backup, does not make the source use a refresh token twice.
func TestStoreThatIsBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSignedIn(t)
		s.mustCall(t)
		backup, _ := s.store.Load(t.Context())
		for hour := range 12 {
			time.Sleep(time.Hour)
			s.mustCall(t)
			if hour%2 == 0 {
				if err := s.store.Save(t.Context(), backup); err != nil {
					t.Fatal(err)
				}
			}
			s.mustCall(t)
			s.registered.ExpireAccessTokens()
			s.mustCall(t)
		}
		// The next refresh has repaired the store.
		if _, err := s.app.TokenSource(s.store).Token(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestScopesFollowTheToken(t *testing.T) {
	t.Parallel()
	scopes := []string{"openid read:self", "read:fan offline", "openid offline"}
	number := 0
	app := newAuth(t, func(w http.ResponseWriter, r *http.Request) {
		respondWith(200, `{"access_token":"at`+string(rune('a'+number))+`","refresh_token":"rt","scope":"`+scopes[number]+`"}`)(w, r)
		number++
	})
	source := app.TokenSource(oauth.NewMemoryStore(oauth.NewGrant("at", "rt", time.Time{})))
	token, err := source.Token(t.Context())
	if err != nil || token.Scopes() != nil {
		t.Errorf("unknown scopes: %v, %v", token.Scopes(), err)
	}
	for _, want := range [][]fanvue.Scope{{"read:self"}, {"read:fan"}, {"openid"}} {
		if token, err = source.Refresh(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, token.Scopes()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestGrantWithoutARefreshToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSignedIn(t)
		grant, _ := s.store.Load(t.Context())
		_ = s.store.Save(t.Context(), oauth.NewGrant(grant.AccessToken(), "", grant.Expiry()))
		for range 59 {
			s.mustCall(t)
			time.Sleep(time.Minute)
		}
		time.Sleep(time.Minute)
		wantError(t, s.call(t), oauth.ErrReconnect)
		s.wantTokens(t, 0)
	})
}

// A store that returns neither a grant nor an error has none.
func TestStoreThatReturnsNothing(t *testing.T) {
	t.Parallel()
	_, err := newAuth(t, http.NotFound).TokenSource(emptyStore{}).Token(t.Context())
	wantError(t, err, oauth.ErrNoGrant)
}

type emptyStore struct{ oauth.Store }

func (emptyStore) Load(context.Context) (*oauth.Grant, error) { return nil, nil }

// A store that ends its goroutine, as a test does that fails in one, does not
// leave the callers waiting.
func TestStoreThatEndsItsGoroutine(t *testing.T) {
	t.Parallel()
	store := &hookStore{MemoryStore: oauth.NewMemoryStore(nil), onLoad: func() error { runtime.Goexit(); return nil }}
	if _, err := newAuth(t, http.NotFound).TokenSource(store).Token(t.Context()); err == nil {
		t.Error("no error")
	}
}
