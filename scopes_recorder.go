package fanvue

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// ScopeRecorder counts the operations that clients call, with the scopes that
// they require, while a program runs. [ScopeRecorder.Report] returns what was
// used, what was rejected locally or refused by the server, and which granted
// scopes no call required.
// Make one with [NewScopeRecorder] and give its Hooks to each client:
//
//	recorder := fanvue.NewScopeRecorder()
//	client, err := fanvue.NewClient(fanvue.WithHooks(recorder.Hooks()), …)
//
// It is safe for concurrent use, and takes no lock on a call that succeeds.
// Clients that share a recorder are reported together, as if they had one
// credential: use a recorder for each kind of credential.
type ScopeRecorder struct {
	start time.Time
	// operations is replaced, never changed.
	operations atomic.Pointer[map[OperationName]*recordedOperation]
	// granted are the documented scopes of the credentials, as in a scopeSet.
	granted atomic.Uint32
	// undocumented are the other ones. The slice is replaced, never changed.
	undocumented atomic.Pointer[[]Scope]

	mu sync.Mutex // held while something is added, and for failed
	// failed counts the calls that lacked a scope by the scope.
	failed map[Scope]*ScopeUse
}

// recordedOperation counts the calls of an operation that required the same
// scopes. Clients may differ in that: see [WithOperationScopes].
type recordedOperation struct {
	required   scopeSet
	unverified bool
	next       *recordedOperation // the same operation with other scopes

	calls, rejected, refused atomic.Int64
}

// NewScopeRecorder returns a recorder that has counted nothing.
func NewScopeRecorder() *ScopeRecorder {
	r := &ScopeRecorder{start: time.Now(), failed: make(map[Scope]*ScopeUse)}
	r.operations.Store(&map[OperationName]*recordedOperation{})
	r.undocumented.Store(new([]Scope))
	return r
}

// Hooks returns the hooks that count, for [WithHooks]. They belong in every
// client whose calls are to be counted; clients that are derived with
// [Client.With] inherit them. Not counted are the transfers of an upload's parts
// to the storage, which require no scope, and the calls of
// [Client.DetectScopes].
func (r *ScopeRecorder) Hooks() Hooks { return Hooks{CallDone: r.callDone} }

// callDone counts a call.
func (r *ScopeRecorder) callDone(ctx context.Context, call CallInfo, result CallResult) {
	if call.Path == "" { // the transfer of a part
		return
	}
	var record *recordedOperation
	if made, ok := ctx.Value(operationKey{}).(*request); ok && made.op.Name == call.Operation {
		if made.detecting {
			return
		}
		if made.grantedKnown {
			r.grant(&made.granted)
		}
		_, replaced := made.client.scopeOverrides[call.Operation]
		record = r.operation(made.op, made.client.requirement(made.op), replaced)
	} else if op := declared[call.Operation]; op != nil {
		record = r.operation(op, op.required, false) // another hook replaced the context
	} else {
		record = r.operation(&operation{Operation: Operation{Name: call.Operation}}, scopeSet{}, true)
	}
	record.calls.Add(1)
	// The pipeline returns this error as it is.
	lack, _ := result.Err.(*InsufficientScopeError)
	switch {
	case lack == nil:
	case lack.Sent():
		record.refused.Add(1)
		r.fail(lack)
	default:
		record.rejected.Add(1)
		r.fail(lack)
	}
}

// operation returns the counters of an operation with these scopes, which may
// replace those of its declaration.
func (r *ScopeRecorder) operation(op *operation, required scopeSet, replaced bool) *recordedOperation {
	if record := (*r.operations.Load())[op.Name].find(&required); record != nil {
		return record
	}
	return r.addOperation(op, required, replaced)
}

func (r *ScopeRecorder) addOperation(op *operation, required scopeSet, replaced bool) *recordedOperation {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := *r.operations.Load()
	if record := all[op.Name].find(&required); record != nil {
		return record
	}
	all = maps.Clone(all)
	record := &recordedOperation{required: required, unverified: op.unverifiedScopes() && !replaced, next: all[op.Name]}
	all[op.Name] = record
	r.operations.Store(&all)
	return record
}

// find returns the first of a list that requires these scopes, or nil.
func (o *recordedOperation) find(required *scopeSet) *recordedOperation {
	for ; o != nil; o = o.next {
		if o.required.documented == required.documented && slices.Equal(o.required.others, required.others) {
			return o
		}
	}
	return nil
}

// grant records the scopes that a credential has.
func (r *ScopeRecorder) grant(granted *scopeSet) {
	if granted.documented&^r.granted.Load() != 0 {
		r.granted.Or(granted.documented)
	}
	for _, s := range granted.others {
		if slices.Contains(*r.undocumented.Load(), s) {
			continue
		}
		r.mu.Lock()
		others := slices.Clone(*r.undocumented.Load())
		if !slices.Contains(others, s) {
			others = append(others, s)
			r.undocumented.Store(&others)
		}
		r.mu.Unlock()
	}
}

// fail counts a call that lacked a scope.
func (r *ScopeRecorder) fail(lack *InsufficientScopeError) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range lack.Missing {
		use := r.failed[s]
		if use == nil {
			use = new(ScopeUse)
			r.failed[s] = use
		}
		if lack.Sent() {
			use.Refused++
		} else {
			use.Rejected++
		}
	}
}

// Report returns what has been counted so far. Calls that end meanwhile may be
// counted or not.
func (r *ScopeRecorder) Report() ScopeReport {
	// Times as they are stored and read again.
	report := ScopeReport{Start: r.start.Round(0).UTC(), End: time.Now().Round(0).UTC(), Versions: []string{Version}}
	report.Granted = append(scopeSet{documented: r.granted.Load()}.slice(), *r.undocumented.Load()...)
	for name, record := range *r.operations.Load() {
		for ; record != nil; record = record.next {
			use := OperationUse{
				Operation: name, Scopes: record.required.slice(), Unverified: record.unverified,
				Calls: record.calls.Load(), Rejected: record.rejected.Load(), Refused: record.refused.Load(),
			}
			report.Operations = append(report.Operations, use)
			for _, s := range use.Scopes {
				report.Scopes = append(report.Scopes, ScopeUse{Scope: s, Calls: use.Calls, Unverified: use.Unverified})
			}
		}
	}
	r.mu.Lock()
	for s, use := range r.failed {
		// Unverified says nothing where no call is counted.
		report.Scopes = append(report.Scopes, ScopeUse{Scope: s, Rejected: use.Rejected, Refused: use.Refused})
	}
	r.mu.Unlock()
	return report.Merge()
}
