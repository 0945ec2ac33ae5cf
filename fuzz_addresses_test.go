package fanvue_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// The scopes of a token response, whatever they are, refuse just the calls whose
// scopes are not among them.
func FuzzTokenScopes(f *testing.F) {
	for _, seed := range []string{"", "read:self", "read:chat write:chat", "READ:SELF", "read:self\x00", "a\x1b[31mb", "\xff,\xfe", "x:" + strings.Repeat("y", 5000), "read:self\u2028read:chat", "read:сhat"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		scopes := fanvue.ParseScopes(text)
		server := &fuzzServer{status: http.StatusOK, body: []byte(`{"uuid":"u-1","messageUuid":"m-1","data":[]}`)}
		client, err := fanvue.NewClient(fanvue.WithHTTPClient(&http.Client{Transport: server}), fanvue.WithTokenSource(fanvue.TokenSourceFunc(
			func(context.Context) (fanvue.Token, error) { return fanvue.NewToken(fuzzKey, scopes...), nil })))
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range []struct {
			name fanvue.OperationName
			call func(context.Context, *fanvue.Client) error
		}{
			{fanvue.OpSelfGet, func(ctx context.Context, c *fanvue.Client) error { return second(c.Self.Get(ctx)) }},
			{fanvue.OpChatsList, listChats}, {fanvue.OpMessagesSend, sendMessage}, {fanvue.OpCreatorMessagesList, scopesCreatorList},
		} {
			name := op.name
			needed, err := fanvue.RequiredScopes(name)
			if err != nil {
				t.Fatal(err)
			}
			server.requests = nil
			err = op.call(context.Background(), client)
			allowed := len(scopes) == 0 || !slices.ContainsFunc(needed, func(s fanvue.Scope) bool {
				return !slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return r == ',' || unicode.IsSpace(r) }), string(s))
			})
			if (err == nil) != allowed || (len(server.requests) == 1) != allowed {
				t.Errorf("%s with %q: %d requests, error %v", name, text, len(server.requests), err)
			}
			checked := client.CheckScopes(name)
			if (checked == nil) != allowed {
				t.Errorf("CheckScopes: %v", checked)
			}
			if err == nil {
				continue
			}
			checkText(t, err)
			checkText(t, checked)
			refused := asError[*fanvue.InsufficientScopeError](t, err)
			for _, s := range refused.Missing {
				if slices.Contains(scopes, s) || !slices.Contains(needed, s) {
					t.Errorf("%s is called missing", s)
				}
			}
		}
	})
}

// A base URL is refused, or every request goes to its scheme and host and
// below its path.
func FuzzBaseURL(f *testing.F) {
	for _, seed := range []string{
		"https://api.fanvue.com", "https://api.fanvue.com/", "https://h/a/b//", "http://127.0.0.1:8080", "http://[::1]/x", "http://api.fanvue.com", "https://u:p@h", "https://h?x", "https://h#",
		"https://h\\@evil.example", "https://h/%2e%2e/%2F", "https://h/../..", "HTTPS://H", "https://h/;x", "https://bücher.example", "https://h:99999", "https://h:", "https:h", "//h", "https://[fe80::1%25en0]/",
		"http://localhost.evil.example", "http://127.0.0.1.evil.example", "https://h/\n", "https://h /", "https://h%00", "https://h/a b", "http://LOCALHOST", "https://h/%", "https://h/?", "https://*", "https://h/{userUuid}", "https://::", "http://::1:", "http://::1:80", "https://a:b:443",
	} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, base string, insecure bool) {
		server := &fuzzServer{status: http.StatusFound, header: http.Header{"Location": {"https://elsewhere.example/"}}}
		opts := []fanvue.Option{fanvue.WithAPIKey(fuzzKey), fanvue.WithBaseURL(base), fanvue.WithMaxRetries(0), fanvue.WithHTTPClient(&http.Client{Transport: server})}
		if insecure {
			opts = append(opts, fanvue.WithInsecureHTTP())
		}
		client, err := fanvue.NewClient(opts...)
		if err != nil {
			asError[*fanvue.ArgumentError](t, err)
			checkText(t, err)
			return
		}
		want, err := url.Parse(base)
		if err != nil {
			t.Fatalf("%q was accepted, and is no URL: %v", base, err)
		}
		if host := want.Hostname(); want.Scheme != "https" && (want.Scheme != "http" || !insecure && !strings.EqualFold(host, "localhost") && host != "::1" && !strings.HasPrefix(host, "127.") && !strings.Contains(host, ":")) {
			t.Errorf("%q was accepted", base)
		}
		if want.User != nil {
			t.Errorf("%q was accepted", base)
		}
		_, err = client.Messages.List(context.Background(), "..?x", &fanvue.MessageListOptions{MarkAsRead: true})
		if len(server.requests) != 1 {
			t.Fatalf("%q: accepted, and then %d requests: %v", base, len(server.requests), err)
		}
		checkText(t, err)
		r := server.requests[0]
		host := strings.TrimSuffix(want.Host, ":") // an empty port is none
		if r.URL.Scheme != want.Scheme || strings.TrimSuffix(r.URL.Host, ":") != host || r.Host != "" && r.Host != host || r.URL.User != nil || r.URL.Opaque != "" {
			t.Errorf("%q: the request went to %s, Host %q", base, r.URL, r.Host)
		}
		if r.URL.RawQuery != "markAsRead=true" || r.URL.Fragment != "" {
			t.Errorf("%q: %s", base, r.URL)
		}
		if path := strings.TrimRight(want.EscapedPath(), "/") + "/chats/..%3Fx/messages"; r.URL.EscapedPath() != path {
			t.Errorf("%q: path %s, want %s", base, r.URL.EscapedPath(), path)
		}
	})
}

// idTemplates are rows whose path has placeholders.
func idTemplates() []fanvue.Operation {
	templates := slices.DeleteFunc(fanvue.Operations(), func(op fanvue.Operation) bool { return !strings.Contains(op.Path, "{") })
	for i := range templates {
		templates[i].Surfaces = nil // an id travels the same on each
	}
	return templates
}

// checkPath: the request has the segments of the template, and each
// placeholder's decodes to its value.
func checkPath(t *testing.T, template string, values map[string]string, escapedPath string) {
	t.Helper()
	want, got := strings.Split(template, "/"), strings.Split(escapedPath, "/")
	if len(want) != len(got) {
		t.Errorf("%d segments in %.300q, want %d as in %s", len(got), escapedPath, len(want), template)
		return
	}
	for i, segment := range want {
		if !strings.HasPrefix(segment, "{") {
			if got[i] != segment {
				t.Errorf("segment %d of %.300q, want %s", i, escapedPath, segment)
			}
			continue
		}
		value := values[strings.Trim(segment, "{}")]
		if decoded, err := url.PathUnescape(got[i]); err != nil || decoded != value {
			t.Errorf("segment %.100q of %.300q is %.100q, %v; want %.100q", got[i], escapedPath, decoded, err, value)
		}
		// Nor may it mean something to a server that decodes twice, or cleans
		// the path.
		if got[i] == "." || got[i] == ".." || strings.ContainsAny(got[i], "\\;?#/ ") {
			t.Errorf("segment %.100q of %.300q is not escaped", got[i], escapedPath)
		}
	}
}

func placeholders(path string) []string {
	var names []string
	for segment := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(segment, "{") {
			names = append(names, strings.Trim(segment, "{}"))
		}
	}
	return names
}

// An id from anywhere is refused, or is one segment of the path, one value of
// the query, one string of the body.
func FuzzID(f *testing.F) {
	for _, id := range nastyIDs() {
		if len(id) < 1000 {
			f.Add(id, "x")
			f.Add("x", id)
		}
	}
	for _, id := range []string{"", ".", ".."} {
		f.Add(id, "x")
	}
	f.Add("a", "\xff\xc0\xaf")
	f.Add("a,b", "c")
	templates := idTemplates()
	refused := []string{"", ".", ".."}
	f.Fuzz(func(t *testing.T, first, other string) {
		server := &fuzzServer{status: http.StatusOK, body: []byte(`{"data":[],"results":{}}`)}
		client := server.client(t)
		call := func(legal bool, what string, err error) *http.Request {
			t.Helper()
			if !legal {
				var problem *fanvue.ArgumentError
				if !errors.As(err, &problem) || len(server.requests) != 0 {
					t.Errorf("%s with %q and %q: %d requests, %v", what, first, other, len(server.requests), err)
				} else {
					checkText(t, err)
				}
				return nil
			}
			if err != nil || len(server.requests) != 1 {
				t.Errorf("%s with %q and %q: %d requests, %v", what, first, other, len(server.requests), err)
				return nil
			}
			return server.requests[0]
		}
		for _, op := range templates {
			values := make(map[string]string)
			legal := true
			for i, name := range placeholders(op.Path) {
				values[name] = []string{first, other}[i%2]
				legal = legal && !slices.Contains(refused, values[name]) && sentAsPart(name, values[name])
			}
			server.requests = nil
			err := client.Call(context.Background(), op, fanvue.CallParams{Path: values, Query: url.Values{"q": {first}}}, nil)
			if r := call(legal, string(op.Name), err); r != nil {
				checkPath(t, op.Path, values, r.URL.EscapedPath())
				if query, err := url.ParseQuery(r.URL.RawQuery); err != nil || !cmp.Equal(query, url.Values{"q": {first}}) {
					t.Errorf("query %q, %v", r.URL.RawQuery, err)
				}
			}
		}

		server.requests = nil
		_, err := client.Creator(first).Messages.Media(context.Background(), "u", "m", fanvue.MessageMediaParams{MediaUUIDs: []string{"a", other}})
		if r := call(!slices.Contains(refused, first) && sentAsPart("creatorUserUuid", first) && other != "" && !strings.Contains(other, ","), "Media", err); r != nil {
			query, err := url.ParseQuery(r.URL.RawQuery)
			if err != nil || query.Get("mediaUuids") != "a,"+other || len(query["mediaUuids"]) != 1 || len(query) != 1 {
				t.Errorf("query %q, %v", r.URL.RawQuery, err)
			}
		}
		server.requests = nil
		_, err = client.Creator("c").Fans.OnlineSubscribers(context.Background(), &fanvue.OnlineSubscriberOptions{SubscriberUUIDs: []string{first, other}})
		if r := call(first != "" && other != "" && !strings.Contains(first+other, ","), "OnlineSubscribers", err); r != nil {
			if query, err := url.ParseQuery(r.URL.RawQuery); err != nil || !cmp.Equal(query, url.Values{"limit": {"50"}, "subscriberUuids": {first + "," + other}}) {
				t.Errorf("query %q, %v", r.URL.RawQuery, err)
			}
		}
	})
}

// The committed inputs must not outgrow what a checkout should carry.
func TestFuzzCorpusIsSmall(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/fuzz/Fuzz*/*")
	if err != nil || len(files) > 60 {
		t.Errorf("%d files, %v", len(files), err)
	}
}
