package fanvue

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
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
// package does not have. It is sent as every method is: the scopes of op are
// checked, and pacing, retries and errors are the same. It is retried after a
// lost response only if it is a GET or op is Idempotent. The response is decoded
// into the value that answer points to; nil ignores it.
//
// An item of [Operations] is sent as its method sends it. With any field
// changed it is an operation that the caller declares: its Scopes are enforced
// even where those of the item are unverified.
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
	r := &request{client: c, op: callOperation(op), query: query{values: params.Query}, body: params.Body}
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

// callOperation returns the operation to send: the package's own if op is an
// item of [Operations], and otherwise what the caller declares.
func callOperation(op Operation) *operation {
	declaration := newOperation(op)
	if own, ok := declared[op.Name]; ok && own.equal(declaration.Operation) {
		return own
	}
	declaration.Idempotent = op.Idempotent || op.Method == http.MethodGet
	return declaration
}

// equal reports whether op and other declare the same. Both have their scopes
// in documented order.
func (op Operation) equal(other Operation) bool {
	return op.Name == other.Name && op.Method == other.Method && op.Path == other.Path &&
		slices.Equal(op.Scopes, other.Scopes) && op.CreatorScope == other.CreatorScope &&
		op.Idempotent == other.Idempotent && op.Bucket == other.Bucket && slices.Equal(op.BucketOn, other.BucketOn) &&
		slices.Equal(op.Surfaces, other.Surfaces) && op.Published == other.Published
}
