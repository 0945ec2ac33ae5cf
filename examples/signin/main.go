// Signin is a small web app that signs a user in with Fanvue, shows who that is
// and what the app may do, makes a call, requests a scope that is missing, and
// signs out. It is for one user on this machine.
//
// Without configuration it uses a Fanvue in memory. For the real one, set
// FANVUE_CLIENT_ID, FANVUE_CLIENT_SECRET and FANVUE_REDIRECT_URL, whose path must
// be /callback. FANVUE_AUTH_URL and FANVUE_API_URL set other addresses. The grant
// is kept in the file of -grant, so the user stays signed in after a restart.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
	"github.com/fanvue-go/fanvue/oauth"
)

func main() {
	address := flag.String("addr", "localhost:8912", "where to listen")
	grantFile := flag.String("grant", "fanvue-grant.json", "file that keeps the grant; not used with the Fanvue in memory")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, *address, *grantFile); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run serves the web app until ctx ends.
func run(ctx context.Context, out io.Writer, address, grantFile string) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	base := "http://" + address
	if _, port, _ := net.SplitHostPort(listener.Addr().String()); port != "" {
		host, _, _ := net.SplitHostPort(address)
		base = "http://" + net.JoinHostPort(host, port)
	}
	var w *web
	if os.Getenv("FANVUE_CLIENT_ID") == "" {
		server := fanvuetest.NewServer()
		defer server.Close()
		fmt.Fprintf(out, "A Fanvue in memory listens on %s.\n", server.URL)
		w, err = newFakeWeb(server, base)
	} else {
		w, err = newRealWeb(oauth.NewFileStore(grantFile))
	}
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	fmt.Fprintf(out, "Open %s in a browser.\n", base)
	server := &http.Server{Handler: w.handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		// A refresh that has started must be saved.
		stopping, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = server.Shutdown(stopping)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// newFakeWeb returns the app for a Fanvue in memory.
func newFakeWeb(server *fanvuetest.Server, base string) (*web, error) {
	registered := server.App(fanvuetest.WithRedirectURL(base + "/callback"))
	app, err := oauth.NewApp(registered.ID, registered.Secret, registered.RedirectURL, oauth.WithAuthURL(server.AuthURL))
	if err != nil {
		return nil, err
	}
	return newWeb(app, oauth.NewMemoryStore(nil), fanvue.WithBaseURL(server.URL))
}

// newRealWeb returns the app for the credentials in the environment.
func newRealWeb(store store) (*web, error) {
	var opts []oauth.Option
	var clientOpts []fanvue.Option
	if address := os.Getenv("FANVUE_AUTH_URL"); address != "" {
		opts = append(opts, oauth.WithAuthURL(address))
	}
	if address := os.Getenv("FANVUE_API_URL"); address != "" {
		clientOpts = append(clientOpts, fanvue.WithBaseURL(address))
	}
	app, err := oauth.NewApp(os.Getenv("FANVUE_CLIENT_ID"), os.Getenv("FANVUE_CLIENT_SECRET"), os.Getenv("FANVUE_REDIRECT_URL"), opts...)
	if err != nil {
		return nil, err
	}
	return newWeb(app, store, clientOpts...)
}
