package fanvue_test

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

func TestNewClientRejects(t *testing.T) {
	t.Parallel()
	const unusable = "has a character that is not allowed in a header, such as a space or a line break; trim it if it was read from a file"
	key := fanvue.WithAPIKey("key-for-tests")
	base := func(url string) []fanvue.Option { return []fanvue.Option{key, fanvue.WithBaseURL(url)} }
	also := func(opt fanvue.Option) []fanvue.Option { return []fanvue.Option{key, opt} }
	tests := []struct {
		name string
		opts []fanvue.Option
		want string
	}{
		{"no option", nil, "NewClient: no credential; give WithAPIKey, WithToken or WithTokenSource"},
		{"no credential", []fanvue.Option{nil, fanvue.WithMaxRetries(0)}, "NewClient: no credential; give WithAPIKey, WithToken or WithTokenSource"},
		{"two credentials", []fanvue.Option{key, fanvue.WithToken("t")}, "NewClient: 2 credentials; give just one of WithAPIKey, WithToken and WithTokenSource"},
		{"the same twice", []fanvue.Option{key, key}, "NewClient: 2 credentials; give just one of WithAPIKey, WithToken and WithTokenSource"},
		{"empty key", []fanvue.Option{fanvue.WithAPIKey("")}, "WithAPIKey: must not be empty"},
		{"empty token", []fanvue.Option{fanvue.WithToken("")}, "WithToken: must not be empty"},
		{"key with a newline", []fanvue.Option{fanvue.WithAPIKey("s3cr3t\n")}, "WithAPIKey: " + unusable},
		{"key with a space", []fanvue.Option{fanvue.WithAPIKey("s3cr3t s3cr3t")}, "WithAPIKey: " + unusable},
		{"token with a NUL", []fanvue.Option{fanvue.WithToken("s3cr3t\x00")}, "WithToken: " + unusable},
		{"token beyond ASCII", []fanvue.Option{fanvue.WithToken("s3cr3té")}, "WithToken: " + unusable},
		{"token with its scheme", []fanvue.Option{fanvue.WithToken("Bearer s3cr3t")}, `WithToken: must not start with "Bearer "; give the token alone`},
		{"token with its scheme in small", []fanvue.Option{fanvue.WithToken("bearer s3cr3t")}, `WithToken: must not start with "Bearer "; give the token alone`},
		{"nil source", []fanvue.Option{fanvue.WithTokenSource(nil)}, "WithTokenSource: must not be nil"},
		{"nil function as source", []fanvue.Option{fanvue.WithTokenSource(fanvue.TokenSourceFunc(nil))}, "WithTokenSource: must not be nil"},
		{"empty base", base(""), `WithBaseURL: "" must be an absolute https:// URL, such as https://api.fanvue.com`},
		{"relative base", base("/api"), `WithBaseURL: "/api" must be an absolute https:// URL, such as https://api.fanvue.com`},
		{"base without a scheme", base("api.fanvue.com"), `WithBaseURL: "api.fanvue.com" must be an absolute https:// URL, such as https://api.fanvue.com`},
		{"base without a host", base("https:///api"), `WithBaseURL: "https:///api" must be an absolute https:// URL, such as https://api.fanvue.com`},
		{"base with only a port", base("https://:8443"), `WithBaseURL: "https://:8443" must be an absolute https:// URL, such as https://api.fanvue.com`},
		{"opaque base", base("https:api.fanvue.com"), `WithBaseURL: "https:api.fanvue.com" must be an absolute https:// URL, such as https://api.fanvue.com`},
		{"FTP", base("ftp://api.fanvue.com"), `WithBaseURL: "ftp://api.fanvue.com" must be an absolute https:// URL, such as https://api.fanvue.com`},
		{"user info", base("https://me:s3cr3t@api.fanvue.com"), "WithBaseURL: must not contain a user name or password"},
		{"user alone", base("https://s3cr3t@api.fanvue.com"), "WithBaseURL: must not contain a user name or password"},
		{"query", base("https://api.fanvue.com?a=b"), `WithBaseURL: "https://api.fanvue.com?a=b" must not have a query or a fragment`},
		{"empty query", base("https://api.fanvue.com?"), `WithBaseURL: "https://api.fanvue.com?" must not have a query or a fragment`},
		{"fragment", base("https://api.fanvue.com/#a"), `WithBaseURL: "https://api.fanvue.com/#a" must not have a query or a fragment`},
		{"clear text", base("http://api.fanvue.com"), `WithBaseURL: "http://api.fanvue.com" would send the credential in clear text; use https, or WithInsecureHTTP if that is what you want`},
		{"clear text to a name like localhost", base("http://localhost.example"), `WithBaseURL: "http://localhost.example" would send the credential in clear text; use https, or WithInsecureHTTP if that is what you want`},
		{"clear text to a name like an address", base("http://127.0.0.1.example"), `WithBaseURL: "http://127.0.0.1.example" would send the credential in clear text; use https, or WithInsecureHTTP if that is what you want`},
		{"clear text to this network", base("http://192.168.0.1"), `WithBaseURL: "http://192.168.0.1" would send the credential in clear text; use https, or WithInsecureHTTP if that is what you want`},
		{"nil HTTP client", also(fanvue.WithHTTPClient(nil)), "WithHTTPClient: must not be nil"},
		{"nil logger", also(fanvue.WithLogger(nil)), "WithLogger: must not be nil; leave the option out for no log"},
		{"negative retries", also(fanvue.WithMaxRetries(-1)), "WithMaxRetries: -1 is negative; 0 means never"},
		{"negative wait", also(fanvue.WithMaxWait(-time.Second)), "WithMaxWait: -1s is negative; 0 means not to wait"},
		{"negative prefetch", also(fanvue.WithPrefetch(-1)), "WithPrefetch: -1 is out of range: 1 to 32, or 0 for none"},
		{"prefetch of too many pages", also(fanvue.WithPrefetch(33)), "WithPrefetch: 33 is out of range: 1 to 32, or 0 for none"},
		{"empty version", also(fanvue.WithAPIVersion("")), `WithAPIVersion: "" cannot be a version; versions are dates such as 2025-06-26`},
		{"version with a line break", also(fanvue.WithAPIVersion("2025-06-26\r\nX: y")), `WithAPIVersion: "2025-06-26\r\nX: y" cannot be a version; versions are dates such as 2025-06-26`},
		{"blank user agent", also(fanvue.WithUserAgent(" ")), `WithUserAgent: " " is not valid in a header`},
		{"user agent with a line break", also(fanvue.WithUserAgent("a\nb")), `WithUserAgent: "a\nb" is not valid in a header`},
		{"user agent beyond ASCII", also(fanvue.WithUserAgent("é")), `WithUserAgent: "é" is not valid in a header`},
		{"mode too high", also(fanvue.WithScopeMode(3)), "WithScopeMode: 3 is not one of ScopeEnforce, ScopeWarn and ScopeOff"},
		{"mode too low", also(fanvue.WithScopeMode(-1)), "WithScopeMode: -1 is not one of ScopeEnforce, ScopeWarn and ScopeOff"},
		{"scopes in one text", also(fanvue.WithScopes("read:chat write:chat")), `WithScopes: "read:chat write:chat" has more than one scope; split it with ParseScopes`},
		{"scopes with a comma", also(fanvue.WithScopes("read:self", "read:chat,write:chat")), `WithScopes: "read:chat,write:chat" has more than one scope; split it with ParseScopes`},
		{"empty scope", also(fanvue.WithScopes("")), "WithScopes: a scope must not be empty"},
		{"override of no operation", also(fanvue.WithOperationScopes("Chats.Lst")), `WithOperationScopes: "Chats.Lst" is not an operation of this package; use the Op constants`},
		{"override with scopes in one text", also(fanvue.WithOperationScopes(fanvue.OpChatsList, "a b")), `WithOperationScopes: "a b" has more than one scope; split it with ParseScopes`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client, err := fanvue.NewClient(tt.opts...)
			if client != nil || err == nil || err.Error() != "fanvue: "+tt.want {
				t.Errorf("got  %v, %v\nwant fanvue: %s", client, err, tt.want)
			}
			if !errors.Is(err, fanvue.ErrValidation) || !errors.As(err, new(*fanvue.ArgumentError)) {
				t.Errorf("%v is no ArgumentError", err)
			}
			if err != nil && strings.Contains(credentialPrinted(err), "s3cr3t") {
				t.Errorf("the secret is shown: %v", err)
			}
		})
	}
}

// A base URL that cannot be parsed may hold a password all the same.
func TestNewClientHidesTheBaseURLsPassword(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"https://me:s3cr3t@api fanvue.com", "https://me:s3cr3t@[::1", "https://me:s3cr3t%zz@api.fanvue.com", "https://me:s3cr3t@api.fanvue.com:port"} {
		_, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithBaseURL(base))
		if err == nil || !strings.HasPrefix(err.Error(), "fanvue: WithBaseURL: ") || strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("got %v", err)
		}
	}
}

func TestNewClientReportsAllProblems(t *testing.T) {
	t.Parallel()
	_, err := fanvue.NewClient(
		fanvue.WithHTTPClient(nil), fanvue.WithMaxRetries(-1), nil, fanvue.WithScopes("a,b"), fanvue.WithBaseURL("nowhere"))
	const want = `fanvue: WithHTTPClient: must not be nil
fanvue: WithMaxRetries: -1 is negative; 0 means never
fanvue: WithScopes: "a,b" has more than one scope; split it with ParseScopes
fanvue: NewClient: no credential; give WithAPIKey, WithToken or WithTokenSource
fanvue: WithBaseURL: "nowhere" must be an absolute https:// URL, such as https://api.fanvue.com`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestNewClientAccepts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		opts []fanvue.Option
		url  string
	}{
		{"the default", nil, "https://api.fanvue.com/users/me"},
		{"nil options", []fanvue.Option{nil, nil}, "https://api.fanvue.com/users/me"},
		{"a path", []fanvue.Option{fanvue.WithBaseURL("https://proxy.example/fanvue/v1")}, "https://proxy.example/fanvue/v1/users/me"},
		{"slashes at the end", []fanvue.Option{fanvue.WithBaseURL("https://proxy.example//")}, "https://proxy.example/users/me"},
		{"an escaped path", []fanvue.Option{fanvue.WithBaseURL("https://proxy.example/a%2Fb")}, "https://proxy.example/a%2Fb/users/me"},
		{"localhost", []fanvue.Option{fanvue.WithBaseURL("http://localhost:8080")}, "http://localhost:8080/users/me"},
		{"loopback", []fanvue.Option{fanvue.WithBaseURL("http://127.0.0.1:8080")}, "http://127.0.0.1:8080/users/me"},
		{"loopback of IPv6", []fanvue.Option{fanvue.WithBaseURL("http://[::1]:8080")}, "http://[::1]:8080/users/me"},
		{"insecure", []fanvue.Option{fanvue.WithBaseURL("http://api.example"), fanvue.WithInsecureHTTP()}, "http://api.example/users/me"},
		{"insecure in the other order", []fanvue.Option{fanvue.WithInsecureHTTP(), fanvue.WithBaseURL("http://api.example")}, "http://api.example/users/me"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var url string
			s := &script{steps: steps{func(r *http.Request) (*http.Response, error) {
				url = r.URL.String()
				return respond(200, `{"uuid":"u-1"}`)(r)
			}}}
			client := scripted(t, s, tt.opts...)
			if len(s.requests) != 0 {
				t.Error("NewClient sent a request")
			}
			if _, err := client.Self.Get(t.Context()); err != nil || url != tt.url {
				t.Errorf("%s was asked for, %v; want %s", url, err, tt.url)
			}
		})
	}
}

func TestClientHeaders(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		opts []fanvue.Option
		want http.Header
	}{
		{"default", nil, http.Header{
			"Accept": {"application/json"}, "User-Agent": {"fanvue-go/" + fanvue.Version},
			"X-Fanvue-Api-Version": {"2025-06-26"}, "X-Fanvue-Api-Key": {"key-for-tests"},
		}},
		{"chosen", []fanvue.Option{fanvue.WithAPIVersion("2027-01-01"), fanvue.WithUserAgent("shop/2 (mail@example.com)")}, http.Header{
			"Accept": {"application/json"}, "User-Agent": {"shop/2 (mail@example.com)"},
			"X-Fanvue-Api-Version": {"2027-01-01"}, "X-Fanvue-Api-Key": {"key-for-tests"},
		}},
	}
	for _, tt := range tests {
		var got http.Header
		s := &script{steps: steps{func(r *http.Request) (*http.Response, error) {
			got = r.Header.Clone()
			return respond(200, `{"uuid":"u-1"}`)(r)
		}}}
		_, err := scripted(t, s, tt.opts...).Self.Get(t.Context())
		if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", tt.name, err, diff)
		}
	}
}

func TestNewClientDoesNoIO(t *testing.T) {
	t.Parallel()
	api, source := &credentialAPI{good: "good"}, &credentialSource{tokens: []string{"good"}}
	client := api.client(t, fanvue.WithTokenSource(source), fanvue.WithLogger(slog.New(slog.DiscardHandler)))
	client.CloseIdleConnections()
	if limit, known := client.RateLimit(); known || limit != (fanvue.RateLimit{}) {
		t.Errorf("the rate limit is known: %+v", limit)
	}
	if client.Creator("creator-1"); len(api.seen) != 0 || source.asked != 0 {
		t.Errorf("%d requests, token asked for %d times", len(api.seen), source.asked)
	}
}

func TestZeroClient(t *testing.T) {
	t.Parallel()
	const want = "fanvue: Client: make it with NewClient"
	var zero fanvue.Client
	op := fanvue.Operation{Name: "Mine", Method: "GET", Path: "/mine"}
	for name, client := range map[string]*fanvue.Client{"zero": {}, "nil": nil} {
		errs := map[string]error{
			"Call":        client.Call(t.Context(), op, fanvue.CallParams{}, nil),
			"CheckScopes": client.CheckScopes(fanvue.OpChatsList),
		}
		_, errs["Self.Get"] = zero.Self.Get(t.Context())
		_, errs["Creator.Messages.Send"] = client.Creator("creator-1").Messages.Send(t.Context(), "fan", fanvue.MessageParams{Text: "hello"})
		for call, err := range errs {
			if !errors.Is(err, fanvue.ErrValidation) || !strings.Contains(err.Error(), want) {
				t.Errorf("%s client: %s: %v", name, call, err)
			}
		}
		if limit, known := client.RateLimit(); known || limit != (fanvue.RateLimit{}) {
			t.Errorf("%s client: RateLimit %+v", name, limit)
		}
		if limit, known := client.Creator("creator-1").RateLimit(); known || limit != (fanvue.RateLimit{}) {
			t.Errorf("%s client: creator's RateLimit %+v", name, limit)
		}
		client.CloseIdleConnections()
	}
}

// optionsTransport counts how often its idle connections are closed.
type optionsTransport struct {
	script
	closed int
}

func (o *optionsTransport) CloseIdleConnections() { o.closed++ }

func TestCallersHTTPClientIsNotChanged(t *testing.T) {
	t.Parallel()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	followed := errors.New("the caller's own rule")
	transport := &optionsTransport{script: script{steps: []func(*http.Request) (*http.Response, error){
		respond(503, ""), broken(errReset), respond(429, ""), respond(302, "", "Location", "/elsewhere"), respond(200, "<html>"),
	}}}
	own := &http.Client{
		Transport: transport, Jar: jar, Timeout: 7 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return followed },
	}
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithHTTPClient(own), fanvue.WithMaxRetries(0))
	if err != nil {
		t.Fatal(err)
	}
	for i := range transport.steps {
		// The 429 leaves the common limit used up, so each call has its own.
		op := fanvue.Operation{Name: "Mine", Method: "GET", Path: "/mine", Bucket: string(rune('a' + i))}
		if err := client.Call(t.Context(), op, fanvue.CallParams{}, new(fanvue.Profile)); err == nil {
			t.Errorf("call %d: no error", i)
		}
	}
	if len(transport.requests) != len(transport.steps) {
		t.Errorf("%d requests, want %d", len(transport.requests), len(transport.steps))
	}
	if own.Transport != http.RoundTripper(transport) || own.Jar != http.CookieJar(jar) || own.Timeout != 7*time.Second || !errors.Is(own.CheckRedirect(nil, nil), followed) {
		t.Errorf("it was changed: %+v", own)
	}
	if transport.closed != 0 {
		t.Errorf("failing calls closed its idle connections %d times", transport.closed)
	}
	client.CloseIdleConnections()
	if transport.closed != 1 {
		t.Errorf("CloseIdleConnections closed them %d times, want once", transport.closed)
	}
}
