package fanvue

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// service binds the methods of a resource to an account: the caller's own, or
// that of a managed creator.
type service struct {
	client  *Client
	managed bool
	creator string
}

// named returns the name of a method that is not an operation itself, for the
// errors that it raises.
func (s service) named(method OperationName) OperationName {
	if s.managed {
		return creatorName + method
	}
	return method
}

// request returns a call of op on the service's account. path holds the values
// of op's placeholders, without the creator.
func (s service) request(op *operation, path ...string) *request {
	if s.managed {
		if op.creator != nil {
			op = op.creator
		}
		path = append([]string{s.creator}, path...)
	}
	return &request{client: s.client, op: op, path: path, query: query{managed: s.managed}}
}

// request is a call as a method describes it.
type request struct {
	client *Client
	op     *operation
	path   []string
	query  query
	body   any
	// encode adds the options of the call to the query; nil when they are there.
	encode func(*query)
	// hasResult reports whether the caller decodes the response.
	hasResult bool
	// onResponse, unless nil, is called with the header of a successful response.
	onResponse func(http.Header)

	// inOrder makes an iteration request each page after the one before it has
	// arrived, because items move to the front of the list.
	inOrder bool
	// prefetch is set for a page that is requested before the loop needs it.
	prefetch *prefetch

	// detecting marks a call of [Client.DetectScopes], which is not a use of its
	// scopes.
	detecting bool

	// What the last call of do did.
	info     CallInfo
	options  *callOptions // nil for none
	attempts int
	waited   time.Duration
	response *response // of the last attempt; nil when there is none
	// granted are the scopes of the credential, if they are known.
	granted      scopeSet
	grantedKnown bool
}

// requestBody is a JSON body that a method sends.
type requestBody interface {
	// validate returns what is wrong with the body, or nil.
	validate() *ArgumentError
}

// with sets the JSON body.
func (r *request) with(body requestBody) *request {
	r.body = body
	return r
}

// fetch sends r and decodes the response into a new T.
func fetch[T result](ctx context.Context, r *request) (*T, error) {
	into := new(T)
	if err := r.do(ctx, into); err != nil {
		return nil, err
	}
	return into, nil
}

// do makes the call: it runs the pipeline and reports the call to the hooks. The
// response is decoded into the pointer into; nil takes the body for a confirmation.
func (r *request) do(ctx context.Context, into any) (err error) {
	if err := r.client.usable(); err != nil {
		return err
	}
	if ctx == nil {
		return r.op.reject(invalid("ctx", "must not be nil"))
	}
	ctx = context.WithValue(ctx, operationKey{}, r)
	r.resolve(ctx)
	r.attempts, r.waited, r.response = 0, 0, nil
	r.granted, r.grantedKnown = scopeSet{}, false
	if r.options != nil && r.options.response != nil && r.prefetch == nil {
		defer r.storeResponse()
	}
	if hooks := r.client.hooks; len(hooks) > 0 {
		r.info = r.callInfo()
		start := time.Now()
		ctx = hooks.start(ctx, r.info)
		err = errPanicked // unless run returns
		defer func() {
			hooks.done(ctx, r.info, CallResult{Attempts: r.attempts, Duration: time.Since(start), Waited: r.waited, Err: err})
		}()
	}
	return r.run(ctx, into)
}

// resolve takes over what ctx specifies for the call, and encodes the options of
// the call for its surface.
func (r *request) resolve(ctx context.Context) {
	if ctx == nil {
		return // do reports it
	}
	r.options = optionsOf(ctx)
	if r.encode != nil {
		r.query.surface = r.surface()
		r.query.paging = r.op.pagedOn(r.query.surface)
		r.encode(&r.query)
		r.encode = nil
	}
}

// run is the pipeline that every call goes through.
func (r *request) run(ctx context.Context, into any) error {
	token, err := r.admit(ctx)
	if err != nil {
		return err
	}
	r.hasResult = into != nil
	httpRequest, err := r.build(ctx)
	if err != nil {
		return err
	}
	resp, err := r.send(ctx, httpRequest, token)
	if err != nil {
		return err
	}
	if r.onResponse != nil {
		r.onResponse(resp.Header)
	}
	if into == nil {
		if err := resp.checkAccepted(r.op); err != nil {
			return outcomeUnknown(r.op, err)
		}
		return nil
	}
	if err := resp.decode(r.op, into); err != nil {
		return outcomeUnknown(r.op, err)
	}
	return nil
}

// admit rejects a call that must not be sent, and returns the token to send it
// with.
func (r *request) admit(ctx context.Context) (Token, error) {
	if err := r.validate(); err != nil {
		return Token{}, err
	}
	if err := r.checkSurface(); err != nil {
		return Token{}, err
	}
	token, err := r.client.credential.get(ctx)
	if err != nil {
		return Token{}, &RequestError{Operation: r.op.Name, Err: orContextError(ctx, err)}
	}
	r.granted, r.grantedKnown = r.client.granted(token)
	return token, r.client.checkScopes(ctx, r.op, token)
}

// build returns the HTTP request, complete but for the credential.
func (r *request) build(ctx context.Context) (*retryablehttp.Request, error) {
	address := r.address()
	if query := r.query.values.Encode(); query != "" {
		address += "?" + query
	}
	header := r.newHeader()
	var body any
	if r.body != nil {
		encoded, err := encodeJSON(r.body)
		if err != nil {
			return nil, r.op.reject(invalid("body", "%v", err))
		}
		body = encoded
		header["Content-Type"] = jsonContent
	}
	httpRequest, err := retryablehttp.NewRequestWithContext(ctx, r.op.Method, address, body)
	if err != nil {
		return nil, r.op.reject(invalid("path", "%v", err))
	}
	httpRequest.GetBody = nil // see attempt
	httpRequest.Header = header
	return httpRequest, nil
}

var jsonContent = []string{"application/json"}

// newHeader returns the header of the request but for the credential and the type
// of the body. Its values are shared with other calls: they are replaced and never
// changed.
func (r *request) newHeader() http.Header {
	const further = 2 // the credential and the type of the body
	header := make(http.Header, len(r.client.header)+further)
	for name, values := range r.client.header {
		header[name] = slices.Clip(values)
	}
	if r.op.Accept != "" {
		header["Accept"] = []string{r.op.Accept}
	}
	if r.options != nil {
		maps.Copy(header, r.options.header)
	}
	return header
}

// expandPath returns base and the template with the placeholders replaced by the
// escaped values. It is the only
// place where an id becomes part of a path.
func expandPath(base, template string, values []string) string {
	if len(values) == 0 {
		return base + template
	}
	size := len(base) + len(template)
	for _, value := range values {
		size += len(value)
	}
	var path strings.Builder
	path.Grow(size)
	path.WriteString(base)
	for segment := range strings.SplitSeq(template[1:], "/") {
		if isPlaceholder(segment) {
			segment, values = url.PathEscape(values[0]), values[1:]
		}
		path.WriteByte('/')
		path.WriteString(segment)
	}
	return path.String()
}

// encodeJSON encodes v without escaping <, > and &, which message texts contain.
func encodeJSON(v any) ([]byte, error) {
	e := encoders.Get().(*bodyEncoder)
	if err := e.encoder.Encode(v); err != nil {
		return nil, err
	}
	body := bytes.Clone(bytes.TrimSuffix(e.buffer.Bytes(), []byte("\n")))
	if e.buffer.Cap() <= maxPooled {
		e.buffer.Reset()
		encoders.Put(e)
	}
	return body, nil
}

type bodyEncoder struct {
	buffer  bytes.Buffer
	encoder *json.Encoder
}

// maxPooled is the largest buffer, in bytes, that is kept for further calls.
const maxPooled = 64 << 10

// encoders holds encoders with empty buffers between calls.
var encoders = sync.Pool{New: func() any {
	e := new(bodyEncoder)
	e.encoder = json.NewEncoder(&e.buffer)
	e.encoder.SetEscapeHTML(false)
	return e
}}
