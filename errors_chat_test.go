package fanvue_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestNoChat(t *testing.T) {
	t.Parallel()
	tests := []struct {
		status int
		body   string
		want   bool
	}{
		// What fanvuetest says, and what the API's document describes.
		{400, `{"message":"There is no chat with this user; create one first"}`, true},
		{400, `{"message":"This user cannot be contacted"}`, true},
		{400, `{"message":"User is not contactable"}`, true},
		{400, `{"message":"user not contactable"}`, true},
		{400, `{"message":"You cannot contact this user"}`, true},
		{400, `{"message":"You can't contact this fan until they follow you"}`, true},
		{400, `{"error":"Bad Request","message":"Chat not found"}`, true},
		{404, `{"message":"Chat not found"}`, true},
		{404, `{"message":"Chat with this user was not found"}`, true},
		{400, `{"message":"Chat does not exist"}`, true},
		{400, `{"message":"The conversation doesn't exist"}`, true},
		{400, `{"message":"Chat has not been created yet"}`, true},
		{400, `{"message":"No existing chat with user 1234"}`, true},
		{400, `{"message":"No chat found"}`, true},
		{400, `{"message":"No conversation exists between you and this user."}`, true},
		{400, `{"message":"You don't have a chat with this user"}`, true},
		{400, `{"message":"You do not have an open conversation with this user"}`, true},
		{400, `{"message":"Please create a chat first"}`, true},
		{400, `{"message":"Start a conversation with this user before sending messages"}`, true},
		{422, `{"errors":["No chat with this user"]}`, true},
		{400, `{"errors":["{\"message\":\"Chat not found\"}"]}`, true},

		{400, `{"message":"Media not found"}`, false},
		{400, `{"message":"Media not found in this chat"}`, false},
		{400, `{"message":"Template not found"}`, false},
		{400, `{"message":"Chat template not found"}`, false},
		{400, `{"message":"Invalid UUID"}`, false},
		{400, `{"message":"A pay-to-view message cannot go without media"}`, false},
		{400, `{"message":"Message must not contain contact information"}`, false},
		{400, `{"message":"Do not contact users outside of the platform"}`, false},
		{400, `{"message":"Something went wrong, contact support"}`, false},
		{400, `{"message":"If the chat is new, wait before you send messages"}`, false},
		{400, `{"message":"No chat messages in this batch"}`, false},
		{400, `{"message":"This chat is muted and media cannot be found"}`, false},
		{400, `{"message":"No text"}`, false},
		{400, `{"errors":["text is too long for a chat"]}`, false},
		{400, `{"error":"Unsupported API version","message":"no chat"}`, false},
		{400, ``, false},
		{400, `<html>Chat not found</html>`, false},
		{404, `{"message":"Creator not found"}`, false},
		{404, `{"message":"Not Found"}`, false},
		{401, `{"message":"Chat not found"}`, false},
		{403, `{"message":"Chat not found"}`, false},
		{429, `{"message":"Chat not found"}`, false},
		{500, `{"message":"Chat not found"}`, false},
	}
	for _, tt := range tests {
		server := newWireServer(t, respondJSON(tt.status, tt.body))
		client := server.client(t)
		_, own := client.Messages.Send(t.Context(), fanID, fanvue.MessageParams{Text: "hi"})
		_, managed := client.Creator(creatorID).Messages.Send(t.Context(), fanID, fanvue.MessageParams{Text: "hi"})
		for _, err := range []error{own, managed} {
			if got := errors.Is(err, fanvue.ErrNoChat); got != tt.want {
				t.Errorf("%d %s: ErrNoChat %t, want %t: %v", tt.status, tt.body, got, tt.want, err)
			}
			if tt.want && !errors.Is(err, fanvue.ErrValidation) && !errors.Is(err, fanvue.ErrNotFound) {
				t.Errorf("%d %s lost its other kind: %v", tt.status, tt.body, err)
			}
			if tt.want && !strings.Contains(err.Error(), "Chats.Create") {
				t.Errorf("no next step: %v", err)
			}
		}
		// Only sending needs a chat that may not exist yet.
		_, list := client.Messages.List(t.Context(), fanID, nil)
		_, create := client.Chats.Create(t.Context(), fanID)
		if errors.Is(list, fanvue.ErrNoChat) || errors.Is(create, fanvue.ErrNoChat) {
			t.Errorf("%d %s: List %v, Create %v", tt.status, tt.body, list, create)
		}
	}
}

func TestNoChatOfTheFakeServer(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer()
	t.Cleanup(server.Close)
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		t.Fatal(err)
	}
	const userUUID = fanvuetest.FollowerUUID
	_, err = client.Messages.Send(t.Context(), userUUID, fanvue.MessageParams{Text: "hi"})
	if !errors.Is(err, fanvue.ErrNoChat) {
		t.Errorf("Send: %v", err)
	}
	if _, err := client.Messages.List(t.Context(), userUUID, nil); !errors.Is(err, fanvue.ErrNotFound) || errors.Is(err, fanvue.ErrNoChat) {
		t.Errorf("List: %v", err)
	}
	if _, err := client.Chats.Create(t.Context(), userUUID); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Messages.Send(t.Context(), userUUID, fanvue.MessageParams{Text: "hi"}); err != nil {
		t.Errorf("after Create: %v", err)
	}
}
