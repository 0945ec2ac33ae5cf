package fanvue

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Surface is one of the sets of paths under which Fanvue offers its API. Code
// that calls this package is the same on each of them.
type Surface string

const (
	// SurfaceDefault has paths without a prefix. All that is published is
	// there.
	SurfaceDefault Surface = ""
	// SurfaceV0 is the default one, spelt out: its paths start with /v0.
	SurfaceV0 Surface = "v0"
	// SurfaceV1 is the newer one: its paths start with /v1. It has a few
	// operations more, and some of its answers tell more. Followers include
	// those who subscribe, earnings include refunds, and days are days in UTC.
	SurfaceV1 Surface = "v1"
)

func surfaces() []Surface { return []Surface{SurfaceDefault, SurfaceV0, SurfaceV1} }

// prefix is what the surface's paths start with.
func (s Surface) prefix() string {
	if s == SurfaceDefault {
		return ""
	}
	return "/" + string(s)
}

// SurfaceError refuses a call that the client's surface does not have.
// Nothing was sent. It is an [errors.ErrUnsupported].
type SurfaceError struct {
	Operation OperationName
	// Surface is the client's.
	Surface Surface
	// Available are the surfaces that have the operation.
	Available []Surface
}

func (e *SurfaceError) Error() string {
	var names []string
	for _, s := range e.Available {
		names = append(names, s.String())
	}
	return fmt.Sprintf("fanvue: %s: nothing was sent: the %s surface does not have it; use a client made with WithSurface for: %s",
		e.Operation, e.Surface, strings.Join(names, ", "))
}

// Is makes the error an [errors.ErrUnsupported].
func (e *SurfaceError) Is(target error) bool { return target == errors.ErrUnsupported }

// String is the prefix, or "unprefixed".
func (s Surface) String() string {
	if s == SurfaceDefault {
		return "unprefixed"
	}
	return s.prefix()
}

// WithSurface chooses the paths that the client calls, [SurfaceDefault] unless
// told otherwise.
func WithSurface(s Surface) Option {
	return func(cfg *config) error {
		if !slices.Contains(surfaces(), s) {
			return badOption("WithSurface", "%q is none of SurfaceDefault, SurfaceV0 and SurfaceV1", string(s))
		}
		cfg.client.surface = s
		return nil
	}
}

// checkSurface refuses an operation that the client's surface lacks.
func (r *request) checkSurface() error {
	if available := r.op.Surfaces; len(available) > 0 && !slices.Contains(available, r.surface()) {
		return &SurfaceError{Operation: r.op.Name, Surface: r.surface(), Available: slices.Clone(available)}
	}
	return nil
}

// located is the surface that the request goes to, and the operation's path
// under it. It is the client's surface, unless the path of a caller's operation
// names one itself.
func (r *request) located() (Surface, string) {
	for _, s := range surfaces() {
		if path, named := strings.CutPrefix(r.op.Path, s.prefix()+"/"); named && s != SurfaceDefault {
			return s, "/" + path
		}
	}
	if r.client == nil { // of a client not made by NewClient; do says so
		return SurfaceDefault, r.op.Path
	}
	return r.client.surface, r.op.Path
}

func (r *request) surface() Surface {
	s, _ := r.located()
	return s
}

// address is where the request goes, without its query.
func (r *request) address() string {
	s, path := r.located()
	return r.client.baseURL + s.prefix() + expandPath(path, r.path)
}
