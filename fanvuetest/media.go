package fanvuetest

import (
	"time"

	"github.com/fanvue-go/fanvue"
)

func mediaHandlers() map[fanvue.OperationName]handler { return nil }

// vault is part of an account.
type vault struct{}

func (a *Account) seedVault(now time.Time) {}
