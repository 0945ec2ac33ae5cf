package redact_test

import (
	"errors"
	"io"
	"testing"

	"github.com/fanvue-go/fanvue/internal/redact"
)

func TestText(t *testing.T) {
	t.Parallel()
	const secret = "ab+/cd&ef"
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "ordinary words", "ordinary words"},
		{"raw", "key ab+/cd&ef.", "key [redacted]."},
		{"twice", "ab+/cd&efab+/cd&ef", "[redacted][redacted]"},
		{"JSON", `{"key":"ab+/cd\u0026ef"}`, `{"key":"[redacted]"}`},
		{"JSON with an escaped slash", `{"key":"ab+\/cd&ef"}`, `{"key":"[redacted]"}`},
		{"a query", "?key=ab%2B%2Fcd%26ef", "?key=[redacted]"},
		{"a path", "/ab+%2Fcd&ef/", "/[redacted]/"},
	} {
		if got := redact.New("", secret).Text(tt.text); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestError(t *testing.T) {
	t.Parallel()
	secrets := redact.New("s3cr3t-key")
	if err := secrets.Error(io.EOF); err != io.EOF {
		t.Errorf("an error without a secret became %v", err)
	}
	cause := errors.New("bad header s3cr3t-key")
	if err := secrets.Error(cause); err.Error() != "bad header [redacted]" || errors.Is(err, cause) {
		t.Errorf("got %v, which unwraps to the cause: %t", err, errors.Is(err, cause))
	}
}

func TestOneLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                        "",
		"a\r\nb\tc\x00d\x7fe":     "a  b c d e",
		"a\u2028b\u2029c\u0085d":  "a b c d",
		"\xffa\xc3":               "\uFFFDa\uFFFD",
		"שלום عليكم 日本 💌 e\u0301": "שלום عليكم 日本 💌 e\u0301",
	} {
		if got := redact.OneLine(text); got != want {
			t.Errorf("OneLine(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text  string
		limit int
		want  string
	}{
		{"", 5, ""}, {"abcde", 5, "abcde"}, {"abcdef", 5, "ab…"}, {"aüüü", 6, "aü…"}, {"💌💌", 6, "…"},
	} {
		if got := redact.Clip(tt.text, tt.limit); got != tt.want {
			t.Errorf("Clip(%q, %d) = %q, want %q", tt.text, tt.limit, got, tt.want)
		}
	}
}
