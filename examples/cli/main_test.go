package main

import (
	"bytes"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
	"github.com/fanvue-go/fanvue/oauth"
)

func TestInMemory(t *testing.T) {
	t.Setenv("FANVUE_CLIENT_ID", "")
	var out bytes.Buffer
	if err := run(t.Context(), &out, ""); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "Signed in as Ava Rivers (@ava.rivers).") {
		t.Error(out.String())
	}
}

// The second start needs no browser.
func TestSecondStart(t *testing.T) {
	server := fanvuetest.NewServer()
	defer server.Close()
	registered := server.App()
	app, err := oauth.NewApp(registered.ID, registered.Secret, registered.RedirectURL, oauth.WithAuthURL(server.AuthURL))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "grant.json")
	var out bytes.Buffer
	for range 2 {
		err := whoAmI(t.Context(), &out, app, oauth.NewFileStore(path), func(address string) error {
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
		}, fanvue.WithBaseURL(server.URL))
		if err != nil {
			t.Fatal(err)
		}
	}
	if want := "Signed in as Ava Rivers (@ava.rivers).\nStill signed in as Ava Rivers (@ava.rivers).\n"; out.String() != want {
		t.Errorf("printed %q, want %q", out.String(), want)
	}
}
