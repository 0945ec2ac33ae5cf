// Package env says whether the example programs run against the real API.
package env

import "os"

// Configured reports whether the environment has a credential for
// fanvue.FromEnv. Without one the examples show what they do on a fake server.
func Configured() bool {
	return os.Getenv("FANVUE_API_KEY") != "" || os.Getenv("FANVUE_ACCESS_TOKEN") != ""
}
