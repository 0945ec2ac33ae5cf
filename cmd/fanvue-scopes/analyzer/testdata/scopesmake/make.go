// Package scopesmake makes clients whose scopes the environment decides.
package scopesmake

import "github.com/fanvue-go/fanvue"

// Client makes a client.
func Client() (*fanvue.Client, error) { return fanvue.NewClient(fanvue.FromEnv()) }
