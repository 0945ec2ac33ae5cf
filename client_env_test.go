package fanvue_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// setEnv sets the variables of FromEnv to these values, and the others to
// nothing.
func setEnv(t *testing.T, variables map[string]string) {
	t.Helper()
	for _, name := range []string{"FANVUE_API_KEY", "FANVUE_ACCESS_TOKEN", "FANVUE_SCOPES", "FANVUE_API_URL"} {
		t.Setenv(name, variables[name])
	}
}

func TestFromEnv(t *testing.T) {
	var header http.Header
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header = r.Header
		w.Write([]byte(`{"data":[]}`))
	}))
	defer server.Close()
	tests := []struct {
		name   string
		env    map[string]string
		before []fanvue.Option
		after  []fanvue.Option
		header string // and its value
		scopes []fanvue.Scope
	}{
		{"key", map[string]string{"FANVUE_API_KEY": opKey}, nil, nil, "X-Fanvue-Api-Key: " + opKey, nil},
		{"token", map[string]string{"FANVUE_ACCESS_TOKEN": "a-token"}, nil, nil, "Authorization: Bearer a-token", nil},
		{"scopes", map[string]string{"FANVUE_API_KEY": opKey, "FANVUE_SCOPES": "read:chat, write:chat"}, nil, nil,
			"X-Fanvue-Api-Key: " + opKey, []fanvue.Scope{"read:chat", "write:chat"}},
		{"blank scopes", map[string]string{"FANVUE_API_KEY": opKey, "FANVUE_SCOPES": " "}, nil, nil, "X-Fanvue-Api-Key: " + opKey, nil},
		{"scopes of a later option", map[string]string{"FANVUE_API_KEY": opKey, "FANVUE_SCOPES": "read:self"}, nil,
			[]fanvue.Option{fanvue.WithScopes("read:chat")}, "X-Fanvue-Api-Key: " + opKey, []fanvue.Scope{"read:chat"}},
		{"scopes of an earlier option", map[string]string{"FANVUE_API_KEY": opKey, "FANVUE_SCOPES": "read:chat"},
			[]fanvue.Option{fanvue.WithScopes("read:self")}, nil, "X-Fanvue-Api-Key: " + opKey, []fanvue.Scope{"read:chat"}},
		{"credential of an option", map[string]string{"FANVUE_SCOPES": "read:chat"}, nil,
			[]fanvue.Option{fanvue.WithToken("other")}, "Authorization: Bearer other", []fanvue.Scope{"read:chat"}},
		{"nothing set", nil, nil, []fanvue.Option{fanvue.WithToken("other")}, "Authorization: Bearer other", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.env == nil {
				tt.env = make(map[string]string)
			}
			tt.env["FANVUE_API_URL"] = server.URL
			setEnv(t, tt.env)
			client, err := fanvue.NewClient(append(append(tt.before, fanvue.FromEnv()), tt.after...)...)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := client.Chats.List(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			name, want, _ := strings.Cut(tt.header, ": ")
			if got := header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
			scopes, _, err := client.Scopes(t.Context())
			if diff := cmp.Diff(tt.scopes, scopes); err != nil || diff != "" {
				t.Errorf("scopes (-want +got):\n%s%v", diff, err)
			}
		})
	}
}

// The variables are read when the option is applied, not when it is made, and by
// nothing else.
func TestFromEnvIsReadWhenApplied(t *testing.T) {
	setEnv(t, nil)
	option := fanvue.FromEnv()
	setEnv(t, map[string]string{"FANVUE_API_KEY": opKey, "FANVUE_SCOPES": "read:chat"})
	client, err := fanvue.NewClient(option)
	if err != nil {
		t.Fatal(err)
	}
	if scopes, known, _ := client.Scopes(t.Context()); !known || len(scopes) != 1 {
		t.Errorf("scopes %v, %t", scopes, known)
	}
	if _, err := fanvue.NewClient(); err == nil {
		t.Error("a client without FromEnv reads the environment")
	}
	setEnv(t, map[string]string{"FANVUE_ACCESS_TOKEN": "a-token"})
	if _, err := client.With(option); err != nil {
		t.Errorf("derived: %v", err)
	}
}

func TestFromEnvErrors(t *testing.T) {
	const value = "s3cr3t-value"
	tests := []struct {
		name string
		env  map[string]string
		opts []fanvue.Option
		want string
	}{
		{"nothing", nil, nil, "fanvue: FromEnv: neither FANVUE_API_KEY nor FANVUE_ACCESS_TOKEN is set, and there is no other credential"},
		{"both", map[string]string{"FANVUE_API_KEY": value, "FANVUE_ACCESS_TOKEN": value}, nil,
			"fanvue: FromEnv: both FANVUE_API_KEY and FANVUE_ACCESS_TOKEN are set; unset one of them"},
		{"quoted key", map[string]string{"FANVUE_API_KEY": `"` + value + `"`}, nil, "fanvue: FromEnv: FANVUE_API_KEY must not be in quotes"},
		{"token with its scheme", map[string]string{"FANVUE_ACCESS_TOKEN": "Bearer " + value}, nil, "fanvue: FromEnv: FANVUE_ACCESS_TOKEN must not start with"},
		{"key with a line break", map[string]string{"FANVUE_API_KEY": value + "\n"}, nil, "fanvue: FromEnv: FANVUE_API_KEY has a character"},
		{"blank key", map[string]string{"FANVUE_API_KEY": " "}, nil, "fanvue: FromEnv: FANVUE_API_KEY has a character"},
		{"two credentials", map[string]string{"FANVUE_API_KEY": value}, []fanvue.Option{fanvue.WithToken("t")}, "fanvue: NewClient: 2 credentials"},
		{"URL", map[string]string{"FANVUE_API_KEY": "k", "FANVUE_API_URL": value}, nil, "fanvue: FromEnv: FANVUE_API_URL must be an absolute https:// URL"},
		{"URL with a password", map[string]string{"FANVUE_API_KEY": "k", "FANVUE_API_URL": "https://me:" + value + "@api.example"}, nil, "FANVUE_API_URL"},
		{"URL in clear text", map[string]string{"FANVUE_API_KEY": "k", "FANVUE_API_URL": "http://" + value + ".example"}, nil, "WithInsecureHTTP"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			setEnv(t, tt.env)
			client, err := fanvue.NewClient(append(tt.opts, fanvue.FromEnv())...)
			if client != nil || !errors.Is(err, fanvue.ErrValidation) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want %s", err, tt.want)
			}
			if strings.Contains(err.Error(), value) || strings.Contains(err.Error(), "\n") {
				t.Errorf("it quotes the value, or is several errors: %v", err)
			}
		})
	}
	setEnv(t, map[string]string{"FANVUE_API_KEY": "k", "FANVUE_API_URL": "http://api.example"})
	for _, opts := range [][]fanvue.Option{
		{fanvue.FromEnv(), fanvue.WithInsecureHTTP()},
		{fanvue.FromEnv(), fanvue.WithBaseURL("https://other.example")},
	} {
		if _, err := fanvue.NewClient(opts...); err != nil {
			t.Error(err)
		}
	}
	if _, err := fanvue.NewClient(fanvue.FromEnv(), fanvue.WithBaseURL("ftp://other.example")); err == nil || !strings.Contains(err.Error(), "WithBaseURL") {
		t.Errorf("got %v, want an error about the option that counts", err)
	}
}
