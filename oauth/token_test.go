package oauth_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
	"github.com/fanvue-go/fanvue/oauth"
)

// A successful response is used, whatever is odd about it.
func TestOddTokenResponses(t *testing.T) {
	t.Parallel()
	unknown, hour := time.Duration(0), time.Hour
	read := []fanvue.Scope{"read:self", "read:chat"}
	const base = `"access_token":"at","refresh_token":"rt"`
	for name, tt := range map[string]struct {
		body     string
		refresh  string
		lifetime time.Duration
		scopes   []fanvue.Scope
	}{
		"as documented":             {`{` + base + `,"expires_in":3600,"token_type":"bearer","scope":"openid read:self offline read:chat","id_token":"x"}`, "rt", hour, read},
		"upper case type":           {`{` + base + `,"expires_in":3600,"token_type":"BEARER","scope":"read:self read:chat"}`, "rt", hour, read},
		"no type":                   {`{` + base + `,"expires_in":3600,"scope":"read:self read:chat"}`, "rt", hour, read},
		"type that is no string":    {`{` + base + `,"expires_in":3600,"token_type":7,"scope":"read:self read:chat"}`, "rt", hour, read},
		"lifetime as a string":      {`{` + base + `,"expires_in":"3600"}`, "rt", hour, nil},
		"lifetime as a float":       {`{` + base + `,"expires_in":3600.0}`, "rt", hour, nil},
		"lifetime in exponents":     {`{` + base + `,"expires_in":3.6e3}`, "rt", hour, nil},
		"lifetime with a fraction":  {`{` + base + `,"expires_in":" 3600.5 "}`, "rt", hour + 500*time.Millisecond, nil},
		"negative lifetime":         {`{` + base + `,"expires_in":-1}`, "rt", unknown, nil},
		"lifetime 0":                {`{` + base + `,"expires_in":0}`, "rt", unknown, nil},
		"null lifetime":             {`{` + base + `,"expires_in":null}`, "rt", unknown, nil},
		"no lifetime":               {`{` + base + `}`, "rt", unknown, nil},
		"lifetime of words":         {`{` + base + `,"expires_in":"an hour"}`, "rt", unknown, nil},
		"lifetime NaN":              {`{` + base + `,"expires_in":"NaN"}`, "rt", unknown, nil},
		"infinite lifetime":         {`{` + base + `,"expires_in":"+Inf"}`, "rt", unknown, nil},
		"lifetime that overflows":   {`{` + base + `,"expires_in":1e300}`, "rt", unknown, nil},
		"lifetime without end":      {`{` + base + `,"expires_in":99999999999999999999}`, "rt", unknown, nil},
		"object as the lifetime":    {`{` + base + `,"expires_in":{"a":1}}`, "rt", unknown, nil},
		"empty scope":               {`{` + base + `,"scope":""}`, "rt", unknown, nil},
		"scope that is a number":    {`{` + base + `,"scope":1}`, "rt", unknown, nil},
		"scope as an array":         {`{` + base + `,"scope":["read:self","read:chat"]}`, "rt", unknown, read},
		"scope with commas":         {`{` + base + `,"scope":"read:self,read:chat,read:self"}`, "rt", unknown, read},
		"only system scopes":        {`{` + base + `,"scope":"openid offline"}`, "rt", unknown, []fanvue.Scope{}},
		"no refresh token":          {`{"access_token":"at"}`, "", unknown, nil},
		"null refresh token":        {`{"access_token":"at","refresh_token":null}`, "", unknown, nil},
		"members of every kind":     {`{"a":[1,{"b":null}],` + base + `,"error":null,"c":{"access_token":"other"},"expires_in":3600}`, "rt", hour, nil},
		"a member twice":            {`{"access_token":"first","refresh_token":"first",` + base + `}`, "rt", unknown, nil},
		"another case":              {`{` + base + `,"ACCESS_TOKEN":"other","Refresh_Token":"other"}`, "rt", unknown, nil},
		"white space":               {" \n{" + base + "}\r\n\t", "rt", unknown, nil},
		"byte order mark":           {"\xef\xbb\xbf{" + base + "}", "rt", unknown, nil},
		"more behind it":            {`{` + base + `}<!-- proxy -->`, "rt", unknown, nil},
		"cut behind the tokens":     {`{` + base + `,"expires_in":3600,"sco`, "rt", hour, nil},
		"cut in the lifetime":       {`{` + base + `,"expires_in"`, "rt", unknown, nil},
		"tokens with white space":   {`{"access_token":" at\n","refresh_token":"\trt"}`, "rt", unknown, nil},
		"refresh token not a text":  {`{"access_token":"at","refresh_token":7}`, "", unknown, nil},
		"invalid UTF-8 beside them": {"{" + base + ",\"x\":\"\xff\"}", "rt", unknown, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, status := range []int{200, 201} {
				app := newAuth(t, respondWith(status, tt.body))
				started := start(t, app)
				before := time.Now()
				grant, err := app.Finish(t.Context(), started, callbackOf(t, started))
				if err != nil {
					t.Fatal(err)
				}
				if grant.AccessToken() != "at" || grant.RefreshToken() != tt.refresh {
					t.Errorf("tokens %q and %q", grant.AccessToken(), grant.RefreshToken())
				}
				if diff := cmp.Diff(tt.scopes, grant.Scopes()); diff != "" {
					t.Errorf("scopes (-want +got):\n%s", diff)
				}
				switch {
				case tt.lifetime == 0:
					if !grant.Expiry().IsZero() {
						t.Errorf("expiry %s, want none", grant.Expiry())
					}
				case grant.Expiry().Before(before.Add(tt.lifetime)) || grant.Expiry().After(time.Now().Add(tt.lifetime)):
					t.Errorf("expiry %s, want in %s", grant.Expiry(), tt.lifetime)
				}
			}
		})
	}
}

// What the callback says of the scopes counts if the response says nothing.
func TestScopesOfTheCallback(t *testing.T) {
	t.Parallel()
	app := newAuth(t, respondWith(200, `{"access_token":"at"}`))
	started := start(t, app)
	callback := callbackOf(t, started)
	callback.Set("scope", "openid read:self offline")
	grant, err := app.Finish(t.Context(), started, callback)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]fanvue.Scope{"read:self"}, grant.Scopes()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// failedResponses are responses without a token, with the kind of their error.
var failedResponses = map[string]struct {
	respond http.HandlerFunc
	kind    error
	code    string
}{
	"invalid grant":             {respondWith(400, `{"error":"invalid_grant","error_description":"d"}`), nil, "invalid_grant"},
	"invalid scope":             {respondWith(400, `{"error":"invalid_scope"}`), nil, "invalid_scope"},
	"invalid client":            {respondWith(401, `{"error":"invalid_client"}`), nil, "invalid_client"},
	"denied":                    {respondWith(403, `{"error":"access_denied"}`), oauth.ErrAccessDenied, "access_denied"},
	"description is an object":  {respondWith(400, `{"error":"invalid_grant","error_description":{"a":1}}`), nil, "invalid_grant"},
	"cut behind the code":       {respondWith(400, `{"error":"invalid_grant","error_desc`), nil, "invalid_grant"},
	"server error":              {respondWith(500, `{"error":"server_error"}`), fanvue.ErrUnavailable, "server_error"},
	"a 5xx that lies":           {respondWith(502, `{"error":"invalid_grant"}`), fanvue.ErrUnavailable, "invalid_grant"},
	"temporarily unavailable":   {respondWith(503, `{"error":"temporarily_unavailable"}`), fanvue.ErrUnavailable, "temporarily_unavailable"},
	"rate limit":                {respondWith(429, `{"error":"Too many requests"}`), fanvue.ErrUnavailable, "Too many requests"},
	"HTML with a 400":           {respondWith(400, `<html>invalid_grant</html>`), fanvue.ErrUnavailable, ""},
	"HTML with a 401":           {respondWith(401, `<html>`), fanvue.ErrUnavailable, ""},
	"HTML with a 404":           {respondWith(404, `<html>`), fanvue.ErrUnavailable, ""},
	"HTML with a 502":           {respondWith(502, `<html>`), fanvue.ErrUnavailable, ""},
	"HTML with a 200":           {respondWith(200, `<html>`), fanvue.ErrUnavailable, ""},
	"nothing with a 200":        {respondWith(200, ``), fanvue.ErrUnavailable, ""},
	"nothing with a 204":        {respondWith(204, ``), fanvue.ErrUnavailable, ""},
	"nothing with a 400":        {respondWith(400, ``), fanvue.ErrUnavailable, ""},
	"nothing with a 500":        {respondWith(500, ``), fanvue.ErrUnavailable, ""},
	"array":                     {respondWith(200, `[]`), fanvue.ErrUnavailable, ""},
	"null":                      {respondWith(200, `null`), fanvue.ErrUnavailable, ""},
	"text":                      {respondWith(200, `"access_token"`), fanvue.ErrUnavailable, ""},
	"no access token":           {respondWith(200, `{"token_type":"bearer"}`), fanvue.ErrUnavailable, ""},
	"an error with a 200":       {respondWith(200, `{"error":"invalid_grant"}`), fanvue.ErrUnavailable, ""},
	"token with a line break":   {respondWith(200, `{"access_token":"a\nb"}`), fanvue.ErrUnavailable, ""},
	"token that is not a text":  {respondWith(200, `{"access_token":{"a":"b"}}`), fanvue.ErrUnavailable, ""},
	"cut in the access token":   {respondWith(200, `{"access_token":"ory_at_hal`), fanvue.ErrUnavailable, ""},
	"error that is an object":   {respondWith(400, `{"error":{"code":"invalid_grant"}}`), fanvue.ErrUnavailable, ""},
	"redirect":                  {redirectWith("https://elsewhere.example/?code=x"), fanvue.ErrUnavailable, ""},
	"redirect to no address":    {redirectWith(":/%zz\x7f"), fanvue.ErrUnavailable, ""},
	"redirect with a code":      {respondWith(307, `{"error":"invalid_grant"}`), fanvue.ErrUnavailable, ""},
	"informational is no end":   {respondWith(418, `teapot`), fanvue.ErrUnavailable, ""},
	"too large":                 {respondWith(200, `{"a":"`+strings.Repeat("x", 2<<20)+`","access_token":"at"}`), fanvue.ErrUnavailable, ""},
	"connection dropped":        {dropAfter(""), fanvue.ErrUnavailable, ""},
	"dropped in the header":     {dropAfter("HTTP/1.1 200 OK\r\nContent-Le"), fanvue.ErrUnavailable, ""},
	"dropped before the body":   {dropAfter("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n"), fanvue.ErrUnavailable, ""},
	"dropped within the body":   {dropAfter("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"acc"), fanvue.ErrUnavailable, ""},
	"not HTTP":                  {dropAfter("SSH-2.0-OpenSSH\r\n"), fanvue.ErrUnavailable, ""},
	"a length that is no count": {dropAfter("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"), fanvue.ErrUnavailable, ""},
}

func redirectWith(location string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Location"] = []string{location}
		w.WriteHeader(http.StatusTemporaryRedirect)
	}
}

// dropAfter writes bytes and closes the connection.
func dropAfter(written string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = io.WriteString(conn, written)
		_ = conn.Close()
	}
}

func TestFailedExchanges(t *testing.T) {
	t.Parallel()
	for name, tt := range failedResponses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requests := 0
			app := newAuth(t, func(w http.ResponseWriter, r *http.Request) { requests++; tt.respond(w, r) })
			started := start(t, app)
			grant, err := app.Finish(t.Context(), started, callbackOf(t, started))
			if grant != nil || err == nil {
				t.Fatalf("grant %v, error %v", grant, err)
			}
			wantError(t, err, tt.kind)
			var reported *oauth.Error
			if code := ""; errors.As(err, &reported) {
				code = reported.Code
				if code != tt.code {
					t.Errorf("code %q, want %q", code, tt.code)
				}
			} else if tt.code != "" {
				t.Errorf("no *Error: %v", err)
			}
			if requests != 1 {
				t.Errorf("%d requests, want 1", requests)
			}
		})
	}
}

// A server that does not respond does not hold the caller for long.
func TestSlowTokenServer(t *testing.T) {
	for _, fault := range []fanvuetest.Fault{{Drop: fanvuetest.Hang}, {Stall: true}} {
		synctest.Test(t, func(t *testing.T) {
			server := newServer(t, fanvuetest.InMemory())
			app := appFor(t, server, server.App())
			started := start(t, app)
			callback := server.Approve(started.URL)
			fault.Operation = fanvuetest.AuthToken
			server.Inject(fault)
			before := time.Now()
			_, err := app.Finish(t.Context(), started, callback)
			wantError(t, err, fanvue.ErrUnavailable)
			if errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the caller's context did not end: %v", err)
			}
			if took := time.Since(before); took != 30*time.Second {
				t.Errorf("it took %s", took)
			}

			started = start(t, app)
			callback = server.Approve(started.URL)
			server.Inject(fault)
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err = app.Finish(ctx, started, callback)
			if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, fanvue.ErrUnavailable) {
				t.Errorf("the caller's context ended: %v", err)
			}
		})
	}
}

// A refresh keeps what the response lacks, and never sends a scope.
func TestRefreshKeepsWhatTheResponseLacks(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ body, refresh, scopes string }{
		"everything new":    {`{"access_token":"new","refresh_token":"rt2","scope":"read:fan"}`, "rt2", "read:fan"},
		"no refresh token":  {`{"access_token":"new","scope":"read:fan"}`, "rt1", "read:fan"},
		"no scope":          {`{"access_token":"new","refresh_token":"rt2"}`, "rt2", "read:self read:chat"},
		"neither":           {`{"access_token":"new"}`, "rt1", "read:self read:chat"},
		"empty, both":       {`{"access_token":"new","refresh_token":"","scope":""}`, "rt1", "read:self read:chat"},
		"cut behind tokens": {`{"access_token":"new","refresh_token":"rt2","scope":"read:f`, "rt2", "read:self read:chat"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := newAuth(t, func(w http.ResponseWriter, r *http.Request) {
				if err := r.ParseForm(); err != nil || r.PostForm.Has("scope") || r.PostForm.Has("client_secret") ||
					r.PostForm.Get("refresh_token") != "rt1" || r.PostForm.Get("grant_type") != "refresh_token" {
					t.Errorf("%v, %v", r.PostForm, err)
				}
				respondWith(200, tt.body)(w, r)
			})
			store := oauth.NewMemoryStore(oauth.NewGrant("old", "rt1", time.Now().Add(-time.Hour), "read:self", "read:chat"))
			token, err := app.TokenSource(store).Token(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			kept, _ := store.Load(t.Context())
			if token.AccessToken() != "new" || kept.AccessToken() != "new" || kept.RefreshToken() != tt.refresh {
				t.Errorf("tokens %q, %q, %q", token.AccessToken(), kept.AccessToken(), kept.RefreshToken())
			}
			want := fanvue.ParseScopes(tt.scopes)
			if diff := cmp.Diff([][]fanvue.Scope{want, want}, [][]fanvue.Scope{token.Scopes(), kept.Scopes()}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A new refresh token is kept even if the access token beside it is unusable.
func TestRefreshTokenAlone(t *testing.T) {
	t.Parallel()
	var sent []string
	app := newAuth(t, func(w http.ResponseWriter, r *http.Request) {
		sent = append(sent, r.PostFormValue("refresh_token"))
		if len(sent) == 1 {
			respondWith(200, `{"access_token":"not\nusable","refresh_token":"rt2"}`)(w, r)
			return
		}
		respondWith(200, `{"access_token":"new","refresh_token":"rt3"}`)(w, r)
	})
	source := app.TokenSource(oauth.NewMemoryStore(oauth.NewGrant("old", "rt1", time.Now().Add(-time.Hour))))
	_, err := source.Token(t.Context())
	wantError(t, err, fanvue.ErrUnavailable)
	token, err := source.Token(t.Context())
	if err != nil || token.AccessToken() != "new" {
		t.Errorf("%v, %v", token, err)
	}
	if diff := cmp.Diff([]string{"rt1", "rt2"}, sent); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	server := newServer(t)
	app := appFor(t, server, server.App())
	grant := signIn(t, server, app, fanvue.ScopeReadSelf)
	client := clientFor(t, server, app.TokenSource(oauth.NewMemoryStore(grant)))
	if _, err := client.Self.Get(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a second time is not an error
		if err := app.Revoke(t.Context(), grant); err != nil {
			t.Fatal(err)
		}
	}
	_, err := client.Self.Get(t.Context())
	wantError(t, err, oauth.ErrReconnect)

	server.Inject(fanvuetest.Fault{Operation: fanvuetest.AuthRevoke, Status: 503})
	wantError(t, app.Revoke(t.Context(), grant), fanvue.ErrUnavailable)
	// An access token alone.
	only := oauth.NewGrant(signIn(t, server, app, fanvue.ScopeReadSelf).AccessToken(), "", time.Time{})
	if err := app.Revoke(t.Context(), only); err != nil {
		t.Fatal(err)
	}
	_, err = clientFor(t, server, app.TokenSource(oauth.NewMemoryStore(only))).Self.Get(t.Context())
	wantError(t, err, oauth.ErrReconnect)
}

// net/http resends a request with GetBody by itself over HTTP/2, whether or not it
// was carried out: a refresh token would be used twice.
func TestTokenRequestIsNotResent(t *testing.T) {
	t.Parallel()
	requests := 0
	transport := roundTripper(func(r *http.Request) (*http.Response, error) {
		requests++
		if r.GetBody != nil || r.Body == nil || r.Body == http.NoBody || r.ContentLength <= 0 {
			t.Errorf("net/http could resend the request: GetBody %t, length %d", r.GetBody != nil, r.ContentLength)
		}
		return nil, io.ErrUnexpectedEOF
	})
	app := newAuth(t, nil, oauth.WithHTTPClient(&http.Client{Transport: transport}))
	_, err := app.TokenSource(oauth.NewMemoryStore(oauth.NewGrant("at", "rt", time.Unix(1, 0)))).Token(t.Context())
	wantError(t, err, fanvue.ErrUnavailable)
	wantError(t, app.Revoke(t.Context(), oauth.NewGrant("at", "rt", time.Time{})), fanvue.ErrUnavailable)
	if requests != 2 {
		t.Errorf("%d requests", requests)
	}
}

// While another transport is in the place of the default one, requests go there.
func TestDefaultTransportThatIsReplaced(t *testing.T) {
	original := http.DefaultTransport
	defer func() { http.DefaultTransport = original }()
	var hosts []string
	http.DefaultTransport = roundTripper(func(r *http.Request) (*http.Response, error) {
		hosts = append(hosts, r.URL.Host)
		w := httptest.NewRecorder()
		respondWith(200, `{"access_token":"at"}`)(w, r)
		return w.Result(), nil
	})
	app, err := oauth.NewApp("id", "secret", "https://app.example/cb")
	if err != nil {
		t.Fatal(err)
	}
	started := start(t, app)
	if _, err := app.Finish(t.Context(), started, callbackOf(t, started)); err != nil || len(hosts) != 1 || hosts[0] != "auth.fanvue.com" {
		t.Errorf("%v, %v", hosts, err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Whatever a server responds with, there is either a grant with a token that a
// header can hold, or an error that does not end the grant without saying so.
func FuzzTokenResponse(f *testing.F) {
	for _, tt := range failedResponses {
		w := httptest.NewRecorder()
		func() {
			defer func() { _ = recover() }() // those that need a connection
			tt.respond(w, nil)
		}()
		if w.Body.Len() < 4096 {
			f.Add(w.Code, w.Body.Bytes(), false)
		}
	}
	f.Add(200, []byte(`{"access_token":"at","refresh_token":"rt","expires_in":3600,"scope":"openid read:self","token_type":"bearer"}`), false)
	f.Add(200, []byte(`{"access_token":"at","refresh_token":"rt","expires_in":"36`), true)
	f.Fuzz(func(t *testing.T, status int, body []byte, cut bool) {
		if status < 200 || status > 599 {
			return
		}
		transport := roundTripper(func(*http.Request) (*http.Response, error) {
			var content io.Reader = strings.NewReader(string(body))
			if cut {
				content = io.MultiReader(content, brokenReader{})
			}
			return &http.Response{StatusCode: status, Body: io.NopCloser(content), Header: http.Header{}}, nil
		})
		app, err := oauth.NewApp("id", "the-client-secret", "https://app.example/cb", oauth.WithHTTPClient(&http.Client{Transport: transport}))
		if err != nil {
			t.Fatal(err)
		}
		store := oauth.NewMemoryStore(oauth.NewGrant("the-old-access-token", "the-old-refresh-token", time.Unix(1, 0), "read:self"))
		token, err := app.TokenSource(store).Token(context.Background())
		kept, _ := store.Load(context.Background())
		if kept.RefreshToken() == "" {
			t.Fatal("the refresh token is lost")
		}
		if err == nil {
			if status/100 != 2 || token.AccessToken() == "" || strings.ContainsAny(token.AccessToken(), " \r\n\x00") {
				t.Fatalf("status %d: token %q", status, token.AccessToken())
			}
			if token.AccessToken() != kept.AccessToken() {
				t.Fatal("a token is used that was not saved")
			}
			return
		}
		checkNoSecrets(t, err, "the-client-secret", "the-old-access-token", "the-old-refresh-token")
		var members map[string]any
		if json.Unmarshal(body, &members) == nil && !cut && status/100 == 2 {
			if access, _ := members["access_token"].(string); access != "" && strings.Trim(access, "abcdefghijklmnopqrstuvwxyz_") == "" {
				t.Fatalf("a token was thrown away: %v", err)
			}
		}
		if errors.Is(err, oauth.ErrReconnect) && (status/100 != 4 || !strings.Contains(string(body), "error")) {
			t.Fatalf("status %d ended the grant: %v", status, err)
		}
		if !errors.Is(err, oauth.ErrReconnect) && kept.AccessToken() == "the-old-access-token" && kept.RefreshToken() != "the-old-refresh-token" && status/100 != 2 {
			t.Fatal("the grant changed")
		}
	})
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
