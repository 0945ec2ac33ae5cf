package clients

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"example.com/vet/gin"
	"example.com/vet/scopesmake"
	"github.com/fanvue-go/fanvue"
)

func loop(ctx context.Context, key string, keys []string) {
	for range 3 {
		_, _ = fanvue.NewClient(fanvue.WithAPIKey(key)) // want `NewClient in a loop`
	}
	for range keys {
		client, err := fanvue.NewClient(fanvue.WithAPIKey(os.Getenv("FANVUE_API_KEY"))) // want `NewClient in a loop`
		if err != nil {
			continue
		}
		_, _ = client.Self.Get(ctx)
	}
	for {
		opts := []fanvue.Option{fanvue.FromEnv(), fanvue.WithLogger(slog.Default())}
		client, err := fanvue.NewClient(opts...) // want `NewClient in a loop`
		if err != nil {
			return
		}
		_, _ = client.Self.Get(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Minute):
		}
	}
}

func jump(ctx context.Context) {
start:
	client, _ := fanvue.NewClient(fanvue.FromEnv()) // want `NewClient in a loop`
	if _, err := client.Self.Get(ctx); err != nil {
		goto start
	}
}

func closure(ctx context.Context, keys []string) {
	var wait sync.WaitGroup
	for range keys {
		func() {
			_, _ = fanvue.NewClient(fanvue.FromEnv()) // want `NewClient in a loop`
		}()
		wait.Add(1)
		go func() {
			defer wait.Done()
			_, _ = fanvue.NewClient(fanvue.FromEnv()) // want `NewClient in a loop`
		}()
	}
}

type server struct {
	client *fanvue.Client
	once   sync.Once
	byUser map[string]*fanvue.Client
	mu     sync.Mutex
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	client, err := fanvue.NewClient(fanvue.FromEnv()) // want `NewClient in a request handler`
	if err != nil {
		return
	}
	_, _ = client.Self.Get(r.Context())
}

func handle(w http.ResponseWriter, r *http.Request) {
	key := "key"
	_, _ = fanvue.NewClient(fanvue.WithAPIKey(key)) // want `NewClient in a request handler`
	func() {
		_, _ = fanvue.NewClient(fanvue.WithAPIKey(load())) // want `NewClient in a request handler`
	}()
}

func load() string { return os.Getenv("KEY") }

var _ http.HandlerFunc = func(w http.ResponseWriter, r *http.Request) {
	_, _ = fanvue.NewClient() // want `NewClient in a request handler`
}

func withError(w http.ResponseWriter, r *http.Request) error {
	_, err := fanvue.NewClient(fanvue.FromEnv()) // want `NewClient in a request handler`
	return err
}

func framework(c *gin.Context) {
	_, _ = fanvue.NewClient(fanvue.FromEnv())                     // want `NewClient in a request handler`
	_, _ = fanvue.NewClient(fanvue.WithAPIKey(c.Query("apiKey"))) // one for each user
}

func newClient() (*fanvue.Client, error) {
	client, err := fanvue.NewClient(fanvue.FromEnv(), fanvue.WithLogger(slog.Default()))
	if err != nil {
		return nil, err
	}
	return client, nil
}

func mustClient() *fanvue.Client {
	client, err := newClient()
	if err != nil {
		panic(err)
	}
	return client
}

func clientFor(key string) (*fanvue.Client, error) { return fanvue.NewClient(fanvue.WithAPIKey(key)) }

func helpers(w http.ResponseWriter, r *http.Request) {
	_, _ = newClient()         // want `newClient in a request handler`
	_ = mustClient()           // want `mustClient in a request handler`
	_, _ = clientFor("key")    // want `clientFor in a request handler`
	_, _ = scopesmake.Client() // want `Client in a request handler`
	_, _ = clientFor(r.FormValue("key"))
	for range 3 {
		client := mustClient() // want `mustClient in a loop`
		_, _ = client.Self.Get(r.Context())
	}
}
