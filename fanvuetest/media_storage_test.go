package fanvuetest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestStorageRefusals(t *testing.T) {
	atNewYear(t, func(t *testing.T, server *fanvuetest.Server) {
		media, id := beginUpload(t, server, uploadsPath)
		path := partPath(t, server, uploadsPath+"/"+id, 1)
		problem := func(code, message string) string {
			return `<?xml version="1.0" encoding="UTF-8"?>` + "\n<Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>"
		}
		leak := func(name string) string {
			return problem("InvalidArgument", "Only one auth mechanism allowed; the header "+name+" must not be sent here")
		}
		unsigned := problem("SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.")
		for _, header := range []string{"Authorization: Bearer t", "X-Fanvue-API-Key: k", "X-Fanvue-API-Version: 2025-06-26"} {
			got := put(t, server, path, "x", header)
			wantExactly(t, got, 400, leak(http.CanonicalHeaderKey(strings.Split(header, ":")[0])))
			want(t, "Content-Type", got.header.Get("Content-Type"), "application/xml")
		}
		wantExactly(t, put(t, server, strings.Replace(path, "/1?", "/2?", 1), "x"), 403, unsigned)
		wantExactly(t, put(t, server, strings.Replace(path, "X-Expires=9", "X-Expires=8", 1), "x"), 403, unsigned)
		wantExactly(t, put(t, server, path+"0", "x"), 403, unsigned)
		wantExactly(t, put(t, server, path[:strings.Index(path, "?")], "x"), 403, unsigned)
		wantExactly(t, put(t, server, "/storage/", "x"), 403, unsigned)
		want(t, "GET", ask(t, server, http.MethodGet, path, "", noCredential, noVersion).status, 405)

		chunked := newRequest(t, server, http.MethodPut, path, "x", noCredential, noVersion)
		chunked.ContentLength = -1
		response, err := server.HTTPClient().Do(chunked)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		want(t, "without a length", response.StatusCode, 411)

		want(t, "nothing was taken", len(server.Me().UploadedParts(media)), 0)
		time.Sleep(15*time.Minute - time.Second)
		want(t, "in time", put(t, server, path, "x").status, 200)
		time.Sleep(time.Second)
		wantExactly(t, put(t, server, path, "x"), 403, problem("AccessDenied", "Request has expired"))

		fresh := partPath(t, server, uploadsPath+"/"+id, 1)
		ask(t, server, http.MethodPatch, uploadsPath+"/"+id, `{"parts":[{"PartNumber":1,"ETag":"`+md5Hex("x")+`"}]}`)
		wantExactly(t, put(t, server, fresh, "x"), 404,
			problem("NoSuchUpload", "The specified upload does not exist. It may have been aborted or completed."))
	})
}

func TestStorageInTheJournal(t *testing.T) {
	server := newServer(t, withMedia())
	_, id := beginUpload(t, server, uploadsPath)
	path := partPath(t, server, uploadsPath+"/"+id, 1)
	put(t, server, path, "bytes", "X-Test: yes")
	got := server.Requests()[2]
	want(t, "request", []any{got.Operation, got.Method, got.Path, got.Header.Get("X-Test"), got.Body, got.Status},
		[]any{fanvuetest.StoragePut, "PUT", "/storage/" + id + "/1", "yes", []byte(nil), 200})
	want(t, "query", len(got.Query), 2)
}

func TestStorageFaults(t *testing.T) {
	for name, test := range map[string]struct {
		fault  fanvuetest.Fault
		lost   bool
		status int
		stored int
	}{
		"drop before":  {fanvuetest.Fault{Drop: fanvuetest.DropBefore}, true, 0, 0},
		"drop after":   {fanvuetest.Fault{Drop: fanvuetest.DropAfter}, true, 0, 1},
		"status":       {fanvuetest.Fault{Status: 503, Body: "slow down"}, false, 503, 0},
		"status after": {fanvuetest.Fault{Status: 500, CarryOut: true}, false, 500, 1},
		"delay":        {fanvuetest.Fault{Delay: time.Millisecond}, false, 200, 1},
		"half":         {fanvuetest.Fault{Body: "abcd", Truncate: true}, true, 200, 1},
	} {
		t.Run(name, func(t *testing.T) {
			server := newServer(t, withMedia())
			media, id := beginUpload(t, server, uploadsPath)
			test.fault.Operation = fanvuetest.StoragePut
			server.Inject(test.fault)
			path := partPath(t, server, uploadsPath+"/"+id, 1) // does not meet it
			got, err := try(t, server, http.MethodPut, path, "x", noCredential, noVersion)
			want(t, "lost", err != nil, test.lost)
			want(t, "status", got.status, test.status)
			want(t, "stored", len(server.Me().UploadedParts(media)), test.stored)
			want(t, "again", put(t, server, path, "x").status, 200)
		})
	}
}

func TestSilentStorage(t *testing.T) {
	for name, fault := range map[string]fanvuetest.Fault{
		"hang":  {Operation: fanvuetest.StoragePut, Drop: fanvuetest.Hang},
		"stall": {Operation: fanvuetest.StoragePut, Body: "half of this", Stall: true},
	} {
		t.Run(name, func(t *testing.T) {
			atNewYear(t, func(t *testing.T, server *fanvuetest.Server) {
				media, id := beginUpload(t, server, uploadsPath)
				path := partPath(t, server, uploadsPath+"/"+id, 1)
				server.Inject(fault)
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				response, err := server.HTTPClient().Do(newRequest(t, server, http.MethodPut, path, "x", noCredential, noVersion).WithContext(ctx))
				if err == nil {
					_, err = io.ReadAll(response.Body)
					response.Body.Close()
				}
				if !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got %v, want a wait until the deadline", err)
				}
				want(t, "stored", len(server.Me().UploadedParts(media)), 1)
			})
		})
	}
}

// TestStorageKeepsNothing uploads 256 MiB: were any of it kept, the memory in
// use would have grown.
func TestStorageKeepsNothing(t *testing.T) {
	server := newServer(t, withMedia())
	media, id := beginUpload(t, server, uploadsPath)
	const size = 256 << 20
	request := newRequest(t, server, http.MethodPut, partPath(t, server, uploadsPath+"/"+id, 1), "", noCredential, noVersion)
	request.Body, request.ContentLength = io.NopCloser(io.LimitReader(zeros{}, size)), size
	inUse := func() uint64 {
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	before := inUse()
	response, err := server.HTTPClient().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if after := inUse(); after > before+size/8 {
		t.Errorf("%d bytes in use, %d before", after, before)
	}
	want(t, "size", server.Me().UploadedParts(media)[0].Size, int64(size))
}

// zeros has no end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
