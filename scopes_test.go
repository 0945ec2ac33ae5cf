package fanvue_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

func TestParseScopes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want scopeList
	}{
		{"", nil},
		{" ,\t\n", nil},
		{"read:chat", scopeList{fanvue.ScopeReadChat}},
		{"openid read:chat  write:chat", scopeList{"openid", fanvue.ScopeReadChat, fanvue.ScopeWriteChat}},
		{"read:chat,write:chat, future:thing\n", scopeList{fanvue.ScopeReadChat, fanvue.ScopeWriteChat, "future:thing"}},
		{"read:chat read:fan,read:chat", scopeList{fanvue.ScopeReadChat, fanvue.ScopeReadFan}},
		{"Read:Chat", scopeList{"Read:Chat"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, fanvue.ParseScopes(tt.text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
}

// Whatever ParseScopes makes of a text is a list that WithScopes takes, that
// has each scope once, and that reads the same when written out again.
func FuzzParseScopes(f *testing.F) {
	for _, seed := range []string{"", "read:chat write:chat", "a,b,,a", "read:self\u00a0read:fan", "\u2028x\x00,\xff y", "\t\r\n,"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		scopes := fanvue.ParseScopes(text)
		if _, err := fanvue.NewClient(fanvue.WithAPIKey("k"), fanvue.WithScopes(scopes...)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		joined := make([]string, len(scopes))
		for i, s := range scopes {
			joined[i] = string(s)
			if slices.Contains(scopes[:i], s) {
				t.Errorf("%q: %q twice", text, s)
			}
			if !strings.Contains(text, string(s)) {
				t.Errorf("%q: %q is not in it", text, s)
			}
		}
		for _, separator := range []string{" ", ",", ", "} {
			if diff := cmp.Diff(scopes, fanvue.ParseScopes(strings.Join(joined, separator))); diff != "" {
				t.Errorf("%q again (-first +second):\n%s", text, diff)
			}
		}
	})
}

func TestScopeDescription(t *testing.T) {
	t.Parallel()
	if got := fanvue.ScopeReadFan.Description(); got != "subscribers, followers and the members of lists" {
		t.Errorf("got %q", got)
	}
	if got := fanvue.Scope("future:thing").Description(); got != "" {
		t.Errorf("unknown: %q", got)
	}
	for _, op := range fanvue.Operations() {
		for _, s := range op.Scopes {
			if s.Description() == "" {
				t.Errorf("%s needs %s, which has no description", op.Name, s)
			}
		}
	}
}
