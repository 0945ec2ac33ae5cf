package clients

import (
	"net/http"

	"github.com/fanvue-go/fanvue"
)

func loop(key string, keys []string) {
	for range 3 {
		_, _ = fanvue.NewClient(fanvue.WithAPIKey(key)) // want `NewClient in a loop`
	}
	for _, each := range keys {
		_, _ = fanvue.NewClient(fanvue.WithAPIKey(each)) // one client for each credential
	}
	for {
		if _, err := fanvue.NewClient(fanvue.WithAPIKey(key)); err != nil { // until there is one
			continue
		}
		break
	}
	for range keys {
		_ = func() { _, _ = fanvue.NewClient(fanvue.WithAPIKey(key)) }
	}
}

func handle(w http.ResponseWriter, r *http.Request) {
	_, _ = fanvue.NewClient(fanvue.WithAPIKey("key"))                     // want `NewClient in a request handler`
	_, _ = fanvue.NewClient(fanvue.WithAPIKey(r.Header.Get("X-Api-Key"))) // one for each user
}

var _ http.HandlerFunc = func(w http.ResponseWriter, r *http.Request) {
	_, _ = fanvue.NewClient() // want `NewClient in a request handler`
}

func once() { _, _ = fanvue.NewClient(fanvue.WithAPIKey("key")) }
