package fanvue

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// OperationName names an operation: service and method, such as
// "Messages.Send". The variant that acts for a managed creator has "Creator."
// in front. There is a constant for each, so that a misspelt one does not
// compile.
type OperationName string

// Operation is what a method declares about itself. The same value feeds the
// local scope check, the text of errors, the retry rule, the rate-limit
// bucket and [Operations].
type Operation struct {
	// Name is how errors and log records call the operation.
	Name OperationName
	// Method is the HTTP method.
	Method string
	// Path is the path under the base URL, with {placeholders}.
	Path string
	// Scopes are needed all together. Empty means that none is needed. Of this
	// package's operations that are not Published they are hearsay: the local
	// check logs a missing one and lets the call pass.
	Scopes []Scope
	// CreatorScope is the one scope more that acting for a managed creator
	// takes. It is empty where an operation has no such variant, and in the
	// row of the variant itself, whose Scopes contain it.
	CreatorScope Scope
	// Idempotent says that sending the request twice does what sending it
	// once does, so that it may be repeated after a lost answer or a server
	// error. False, the zero value, is the safe one.
	Idempotent bool
	// Bucket names a rate limit of the operation's own. Empty means the
	// account's common one.
	Bucket string
	// BucketOn are the surfaces on which Bucket applies; empty means all.
	BucketOn []Surface
	// Surfaces are those that have the operation; empty means all.
	Surfaces []Surface
	// Published says that the operation is part of Fanvue's published API
	// document.
	Published bool
}

// operation is an Operation made ready for use: scopes as a set, and the
// variant for managed creators beside it.
type operation struct {
	Operation
	required scopeSet
	paging   pagingStyle
	pagingV1 pagingStyle
	// creator is nil where there is no variant for managed creators.
	creator *operation
}

const (
	creatorName        = "Creator."
	creatorPlaceholder = "{creatorUserUuid}"
	creatorPath        = "/creators/" + creatorPlaceholder
)

// declared holds every operation of the package. It is filled while the
// package's variables are initialised and read-only from then on.
var declared = map[OperationName]*operation{}

// declare adds a published operation and, where it has a CreatorScope, its
// variant for managed creators.
func declare(op Operation) *operation {
	op.Published = true
	return declareUndocumented(op)
}

// declareUndocumented is declare for an operation that Fanvue has and does not
// document.
func declareUndocumented(op Operation) *operation {
	own := newOperation(op)
	declared[op.Name] = own
	if op.CreatorScope != "" {
		variant := op
		variant.Name = creatorName + op.Name
		variant.Path = creatorPath + op.Path
		variant.Scopes = append(slices.Clone(op.Scopes), op.CreatorScope)
		variant.CreatorScope = ""
		own.creator = newOperation(variant)
		declared[variant.Name] = own.creator
	}
	return own
}

func newOperation(op Operation) *operation {
	required := newScopeSet(op.Scopes...)
	op.Scopes = required.slice()
	return &operation{Operation: op, required: required}
}

// unverifiedScopes reports whether the scopes are what integrators report: Fanvue does
// not document them, so the local check only warns. An operation that the
// caller declares is none of it.
func (op *operation) unverifiedScopes() bool { return !op.Published && declared[op.Name] == op }

// paged says how a list operation is paged, for its variant as well.
func (op *operation) paged(style pagingStyle) *operation {
	op.paging = style
	if op.creator != nil {
		op.creator.paging = style
	}
	return op.pagedOnV1(style)
}

// pagedOnV1 is paged for the newer surface alone.
func (op *operation) pagedOnV1(style pagingStyle) *operation {
	op.pagingV1 = style
	if op.creator != nil {
		op.creator.pagingV1 = style
	}
	return op
}

// pagedOn says how a surface pages the operation.
func (op *operation) pagedOn(s Surface) pagingStyle {
	if s == SurfaceV1 {
		return op.pagingV1
	}
	return op.paging
}

// placeholders lists the names in the path template, in order.
func (op *operation) placeholders() []string {
	var names []string
	for segment := range strings.SplitSeq(op.Path, "/") {
		if isPlaceholder(segment) {
			names = append(names, segment[1:len(segment)-1])
		}
	}
	return names
}

// isPlaceholder reports whether a segment of a path template stands for a value.
func isPlaceholder(segment string) bool {
	return strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}")
}

// Operations lists every operation of the package, sorted by name: one row
// for each operation of the API, the variants for managed creators included.
// The rows and their slices are copies.
func Operations() []Operation {
	rows := make([]Operation, 0, len(declared))
	for _, op := range declared {
		row := op.Operation
		row.Scopes = slices.Clone(row.Scopes)
		row.BucketOn = slices.Clone(row.BucketOn)
		row.Surfaces = slices.Clone(row.Surfaces)
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b Operation) int { return strings.Compare(string(a.Name), string(b.Name)) })
	return rows
}

// RequiredScopes returns the scopes that ops need together: what to ask for
// when requesting an API key or a user's consent. It fails on a name that is
// no operation of this package.
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
		return nil, &ArgumentError{Argument: "operation", Reason: fmt.Sprintf(
			"%q is no operation of this package; use the Op constants, Operations() lists them all", name)}
	}
	return op, nil
}

// validate refuses an Operation that a caller declared for [Client.Call] and
// that cannot be sent.
func (op Operation) validate() error {
	refuse := func(argument, reason string) error {
		return &ArgumentError{Operation: op.Name, Argument: argument, Reason: reason}
	}
	switch {
	case op.Name == "":
		return refuse("Operation.Name", "must not be empty; errors and log records use it")
	case !slices.Contains([]string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}, op.Method):
		return refuse("Operation.Method", fmt.Sprintf("%q is none of GET, POST, PUT, PATCH, DELETE", op.Method))
	case !strings.HasPrefix(op.Path, "/"):
		return refuse("Operation.Path", fmt.Sprintf("%q must start with a slash", op.Path))
	case strings.ContainsAny(op.Path, "?#%"):
		return refuse("Operation.Path", fmt.Sprintf("%q must be a plain path; queries go into CallParams.Query", op.Path))
	}
	for segment := range strings.SplitSeq(op.Path, "/") {
		if segment == "." || segment == ".." {
			return refuse("Operation.Path", fmt.Sprintf("%q must not climb with . or ..", op.Path))
		}
		if name := strings.TrimSuffix(strings.TrimPrefix(segment, "{"), "}"); strings.ContainsAny(name, "{}") || name == "" && segment != "" || name != segment && !isPlaceholder(segment) {
			return refuse("Operation.Path", fmt.Sprintf("%q has a placeholder that is not a whole segment; split the path so that each is, such as /things/{uuid}", op.Path))
		}
	}
	for _, s := range slices.Concat(op.Surfaces, op.BucketOn) {
		if !slices.Contains(surfaces(), s) {
			return refuse("Operation.Surfaces", fmt.Sprintf("%q is none of SurfaceDefault, SurfaceV0 and SurfaceV1", string(s)))
		}
	}
	for _, s := range op.Scopes {
		if err := validScope(s); err != nil {
			return refuse("Operation.Scopes", err.Error())
		}
	}
	return nil
}
