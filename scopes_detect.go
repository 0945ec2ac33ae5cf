package fanvue

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// ScopeState says whether a credential has a scope.
type ScopeState string

const (
	// ScopeGranted: the credential has the scope.
	ScopeGranted ScopeState = "granted"
	// ScopeMissing: the credential lacks the scope.
	ScopeMissing ScopeState = "missing"
	// ScopeUnknown: it cannot be known, at least not without writing.
	ScopeUnknown ScopeState = "unknown"
)

// ScopeDetection is what [Client.DetectScopes] found out.
type ScopeDetection struct {
	// Scopes has an item for each documented scope.
	Scopes []DetectedScope `json:"scopes"`
	// Calls lists what was called, in order.
	Calls []DetectionCall `json:"calls"`
}

// DetectedScope holds what is known of one scope.
type DetectedScope struct {
	// Scope is the scope.
	Scope Scope `json:"scope"`
	// State says whether the credential has the scope.
	State ScopeState `json:"state"`
	// Operation is the call that decided; empty if State is ScopeUnknown.
	Operation OperationName `json:"operation,omitempty"`
	// Reason says why State is ScopeUnknown; empty otherwise.
	Reason string `json:"reason,omitempty"`
}

// DetectionCall is a call that [Client.DetectScopes] made.
type DetectionCall struct {
	// Operation is the operation that was called.
	Operation OperationName `json:"operation"`
	// StatusCode is the HTTP status; 0 if there was no response.
	StatusCode int `json:"statusCode"`
}

// State returns whether the credential has s. It is ScopeUnknown for a scope that
// is not documented.
func (d *ScopeDetection) State(s Scope) ScopeState {
	for _, found := range d.Scopes {
		if found.Scope == s {
			return found.State
		}
	}
	return ScopeUnknown
}

// Granted returns the scopes that the credential has.
func (d *ScopeDetection) Granted() []Scope { return d.in(ScopeGranted) }

// Missing returns the scopes that the credential lacks.
func (d *ScopeDetection) Missing() []Scope { return d.in(ScopeMissing) }

// Unknown returns the scopes of which nothing is known.
func (d *ScopeDetection) Unknown() []Scope { return d.in(ScopeUnknown) }

func (d *ScopeDetection) in(states ...ScopeState) []Scope {
	scopes := []Scope{}
	for _, found := range d.Scopes {
		if slices.Contains(states, found.State) {
			scopes = append(scopes, found.Scope)
		}
	}
	return scopes
}

// Possible returns the scopes that the credential has or may have. With them,
// [WithScopes] and [NewToken] make a client that rejects the calls for which a
// scope is missing and sends those for which it cannot be known:
//
//	checked, err := client.With(fanvue.WithScopes(detection.Possible()...))
func (d *ScopeDetection) Possible() []Scope { return d.in(ScopeGranted, ScopeUnknown) }

// DetectScopes finds out which scopes the credential has. It only reads, at most
// once for each scope: a list of one item, or a single item. A scope that only
// writes require stays unknown, and so does one for which the response is neither
// a success nor says that a scope is missing. The scopes that were set with
// [WithScopes] or came with the token have no influence.
//
// The calls are paced and retried as all others, and are not checked locally.
// Where the scope of a GET can be read in no other way, it is sent with an id that
// does not exist: "Insufficient scopes" then shows that the scope is missing, and
// any other response shows nothing.
//
// If a call fails in a way that the others would too, such as an invalid
// credential, DetectScopes returns the error together with what it has found.
func (c *Client) DetectScopes(ctx context.Context) (*ScopeDetection, error) {
	if err := c.usable(); err != nil {
		return nil, err
	}
	if ctx == nil {
		return nil, invalid("ctx", "must not be nil")
	}
	ctx = ContextWithScopeMode(ctx, ScopeOff)
	d := newDetection()
	for _, read := range c.detectionReads(ctx) {
		if err := c.detect(ctx, d, read); err != nil {
			return d, err
		}
	}
	return d, nil
}

// newDetection returns a detection that has found nothing.
func newDetection() *ScopeDetection {
	var required scopeSet
	for _, op := range declared {
		required.documented |= op.required.documented
	}
	d := &ScopeDetection{Calls: []DetectionCall{}}
	for _, documented := range documentedScopes {
		reason := "it cannot be known without writing"
		if !newScopeSet(documented.scope).minus(required).empty() {
			reason = "no operation is known to require it"
		}
		d.Scopes = append(d.Scopes, DetectedScope{Scope: documented.scope, State: ScopeUnknown, Reason: reason})
	}
	return d
}

// detectionRead is a call that decides about one scope.
type detectionRead struct {
	scope Scope
	op    *operation
	// others are the scopes that op requires besides.
	others scopeSet
}

// detectionReads returns the calls that decide about scopes, no more than one for
// each scope. Any subset of the scopes may be granted, and a response is either a
// success or a refusal, so that fewer calls could not tell all subsets apart. An
// operation that requires two undecided scopes would decide both if they are
// granted, but cost a further call if not.
//
// Scopes of undocumented operations are unverified and prove nothing.
func (c *Client) detectionReads(ctx context.Context) []detectionRead {
	surface := c.surface
	if options := optionsOf(ctx); options != nil && options.surface != nil {
		surface = *options.surface
	}
	var plain, withIDs []*operation
	for _, op := range declared {
		_, replaced := c.scopeOverrides[op.Name]
		switch {
		case op.Method != http.MethodGet || op.stateParameter != "" || op.unverifiedScopes() && !replaced:
		case len(op.Surfaces) > 0 && !slices.Contains(op.Surfaces, surface):
		case op.hasPlaceholders():
			withIDs = append(withIDs, op)
		default:
			plain = append(plain, op)
		}
	}
	// The shortest path is the main list, or the main item, of a resource.
	preferred := func(a, b *operation) int {
		return cmp.Or(
			cmp.Compare(len(c.requirement(a).slice()), len(c.requirement(b).slice())),
			cmp.Compare(len(a.Path), len(b.Path)), cmp.Compare(a.Name, b.Name))
	}
	slices.SortFunc(plain, preferred)
	slices.SortFunc(withIDs, preferred)
	var reads []detectionRead
	var decided scopeSet
	for found := true; found; {
		found = false
		for _, op := range plain {
			if undecided := c.requirement(op).minus(decided); undecided.isSingle() {
				reads = append(reads, newDetectionRead(op, c.requirement(op), undecided))
				decided.documented |= undecided.documented
				found = true
			}
		}
	}
	var refuted scopeSet
	for _, op := range withIDs {
		// Such a call can show that a scope is missing, not that it is granted, so
		// it is of no help with operations that require further scopes.
		if undecided := c.requirement(op).minus(decided); undecided.isSingle() && !undecided.minus(refuted).empty() {
			reads = append(reads, newDetectionRead(op, c.requirement(op), undecided))
			refuted.documented |= undecided.documented
		}
	}
	return reads
}

// isSingle reports whether the set is one documented scope.
func (set scopeSet) isSingle() bool {
	return len(set.others) == 0 && set.documented != 0 && set.documented&(set.documented-1) == 0
}

func newDetectionRead(op *operation, required, undecided scopeSet) detectionRead {
	return detectionRead{scope: undecided.slice()[0], op: op, others: required.minus(undecided)}
}

// detect makes a call and notes what it shows. It returns an error that the other
// calls would have too.
func (c *Client) detect(ctx context.Context, d *ScopeDetection, read detectionRead) error {
	if !read.others.minus(newScopeSet(d.Granted()...)).empty() {
		d.note(read.scope, ScopeUnknown, "", fmt.Sprintf("%s also requires %s, which is not known to be granted", read.op.Name, joinScopes(read.others.slice())))
		return nil
	}
	r := c.detectionRequest(ctx, read.op)
	err := r.do(ctx, new(detectionBody))
	call := DetectionCall{Operation: read.op.Name}
	if r.response != nil {
		call.StatusCode = r.response.StatusCode
	}
	if r.attempts > 0 {
		d.Calls = append(d.Calls, call)
	}
	var lack *InsufficientScopeError
	var status *APIError
	var unreadable *DecodeError
	unclear := fmt.Sprintf("the response to %s was %d, which does not show it", read.op.Name, call.StatusCode)
	switch {
	case errors.As(err, &lack):
		named := lack.response.scopes
		for _, s := range named {
			d.note(s, ScopeMissing, read.op.Name, "")
		}
		if len(named) == 0 {
			d.note(read.scope, ScopeMissing, read.op.Name, "")
		} else if !slices.Contains(named, read.scope) {
			d.note(read.scope, ScopeUnknown, "", fmt.Sprintf("%s requires other scopes than expected: %s", read.op.Name, joinScopes(named)))
		}
	case err == nil && read.op.hasPlaceholders():
		d.note(read.scope, ScopeUnknown, "", fmt.Sprintf("%s responded %d for an id that does not exist, which does not show it", read.op.Name, call.StatusCode))
	case err == nil:
		d.note(read.scope, ScopeGranted, read.op.Name, "")
	case errors.Is(err, ErrUnauthorized), errors.Is(err, ErrRateLimited), errors.Is(err, ErrAPIVersion):
		return err
	case read.op.hasPlaceholders() && errors.Is(err, ErrNotFound):
		d.note(read.scope, ScopeUnknown, "", fmt.Sprintf("%s responded 404 for an id that does not exist, which does not show whether it checked the scope; only writes show it", read.op.Name))
	case errors.As(err, &unreadable):
		d.note(read.scope, ScopeUnknown, "", fmt.Sprintf("the response to %s cannot be read", read.op.Name))
	case errors.As(err, &status):
		d.note(read.scope, ScopeUnknown, "", unclear)
	default:
		return err
	}
	return nil
}

// note sets what is known of a documented scope. What was decided stays.
func (d *ScopeDetection) note(s Scope, state ScopeState, by OperationName, reason string) {
	for i, found := range d.Scopes {
		if found.Scope == s && found.State == ScopeUnknown {
			d.Scopes[i] = DetectedScope{Scope: s, State: state, Operation: by, Reason: reason}
		}
	}
}

// unusedID is a UUID that nothing has.
const unusedID = "00000000-0000-0000-0000-000000000000"

// detectionRequest returns a call of op with as small a result as possible.
func (c *Client) detectionRequest(ctx context.Context, op *operation) *request {
	r := &request{client: c, op: op, detecting: true}
	for name := range op.placeholders() {
		value := unusedID
		if strings.HasSuffix(name, "Number") {
			value = "1"
		}
		r.path = append(r.path, value)
	}
	// An operation named Get returns a single item.
	if len(r.path) == 0 && !strings.HasSuffix(string(op.Name), ".Get") {
		r.encode = ListOptions{Size: 1}.encode
		r.resolve(ctx)
	}
	return r
}

// detectionBody is a response whose content does not matter, as long as it can be
// one of the API.
type detectionBody struct{}

func (*detectionBody) decodeBody(r *response, op *operation) error {
	if op.Accept == "" {
		var value json.RawMessage
		if err := json.Unmarshal(r.body, &value); err != nil {
			return err
		}
		switch first := bytes.TrimSpace(value)[0]; {
		case first != '{' && first != '[':
			return errors.New("it is neither an object nor a list")
		case first == '{' && isNothing(value):
			return errors.New("it is an object without members")
		}
	}
	if problem := r.checkAccepted(op); problem != nil {
		return problem.Err
	}
	return nil
}
