package literals

import (
	"os"

	"github.com/fanvue-go/fanvue"
)

const wrong fanvue.Scope = "read:chats" // want `"read:chats" is not a scope that the SDK knows; did you mean "read:chat"\?`

const (
	prefix = "read:"
	whole  = "write:chta"
)

var _ = fanvue.WithScopes("write:chat", "Write:media") // want `did you mean "write:media"`

var _ = fanvue.WithScopes("everything") // want `"everything" is not a scope that the SDK knows`

var _ = fanvue.WithScopes("chat:read", wrong) // want `"chat:read" is not a scope that the SDK knows; did you mean "read:chat"`

var _ = fanvue.WithScopes(prefix+"chatz", fanvue.Scope(prefix+"fan")) // want `"read:chatz" is not a scope that the SDK knows; did you mean "read:chat"`

var _ = fanvue.WithScopes(whole) // want `"write:chta" is not a scope that the SDK knows; did you mean "write:chat"`

var _ = fanvue.ParseScopes("read:chat read:fans,read:self") // want `did you mean "read:fan"`

var _ = fanvue.ParseScopes("read:chatx,read:chatxx everything") // want `"read:chatx" is not` `"read:chatxx" is not` `"everything" is not`

var _ = fanvue.ParseScopes(prefix + "fans") // want `did you mean "read:fan"`

var _ = []fanvue.Scope{fanvue.Scope("read:chatz"), `read:selfs`} // want `did you mean "read:chat"` `did you mean "read:self"`

var _ = map[fanvue.Scope]bool{"read:postt": true} // want `did you mean "read:post"`

func has(s fanvue.Scope) bool {
	switch s {
	case "read:med1a": // want `did you mean "read:media"`
		return true
	}
	return s == "read:agence" // want `did you mean "read:agency"`
}

type role string

var other = "read:chats"

var (
	_ = []fanvue.Scope{fanvue.ScopeReadChat, "read:self", fanvue.Scope(other), fanvue.Scope(os.Getenv("SCOPE")), ""}
	_ = fanvue.WithScopes("openid", "offline_access", "offline")
	_ = role("read:chats")
	_ = fanvue.ParseScopes(other)
	_ = fanvue.ParseScopes("")
	_ = fanvue.WithScopes("read:soon") //fanvuevet:ignore announced for next month
)
