package fanvue

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
)

// CallParams are the values of a [Client.Call].
type CallParams struct {
	// Path holds a value for each placeholder of the operation's path. Values are
	// escaped. A value with a slash, a backslash or a control character is
	// rejected, unless the placeholder ends in "Name", as {folderName} does.
	Path map[string]string
	// Query is sent as it is.
	Query url.Values
	// Body is sent as JSON; nil sends no body.
	Body any
}

// Call sends an operation that the caller declares, for endpoints that this
// package does not have. It takes the same road as every method: the scopes
// of op are checked, pacing, retries and errors are the same. It is repeated
// after a lost answer only if it is a GET or op says Idempotent. The answer is
// decoded into the value that answer points to; nil ignores it.
//
// A path that starts with /creators/{creatorUserUuid} is paced with the other
// calls for that creator. One that starts with /v0/ or /v1/ is on that surface
// whatever the client's is.
func (c *Client) Call(ctx context.Context, op Operation, params CallParams, answer any) error {
	if err := op.validate(); err != nil {
		return err
	}
	if target := reflect.ValueOf(answer); answer != nil && (target.Kind() != reflect.Pointer || target.IsNil()) {
		return &ArgumentError{Operation: op.Name, Argument: "answer", Reason: fmt.Sprintf("%T is no pointer to decode into; give a pointer, or nil to ignore the answer", answer)}
	}
	op.Idempotent = op.Idempotent || op.Method == http.MethodGet
	r := &request{client: c, op: newOperation(op), query: query{values: params.Query}, body: params.Body}
	names := r.op.placeholders()
	for _, name := range names {
		r.path = append(r.path, params.Path[name])
	}
	for name := range params.Path {
		if !strings.Contains(op.Path, "{"+name+"}") {
			return &ArgumentError{Operation: op.Name, Argument: "CallParams.Path", Reason: fmt.Sprintf("%q is no placeholder of %q", name, op.Path)}
		}
	}
	return r.do(ctx, answer)
}
