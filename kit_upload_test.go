package fanvue_test

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// uploadText has three parts of four bytes; the last is shorter.
const uploadText = "firstpart!"

type uploadingMedia interface {
	Upload(context.Context, string, io.Reader, *fanvue.UploadOptions) (*fanvue.Media, error)
	WaitReady(context.Context, string) (*fanvue.Media, error)
}

// uploading runs a test in a bubble, with a server that wants parts of four
// bytes.
func uploading(t *testing.T, test func(t *testing.T, server *fanvuetest.Server), opts ...fanvuetest.Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(append([]fanvuetest.Option{fanvuetest.InMemory(), fanvuetest.WithUploadPartSize(4)}, opts...)...)
		defer server.Close()
		test(t, server)
	})
}

func uploadClient(t *testing.T, server *fanvuetest.Server, opts ...fanvue.Option) *fanvue.Client {
	t.Helper()
	client, err := server.Client(append([]fanvue.Option{fanvue.WithAPIKey(fanvuetest.APIKey)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// viaStorage hands what goes to the storage to send.
func viaStorage(server *fanvuetest.Server, send func(r *http.Request, next http.RoundTripper) (*http.Response, error)) fanvue.Option {
	next := server.HTTPClient().Transport
	return fanvue.WithStorageHTTPClient(&http.Client{Transport: roundTripFunc(func(r *http.Request) (*http.Response, error) {
		return send(r, next)
	})})
}

// oneByOne makes the order of the requests certain.
func oneByOne() *fanvue.UploadOptions { return &fanvue.UploadOptions{Concurrency: 1} }

// trail tells the requests of uploads in a line: begin, the address of part 1
// as @1, the part as 1, end, look.
func uploadTrail(server *fanvuetest.Server) string {
	var steps []string
	for _, r := range server.Requests() {
		steps = append(steps, uploadStep(r))
	}
	return strings.Join(steps, " ")
}

func uploadStep(r fanvuetest.Request) string {
	switch {
	case r.Operation == fanvuetest.StoragePut:
		return path.Base(r.Path)
	case strings.HasSuffix(r.Path, "/url"):
		return "@" + path.Base(path.Dir(r.Path))
	case r.Method == http.MethodPost:
		return "begin"
	case r.Method == http.MethodPatch:
		return "end"
	}
	return "look"
}

func wantTrail(t *testing.T, server *fanvuetest.Server, want string) {
	t.Helper()
	if got := uploadTrail(server); got != want {
		t.Errorf("requests %s\nwant     %s", got, want)
	}
	if n := server.PendingFaults(); n > 0 {
		t.Errorf("%d faults were not met", n)
	}
}

// cut is what the storage should have of a content.
func cut(content string, size int) []fanvuetest.UploadedPart {
	var parts []fanvuetest.UploadedPart
	for piece := range slices.Chunk([]byte(content), size) {
		sum := md5.Sum(piece)
		parts = append(parts, fanvuetest.UploadedPart{Number: len(parts) + 1, Size: int64(len(piece)), MD5: hex.EncodeToString(sum[:])})
	}
	return parts
}

func wantParts(t *testing.T, account *fanvuetest.Account, mediaUUID string, want []fanvuetest.UploadedPart) {
	t.Helper()
	if diff := cmp.Diff(want, account.UploadedParts(mediaUUID)); diff != "" {
		t.Errorf("parts at the storage (-want +got):\n%s", diff)
	}
}

// atSecondPart lets the first part arrive.
func atSecondPart(faults ...fanvuetest.Fault) []fanvuetest.Fault {
	for i := range faults {
		faults[i].Operation = fanvuetest.StoragePut
	}
	return append([]fanvuetest.Fault{{Operation: fanvuetest.StoragePut}}, faults...)
}

// addresses are those that a server gave for parts: secrets, since whoever has
// one can write there.
func addresses(t *testing.T, server *fanvuetest.Server) []string {
	t.Helper()
	var secrets []string
	for _, r := range server.Requests() {
		if r.Operation == fanvuetest.StoragePut {
			secrets = append(secrets, "/storage/upload", r.Query.Encode(), r.Query.Get("X-Signature"))
		}
	}
	if len(secrets) == 0 || slices.Contains(secrets, "") {
		t.Fatal("nothing was sent to the storage")
	}
	return secrets
}

func wantNoSecrets(t *testing.T, err error, logged string, secrets []string) {
	t.Helper()
	spoken := map[string]string{"the log": logged}
	for _, cause := range causes(err) {
		for _, verb := range []string{"%v", "%+v", "%#v"} {
			spoken[fmt.Sprintf("%T as %s", cause, verb)] = fmt.Sprintf(verb, cause)
		}
	}
	for where, text := range spoken {
		if i := slices.IndexFunc(append(secrets, fanvuetest.APIKey), func(secret string) bool { return strings.Contains(text, secret) }); i >= 0 {
			t.Errorf("secret %d is in %s: %s", i, where, text)
		}
	}
}

// tempFile is open at its start.
func tempFile(t *testing.T, content string) *os.File {
	t.Helper()
	name := filepath.Join(t.TempDir(), "clip.mp4")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}

// brokenAfter is a stream of text that ends with err; nil for its end.
func brokenAfter(text string, err error) io.Reader {
	if err == nil {
		return io.MultiReader(strings.NewReader(text))
	}
	return io.MultiReader(strings.NewReader(text), iotest.ErrReader(err))
}

// synthetic is content of any size that takes no memory. It notes the largest
// heap that it sees while it is read.
type synthetic struct {
	*io.SectionReader
	pattern []byte
	read    atomic.Int64
	heap    atomic.Uint64
}

func (s *synthetic) source() io.ReaderAt { return readerAtFunc(s.fill) }

func (s *synthetic) fill(p []byte, offset int64) (int, error) {
	for done := 0; done < len(p); {
		done += copy(p[done:], s.pattern[(offset+int64(done))%int64(len(s.pattern)):])
	}
	const every = 8 << 20
	if after := s.read.Add(int64(len(p))); after/every != (after-int64(len(p)))/every {
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		s.heap.Store(max(s.heap.Load(), stats.HeapAlloc))
	}
	return len(p), nil
}

// sum is the checksum of a part, read apart from any upload.
func (s *synthetic) sum(offset, size int64) string {
	hash := md5.New()
	_, _ = io.Copy(hash, io.NewSectionReader(s.source(), offset, size))
	return hex.EncodeToString(hash.Sum(nil))
}

func newSynthetic(size int64) *synthetic {
	s := &synthetic{pattern: make([]byte, 1<<20-3)} // no part is like the next
	for i := range s.pattern {
		s.pattern[i] = byte(i * i >> 8)
	}
	s.SectionReader = io.NewSectionReader(s.source(), 0, size)
	return s
}

type readerAtFunc func(p []byte, offset int64) (int, error)

func (f readerAtFunc) ReadAt(p []byte, offset int64) (int, error) { return f(p, offset) }
