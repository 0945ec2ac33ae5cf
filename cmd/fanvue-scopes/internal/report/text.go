package report

import (
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// WriteJSON writes the report for programs; -diff reads it again.
func (r *Report) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(r)
}

// WriteText writes the report for people. With explain it has a call path for
// each operation.
func (r *Report) WriteText(w io.Writer, explain bool) {
	for i, unit := range r.Units {
		if i > 0 {
			fmt.Fprintln(w)
		}
		scopes, unverified := r.scopesOf(unit.Uses)
		end := ":"
		if len(unit.Uses) == 0 {
			end = ""
		}
		fmt.Fprintf(w, "%s %s needs %s%s\n", unit.Kind, unit.Package, count(len(scopes), "scope"), end)
		r.writeScopes(w, unit.Uses, scopes, unverified)
		if explain {
			writePaths(w, unit.Uses)
		}
		writeUndecided(w, unit.Undecided)
	}
	if len(r.Units) > 1 {
		fmt.Fprintf(w, "\nAll together need %s:\n", count(len(r.Scopes), "scope"))
		r.writeScopes(w, r.union(), r.Scopes, r.Unverified)
	}
	writeUndecided(w, r.Undecided)
	if len(r.Parts) > 0 {
		fmt.Fprintf(w, "\nNot listed: %s that a program above imports. Name one to see what its exported API needs.\n",
			strings.Replace(count(len(r.Parts), "library"), "librarys", "libraries", 1))
	}
}

func count(n int, what string) string {
	switch n {
	case 0:
		return "no " + what
	case 1:
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (r *Report) writeScopes(w io.Writer, uses []Use, scopes, unverified []string) {
	width := 0
	for _, s := range scopes {
		width = max(width, len(s))
	}
	for _, s := range scopes {
		var names []string
		for _, use := range needing(uses, s) {
			names = append(names, use.title())
		}
		mark := ""
		if slices.Contains(unverified, s) {
			mark = " [only operations that Fanvue does not document]"
		}
		fmt.Fprintf(w, "  %-*s  %s%s\n", width, s, strings.Join(names, ", "), mark)
	}
	var free []string
	for _, use := range uses {
		if len(use.Scopes) == 0 {
			free = append(free, use.title())
		}
	}
	if len(free) > 0 {
		fmt.Fprintf(w, "  without a scope: %s\n", strings.Join(free, ", "))
	}
}

// title is the name of an operation with its marks.
func (u Use) title() string {
	switch {
	case u.Declared:
		return u.Name + " (declared by the program)"
	case u.Unverified:
		return u.Name + " (unverified)"
	}
	return u.Name
}

func writePaths(w io.Writer, uses []Use) {
	for _, use := range uses {
		fmt.Fprintf(w, "\n  %s: %s\n", use.title(), strings.Join(use.Scopes, " "))
		for i, step := range use.Calls {
			fmt.Fprintf(w, "    %s%s  %s\n", strings.Repeat("  ", i), step.Function, step.Position)
		}
	}
}

func writeUndecided(w io.Writer, undecided []Undecided) {
	undecided = slices.DeleteFunc(slices.Clone(undecided), func(u Undecided) bool { return u.Kind == loading })
	if len(undecided) == 0 {
		return
	}
	fmt.Fprintln(w, "\n  Not decided. Look at these places; a comment //fanvue-scopes:ignore on the line, with the reason, says that you did:")
	for _, u := range undecided {
		fmt.Fprintf(w, "    %s: %s: %s\n", u.Position, u.Kind, u.Reason)
	}
}

// WriteRequest writes the text of a request for a key with the scopes.
func (r *Report) WriteRequest(w io.Writer) {
	uses := r.union()
	var programs []string
	for _, unit := range r.Units {
		programs = append(programs, path.Base(unit.Package))
	}
	fmt.Fprintf(w, "Subject: API key for %s\n\n", strings.Join(programs, ", "))
	if len(r.Scopes) == 0 {
		fmt.Fprintln(w, "Our application calls no operation that requires a scope.")
		return
	}
	fmt.Fprintf(w, "Hello,\n\nplease issue an API key for our application %s with %s:\n\n",
		strings.Join(programs, ", "), strings.TrimPrefix(count(len(r.Scopes), "scope"), "1 "))
	for _, s := range r.Scopes {
		fmt.Fprintf(w, "  %s\n", s)
	}
	fmt.Fprintln(w, "\nWhat the application does with each scope:")
	for _, s := range r.Scopes {
		fmt.Fprintf(w, "\n%s", s)
		if text := r.descriptions[s]; text != "" {
			fmt.Fprintf(w, " (%s)", text)
		}
		fmt.Fprintln(w)
		for _, use := range needing(uses, s) {
			fmt.Fprintf(w, "  - %s\n", use.reason())
		}
	}
	fmt.Fprint(w, "\nThe list was computed from the source code of the application.")
	if !r.Undecidable() {
		fmt.Fprint(w, " It has every scope\nthat the application requires, and no other.")
	}
	fmt.Fprintln(w)
	if len(r.Unverified) > 0 {
		fmt.Fprintf(w, "Only operations without public documentation need %s: please confirm it.\n", strings.Join(r.Unverified, " and "))
	}
}

// reason says in words what an operation is for.
func (u Use) reason() string {
	endpoint := strings.TrimSpace(u.Method + " " + u.Path)
	summary := u.Summary
	if summary == "" {
		summary = "calls " + u.Name
	}
	if strings.HasPrefix(u.Name, "Creator.") {
		summary += ", for a creator that we manage"
	}
	if endpoint == "" {
		return summary
	}
	return summary + " (" + endpoint + ")"
}

// WriteUndecided writes what could not be decided.
func WriteUndecided(w io.Writer, r *Report) { writeUndecided(w, r.undecided()) }
