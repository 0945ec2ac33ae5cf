package fanvuetest

import (
	"time"

	"github.com/fanvue-go/fanvue"
)

func unpublishedHandlers() map[fanvue.OperationName]handler { return nil }

// automation is part of an account.
type automation struct{}

func (a *Account) seedAutomation(now time.Time) {}
