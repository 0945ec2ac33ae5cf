package fanvue

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/hashicorp/go-retryablehttp"
)

// maxBody is how large a successful answer may be. The largest documented
// one, 50 chats of 50 messages each, stays well below it.
const maxBody = 32 << 20

// account is whose data a service works on: the caller's own, or that of one
// managed creator.
type account struct {
	client  *Client
	managed bool
	creator string
}

// request starts a call of op on the account. path has the values of op's
// placeholders, without the creator.
func (a account) request(op *operation, path ...string) *request {
	if a.managed {
		if op.creator != nil {
			op = op.creator
		}
		path = append([]string{a.creator}, path...)
	}
	return &request{client: a.client, op: op, path: path, query: query{managed: a.managed}}
}

// request is what a method hands to the road.
type request struct {
	client *Client
	op     *operation
	path   []string
	query  query
	body   any
	// wanted says that the caller wants what the answer holds.
	wanted bool
}

// with sets the JSON body. A body with a validate method is asked first.
func (r *request) with(body any) *request {
	r.body = body
	return r
}

// fetch sends r and decodes the answer into a new T.
func fetch[T any](ctx context.Context, r *request) (*T, error) {
	answer := new(T)
	if err := r.do(ctx, answer); err != nil {
		return nil, err
	}
	return answer, nil
}

// do is the one road of every call. A nil answer means that none is wanted.
func (r *request) do(ctx context.Context, answer any) error {
	token, err := r.admit(ctx)
	if err != nil {
		return err
	}
	r.wanted = answer != nil
	httpRequest, err := r.build(ctx)
	if err != nil {
		return err
	}
	reply, err := r.client.send(r, httpRequest, token)
	if err != nil {
		return err
	}
	if answer == nil {
		if looksLikeMarkup(reply.Header, string(bytes.TrimSpace(reply.body))) && len(reply.body) > 0 {
			return inDoubt(r.op, reply.unreadable(r.op, errors.New("it is a web page, perhaps from something between here and the API")))
		}
		return nil
	}
	if err := reply.decode(r.op, answer); err != nil {
		return inDoubt(r.op, err)
	}
	return nil
}

// admit refuses what must not be sent, and returns the token to send with.
func (r *request) admit(ctx context.Context) (Token, error) {
	if err := r.client.usable(); err != nil {
		return Token{}, err
	}
	if err := r.checkArguments(ctx); err != nil {
		return Token{}, err
	}
	if err := r.checkSurface(); err != nil {
		return Token{}, err
	}
	token, err := r.client.credential.get(ctx)
	if err != nil {
		return Token{}, &RequestError{Operation: r.op.Name, Err: err}
	}
	return token, r.client.checkScopes(ctx, r.op, token)
}

// checkArguments refuses what cannot be a valid call.
func (r *request) checkArguments(ctx context.Context) error {
	problem := r.findProblem(ctx)
	if problem == nil {
		return nil
	}
	problem.Operation = r.op.Name
	return problem
}

func (r *request) findProblem(ctx context.Context) *ArgumentError {
	if ctx == nil {
		return invalid("ctx", "must not be nil")
	}
	names := r.op.placeholders()
	if len(names) != len(r.path) {
		return invalid("path", "%q has %d placeholders, %d values were given", r.op.Path, len(names), len(r.path))
	}
	for i, value := range r.path {
		if problem := checkID(names[i], value); problem != nil {
			return problem
		}
	}
	if r.query.problem != nil {
		return r.query.problem
	}
	if body, ok := r.body.(interface{ validate() *ArgumentError }); ok {
		return body.validate()
	}
	return nil
}

// checkID refuses the ids that would change the path. Every other one is
// escaped.
func checkID(argument, id string) *ArgumentError {
	switch id {
	case "":
		return invalid(argument, "must not be empty")
	case ".", "..":
		return invalid(argument, "%q is no id", id)
	}
	return nil
}

func invalid(argument, format string, args ...any) *ArgumentError {
	return &ArgumentError{Argument: argument, Reason: fmt.Sprintf(format, args...)}
}

// build makes the HTTP request, all but the credential.
func (r *request) build(ctx context.Context) (*retryablehttp.Request, error) {
	address := r.address()
	if query := r.query.values.Encode(); query != "" {
		address += "?" + query
	}
	header := r.client.header.Clone()
	var body any
	if r.body != nil {
		encoded, err := encodeJSON(r.body)
		if err != nil {
			return nil, &ArgumentError{Operation: r.op.Name, Argument: "body", Reason: err.Error()}
		}
		body = encoded
		header.Set("Content-Type", "application/json")
	}
	httpRequest, err := retryablehttp.NewRequestWithContext(ctx, r.op.Method, address, body)
	if err != nil {
		return nil, &ArgumentError{Operation: r.op.Name, Argument: "path", Reason: err.Error()}
	}
	httpRequest.Header = header
	return httpRequest, nil
}

// expandPath puts the values, escaped, in place of the placeholders. It is
// the only place where an id meets a path.
func expandPath(template string, values []string) string {
	segments := strings.Split(template, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}") {
			segments[i] = url.PathEscape(values[0])
			values = values[1:]
		}
	}
	return strings.Join(segments, "/")
}

// encodeJSON writes v without escaping <, > and &: message texts have them.
func encodeJSON(v any) ([]byte, error) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(body.Bytes(), []byte("\n")), nil
}

// reply is an answer whose body has been read.
type reply struct {
	*http.Response
	body []byte
	// broken is why the body ended early, nil when it is whole.
	broken error
	// tokens are what the attempts of the call were signed with. An answer may
	// echo them.
	tokens []Token
}

// clean removes the credential from words of the server.
func (p *reply) clean(words string) string { return removeSecrets(p.tokens, words) }

// cleanBody is the body as errors keep it: bounded, and without the
// credential.
func (p *reply) cleanBody() []byte {
	body := []byte(p.clean(string(p.body[:min(len(p.body), maxErrorBody+longest(p.tokens))])))
	return body[:min(len(body), maxErrorBody)]
}

var errBodyTooLarge = fmt.Errorf("the body is larger than %d MiB", maxBody>>20)

// readReply reads and closes the body, within bounds.
func readReply(resp *http.Response, tokens []Token) *reply {
	defer resp.Body.Close()
	p := &reply{Response: resp, tokens: tokens}
	switch {
	case resp.StatusCode == http.StatusSwitchingProtocols:
		// Its body is the bare connection, which no context ends.
	case resp.StatusCode/100 != 2:
		// So much more that a credential across the bound is seen whole.
		p.body, p.broken = io.ReadAll(io.LimitReader(resp.Body, int64(maxErrorBody+longest(tokens))))
	case resp.ContentLength > maxBody:
		p.broken = errBodyTooLarge
	default:
		p.body, p.broken = io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
		if len(p.body) > maxBody {
			most := maxErrorBody + longest(tokens)
			p.body, p.broken = p.body[:most:most], errBodyTooLarge
		}
	}
	return p
}

const (
	// maxValues is how many values an answer may hold, which bounds the memory
	// that it takes: two letters of JSON can be a struct of hundreds of bytes.
	// The largest documented answer has about half as many.
	maxValues = 100_000
	// manyValues is the length below which a body cannot hold too many.
	manyValues = 2 * maxValues
)

// countValues counts the members and elements in a JSON text.
func countValues(text []byte) int {
	count, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case b == '\\' && quoted:
			i++
		case b == '"':
			quoted = !quoted
		case (b == ',' || b == '{' || b == '[') && !quoted:
			count++
		}
	}
	return count
}

// decode reads a success into answer.
func (p *reply) decode(op *operation, answer any) *DecodeError {
	if p.broken != nil {
		return p.unreadable(op, p.broken)
	}
	switch body := bytes.TrimSpace(p.body); {
	case len(body) == 0:
		return p.unreadable(op, errors.New("the body is empty"))
	case string(body) == "null":
		return p.unreadable(op, errors.New("the body is null"))
	case len(body) > manyValues && countValues(body) > maxValues:
		return p.unreadable(op, fmt.Errorf("it holds more than %d values", maxValues))
	}
	if text, ok := answer.(*plainAnswer); ok {
		text.read(bytes.TrimSpace(p.body))
	} else if err := json.Unmarshal(p.body, answer); err != nil {
		return p.unreadable(op, err)
	}
	if answer, ok := answer.(interface{ incomplete() error }); ok {
		if err := answer.incomplete(); err != nil {
			return p.unreadable(op, err)
		}
	}
	return nil
}

// named is the incomplete of answers that must say what they are about.
func named(what, id string) error {
	if id == "" {
		return fmt.Errorf("it does not name the %s", what)
	}
	return nil
}

// resulting is the incomplete of answers by item.
func resulting[R any](results map[string]R) error {
	if results == nil {
		return errors.New("it has no results")
	}
	return nil
}

func (p *reply) unreadable(op *operation, err error) *DecodeError {
	return &DecodeError{
		Operation:   op.Name,
		StatusCode:  p.StatusCode,
		ContentType: p.clean(p.Header.Get("Content-Type")),
		Body:        p.cleanBody(),
		Err:         withoutSecrets(p.tokens, err),
	}
}

// inDoubt wraps the error of a write that may have happened and must not be
// repeated; an error of a repeatable operation stays as it is.
func inDoubt(op *operation, err error) error {
	if op.Repeatable {
		return err
	}
	return &OutcomeUnknownError{Operation: op.Name, Err: err}
}

// CallParams are the values of a [Client.Call].
type CallParams struct {
	// Path has a value for each placeholder of the operation's path. Values
	// are escaped.
	Path map[string]string
	// Query is sent as it is.
	Query url.Values
	// Body is sent as JSON; nil sends no body.
	Body any
}

// Call sends an operation that the caller declares, for endpoints that this
// package does not have. It takes the same road as every method: the scopes
// of op are checked, pacing, retries and errors are the same. It is repeated
// after a lost answer only if it is a GET or op says Repeatable. The answer is
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
	op.Repeatable = op.Repeatable || op.Method == http.MethodGet
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
