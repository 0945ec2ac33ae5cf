package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
)

// validationServer accepts every call and keeps what it was sent.
type validationServer struct {
	sent []string // method, path and query, and body
}

func (s *validationServer) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	s.sent = append(s.sent, r.Method+" "+r.URL.RequestURI()+" "+string(body)+" &"+r.URL.RawQuery+"&")
	response := `{"messageUuid":"m","id":"m","uuid":"l","mediaUuid":"m","uploadId":"u","name":"n","data":[],
		"results":{},"byChat":{},"addedCount":1,"entitlementId":"e","status":"ready","parts":[],
		"added":1,"success":true,"totals":{}}`
	switch {
	case strings.HasSuffix(r.URL.Path, "/statuses"):
		response = `{}`
	case strings.HasSuffix(r.URL.Path, "/url"):
		response = "https://storage.example/part"
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(response)), Request: r}, nil
}

func (s *validationServer) client(t *testing.T) *fanvue.Client {
	t.Helper()
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithHTTPClient(&http.Client{Transport: s}))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// checkRejected: the argument is to blame, by name, and nothing was sent.
func (s *validationServer) checkRejected(t *testing.T, op fanvue.OperationName, argument string, err error) {
	t.Helper()
	var problem *fanvue.ArgumentError
	switch {
	case !errors.As(err, &problem) || !errors.Is(err, fanvue.ErrValidation):
		t.Errorf("got %T %v, want an ArgumentError that is ErrValidation", err, err)
	case problem.Argument != argument || problem.Operation != op || problem.Reason == "":
		t.Errorf("got %+v, want %s to blame for %s", problem, argument, op)
	}
	if len(s.sent) > 0 {
		t.Errorf("sent %.200q, want nothing", s.sent)
	}
}

// validationCase is a call that is refused for an argument, or sent.
type validationCase struct {
	op       fanvue.OperationName
	name     string
	argument string // "": it is sent
	sent     string // part of what is then on the wire
	call     func(context.Context, *fanvue.Client) error
}

func runValidation(t *testing.T, cases []validationCase) {
	t.Helper()
	for _, tc := range cases {
		t.Run(string(tc.op)+" "+tc.name, func(t *testing.T) {
			t.Parallel()
			server := new(validationServer)
			err := tc.call(t.Context(), server.client(t))
			if tc.argument != "" {
				server.checkRejected(t, tc.op, tc.argument, err)
				return
			}
			if err != nil {
				t.Fatalf("got %v, want it sent", err)
			}
			if len(server.sent) != 1 || !strings.Contains(server.sent[0], tc.sent) {
				t.Errorf("sent %.200q, want %.80q once", server.sent, tc.sent)
			}
		})
	}
}

// runes are n characters of two bytes each.
func runes(n int) string { return strings.Repeat("é", n) }

// manyIDs are n ids.
func manyIDs(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("u-%d", i+1)
	}
	return list
}

// validationOfPages are cases for the size of a page and its token.
func validationOfPages(op fanvue.OperationName, sizeName string, call func(context.Context, *fanvue.Client, int, fanvue.PageToken) error) []validationCase {
	var cases []validationCase
	for size, argument := range map[int]string{-1: "Size", 1: "", 50: "", 51: "Size"} {
		cases = append(cases, validationCase{op, fmt.Sprint("size ", size), argument, fmt.Sprintf("&%s=%d&", sizeName, size), func(ctx context.Context, c *fanvue.Client) error {
			return call(ctx, c, size, "")
		}})
	}
	for _, tc := range []struct {
		name, argument string
		size           int
		token          fanvue.PageToken
	}{
		{"a cursor", "", 0, "cursor=x"},
		{"no token", "After", 0, "somewhere"},
		{"a token of another list", "After", 0, "offset=20"},
		{"a token of another size", "Size", 5, "page=2&size=6"},
	} {
		cases = append(cases, validationCase{op, tc.name, tc.argument, "", func(ctx context.Context, c *fanvue.Client) error {
			return call(ctx, c, tc.size, tc.token)
		}})
	}
	return cases
}

// validationOfIDs are cases for lists of ids that have a limit.
func validationOfIDs(op fanvue.OperationName, argument string, limit int, separator string, call func(context.Context, *fanvue.Client, []string) error) []validationCase {
	var cases []validationCase
	add := func(name, argument string, list []string) {
		sent := strings.Join(list, separator)
		cases = append(cases, validationCase{op, name, argument, sent, func(ctx context.Context, c *fanvue.Client) error { return call(ctx, c, list) }})
	}
	add("nil", argument, nil)
	add("no ids", argument, []string{})
	add("1 id", "", manyIDs(1))
	add(fmt.Sprint(limit, " ids"), "", manyIDs(limit))
	add(fmt.Sprint(limit+1, " ids"), argument, manyIDs(limit+1))
	add("an empty id", argument, []string{"a", ""})
	return cases
}

// rejectedUnless is the argument to blame for what is not sent.
func rejectedUnless(sent, argument string) string {
	if sent != "" {
		return ""
	}
	return argument
}

// firstError is the error of an iteration that ends at once.
func firstError[T any](rows func(func(T, error) bool)) error {
	for _, err := range rows {
		return err
	}
	return nil
}
