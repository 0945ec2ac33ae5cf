package fanvue

import (
	"iter"
	"net/http"
	"slices"
	"strings"
)

// OperationName names an operation by service and method, such as
// "Messages.Send". The variant for a managed creator starts with "Creator.".
// Each operation has a constant, so a misspelled name does not compile.
type OperationName string

// Operation describes one operation of the API. The same value feeds the local
// scope check, error texts, the retry rule, the rate-limit bucket and
// [Operations].
type Operation struct {
	// Name identifies the operation in errors and log records.
	Name OperationName
	// Method is the HTTP method.
	Method string
	// Path is the path below the base URL, with {placeholders}.
	Path string
	// Scopes lists the required scopes; all of them are required together. Empty
	// means that no scope is required. If the operation is one of this package
	// and not Published, the scopes are unverified: the local check logs a
	// missing one and sends the call.
	Scopes []Scope
	// CreatorScope is the additional scope that the variant for a managed
	// creator requires. It is empty if the operation has no such variant. It is
	// also empty in the Operation of the variant itself, whose Scopes include
	// it.
	CreatorScope Scope
	// Idempotent reports whether sending the request twice has the same effect
	// as sending it once. An idempotent request is retried after a lost
	// response or a server error. The zero value, false, is the safe choice.
	Idempotent bool
	// Accept is the request's Accept header. Empty means application/json.
	Accept string
	// Bucket is the name of a separate rate limit for this operation. Empty means
	// the limit that the operations of an account share.
	Bucket string
	// BucketOn lists the surfaces on which Bucket applies; empty means all.
	BucketOn []Surface
	// Surfaces lists the surfaces that have the operation; empty means all.
	Surfaces []Surface
	// Published reports whether Fanvue documents the operation.
	Published bool
}

// operation is an Operation prepared for use: its scopes as a set, and its
// variant for managed creators.
type operation struct {
	Operation
	required scopeSet
	// fewScopes holds Scopes, unless there are more. It saves the initialization of
	// the package an allocation for each operation.
	fewScopes [3]Scope
	paging    pagingStyle
	pagingV1  pagingStyle
	// stateParameter is the boolean parameter with which a GET changes something on
	// the server, unless it is false; empty if it never does.
	stateParameter string
	// creator is the variant for managed creators; nil if there is none.
	creator *operation
}

const (
	creatorName        = "Creator."
	creatorPlaceholder = "{creatorUserUuid}"
	creatorPath        = "/creators/" + creatorPlaceholder
)

// declared holds every operation of the package. It is filled while the package
// variables are initialized and is read-only afterwards.
var declared = make(map[OperationName]*operation, 200)

// declare registers a documented operation and, if it has a CreatorScope, its
// variant for managed creators.
func declare(op Operation) *operation {
	op.Published = true
	return declareUndocumented(op)
}

// declareUndocumented registers an operation that Fanvue offers but does not
// document. It otherwise works like declare.
func declareUndocumented(op Operation) *operation {
	own := newOperation(op)
	declared[op.Name] = own
	if op.CreatorScope != "" {
		variant := op
		variant.Name = creatorName + op.Name
		variant.Path = creatorPath + op.Path
		variant.CreatorScope = ""
		own.creator = operationWith(variant, own.required.with(op.CreatorScope))
		declared[variant.Name] = own.creator
	}
	return own
}

func newOperation(op Operation) *operation { return operationWith(op, newScopeSet(op.Scopes...)) }

// operationWith prepares op, which requires these scopes.
func operationWith(op Operation, required scopeSet) *operation {
	prepared := &operation{Operation: op, required: required}
	prepared.Scopes = required.appendTo(prepared.fewScopes[:0])
	return prepared
}

// unverifiedScopes reports whether the scopes come from integrators, because
// Fanvue does not document them. The local check only warns about such scopes.
// The scopes of an operation that the caller declares are not unverified.
func (op *operation) unverifiedScopes() bool { return !op.Published && declared[op.Name] == op }

// paged sets how a list operation and its variant for managed creators are
// paged.
func (op *operation) paged(style pagingStyle) *operation {
	op.paging = style
	if op.creator != nil {
		op.creator.paging = style
	}
	return op.pagedOnV1(style)
}

// pagedOnV1 sets how a list operation and its variant are paged on SurfaceV1.
func (op *operation) pagedOnV1(style pagingStyle) *operation {
	op.pagingV1 = style
	if op.creator != nil {
		op.creator.pagingV1 = style
	}
	return op
}

// changingState marks a GET that changes something on the server unless parameter
// is false, and its variant for managed creators.
func (op *operation) changingState(parameter string) *operation {
	op.stateParameter = parameter
	if op.creator != nil {
		op.creator.stateParameter = parameter
	}
	return op
}

// pagedOn returns how the operation is paged on s.
func (op *operation) pagedOn(s Surface) pagingStyle {
	if s == SurfaceV1 {
		return op.pagingV1
	}
	return op.paging
}

// placeholders iterates over the names in the path template, in order.
func (op *operation) placeholders() iter.Seq[string] {
	return func(yield func(string) bool) {
		for segment := range strings.SplitSeq(op.Path, "/") {
			if isPlaceholder(segment) && !yield(segment[1:len(segment)-1]) {
				return
			}
		}
	}
}

// hasPlaceholders reports whether the path template has a placeholder.
func (op *operation) hasPlaceholders() bool { return strings.Contains(op.Path, "{") }

// isPlaceholder reports whether a segment of a path template stands for a
// value.
func isPlaceholder(segment string) bool {
	return strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}")
}

// Operations returns every operation of the package, sorted by name. The
// variants for managed creators are included as operations of their own. The
// result and its slices are copies.
func Operations() []Operation {
	all := make([]Operation, 0, len(declared))
	for _, op := range declared {
		item := op.Operation
		item.Scopes = slices.Clone(item.Scopes)
		item.BucketOn = slices.Clone(item.BucketOn)
		item.Surfaces = slices.Clone(item.Surfaces)
		all = append(all, item)
	}
	slices.SortFunc(all, func(a, b Operation) int { return strings.Compare(string(a.Name), string(b.Name)) })
	return all
}

// RequiredScopes returns the scopes that ops require together. Use it to find
// out what to request for an API key or a user's consent. It returns an
// [*ArgumentError] if a name is not an operation of this package.
func RequiredScopes(ops ...OperationName) ([]Scope, error) {
	var all []Scope
	for _, name := range ops {
		op, err := lookup(name)
		if err != nil {
			return nil, err
		}
		all = append(all, op.Scopes...)
	}
	return newScopeSet(all...).slice(), nil
}

func lookup(name OperationName) (*operation, error) {
	op, ok := declared[name]
	if !ok {
		return nil, invalid("operation", "%q is not an operation of this package; use the Op constants, or see Operations()", name)
	}
	return op, nil
}

// validate rejects an Operation for [Client.Call] that cannot be sent.
func (op Operation) validate() error {
	reject := func(argument, format string, args ...any) error {
		return newOperation(op).reject(invalid(argument, format, args...))
	}
	switch {
	case op.Name == "":
		return reject("Operation.Name", "must not be empty; errors and log records use it")
	case !slices.Contains([]string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}, op.Method):
		return reject("Operation.Method", "%q is not one of GET, POST, PUT, PATCH and DELETE", op.Method)
	case !strings.HasPrefix(op.Path, "/"):
		return reject("Operation.Path", "%q must start with a slash", op.Path)
	case strings.ContainsAny(op.Path, "?#%"):
		return reject("Operation.Path", "%q must be a plain path; use CallParams.Query for query parameters", op.Path)
	}
	for segment := range strings.SplitSeq(op.Path, "/") {
		if segment == "." || segment == ".." {
			return reject("Operation.Path", "%q must not contain the segments . or ..", op.Path)
		}
		name := segment
		if isPlaceholder(segment) {
			name = segment[1 : len(segment)-1]
		}
		if segment == "{}" || strings.ContainsAny(name, "{}") {
			return reject("Operation.Path", "%q has a placeholder that is not a whole segment; each must be one, such as in /things/{uuid}", op.Path)
		}
	}
	for _, field := range []struct {
		argument string
		surfaces []Surface
	}{{"Operation.Surfaces", op.Surfaces}, {"Operation.BucketOn", op.BucketOn}} {
		for _, s := range field.surfaces {
			if !slices.Contains(surfaces(), s) {
				return reject(field.argument, "%q is not one of SurfaceDefault, SurfaceV0 and SurfaceV1", string(s))
			}
		}
	}
	if !validHeaderText(op.Accept) {
		return reject("Operation.Accept", "%q is not valid in a header", op.Accept)
	}
	for _, s := range op.Scopes {
		if err := validScope(s); err != nil {
			return reject("Operation.Scopes", "%v", err)
		}
	}
	return nil
}
