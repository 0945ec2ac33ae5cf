package literals

import "github.com/fanvue-go/fanvue"

const wrong fanvue.Scope = "read:chats" // want `"read:chats" is not a scope that the SDK knows; did you mean "read:chat"\?`

var _ = fanvue.WithScopes("write:chat", "Write:media") // want `did you mean "write:media"`

var _ = fanvue.WithScopes("everything") // want `"everything" is not a scope that the SDK knows`

var _ = fanvue.ParseScopes("read:chat read:fans,read:self") // want `did you mean "read:fan"`

var other = "read:chats"

var _ = []fanvue.Scope{fanvue.ScopeReadChat, "read:self", fanvue.Scope(other)}
