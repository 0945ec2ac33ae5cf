package sdk

import (
	"slices"
	"strings"
)

// Requirement returns the scopes of the operation that the SDK declares for an
// endpoint, and whether it has one. The path may have other names for the
// placeholders, values in their place, and the prefix of a surface.
func (p *Package) Requirement(method, path string) (scopes []string, found bool) {
	best := -1
	for _, op := range p.Operations() {
		if op.Method != method {
			continue
		}
		if literal, ok := matches(op.Path, path); ok && literal > best {
			best, scopes = literal, op.Scopes
		}
	}
	return scopes, best >= 0
}

// RequirementOf is Requirement for the name of an operation.
func (p *Package) RequirementOf(name string) (scopes []string, found bool) {
	for _, op := range p.Operations() {
		if op.Name == name {
			return op.Scopes, true
		}
	}
	return nil, false
}

// matches reports whether path is one of those that declared stands for, and how
// many of its segments are the same.
func matches(declared, path string) (literal int, ok bool) {
	path, _, _ = strings.Cut(path, "?")
	want, got := strings.Split(strings.Trim(declared, "/"), "/"), strings.Split(strings.Trim(path, "/"), "/")
	if len(got) == len(want)+1 && slices.Contains([]string{"v0", "v1"}, got[0]) {
		got = got[1:]
	}
	if len(got) != len(want) {
		return 0, false
	}
	for i, segment := range want {
		switch {
		case segment == got[i]:
			literal++
		case !strings.HasPrefix(segment, "{"):
			return 0, false
		}
	}
	return literal, true
}
