package transfer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// storage is a storage in memory. Its ETag is the part in quotes.
type storage struct {
	mu    sync.Mutex
	parts map[string]string // by path
	fail  func(attempt int, r *http.Request) *http.Response
	tries int
}

func (s *storage) RoundTrip(r *http.Request) (*http.Response, error) {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries++
	if s.fail != nil {
		if response := s.fail(s.tries, r); response != nil {
			return response, nil
		}
	}
	if s.parts == nil {
		s.parts = make(map[string]string)
	}
	s.parts[r.URL.Path] = string(text)
	return respond(http.StatusOK, "Etag", `"`+string(text)+`"`), nil
}

func respond(status int, header ...string) *http.Response {
	response := &http.Response{StatusCode: status, Header: make(http.Header), Body: http.NoBody}
	for pair := range slices.Chunk(header, 2) {
		response.Header.Set(pair[0], pair[1])
	}
	return response
}

// has returns what is stored, in the order of the parts.
func (s *storage) has() string {
	var texts []string
	for _, path := range slices.Sorted(maps.Keys(s.parts)) {
		texts = append(texts, s.parts[path])
	}
	return strings.Join(texts, "|")
}

// newTransfer returns a transfer of parts of four bytes, and the storage.
func newTransfer(t *testing.T, content io.Reader) (*Transfer, *storage) {
	t.Helper()
	c, err := Open(t.Context(), content, 1000)
	if err != nil {
		t.Fatal(err)
	}
	s := new(storage)
	return &Transfer{
		Content: c, PartSize: 4, MaxParts: 9, Concurrency: 3,
		Client: &http.Client{Transport: s}, UserAgent: "test",
		URL: func(_ context.Context, number int) (string, error) {
			return fmt.Sprintf("https://storage.test/%d?sig=%s", number, strings.Repeat("s", 20)), nil
		},
		Backoff: func(int) time.Duration { return time.Second }, MaxRetries: 3,
		MaxWait: time.Minute,
		Done:    func(Part) error { return nil },
	}, s
}

func TestSend(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]io.Reader{
		"file": strings.NewReader("firstpart!"), "stream": io.MultiReader(strings.NewReader("firstpart!")),
	} {
		parts, storage := newTransfer(t, content)
		var done []Part
		var last Progress
		parts.Done = func(p Part) error { done = append(done, p); return nil }
		parts.Progress = func(p Progress) { last = p }
		if err := parts.Send(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := storage.has(); got != "firs|tpar|t!" {
			t.Errorf("%s: stored %s", name, got)
		}
		if last != (Progress{10, 10, 3, 3}) {
			t.Errorf("%s: progress ends with %+v", name, last)
		}
		slices.SortFunc(done, func(a, b Part) int { return a.Number - b.Number })
		for i, text := range []string{"firs", "tpar", "t!"} {
			if want := (Part{i + 1, `"` + text + `"`, crc32.ChecksumIEEE([]byte(text))}); done[i] != want {
				t.Errorf("%s: part %+v, want %+v", name, done[i], want)
			}
		}
	}
}

func TestSendSkipsWhatHasArrived(t *testing.T) {
	t.Parallel()
	sum := func(text string) uint32 { return crc32.ChecksumIEEE([]byte(text)) }
	for name, tt := range map[string]struct {
		arrived map[int]uint32
		stored  string
		words   string
	}{
		"all":          {map[int]uint32{1: sum("firs"), 2: sum("tpar"), 3: sum("t!")}, "", ""},
		"the second":   {map[int]uint32{2: sum("tpar")}, "firs|t!", ""},
		"another":      {map[int]uint32{1: sum("FIRS")}, "", "part 1 differs from the stored part"},
		"one too many": {map[int]uint32{4: sum("more")}, "firs|tpar|t!", "it has 3 parts, but part 4 has been stored"},
	} {
		for kind, content := range map[string]io.Reader{
			"file": strings.NewReader("firstpart!"), "stream": io.MultiReader(strings.NewReader("firstpart!")),
		} {
			parts, storage := newTransfer(t, content)
			parts.Concurrency, parts.Stored = 1, tt.arrived
			err := parts.Send(t.Context())
			if tt.words == "" && err != nil || tt.words != "" && (err == nil || !strings.Contains(err.Error(), tt.words)) {
				t.Errorf("%s, %s: got %v", name, kind, err)
			}
			if got := storage.has(); got != tt.stored {
				t.Errorf("%s, %s: stored %q, want %q", name, kind, got, tt.stored)
			}
		}
	}
}

func TestSendLimits(t *testing.T) {
	t.Parallel()
	parts, storage := newTransfer(t, io.MultiReader(strings.NewReader(strings.Repeat("1", 37))))
	if err := parts.Send(t.Context()); err == nil || !strings.Contains(err.Error(), "more than 9 parts of 4 bytes") {
		t.Error(err)
	}
	if len(storage.parts) > 9 {
		t.Errorf("%d parts were sent", len(storage.parts))
	}
	parts, _ = newTransfer(t, io.MultiReader(strings.NewReader(strings.Repeat("1", 1001))))
	parts.PartSize, parts.MaxParts = 500, 1000
	if err := parts.Send(t.Context()); err == nil || !strings.Contains(err.Error(), "more than 1000 bytes") {
		t.Error(err)
	}
}

func TestSendAttempts(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		response *http.Response // to each attempt
		want     string
		attempts int
		urls     int
	}{
		"refused":       {respond(403), "the storage responded 403 to part 1", 4, 4},
		"server error":  {respond(500), "the storage responded 500 to part 1", 4, 1},
		"without ETag":  {respond(200), "without an ETag", 4, 1},
		"a redirection": {respond(307), "the storage responded 307 to part 1", 4, 4},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				parts, storage := newTransfer(t, strings.NewReader("1234"))
				storage.fail = func(int, *http.Request) *http.Response { return tt.response }
				urls, next := 0, parts.URL
				parts.URL = func(ctx context.Context, number int) (string, error) { urls++; return next(ctx, number) }
				err := parts.Send(t.Context())
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("got %v, want %s", err, tt.want)
				}
				if storage.tries != tt.attempts || urls != tt.urls {
					t.Errorf("%d attempts with %d URLs", storage.tries, urls)
				}
			})
		})
	}
}

func TestStorageCodeAndSecrets(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<Error><Code>AccessDenied</Code></Error>": "AccessDenied", "": "", "<html>": "", "no XML": "",
	} {
		if got := storageCode([]byte(text)); got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
	parts, storage := newTransfer(t, strings.NewReader("1234"))
	echo := "<Error><Code>" + strings.Repeat("s", 20) + "</Code></Error>"
	storage.fail = func(int, *http.Request) *http.Response {
		response := respond(403)
		response.Body = io.NopCloser(bytes.NewReader([]byte(echo)))
		return response
	}
	parts.Backoff = func(int) time.Duration { return 0 }
	var refused *StorageError
	if err := parts.Send(t.Context()); !errors.As(err, &refused) || strings.Contains(refused.Code, "sss") {
		t.Errorf("got %v and %+v", err, refused)
	}
}
