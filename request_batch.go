package fanvue

import (
	"iter"
	"slices"
)

// BatchItem is the result for one id of an iteration over a batch.
type BatchItem[T any] struct {
	// ID is the requested id.
	ID string
	// Item is the result; nil if there is none. The error beside the BatchItem
	// says why.
	Item *T
}

// BatchError is the error that ends an iteration over a batch. It unwraps to its
// cause.
type BatchError struct {
	// Rest lists the ids without a result, in order. A new iteration over them
	// continues where this one ended.
	Rest []string
	// Err is the cause.
	Err error
}

func (e *BatchError) Error() string {
	if e.Err == nil {
		return "fanvue: the iteration ended: unknown reason"
	}
	return e.Err.Error()
}

// Unwrap returns the cause.
func (e *BatchError) Unwrap() error { return e.Err }

// batchAll iterates over the results for any number of ids, each of them once and
// in their order. fetch requests at most size of them, when the range needs the
// first one, and returns a function that looks the results up.
func batchAll[T any](method OperationName, argument string, ids []string, size int, fetch func(ids []string) (func(id string) (*T, error), error)) iter.Seq2[BatchItem[T], error] {
	ids = slices.Clone(ids)
	return func(yield func(BatchItem[T], error) bool) {
		rest := distinct(ids)
		end := func(err error) { yield(BatchItem[T]{}, &BatchError{Rest: slices.Clone(rest), Err: err}) }
		if problem := checkItems(argument, ids); problem != nil {
			problem.Operation = method
			end(problem)
			return
		}
		for len(rest) > 0 {
			part := rest[:min(size, len(rest))]
			lookUp, err := fetch(part)
			if err != nil {
				end(err)
				return
			}
			for _, id := range part {
				item, err := lookUp(id)
				if !yield(BatchItem[T]{ID: id, Item: item}, err) {
					return
				}
			}
			rest = rest[len(part):]
		}
	}
}

// distinct returns the different ids in the order in which they come first. It
// does not change ids.
func distinct(ids []string) []string {
	seen := make(map[string]struct{}, len(ids))
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		_, again := seen[id]
		seen[id] = struct{}{}
		return again
	})
}

// lookUp returns a function that returns the item of an id, or why there is none.
// An item that was decoded in part has both.
func (r *BulkResult[T]) lookUp() func(id string) (*T, error) {
	return func(id string) (*T, error) { return r.Results[id], r.Err(id) }
}
