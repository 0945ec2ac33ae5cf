package report_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/report"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

func use(name, summary string, scopes ...string) report.Use {
	return report.Use{
		Operation: sdk.Operation{Name: name, Method: "GET", Path: "/x", Scopes: scopes, Summary: summary},
		Calls:     []report.Step{{Function: "main.main", Position: "main.go:1:1"}, {Function: "fanvue." + name, Position: "main.go:9:4"}},
	}
}

func unverified(u report.Use) report.Use {
	u.Unverified = true
	return u
}

var known = []*sdk.Package{{
	Order:        []string{"read:self", "read:chat", "write:chat", "read:creator"},
	Descriptions: map[string]string{"read:self": "", "read:chat": "chats and messages", "write:chat": "", "read:creator": ""},
}}

func bot(uses ...report.Use) *report.Report {
	return report.New([]report.Unit{{Package: "example.com/bot", Kind: "program", Uses: uses}}, nil, known)
}

func small() *report.Report {
	return bot(
		use("Chats.List", "returns a page of the chats", "read:chat"),
		use("Creator.Chats.List", "returns a page of the chats", "read:chat", "read:creator"),
		unverified(use("Chats.Typing", "shows that the account is typing", "write:chat")),
	)
}

func TestText(t *testing.T) {
	var out bytes.Buffer
	small().WriteText(&out, false)
	want := `program example.com/bot needs 3 scopes:
  read:chat     Chats.List, Creator.Chats.List
  write:chat    Chats.Typing (unverified) [only operations that Fanvue does not document]
  read:creator  Creator.Chats.List
`
	if out.String() != want {
		t.Errorf("got:\n%swant:\n%s", out.String(), want)
	}
}

func TestExplain(t *testing.T) {
	var out bytes.Buffer
	bot(use("Self.Get", "", "read:self")).WriteText(&out, true)
	want := `program example.com/bot needs 1 scope:
  read:self  Self.Get

  Self.Get: read:self
    main.main  main.go:1:1
      fanvue.Self.Get  main.go:9:4
`
	if out.String() != want {
		t.Errorf("got:\n%swant:\n%s", out.String(), want)
	}
}

func TestUndecidedIsPrinted(t *testing.T) {
	r := report.New([]report.Unit{{
		Package: "example.com/bot", Kind: "program",
		Undecided: []report.Undecided{{Kind: "reflect", Position: "main.go:3:1", Reason: "a method is called by name"}},
	}}, nil, known)
	var text, page bytes.Buffer
	r.WriteText(&text, false)
	if err := r.WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{text.String(), page.String()} {
		if !strings.Contains(out, "main.go:3:1") || !strings.Contains(out, "a method is called by name") {
			t.Errorf("the undecided place is missing:\n%s", out)
		}
	}
	if !r.Undecidable() {
		t.Error("nothing is undecided")
	}
}

func TestRequest(t *testing.T) {
	var out bytes.Buffer
	small().WriteRequest(&out)
	for _, want := range []string{
		"Subject: API key for bot\n",
		"with 3 scopes:\n\n  read:chat\n  write:chat\n  read:creator\n",
		"read:chat (chats and messages)\n  - returns a page of the chats (GET /x)\n  - returns a page of the chats, for a creator that we manage (GET /x)\n",
		"Only operations without public documentation need write:chat: please confirm it.",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
}

// What cannot be decided is not hidden by a sentence that the list is complete.
func TestRequestIsNotCalledComplete(t *testing.T) {
	for _, undecided := range [][]report.Undecided{nil, {{Kind: "plugin", Position: "main.go:1:1"}}} {
		var out bytes.Buffer
		report.New([]report.Unit{{Package: "bot", Uses: []report.Use{use("Self.Get", "", "read:self")}, Undecided: undecided}}, nil, known).WriteRequest(&out)
		if got := strings.Contains(out.String(), "every scope"); got != (undecided == nil) {
			t.Errorf("undecided %v: %s", undecided, out.String())
		}
	}
}

// Code that cannot be loaded is reported as compilers do.
func TestFailures(t *testing.T) {
	r := report.New(nil, []report.Undecided{
		{Kind: "load", Position: "main.go:3:1", Reason: "undefined: x"},
		{Kind: "load", Reason: "no Go files"},
	}, known)
	var out bytes.Buffer
	r.WriteFailures(&out)
	if want := "main.go:3:1: undefined: x\nno Go files\n"; out.String() != want || !r.Failed() {
		t.Errorf("failed %t, got:\n%swant:\n%s", r.Failed(), out.String(), want)
	}
}

func TestHTMLIsEscaped(t *testing.T) {
	u := use("<script>alert(1)</script>", "a & b", "read:self")
	var out bytes.Buffer
	if err := bot(u).WriteHTML(&out); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "<script>") || !strings.Contains(out.String(), "a &amp; b") {
		t.Errorf("not escaped:\n%s", out.String())
	}
	if strings.Contains(out.String(), "http") {
		t.Error("the page refers to something outside")
	}
}

func TestJSONRoundTripAndDiff(t *testing.T) {
	old := bot(use("Self.Get", "", "read:self"), use("Chats.List", "", "read:chat"))
	name := filepath.Join(t.TempDir(), "old.json")
	var data bytes.Buffer
	if err := old.WriteJSON(&data); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	read, err := report.ReadReport(name)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if old.Diff(&out, read) {
		t.Errorf("a report differs from itself:\n%s", out.String())
	}
	if !small().Diff(&out, read) {
		t.Error("no difference")
	}
	want := `+ scope write:chat
+ scope read:creator
- scope read:self
+ operation Chats.Typing (unverified) (write:chat) at main.go:9:4
+ operation Creator.Chats.List (read:chat read:creator) at main.go:9:4
- operation Self.Get (read:self)
`
	if out.String() != want {
		t.Errorf("got:\n%swant:\n%s", out.String(), want)
	}
	if scopes, err := report.ReadScopes(name); err != nil || !slices.Equal(scopes, []string{"read:self", "read:chat"}) {
		t.Errorf("ReadScopes of a report: %v, %v", scopes, err)
	}
}

func TestReadScopes(t *testing.T) {
	name := filepath.Join(t.TempDir(), "scopes.json")
	for content, want := range map[string]string{
		`["read:self","read:chat"]`: "read:self read:chat",
		`{"scopes":[]}`:             "",
		`{"other":1}`:               "error",
		`nonsense`:                  "error",
	} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		scopes, err := report.ReadScopes(name)
		got := strings.Join(scopes, " ")
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", content, got, want)
		}
	}
	if scopes, _ := report.ReadScopes("read:self, read:chat"); len(scopes) != 2 {
		t.Errorf("a list: %v", scopes)
	}
	text := filepath.Join(t.TempDir(), "scopes.txt")
	if err := os.WriteFile(text, []byte("read:self\nread:chat, write:chat\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if scopes, err := report.ReadScopes(text); err != nil || len(scopes) != 3 {
		t.Errorf("a text file: %v, %v", scopes, err)
	}
	for _, missing := range []string{"missing.json", "missing.txt", "./missing"} {
		if scopes, err := report.ReadScopes(missing); err == nil {
			t.Errorf("%s: %v, want an error", missing, scopes)
		}
	}
}

func TestCheck(t *testing.T) {
	var out bytes.Buffer
	missing, unused := small().Check(&out, []string{"read:chat", "write:chat", "read:self", "wite:chat", "manage:all"})
	if !slices.Equal(missing, []string{"read:creator"}) || !slices.Equal(unused, []string{"read:self", "manage:all", "wite:chat"}) {
		t.Errorf("missing %v, unused %v", missing, unused)
	}
	want := "main.go:9:4: Creator.Chats.List needs read:creator, which is not allowed\nwarning: read:self is allowed and not needed\nwarning: manage:all is allowed, and is not a scope that the SDK declares\n" +
		"warning: wite:chat is allowed, and is not a scope that the SDK declares; did you mean write:chat?\n"
	if out.String() != want {
		t.Errorf("got:\n%swant:\n%s", out.String(), want)
	}
}
