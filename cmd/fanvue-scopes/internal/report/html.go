package report

import (
	_ "embed"
	"html/template"
	"io"
	"slices"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Parse(pageText))

// column is a scope of the matrix.
type column struct {
	Scope, Description string
	Unverified         bool
}

// row is an operation of the matrix.
type row struct {
	Use
	Needs []bool
}

// section is a unit, or all units together.
type section struct {
	Title, Kind string
	Columns     []column
	Rows        []row
	Undecided   []Undecided
}

// WriteHTML writes one page that needs nothing else.
func (r *Report) WriteHTML(w io.Writer) error {
	var sections []section
	if len(r.Units) > 1 {
		sections = append(sections, r.section("All together", "", r.union(), r.Undecided))
	}
	for _, unit := range r.Units {
		undecided := unit.Undecided
		if len(r.Units) == 1 {
			undecided = slices.Concat(r.Undecided, undecided)
		}
		sections = append(sections, r.section(unit.Package, unit.Kind, unit.Uses, undecided))
	}
	return page.Execute(w, map[string]any{"Scopes": r.Scopes, "Sections": sections})
}

func (r *Report) section(title, kind string, uses []Use, undecided []Undecided) section {
	s := section{Title: title, Kind: kind, Undecided: undecided}
	scopes, unverified := r.scopesOf(uses)
	for _, scope := range scopes {
		s.Columns = append(s.Columns, column{scope, r.descriptions[scope], slices.Contains(unverified, scope)})
	}
	for _, use := range uses {
		needs := make([]bool, len(scopes))
		for i, scope := range scopes {
			needs[i] = slices.Contains(use.Scopes, scope)
		}
		s.Rows = append(s.Rows, row{use, needs})
	}
	return s
}
