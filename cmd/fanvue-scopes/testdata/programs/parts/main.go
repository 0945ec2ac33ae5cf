// A program with packages of its own: what it does not use of them does not
// count.
//
//corpus:want Chats.List
package main

import "github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/parts/internal/chats"

func main() { chats.List() }
