package fanvuetest

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/fanvue-go/fanvue"
)

const (
	creatorName        = "Creator."
	creatorPlaceholder = "creatorUserUuid"
)

// handler carries an operation out on the call's account.
type handler func(*call) *response

// handlers are keyed by the name of the operation on the caller's own account.
// The variant for a managed creator is the same handler on another account.
func handlers() map[fanvue.OperationName]handler {
	all := make(map[fanvue.OperationName]handler)
	for _, ofResource := range []map[fanvue.OperationName]handler{
		selfHandlers(), appHandlers(), chatHandlers(), messageHandlers(), massMessageHandlers(), automatedMessageHandlers(), templateHandlers(),
		listHandlers(), fanHandlers(), mediaHandlers(), uploadHandlers(), mediaAccessHandlers(), vaultHandlers(), postHandlers(),
		collectionHandlers(), insightsHandlers(), trackingLinkHandlers(), agencyHandlers(), webhookHandlers(), promotionHandlers(),
	} {
		maps.Copy(all, ofResource)
	}
	return all
}

// route is an operation and how it is carried out: by a handler of this package,
// or by one of the test.
type route struct {
	operation fanvue.Operation
	segments  []string
	handle    handler
	custom    http.Handler
}

// routes are those of all operations. Of two for the same path the first one
// applies.
type routes struct {
	mu  sync.RWMutex
	all []*route
}

// add puts routes before the others.
func (rs *routes) add(added ...*route) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.all = slices.Concat(added, rs.all)
}

// sdkRoutes are the routes of the operations of package fanvue.
func sdkRoutes() []*route {
	table := handlers()
	var all []*route
	for _, op := range fanvue.Operations() {
		handle, ok := table[op.Name]
		if !ok {
			handle, ok = table[accountOperation(op.Name)]
		}
		if !ok {
			panic(fmt.Sprintf("fanvuetest: there is no handler for %s", op.Name))
		}
		all = append(all, &route{operation: op, segments: strings.Split(op.Path, "/"), handle: handle})
	}
	return all
}

// Handle adds an operation that package fanvue does not have, for tests of
// [fanvue.Client.Call]. The server checks the credential, the version, the rate
// limit, the scopes of op and that a creator in its path is managed, as for
// every operation. Then handler responds; the values of the path are in
// [http.Request.PathValue]. A nil handler responds with 204. The name of op can
// be used in a [Fault], and is in [Server.Requests].
//
// An operation with the method and path of an existing one replaces it. Handle
// panics when op has no name, no method or no path.
func (s *Server) Handle(op fanvue.Operation, handler http.Handler) {
	if op.Name == "" || op.Method == "" || !strings.HasPrefix(op.Path, "/") {
		s.state.fail("Handle: the operation %q needs a Name, a Method and a Path that starts with a slash", op.Name)
	}
	if handler == nil {
		handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	}
	if surface, rest := cutSurface(op.Path); surface != fanvue.SurfaceDefault {
		op.Surfaces, op.Path = []fanvue.Surface{surface}, rest
	}
	s.routes.add(&route{operation: op, segments: strings.Split(op.Path, "/"), custom: handler})
}

// accountOperation returns the name of the operation on the caller's own
// account.
func accountOperation(name fanvue.OperationName) fanvue.OperationName {
	return fanvue.OperationName(strings.TrimPrefix(string(name), creatorName))
}

// hasInvalidID reports whether a UUID in the path is not one. A smart list is
// identified by a slug.
func (r *route) hasInvalidID(c *call) bool {
	if r.custom != nil {
		return false
	}
	if accountOperation(r.operation.Name) == fanvue.OpSmartListsMembers {
		return c.path[creatorPlaceholder] != "" && !c.state.isID(c.path[creatorPlaceholder])
	}
	for name, value := range c.path {
		if (name == "uuid" || name == "userId" || strings.HasSuffix(name, "Uuid")) && !c.state.isID(value) {
			return true
		}
	}
	return false
}

// contains reports whether there is a route for op.
func (rs *routes) contains(op fanvue.OperationName) bool {
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	return slices.ContainsFunc(rs.all, func(r *route) bool { return r.operation.Name == op })
}

// cutSurface separates the surface from an escaped path.
func cutSurface(escapedPath string) (fanvue.Surface, string) {
	for _, surface := range []fanvue.Surface{fanvue.SurfaceV0, fanvue.SurfaceV1} {
		if rest, ok := strings.CutPrefix(escapedPath, "/"+string(surface)+"/"); ok {
			return surface, "/" + rest
		}
	}
	return fanvue.SurfaceDefault, escapedPath
}

// appliesTo reports whether surfaces contain a surface. No surfaces mean all.
func appliesTo(named []fanvue.Surface, surface fanvue.Surface) bool {
	return len(named) == 0 || slices.Contains(named, surface)
}

// match returns the route of an escaped path on a surface, and the values of
// its placeholders. Of several routes that fit, the one with the earlier
// literal segment is used; net/http's own router rejects such patterns.
func (rs *routes) match(surface fanvue.Surface, method, escapedPath string) (*route, map[string]string) {
	segments := strings.Split(escapedPath, "/")
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return nil, nil
		}
		segments[i] = plain
	}
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	var best *route
	for _, r := range rs.all {
		if r.operation.Method == method && appliesTo(r.operation.Surfaces, surface) &&
			r.fits(segments) && (best == nil || r.moreLiteral(best)) {
			best = r
		}
	}
	if best == nil {
		return nil, nil
	}
	values := make(map[string]string)
	for i, segment := range best.segments {
		if name, ok := placeholder(segment); ok {
			values[name] = segments[i]
		}
	}
	return best, values
}

func (r *route) fits(segments []string) bool {
	if len(segments) != len(r.segments) {
		return false
	}
	for i, segment := range r.segments {
		if _, ok := placeholder(segment); ok && segments[i] != "" {
			continue
		}
		if segment != segments[i] {
			return false
		}
	}
	return true
}

// moreLiteral compares two routes that fit the same path.
func (r *route) moreLiteral(other *route) bool {
	for i, segment := range r.segments {
		_, open := placeholder(segment)
		_, otherOpen := placeholder(other.segments[i])
		if open != otherOpen {
			return otherOpen
		}
	}
	return false
}

func placeholder(segment string) (name string, ok bool) {
	name, ok = strings.CutPrefix(segment, "{")
	if !ok {
		return "", false
	}
	return strings.CutSuffix(name, "}")
}
