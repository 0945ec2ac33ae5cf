// A client that is made and not used.
//
//corpus:want
package main

import (
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

func main() { kit.Client().CloseIdleConnections() }
