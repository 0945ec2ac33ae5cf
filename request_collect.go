package fanvue

import (
	"errors"
	"iter"
)

// maxItemErrors is how many unreadable items Collect reports.
const maxItemErrors = 100

// Collect returns the first limit items of an iteration, such as one of
// [ChatsService.All]; a limit of 0 or less means all of them. It reads no page
// that it does not need.
//
// An error ends the iteration, and is returned together with the items before
// it. Only an [*ItemDecodeError] does not: that item is left out, and the error
// is returned with all the others. Of such errors the first 100 are kept.
func Collect[T any](seq iter.Seq2[T, error], limit int) ([]T, error) {
	if seq == nil {
		return nil, &ArgumentError{Argument: "Collect", Reason: "seq must not be nil"}
	}
	var items []T
	var problems []error
	for item, err := range seq {
		if err != nil {
			if _, skipped := err.(*ItemDecodeError); !skipped {
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
