package oauth_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
	"github.com/fanvue-go/fanvue/oauth"
)

// A whole sign-in, with a user who consents to everything.
func Example() {
	server := fanvuetest.NewServer()
	defer server.Close()
	registered := server.App(fanvuetest.WithRedirectURL("https://app.example/callback"))
	ctx := context.Background()

	app, err := oauth.NewApp(registered.ID, registered.Secret, registered.RedirectURL, oauth.WithAuthURL(server.AuthURL))
	if err != nil {
		log.Fatal(err)
	}
	signIn, err := app.SignIn(oauth.SignInOptions{Operations: []fanvue.OperationName{fanvue.OpSelfGet, fanvue.OpChatsList}})
	if err != nil {
		log.Fatal(err)
	}
	callback := server.Approve(signIn.URL) // in the browser
	grant, err := app.Finish(ctx, signIn, callback)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(grant.Scopes())

	client, err := fanvue.NewClient(fanvue.WithBaseURL(server.URL), fanvue.WithTokenSource(app.TokenSource(oauth.NewMemoryStore(grant))))
	if err != nil {
		log.Fatal(err)
	}
	me, err := client.Self.Get(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(me.DisplayName)
	// Output:
	// [read:self read:chat]
	// Ava Rivers
}

// session is what a web app keeps for a browser, on the server.
type session struct{ values map[string][]byte }

func (s *session) set(name string, value []byte) { s.values[name] = value }
func (s *session) get(name string) []byte        { return s.values[name] }

func sessionOf(*http.Request) *session { return &session{make(map[string][]byte)} }

func ExampleApp_SignIn() {
	app, err := oauth.NewApp(os.Getenv("FANVUE_CLIENT_ID"), os.Getenv("FANVUE_CLIENT_SECRET"), "https://example.com/callback")
	if err != nil {
		log.Print(err)
		return
	}
	store := oauth.NewFileStore("/var/lib/example/fanvue-grant.json")

	http.HandleFunc("POST /signin", func(w http.ResponseWriter, r *http.Request) {
		signIn, err := app.SignIn(oauth.SignInOptions{
			Operations: []fanvue.OperationName{fanvue.OpSelfGet, fanvue.OpChatsList},
			Prompt:     "login", // let the user choose the account
		})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		kept, _ := json.Marshal(signIn)
		sessionOf(r).set("fanvue", kept)
		http.Redirect(w, r, signIn.URL, http.StatusSeeOther)
	})

	http.HandleFunc("GET /callback", func(w http.ResponseWriter, r *http.Request) {
		var signIn *oauth.SignIn
		_ = json.Unmarshal(sessionOf(r).get("fanvue"), &signIn)
		grant, err := app.Finish(r.Context(), signIn, r.URL.Query())
		if failed := new(oauth.SignInError); errors.As(err, &failed) {
			http.Error(w, failed.UserMessage, http.StatusBadRequest)
			return
		}
		if err == nil {
			err = store.Save(r.Context(), grant)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
}

func ExampleApp_TokenSource() {
	app, err := oauth.NewApp(os.Getenv("FANVUE_CLIENT_ID"), os.Getenv("FANVUE_CLIENT_SECRET"), "https://example.com/callback")
	if err != nil {
		log.Print(err)
		return
	}
	store := oauth.NewFileStore("/var/lib/example/fanvue-grant.json")
	client, err := fanvue.NewClient(fanvue.WithTokenSource(app.TokenSource(store)))
	if err != nil {
		log.Print(err)
		return
	}
	_, err = client.Self.Get(context.Background())
	switch {
	case errors.Is(err, oauth.ErrNoGrant), errors.Is(err, oauth.ErrReconnect):
		// ask the user to sign in
	case errors.Is(err, fanvue.ErrUnavailable):
		// try later; the grant is alive
	}
}

func ExampleMissingScopes() {
	server := fanvuetest.NewServer()
	defer server.Close()
	registered := server.App()
	app, _ := oauth.NewApp(registered.ID, registered.Secret, registered.RedirectURL, oauth.WithAuthURL(server.AuthURL))
	started, _ := app.SignIn(oauth.SignInOptions{Operations: []fanvue.OperationName{fanvue.OpChatsList}})
	grant, err := app.Finish(context.Background(), started, server.Approve(started.URL))
	if err != nil {
		log.Fatal(err)
	}
	client, err := fanvue.NewClient(fanvue.WithBaseURL(server.URL), fanvue.WithTokenSource(app.TokenSource(oauth.NewMemoryStore(grant))))
	if err != nil {
		log.Fatal(err)
	}

	_, err = client.Fans.Subscribers(context.Background(), nil)
	if scopes := oauth.MissingScopes(err); scopes != nil {
		// show a button "Allow more", which starts this sign-in:
		signIn, err := app.SignIn(oauth.SignInOptions{Scopes: scopes})
		fmt.Println(scopes, signIn.URL != "", err)
	}
	// Output: [read:chat read:fan] true <nil>
}

func ExampleSignInLocal() {
	ctx := context.Background()
	app, err := oauth.NewApp(os.Getenv("FANVUE_CLIENT_ID"), os.Getenv("FANVUE_CLIENT_SECRET"), "http://127.0.0.1:8912/callback")
	if err != nil {
		log.Print(err)
		return
	}
	store := oauth.NewFileStore("fanvue-grant.json")

	grant, err := oauth.SignInLocal(ctx, app, oauth.LocalOptions{
		SignInOptions: oauth.SignInOptions{Operations: []fanvue.OperationName{fanvue.OpSelfGet}},
	})
	if err == nil {
		err = store.Save(ctx, grant)
	}
	if err != nil {
		log.Print(err)
	}
}
