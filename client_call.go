package fanvue

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
)

// CallParams holds the parameters of [Client.Call].
type CallParams struct {
	// Path holds a value for each placeholder of the operation's path, keyed by
	// the name in the braces. Values are escaped. A value with a slash, a
	// backslash or a control character is rejected, unless the name ends in
	// "Name", as in {folderName}.
	Path map[string]string
	// Query holds the query parameters, which are sent unchanged.
	Query url.Values
	// Body is sent as JSON; nil means no body.
	Body any
}

// Call sends an operation that the caller declares, for an endpoint that this
// package does not have. The scopes of op are checked, and pacing, retries and
// errors are the same as for the methods. The request is retried after a lost
// response only if it is a GET or op is Idempotent. The response is decoded as
// JSON into the value that result points to; if result is nil, the response is
// ignored. A successful response that reports a failure, such as
// {"success":false}, is an error unless result can hold it.
//
// An item of [Operations] is sent in the same way as by its method. If any field
// is changed, it is an operation that the caller declares: its Scopes are then
// enforced, even if those of the item are unverified.
//
// If the path starts with /creators/{creatorUserUuid}, the call shares its rate
// limit with the other calls for that creator. If it starts with /v0/ or /v1/, the
// call goes to that surface, whatever the client's surface is.
func (c *Client) Call(ctx context.Context, op Operation, params CallParams, result any) error {
	if err := op.validate(); err != nil {
		return err
	}
	reject := func(argument, format string, args ...any) error {
		return newOperation(op).reject(invalid(argument, format, args...))
	}
	if target := reflect.ValueOf(result); result != nil && (target.Kind() != reflect.Pointer || target.IsNil()) {
		return reject("result", "%T is not a pointer; pass a pointer to decode into, or nil to ignore the response", result)
	}
	r := &request{client: c, op: callOperation(op), query: query{values: params.Query}, body: params.Body}
	for name := range r.op.placeholders() {
		r.path = append(r.path, params.Path[name])
	}
	for name := range params.Path {
		if !strings.Contains(op.Path, "{"+name+"}") {
			return reject("CallParams.Path", "%q is not a placeholder of %q", name, op.Path)
		}
	}
	return r.do(ctx, result)
}

// callOperation returns the operation to send: that of the package if op is an
// item of [Operations], otherwise the one that the caller declares.
func callOperation(op Operation) *operation {
	declaration := newOperation(op)
	if own, ok := declared[op.Name]; ok && own.equal(declaration.Operation) {
		return own
	}
	declaration.Idempotent = op.Idempotent || op.Method == http.MethodGet
	return declaration
}

// equal reports whether op and other are the same declaration. The scopes of both
// must be in documented order.
func (op Operation) equal(other Operation) bool {
	return op.Name == other.Name && op.Method == other.Method && op.Path == other.Path &&
		slices.Equal(op.Scopes, other.Scopes) && op.CreatorScope == other.CreatorScope &&
		op.Idempotent == other.Idempotent && op.Bucket == other.Bucket && slices.Equal(op.BucketOn, other.BucketOn) &&
		slices.Equal(op.Surfaces, other.Surfaces) && op.Published == other.Published
}
