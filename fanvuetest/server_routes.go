package fanvuetest

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/fanvue-go/fanvue"
)

const (
	creatorName        = "Creator."
	creatorPlaceholder = "creatorUserUuid"
)

// handler carries out an operation on the call's account.
type handler func(*call) *response

// handlers are keyed by the name of the own account's operation. The variant
// for a managed creator is the same handler on another account.
func handlers() map[fanvue.OperationName]handler {
	all := make(map[fanvue.OperationName]handler)
	for _, some := range []map[fanvue.OperationName]handler{
		selfHandlers(), appHandlers(), chatHandlers(), messageHandlers(), massMessageHandlers(), automatedMessageHandlers(), templateHandlers(),
		listHandlers(), fanHandlers(), mediaHandlers(), uploadHandlers(), mediaAccessHandlers(), vaultHandlers(), postHandlers(),
		collectionHandlers(), insightsHandlers(), trackingLinkHandlers(), agencyHandlers(), webhookHandlers(), promotionHandlers(),
	} {
		maps.Copy(all, some)
	}
	return all
}

// route is an operation and where it is found.
type route struct {
	operation fanvue.Operation
	segments  []string
	handle    handler
}

// routes are the routes of all operations.
type routes []*route

func newRoutes() routes {
	table := handlers()
	var all routes
	for _, op := range fanvue.Operations() {
		handle, ok := table[op.Name]
		if !ok {
			handle, ok = table[accountOperation(op.Name)]
		}
		if !ok {
			panic(fmt.Sprintf("fanvuetest: there is no handler for %s", op.Name))
		}
		all = append(all, &route{op, strings.Split(op.Path, "/"), handle})
	}
	return all
}

// ownName is the name of the own account's operation.
func accountOperation(name fanvue.OperationName) fanvue.OperationName {
	return fanvue.OperationName(strings.TrimPrefix(string(name), creatorName))
}

// hasBadID reports whether the path has something else where a UUID belongs. A
// smart list is named by a slug.
func (r *route) hasInvalidID(c *call) bool {
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

// has reports whether there is a route for op.
func (all routes) contains(op fanvue.OperationName) bool {
	return slices.ContainsFunc(all, func(r *route) bool { return r.operation.Name == op })
}

// splitSurface takes the surface off an escaped path.
func cutSurface(escapedPath string) (fanvue.Surface, string) {
	for _, surface := range []fanvue.Surface{fanvue.SurfaceV0, fanvue.SurfaceV1} {
		if rest, ok := strings.CutPrefix(escapedPath, "/"+string(surface)+"/"); ok {
			return surface, "/" + rest
		}
	}
	return fanvue.SurfaceDefault, escapedPath
}

// holds reports whether a surface is one of those that an operation names; to
// name none means all.
func appliesTo(named []fanvue.Surface, surface fanvue.Surface) bool {
	return len(named) == 0 || slices.Contains(named, surface)
}

// match finds the route of an escaped path on a surface and the values of its
// placeholders. Where several fit, the one with the earlier literal segment
// wins. net/http's own router refuses such patterns.
func (all routes) match(surface fanvue.Surface, method, escapedPath string) (*route, map[string]string) {
	segments := strings.Split(escapedPath, "/")
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return nil, nil
		}
		segments[i] = plain
	}
	var best *route
	for _, r := range all {
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
