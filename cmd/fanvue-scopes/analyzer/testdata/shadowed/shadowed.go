// Package shadowed has a variable with the name of the package.
package shadowed

import "github.com/fanvue-go/fanvue"

func literal() []fanvue.Scope {
	type scopes = []fanvue.Scope
	fanvue := scopes{"write:chats"} // want `"write:chats" is not a scope`
	fanvue = scopes{"read:chats"}   // want `"read:chats" is not a scope`
	return fanvue
}
