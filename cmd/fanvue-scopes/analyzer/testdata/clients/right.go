package clients

import (
	"context"
	"net/http"
	"sync"

	"example.com/vet/scopesmake"
	"github.com/fanvue-go/fanvue"
)

type account struct{ name, key string }

func accounts(accounts []account, keys []string, queue chan string, next func() string) map[string]*fanvue.Client {
	all := map[string]*fanvue.Client{}
	for _, a := range accounts {
		all[a.name], _ = fanvue.NewClient(fanvue.WithAPIKey(a.key))
	}
	for i := range keys {
		_, _ = fanvue.NewClient(fanvue.WithAPIKey(keys[i]))
	}
	for key := range queue {
		opts := []fanvue.Option{fanvue.WithAPIKey(key)}
		_, _ = fanvue.NewClient(opts...)
	}
	for range 3 {
		_, _ = fanvue.NewClient(fanvue.WithAPIKey(next()))
		_, _ = fanvue.NewClient(fanvue.WithAPIKey(<-queue))
	}
	for _, a := range accounts {
		func() {
			_, _ = fanvue.NewClient(fanvue.WithAPIKey(a.key))
		}()
	}
	return all
}

func untilThereIsOne(key string) (client *fanvue.Client, err error) {
	for {
		if _, err := fanvue.NewClient(fanvue.WithAPIKey(key)); err != nil {
			continue
		}
		break
	}
	for range 3 {
		client, err = fanvue.NewClient(fanvue.WithAPIKey(key))
		if err == nil {
			return client, nil
		}
	}
	for client == nil {
		client, _ = fanvue.NewClient(fanvue.WithAPIKey(key))
	}
	for range 3 {
		if client == nil {
			client, _ = fanvue.NewClient(fanvue.WithAPIKey(key))
		}
	}
	for range 3 {
		_ = func() { _, _ = fanvue.NewClient(fanvue.WithAPIKey(key)) }
	}
	return client, err
}

func (s *server) lazily(w http.ResponseWriter, r *http.Request) {
	s.once.Do(func() { s.client, _ = fanvue.NewClient(fanvue.FromEnv()) })
	if s.client == nil {
		s.client, _ = fanvue.NewClient(fanvue.FromEnv())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	client, ok := s.byUser[r.RemoteAddr]
	if !ok {
		client, _ = fanvue.NewClient(fanvue.WithAPIKey("key"))
		s.byUser[r.RemoteAddr] = client
	}
}

func perUser(w http.ResponseWriter, r *http.Request) {
	_, _ = fanvue.NewClient(fanvue.WithAPIKey(r.Header.Get("X-Api-Key")))
	ctx := r.Context()
	key, err := keyOf(ctx)
	if err != nil {
		return
	}
	_, _ = fanvue.NewClient(fanvue.WithAPIKey(key))
}

func keyOf(ctx context.Context) (string, error) { return "", ctx.Err() }

func middleware(next http.Handler) http.Handler {
	client, _ := fanvue.NewClient(fanvue.FromEnv())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = client.Self.Get(r.Context())
		next.ServeHTTP(w, r)
	})
}

type transport struct{ http.RoundTripper }

func (transport) RoundTrip(r *http.Request) (*http.Response, error) {
	_, err := fanvue.NewClient(fanvue.FromEnv())
	return nil, err
}

var shared = sync.OnceValues(func() (*fanvue.Client, error) { return fanvue.NewClient(fanvue.FromEnv()) })

func once() { _, _ = fanvue.NewClient(fanvue.WithAPIKey("key")) }

func derived(client *fanvue.Client, keys []string) {
	for range keys {
		_, _ = client.With(fanvue.WithMaxRetries(0)) // shares the connections
	}
}

var cached *fanvue.Client

func lazy() *fanvue.Client {
	if cached == nil {
		cached, _ = fanvue.NewClient(fanvue.FromEnv())
	}
	return cached
}

func global() *fanvue.Client {
	cached, _ = fanvue.NewClient(fanvue.FromEnv())
	return cached
}

func (s *server) of(user string) *fanvue.Client {
	if client := s.byUser[user]; client != nil {
		return client
	}
	client, _ := fanvue.NewClient(fanvue.FromEnv())
	s.byUser[user] = client
	return client
}

type user struct{ key string }

func (u user) client() (*fanvue.Client, error) { return fanvue.NewClient(fanvue.WithAPIKey(u.key)) }

func userOf(r *http.Request) user { return user{r.RemoteAddr} }

func commands(all []func(*fanvue.Client)) {
	for _, run := range all {
		client, _ := scopesmake.Client()
		run(client)
	}
}

func useHelpers(w http.ResponseWriter, r *http.Request) {
	_ = lazy()
	_ = global()
	s := &server{}
	_ = s.of("user")
	_, _ = clientFor(r.RemoteAddr)
	u := userOf(r)
	_, _ = u.client()
	_, _ = userOf(r).client()
	_, _ = shared()
	for _, u := range []user{{"a"}, {"b"}} {
		_, _ = u.client()
	}
}
