package fanvuetest

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	htmltemplate "html/template"
	"slices"
	"strings"
)

// consentHTML is the page on which a user consents.
//
//go:embed auth_page.html
var consentHTML string

var pages = htmltemplate.Must(htmltemplate.New("").Parse(consentHTML))

// consentData is what the page shows.
type consentData struct {
	Problem   string
	Challenge string
	AppID     string
	ReturnsTo string
	Accounts  []consentAccount
	Scopes    []consentScope
	StaysIn   bool
}

type consentAccount struct{ UUID, Name, Handle, Initials string }

type consentScope struct{ Name, Description string }

// consentPage shows who can sign in and what the app requests.
func (s *Server) consentPage(challenge string, flow *authFlow) []byte {
	data := consentData{Challenge: challenge, AppID: flow.app.ID, Accounts: s.state.signInAccounts()}
	data.ReturnsTo, _, _ = strings.Cut(flow.redirectURL, "?")
	for _, scope := range flow.scopes {
		if slices.Contains(systemScopes, scope) {
			data.StaysIn = data.StaysIn || scope != "openid"
			continue
		}
		data.Scopes = append(data.Scopes, consentScope{string(scope), cmp.Or(scope.Description(), "not described")})
	}
	return render(data)
}

// signInAccounts lists the accounts, that of Server.Me first.
func (st *state) signInAccounts() []consentAccount {
	st.lock()
	defer st.mu.Unlock()
	var accounts []consentAccount
	for _, a := range st.accounts {
		accounts = append(accounts, consentAccount{a.uuid, a.displayName, a.handle, initials(a.displayName)})
	}
	slices.SortFunc(accounts, func(x, y consentAccount) int {
		if x.UUID == st.me.uuid || y.UUID == st.me.uuid {
			return cmp.Compare(boolToInt(y.UUID == st.me.uuid), boolToInt(x.UUID == st.me.uuid))
		}
		return cmp.Or(strings.Compare(x.Name, y.Name), strings.Compare(x.UUID, y.UUID))
	})
	return accounts
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func initials(name string) string {
	var letters []rune
	for _, word := range strings.Fields(name) {
		letters = append(letters, []rune(word)[0])
	}
	return strings.ToUpper(string(letters[:min(len(letters), 2)]))
}

func errorPage(problem string) []byte { return render(consentData{Problem: problem}) }

func render(data consentData) []byte {
	var page bytes.Buffer
	if err := pages.Execute(&page, data); err != nil {
		panic(fmt.Sprintf("fanvuetest: the consent page cannot be made: %v", err))
	}
	return page.Bytes()
}
