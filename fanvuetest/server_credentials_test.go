package fanvuetest_test

import (
	"errors"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestRevokedCredential(t *testing.T) {
	server := newServer(t)
	client := newClient(t, server)
	if _, err := client.Self.Get(t.Context()); err != nil {
		t.Fatal(err)
	}
	server.RevokeCredential(fanvuetest.APIKey)
	_, err := client.Self.Get(t.Context())
	want(t, "unauthorized", errors.Is(err, fanvue.ErrUnauthorized), true)

	server.AddCredential(server.Me(), fanvuetest.APIKey, fanvue.ScopeReadSelf)
	_, err = client.Self.Get(t.Context())
	want(t, "issued again", err, error(nil))
	_, err = client.Chats.List(t.Context(), nil)
	want(t, "with fewer scopes", errors.Is(err, fanvue.ErrInsufficientScope), true)
}

func TestAccountsOfOneServer(t *testing.T) {
	ctx := t.Context()
	server := newServer(t)
	other := server.AddAccount(fanvue.User{Handle: "nova"})
	server.AddCredential(other, "nova-key", fanvue.ScopeReadSelf, fanvue.ScopeReadChat, fanvue.ScopeWriteChat)
	fan := other.AddFan(fanvue.User{DisplayName: "Fan"})
	other.Receive(fan, "Hello, Nova!")

	client := newClientOf(t, server, "nova-key", fanvue.SurfaceDefault)
	self, err := client.Self.Get(ctx)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "own profile", []any{self.Handle, self.IsCreator}, []any{"nova", true})
	chats, err := client.Chats.List(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "own chats", []any{len(chats.Data), chats.Data[0].LastMessage.Text}, []any{1, "Hello, Nova!"})
	if _, err := client.Messages.Send(ctx, fan, fanvue.MessageParams{Text: "Hi!"}); err != nil {
		t.Fatal(err)
	}
	want(t, "sent", other.Messages(fan)[0].Text, "Hi!")
	_, err = client.Messages.Send(ctx, jonas, fanvue.MessageParams{Text: "Hi!"})
	want(t, "the fans of another account are strangers", err != nil, true)
	_, err = client.Fans.Subscribers(ctx, nil)
	want(t, "own scopes", errors.Is(err, fanvue.ErrInsufficientScope), true)
	_, err = client.Creator(juno).Chats.List(ctx, nil)
	want(t, "no creators", err != nil, true)
	want(t, "chats of the default account", len(dig(t, get(t, server, "/chats").body, "data").([]any)), 6)
	want(t, "the same account", server.AddAccount(fanvue.User{UUID: other.UUID()}).UUID(), other.UUID())
}

// TestCreatorWithACredential looks at one account as its owner and as the
// agency.
func TestCreatorWithACredential(t *testing.T) {
	ctx := t.Context()
	server := newServer(t)
	server.AddCredential(server.Creator(juno), "juno-key", fanvuetest.AllScopes()...)
	own, agency := newClientOf(t, server, "juno-key", fanvue.SurfaceDefault), newClient(t, server).Creator(juno)
	if _, err := own.Messages.Send(ctx, fanvuetest.CreatorFanUUID, fanvue.MessageParams{Text: "It's me"}); err != nil {
		t.Fatal(err)
	}
	seen, err := agency.Messages.List(ctx, fanvuetest.CreatorFanUUID, nil)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "seen by the agency", []any{seen.Data[0].Text, seen.Data[0].SentByUserID}, []any{"It's me", ""})
}

func TestTeamMemberActsForAssignedCreators(t *testing.T) {
	ctx := t.Context()
	server := newServer(t)
	ravi := server.AddAccount(fanvue.User{UUID: "aa000000-0000-4000-8000-000000000002"})
	server.AddCredential(ravi, "ravi", fanvuetest.AllScopes()...)
	client := newClientOf(t, server, "ravi", fanvue.SurfaceDefault)
	_, err := client.Creator(remy).Chats.List(ctx, nil)
	want(t, "assigned", err, error(nil))
	_, err = client.Creator(juno).Chats.List(ctx, nil)
	want(t, "not assigned", errors.Is(err, fanvue.ErrNotFound), true)
	_, err = client.Agency.TeamMembers(ctx)
	want(t, "not an administrator", errors.Is(err, fanvue.ErrForbidden), true)
}
