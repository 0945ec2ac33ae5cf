package fanvue

import (
	"net/http"
	"regexp"
	"strings"
)

// The API has no code for a message to a user with whom there is no chat. Its
// document says that sending "needs an existing chat", and describes a 400 with
// nothing but a message, "why the user is not contactable". A bad id, media of
// somebody else and other rules of messages come in the same form, with texts
// that the document does not give. So the words decide: they have to say that
// the chat does not exist, or that the user cannot be contacted. These patterns
// match lower-case text.
const (
	chatWord   = `(?:chat|conversation)(?:\s+(?:room|thread))?`
	chatTail   = `(?:\s*(?:$|[.;,:!()])|\s+(?:with|found|exists?|yet|between|for\s+this\s+user|has|was)\b)`
	notWords   = `(?:not|n['’]t)`
	noChatYet  = `(?:existing\s+|open\s+|active\s+|prior\s+|previous\s+|such\s+)?` + chatWord + chatTail
	userPhrase = `(?:this|the|that)\s+(?:user|fan|recipient|creator|person|account)`
)

var noChatWords = []func() *regexp.Regexp{
	// "There is no chat with this user"
	pattern(`\bno\s+` + noChatYet),
	// "You do not have a chat with this user"
	pattern(`(?:\b` + notWords + `\s+have|` + `n['’]t\s+have|\bwithout)\s+(?:an?|any)\s+` + noChatYet),
	// "Chat not found", "The conversation with this user doesn't exist"
	pattern(`\b` + chatWord + `(?:\s+(?:with|for)\s+` + userPhrase + `)?\s+` +
		`(?:(?:is|was|does|do|did|could|has|have|can)\s*)?` + notWords + `\s+(?:yet\s+)?(?:be(?:en)?\s+)?(?:found|exists?|created|opened|started)\b`),
	pattern(`\b` + chatWord + `\s+cannot\s+be\s+found\b`),
	// "Create a chat first"
	pattern(`\b(?:create|open|start)\s+(?:an?|the)\s+(?:new\s+)?` + chatWord + `(?:\s+with\s+` + userPhrase + `)?\s+(?:first|before)\b`),
	// "This user cannot be contacted", "User is not contactable"
	pattern(`(?:\bcannot|\b` + notWords + `|n['’]t)\s+be\s+contacted\b`),
	pattern(`(?:\b` + notWords + `\s+|n['’]t\s+|\b(?:un|non-?))contactable\b`),
	// "You cannot contact this user"
	pattern(`(?:\bcannot|\bcan\s+not|can['’]t|\bunable\s+to|\bnot\s+able\s+to|\bnot\s+allowed\s+to)\s+contact\s+` + userPhrase + `\b`),
}

// saysNoChat reports whether the server did not send a message because there is
// no chat with the user.
func (e *APIError) saysNoChat() bool {
	if e.Operation != OpMessagesSend && e.Operation != OpCreatorMessagesSend {
		return false
	}
	switch e.StatusCode {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity:
	default:
		return false
	}
	if e.aboutVersion() {
		return false
	}
	for _, text := range append([]string{e.Message}, e.Details...) {
		text = strings.ToLower(clip(text, maxErrorText))
		for _, words := range noChatWords {
			if words().MatchString(text) {
				return true
			}
		}
	}
	return false
}
