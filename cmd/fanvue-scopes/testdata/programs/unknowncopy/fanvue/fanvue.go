// Package fanvue is another library for the same API.
package fanvue

// Send sends a message.
func Send() {}
