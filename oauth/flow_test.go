package oauth_test

import (
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
	"github.com/fanvue-go/fanvue/oauth"
)

// From the sign-in to a call, through a session and past the life of the first
// access token.
func TestSignInToCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newServer(t, fanvuetest.InMemory())
		app := appFor(t, server, server.App())

		started, err := app.SignIn(oauth.SignInOptions{Operations: []fanvue.OperationName{fanvue.OpSelfGet, fanvue.OpChatsList}})
		if err != nil {
			t.Fatal(err)
		}
		session, err := json.Marshal(started)
		if err != nil {
			t.Fatal(err)
		}
		returned := server.Approve(started.URL) // the user consents in the browser

		kept := new(oauth.SignIn)
		if err := json.Unmarshal(session, kept); err != nil {
			t.Fatal(err)
		}
		grant, err := app.Finish(t.Context(), kept, returned)
		if err != nil {
			t.Fatal(err)
		}
		want := []fanvue.Scope{fanvue.ScopeReadSelf, fanvue.ScopeReadChat}
		if diff := cmp.Diff(want, grant.Scopes()); diff != "" {
			t.Errorf("scopes (-want +got):\n%s", diff)
		}
		if left := time.Until(grant.Expiry()); left != time.Hour {
			t.Errorf("the access token expires in %s, want 1h", left)
		}

		store := oauth.NewMemoryStore(grant)
		client := clientFor(t, server, app.TokenSource(store))
		for hour := range 5 {
			me, err := client.Self.Get(t.Context())
			if err != nil {
				t.Fatalf("hour %d: %v", hour, err)
			}
			if me.UUID != fanvuetest.MeUUID {
				t.Errorf("signed in as %s", me.UUID)
			}
			time.Sleep(time.Hour)
		}
		_, err = client.Fans.Subscribers(t.Context(), nil)
		var lacking *fanvue.InsufficientScopeError
		if !errors.As(err, &lacking) || lacking.Sent() {
			t.Errorf("the scopes of the grant did not reach the client: %v", err)
		}
	})
}
