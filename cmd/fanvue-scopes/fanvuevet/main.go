// Fanvuevet finds mistakes in programs that use the Fanvue SDK:
//
//	go vet -vettool=$(which fanvuevet) ./...
package main

import (
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/analyzer"
)

func main() { unitchecker.Main(analyzer.All()...) }
