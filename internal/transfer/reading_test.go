package transfer

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestRead(t *testing.T) {
	t.Parallel()
	nothing := readerFunc(func([]byte) (int, error) { return 0, nil })
	for name, tt := range map[string]struct {
		from io.Reader
		min  int
		want string
		err  error
	}{
		"all":              {strings.NewReader("1234567"), 5, "12345", nil},
		"one by one":       {iotest.OneByteReader(strings.NewReader("1234567")), 5, "12345", nil},
		"at least one":     {iotest.OneByteReader(strings.NewReader("1234567")), 1, "1", nil},
		"the end":          {strings.NewReader("123"), 5, "123", io.EOF},
		"the end at once":  {iotest.DataErrReader(strings.NewReader("123")), 5, "123", io.EOF},
		"cut off":          {io.MultiReader(strings.NewReader("12"), iotest.ErrReader(io.ErrUnexpectedEOF)), 5, "12", io.ErrUnexpectedEOF},
		"nothing":          {nothing, 1, "", io.ErrNoProgress},
		"nothing any more": {io.MultiReader(strings.NewReader("12"), nothing), 5, "12", io.ErrNoProgress},
	} {
		chunk := make([]byte, 5)
		if n, err := read(t.Context(), tt.from, chunk, tt.min); string(chunk[:n]) != tt.want || err != tt.err {
			t.Errorf("%s: got %q, %v, want %q, %v", name, chunk[:n], err, tt.want, tt.err)
		}
	}
}

// Few empty reads between bytes are no reason to give up.
func TestReadGoesOnAfterEmptyReads(t *testing.T) {
	t.Parallel()
	calls := 0
	slow := readerFunc(func(p []byte) (int, error) {
		if calls++; calls%maxEmptyReads != 0 {
			return 0, nil
		}
		p[0] = 'x'
		return 1, nil
	})
	if n, err := read(t.Context(), slow, make([]byte, 20), 20); n != 20 || err != nil {
		t.Errorf("got %d bytes, %v", n, err)
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	for name, tt := range map[string]struct {
		takes, returns time.Duration // of a Read, and of read after a second
		reads          int
	}{
		"a short one":     {280 * time.Millisecond, 1120 * time.Millisecond, 4},
		"a shorter one":   {150 * time.Millisecond, 1050 * time.Millisecond, 7},
		"one that blocks": {time.Hour, 1200 * time.Millisecond, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				reads, start := 0, time.Now()
				n, err := read(ctx, readerFunc(func([]byte) (int, error) {
					reads++
					time.Sleep(tt.takes)
					return 1, nil
				}), make([]byte, 1000), 1000)
				if took := time.Since(start); n != 0 || !errors.Is(err, errInterrupted) || took != tt.returns {
					t.Errorf("got %d, %v after %s, want it after %s", n, err, took, tt.returns)
				}
				time.Sleep(2 * time.Hour)
				synctest.Wait()
				if reads != tt.reads {
					t.Errorf("%d reads, want %d", reads, tt.reads)
				}
			})
		})
	}
}
