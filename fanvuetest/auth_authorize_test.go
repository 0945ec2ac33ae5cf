package fanvuetest_test

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

const (
	verifier  = "0123456789012345678901234567890123456789012"
	challenge = "_RpfHqw8pAZIomzVUE7sjRmHSM543WVdC4o-Kc4_3C0" // the SHA-256 of verifier
)

// authorization returns the parameters of a valid authorization request.
func authorization(app *fanvuetest.App) url.Values {
	return url.Values{
		"client_id": {app.ID}, "redirect_uri": {app.RedirectURL}, "response_type": {"code"}, "state": {"state-1234"},
		"scope": {"openid offline_access read:self read:chat"}, "code_challenge": {challenge}, "code_challenge_method": {"S256"},
	}
}

// browse sends a request as a browser does that stops at the app's redirect URL.
func browse(t *testing.T, server *fanvuetest.Server, method, path string, values url.Values) result {
	t.Helper()
	address := server.AuthURL + path
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(values.Encode())
	} else {
		address += "?" + values.Encode()
	}
	request, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := *server.HTTPClient()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return result{response.StatusCode, response.Header, html.UnescapeString(string(page))}
}

// callback returns the query of a redirect to the app.
func callback(t *testing.T, app *fanvuetest.App, r result) url.Values {
	t.Helper()
	back, err := url.Parse(r.header.Get("Location"))
	if err != nil || r.status != http.StatusSeeOther || !strings.HasPrefix(r.header.Get("Location"), app.RedirectURL+"?") {
		t.Fatalf("status %d, Location %q, %v", r.status, r.header.Get("Location"), err)
	}
	return back.Query()
}

func challengeOf(t *testing.T, page string) string {
	t.Helper()
	found := regexp.MustCompile(`name="challenge" value="([^"]+)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("this is not the consent page: %s", page)
	}
	return found[1]
}

func TestConsentPage(t *testing.T) {
	server := newServer(t)
	app := server.App()
	page := browse(t, server, http.MethodGet, "/oauth2/auth", authorization(app))
	want(t, "status", page.status, http.StatusOK)
	for _, text := range []string{"Ava Rivers", "Juno Park", "read:self", "read:chat", fanvue.ScopeReadChat.Description(), app.ID} {
		want(t, "the page shows "+text, strings.Contains(page.body, text), true)
	}
	want(t, "the page shows openid", strings.Contains(page.body, "openid"), false)

	form := url.Values{"challenge": {challengeOf(t, page.body)}, "account": {fanvuetest.CreatorUUID}, "scope": {"read:chat", "write:chat"}, "action": {"allow"}}
	query := callback(t, app, browse(t, server, http.MethodPost, "/oauth2/consent", form))
	want(t, "state", query.Get("state"), "state-1234")
	want(t, "scope", query.Get("scope"), "openid offline_access read:chat") // not what was not requested
	want(t, "code", strings.HasPrefix(query.Get("code"), "ory_ac_"), true)
	want(t, "submitted twice", browse(t, server, http.MethodPost, "/oauth2/consent", form).status, http.StatusBadRequest)

	form = url.Values{"challenge": {challengeOf(t, browse(t, server, http.MethodGet, "/oauth2/auth", authorization(app)).body)}, "action": {"deny"}}
	query = callback(t, app, browse(t, server, http.MethodPost, "/oauth2/consent", form))
	want(t, "denied", []string{query.Get("error"), query.Get("state"), query.Get("code")}, []string{"access_denied", "state-1234", ""})
}

func TestAuthorizationRequests(t *testing.T) {
	server := newServer(t)
	app := server.App(fanvuetest.WithRedirectURL("https://app.example/callback"), fanvuetest.WithAppScopes("read:self", "read:chat"))
	for name, tt := range map[string]struct {
		change func(url.Values)
		code   string // empty: an error page, without a redirect
	}{
		"unknown app":         {func(q url.Values) { q.Set("client_id", "x") }, ""},
		"another redirect":    {func(q url.Values) { q.Set("redirect_uri", "https://app.example/callback/") }, ""},
		"no redirect":         {func(q url.Values) { q.Del("redirect_uri") }, ""},
		"no PKCE":             {func(q url.Values) { q.Del("code_challenge") }, "invalid_request"},
		"plain PKCE":          {func(q url.Values) { q.Set("code_challenge_method", "plain") }, "invalid_request"},
		"short state":         {func(q url.Values) { q.Set("state", "1234567") }, "invalid_state"},
		"implicit":            {func(q url.Values) { q.Set("response_type", "token") }, "unsupported_response_type"},
		"scope of others":     {func(q url.Values) { q.Set("scope", "openid read:fan") }, "invalid_scope"},
		"scope unknown":       {func(q url.Values) { q.Set("scope", "read:nothing") }, "invalid_scope"},
		"without interaction": {func(q url.Values) { q.Set("prompt", "none") }, "login_required"},
	} {
		query := authorization(app)
		tt.change(query)
		r := browse(t, server, http.MethodGet, "/oauth2/auth", query)
		if tt.code == "" {
			want(t, name, []any{r.status, strings.Contains(r.body, "Sign-in stopped")}, []any{http.StatusBadRequest, true})
			continue
		}
		back := callback(t, app, r)
		want(t, name, []string{back.Get("error"), back.Get("state")}, []string{tt.code, query.Get("state")})
		want(t, name+", approved", server.Approve(server.AuthURL+"/oauth2/auth?"+query.Encode()).Get("error"), tt.code)
	}
}

// On a loopback address the port is free, elsewhere nothing is.
func TestRedirectPorts(t *testing.T) {
	server := newServer(t)
	for _, tt := range []struct {
		registered, given string
		ok                bool
	}{
		{"http://127.0.0.1/callback", "http://127.0.0.1:4321/callback", true},
		{"http://[::1]/callback", "http://[::1]:4321/callback", true},
		{"http://127.0.0.1/callback", "http://127.0.0.1:4321/other", false},
		{"http://127.0.0.1/callback", "http://127.0.0.1:4321/callback?x", false},
		{"http://127.0.0.1/callback", "https://127.0.0.1:4321/callback", false},
		{"http://127.0.0.1/callback", "http://x@127.0.0.1:4321/callback", false},
		{"http://localhost/callback", "http://localhost:4321/callback", false},
		{"https://app.example/callback", "https://app.example:4321/callback", false},
	} {
		app := server.App(fanvuetest.WithRedirectURL(tt.registered))
		query := authorization(app)
		query.Set("redirect_uri", tt.given)
		status := browse(t, server, http.MethodGet, "/oauth2/auth", query).status
		want(t, tt.registered+" as "+tt.given, status == http.StatusOK, tt.ok)
	}
}

func TestSignInTakesTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newServer(t, fanvuetest.InMemory())
		app := server.App()
		page := browse(t, server, http.MethodGet, "/oauth2/auth", authorization(app))
		time.Sleep(30 * time.Minute)
		form := url.Values{"challenge": {challengeOf(t, page.body)}, "account": {fanvuetest.MeUUID}, "action": {"allow"}}
		want(t, "status", browse(t, server, http.MethodPost, "/oauth2/consent", form).status, http.StatusBadRequest)
	})
}
