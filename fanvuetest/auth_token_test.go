package fanvuetest_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// tokens is a response of the token endpoint.
type tokens struct {
	status                    int
	Access                    string `json:"access_token"`
	Refresh                   string `json:"refresh_token"`
	Type                      string `json:"token_type"`
	Scope, Error, Description string
	Expires                   int `json:"expires_in"`
}

// post sends a form of the app.
func post(t *testing.T, server *fanvuetest.Server, app *fanvuetest.App, path string, form url.Values) tokens {
	t.Helper()
	return postAs(t, server, url.QueryEscape(app.ID), url.QueryEscape(app.Secret), path, form)
}

func postAs(t *testing.T, server *fanvuetest.Server, id, secret, path string, form url.Values) tokens {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.AuthURL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if id != "" {
		request.SetBasicAuth(id, secret)
	}
	response, err := server.HTTPClient().Do(request)
	if err != nil {
		t.Error(err)
		return tokens{}
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	r := tokens{status: response.StatusCode}
	if len(body) > 0 && json.Unmarshal(body, &r) != nil {
		t.Errorf("not JSON: %s", body)
	}
	return r
}

// codeForm returns the exchange of a new code.
func codeForm(server *fanvuetest.Server, app *fanvuetest.App) url.Values {
	query := server.Approve(server.AuthURL + "/oauth2/auth?" + authorization(app).Encode())
	return url.Values{
		"grant_type": {"authorization_code"}, "code": {query.Get("code")}, "redirect_uri": {app.RedirectURL}, "code_verifier": {verifier},
	}
}

func refreshForm(token string) url.Values {
	return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}
}

func newTokens(t *testing.T, server *fanvuetest.Server, app *fanvuetest.App) tokens {
	t.Helper()
	r := post(t, server, app, "/oauth2/token", codeForm(server, app))
	if r.status != http.StatusOK {
		t.Fatalf("%+v", r)
	}
	return r
}

// refresh returns the status and the error of a refresh, and its tokens.
func refresh(t *testing.T, server *fanvuetest.Server, app *fanvuetest.App, token string) tokens {
	t.Helper()
	return post(t, server, app, "/oauth2/token", refreshForm(token))
}

func refused(r tokens) []any { return []any{r.status, r.Error} }

// isAccepted reports whether the API accepts a token.
func isAccepted(t *testing.T, server *fanvuetest.Server, token string) bool {
	t.Helper()
	client, err := server.Client(fanvue.WithToken(token))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Self.Get(t.Context())
	if err != nil && !errors.Is(err, fanvue.ErrUnauthorized) {
		t.Fatal(err)
	}
	return err == nil
}

func TestCodeExchange(t *testing.T) {
	server := newServer(t)
	app := server.App()
	r := newTokens(t, server, app)
	want(t, "response", []any{r.Type, r.Expires, r.Scope}, []any{"bearer", 3600, "openid offline_access read:self read:chat"})
	want(t, "prefixes", []bool{strings.HasPrefix(r.Access, "ory_at_"), strings.HasPrefix(r.Refresh, "ory_rt_")}, []bool{true, true})
	want(t, "accepted", isAccepted(t, server, r.Access), true)
	client, err := server.Client(fanvue.WithToken(r.Access))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Fans.Subscribers(t.Context(), nil)
	want(t, "scopes of the consent", errors.Is(err, fanvue.ErrInsufficientScope), true)

	invalidGrant := []any{http.StatusBadRequest, "invalid_grant"}
	for name, change := range map[string]func(url.Values){
		"unknown code":     func(f url.Values) { f.Set("code", "ory_ac_x") },
		"another redirect": func(f url.Values) { f.Set("redirect_uri", "https://app.example/") },
		"another verifier": func(f url.Values) { f.Set("code_verifier", strings.Repeat("x", 43)) },
		"short verifier":   func(f url.Values) { f.Set("code_verifier", verifier[1:]) },
		"no verifier":      func(f url.Values) { f.Del("code_verifier") },
	} {
		form := codeForm(server, app)
		change(form)
		want(t, name, refused(post(t, server, app, "/oauth2/token", form)), invalidGrant)
	}
	want(t, "the code of another app", refused(post(t, server, server.App(), "/oauth2/token", codeForm(server, app))), invalidGrant)

	form := codeForm(server, app)
	first := post(t, server, app, "/oauth2/token", form)
	want(t, "a code twice", refused(post(t, server, app, "/oauth2/token", form)), invalidGrant)
	want(t, "the tokens of a code that came twice", isAccepted(t, server, first.Access), false)
	want(t, "their refresh", refused(refresh(t, server, app, first.Refresh)), invalidGrant)

	query := authorization(app)
	query.Set("scope", "openid read:self")
	form.Set("code", server.Approve(server.AuthURL+"/oauth2/auth?"+query.Encode()).Get("code"))
	want(t, "without offline", post(t, server, app, "/oauth2/token", form).Refresh, "")
}

func TestClientAuthentication(t *testing.T) {
	server := newServer(t)
	app := server.App()
	id, secret := url.QueryEscape(app.ID), url.QueryEscape(app.Secret)
	for name, tt := range map[string]struct {
		id, secret string
		change     func(url.Values)
		status     int
	}{
		"as it should be":        {id, secret, nil, 200},
		"the id in the form too": {id, secret, func(f url.Values) { f.Set("client_id", app.ID) }, 200},
		"a raw secret":           {id, app.Secret, nil, 401},
		"another secret":         {id, "x", nil, 401},
		"an unknown app":         {"x", secret, nil, 401},
		"none":                   {"", "", nil, 401},
		"in the form":            {"", "", func(f url.Values) { f.Set("client_id", app.ID); f.Set("client_secret", app.Secret) }, 401},
		"in both":                {id, secret, func(f url.Values) { f.Set("client_secret", app.Secret) }, 401},
	} {
		form := codeForm(server, app)
		if tt.change != nil {
			tt.change(form)
		}
		r := postAs(t, server, tt.id, tt.secret, "/oauth2/token", form)
		want(t, name, r.status, tt.status)
		want(t, name, r.Error == "invalid_client", tt.status == 401)
	}
	want(t, "another grant type", refused(post(t, server, app, "/oauth2/token", url.Values{"grant_type": {"password"}})), []any{400, "unsupported_grant_type"})
}

func TestRefreshRotation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newServer(t, fanvuetest.InMemory())
		app := server.App()
		invalidGrant := []any{http.StatusBadRequest, "invalid_grant"}
		first := newTokens(t, server, app)
		second := refresh(t, server, app, first.Refresh)
		want(t, "rotated", []any{second.status, second.Refresh != first.Refresh, second.Access != first.Access, second.Scope}, []any{200, true, true, first.Scope})
		want(t, "accepted", []bool{isAccepted(t, server, first.Access), isAccepted(t, server, second.Access)}, []bool{false, true})

		time.Sleep(29 * time.Second)
		third := refresh(t, server, app, first.Refresh) // within the grace
		want(t, "within the grace", []any{third.status, isAccepted(t, server, second.Access)}, []any{200, true})
		time.Sleep(time.Second)
		want(t, "after the grace", refused(refresh(t, server, app, first.Refresh)), invalidGrant)
		for name, token := range map[string]tokens{"second": second, "third": third} {
			want(t, name+" is revoked", isAccepted(t, server, token.Access), false)
			want(t, name+" is revoked", refused(refresh(t, server, app, token.Refresh)), invalidGrant)
		}

		scoped := refreshForm(newTokens(t, server, app).Refresh)
		scoped.Set("scope", "read:self")
		want(t, "with a scope", refused(post(t, server, app, "/oauth2/token", scoped)), []any{400, "invalid_request"})
		want(t, "of another app", refused(refresh(t, server, server.App(), newTokens(t, server, app).Refresh)), invalidGrant)

		fresh := newTokens(t, server, app)
		time.Sleep(time.Hour)
		want(t, "an hour later", isAccepted(t, server, fresh.Access), false)
		time.Sleep(29 * 24 * time.Hour)
		fresh = refresh(t, server, app, fresh.Refresh)
		want(t, "29 days later", fresh.status, 200)
		time.Sleep(30 * 24 * time.Hour)
		want(t, "30 days later", refused(refresh(t, server, app, fresh.Refresh)), invalidGrant)
	})
}

func TestGrantsThatEnd(t *testing.T) {
	server := newServer(t)
	app := server.App()
	invalidGrant := []any{http.StatusBadRequest, "invalid_grant"}

	r := newTokens(t, server, app)
	app.ExpireAccessTokens()
	want(t, "expired", isAccepted(t, server, r.Access), false)
	r = refresh(t, server, app, r.Refresh)
	want(t, "refreshed", isAccepted(t, server, r.Access), true)

	app.RevokeGrants()
	want(t, "revoked by the user", isAccepted(t, server, r.Access), false)
	want(t, "revoked by the user", refused(refresh(t, server, app, r.Refresh)), invalidGrant)

	r = newTokens(t, server, app)
	want(t, "revocation", post(t, server, app, "/oauth2/revoke", url.Values{"token": {r.Refresh}}).status, 200)
	want(t, "revoked by the app", isAccepted(t, server, r.Access), false)
	want(t, "an unknown token", post(t, server, app, "/oauth2/revoke", url.Values{"token": {"x"}}).status, 200)

	r = newTokens(t, server, app)
	want(t, "revocation", post(t, server, app, "/oauth2/revoke", url.Values{"token": {r.Access}}).status, 200)
	want(t, "only the access token", []any{isAccepted(t, server, r.Access), refresh(t, server, app, r.Refresh).status}, []any{false, 200})

	r = newTokens(t, server, app)
	app.RemoveScopes(fanvue.ScopeReadChat)
	want(t, "a scope is taken away", refused(refresh(t, server, app, r.Refresh)), []any{400, "invalid_scope"})
	want(t, "until the token expires", isAccepted(t, server, r.Access), true)
}

func TestConcurrentRefreshes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newServer(t, fanvuetest.InMemory(), fanvuetest.WithRefreshGrace(0))
		app := server.App()
		r := newTokens(t, server, app)
		server.Inject(fanvuetest.Fault{Operation: fanvuetest.AuthToken, Delay: time.Second})
		var first tokens
		var wg sync.WaitGroup
		wg.Go(func() { first = refresh(t, server, app, r.Refresh) })
		time.Sleep(time.Millisecond)
		want(t, "the second", refused(refresh(t, server, app, r.Refresh)), []any{400, "invalid_request"})
		wg.Wait()
		want(t, "the first", first.status, 200)
		want(t, "the grant is alive", refresh(t, server, app, first.Refresh).status, 200)
	})
}

func TestFaultsOfTheAuthorizationServer(t *testing.T) {
	server := newServer(t)
	app := server.App()
	r := newTokens(t, server, app)
	server.ResetRequests()
	server.Inject(
		fanvuetest.Fault{Operation: fanvuetest.AuthToken, Status: 503, Body: `{"error":"temporarily_unavailable"}`},
		fanvuetest.Fault{Operation: fanvuetest.AuthRevoke, Status: 500, Body: `{}`},
		fanvuetest.Fault{Operation: fanvuetest.AuthAuthorize, Status: 502},
		fanvuetest.Fault{Operation: fanvuetest.AuthConsent, Status: 504},
	)
	want(t, "token", refused(refresh(t, server, app, r.Refresh)), []any{503, "temporarily_unavailable"})
	want(t, "revoke", post(t, server, app, "/oauth2/revoke", nil).status, 500)
	want(t, "authorize", browse(t, server, http.MethodGet, "/oauth2/auth", nil).status, 502)
	want(t, "consent", browse(t, server, http.MethodPost, "/oauth2/consent", nil).status, 504)
	want(t, "pending", server.PendingFaults(), 0)
	want(t, "then", refresh(t, server, app, r.Refresh).status, 200)
	want(t, "unknown path", browse(t, server, http.MethodGet, "/oauth2/token", nil).status, 404)
	var operations []string
	for _, request := range server.Requests() {
		operations = append(operations, string(request.Operation))
	}
	want(t, "requests", strings.Join(operations, " "), "Auth.Token Auth.Revoke Auth.Authorize Auth.Consent Auth.Token ")
}

// The tokens of one app and user share a rate limit.
func TestRateLimitOfTokens(t *testing.T) {
	server := newServer(t, fanvuetest.WithRateLimit(2, time.Hour))
	app := server.App()
	r := newTokens(t, server, app)
	want(t, "first", isAccepted(t, server, r.Access), true)
	r = refresh(t, server, app, r.Refresh)
	want(t, "second", isAccepted(t, server, r.Access), true)
	client, err := server.Client(fanvue.WithToken(r.Access), fanvue.WithMaxWait(0))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Self.Get(t.Context())
	want(t, "third", errors.Is(err, fanvue.ErrRateLimited), true)
}
