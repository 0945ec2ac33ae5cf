package redact_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/fanvue-go/fanvue/internal/redact"
)

// key has what the escapes of a URL, of JSON and of HTML differ in.
const key = `fk_Live-9+/cd&ef="7Q~x.Yz`

// spellings are ways to write a character.
var spellings = []struct {
	name  string
	spell func(r rune) string
}{
	{"raw", func(r rune) string { return string(r) }},
	{"JSON", func(r rune) string { return fmt.Sprintf(`\u%04x`, r) }},
	{"JSON in capitals", func(r rune) string { return fmt.Sprintf(`\u%04X`, r) }},
	{"a backslash before punctuation", func(r rune) string {
		if strings.ContainsRune(`/"'\&+=.~-`, r) {
			return `\` + string(r)
		}
		return string(r)
	}},
	{"a URL", func(r rune) string { return fmt.Sprintf("%%%02x", r) }},
	{"a URL in capitals", func(r rune) string { return fmt.Sprintf("%%%02X", r) }},
	{"a URL of the older form", func(r rune) string { return fmt.Sprintf("%%u%04X", r) }},
	{"JavaScript", func(r rune) string { return fmt.Sprintf(`\x%02x`, r) }},
	{"JavaScript in capitals", func(r rune) string { return fmt.Sprintf(`\x%02X`, r) }},
	{"JavaScript in braces", func(r rune) string { return fmt.Sprintf(`\u{%x}`, r) }},
	{"octal", func(r rune) string { return fmt.Sprintf(`\%03o`, r) }},
	{"Python", func(r rune) string { return fmt.Sprintf(`\U%08x`, r) }},
	{"HTML", func(r rune) string { return fmt.Sprintf("&#%d;", r) }},
	{"HTML in hex", func(r rune) string { return fmt.Sprintf("&#x%x;", r) }},
	{"HTML in hex in capitals", func(r rune) string { return fmt.Sprintf("&#X%X;", r) }},
	{"HTML with zeros", func(r rune) string { return fmt.Sprintf("&#%06d;", r) }},
	{"HTML by name", func(r rune) string {
		names := map[rune]string{'+': "plus", '/': "sol", '&': "amp", '=': "equals", '"': "quot", '.': "period", '_': "lowbar"}
		if name := names[r]; name != "" {
			return "&" + name + ";"
		}
		return html.EscapeString(string(r))
	}},
}

func spelt(text string, spell func(rune) string) string {
	var b strings.Builder
	for _, r := range text {
		b.WriteString(spell(r))
	}
	return b.String()
}

func TestTextFindsEverySpelling(t *testing.T) {
	t.Parallel()
	secrets := redact.New("", key)
	check := func(name, echo string) {
		t.Helper()
		for _, around := range [][2]string{{"", ""}, {`{"error":"bad key `, `"}`}, {"a/", "/b"}, {"100%", "%"}, {`C:\`, `\`}, {"x&", ";y"}, {"é", "é"}} {
			got, want := secrets.Text(around[0]+echo+around[1]), around[0]+redact.Mark+around[1]
			if got = strings.Replace(got, "C:"+redact.Mark, `C:\`+redact.Mark, 1); got != want { // \ may escape what follows
				t.Fatalf("%s: %q became %q, want %q", name, around[0]+echo+around[1], got, want)
			}
		}
	}
	for _, outer := range spellings {
		check(outer.name, spelt(key, outer.spell))
		for _, inner := range spellings {
			check(inner.name+" in "+outer.name, spelt(spelt(key, inner.spell), outer.spell))
		}
	}
	json3 := key
	for range 3 {
		json3 = strconv.Quote(json3)
		json3 = json3[1 : len(json3)-1]
	}
	check("JSON in JSON in JSON", json3)
	check("a query", url.QueryEscape(key))
	check("a query in a query in a query", url.QueryEscape(url.QueryEscape(url.QueryEscape(key))))
	check("a path", url.PathEscape(key))
	check("zero-width characters", strings.Join(strings.Split(key, ""), "\u200b"))
	check("escaped zero-width characters", strings.Join(strings.Split(key, ""), `\u200b\u202e`))
	check("the first half", key[:13])
	for _, ellipsis := range []string{"…", "..."} {
		if got := secrets.Text(key[:8] + ellipsis); got != redact.Mark+ellipsis {
			t.Errorf("a clipped secret became %q", got)
		}
		if got, want := secrets.Text(key[:7]+ellipsis), key[:7]+ellipsis; got != want {
			t.Errorf("%q became %q", want, got)
		}
	}
}

func TestTextFindsBase64(t *testing.T) {
	t.Parallel()
	secrets := redact.New(key)
	for name, encoding := range map[string]*base64.Encoding{"standard": base64.StdEncoding, "URL": base64.RawURLEncoding} {
		for _, before := range []string{"", "u", "u:", "us:"} {
			for _, after := range []string{"", "\r", "\r\n", "\r\n\r"} {
				got := secrets.Text("Basic " + encoding.EncodeToString([]byte(before+key+after)))
				if !strings.HasPrefix(got, "Basic ") || !strings.Contains(got, redact.Mark) || len(got) > 32 {
					t.Errorf("%s, %q before and %q after: %q", name, before, after, got)
				}
			}
		}
	}
}

// A signed URL is a secret with escapes of its own.
func TestTextFindsUnescaped(t *testing.T) {
	t.Parallel()
	const secret = "/o/a%2Fb?X-Sig=5160%2B7de%252F0a"
	secrets := redact.New(secret)
	for _, echo := range []string{secret, "/o/a/b?X-Sig=5160+7de/0a", strings.ReplaceAll(secret, "%", "%25"), strings.ToLower("/o/a%2Fb") + secret[8:], strings.ReplaceAll(secret, "/", `\/`)} {
		if got := secrets.Text("<" + echo + ">"); got != "<[redacted]>" {
			t.Errorf("%q became %q", echo, got)
		}
	}
}

func TestTextKeepsOrdinaryText(t *testing.T) {
	t.Parallel()
	const ordinary = `a key is a {"message":"100% sure \u0061 \n & &amp; &nosuch; \\ C:\new %zz %41 é 💌 test tests secretly"}` + "\xff\xfe"
	for _, secret := range []string{"", "a", "is", "key", "%", "no-such-secret", "ess", "sure!", "sec", "secret", "ure ", "sts"} {
		if got := redact.New(secret).Text(ordinary); got != ordinary {
			t.Errorf("%q: got %q", secret, got)
		}
	}
	for text, want := range map[string]string{
		"key s3cr3t, not s3cr3ts": "key [redacted], not s3cr3ts",
		"s3cr3t":                  "[redacted]",
		"és3cr3t xs3cr3t":         "és3cr3t xs3cr3t",
		`"\u00733cr3t"`:           `"[redacted]"`,
	} {
		if got := redact.New("s3cr3t").Text(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestTextOfSeveralSecrets(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		secrets    []string
		text, want string
	}{
		{[]string{"first-secret", "second-secret"}, "first-secretsecond-secret first-", "[redacted][redacted] first-"},
		{[]string{"token-abcdefgh", "token-abcdefgh-and-more"}, "token-abcdefgh-and-more token-abcdefgh", "[redacted] [redacted]"},
		{[]string{"abcabcabcabcX"}, "abcabcabcabcabcX", "[redacted]"},
		{[]string{"Überschlüssel"}, `\u00dcberschl&uuml;ssel`, "[redacted]"},
	} {
		if got := redact.New(tt.secrets...).Text(tt.text); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}

// Wherever a text is cut, no piece of four characters of the secret stays.
func TestPart(t *testing.T) {
	t.Parallel()
	secrets := redact.New(key)
	for _, s := range spellings {
		text := "the key is " + spelt(key, s.spell)
		for cut := range len(text) {
			got := secrets.Part(text[:cut])
			rest, ok := strings.CutPrefix(got, "the key is ")
			if !ok {
				if got != text[:cut] {
					t.Errorf("%s, cut at %d: %q", s.name, cut, got)
				}
				continue
			}
			if rest != redact.Mark && !strings.HasPrefix(spelt(key[:4], s.spell), rest) {
				t.Errorf("%s, cut at %d: %q", s.name, cut, got)
			}
		}
	}
	for text, want := range map[string]string{"": "", "no secret": "no secret", "fk_Live": "[redacted]", "fk_Live is": "fk_Live is", "fk_": "fk_"} {
		if got := secrets.Part(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	if got := secrets.Text("fk_Live"); got != "fk_Live" {
		t.Errorf("the end of a whole text became %q", got)
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
		"":                       "",
		"a\r\nb\tc\x00d\x7fe":    "a  b c d e",
		"a\u2028b\u2029c\u0085d": "a b c d",
		"\x1b[2Ja\u009b2J":       " [2Ja 2J",
		"\xffa\xc3":              "\uFFFDa\uFFFD",
		"שלום عليكم 日本 💌 e\u0301": "שלום عليكم 日本 💌 e\u0301",
		"❤\ufe0f 🇩🇪 👍🏽 \u06dd٣":   "❤\ufe0f 🇩🇪 👍🏽 \u06dd٣",
		"👩\u200d💻":                "👩💻",
	} {
		if got := redact.OneLine(text); got != want {
			t.Errorf("OneLine(%q) = %q, want %q", text, got, want)
		}
	}
	hidden := []rune{0xAD, 0x34F, 0x61C, 0x115F, 0x180E, 0x2060, 0x3164, 0xFEFF, 0xFFF9, 0xE0001, 0xE0020, 0xE007F}
	for _, span := range [][2]rune{{0x200B, 0x200F}, {0x202A, 0x202E}, {0x2061, 0x2064}, {0x2066, 0x206F}} {
		for r := span[0]; r <= span[1]; r++ {
			hidden = append(hidden, r)
		}
	}
	for _, r := range hidden {
		if got := redact.OneLine("a" + string(r) + "b"); got != "ab" {
			t.Errorf("%U stays: %q", r, got)
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

// The last three start escapes. A secret with them that is escaped twice can be
// read in several ways, so that the fuzz target does not do both.
const alphabet = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=";#'<>{}\%&`

// FuzzText spells a random secret with a random mixture of escapes.
func FuzzText(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed, "before ", " after")
	}
	f.Add(uint64(1), `\`, "%")
	f.Add(uint64(2), "%2", "&")
	f.Add(uint64(3), "&#", "\u200b")
	f.Fuzz(func(t *testing.T, seed uint64, before, after string) {
		random := rand.New(rand.NewPCG(seed, 0))
		twice, letters := random.IntN(2) == 0, alphabet
		if twice {
			letters = strings.TrimRight(letters, `\%&`)
		}
		secret := make([]byte, 16+random.IntN(48))
		for i := range secret {
			secret[i] = letters[random.IntN(len(letters))]
		}
		some := len(spellings)
		if random.IntN(4) == 0 {
			some = 4
		}
		mix := func(r rune) string { return spellings[random.IntN(some)].spell(r) }
		echo := spelt(string(secret), mix)
		if twice {
			echo = spelt(echo, mix)
		}
		secrets := redact.New(string(secret))
		got := secrets.Text(before + echo + after)
		if !strings.Contains(got, redact.Mark) && !strings.Contains(before+after, redact.Mark) {
			t.Errorf("%q stays in %q", secret, got)
		}
		// Wherever it is cut, as much as the fuzzer's words have of it stays.
		text := before + echo
		part := secrets.Part(text[:len(before)+random.IntN(len(echo)+1)])
		for at := 0; at+8 <= len(secret); at++ {
			piece := string(secret[at : at+8])
			if strings.Contains(part, piece) && !strings.Contains(before, piece[:1]) {
				t.Errorf("%q stays in %q of %q", piece, part, text)
			}
		}
		if line := redact.OneLine(before); !utf8.ValidString(line) || strings.ContainsAny(line, "\n\r\t\x00\u200b\u202e\u2028") || redact.OneLine(line) != line {
			t.Errorf("OneLine(%q) = %q", before, line)
		}
	})
}

// hostile are bodies of 1 MiB that take as much work as a body can.
func hostile() map[string]string {
	fill := func(text string) string { return strings.Repeat(text, 1+(1<<20)/len(text))[:1<<20] }
	return map[string]string{
		"prose":               fill("It is a truth universally acknowledged, that a single man in want of a good fortune. "),
		"JSON":                fill(`{"errors":["text is too long","price is too low"],"id":"7f3a91d2-c4"},`),
		"secrets":             fill(key),
		"almost secrets":      fill(key[:len(key)-1]),
		"beginnings":          fill(key[:1]),
		"backslashes":         fill(`\`),
		"backslashes and u":   fill(`\u`),
		"nested escapes":      fill(`\u005c`),
		"percent signs":       fill("%"),
		"nested percent":      fill("%25"),
		"digits as escapes":   fill(`\u%30%30%34`),
		"digits as entities":  fill(`\u&#x30;`),
		"ampersands":          fill("&"),
		"nested ampersands":   fill("&amp;"),
		"ampersand and #":     fill("&#"),
		"zeros":               fill("&#00000000"),
		"names of no entity":  fill("&abcdefghi;"),
		"zero-width":          fill("f\u200b"),
		"escaped zero-width":  fill(`f\u200b`),
		"escaped backslashes": fill(`f\u005c\u005c\x5c%5c&#92;`),
	}
}

func BenchmarkText(b *testing.B) {
	for name, body := range hostile() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				redact.New(key).Text(body)
			}
		})
	}
}

// Twice the text takes about twice the time, whatever is in it.
func TestTextTakesLinearTime(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	for name, body := range hostile() {
		start := time.Now()
		redact.New(key).Text(body)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: 1 MiB took %s", name, took)
		}
	}
}
