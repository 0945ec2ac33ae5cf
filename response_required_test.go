package fanvue

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// resultTypes are the types that responses and the items of lists are decoded
// into.
var resultTypes = []result{
	AccountProfile{}, AddedMembers{}, AgencyChat{}, AgencyEarning{}, AgencySubscriber{}, AgencySubscriberDay{}, App{}, AppDetails{}, AppSubscription{},
	AppSubscriptionStatus{}, AutomatedMessage{}, Chat{}, ChatMedia{}, Chatter{}, Collection{}, Comment{}, CreatedChat{}, CreatedPromotion{}, CreatedWebhook{},
	Creator{}, CustomList{}, Earning{}, EarningsSummary{}, FanInsights{}, Follower{}, Grant{}, Invitation{}, Like{},
	ListMember{}, MassMessage{}, Media{}, Message{}, Notification{}, OnlineStatus{}, OnlineSubscriber{}, Post{},
	Profile{}, Reversal{}, SentMassMessage{}, SentMessage{}, SmartList{}, Subscriber{}, SubscriberDay{}, TeamMember{}, Template{}, Tip{}, TopSpender{},
	TrackingLink{}, TrackingLinkUser{}, TrackingMetadata{}, UnreadCounts{}, UploadSession{}, VaultFolder{}, VaultMedia{}, WebhookSubscription{},
	addedMedia{}, batchEntry{}, completedUpload{}, bulkResponse[Media]{}, keyedResponse[FanInsights]{}, messageBatch{}, linkPurchase{}, onlineStatuses{}, onlineSubscribersResponse{}, partAddresses{}, earningsPercentile{},
	uploadURL(""), datedMessage{}, datedMassMessage{},
}

// without have no required members: what the server sends is not known, or it is
// decoded and checked in another way.
var without = map[string]bool{
	"CreatedPromotion": true, "keyedResponse[github.com/fanvue-go/fanvue.FanInsights]": true, "onlineStatuses": true, "onlineSubscribersResponse": true, "uploadURL": true,
}

// The compiler asks for required; a name that no field has would reject every
// response, or none.
func TestRequiredMembersAreFields(t *testing.T) {
	t.Parallel()
	for _, r := range resultTypes {
		name := reflect.TypeOf(r).Name()
		if names := r.required(); (len(names) == 0) != without[name] {
			t.Errorf("%s requires %q", name, names)
		}
		for _, names := range r.required() {
			for alternative := range strings.SplitSeq(names, "|") {
				member := pathOf(reflect.TypeOf(r), strings.TrimSuffix(alternative, "?"))
				// A type that decodes its body itself has the fields elsewhere.
				_, custom := reflect.New(reflect.TypeOf(r)).Interface().(bodyDecoder)
				if member == nil && !custom {
					t.Errorf("%s has no field for %q", name, alternative)
				}
			}
		}
		if !without[name] {
			for _, body := range []string{`{}`, `{"error":"no"}`, `{"data":{}}`} {
				if checkComplete(r, []byte(body)) == nil {
					t.Errorf("%s: %s passes for one", name, body)
				}
			}
		}
	}
}

// Every type that is decoded into is in resultTypes.
func TestResultTypesAreListed(t *testing.T) {
	t.Parallel()
	listed := make(map[string]bool)
	for _, r := range resultTypes {
		listed[reflect.TypeOf(r).Name()] = true
	}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			index, ok := node.(*ast.IndexExpr)
			if !ok {
				return true
			}
			function, ok := index.X.(*ast.Ident)
			if !ok {
				return true
			}
			switch function.Name {
			case "fetch", "list", "all", "decodeItems", "decodeItem", "bulkResponse", "keyedResponse":
				argument, ok := index.Index.(*ast.Ident)
				if ok && argument.Name != "T" && argument.Name != "result" {
					found++
					if !listed[argument.Name] {
						t.Errorf("%s[%s]: the type is not in resultTypes", function.Name, argument.Name)
					}
				}
			}
			return true
		})
	}
	if found < 100 {
		t.Errorf("found %d uses; has the way to decode changed?", found)
	}
}

func TestCheckComplete(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		into     result
		body     string
		complete bool
	}{
		{&SentMessage{}, `{"messageUuid":"m"}`, true},
		{&SentMessage{}, `{"MESSAGEUUID":"m"}`, true},
		{&SentMessage{}, `{"messageUuid":""}`, false},
		{&SentMessage{}, `{"messageUuid":null}`, false},
		{&SentMassMessage{}, `{"uuid":"m"}`, true},
		{&SentMassMessage{}, `{"id":"m"}`, true},
		{&UploadSession{}, `{"mediaUuid":"m"}`, false},
		{&UploadSession{}, `{"mediaUuid":"m","uploadId":"u"}`, true},
		{&Chat{}, `{"user":{"uuid":"u"}}`, true},
		{&Chat{}, `{"user":{"handle":"u"}}`, false},
		{&Chat{}, `{"user":null}`, false},
		{&AgencyChat{}, `{"user":{"uuid":"u"}}`, true},
		{&UnreadCounts{}, `{"unreadChatsCount":0}`, true},
		{&UnreadCounts{}, `{"unreadMessagesCount":0}`, true},
		{&UnreadCounts{}, `{"unreadChatsCount":null}`, false},
		{&TrackingMetadata{}, `{"metadata":null}`, true},
		{&TrackingMetadata{}, `{"meta":null}`, false},
		{&bulkResponse[Media]{}, `{"results":{}}`, true},
		{&bulkResponse[Media]{}, `{"results":null}`, false},
		{&linkPurchase{}, `{"purchased":false}`, true},
		{&linkPurchase{}, `{"purchased":null}`, false},
		{&SubscriberDay{}, `{"date":"2026-01-01"}`, true},
		{&SubscriberDay{}, `{"date":""}`, false},
		{&Tip{}, `{"createdAt":null,"user":null,"gross":0}`, true},
		{&Tip{}, `{"createdAt":null,"user":null}`, false},
		{&CreatedPromotion{}, `{}`, true},
		{&CreatedPromotion{}, `{"success":false}`, false},
	} {
		if err := json.Unmarshal([]byte(tc.body), tc.into); err != nil {
			t.Fatal(err)
		}
		if err := checkComplete(tc.into, []byte(tc.body)); (err == nil) != tc.complete {
			t.Errorf("%T %s: %v, want it complete: %t", tc.into, tc.body, err, tc.complete)
		}
	}
}
