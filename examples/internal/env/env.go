// Package env makes the client of the example programs from the environment.
package env

import (
	"os"

	"github.com/fanvue-go/fanvue"
)

// Configured reports whether the environment names a credential.
func Configured() bool {
	return os.Getenv("FANVUE_API_KEY") != "" || os.Getenv("FANVUE_ACCESS_TOKEN") != ""
}

// Client makes a client from FANVUE_API_KEY or FANVUE_ACCESS_TOKEN, the scopes
// in FANVUE_SCOPES and the address in FANVUE_API_URL; the last two may be left
// out.
func Client(opts ...fanvue.Option) (*fanvue.Client, error) {
	opts = append(opts, fanvue.WithScopes(fanvue.ParseScopes(os.Getenv("FANVUE_SCOPES"))...))
	if key := os.Getenv("FANVUE_API_KEY"); key != "" {
		opts = append(opts, fanvue.WithAPIKey(key))
	}
	if token := os.Getenv("FANVUE_ACCESS_TOKEN"); token != "" {
		opts = append(opts, fanvue.WithToken(token))
	}
	if address := os.Getenv("FANVUE_API_URL"); address != "" {
		opts = append(opts, fanvue.WithBaseURL(address))
	}
	return fanvue.NewClient(opts...)
}
