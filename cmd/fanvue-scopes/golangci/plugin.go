// Package golangci makes the analyzers of fanvuevet a plugin of golangci-lint,
// for its module plugin system. The README of the module shows how to build and
// configure it.
package golangci

import (
	"fmt"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/analyzer"
)

// Name is the name of the plugin in the configuration of golangci-lint.
const Name = "fanvuevet"

func init() { register.Plugin(Name, newPlugin) }

// Settings holds the settings of the plugin.
type Settings struct {
	// Disable has the names of the analyzers that do not run.
	Disable []string `json:"disable"`
}

type plugin struct{ analyzers []*analysis.Analyzer }

func newPlugin(raw any) (register.LinterPlugin, error) {
	settings, err := register.DecodeSettings[Settings](raw)
	if err != nil {
		return nil, fmt.Errorf("fanvuevet: %w", err)
	}
	disabled := map[string]bool{}
	for _, name := range settings.Disable {
		disabled[name] = true
	}
	var p plugin
	for _, a := range analyzer.All() {
		if !disabled[a.Name] {
			p.analyzers = append(p.analyzers, a)
		}
		delete(disabled, a.Name)
	}
	for name := range disabled {
		return nil, fmt.Errorf("fanvuevet: disable: %q is not an analyzer", name)
	}
	return p, nil
}

func (p plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) { return p.analyzers, nil }

func (plugin) GetLoadMode() string { return register.LoadModeTypesInfo }
