package main

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
	"github.com/fanvue-go/fanvue/oauth"
)

// browser is a user's browser without a screen.
type browser struct {
	t       *testing.T
	client  *http.Client
	address *url.URL
	page    string
}

func newBrowser(t *testing.T) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, client: &http.Client{Jar: jar}}
}

func (b *browser) read(response *http.Response, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.address, b.page = response.Request.URL, html.UnescapeString(string(body))
}

func (b *browser) open(address string) {
	b.t.Helper()
	b.read(b.client.Get(address))
}

// submit sends the form with a field, changed by the values.
func (b *browser) submit(action string, values url.Values) {
	b.t.Helper()
	for _, field := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(b.page, -1) {
		if !values.Has(field[1]) {
			values.Set(field[1], field[2])
		}
	}
	b.read(b.client.PostForm(b.address.ResolveReference(&url.URL{Path: action}).String(), values))
}

func (b *browser) consent(decision string, scopes ...string) {
	b.t.Helper()
	b.submit("/oauth2/consent", url.Values{"account": {fanvuetest.MeUUID}, "action": {decision}, "scope": scopes})
}

func (b *browser) shows(texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		if !strings.Contains(b.page, text) {
			b.t.Errorf("the page at %s does not show %q:\n%s", b.address, text, b.page)
		}
	}
}

// serve starts the app for a registered app of the fake.
func serve(t *testing.T, server *fanvuetest.Server, store store) (address string, registered *fanvuetest.App) {
	t.Helper()
	var handler http.Handler
	listening := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(listening.Close)
	registered = server.App(fanvuetest.WithRedirectURL(listening.URL + "/callback"))
	t.Setenv("FANVUE_CLIENT_ID", registered.ID)
	t.Setenv("FANVUE_CLIENT_SECRET", registered.Secret)
	t.Setenv("FANVUE_REDIRECT_URL", registered.RedirectURL)
	t.Setenv("FANVUE_AUTH_URL", server.AuthURL)
	t.Setenv("FANVUE_API_URL", server.URL)
	w, err := newRealWeb(store)
	if err != nil {
		t.Fatal(err)
	}
	handler = w.handler()
	return listening.URL, registered
}

func TestSignInAllowMoreSignOut(t *testing.T) {
	server := fanvuetest.NewServer()
	defer server.Close()
	address, _ := serve(t, server, oauth.NewFileStore(filepath.Join(t.TempDir(), "grant.json")))
	b := newBrowser(t)
	b.open(address)
	b.shows("You are not signed in")

	b.submit("/signin", url.Values{})
	b.shows("Allow access?", "read:fan", fanvue.ScopeReadFan.Description())
	b.consent("allow", "read:self", "read:chat")
	b.shows("Ava Rivers", "Jonas Weller", "You did not allow this", "The app lacks <code>read:fan</code>")

	b.submit("/signin", url.Values{})
	b.shows("Allow access?", "read:fan", "read:chat") // what is held and what is missing
	b.consent("allow", "read:self", "read:chat", "read:fan")
	b.shows("Ava Rivers", "Some subscribers:</strong> Jonas")
	if strings.Contains(b.page, "The app lacks") {
		t.Errorf("the new grant is not used:\n%s", b.page)
	}

	b.submit("/signout", url.Values{})
	b.shows("You are not signed in")
}

func TestSignInSurvivesARestart(t *testing.T) {
	server := fanvuetest.NewServer()
	defer server.Close()
	path := filepath.Join(t.TempDir(), "grant.json")
	address, _ := serve(t, server, oauth.NewFileStore(path))
	b := newBrowser(t)
	b.open(address)
	b.submit("/signin", url.Values{})
	b.consent("allow", "read:self", "read:chat", "read:fan")
	b.shows("Ava Rivers")

	w, err := newRealWeb(oauth.NewFileStore(path))
	if err != nil {
		t.Fatal(err)
	}
	restarted := httptest.NewServer(w.handler())
	defer restarted.Close()
	b.open(restarted.URL)
	b.shows("Ava Rivers")
}

func TestCallbacksThatFail(t *testing.T) {
	server := fanvuetest.NewServer()
	defer server.Close()
	address, registered := serve(t, server, oauth.NewMemoryStore(nil))
	b := newBrowser(t)
	b.open(address)
	b.submit("/signin", url.Values{})
	b.consent("deny")
	b.shows("You did not allow the access", "You are not signed in")

	b.open(address + "/callback?state=of-another-sign-in&code=c")
	b.shows("does not belong to this browser session")

	newBrowser(t).open(address + "/callback?state=s&code=c") // without a session

	// The grant ends at Fanvue, and the token with it.
	b.open(address)
	b.submit("/signin", url.Values{})
	b.consent("allow", "read:self", "read:chat", "read:fan")
	b.shows("Ava Rivers")
	registered.RevokeGrants()
	b.open(address)
	b.shows("Fanvue has ended the connection", "You are not signed in")
}
