package fanvue

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/fanvue-go/fanvue/internal/redact"
)

// maxBody is the largest body of a successful response, in bytes. The largest
// documented response, 50 chats of 50 messages each, is much smaller.
const maxBody = 32 << 20

// response is an HTTP response whose body has been read.
type response struct {
	*http.Response
	body []byte
	// broken is the reason why the body ended early; nil if it is complete.
	broken error
	// tokens are the tokens that the attempts of the call were signed with. The
	// server may echo them.
	tokens []Token
	// cleaned is the result of cleanHeader; nil before it is needed.
	cleaned http.Header
}

// clean returns a text of the server for errors and log records: bounded, and
// without the credential.
func (r *response) clean(text string) string {
	return cleanText(secretsOf(r.tokens), text, maxErrorText)
}

// cleanText returns at most limit bytes of text, without the secrets. It cuts first,
// because cleaning a long text takes long.
func cleanText(secrets *redact.Secrets, text string, limit int) string {
	if len(text) <= limit {
		return clip(secrets.Text(text), limit)
	}
	cut := strings.TrimSuffix(clip(text, limit), "…")
	return clip(secrets.Part(cut)+"…", limit)
}

// cleanBody returns the body for errors: bounded, and without the credential.
func (r *response) cleanBody() []byte {
	body, secrets := r.body, secretsOf(r.tokens)
	if len(body) <= maxErrorBody && r.broken == nil {
		body = []byte(secrets.Text(string(body)))
	} else {
		body = []byte(secrets.Part(string(body[:min(len(body), maxErrorBody)])))
	}
	return body[:min(len(body), maxErrorBody)]
}

var errBodyTooLarge = fmt.Errorf("the body is larger than %d MiB", maxBody>>20)

// readResponse reads and closes the body, within bounds.
func readResponse(resp *http.Response, tokens []Token) *response {
	defer resp.Body.Close()
	r := &response{Response: resp, tokens: tokens}
	switch {
	case resp.StatusCode == http.StatusSwitchingProtocols:
		// Its body is the connection itself. Reading it would not end with the
		// context.
	case resp.StatusCode/100 != 2:
		// One byte more than errors keep shows that the body was cut.
		r.body, r.broken = io.ReadAll(io.LimitReader(resp.Body, maxErrorBody+1))
	case resp.ContentLength > maxBody:
		r.broken = errBodyTooLarge
	default:
		r.body, r.broken = readBody(resp.Body, resp.ContentLength)
	}
	return r
}

// firstPart is the length, in bytes, of the first part in which a body of unknown
// length is read. Few bodies are longer.
const firstPart = 64 << 10

// firstParts holds buffers for reading. No response keeps one.
var firstParts = sync.Pool{New: func() any { return new([firstPart]byte) }}

// readBody reads a body of at most maxBody bytes, whose length may have been
// announced. Of a longer body it returns the part that errors keep, and with any
// other error what it has read.
func readBody(body io.Reader, announced int64) ([]byte, error) {
	if announced > 0 && announced < firstPart {
		// One byte more shows that nothing follows.
		whole := make([]byte, announced+1)
		n, err := fill(body, whole)
		switch {
		case err == io.EOF:
			return whole[:n], nil
		case err != nil:
			return whole[:n], err
		}
		body = io.MultiReader(bytes.NewReader(whole), body)
	}
	first := firstParts.Get().(*[firstPart]byte)
	defer firstParts.Put(first)
	parts, last, size := make([][]byte, 0, 8), first[:], 0
	for {
		n, err := fill(body, last)
		parts, size = append(parts, last[:n]), size+n
		switch {
		case size > maxBody:
			return bytes.Clone(slices.Concat(parts...)[:maxErrorBody+1]), errBodyTooLarge
		case err == io.EOF:
			return slices.Concat(parts...), nil
		case err != nil:
			return slices.Concat(parts...), err
		}
		last = make([]byte, min(2*len(last), 1<<20))
	}
}

// fill reads until part is full or an error occurs. Unlike io.ReadFull, it does not
// hide whether the body ended or was cut.
func fill(body io.Reader, part []byte) (n int, err error) {
	for n < len(part) && err == nil {
		var read int
		read, err = body.Read(part[n:])
		n += read
	}
	return n, err
}

// cleanHeader returns the header without the credential, and with the Location
// that the transport moved. The errors of one response share it.
func (r *response) cleanHeader() http.Header {
	if r.cleaned != nil {
		return r.cleaned
	}
	header := make(http.Header, len(r.Header))
	inNames := r.foldedSecrets()
	for name, values := range r.Header {
		if folded := strings.ToLower(name); inNames.Text(folded) != folded {
			continue // a server that echoes the credential as a name
		}
		if name == movedTo && r.StatusCode/100 == 3 {
			name = "Location"
		}
		for _, value := range values {
			header[name] = append(header[name], r.clean(value))
		}
	}
	r.cleaned = header
	return header
}

// foldedSecrets returns the secrets in lower case: net/http changes the letters of
// headers' names.
func (r *response) foldedSecrets() *redact.Secrets {
	folded := make([]string, len(r.tokens))
	for i, token := range r.tokens {
		folded[i] = strings.ToLower(token.AccessToken())
	}
	return redact.New(folded...)
}

// requestID returns the server's id of the request, or that of a proxy in front
// of it; empty if there is none.
func (r *response) requestID() string {
	for _, name := range []string{"X-Request-Id", "Request-Id", "X-Correlation-Id", "X-Amzn-Requestid", "Cf-Ray"} {
		if id := r.Header.Get(name); id != "" {
			return clip(oneLine(r.clean(id)), maxRequestID)
		}
	}
	return ""
}

// isCut reports whether the connection was lost, or the response stalled, before
// the end of the body, while the caller still waited for it.
func (r *response) isCut() bool {
	return r.broken != nil && !errors.Is(r.broken, errBodyTooLarge) && !isContextError(r.broken)
}

// isFinal reports whether every further attempt would fail in the same way.
func (r *response) isFinal() bool {
	switch status := r.StatusCode; {
	case status == http.StatusNotImplemented, errors.Is(r.broken, errBodyTooLarge):
		return true
	case status >= 500, status == http.StatusRequestTimeout, status < 100, status/100 == 2:
		return false
	}
	return true
}

// isOtherOrigin reports whether a redirect leads to the same path and query on a
// different scheme or host. Such a redirect comes from something in front of the
// API, so the request was not carried out.
func (r *response) isOtherOrigin(from *url.URL) bool {
	to, err := from.Parse(r.Header.Get(movedTo))
	return err == nil && to.Host != "" && (to.Scheme != from.Scheme || to.Host != from.Host) &&
		to.EscapedPath() == from.EscapedPath() && to.RawQuery == from.RawQuery
}
