package fanvue

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Surface is a path prefix under which Fanvue serves its API. The same code
// runs on every surface. Surfaces differ in a few operations and results.
type Surface string

const (
	// SurfaceDefault has paths without a prefix. It has every documented
	// operation.
	SurfaceDefault Surface = ""
	// SurfaceV0 is the same as SurfaceDefault, with paths that start with /v0.
	SurfaceV0 Surface = "v0"
	// SurfaceV1 is the newer surface, with paths that start with /v1. It has a
	// few more operations, and some of its responses have more fields. Its
	// followers include subscribers, its earnings include refunds, and its days
	// are days in UTC.
	SurfaceV1 Surface = "v1"
)

func surfaces() []Surface { return []Surface{SurfaceDefault, SurfaceV0, SurfaceV1} }

// prefix returns what the paths of the surface start with.
func (s Surface) prefix() string {
	if s == SurfaceDefault {
		return ""
	}
	return "/" + string(s)
}

// SurfaceError reports that the client's surface does not have the operation.
// The call was rejected locally and nothing was sent. It matches
// [errors.ErrUnsupported].
type SurfaceError struct {
	// Operation is the rejected operation.
	Operation OperationName
	// Surface is the client's surface.
	Surface Surface
	// Available lists the surfaces that have the operation.
	Available []Surface
}

func (e *SurfaceError) Error() string {
	var names []string
	for _, s := range e.Available {
		names = append(names, s.String())
	}
	return clip(oneLine(fmt.Sprintf("fanvue: %s: the %s surface does not have this operation (nothing was sent); use a client with WithSurface for %s",
		clip(string(e.Operation), 1<<10), e.Surface, strings.Join(names, ", "))), maxErrorText)
}

// Is reports whether target is [errors.ErrUnsupported].
func (e *SurfaceError) Is(target error) bool { return target == errors.ErrUnsupported }

// String returns the path prefix, such as "/v1", or "unprefixed".
func (s Surface) String() string {
	if s == SurfaceDefault {
		return "unprefixed"
	}
	return s.prefix()
}

// WithSurface sets the surface that the client calls. The default is
// [SurfaceDefault].
func WithSurface(s Surface) Option {
	return func(cfg *config) error {
		if !slices.Contains(surfaces(), s) {
			return invalid("WithSurface", "%q is not one of SurfaceDefault, SurfaceV0 and SurfaceV1", string(s))
		}
		cfg.client.surface = s
		return nil
	}
}

// checkSurface rejects an operation that the surface of the request does not
// have.
func (r *request) checkSurface() error {
	if available := r.op.Surfaces; len(available) > 0 && !slices.Contains(available, r.surface()) {
		return &SurfaceError{Operation: r.op.Name, Surface: r.surface(), Available: slices.Clone(available)}
	}
	return nil
}

// target returns the surface that the request goes to and the operation's path on
// it. It is the client's surface unless the path of an operation that the caller
// declares starts with the prefix of another one.
func (r *request) target() (Surface, string) {
	for _, s := range surfaces() {
		if path, found := strings.CutPrefix(r.op.Path, s.prefix()+"/"); found && s != SurfaceDefault {
			return s, "/" + path
		}
	}
	if r.client == nil { // a client that was not made by NewClient; do returns the error
		return SurfaceDefault, r.op.Path
	}
	if r.options != nil && r.options.surface != nil {
		return *r.options.surface, r.op.Path
	}
	return r.client.surface, r.op.Path
}

func (r *request) surface() Surface {
	s, _ := r.target()
	return s
}

// address returns the URL of the request without its query.
func (r *request) address() string {
	s, path := r.target()
	return expandPath(r.client.baseURL+s.prefix(), path, r.path)
}
