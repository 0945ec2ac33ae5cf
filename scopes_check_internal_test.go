package fanvue

import "testing"

// The local check of an allowed call is part of every call: it must cost nothing.
func TestAllowedScopeCheckDoesNotAllocate(t *testing.T) {
	client, err := NewClient(WithAPIKey("key-for-tests"), WithScopes(ScopeWriteChat, ScopeReadFan, "read:unheard_of"))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	allocations := testing.AllocsPerRun(1000, func() {
		if client.checkScopes(ctx, opMassMessagesSend, client.credential.static) != nil {
			t.Fatal("rejected")
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations, want 0", allocations)
	}
}
