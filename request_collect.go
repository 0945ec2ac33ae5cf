package fanvue

import (
	"errors"
	"iter"
)

// maxItemErrors is how many errors of single items Collect reports.
const maxItemErrors = 100

// Collect returns the first limit items of an iteration, such as one of
// [ChatsService.All]; a limit of 0 or less means all of them. It reads no page
// that it does not need.
//
// An error ends the iteration, and is returned together with the items before
// it. Only the error of a single item does not, an [*ItemDecodeError] or, in a
// batch, an [ItemError]: that item is left out, and the error is returned with all
// the others. Of such errors the first 100 are kept.
func Collect[T any](seq iter.Seq2[T, error], limit int) ([]T, error) {
	if seq == nil {
		return nil, &ArgumentError{Argument: "Collect", Reason: "seq must not be nil"}
	}
	var items []T
	var problems []error
	for item, err := range seq {
		if err != nil {
			if !isOfItem(err) {
				problems = append(problems, err)
				break
			}
			if len(problems) < maxItemErrors {
				problems = append(problems, err)
			}
			continue
		}
		if items = append(items, item); len(items) == limit {
			break
		}
	}
	if len(problems) == 1 {
		return items, problems[0]
	}
	return items, errors.Join(problems...)
}

// isOfItem reports whether an iteration continues after err, the error of a single
// item. The errors that end one may wrap such an error.
func isOfItem(err error) bool {
	switch err.(type) {
	case *ItemDecodeError, ItemError:
		return true
	}
	return false
}
