package oauth_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/oauth"
)

// prints returns everything that fmt, encoding/json and log/slog make of a value,
// also inside other values.
func prints(value any) map[string]string {
	type inside struct {
		Exported any
		private  any
		Map      map[string]any
		List     []any
	}
	texts := make(map[string]string)
	nested := inside{value, value, map[string]any{"k": value}, []any{value, &value}}
	for name, v := range map[string]any{"value": value, "nested": nested, "pointer": &nested} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			texts[name+" "+verb] = fmt.Sprintf(verb, v)
		}
	}
	if err, ok := value.(error); ok {
		texts["Error"] = err.Error()
		if data, err := json.Marshal(map[string]any{"e": value}); err == nil {
			texts["JSON"] = string(data)
		}
	}
	var logged bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&logged, nil), slog.NewJSONHandler(&logged, nil)} {
		slog.New(handler).Info("m", "value", value, slog.Group("g", "value", value))
	}
	texts["log"] = logged.String()
	if _, isSignIn := value.(*oauth.SignIn); !isSignIn { // its JSON has the secrets on purpose
		logged.Reset()
		slog.New(slog.NewJSONHandler(&logged, nil)).Info("m", "nested", nested)
		texts["log of nested"] = logged.String()
	}
	return texts
}

// checkNoSecrets looks for secrets in whatever an error, and all that it wraps,
// prints.
func checkNoSecrets(t *testing.T, value any, secrets ...string) {
	t.Helper()
	var all []string
	for _, secret := range secrets {
		all = append(all, secret, url.QueryEscape(secret), fmt.Sprintf("%x", secret))
	}
	check := func(value any) {
		for how, text := range prints(value) {
			for _, secret := range all {
				if strings.Contains(text, secret) {
					t.Errorf("%T printed with %s shows %q: %.300s", value, how, secret, text)
				}
			}
		}
	}
	check(value)
	err, _ := value.(error)
	var visit func(error)
	visit = func(err error) {
		if err == nil {
			return
		}
		check(err)
		switch wrapper := err.(type) {
		case interface{ Unwrap() error }:
			visit(wrapper.Unwrap())
		case interface{ Unwrap() []error }:
			for _, wrapped := range wrapper.Unwrap() {
				visit(wrapped)
			}
		}
	}
	visit(err)
}

func TestValuesDoNotShowSecrets(t *testing.T) {
	t.Parallel()
	app := newAuth(t, http.NotFound)
	grant := oauth.NewGrant("ory_at_secret-access", "ory_rt_secret-refresh", time.Now().Add(time.Hour), "read:self")
	started := start(t, app)
	var kept struct{ State, Verifier string }
	data, err := json.Marshal(started)
	if err == nil {
		err = json.Unmarshal(data, &kept)
	}
	if err != nil || kept.State == "" || kept.Verifier == "" {
		t.Fatalf("%s: %v", data, err)
	}
	memory := oauth.NewMemoryStore(grant)
	source := app.TokenSource(memory)
	if _, err := source.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, value := range []any{app, *grant, grant, started, memory, source, oauth.NewFileStore("x")} {
		checkNoSecrets(t, value, clientSecret, "secret-access", "secret-refresh", kept.Verifier)
	}
	// The URL, which the browser shows, has the state: it is not printed either,
	// where fmt lets a type decide.
	checkNoSecrets(t, fmt.Sprintf("%v %+v %#v %s %d", *started, *started, *started, *started, *started), kept.State, kept.Verifier)
	if _, err := json.Marshal(struct{ G *oauth.Grant }{grant}); err == nil || !strings.Contains(err.Error(), "MarshalBinary") {
		t.Errorf("a grant as JSON: %v", err)
	}
}

// A server, a transport and a store that put what they were given into their
// errors do not get it into those of the package.
func TestErrorsDoNotShowSecrets(t *testing.T) {
	t.Parallel()
	const code, access, refresh = "ory_ac_code-of-the-callback", "ory_at_secret-access", "ory_rt_secret-refresh"
	echo := func(status int, format string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm()
			form, _ := json.Marshal(r.PostForm.Encode() + r.Header.Get("Authorization") + fmt.Sprint(r.PostForm))
			w.Header().Set("Location", "https://x.example/?"+r.PostForm.Encode())
			respondWith(status, fmt.Sprintf(format, form))(w, r)
		}
	}
	failing := func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		return nil, &leakyError{Request: r, Body: string(body), Text: r.Header.Get("Authorization") + string(body)}
	}
	apps := map[string]*oauth.App{
		"in the description": newAuth(t, echo(400, `{"error":"invalid_grant","error_description":%s}`)),
		"in the code":        newAuth(t, echo(400, `{"error":%s}`)),
		"in a 500":           newAuth(t, echo(500, `{"error":"server_error","error_description":%s}`)),
		"in a body":          newAuth(t, echo(400, `%s`)),
		"in a success":       newAuth(t, echo(200, `%s`)),
		"in a redirect":      newAuth(t, echo(302, `%s`)),
		"in a transport":     newAuth(t, nil, oauth.WithHTTPClient(&http.Client{Transport: roundTripper(failing)})),
	}
	for name, app := range apps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			started := start(t, app)
			var kept struct{ State, Verifier string }
			data, _ := json.Marshal(started)
			_ = json.Unmarshal(data, &kept)
			secrets := []string{clientSecret, code, access, refresh, kept.Verifier, kept.State}

			_, err := app.Finish(t.Context(), started, callbackOf(t, started))
			checkError(t, err, secrets)

			started = start(t, app)
			callback := callbackOf(t, started)
			secrets = append(secrets, callback.Get("state"))
			callback.Set("error", "server_error")
			callback.Set("error_description", callback.Encode())
			_, err = app.Finish(t.Context(), started, callback)
			checkError(t, err, secrets)
			checkError(t, orNone(app.Revoke(t.Context(), oauth.NewGrant(access, refresh, time.Time{})), name == "in a success"), secrets)

			source := app.TokenSource(oauth.NewMemoryStore(oauth.NewGrant(access, refresh, time.Unix(1, 0))))
			_, err = source.Token(t.Context())
			checkError(t, err, secrets)
			client, clientErr := fanvue.NewClient(fanvue.WithTokenSource(source), fanvue.WithBaseURL("http://127.0.0.1:1"))
			if clientErr != nil {
				t.Fatal(clientErr)
			}
			_, err = client.Self.Get(t.Context())
			checkError(t, err, secrets)
		})
	}
	var logged bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	for _, saving := range []bool{true, false} {
		fail := func() error {
			return fmt.Errorf("duplicate key (%s, %s, %s)", refresh, "ory_rt_new-refresh", clientSecret)
		}
		store := &hookStore{MemoryStore: oauth.NewMemoryStore(oauth.NewGrant(access, refresh, time.Unix(1, 0)))}
		if saving {
			store.onSave = fail
		}
		app := newAuth(t, respondWith(200, `{"access_token":"ory_at_new-access","refresh_token":"ory_rt_new-refresh"}`), oauth.WithLogger(logger))
		source := app.TokenSource(store)
		if !saving {
			if _, err := source.Token(t.Context()); err != nil {
				t.Fatal(err)
			}
			store.onLoad = fail
			_, err := source.Refresh(t.Context(), fanvue.NewToken("ory_at_new-access"))
			checkError(t, err, []string{clientSecret, "new-refresh", "new-access"})
			continue
		}
		_, err := source.Token(t.Context())
		checkError(t, err, []string{clientSecret, access, refresh, "new-refresh", "new-access"})
	}
	for _, secret := range []string{clientSecret, access, refresh, "new-refresh", "new-access"} {
		if strings.Contains(logged.String(), secret) {
			t.Errorf("the log shows %q: %s", secret, &logged)
		}
	}
	if logged.Len() == 0 {
		t.Error("nothing was logged")
	}
}

func checkError(t *testing.T, err error, secrets []string) {
	t.Helper()
	if err == nil {
		t.Error("no error")
		return
	}
	checkNoSecrets(t, err, secrets...)
}

func orNone(err error, none bool) error {
	if err == nil && none {
		return errors.New("none, as it should be")
	}
	return err
}

// leakyError is the error of a transport that keeps the request.
type leakyError struct {
	Request *http.Request
	Body    string
	Text    string
}

func (e *leakyError) Error() string { return e.Text }
