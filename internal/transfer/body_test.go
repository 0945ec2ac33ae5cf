package transfer

import (
	"errors"
	"hash/crc32"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestBodyCountsAndSums(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "1", "first part!", strings.Repeat("x", 100_000)} {
		moved := 0
		b := &body{reader: strings.NewReader(text), onRead: func(n int) { moved += n }}
		if got, err := io.ReadAll(b); err != nil || string(got) != text {
			t.Fatalf("read %q, %v", got, err)
		}
		sent, sum := b.end()
		if sent != int64(len(text)) || moved != len(text) || sum != crc32.ChecksumIEEE([]byte(text)) {
			t.Errorf("%d bytes: sent %d, moved %d, sum %x", len(text), sent, moved, sum)
		}
		if n, err := b.Read(make([]byte, 1)); n != 0 || err != io.ErrClosedPipe {
			t.Errorf("it is read after its end: %d, %v", n, err)
		}
	}
}

func TestBodyFailure(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		reader io.Reader
		want   error
	}{
		"whole":   {strings.NewReader("12345"), nil},
		"shorter": {strings.NewReader("1234"), io.ErrUnexpectedEOF},
		"broken":  {io.MultiReader(strings.NewReader("123"), iotest.ErrReader(errBroken)), errBroken},
	} {
		b := &body{reader: tt.reader, onRead: func(int) {}}
		_, _ = io.Copy(io.Discard, b)
		if err := b.failure(5); !errors.Is(err, tt.want) || err != nil && tt.want == nil {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
}
