package sdk_test

import (
	"slices"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

func load(t *testing.T) *sdk.Package {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax}, "github.com/fanvue-go/fanvue")
	if err != nil {
		t.Fatal(err)
	}
	pkg := pkgs[0]
	if len(pkg.Errors) > 0 || !sdk.Is(pkg.Types) {
		t.Fatalf("%v, errors %v: not recognized as the SDK", pkg.Types, pkg.Errors)
	}
	return sdk.Read(pkg.Syntax, pkg.TypesInfo, pkg.Types)
}

// What is read from the source must be what the package says about itself.
func TestReadAgreesWithOperations(t *testing.T) {
	got := map[string]sdk.Operation{}
	for _, op := range load(t).Operations() {
		got[op.Name] = op
	}
	for _, want := range fanvue.Operations() {
		op, ok := got[string(want.Name)]
		if !ok {
			t.Errorf("%s is not read", want.Name)
			continue
		}
		delete(got, string(want.Name))
		var scopes []string
		for _, s := range want.Scopes {
			scopes = append(scopes, string(s))
		}
		if !slices.Equal(op.Scopes, scopes) || op.Method != want.Method || op.Path != want.Path || op.Unverified == want.Published {
			t.Errorf("%s: read %+v, want %+v", want.Name, op, want)
		}
		if op.Summary == "" {
			t.Errorf("%s has no summary", want.Name)
		}
	}
	for name := range got {
		t.Errorf("%s is read and not declared", name)
	}
}

func TestDescriptions(t *testing.T) {
	p := load(t)
	for scope, text := range p.Descriptions {
		if want := fanvue.Scope(scope).Description(); text != want {
			t.Errorf("%s: %q, want %q", scope, text, want)
		}
	}
	if len(p.Order) < 17 || p.Order[0] != "read:self" {
		t.Errorf("scopes %v: not in documented order", p.Order)
	}
}

// Each service type acts for one account.
func TestViews(t *testing.T) {
	for name, view := range load(t).Views {
		want := sdk.Own
		if len(name.Name()) > len("CreatorXService") && name.Name()[:7] == "Creator" && name.Name() != "CreatorsService" {
			want = sdk.Creator
		}
		if view != want {
			t.Errorf("%s: view %d, want %d", name.Name(), view, want)
		}
	}
}
