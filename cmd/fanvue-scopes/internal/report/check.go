package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/fanvue-go/fanvue/internal/spelling"
)

// ReadScopes reads the scopes of -check: a list that is separated by commas or
// spaces, or the name of a file with such a list, or of a JSON file with a list of
// scopes or with a report. No scope has a period or a slash.
func ReadScopes(text string) ([]string, error) {
	isName := strings.ContainsAny(text, `./\`) && !strings.ContainsAny(text, ",\n")
	if !isName {
		return splitScopes(text), nil
	}
	data, err := os.ReadFile(text)
	if err != nil {
		return nil, err
	}
	if isJSON := strings.HasSuffix(text, ".json") || bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) || bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")); !isJSON {
		return splitScopes(string(data)), nil
	}
	var list []string
	if json.Unmarshal(data, &list) == nil {
		return list, nil
	}
	var report struct {
		Scopes []string `json:"scopes"`
	}
	if err := json.Unmarshal(data, &report); err != nil {
		return nil, fmt.Errorf("%s is neither a list of scopes nor a report that -json wrote: %w", text, err)
	}
	if report.Scopes == nil {
		return nil, fmt.Errorf("%s has no member \"scopes\"", text)
	}
	return report.Scopes, nil
}

func splitScopes(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
}

// Check compares what the code needs with what it is allowed, and writes what
// differs. It returns the scopes that are missing and those that are not needed.
func (r *Report) Check(w io.Writer, allowed []string) (missing, unused []string) {
	uses := r.union()
	for _, s := range r.Scopes {
		if slices.Contains(allowed, s) {
			continue
		}
		missing = append(missing, s)
		for _, use := range needing(uses, s) {
			fmt.Fprintf(w, "%s: %s needs %s, which is not allowed\n", lastPosition(use.Calls), use.title(), s)
		}
	}
	for _, s := range r.order(allowed) {
		if !slices.Contains(r.Scopes, s) {
			unused = append(unused, s)
			if _, known := r.descriptions[s]; !known && len(r.descriptions) > 0 {
				fmt.Fprintf(w, "warning: %s is allowed, and is not a scope that the SDK declares%s\n", s, r.meant(s))
			} else {
				fmt.Fprintf(w, "warning: %s is allowed and not needed\n", s)
			}
		}
	}
	return missing, unused
}

// meant asks whether a known scope was meant; empty if none is similar.
func (r *Report) meant(scope string) string {
	near, ok := spelling.Nearest(scope, slices.Values(slices.Sorted(maps.Keys(r.descriptions))))
	if !ok {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", near)
}

// lastPosition is where the program calls the SDK.
func lastPosition(path []Step) string {
	if len(path) == 0 {
		return "-"
	}
	return path[len(path)-1].Position
}

// ReadReport reads what WriteJSON wrote.
func ReadReport(name string) (*Report, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var r Report
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fmt.Errorf("%s is not a report that -json wrote: %w", name, err)
	}
	return &r, nil
}

// Diff writes what r needs that old does not need, and the reverse. It reports
// whether there is any difference.
func (r *Report) Diff(w io.Writer, old *Report) bool {
	changed := false
	line := func(format string, args ...any) {
		changed = true
		fmt.Fprintf(w, format, args...)
	}
	for _, s := range r.Scopes {
		if !slices.Contains(old.Scopes, s) {
			line("+ scope %s\n", s)
		}
	}
	for _, s := range old.Scopes {
		if !slices.Contains(r.Scopes, s) {
			line("- scope %s\n", s)
		}
	}
	before, after := old.union(), r.union()
	for _, use := range after {
		if !slices.ContainsFunc(before, func(other Use) bool { return sameOperation(use, other) }) {
			line("+ operation %s (%s) at %s\n", use.title(), strings.Join(use.Scopes, " "), lastPosition(use.Calls))
		}
	}
	for _, use := range before {
		if !slices.ContainsFunc(after, func(other Use) bool { return sameOperation(use, other) }) {
			line("- operation %s (%s)\n", use.title(), strings.Join(use.Scopes, " "))
		}
	}
	for _, u := range r.undecided() {
		if !slices.ContainsFunc(old.undecided(), func(other Undecided) bool { return other.Kind == u.Kind && file(other) == file(u) }) {
			line("+ not decided: %s: %s: %s\n", u.Position, u.Kind, u.Reason)
		}
	}
	return changed
}

func file(u Undecided) string {
	name, _, _ := strings.Cut(u.Position, ":")
	return name
}

// undecided returns what is undecided about all units.
func (r *Report) undecided() []Undecided {
	all := slices.Clone(r.Undecided)
	for _, unit := range r.Units {
		for _, u := range unit.Undecided {
			if !slices.Contains(all, u) {
				all = append(all, u)
			}
		}
	}
	return all
}

// Undecidable reports whether anything could not be decided.
func (r *Report) Undecidable() bool { return len(r.undecided()) > 0 }

// Failed reports whether code could not be loaded, so that what it needs is
// missing.
func (r *Report) Failed() bool {
	return slices.ContainsFunc(r.Undecided, func(u Undecided) bool { return u.Kind == loading })
}

// WriteFailures writes why code could not be loaded.
func (r *Report) WriteFailures(w io.Writer) {
	for _, u := range r.Undecided {
		switch {
		case u.Kind != loading:
		case u.Position == "" || u.Position == "-":
			fmt.Fprintln(w, u.Reason)
		default:
			fmt.Fprintf(w, "%s: %s\n", u.Position, u.Reason)
		}
	}
}
