// Cli is a program for the command line that signs its user in with Fanvue: the
// first time in the browser, from then on with the grant that it keeps. It prints
// who is signed in.
//
// Without configuration it uses a Fanvue in memory, whose user consents at once.
// For the real one, set FANVUE_CLIENT_ID, FANVUE_CLIENT_SECRET and
// FANVUE_REDIRECT_URL, such as http://127.0.0.1:8912/callback. FANVUE_AUTH_URL and
// FANVUE_API_URL set other addresses.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/signal"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
	"github.com/fanvue-go/fanvue/oauth"
)

func main() {
	grantFile := flag.String("grant", "fanvue-grant.json", "file that keeps the grant; not used with the Fanvue in memory")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Stdout, *grantFile)
	var failed *oauth.SignInError
	switch {
	case errors.As(err, &failed):
		fmt.Fprintf(os.Stderr, "%s (%v)\n", failed.UserMessage, err)
		os.Exit(1)
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, grantFile string) error {
	if os.Getenv("FANVUE_CLIENT_ID") == "" {
		return runInMemory(ctx, out)
	}
	app, err := oauth.NewApp(os.Getenv("FANVUE_CLIENT_ID"), os.Getenv("FANVUE_CLIENT_SECRET"), os.Getenv("FANVUE_REDIRECT_URL"),
		oauth.WithAuthURL(cmp.Or(os.Getenv("FANVUE_AUTH_URL"), oauth.DefaultAuthURL)))
	if err != nil {
		return err
	}
	return whoAmI(ctx, out, app, oauth.NewFileStore(grantFile), nil,
		fanvue.WithBaseURL(cmp.Or(os.Getenv("FANVUE_API_URL"), fanvue.DefaultBaseURL)))
}

// runInMemory starts a Fanvue of its own, and a user who consents.
func runInMemory(ctx context.Context, out io.Writer) error {
	server := fanvuetest.NewServer()
	defer server.Close()
	registered := server.App()
	app, err := oauth.NewApp(registered.ID, registered.Secret, registered.RedirectURL, oauth.WithAuthURL(server.AuthURL))
	if err != nil {
		return err
	}
	consent := func(address string) error {
		fmt.Fprintln(out, "A browser would open", address)
		u, err := url.Parse(address)
		if err != nil {
			return err
		}
		go func() {
			response, err := http.Get(u.Query().Get("redirect_uri") + "?" + server.Approve(address).Encode())
			if err == nil {
				_ = response.Body.Close()
			}
		}()
		return nil
	}
	return whoAmI(ctx, out, app, oauth.NewMemoryStore(nil), consent, fanvue.WithBaseURL(server.URL))
}

// whoAmI prints the account. It signs in if there is no grant, or if that has
// ended.
func whoAmI(ctx context.Context, out io.Writer, app *oauth.App, store oauth.Store, open func(string) error, opts ...fanvue.Option) error {
	client, err := fanvue.NewClient(append(opts, fanvue.WithTokenSource(app.TokenSource(store)))...)
	if err != nil {
		return err
	}
	me, err := client.Self.Get(ctx)
	if errors.Is(err, oauth.ErrNoGrant) || errors.Is(err, oauth.ErrReconnect) {
		grant, err := oauth.SignInLocal(ctx, app, oauth.LocalOptions{
			SignInOptions: oauth.SignInOptions{Operations: []fanvue.OperationName{fanvue.OpSelfGet}},
			Open:          open,
		})
		if err != nil {
			return err
		}
		if err := store.Save(ctx, grant); err != nil {
			return err
		}
		if me, err = client.Self.Get(ctx); err != nil {
			return err
		}
		fmt.Fprintf(out, "Signed in as %s (@%s).\n", me.DisplayName, me.Handle)
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Still signed in as %s (@%s).\n", me.DisplayName, me.Handle)
	return nil
}
