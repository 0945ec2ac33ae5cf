package fanvue_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

func TestOperationsReturnsCopies(t *testing.T) {
	t.Parallel()
	rows := fanvue.Operations()
	before := fmt.Sprint(rows)
	for i := range rows {
		for j := range rows[i].Scopes {
			kept := rows[i].Scopes[j]
			rows[i].Scopes[j] = "write:everything"
			if now := fmt.Sprint(fanvue.Operations()); now != before {
				t.Fatalf("%s: a change of a row's scopes shows", rows[i].Name)
			}
			rows[i].Scopes[j] = kept
		}
		rows[i].Name, rows[i].Path, rows[i].Idempotent = "None", "/none", true
	}
	if now := fmt.Sprint(fanvue.Operations()); now != before {
		t.Error("a change of the rows shows")
	}
}

func TestRequiredScopes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		ops  []fanvue.OperationName
		want scopeList
	}{
		{"none", nil, scopeList{}},
		{"one", []fanvue.OperationName{fanvue.OpChatsList}, scopeList{fanvue.ScopeReadChat}},
		{"together, once each, in order", []fanvue.OperationName{fanvue.OpMassMessagesSend, fanvue.OpSelfGet, fanvue.OpMessagesSend, fanvue.OpCreatorMessagesSend},
			scopeList{fanvue.ScopeReadSelf, fanvue.ScopeWriteChat, fanvue.ScopeReadFan, fanvue.ScopeReadCreator}},
	}
	for _, tt := range tests {
		got, err := fanvue.RequiredScopes(tt.ops...)
		if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", tt.name, err, diff)
		}
	}
	got, _ := fanvue.RequiredScopes(fanvue.OpChatsList)
	got[0] = "changed"
	if again, _ := fanvue.RequiredScopes(fanvue.OpChatsList); again[0] != fanvue.ScopeReadChat {
		t.Error("the caller's change reached the table")
	}
}

func TestDeclaredIdempotence(t *testing.T) {
	t.Parallel()
	idempotentPosts := map[fanvue.OperationName]bool{
		fanvue.OpChatsStatuses: true, fanvue.OpMessagesBatch: true, fanvue.OpInsightsFansBatch: true, // they only read
		fanvue.OpMediaGrant:     true, // it finds the grant that is there
		fanvue.OpChatsSetTyping: true, // saying it twice changes nothing
	}
	// A folder that has its new name is not found by the old one, and subscribers
	// could be asked twice to agree to a price.
	onlyOnce := map[fanvue.OperationName]bool{
		fanvue.OpVaultRenameFolder: true, fanvue.OpCreatorVaultRenameFolder: true, fanvue.OpSelfUpdateSubscriptionPrice: true,
	}
	for _, op := range fanvue.Operations() {
		want := op.Method != http.MethodPost && !onlyOnce[op.Name] || idempotentPosts[op.Name]
		if op.Idempotent != want {
			t.Errorf("%s (%s): Idempotent is %t, want %t", op.Name, op.Method, op.Idempotent, want)
		}
	}
}
