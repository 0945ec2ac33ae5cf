package fanvuetest_test

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestUploadOfAnotherSize(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		for size, status := range map[string]string{"4": "ready", "5": "error"} {
			up := ask(t, server, http.MethodPost, "/media/uploads", `{"name":"n","filename":"f.jpg","mediaType":"image","sizeBytes":`+size+`}`).body
			id := dig(t, up, "uploadId").(string)
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPut,
				get(t, server, "/media/uploads/"+id+"/parts/1/url").body, strings.NewReader("abcd"))
			if err != nil {
				t.Fatal(err)
			}
			put, err := server.HTTPClient().Do(request)
			if err != nil {
				t.Fatal(err)
			}
			put.Body.Close()
			etag := strings.Trim(put.Header.Get("ETag"), `"`)
			complete := func(body string) result {
				return ask(t, server, http.MethodPatch, "/media/uploads/"+id, body)
			}
			for _, parts := range []string{`{"partNumber":1,"ETag":"` + etag + `"}`, `{"PartNumber":1,"etag":"` + etag + `"}`, `null`} {
				wantExactly(t, complete(`{"parts":[`+parts+`]}`), 400, `{"errors":["parts must be an array of parts"]}`)
			}
			wantExactly(t, complete(`{"parts":[{"PartNumber":1,"ETag":"`+etag+`"}]}`), 200, `{"status":"processing"}`)
			time.Sleep(time.Second)
			want(t, size, dig(t, get(t, server, "/media/"+dig(t, up, "mediaUuid").(string)).body, "status"), any(status))
		}
	})
}

const (
	uploadsPath = "/media/uploads"
	sessionBody = `{"name":"Harbour","filename":"harbour.mp4","mediaType":"video"}`
	// A request to the storage must not have these headers.
	noCredential = "X-Fanvue-API-Key:"
	noVersion    = "X-Fanvue-API-Version:"
)

// withMedia makes the default key one for media.
func withMedia() fanvuetest.Option {
	return fanvuetest.WithCredential(fanvuetest.APIKey, fanvue.ScopeReadMedia, fanvue.ScopeWriteMedia,
		fanvue.ScopeReadCreator, fanvue.ScopeWriteCreator, fanvue.ScopeReadChat, fanvue.ScopeWriteChat, fanvue.ScopeReadFan)
}

// atNewYear runs a test in a bubble, where it is 2000-01-01.
func atNewYear(t *testing.T, test func(t *testing.T, server *fanvuetest.Server), opts ...fanvuetest.Option) {
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(append(opts, fanvuetest.InMemory(), withMedia())...)
		defer server.Close()
		test(t, server)
	})
}

// beginUpload returns the ids of a new upload.
func beginUpload(t *testing.T, server *fanvuetest.Server, path string) (mediaUUID, uploadID string) {
	t.Helper()
	got := ask(t, server, http.MethodPost, path, sessionBody)
	return dig(t, got.body, "mediaUuid").(string), dig(t, got.body, "uploadId").(string)
}

// partPath asks for the address of a part, and returns it below the server's.
func partPath(t *testing.T, server *fanvuetest.Server, path string, number int) string {
	t.Helper()
	got := get(t, server, fmt.Sprintf("%s/parts/%d/url", path, number))
	want(t, "Content-Type", got.header.Get("Content-Type"), "text/plain; charset=utf-8")
	below, ok := strings.CutPrefix(got.body, server.URL+"/storage/")
	if !ok {
		t.Fatalf("got %d %s", got.status, got.body)
	}
	return "/storage/" + below
}

func put(t *testing.T, server *fanvuetest.Server, path, body string, headers ...string) result {
	t.Helper()
	return ask(t, server, http.MethodPut, path, body, append([]string{noCredential, noVersion}, headers...)...)
}

func md5Hex(text string) string {
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

func TestUpload(t *testing.T) {
	atNewYear(t, func(t *testing.T, server *fanvuetest.Server) {
		media, id := beginUpload(t, server, uploadsPath)
		path := uploadsPath + "/" + id
		created := `{"uuid":"` + media + `","status":"created"}`
		wantJSON(t, get(t, server, "/media/"+media), 200, created)

		// The second part is sent first, and again.
		for _, part := range []struct {
			number int
			body   string
		}{{2, "over"}, {1, "first"}, {2, "last"}} {
			got := put(t, server, partPath(t, server, path, part.number), part.body)
			wantExactly(t, got, 200, "")
			want(t, "ETag", got.header.Get("ETag"), `"`+md5Hex(part.body)+`"`)
			want(t, "rate limit", got.header.Get("X-RateLimit-Limit"), "")
		}
		parts := []fanvuetest.UploadedPart{{Number: 1, Size: 5, MD5: md5Hex("first")}, {Number: 2, Size: 4, MD5: md5Hex("last")}}
		want(t, "parts", server.Me().UploadedParts(media), parts)

		refused := func(problem string, parts ...string) {
			t.Helper()
			wantExactly(t, ask(t, server, http.MethodPatch, path, `{"parts":[`+strings.Join(parts, ",")+`]}`), 400, problem)
		}
		first := `{"PartNumber":1,"ETag":"` + md5Hex("first") + `"}`
		last := `{"PartNumber":2,"ETag":"\"` + md5Hex("last") + `\""}`
		refused(`{"message":"You must specify at least one part"}`)
		refused(`{"message":"The list of parts was not in ascending order"}`, last, first)
		refused(`{"message":"The list of parts was not in ascending order"}`, first, first)
		refused(`{"message":"Part 2 could not be found, or its ETag does not match"}`, first, `{"PartNumber":2,"ETag":"`+md5Hex("over")+`"}`)
		refused(`{"message":"Part 3 could not be found, or its ETag does not match"}`, first, last, `{"PartNumber":3,"ETag":""}`)
		wantJSON(t, get(t, server, "/media/"+media), 200, created)

		done := `{"parts":[` + first + `,` + last + `]}`
		wantExactly(t, ask(t, server, http.MethodPatch, path, done), 200, `{"status":"processing"}`)
		wantExactly(t, ask(t, server, http.MethodPatch, path, done), 404, `{"message":"Upload not found"}`)
		wantExactly(t, get(t, server, path+"/parts/1/url"), 404, `{"message":"Upload not found"}`)

		time.Sleep(499 * time.Millisecond)
		wantJSON(t, get(t, server, "/media/"+media), 200, `{"uuid":"`+media+`","status":"processing"}`)
		time.Sleep(time.Millisecond)
		wantJSON(t, get(t, server, "/media/"+media), 200, `{"caption":null,"createdAt":"2000-01-01T00:00:00.000Z","description":null,
			"mediaType":"video","name":"Harbour","recommendedPrice":null,"status":"ready","tags":null,"uuid":"`+media+`","variants":[]}`)
		want(t, "parts", server.Me().UploadedParts(media), parts)
	}, fanvuetest.WithUploadPartSize(4))
}

func TestUploadOfAManagedCreator(t *testing.T) {
	server := newServer(t, withMedia(), fanvuetest.WithProcessingTime(0))
	mirror := "/creators/" + fanvuetest.CreatorUUID
	media, id := beginUpload(t, server, mirror+uploadsPath)
	wantExactly(t, get(t, server, uploadsPath+"/"+id+"/parts/1/url"), 404, `{"message":"Upload not found"}`)
	wantExactly(t, get(t, server, "/media/"+media), 404, `{"message":"Media not found"}`)
	path := mirror + uploadsPath + "/" + id
	put(t, server, partPath(t, server, path, 7), "all of it")
	done := `{"parts":[{"PartNumber":7,"ETag":"` + md5Hex("all of it") + `"}]}`
	wantExactly(t, ask(t, server, http.MethodPatch, path, done), 200, `{"status":"processing"}`)
	want(t, "status", dig(t, get(t, server, mirror+"/media/"+media).body, "status"), any("ready"))
	want(t, "own parts", len(server.Me().UploadedParts(media)), 0)
	want(t, "parts", server.Creator(fanvuetest.CreatorUUID).UploadedParts(media),
		[]fanvuetest.UploadedPart{{Number: 7, Size: 9, MD5: md5Hex("all of it")}})
}

func TestUploadOnlyListedPartsCount(t *testing.T) {
	server := newServer(t, withMedia())
	media, id := beginUpload(t, server, uploadsPath)
	path := uploadsPath + "/" + id
	put(t, server, partPath(t, server, path, 1), "unwanted")
	put(t, server, partPath(t, server, path, 2), "wanted")
	ask(t, server, http.MethodPatch, path, `{"parts":[{"PartNumber":2,"ETag":"`+md5Hex("wanted")+`"}]}`)
	want(t, "parts", server.Me().UploadedParts(media), []fanvuetest.UploadedPart{{Number: 2, Size: 6, MD5: md5Hex("wanted")}})
	want(t, "no upload", len(server.Me().UploadedParts(fanvuetest.MediaUUID)), 0)
}

func TestUploadWithSmallParts(t *testing.T) {
	server := newServer(t, withMedia())
	_, id := beginUpload(t, server, uploadsPath)
	path := uploadsPath + "/" + id
	complete := func(sizes ...int) result {
		var parts []string
		for i, size := range sizes {
			body := strings.Repeat("a", size)
			put(t, server, partPath(t, server, path, i+1), body)
			parts = append(parts, fmt.Sprintf(`{"PartNumber":%d,"ETag":%q}`, i+1, md5Hex(body)))
		}
		return ask(t, server, http.MethodPatch, path, `{"parts":[`+strings.Join(parts, ",")+`]}`)
	}
	wantExactly(t, complete(5<<20-1, 1), 400, `{"message":"Part 1 is smaller than the minimum of 5242880 bytes"}`)
	wantExactly(t, complete(5<<20, 5<<20-1, 1), 400, `{"message":"Part 2 is smaller than the minimum of 5242880 bytes"}`)
	want(t, "status", complete(5<<20, 1).status, 200)
}

func TestFailedProcessing(t *testing.T) {
	server := newServer(t, withMedia(), fanvuetest.WithProcessingTime(0))
	server.Me().FailNextProcessing()
	var statuses []any
	for range 2 {
		media, id := beginUpload(t, server, uploadsPath)
		path := uploadsPath + "/" + id
		put(t, server, partPath(t, server, path, 1), "x")
		ask(t, server, http.MethodPatch, path, `{"parts":[{"PartNumber":1,"ETag":"`+md5Hex("x")+`"}]}`)
		statuses = append(statuses, dig(t, get(t, server, "/media/"+media).body, "status"))
	}
	want(t, "statuses", statuses, []any{"error", "ready"})
}

func TestUploadSessions(t *testing.T) {
	server := newServer(t, withMedia())
	plain := decode(t, ask(t, server, http.MethodPost, uploadsPath, strings.Replace(sessionBody, "{", `{"sizeBytes":1610612736,`, 1)).body).(map[string]any)
	want(t, "fields", len(plain), 2)
	for body, problem := range map[string]string{
		`{}`: `{"errors":["name is required","filename is required","mediaType is required"]}`,
		`{"name":"","filename":"","mediaType":"book","sizeBytes":0}`: `{"errors":["name must have 1 to 255 characters",` +
			`"filename must have 1 to 255 characters","mediaType must be one of image, video, audio, document","sizeBytes must be from 1 to 1610612736"]}`,
		`{"name":"a","filename":"b","mediaType":"image","sizeBytes":1610612737}`: `{"errors":["sizeBytes must be from 1 to 1610612736"]}`,
	} {
		wantExactly(t, ask(t, server, http.MethodPost, uploadsPath, body), 400, problem)
	}
	_, id := beginUpload(t, server, uploadsPath)
	for _, number := range []string{"0", "10001", "one"} {
		wantExactly(t, get(t, server, uploadsPath+"/"+id+"/parts/"+number+"/url"), 400,
			`{"errors":["partNumber must be a whole number from 1 to 10000"]}`)
	}
	for body, problem := range map[string]string{
		`{}`:                             `{"errors":["parts is required"]}`,
		`{"parts":null}`:                 `{"errors":["parts must be an array of parts"]}`,
		`{"parts":[{"PartNumber":"1"}]}`: `{"errors":["parts must be an array of parts"]}`,
	} {
		wantExactly(t, ask(t, server, http.MethodPatch, uploadsPath+"/"+id, body), 400, problem)
	}
}

func TestUploadSessionsTellSizes(t *testing.T) {
	session := func(server *fanvuetest.Server, path, sizeBytes string) any {
		body := decode(t, ask(t, server, http.MethodPost, path, strings.Replace(sessionBody, "{", "{"+sizeBytes, 1)).body).(map[string]any)
		delete(body, "mediaUuid")
		delete(body, "uploadId")
		return body
	}
	server := newServer(t, withMedia())
	want(t, "v1", session(server, "/v1"+uploadsPath, `"sizeBytes":20971521,`), decode(t, `{"partSize":10485760,"maxParts":10000,"totalParts":3}`))
	want(t, "v1, unknown", session(server, "/v1"+uploadsPath, ""), decode(t, `{"partSize":10485760,"maxParts":10000,"totalParts":null}`))
	want(t, "v0", session(server, "/v0"+uploadsPath, ""), decode(t, `{}`))
	told := newServer(t, withMedia(), fanvuetest.WithUploadPartSize(7))
	want(t, "told", session(told, uploadsPath, `"sizeBytes":14,`), decode(t, `{"partSize":7,"maxParts":10000,"totalParts":2}`))
	want(t, "told on v1", session(told, "/v1"+uploadsPath, `"sizeBytes":15,`), decode(t, `{"partSize":7,"maxParts":10000,"totalParts":3}`))
}

func TestUploadPartURLs(t *testing.T) {
	server := newServer(t, withMedia())
	media, id := beginUpload(t, server, "/v1"+uploadsPath)
	path := "/v1" + uploadsPath + "/" + id + "/parts/urls"
	got := get(t, server, path+"?from=2&to=3")
	for i := range 2 {
		want(t, "number", dig(t, got.body, "parts", i, "partNumber"), any(float64(i+2)))
		address := dig(t, got.body, "parts", i, "url").(string)
		want(t, "put", put(t, server, strings.TrimPrefix(address, server.URL), "x").status, 200)
	}
	want(t, "count", len(dig(t, got.body, "parts").([]any)), 2)
	want(t, "stored", len(server.Me().UploadedParts(media)), 2)
	for query, problem := range map[string]string{
		"":                 `{"errors":["from and to are required, and to must not be before from"]}`,
		"?from=2&to=1":     `{"errors":["from and to are required, and to must not be before from"]}`,
		"?from=1&to=10001": `{"errors":["to must be a whole number from 1 to 10000","from and to are required, and to must not be before from"]}`,
	} {
		wantExactly(t, get(t, server, path+query), 400, problem)
	}
	wantExactly(t, get(t, server, "/v1"+uploadsPath+"/other/parts/urls?from=1&to=1"), 404, `{"message":"Upload not found"}`)
	wantExactly(t, get(t, server, uploadsPath+"/"+id+"/parts/urls?from=1&to=1"), 404, `{"message":"There is no such route"}`)
}

func TestImpossibleUploadOptions(t *testing.T) {
	for name, make := range map[string]func(){
		"no part size":             func() { fanvuetest.WithUploadPartSize(0) },
		"negative processing time": func() { fanvuetest.WithProcessingTime(-1) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			make()
		}()
	}
}

// The URL of a part has one media type.
func TestUploadPartURLIsText(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer()
	defer server.Close()
	_, id := beginUpload(t, server, "/media/uploads")
	for accept, status := range map[string]int{
		"": 200, "text/plain": 200, "text/*": 200, "*/*": 200, "TEXT/PLAIN;q=0.1": 200, "text/plain, application/json;q=0.9": 200, "application/json, */*;q=0.1": 200,
		"application/json": 406, "text/html": 406, "text/plain;q=0": 406, "text/plain;q=0, */*": 406, "text/*;q=0, */*;q=1": 406, "nonsense": 406,
	} {
		headers := []string{}
		if accept != "" {
			headers = append(headers, "Accept: "+accept)
		}
		got := ask(t, server, http.MethodGet, "/media/uploads/"+id+"/parts/1/url", "", headers...)
		if got.status != status {
			t.Errorf("Accept %q: status %d, want %d", accept, got.status, status)
		}
	}
}
