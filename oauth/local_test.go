package oauth_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
	"github.com/fanvue-go/fanvue/oauth"
)

// visit opens an address as a browser does and returns the page.
func visit(t *testing.T, address string) (status int, page string) {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	return response.StatusCode, string(body)
}

func localOptions(open func(string) error) oauth.LocalOptions {
	return oauth.LocalOptions{SignInOptions: oauth.SignInOptions{Operations: []fanvue.OperationName{fanvue.OpSelfGet}}, Open: open}
}

func TestSignInLocal(t *testing.T) {
	t.Parallel()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(free.Addr().String())
	_ = free.Close()
	for name, redirect := range map[string]string{
		"free port":  "http://127.0.0.1/callback",
		"fixed port": "http://localhost:" + port + "/a%20b/?x=1",
		"no path":    "http://127.0.0.1",
	} {
		t.Run(name, func(t *testing.T) {
			server := newServer(t)
			app := appFor(t, server, server.App(fanvuetest.WithRedirectURL(redirect)))
			pages := make(chan string, 1)
			grant, err := oauth.SignInLocal(t.Context(), app, localOptions(func(address string) error {
				callback := server.Approve(address)
				back := queryOf(t, address).Get("redirect_uri")
				base, query, _ := strings.Cut(back, "?")
				if query != "" {
					query += "&"
				}
				go func() {
					// What else a browser requests, and what does not belong to the sign-in.
					origin, _ := url.Parse(base)
					if status, _ := visit(t, origin.ResolveReference(&url.URL{Path: "/favicon.ico"}).String()); status == 200 {
						t.Errorf("/favicon.ico: %d", status)
					}
					if status, page := visit(t, base+"?"+query+"state=forged&code=x"); status != 400 || !strings.Contains(page, "does not belong") {
						t.Errorf("a forged callback: %d %s", status, page)
					}
					status, page := visit(t, base+"?"+query+callback.Encode())
					if status != 200 {
						t.Errorf("%d %s", status, page)
					}
					pages <- page
				}()
				return nil
			}))
			if err != nil {
				t.Fatal(err)
			}
			if page := <-pages; !strings.Contains(page, "You are signed in") {
				t.Error(page)
			}
			if diff := cmp.Diff([]fanvue.Scope{fanvue.ScopeReadSelf}, grant.Scopes()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if _, err := clientFor(t, server, app.TokenSource(oauth.NewMemoryStore(grant))).Self.Get(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSignInLocalThatFails(t *testing.T) {
	t.Parallel()
	server := newServer(t)
	app := appFor(t, server, server.App())
	callback := func(address string, query url.Values) {
		status, _ := visit(t, queryOf(t, address).Get("redirect_uri")+"?"+query.Encode())
		if status != 400 {
			t.Errorf("status %d", status)
		}
	}
	_, err := oauth.SignInLocal(t.Context(), app, localOptions(func(address string) error {
		go callback(address, server.Deny(address))
		return nil
	}))
	wantError(t, err, oauth.ErrAccessDenied)

	noBrowser := errors.New("no browser")
	_, err = oauth.SignInLocal(t.Context(), app, localOptions(func(string) error { return noBrowser }))
	if !errors.Is(err, noBrowser) {
		t.Error(err)
	}

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err = oauth.SignInLocal(ctx, app, localOptions(func(string) error { return nil }))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if _, err := oauth.SignInLocal(t.Context(), app, oauth.LocalOptions{}); !errors.Is(err, fanvue.ErrValidation) {
		t.Error(err)
	}
	public := newAuth(t, http.NotFound)
	if _, err := oauth.SignInLocal(t.Context(), public, localOptions(nil)); !errors.Is(err, fanvue.ErrValidation) {
		t.Errorf("a redirect URL on another machine: %v", err)
	}

	// The port is in use, so that another program would receive the code.
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	for _, host := range []string{"127.0.0.1", "localhost"} {
		app := appFor(t, server, server.App(fanvuetest.WithRedirectURL("http://"+host+":"+port+"/")))
		_, err = oauth.SignInLocal(t.Context(), app, localOptions(func(string) error { t.Error("opened"); return nil }))
		if err == nil || !strings.Contains(err.Error(), "listen") {
			t.Errorf("%s: %v", host, err)
		}
	}
}
