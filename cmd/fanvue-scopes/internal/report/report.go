// Package report holds the result of an analysis, and writes it for people and
// for programs.
package report

import (
	"slices"
	"strings"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// Step is one function on a call path.
type Step struct {
	Function string `json:"function"`
	// Position is where the function is called; of the first step it is where
	// the function is declared.
	Position string `json:"position,omitempty"`
}

// Use is an operation that the code performs.
type Use struct {
	sdk.Operation
	// Calls is a shortest call path from an entry point to the SDK's method.
	Calls []Step `json:"callPath"`
}

// Undecided is something that the analysis cannot see through.
type Undecided struct {
	// Kind is load, reflect, unsafe, cgo, linkname, assembly, plugin, operation,
	// requirement or copy.
	Kind     string `json:"kind"`
	Position string `json:"position"`
	Reason   string `json:"reason"`
}

// loading is the kind of what could not be loaded.
const loading = "load"

// Unit is one program, test program or library.
type Unit struct {
	Package string `json:"package"`
	// Kind is program, test or library.
	Kind      string      `json:"kind"`
	Uses      []Use       `json:"operations"`
	Undecided []Undecided `json:"undecided"`
}

// Report is the result of one run.
type Report struct {
	// Scopes is what all units need together.
	Scopes []string `json:"scopes"`
	// Unverified lists those of Scopes that only undocumented operations need.
	Unverified []string `json:"unverified"`
	Units      []Unit   `json:"units"`
	// Parts lists the libraries that are not units of their own, because a program
	// among the units imports them.
	Parts []string `json:"parts,omitempty"`
	// Undecided is what concerns all units.
	Undecided []Undecided `json:"undecided"`

	descriptions map[string]string
	order        func([]string) []string
}

// New returns the report of units. The SDK packages give the order and the
// descriptions of the scopes.
func New(units []Unit, undecided []Undecided, sdks []*sdk.Package) *Report {
	r := &Report{Units: units, Undecided: undecided, descriptions: map[string]string{}, order: sorted}
	for i, s := range sdks {
		if i == 0 {
			r.order = s.Sort
		}
		for scope, text := range s.Descriptions {
			r.descriptions[scope] = text
		}
	}
	if r.Undecided == nil {
		r.Undecided = []Undecided{}
	}
	r.Scopes, r.Unverified = r.scopesOf(r.union())
	return r
}

func sorted(scopes []string) []string {
	scopes = slices.Clone(scopes)
	slices.Sort(scopes)
	return slices.Compact(scopes)
}

// union returns the operations of all units, each once, sorted by name.
func (r *Report) union() []Use {
	var all []Use
	for _, unit := range r.Units {
		for _, use := range unit.Uses {
			if !slices.ContainsFunc(all, func(other Use) bool { return sameOperation(other, use) }) {
				all = append(all, use)
			}
		}
	}
	SortUses(all)
	return all
}

func sameOperation(a, b Use) bool {
	return a.Name == b.Name && a.Declared == b.Declared && slices.Equal(a.Scopes, b.Scopes)
}

// SortUses sorts by the name of the operation.
func SortUses(uses []Use) {
	slices.SortStableFunc(uses, func(a, b Use) int { return strings.Compare(a.Name, b.Name) })
}

// scopesOf returns the scopes that uses need, and those of them that only
// unverified operations need.
func (r *Report) scopesOf(uses []Use) (scopes, unverified []string) {
	scopes, unverified = []string{}, []string{}
	for _, use := range uses {
		scopes = append(scopes, use.Scopes...)
	}
	scopes = r.order(scopes)
	for _, s := range scopes {
		if !slices.ContainsFunc(needing(uses, s), func(use Use) bool { return !use.Unverified }) {
			unverified = append(unverified, s)
		}
	}
	return scopes, unverified
}

// needing returns the uses that need scope.
func needing(uses []Use, scope string) []Use {
	var some []Use
	for _, use := range uses {
		if slices.Contains(use.Scopes, scope) {
			some = append(some, use)
		}
	}
	return some
}
