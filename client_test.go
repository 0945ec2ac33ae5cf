package fanvue_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/h2non/gock.v1"

	"github.com/fanvue-go/fanvue"
)

// stubbed returns a client for https://api.fanvue.com whose exchanges gock
// plays. gock's stubs are global, so these tests do not run in parallel.
func stubbed(t *testing.T, opts ...fanvue.Option) *fanvue.Client {
	t.Helper()
	t.Cleanup(gock.Off)
	httpClient := &http.Client{Transport: gock.NewTransport()}
	opts = append([]fanvue.Option{
		fanvue.WithAPIKey("key-for-tests"), fanvue.WithHTTPClient(httpClient), fanvue.WithMaxRetries(0),
	}, opts...)
	client, err := fanvue.NewClient(opts...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// exchange expects one request with the headers that every request has. Its
// matches are anchored: gock takes any part of a value for the whole.
func stubbedRequest() *gock.Request {
	return gock.New("https://api.fanvue.com").
		MatchHeader("X-Fanvue-API-Key", "^key-for-tests$").
		MatchHeader("X-Fanvue-API-Version", "^2025-06-26$").
		MatchHeader("Accept", "^application/json$").
		MatchHeader("User-Agent", "^fanvue-go/")
}

func TestClientReadsAProfile(t *testing.T) {
	client := stubbed(t)
	stubbedRequest().Get("^/users/me$").Reply(200).BodyString(`{
		"uuid": "7f1c", "email": "ada@example.com", "handle": "ada", "bio": "Hello", "displayName": "Ada",
		"isCreator": true, "createdAt": "2025-01-02T03:04:05.678Z", "updatedAt": null, "avatarUrl": null, "bannerUrl": null,
		"likesCount": 12, "fanCounts": {"followersCount": 3, "subscribersCount": 4}, "unheardOf": {"a": 1}
	}`)
	me, err := client.Self.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if me.Handle != "ada" || *me.LikesCount != 12 || me.FanCounts.SubscribersCount != 4 || me.ContentCounts != nil ||
		me.CreatedAt.UnixMilli() != 1735787045678 || !me.UpdatedAt.IsZero() {
		t.Errorf("got %+v", me)
	}
	if !gock.IsDone() {
		t.Error("the expected request was not made")
	}
}

func TestClientSendsAMessage(t *testing.T) {
	client := stubbed(t)
	stubbedRequest().Post("^/chats/fan-1/message$").
		MatchType("json").
		BodyString(`{"text":"Thank you <3 & see you","mediaUuids":["m-1"],"price":500}`).
		Reply(201).BodyString(`{"messageUuid": "msg-1"}`)
	sent, err := client.Messages.Send(t.Context(), "fan-1", fanvue.MessageParams{
		Text: "Thank you <3 & see you", MediaUUIDs: []string{"m-1"}, Price: 500,
	})
	if err != nil {
		t.Fatal(err)
	}
	if sent.UUID != "msg-1" {
		t.Errorf("got %q, want msg-1", sent.UUID)
	}
}

func TestClientNamesTheScopeThatTheServerDoesNot(t *testing.T) {
	client := stubbed(t)
	stubbedRequest().Get("^/subscribers$").Reply(403).BodyString(`{"error":"Insufficient scopes"}`)
	_, err := client.Fans.Subscribers(t.Context(), nil)
	var missing *fanvue.InsufficientScopeError
	if !errors.As(err, &missing) {
		t.Fatalf("got %T %v, want an InsufficientScopeError", err, err)
	}
	if diff := cmp.Diff([]fanvue.Scope{fanvue.ScopeReadFan}, missing.Missing); diff != "" || missing.Operation != fanvue.OpFansSubscribers || !missing.Sent() {
		t.Errorf("got %+v, sent %t; missing (-want +got):\n%s", missing, missing.Sent(), diff)
	}
	want := `fanvue: Fans.Subscribers: insufficient scope: requires read:fan; the scopes of the API key are unknown` +
		` (refused by the server: 403 "Insufficient scopes"); an API key's scopes are fixed: request a new key that has them`
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

func TestClientRejectsWithoutSending(t *testing.T) {
	client := stubbed(t, fanvue.WithScopes(fanvue.ScopeReadChat))
	stubbedRequest().Post("^/chats/fan-1/message$").Reply(201).BodyString(`{"messageUuid": "msg-1"}`)
	_, err := client.Messages.Send(t.Context(), "fan-1", fanvue.MessageParams{Text: "hello"})
	var missing *fanvue.InsufficientScopeError
	if !errors.As(err, &missing) || missing.Sent() {
		t.Fatalf("got %T %v, want a local InsufficientScopeError", err, err)
	}
	if !gock.IsPending() {
		t.Error("a request was made")
	}
}

func TestClientCallsADeclaredOperation(t *testing.T) {
	client := stubbed(t, fanvue.WithScopes(fanvue.ScopeWriteChat))
	typing := fanvue.Operation{
		Name: "Typing", Method: http.MethodPost, Path: "/chats/{userUuid}/typing",
		Scopes: []fanvue.Scope{fanvue.ScopeWriteChat}, Idempotent: true,
	}
	stubbedRequest().Post("^/chats/fan 1/typing$").BodyString(`{"isTyping":true}`).Reply(204)
	err := client.Call(t.Context(), typing, fanvue.CallParams{
		Path: map[string]string{"userUuid": "fan 1"}, Body: map[string]bool{"isTyping": true},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	typing.Scopes = append(typing.Scopes, "write:typing")
	var missing *fanvue.InsufficientScopeError
	err = client.Call(t.Context(), typing, fanvue.CallParams{Path: map[string]string{"userUuid": "fan 1"}}, nil)
	if !errors.As(err, &missing) || missing.Missing[0] != "write:typing" {
		t.Errorf("got %v, want write:typing missing", err)
	}
	for name, params := range map[string]fanvue.CallParams{
		"no value":       {},
		"an empty value": {Path: map[string]string{"userUuid": ""}},
		"a wrong name":   {Path: map[string]string{"userUuid": "fan", "userUUID": "fan"}},
	} {
		if err := client.Call(t.Context(), typing, params, nil); !errors.Is(err, fanvue.ErrValidation) {
			t.Errorf("%s: got %v, want ErrValidation", name, err)
		}
	}
}

func TestClientRejectsABadOperation(t *testing.T) {
	client := stubbed(t)
	good := fanvue.Operation{Name: "Typing", Method: "POST", Path: "/typing"}
	for name, spoil := range map[string]func(*fanvue.Operation){
		"no name":          func(op *fanvue.Operation) { op.Name = "" },
		"no method":        func(op *fanvue.Operation) { op.Method = "" },
		"method in small":  func(op *fanvue.Operation) { op.Method = "post" },
		"relative path":    func(op *fanvue.Operation) { op.Path = "typing" },
		"absolute address": func(op *fanvue.Operation) { op.Path = "https://elsewhere.example/typing" },
		"query in path":    func(op *fanvue.Operation) { op.Path = "/typing?x=1" },
		"climbing path":    func(op *fanvue.Operation) { op.Path = "/a/../b" },
		"two scopes":       func(op *fanvue.Operation) { op.Scopes = []fanvue.Scope{"read:a read:b"} },
	} {
		op := good
		spoil(&op)
		if err := client.Call(t.Context(), op, fanvue.CallParams{}, nil); !errors.Is(err, fanvue.ErrValidation) {
			t.Errorf("%s: got %v, want ErrValidation", name, err)
		}
	}
}
