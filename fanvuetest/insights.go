package fanvuetest

import (
	"time"

	"github.com/fanvue-go/fanvue"
)

func insightsHandlers() map[fanvue.OperationName]handler { return nil }

// ledger is part of an account.
type ledger struct{}

func (a *Account) seedLedger(now time.Time) {}
