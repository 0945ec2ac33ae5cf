package fanvuetest

import (
	"github.com/fanvue-go/fanvue"
)

func agencyHandlers() map[fanvue.OperationName]handler { return nil }

// agency is what the account administers.
type agency struct{}

func (w *world) seedAgency() {}
