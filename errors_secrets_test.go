package fanvue_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
)

const (
	signature = "5160a7de0a7ef1e5"
	// Short enough to be quoted whole.
	shortURL  = "https://m.co/?sig=" + signature
	signedURL = "https://m.example/v?X-Amz-Credential=AKIA51&X-Amz-Signature=" + signature
)

// A signed URL opens paid media to everybody who reads a log.
func TestSignedURLsAreNotShown(t *testing.T) {
	t.Parallel()
	bodies := map[string]string{
		"a row that is no object":         `{"data":["` + signedURL + `"],"results":{"m":"` + signedURL + `"}}`,
		"a count that is none":            `{"data":[{"variants":[{"url":"` + signedURL + `","width":"` + signedURL + `"}]}],"results":{"m":{"variants":[{"url":"` + signedURL + `","width":1e309}]}}}`,
		"a variant that is no object":     `{"data":[{"variants":["` + signedURL + `"]}],"results":{"m":{"variants":["` + signedURL + `"]}}}`,
		"a list that is none":             `{"data":[{"variants":"` + signedURL + `"}],"results":{"m":{"variants":"` + signedURL + `"}}}`,
		"a URL for a price":               `{"data":[{"pricing":{"USD":{"price":"` + shortURL + `"}}}],"results":{"m":{"pricing":{"USD":{"price":"` + shortURL + `"}}}}}`,
		"a URL for a time":                `{"data":[{"sentAt":"` + shortURL + `"}],"results":{"m":{"sentAt":"` + shortURL + `"}}}`,
		"cut in the middle of the URL":    `{"data":[{"variants":[{"url":"` + signedURL[:len(signedURL)-2],
		"garbage behind the URL":          `{"data":[{"variants":[{"url":"` + signedURL + `"x`,
		"a control character in the URL":  `{"data":[{"variants":[{"url":"` + signedURL + "\x01" + `"}]}]}`,
		"a bad escape in the URL":         `{"data":[{"variants":[{"url":"` + signedURL + `\q"}]}]}`,
		"nothing but the URL":             signedURL,
		"nothing but the URL, in a text":  `"` + signedURL + `"`,
		"a member named like the URL":     `{"` + signedURL + `":1,"data":1,"results":1}`,
		"a result keyed by the URL":       `{"data":1,"results":{"` + signedURL + `":1}}`,
		"an error of the URL, not an URL": `{"errors":"` + signedURL + `","data":1}`,
	}
	calls := map[string]func(context.Context, *fanvue.Client) error{
		"Chats.Media": func(ctx context.Context, c *fanvue.Client) error { return second(c.Chats.Media(ctx, "fan", nil)) },
		"Creator.Messages.Media": func(ctx context.Context, c *fanvue.Client) error {
			media, err := c.Creator("c").Messages.Media(ctx, "fan", "m", fanvue.MessageMediaParams{MediaUUIDs: []string{"m"}})
			if err == nil && media.Results["m"] == nil {
				return media.Err("m")
			}
			return err
		},
		"Chats.AllMedia": func(ctx context.Context, c *fanvue.Client) error {
			for _, err := range c.Chats.AllMedia(ctx, "fan", nil) {
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
	for name, call := range calls {
		for title, body := range bodies {
			t.Run(name+"/"+title, func(t *testing.T) {
				t.Parallel()
				var logged bytes.Buffer
				server := newWireServer(t, respondJSON(http.StatusOK, body))
				err := call(t.Context(), server.client(t, debugLog(&logged)))
				if err == nil {
					t.Fatal("no error")
				}
				if !errors.As(err, new(fanvue.ItemError)) {
					asError[*fanvue.DecodeError](t, err)
				}
				checkUnsigned(t, err, logged.String())
			})
		}
	}
	// Storage behind a redirect is where such URLs come from.
	for _, header := range []string{"Location", "X-Elsewhere"} {
		t.Run("redirect/"+header, func(t *testing.T) {
			t.Parallel()
			var logged bytes.Buffer
			server := newWireServer(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set(header, signedURL)
				w.WriteHeader(http.StatusFound)
			})
			_, err := server.client(t, debugLog(&logged)).Chats.Media(t.Context(), "fan", nil)
			asError[*fanvue.APIError](t, err)
			checkUnsigned(t, err, logged.String())
		})
	}
}

func checkUnsigned(t *testing.T, err error, logged string) {
	t.Helper()
	shown := map[string]string{"the log": logged}
	for ; err != nil; err = errors.Unwrap(err) {
		for _, verb := range []string{"%v", "%+v", "%s", "%q"} {
			shown[fmt.Sprintf("%s of %T", verb, err)] = fmt.Sprintf(verb, err)
		}
	}
	for where, text := range shown {
		if strings.Contains(text, signature[:8]) || strings.Contains(text, "AKIA") {
			t.Errorf("the signed URL is in %s: %.600s", where, text)
		}
	}
}

// A server that gives the request back as its response must not get the
// credential, an id or a query into an error or a log.
func TestEchoedCredentialIsNotShown(t *testing.T) {
	t.Parallel()
	secretOf := func(r *http.Request) string { return r.Header.Get("X-Fanvue-Api-Key") }
	echoes := map[string]func(*http.Request) string{
		"as the length":      func(r *http.Request) string { return ok200 + "Content-Length: " + secretOf(r) + "\r\n\r\n" },
		"as the encoding":    func(r *http.Request) string { return ok200 + "Transfer-Encoding: " + secretOf(r) + "\r\n\r\n" },
		"as a header line":   func(r *http.Request) string { return ok200 + secretOf(r) + "\r\n\r\n" },
		"as a header's name": func(r *http.Request) string { return ok200 + "X " + secretOf(r) + ": y\r\n\r\n" },
		"as the status":      func(r *http.Request) string { return "HTTP/1.1 " + secretOf(r) + " OK\r\n\r\n" },
		"as the version":     func(r *http.Request) string { return secretOf(r) + " 200 OK\r\n\r\n" },
		"as the first line":  func(r *http.Request) string { return secretOf(r) + "\r\n\r\n" },
		"as the reason":      func(r *http.Request) string { return "HTTP/1.1 400 " + secretOf(r) + "\r\n\r\n" },
		"as a chunk's size":  func(r *http.Request) string { return ok200 + inChunks + secretOf(r) + "\r\n" },
		"as the body's type": func(r *http.Request) string {
			return "HTTP/1.1 200 OK\r\nContent-Type: " + secretOf(r) + "\r\n" + untilEnd + "<"
		},
		"as the place to go": func(r *http.Request) string {
			return "HTTP/1.1 307 x\r\nLocation: http://" + secretOf(r) + "%zz\r\n\r\n"
		},
		"as the wait": func(r *http.Request) string {
			return "HTTP/1.1 429 x\r\nRetry-After: " + secretOf(r) + "\r\n" + untilEnd
		},
		"the request at all":  func(r *http.Request) string { return r.Method + " " + r.RequestURI + " HTTP/1.1\r\n\r\n" },
		"the path as status":  func(r *http.Request) string { return "HTTP/1.1 " + r.RequestURI + "\r\n\r\n" },
		"the path as headers": func(r *http.Request) string { return ok200 + r.RequestURI + "\r\n\r\n" },
	}
	for title, echo := range echoes {
		for _, write := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/write %t", title, write), func(t *testing.T) {
				t.Parallel()
				address := rawServer(t, func(conn net.Conn, r *http.Request) { io.WriteString(conn, echo(r)) })
				var logged bytes.Buffer
				client, err := fanvue.NewClient(fanvue.WithAPIKey(fuzzKey), fanvue.WithBaseURL(address), fanvue.WithMaxRetries(0), debugLog(&logged))
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(client.CloseIdleConnections)
				if write {
					_, err = client.Messages.Send(t.Context(), "secret-fan", fanvue.MessageParams{Text: "secret-text"})
				} else {
					_, err = client.Messages.List(t.Context(), "secret-fan", &fanvue.MessageListOptions{After: "cursor=secret-cursor"})
				}
				if err == nil {
					t.Fatal("no error")
				}
				for cause := err; cause != nil; cause = errors.Unwrap(cause) {
					if shown := fmt.Sprintf("%v %+v %#v", cause, cause, cause); strings.Contains(shown, fuzzKey) {
						t.Errorf("%T shows the credential: %.300s", cause, shown)
						break
					}
				}
				if strings.Contains(logged.String(), fuzzKey) || strings.Contains(logged.String(), "secret-") {
					t.Errorf("the log has too much: %s", logged.String())
				}
				if !strings.Contains(logged.String(), `"operation":"Messages.`) {
					t.Errorf("nothing was logged: %s", logged.String())
				}
			})
		}
	}
}

// Records at debug level have what WithLogger says and nothing of the call.
func TestDebugLogsHaveNoContent(t *testing.T) {
	t.Parallel()
	const secret = "s3cr3t-words"
	faults := map[string]func(tc operationCase) http.HandlerFunc{
		"success": func(tc operationCase) http.HandlerFunc { return respondJSON(tc.status, tc.response) },
		"400": func(operationCase) http.HandlerFunc {
			return respondJSON(400, `{"message":"`+secret+`","errors":["`+secret+`"]}`)
		},
		"403": func(operationCase) http.HandlerFunc {
			return respondJSON(403, `{"error":"Insufficient scopes `+secret+`"}`)
		},
		"429":        func(operationCase) http.HandlerFunc { return respondJSON(429, secret) },
		"500":        func(operationCase) http.HandlerFunc { return respondJSON(500, `<html>`+secret) },
		"unreadable": func(operationCase) http.HandlerFunc { return respondJSON(200, `{"`+secret) },
		"a redirect": func(operationCase) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", "https://elsewhere.example/"+secret)
				w.WriteHeader(http.StatusTemporaryRedirect)
			}
		},
		"no response": func(operationCase) http.HandlerFunc {
			return func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
		},
	}
	for fault, serve := range faults {
		failing(t, fault, func(t *testing.T, tc operationCase, row fanvue.Operation) {
			server := newWireServer(t, serve(tc))
			var logged bytes.Buffer
			_, err := tc.call(t.Context(), server.client(t, tc.surfaced(), debugLog(&logged)))
			checkLog(t, row, logged.String(), secret)
			if err != nil {
				return
			}
			if fault != "success" && fault != "unreadable" {
				t.Errorf("no error")
			}
		})
	}
}

func checkLog(t *testing.T, row fanvue.Operation, logged, secret string) {
	t.Helper()
	var records int
	for line := range strings.Lines(logged) {
		records++
		record, ok := decodedJSON(t, line).(map[string]any)
		if !ok {
			t.Fatalf("%q", line)
		}
		want := map[string]any{"operation": string(row.Name), "method": row.Method, "path": row.Path, "attempt": 1.0, "msg": "fanvue: request", "level": "DEBUG"}
		for name, value := range want {
			if record[name] != value {
				t.Errorf("%s is %v, want %v", name, record[name], value)
			}
			delete(record, name)
		}
		// One of a few words, not the text of an error: that may quote the server.
		if kind := record["failure"]; kind != nil && (kind != "connection failed" || record["status"] != nil) {
			t.Errorf("failure: %v", kind)
		}
		for _, name := range []string{"time", "took", "status", "failure"} {
			delete(record, name)
		}
		if len(record) > 0 {
			t.Errorf("unknown in the log: %v", record)
		}
	}
	if records != 1 {
		t.Errorf("%d records: %s", records, logged)
	}
	for _, trace := range []string{secret, fanID, fanPath, creatorID, strings.TrimPrefix(creatorPrefix, "/creators/"), opKey, "?"} {
		if strings.Contains(logged, trace) {
			t.Errorf("%q is in the log: %s", trace, logged)
		}
	}
}

// A refused token that the server echoes after its renewal is a secret still.
func TestRejectedTokenIsNotShown(t *testing.T) {
	t.Parallel()
	tokens := []string{"first-secret", "second-secret"}
	source := fanvue.TokenSourceFunc(func(context.Context) (fanvue.Token, error) {
		token := tokens[0]
		if len(tokens) > 1 {
			tokens = tokens[1:]
		}
		return fanvue.NewToken(token), nil
	})
	transport := &script{steps: steps{
		respond(401, ""), respond(400, `{"message":"neither first-secret nor second-secret"}`),
	}}
	client, err := fanvue.NewClient(fanvue.WithTokenSource(source), fanvue.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		t.Fatal(err)
	}
	err = sendMessage(t.Context(), client)
	if want := "fanvue: Messages.Send: 400 Bad Request: neither [redacted] nor [redacted]"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// Wherever the echo of a credential lies in a body that is cut, and however it
// is spelt, no piece of it stays.
func TestCutCredentialIsNotShown(t *testing.T) {
	t.Parallel()
	spell := func(format string) string {
		var echo strings.Builder
		for _, b := range []byte(fuzzKey) {
			fmt.Fprintf(&echo, format, b)
		}
		return echo.String()
	}
	echoes := map[string]string{
		"raw": fuzzKey, "JSON": spell(`\u%04x`), "a URL": spell("%%%02x"), "JavaScript": spell(`\x%02X`), "HTML": spell("&#%d;"), "JSON in JSON": spell(`\\u%04X`),
	}
	for name, echo := range echoes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for kept := 1; kept <= len(echo); kept += max(1, len(echo)/12) {
				body := strings.Repeat("-", 1<<20-kept) + echo + strings.Repeat("-", 100)
				s := &script{steps: steps{respond(400, body)}}
				client, err := fanvue.NewClient(fanvue.WithAPIKey(fuzzKey), fanvue.WithMaxRetries(0), fanvue.WithHTTPClient(&http.Client{Transport: s}))
				if err != nil {
					t.Fatal(err)
				}
				got := asError[*fanvue.APIError](t, listChats(t.Context(), client)).Body
				if len(got) > 1<<20 {
					t.Errorf("%d bytes are kept", len(got))
				}
				// Up to three characters say nothing.
				rest := strings.Trim(string(got), "-")
				if perCharacter := (len(echo) + len(fuzzKey) - 1) / len(fuzzKey); !strings.HasPrefix("[redacted]", rest) && len(rest) >= 4*perCharacter {
					t.Errorf("cut after %d of %d bytes: %q", kept, len(echo), rest)
				}
			}
		})
	}
	// A body that is too large to be read is cut at the same place.
	before, after := io.LimitReader(repeated('-'), 1<<20-12), io.LimitReader(repeated('-'), 32<<20)
	s := &script{steps: steps{streamed(200, -1, before, strings.NewReader(fuzzKey), after)}}
	client, err := fanvue.NewClient(fanvue.WithAPIKey(fuzzKey), fanvue.WithMaxRetries(0), fanvue.WithHTTPClient(&http.Client{Transport: s}))
	if err != nil {
		t.Fatal(err)
	}
	got := asError[*fanvue.DecodeError](t, listChats(t.Context(), client)).Body
	if rest := strings.Trim(string(got), "-"); rest != "[redacted]" {
		t.Errorf("a large body: %q", rest)
	}
}

// A connection that breaks cuts an echo, too.
func TestBrokenEchoIsNotShown(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"400 Bad Request", "200 OK"} {
		address := rawServer(t, func(conn net.Conn, r *http.Request) {
			fmt.Fprintf(conn, "HTTP/1.1 %s\r\nContent-Length: 1000\r\n\r\nno key %s", status, r.Header.Get("X-Fanvue-Api-Key")[:12])
		})
		client, err := fanvue.NewClient(fanvue.WithAPIKey(fuzzKey), fanvue.WithBaseURL(address), fanvue.WithMaxRetries(0))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(client.CloseIdleConnections)
		err = listChats(t.Context(), client)
		var api *fanvue.APIError
		var undecoded *fanvue.DecodeError
		var body []byte
		switch {
		case errors.As(err, &api):
			body = api.Body
		case errors.As(err, &undecoded):
			body = undecoded.Body
		}
		if string(body) != "no key [redacted]" || strings.Contains(err.Error(), fuzzKey[:8]) {
			t.Errorf("%s: body %q, %v", status, body, err)
		}
	}
}

// A key of a letter is in every text.
func TestShortKeysLeaveTextAlone(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"a":      "an API key is a secret: abc, not abcdef",
		"abc":    "an API key is a secret: abc, not abcdef",
		"abcdef": "an API key is a secret: abc, not [redacted]",
	} {
		s := &script{steps: steps{respond(400, `{"message":"an API key is a secret: abc, not abcdef"}`)}}
		client, err := fanvue.NewClient(fanvue.WithAPIKey(key), fanvue.WithHTTPClient(&http.Client{Transport: s}))
		if err != nil {
			t.Fatal(err)
		}
		if api := asError[*fanvue.APIError](t, listChats(t.Context(), client)); api.Message != want {
			t.Errorf("%s: %q, want %q", key, api.Message, want)
		}
	}
}
