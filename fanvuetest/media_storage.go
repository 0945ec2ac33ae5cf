package fanvuetest

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/fanvue-go/fanvue"
)

// StoragePut is the name of the upload of a part to the storage behind the API,
// for a [Fault] and in a [Request]. It is not an operation of the API and needs
// no credential. The Request has no Body: parts are not kept.
const StoragePut fanvue.OperationName = "Storage.Put"

const (
	storagePath = "/storage/"
	// addressLifetime is how long the URL of a part is valid.
	addressLifetime = 15 * time.Minute
	// signingKey is not secret: signatures only have to detect mistakes.
	signingKey = "fanvuetest storage"
)

// storage receives uploads. It keeps checksums, never the bytes.
type storage struct {
	baseURL    string
	partSize   int64 // 0: only /v1 returns one
	processing time.Duration
	uploads    map[string]*upload // those that are not complete, by id
}

// UploadedPart is a part of an upload, as the storage received it.
type UploadedPart struct {
	Number int
	// Size is in bytes.
	Size int64
	// MD5 is the checksum of the part in hex.
	MD5 string
}

// etag is the MD5 in quotes, as S3 writes it.
func (p UploadedPart) etag() string { return `"` + p.MD5 + `"` }

// address returns the signed URL of a part.
func (st *storage) address(uploadID string, number int, now time.Time) string {
	path := storagePath + url.PathEscape(uploadID) + "/" + strconv.Itoa(number)
	expires := strconv.FormatInt(now.Add(addressLifetime).Unix(), 10)
	return st.baseURL + path + "?X-Expires=" + expires + "&X-Signature=" + signature(path, expires)
}

func signature(path, expires string) string {
	mac := hmac.New(sha256.New, []byte(signingKey))
	mac.Write([]byte(path + "\n" + expires))
	return hex.EncodeToString(mac.Sum(nil))
}

func isStorage(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, storagePath) }

// serveStorage receives a part. Only the checksum and the size are kept.
func (s *Server) serveStorage(w http.ResponseWriter, r *http.Request) {
	sum := md5.New()
	size, readErr := io.Copy(sum, r.Body)
	received := Request{
		Operation: StoragePut, Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.Query(), Header: r.Header.Clone(),
	}
	s.respond(w, r, received, readErr, func() rawResponse {
		return s.store(r, UploadedPart{Size: size, MD5: hex.EncodeToString(sum.Sum(nil))})
	})
}

// store checks a request for the storage, with the responses of S3. It does so
// after the part was read: S3 may respond earlier.
func (s *Server) store(r *http.Request, part UploadedPart) rawResponse {
	if r.Method != http.MethodPut {
		return storageError(http.StatusMethodNotAllowed, "MethodNotAllowed", "The specified method is not allowed against this resource.")
	}
	if name := foreignHeader(r.Header); name != "" {
		return storageError(http.StatusBadRequest, "InvalidArgument", "Only one auth mechanism allowed; the header "+name+" must not be sent here")
	}
	query := r.URL.Query()
	expires := query.Get("X-Expires")
	if !hmac.Equal([]byte(query.Get("X-Signature")), []byte(signature(r.URL.EscapedPath(), expires))) {
		return storageError(http.StatusForbidden, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.")
	}
	// The signature proves that the URL was made by address.
	until, _ := strconv.ParseInt(expires, 10, 64)
	id, number, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, storagePath), "/")
	part.Number, _ = strconv.Atoi(number)

	now := s.state.lock()
	defer s.state.mu.Unlock()
	open := s.state.storage.uploads[id]
	switch {
	case now.Unix() >= until:
		return storageError(http.StatusForbidden, "AccessDenied", "Request has expired")
	case open == nil:
		return storageError(http.StatusNotFound, "NoSuchUpload", "The specified upload does not exist. It may have been aborted or completed.")
	case r.ContentLength < 0:
		return storageError(http.StatusLengthRequired, "MissingContentLength", "You must provide the Content-Length HTTP header.")
	}
	open.parts[part.Number] = part
	return rawResponse{status: http.StatusOK, header: http.Header{"Etag": {part.etag()}}}
}

// foreignHeader returns the name of a header that only the API must receive, or
// "".
func foreignHeader(h http.Header) string {
	for name := range h {
		if name == "Authorization" || strings.HasPrefix(name, "X-Fanvue-") {
			return name
		}
	}
	return ""
}

func storageError(status int, code, message string) rawResponse {
	const format = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Error><Code>%s</Code><Message>%s</Message></Error>`
	return rawResponse{
		status: status,
		header: http.Header{"Content-Type": {"application/xml"}},
		body:   fmt.Appendf(nil, format, code, message),
	}
}
