package transfer

import (
	"errors"
	"io"
	"math"
	"os"
	"strings"
	"testing"
	"testing/iotest"
)

func TestPartCount(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ size, partSize, want int64 }{
		{0, 4, 0}, {1, 4, 1}, {3, 4, 1}, {4, 4, 1}, {5, 4, 2}, {8, 4, 2}, {9, 4, 3}, {10, 1, 10},
		{1_610_612_736, 10 << 20, 154}, {1, math.MaxInt64, 1}, {math.MaxInt64, math.MaxInt64, 1}, {math.MaxInt64, 1, math.MaxInt64},
	} {
		if got := PartCount(tt.size, tt.partSize); got != tt.want {
			t.Errorf("%d bytes in parts of %d: %d parts, want %d", tt.size, tt.partSize, got, tt.want)
		}
	}
}

// split reads all parts of a content.
func split(t *testing.T, r io.Reader, partSize int64) ([]string, error) {
	t.Helper()
	c, err := Open(t.Context(), r, 1000)
	if err != nil {
		return nil, err
	}
	var parts []string
	var offset int64
	for number := 1; ; number++ {
		p, err := c.part(t.Context(), number, offset, partSize, new(buffer))
		if err != nil || p.size == 0 {
			return parts, err
		}
		for range 2 { // a part may be read more than once
			text, err := io.ReadAll(p.open(t.Context()))
			if err != nil || int64(len(text)) != p.size || p.number != number {
				t.Fatalf("part %d of %d bytes is number %d and %q, %v", number, p.size, p.number, text, err)
			}
			if len(parts) < number {
				parts = append(parts, string(text))
			} else if parts[number-1] != string(text) {
				t.Errorf("part %d is %q when it is read again", number, text)
			}
		}
		offset += p.size
	}
}

func TestContentIsSplit(t *testing.T) {
	t.Parallel()
	kinds := map[string]func(string) io.Reader{
		"file":        func(s string) io.Reader { return strings.NewReader(s) },
		"from within": func(s string) io.Reader { r := strings.NewReader("xyz" + s); _, _ = r.Seek(3, io.SeekStart); return r },
		"section":     func(s string) io.Reader { return io.NewSectionReader(strings.NewReader("ab"+s+"c"), 2, int64(len(s))) },
		"stream":      func(s string) io.Reader { return io.MultiReader(strings.NewReader(s)) },
		"bytes":       func(s string) io.Reader { return iotest.OneByteReader(strings.NewReader(s)) },
		"data + EOF":  func(s string) io.Reader { return iotest.DataErrReader(strings.NewReader(s)) },
	}
	for _, tt := range []struct {
		text     string
		partSize int64
		want     string
	}{
		{"1", 4, "1"}, {"1234", 4, "1234"}, {"12345", 4, "1234 5"}, {"12345678", 4, "1234 5678"}, {"123", 1, "1 2 3"}, {"1234567", 1000, "1234567"},
	} {
		for kind, open := range kinds {
			got, err := split(t, open(tt.text), tt.partSize)
			if err != nil || strings.Join(got, " ") != tt.want {
				t.Errorf("%s %q by %d: %q, %v, want %s", kind, tt.text, tt.partSize, got, err, tt.want)
			}
		}
	}
}

var errBroken = errors.New("disk on fire")

func TestContentThatCannotBeRead(t *testing.T) {
	t.Parallel()
	directory, err := os.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer directory.Close()
	for name, tt := range map[string]struct {
		content io.Reader
		words   string
		parts   int
	}{
		"a directory":     {directory, "the content is a directory", 0},
		"an empty file":   {strings.NewReader(""), "has no bytes", 0},
		"an empty stream": {io.MultiReader(), "is empty", 0},
		"too large":       {strings.NewReader(strings.Repeat("x", 1001)), "has 1001 bytes, at most 1000", 0},
		"at once":         {iotest.ErrReader(errBroken), "reading the content: disk on fire", 0},
		"between parts":   {io.MultiReader(strings.NewReader("1234"), iotest.ErrReader(errBroken)), "reading the content: disk on fire", 1},
		"within a part":   {io.MultiReader(strings.NewReader("123456"), iotest.ErrReader(errBroken)), "reading the content: disk on fire", 1},
		"cut off":         {io.MultiReader(strings.NewReader("123456"), iotest.ErrReader(io.ErrUnexpectedEOF)), "reading the content: unexpected EOF", 1},
	} {
		parts, err := split(t, tt.content, 4)
		if err == nil || !strings.Contains(err.Error(), tt.words) || len(parts) != tt.parts {
			t.Errorf("%s: %d parts and %v, want %d and %q", name, len(parts), err, tt.parts, tt.words)
		}
		var unusable *UnusableError
		if errors.As(err, &unusable) == strings.Contains(tt.words, "reading") {
			t.Errorf("%s: %T", name, err)
		}
	}
}
