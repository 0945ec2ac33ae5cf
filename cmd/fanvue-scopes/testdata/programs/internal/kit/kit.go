// Package kit makes the clients of the test programs.
package kit

import "github.com/fanvue-go/fanvue"

// Client returns a client.
func Client() *fanvue.Client {
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key"))
	if err != nil {
		panic(err)
	}
	return client
}
