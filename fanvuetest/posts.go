package fanvuetest

import (
	"time"

	"github.com/fanvue-go/fanvue"
)

func postHandlers() map[fanvue.OperationName]handler { return nil }

// feed is part of an account.
type feed struct{}

func (a *Account) seedFeed(now time.Time) {}
