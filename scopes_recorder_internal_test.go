package fanvue

import (
	"context"
	"testing"
)

// recordedCalls are calls as the hooks of a recorder see them.
func recordedCalls(tb testing.TB) map[string]func(*ScopeRecorder) {
	client, err := NewClient(WithAPIKey("key-for-tests"), WithScopes(ScopeReadChat, ScopeWriteChat, "future:thing"))
	if err != nil {
		tb.Fatal(err)
	}
	call := func(op *operation, err error) func(*ScopeRecorder) {
		r := &request{client: client, op: op}
		r.granted, r.grantedKnown = client.granted(client.credential.static)
		ctx := context.WithValue(tb.Context(), operationKey{}, r)
		info, result := CallInfo{Operation: op.Name, Method: op.Method, Path: op.Path}, CallResult{Attempts: 1, Err: err}
		return func(recorder *ScopeRecorder) { recorder.callDone(ctx, info, result) }
	}
	return map[string]func(*ScopeRecorder){
		"success":  call(opMessagesSend, nil),
		"rejected": call(opMassMessagesSend, client.missingScopes(opMassMessagesSend, client.credential.static)),
		"caller's": call(newOperation(Operation{Name: "Mine", Method: "GET", Path: "/mine", Scopes: []Scope{"future:thing"}}), nil),
	}
}

func TestScopeRecorderDoesNotAllocate(t *testing.T) {
	for name, call := range recordedCalls(t) {
		recorder := NewScopeRecorder()
		call(recorder)
		if allocations := testing.AllocsPerRun(1000, func() { call(recorder) }); allocations != 0 {
			t.Errorf("%s: %v allocations, want 0", name, allocations)
		}
	}
}

func BenchmarkScopeRecorder(b *testing.B) {
	for name, call := range recordedCalls(b) {
		recorder := NewScopeRecorder()
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				call(recorder)
			}
		})
		b.Run(name+"/parallel", func(b *testing.B) {
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					call(recorder)
				}
			})
		})
	}
}
