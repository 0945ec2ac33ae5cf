package fanvue

// NewTransport makes the transport that a client has without options.
var NewTransport = newTransport
