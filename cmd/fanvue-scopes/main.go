// Fanvue-scopes prints the scopes that Go programs need.
package main

import (
	"fmt"
	"os"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/program"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/report"
)

func main() {
	p, err := program.Load(program.Config{Patterns: os.Args[1:]})
	if err != nil {
		fmt.Fprintln(os.Stderr, "fanvue-scopes:", err)
		os.Exit(3)
	}
	units, undecided := p.Analyze()
	r := report.New(units, undecided, p.SDKs())
	fmt.Println(r.Scopes, r.Undecided)
	for _, u := range r.Units {
		fmt.Println(u.Package, u.Kind)
		for _, use := range u.Uses {
			fmt.Println("  ", use.Name, use.Scopes, use.Path)
		}
		for _, x := range u.Undecided {
			fmt.Println("  ?", x)
		}
	}
}
