package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/fanvue-go/fanvue"
)

// findings is what the program reports.
type findings struct {
	// Source is where the scopes are known from: "detected" or "FANVUE_SCOPES".
	Source string                 `json:"source"`
	Scopes []fanvue.DetectedScope `json:"scopes"`
	// Calls lists the requests that detected the scopes.
	Calls      []fanvue.DetectionCall `json:"calls,omitempty"`
	Operations []verdict              `json:"operations"`
	// Missing lists the scopes that the needed operations lack, and Unknown those
	// that they may lack.
	Missing []fanvue.Scope `json:"missing"`
	Unknown []fanvue.Scope `json:"unknown"`
}

// verdict says whether the credential may do an operation.
type verdict struct {
	Operation fanvue.OperationName `json:"operation"`
	// May is "may", "may not" or "unknown".
	May string `json:"may"`
	// Missing lists the scopes that the operation lacks, and Unknown those that
	// it may lack.
	Missing []fanvue.Scope `json:"missing,omitempty"`
	Unknown []fanvue.Scope `json:"unknown,omitempty"`
	// Unverified reports whether Fanvue does not document the operation, so that
	// its scopes are not certain.
	Unverified bool `json:"unverified,omitempty"`
	// Needed reports whether -need names the operation.
	Needed bool `json:"needed,omitempty"`
}

const (
	may     = "may"
	mayNot  = "may not"
	unknown = "unknown"
)

// findingsOf returns the findings for scopes that are known.
func findingsOf(granted []fanvue.Scope) *findings {
	f := &findings{Source: "FANVUE_SCOPES"}
	known := new(fanvue.ScopeDetection)
	add := func(s fanvue.Scope) {
		state := fanvue.ScopeMissing
		if slices.Contains(granted, s) {
			state = fanvue.ScopeGranted
		}
		if known.State(s) == fanvue.ScopeUnknown {
			known.Scopes = append(known.Scopes, fanvue.DetectedScope{Scope: s, State: state})
		}
	}
	for _, s := range granted {
		add(s)
	}
	for _, op := range fanvue.Operations() {
		for _, s := range op.Scopes {
			add(s)
		}
	}
	f.Scopes = known.Scopes
	return f
}

// judge says of every operation whether the credential may do it, and what the
// needed ones lack.
func (f *findings) judge(needed []fanvue.OperationName) {
	known := fanvue.ScopeDetection{Scopes: f.Scopes}
	f.Missing, f.Unknown = []fanvue.Scope{}, []fanvue.Scope{}
	for _, op := range fanvue.Operations() {
		v := verdict{Operation: op.Name, May: may, Unverified: !op.Published, Needed: slices.Contains(needed, op.Name)}
		for _, s := range op.Scopes {
			switch known.State(s) {
			case fanvue.ScopeMissing:
				v.Missing = append(v.Missing, s)
			case fanvue.ScopeUnknown:
				v.Unknown = append(v.Unknown, s)
			}
		}
		switch {
		case len(v.Missing) > 0 && !v.Unverified:
			v.May = mayNot
		case len(v.Missing)+len(v.Unknown) > 0:
			v.May = unknown
		}
		if v.Needed {
			// Scopes that are not certain fail no check.
			if v.Unverified {
				f.Unknown = add(f.Unknown, v.Missing)
			} else {
				f.Missing = add(f.Missing, v.Missing)
			}
			f.Unknown = add(f.Unknown, v.Unknown)
		}
		f.Operations = append(f.Operations, v)
	}
}

// add returns scopes with those of more that it lacks.
func add(scopes, more []fanvue.Scope) []fanvue.Scope {
	for _, s := range more {
		if !slices.Contains(scopes, s) {
			scopes = append(scopes, s)
		}
	}
	return scopes
}

// colors are the terminal's codes for the words that stand for a state.
var colors = map[string]string{
	may: "\x1b[32m", string(fanvue.ScopeGranted): "\x1b[32m",
	mayNot: "\x1b[31m", string(fanvue.ScopeMissing): "\x1b[31m",
	unknown: "\x1b[33m",
}

// write writes the findings for people.
func (f *findings) write(out io.Writer, color bool) error {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "Scopes, %s:\n\n", f.source())
	for _, s := range f.Scopes {
		remark := s.Reason
		for _, call := range f.Calls {
			if call.Operation == s.Operation {
				remark = fmt.Sprintf("%s: %d", call.Operation, call.StatusCode)
			}
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", s.State, s.Scope, remark)
	}
	fmt.Fprintf(table, "\nWhat they permit:\n\n")
	for _, v := range f.Operations {
		fmt.Fprintf(table, "%s\t%s\t%s\n", v.May, v.Operation, v.remark())
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(&text, "\n%s\n", f.summary())
	for line := range strings.Lines(text.String()) {
		line = strings.TrimRight(line, " \n")
		// The color is put on afterwards: the table would count its codes as width.
		if state, rest, ok := strings.Cut(line, "  "); ok && color && colors[state] != "" {
			line = colors[state] + state + "\x1b[0m  " + rest
		}
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	return nil
}

// source says where the scopes are known from.
func (f *findings) source() string {
	if len(f.Calls) == 0 {
		return "from " + f.Source
	}
	return fmt.Sprintf("detected with %d reads", len(f.Calls))
}

func (v verdict) remark() string {
	var remarks []string
	if v.Needed {
		remarks = append(remarks, "needed")
	}
	if len(v.Missing) > 0 {
		remarks = append(remarks, "lacks "+join(v.Missing))
	}
	if len(v.Unknown) > 0 {
		remarks = append(remarks, "requires "+join(v.Unknown))
	}
	if v.Unverified && v.May != may {
		remarks = append(remarks, "unverified: Fanvue does not document it")
	}
	return strings.Join(remarks, "; ")
}

// summary returns the last line: what is missing, and how many operations of
// each kind there are.
func (f *findings) summary() string {
	counts, needed := map[string]int{}, 0
	for _, v := range f.Operations {
		counts[v.May]++
		if v.Needed {
			needed++
		}
	}
	text := fmt.Sprintf("%d operations: %d may, %d may not, %d unknown.", len(f.Operations), counts[may], counts[mayNot], counts[unknown])
	switch {
	case needed == 0:
	case len(f.Missing) > 0:
		text += " Missing for what is needed: " + join(f.Missing) + "."
	case len(f.Unknown) > 0:
		text += " Nothing is known to be missing for what is needed; not certain: " + join(f.Unknown) + "."
	default:
		text += " Nothing is missing for what is needed."
	}
	return text
}

func join(scopes []fanvue.Scope) string {
	var texts []string
	for _, s := range scopes {
		texts = append(texts, string(s))
	}
	return strings.Join(texts, ", ")
}
