package oauth

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// LocalOptions specifies a sign-in with [SignInLocal].
type LocalOptions struct {
	// SignInOptions specifies what to request.
	SignInOptions
	// Open shows the user the address to open in a browser, or opens it. Nil
	// prints it to the standard error. If it returns an error, the sign-in ends
	// with that.
	Open func(address string) error
}

// SignInLocal signs a user in to a program for the command line. The redirect URL
// of app must be http on localhost, 127.0.0.1 or [::1]. SignInLocal listens there
// until the browser returns, ctx ends, or 30 minutes are over. If the redirect
// URL has no port, it uses a free one; the authorization server accepts that only
// for 127.0.0.1 and [::1].
//
// A request that does not belong to the sign-in is rejected, and the sign-in goes
// on. The errors are those of [App.Finish].
func SignInLocal(ctx context.Context, app *App, opts LocalOptions) (*Grant, error) {
	if err := app.usable(); err != nil {
		return nil, err
	}
	listeners, redirectURL, err := listenLocal(ctx, app.redirectURL)
	if err != nil {
		return nil, err
	}
	started, err := app.signIn(opts.SignInOptions, redirectURL)
	if err != nil {
		closeAll(listeners)
		return nil, err
	}
	ctx, cancel := context.WithDeadlineCause(ctx, started.expiry, ErrSignInExpired)
	defer cancel()
	l := &localSignIn{ctx: ctx, app: app, started: started, result: make(chan localResult, 1)}
	server := &http.Server{Handler: l.handler(redirectURL), ReadHeaderTimeout: 10 * time.Second}
	for _, listener := range listeners {
		go func() { _ = server.Serve(listener) }() // ends with ErrServerClosed
	}
	defer func() {
		// The browser still has to receive the page.
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if server.Shutdown(stopping) != nil {
			_ = server.Close()
		}
	}()

	open := opts.Open
	if open == nil {
		open = printAddress
	}
	if err := open(started.URL); err != nil {
		return nil, fmt.Errorf("fanvue: oauth: sign-in: the address was not opened: %w", err)
	}
	select {
	case r := <-l.result:
		return r.grant, r.err
	case <-ctx.Done():
		if context.Cause(ctx) == ErrSignInExpired {
			return nil, signInFailed(ErrSignInExpired)
		}
		return nil, signInFailed(ctx.Err())
	}
}

func printAddress(address string) error {
	_, err := fmt.Fprintf(os.Stderr, "Open this address in a browser to sign in:\n%s\n", address)
	return err
}

// listenLocal listens at a redirect URL and returns it with its port.
func listenLocal(ctx context.Context, redirectURL string) ([]net.Listener, string, error) {
	u, err := url.Parse(redirectURL)
	if err != nil || u.Scheme != "http" {
		return nil, "", invalid("SignInLocal", "the redirect URL of the app must be http on this machine, such as http://127.0.0.1:8912/callback")
	}
	hosts := []string{"127.0.0.1", "::1"} // browsers try both for localhost
	if isLoopbackIP(u.Hostname()) {
		hosts = []string{u.Hostname()}
	}
	port := u.Port()
	if port == "" {
		port = "0"
	}
	var config net.ListenConfig
	var listeners []net.Listener
	for _, host := range hosts {
		listener, listenErr := config.Listen(ctx, "tcp", net.JoinHostPort(host, port))
		if listenErr != nil {
			err = listenErr
			continue
		}
		listeners = append(listeners, listener)
		_, port, _ = net.SplitHostPort(listener.Addr().String())
	}
	// A machine need not have both addresses. Another program that has the port
	// on one of them would receive some of the callbacks.
	if len(listeners) == 0 || isInUse(err) {
		closeAll(listeners)
		return nil, "", fmt.Errorf("fanvue: oauth: sign-in: cannot listen at the redirect URL: %w", err)
	}
	if u.Port() == "" {
		u.Host += ":" + port
		redirectURL = u.String()
	}
	return listeners, redirectURL, nil
}

func isInUse(err error) bool {
	return err != nil && strings.Contains(err.Error(), "in use") // also on Windows, where there is no EADDRINUSE
}

func closeAll(listeners []net.Listener) {
	for _, listener := range listeners {
		_ = listener.Close()
	}
}

// localSignIn receives the callback of one sign-in.
type localSignIn struct {
	ctx     context.Context
	app     *App
	started *SignIn
	result  chan localResult
}

type localResult struct {
	grant *Grant
	err   error
}

func (l *localSignIn) handler(redirectURL string) http.Handler {
	u, _ := url.Parse(redirectURL) // it has been parsed before
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.EscapedPath() != path {
			http.NotFound(w, r)
			return
		}
		grant, err := l.app.Finish(l.ctx, l.started, r.URL.Query())
		var failed *SignInError
		switch {
		case errors.As(err, &failed):
			showPage(w, http.StatusBadRequest, failed.UserMessage)
		case err != nil:
			showPage(w, http.StatusInternalServerError, err.Error())
		default:
			showPage(w, http.StatusOK, "You are signed in. You can close this window and return to the program.")
		}
		if errors.Is(err, ErrStateMismatch) || errors.Is(err, ErrSignInUsed) {
			return // not of this sign-in, or the browser sent it twice
		}
		select {
		case l.result <- localResult{grant, err}:
		default:
		}
	})
}

var localPage = template.Must(template.New("").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Sign-in</title></head>
<body style="font: 18px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 20vh auto; padding: 0 1rem"><p>{{.}}</p></body></html>
`))

func showPage(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer") // the address has the code
	w.WriteHeader(status)
	_ = localPage.Execute(w, message)
}
