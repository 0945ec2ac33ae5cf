package fanvue_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// credentialSeen is what arrived of one request.
type credentialSeen struct{ Method, APIKey, Authorization, Body string }

// credentialAPI is a transport that responds with 401 to any credential but good.
type credentialAPI struct {
	good string
	seen []credentialSeen
}

func (a *credentialAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	saw := credentialSeen{Method: r.Method, APIKey: r.Header.Get("X-Fanvue-API-Key"), Authorization: r.Header.Get("Authorization")}
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		saw.Body = string(body)
	}
	a.seen = append(a.seen, saw)
	if a.good != saw.APIKey && a.good != strings.TrimPrefix(saw.Authorization, "Bearer ") {
		return respond(401, `{"error":"Unauthorized"}`)(r)
	}
	return respond(200, `{"uuid":"u-1"}`)(r)
}

func (a *credentialAPI) client(t *testing.T, opts ...fanvue.Option) *fanvue.Client {
	t.Helper()
	client, err := fanvue.NewClient(append(opts, fanvue.WithHTTPClient(&http.Client{Transport: a}))...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// credentialSource hands out its tokens in turn, the last one for ever. An
// empty one is an error.
type credentialSource struct {
	tokens []string
	asked  int
}

var errNoSession = errors.New("the session is gone")

func (s *credentialSource) Token(ctx context.Context) (fanvue.Token, error) {
	secret := s.tokens[min(s.asked, len(s.tokens)-1)]
	s.asked++
	if secret == "" {
		return fanvue.Token{}, errNoSession
	}
	return fanvue.NewToken(secret), ctx.Err()
}

// credentialRefresher holds one token until it is told of its refusal.
type credentialRefresher struct {
	credentialSource
	refused []string
}

func (s *credentialRefresher) Token(context.Context) (fanvue.Token, error) {
	return fanvue.NewToken(s.tokens[0]), nil
}

func (s *credentialRefresher) Refresh(ctx context.Context, refused fanvue.Token) (fanvue.Token, error) {
	s.refused = append(s.refused, refused.AccessToken())
	return s.credentialSource.Token(ctx)
}

func TestCredentialOnTheRequest(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		option fanvue.Option
		want   credentialSeen
	}{
		{"API key", fanvue.WithAPIKey("good"), credentialSeen{Method: "GET", APIKey: "good"}},
		{"token", fanvue.WithToken("good"), credentialSeen{Method: "GET", Authorization: "Bearer good"}},
		{"source", fanvue.WithTokenSource(&credentialSource{tokens: []string{"good"}}), credentialSeen{Method: "GET", Authorization: "Bearer good"}},
	}
	for _, tt := range tests {
		api := &credentialAPI{good: "good"}
		if _, err := api.client(t, tt.option).Self.Get(t.Context()); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if diff := cmp.Diff([]credentialSeen{tt.want}, api.seen); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestCredentialSourceIsCalledForEachRequest(t *testing.T) {
	t.Parallel()
	api, source := &credentialAPI{}, &credentialSource{tokens: []string{"t1", "t2"}}
	client := api.client(t, fanvue.WithTokenSource(source))
	for _, good := range []string{"t1", "t2"} {
		api.good = good
		if _, err := client.Self.Get(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if source.asked != 2 || len(api.seen) != 2 {
		t.Errorf("asked %d times for %d requests", source.asked, len(api.seen))
	}
}

func TestCredentialRefreshedAfter401(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		for _, retries := range []int{0, 3} {
			for _, kind := range []string{"refresher", "source"} {
				t.Run(fmt.Sprintf("%s, %d retries, %s", method, retries, kind), func(t *testing.T) {
					t.Parallel()
					refresher := &credentialRefresher{credentialSource: credentialSource{tokens: []string{"t1", "t2"}, asked: 1}}
					source := fanvue.TokenSource(refresher)
					if kind == "source" {
						source = &credentialSource{tokens: []string{"t1", "t2"}}
					}
					api := &credentialAPI{good: "t2"}
					op := fanvue.Operation{Name: "Mine", Method: method, Path: "/mine"}
					err := api.client(t, fanvue.WithTokenSource(source), fanvue.WithMaxRetries(retries)).
						Call(t.Context(), op, fanvue.CallParams{Body: map[string]int{"n": 1}}, nil)
					if err != nil {
						t.Error(err)
					}
					want := []credentialSeen{{method, "", "Bearer t1", `{"n":1}`}, {method, "", "Bearer t2", `{"n":1}`}}
					if diff := cmp.Diff(want, api.seen); diff != "" {
						t.Errorf("(-want +got):\n%s", diff)
					}
					if kind == "refresher" && !cmp.Equal(refresher.refused, []string{"t1"}) {
						t.Errorf("told of %q, want of t1 once", refresher.refused)
					}
				})
			}
		}
	}
}

func TestCredentialNotRefreshedAfter401(t *testing.T) {
	t.Parallel()
	source := func(tokens ...string) fanvue.Option {
		return fanvue.WithTokenSource(&credentialSource{tokens: tokens})
	}
	refresher := func(tokens ...string) fanvue.Option {
		return fanvue.WithTokenSource(&credentialRefresher{credentialSource: credentialSource{tokens: tokens, asked: 1}})
	}
	const refused = "fanvue: Messages.Send: 401 Unauthorized: Unauthorized (the API key or token is missing, invalid or expired)"
	tests := []struct {
		name     string
		option   fanvue.Option
		requests int
		text     string // empty: any
	}{
		{"API key", fanvue.WithAPIKey("bad"), 1, refused},
		{"token", fanvue.WithToken("bad"), 1, refused},
		{"same from the source", source("bad"), 1, refused},
		{"same from the refresher", refresher("bad"), 1, refused},
		{"another that is refused too", source("bad", "worse"), 2, refused},
		{"a third would be there", source("bad", "worse", "good"), 2, refused},
		{"refreshed and refused too", refresher("bad", "worse", "good"), 2, refused},
		{"source fails", source("bad", ""), 1, ""},
		{"refresher fails", refresher("bad", ""), 1, ""},
		{"refresher gives nothing usable", refresher("bad", "two words"), 1, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api := &credentialAPI{good: "good"}
			err := sendMessage(t.Context(), api.client(t, tt.option))
			if len(api.seen) != tt.requests {
				t.Errorf("%d requests, want %d", len(api.seen), tt.requests)
			}
			var apiErr *fanvue.APIError
			if !errors.Is(err, fanvue.ErrUnauthorized) || !errors.As(err, &apiErr) || apiErr.StatusCode != 401 {
				t.Fatalf("got %v, want a 401", err)
			}
			if tt.text != "" {
				if err.Error() != tt.text {
					t.Errorf("got  %v\nwant %s", err, tt.text)
				}
				return
			}
			// The request was sent, and there was a response; the text says why it was not
			// mended, in one line.
			text := err.Error()
			if !strings.Contains(text, "401") || !strings.Contains(text, "token source: ") ||
				strings.Contains(text, "nothing was sent") || strings.Contains(text, "no response") || strings.Contains(text, "\n") {
				t.Errorf("the text misleads: %q", text)
			}
			if strings.HasSuffix(tt.name, " fails") && !errors.Is(err, errNoSession) {
				t.Errorf("the source's error is lost: %v", err)
			}
		})
	}
}

func TestCredentialSourceWithoutAToken(t *testing.T) {
	t.Parallel()
	const unusable = "has a character that is not allowed in a header, such as a space or a line break; trim it if it was read from a file"
	tests := []struct {
		name  string
		token fanvue.Token
		err   error
		want  string
	}{
		{"error", fanvue.NewToken("good"), errNoSession, "the session is gone"},
		{"zero token", fanvue.Token{}, nil, "must not be empty"},
		{"empty token", fanvue.NewToken("", fanvue.ScopeReadChat), nil, "must not be empty"},
		{"line break", fanvue.NewToken("good\n"), nil, unusable},
		{"with its scheme", fanvue.NewToken("Bearer good"), nil, `must not start with "Bearer "; give the token alone`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api := &credentialAPI{good: "good"}
			err := sendMessage(t.Context(), api.client(t, fanvue.WithTokenSource(fanvue.TokenSourceFunc(
				func(context.Context) (fanvue.Token, error) { return tt.token, tt.err }))))
			var request *fanvue.RequestError
			if !errors.As(err, &request) || request.Sent() || len(api.seen) != 0 || tt.err != nil && !errors.Is(err, tt.err) {
				t.Errorf("%d requests, %v", len(api.seen), err)
			}
			if want := "fanvue: Messages.Send: token source: " + tt.want + " (nothing was sent)"; err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

func TestCredentialDoesNotFollowRedirects(t *testing.T) {
	t.Parallel()
	var elsewhere, home atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	t.Cleanup(other.Close)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		home.Add(1)
		var status int
		var where string
		if _, err := fmt.Sscanf(r.URL.Path, "/%d/%s", &status, &where); err != nil {
			t.Errorf("%s was asked for: %v", r.URL.Path, err)
			return
		}
		target := map[string]string{"same": "/followed", "other": other.URL + "/followed"}[where]
		w.Header().Set("Location", target)
		w.WriteHeader(status)
	}))
	t.Cleanup(api.Close)
	willing := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return nil }}
	for _, option := range []fanvue.Option{fanvue.WithAPIKey("key-for-tests"), fanvue.WithToken("token-for-tests")} {
		client, err := fanvue.NewClient(option, fanvue.WithBaseURL(api.URL), fanvue.WithHTTPClient(willing), fanvue.WithMaxRetries(0))
		if err != nil {
			t.Fatal(err)
		}
		for _, method := range []string{"GET", "POST", "DELETE"} {
			for _, path := range []string{"/301/same", "/302/other", "/303/same", "/303/other", "/307/same", "/307/other", "/308/other"} {
				before := home.Load()
				err := client.Call(t.Context(), fanvue.Operation{Name: "Mine", Method: method, Path: path}, fanvue.CallParams{}, nil)
				var refused *fanvue.APIError
				if !errors.As(err, &refused) || fmt.Sprint(refused.StatusCode) != path[1:4] {
					t.Errorf("%s %s: got %v", method, path, err)
				}
				if n := home.Load() - before; n != 1 {
					t.Errorf("%s %s: %d requests, want 1", method, path, n)
				}
			}
		}
	}
	if elsewhere.Load() != 0 {
		t.Errorf("%d requests reached the other host", elsewhere.Load())
	}
	_, err := errorsOf(t, respond(302, "", "Location", "https://elsewhere.example/users/me"))
	const want = `fanvue: Self.Get: 302 Found (redirects are not followed, so that the credential stays with its host; check the base URL: the server redirects to "https://elsewhere.example/users/me")`
	if err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// credentialPrinted prints values in all ways of printing a value that could show a secret.
func credentialPrinted(values ...any) string {
	var text strings.Builder
	for _, v := range values {
		fmt.Fprintf(&text, "%v\n%+v\n%#v\n%s\n", v, v, v, v)
	}
	return text.String()
}

func TestCredentialIsNeverShown(t *testing.T) {
	t.Parallel()
	const secret = "s3cr3t/of+the=test"
	escaped := strings.ReplaceAll(secret, "/", `\/`)
	type roundTrip = func(*http.Request) (*http.Response, error)
	tests := []struct {
		name    string
		respond roundTrip
	}{
		{"401 with it in the body", respond(401, `{"error":"`+secret+` is no token"}`)},
		{"401 with it escaped in the body", respond(401, `{"error":"`+escaped+` is no token"}`)},
		{"400 with it in the list", respond(400, `{"errors":["`+secret+`"]}`)},
		{"403 about scopes", respond(403, `{"error":"Insufficient scopes for `+secret+`"}`, "WWW-Authenticate", "Bearer "+secret)},
		{"404 as text", respond(404, "no such key: "+secret)},
		{"410", respond(410, `{"nextVersion":"`+secret+`"}`)},
		{"500", respond(500, secret)},
		{"502 as HTML", respond(502, "<pre>Authorization: Bearer "+secret+"</pre>")},
		{"redirect", respond(302, "", "Location", "https://elsewhere.example/?token="+secret)},
		{"200 with it in the body", respond(200, secret)},
		{"200 with it as a value", respond(200, `{"createdAt":"`+secret+`"}`)},
		{"200 with it as type", respond(200, "<html>", "Content-Type", secret)},
		{"200 with it as next version", respond(200, `{}`, "X-Fanvue-API-Next-Version", secret, "Sunset", secret)},
		{"lost", broken(errReset)},
	}
	credentials := map[string]fanvue.Option{
		"key": fanvue.WithAPIKey(secret), "token": fanvue.WithToken(secret),
		"source": fanvue.WithTokenSource(fanvue.TokenSourceFunc(func(context.Context) (fanvue.Token, error) { return fanvue.NewToken(secret), nil })),
	}
	for kind, credential := range credentials {
		for _, tt := range tests {
			t.Run(kind+", "+tt.name, func(t *testing.T) {
				t.Parallel()
				var logged bytes.Buffer
				client, err := fanvue.NewClient(credential, fanvue.WithMaxRetries(0),
					fanvue.WithHTTPClient(&http.Client{Transport: &script{steps: []roundTrip{tt.respond}}}),
					fanvue.WithLogger(slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))))
				if err != nil {
					t.Fatal(err)
				}
				_, err = client.Self.Get(t.Context())
				shown := credentialPrinted(err, client, *client, credential) + logged.String()
				var api *fanvue.APIError
				if errors.As(err, &api) {
					shown += credentialPrinted(api, *api) + string(api.Body)
				}
				var unread *fanvue.DecodeError
				if errors.As(err, &unread) {
					shown += credentialPrinted(unread, *unread) + string(unread.Body)
				}
				for _, trace := range []string{secret, "s3cr3t", escaped, fmt.Sprintf("%#v", []byte("s3cr3t"))[7:40]} {
					if at := strings.Index(shown, trace); at >= 0 {
						t.Fatalf("it is shown: %q", shown[max(0, at-100):min(len(shown), at+60)])
					}
				}
				if !strings.Contains(logged.String(), "operation=Self.Get") {
					t.Errorf("nothing was logged: %s", logged.String())
				}
			})
		}
	}
}

func TestTokenHidesItsSecret(t *testing.T) {
	t.Parallel()
	token := fanvue.NewToken("s3cr3t", fanvue.ScopeReadChat)
	holder := struct {
		Token  fanvue.Token
		hidden fanvue.Token
		list   []*fanvue.Token
	}{token, token, []*fanvue.Token{&token}}
	if shown := credentialPrinted(token, &token, holder, &holder, holder.list, map[string]any{"t": token}); strings.Contains(shown, "s3cr3t") {
		t.Errorf("it is shown: %s", shown)
	}
	if text, err := json.Marshal(holder); err != nil || string(text) != `{"Token":{}}` {
		t.Errorf("as JSON: %s, %v", text, err)
	}
	if token.AccessToken() != "s3cr3t" || !cmp.Equal(token.Scopes(), scopeList{fanvue.ScopeReadChat}) {
		t.Errorf("got %q with %q", token.AccessToken(), token.Scopes())
	}
	clear(token.Scopes())
	if !cmp.Equal(token.Scopes(), scopeList{fanvue.ScopeReadChat}) {
		t.Error("the caller's change reached the token")
	}
	if zero := (fanvue.Token{}); zero.AccessToken() != "" || zero.Scopes() != nil || fanvue.NewToken("t").Scopes() != nil {
		t.Error("a token without scopes does not say that they are unknown")
	}
}

// A source is asked before each attempt: a token may expire while the client
// waits.
func TestTokenSourceIsCalledBeforeEachRetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		source := fanvue.TokenSourceFunc(func(context.Context) (fanvue.Token, error) {
			asked++
			return fanvue.NewToken("token-for-tests"), nil
		})
		transport := &script{steps: steps{respond(503, "", "Retry-After", "100"), respond(503, ""), respond(200, okPage)}}
		client, err := fanvue.NewClient(fanvue.WithTokenSource(source), fanvue.WithHTTPClient(&http.Client{Transport: transport}))
		if err != nil {
			t.Fatal(err)
		}
		if err := listChats(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		if asked != len(transport.requests) {
			t.Errorf("asked %d times for %d requests", asked, len(transport.requests))
		}
	})
}
