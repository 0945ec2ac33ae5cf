package fanvue

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// ScopeReport holds what a [ScopeRecorder] counted. Reports of other processes,
// which may run other versions of this package, can be stored as JSON and merged.
// A report of another version may name operations and scopes that this package
// does not know.
type ScopeReport struct {
	// Start is when the recorder was made, and End when it was read.
	Start time.Time `json:"start,omitzero"`
	End   time.Time `json:"end,omitzero"`
	// Versions lists the versions of this package that counted.
	Versions []string `json:"versions,omitempty"`
	// Operations lists the operations that were called, by name.
	Operations []OperationUse `json:"operations"`
	// Scopes lists the scopes that calls required or lacked.
	Scopes []ScopeUse `json:"scopes"`
	// Granted lists the scopes that the clients knew their credentials to have:
	// those of a token or of [WithScopes]. It is empty if none were known.
	Granted []Scope `json:"granted,omitempty"`
	// Unused lists the granted scopes that no call required, not even one that
	// failed. They can be left out of the next key or consent, provided that the
	// program did everything it does between Start and End.
	Unused []Scope `json:"unused,omitempty"`
}

// OperationUse holds the calls of an operation.
type OperationUse struct {
	// Operation is the name of the operation.
	Operation OperationName `json:"operation"`
	// Scopes lists the scopes that the operation requires, all together.
	Scopes []Scope `json:"scopes"`
	// Unverified reports whether the scopes are unverified, because Fanvue does
	// not document the operation.
	Unverified bool `json:"unverified,omitempty"`
	// Calls counts all calls, whatever became of them.
	Calls int64 `json:"calls"`
	// Rejected counts the calls that were rejected locally for a missing scope.
	Rejected int64 `json:"rejected,omitempty"`
	// Refused counts the calls that the server refused for a missing scope.
	Refused int64 `json:"refused,omitempty"`
}

// ScopeUse holds the calls that required a scope.
type ScopeUse struct {
	// Scope is the scope.
	Scope Scope `json:"scope"`
	// Unverified reports whether only operations that Fanvue does not document
	// required the scope. It may be needless.
	Unverified bool `json:"unverified,omitempty"`
	// Calls counts the calls of operations that require the scope, whatever
	// became of them.
	Calls int64 `json:"calls"`
	// Rejected counts the calls that were rejected locally because this scope is
	// missing.
	Rejected int64 `json:"rejected,omitempty"`
	// Refused counts the calls that the server refused because this scope is
	// missing, or may be: the API does not name the missing one of several.
	Refused int64 `json:"refused,omitempty"`
}

// Merge returns the sum of r and others: of several processes, versions, or runs.
// Unused is computed for all of them together. A report that only has Granted
// adds granted scopes. The reports are not changed.
func (r ScopeReport) Merge(others ...ScopeReport) ScopeReport {
	var sum ScopeReport
	operations := make(map[OperationName]*OperationUse)
	scopes := make(map[Scope]*ScopeUse)
	for _, report := range append([]ScopeReport{r}, others...) {
		if sum.Start.IsZero() || !report.Start.IsZero() && report.Start.Before(sum.Start) {
			sum.Start = report.Start
		}
		if report.End.After(sum.End) {
			sum.End = report.End
		}
		sum.Versions = append(sum.Versions, report.Versions...)
		sum.Granted = append(sum.Granted, report.Granted...)
		for _, use := range report.Operations {
			total := operations[use.Operation]
			if total == nil {
				total = &OperationUse{Operation: use.Operation, Unverified: true}
				operations[use.Operation] = total
			}
			total.Scopes = newScopeSet(append(total.Scopes, use.Scopes...)...).slice()
			total.Unverified = total.Unverified && use.Unverified
			total.Calls += use.Calls
			total.Rejected += use.Rejected
			total.Refused += use.Refused
		}
		for _, use := range report.Scopes {
			total := scopes[use.Scope]
			if total == nil {
				total = &ScopeUse{Scope: use.Scope, Unverified: true}
				scopes[use.Scope] = total
			}
			total.Unverified = total.Unverified && (use.Unverified || use.Calls == 0)
			total.Calls += use.Calls
			total.Rejected += use.Rejected
			total.Refused += use.Refused
		}
	}
	slices.Sort(sum.Versions)
	sum.Versions = slices.Compact(sum.Versions)
	sum.Operations = make([]OperationUse, 0, len(operations))
	for _, use := range operations {
		sum.Operations = append(sum.Operations, *use)
	}
	slices.SortFunc(sum.Operations, func(a, b OperationUse) int { return strings.Compare(string(a.Operation), string(b.Operation)) })
	var used []Scope
	for s, use := range scopes {
		use.Unverified = use.Unverified && use.Calls > 0
		if use.Calls > 0 {
			used = append(used, s)
		}
	}
	granted := newScopeSet(sum.Granted...)
	unused := granted.minus(newScopeSet(used...))
	sum.Granted, sum.Unused = nil, nil // as they are read if there are none
	if !granted.empty() {
		sum.Granted = granted.slice()
	}
	if !unused.empty() {
		sum.Unused = unused.slice()
	}
	all := make([]Scope, 0, len(scopes))
	for s := range scopes {
		all = append(all, s)
	}
	sum.Scopes = make([]ScopeUse, 0, len(scopes))
	for _, s := range newScopeSet(all...).slice() {
		sum.Scopes = append(sum.Scopes, *scopes[s])
	}
	return sum
}

// Used returns the scopes that calls required, in the order of Scopes: what the
// program needs, as far as it has run.
func (r ScopeReport) Used() []Scope {
	var used []Scope
	for _, use := range r.Scopes {
		if use.Calls > 0 {
			used = append(used, use.Scope)
		}
	}
	return used
}

// String returns the report as a text of several lines.
func (r ScopeReport) String() string {
	var text strings.Builder
	_, _ = r.WriteTo(&text)
	return text.String()
}

// WriteTo writes the report as a text of several lines.
func (r ScopeReport) WriteTo(w io.Writer) (int64, error) {
	var text strings.Builder
	if !r.Start.IsZero() && !r.End.IsZero() {
		fmt.Fprintf(&text, "Scopes used from %s to %s\n\n", r.Start.UTC().Format(time.RFC3339), r.End.UTC().Format(time.RFC3339))
	}
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "scope\tcalls\trejected\trefused\tremark")
	for _, use := range r.Scopes {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%s\n", oneLine(string(use.Scope)), use.Calls, use.Rejected, use.Refused, r.remark(use))
	}
	for _, s := range r.Unused {
		fmt.Fprintf(table, "%s\t0\t0\t0\tunused: granted, and no call required it\n", oneLine(string(s)))
	}
	fmt.Fprintln(table, "\noperation\tcalls\trejected\trefused\tscopes")
	for _, use := range r.Operations {
		scopes := listScopes(use.Scopes)
		if use.Unverified {
			scopes += " (unverified)"
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%s\n", oneLine(string(use.Operation)), use.Calls, use.Rejected, use.Refused, oneLine(scopes))
	}
	if err := table.Flush(); err != nil {
		return 0, err
	}
	if len(r.Granted) == 0 {
		text.WriteString("\nThe granted scopes are unknown: set them with WithScopes to find the unused ones.\n")
	}
	// A line without a remark ends in the spaces of the column.
	lines := strings.Split(text.String(), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	n, err := io.WriteString(w, strings.Join(lines, "\n"))
	return int64(n), err
}

// remark returns what stands out about a scope in the text.
func (r ScopeReport) remark(use ScopeUse) string {
	var remarks []string
	if len(r.Granted) > 0 && !slices.Contains(r.Granted, use.Scope) {
		remarks = append(remarks, "not granted")
	}
	if use.Unverified {
		remarks = append(remarks, "unverified: only undocumented operations required it")
	}
	return strings.Join(remarks, "; ")
}
