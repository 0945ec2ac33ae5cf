package fanvue

import "net/http"

// NewTransport makes the transport that a client has without options.
func NewTransport() *http.Transport { return newTransport().Transport }
