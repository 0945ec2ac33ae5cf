package fanvue_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// A lost answer can be told from a lost request by reading the chat back, at
// once when the message is there and after a while when it is not.
func TestOutcomeOfALostSend(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault fanvuetest.Fault
		early fanvue.Outcome
		late  fanvue.Outcome
	}{
		{"answer lost", fanvuetest.Fault{Drop: fanvuetest.DropAfter}, fanvue.OutcomeSent, fanvue.OutcomeSent},
		{"request lost", fanvuetest.Fault{Drop: fanvuetest.DropBefore}, fanvue.OutcomeStillUnknown, fanvue.OutcomeNotSent},
		{"502 and done", fanvuetest.Fault{Status: 502, CarryOut: true}, fanvue.OutcomeSent, fanvue.OutcomeSent},
		{"502 and not done", fanvuetest.Fault{Status: 502}, fanvue.OutcomeStillUnknown, fanvue.OutcomeNotSent},
		{"half an answer", fanvuetest.Fault{Truncate: true}, fanvue.OutcomeSent, fanvue.OutcomeSent},
	}
	contents := map[string]fanvue.MessageParams{
		"text":             {Text: " Thank you <3\n"},
		"media for money":  {Text: "For you", MediaUUIDs: []string{fanvuetest.MediaUUID}, Price: 500},
		"template":         {TemplateUUID: fanvuetest.PricedTemplateUUID},
		"template renamed": {TemplateUUID: fanvuetest.TemplateUUID, Text: "My own words"},
	}
	for _, tt := range tests {
		for content, params := range contents {
			t.Run(tt.name+", "+content, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server := fanvuetest.NewServer(fanvuetest.InMemory())
					defer server.Close()
					client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
					if err != nil {
						t.Fatal(err)
					}
					newest := server.Me().Messages(fanvuetest.FanUUID)[0].UUID
					fault := tt.fault
					fault.Operation = fanvue.OpMessagesSend
					server.Inject(fault)
					attempt := fanvue.SendAttempt{Params: params, StartedAt: time.Now(), AfterMessageUUID: newest}
					if _, err := client.Messages.Send(t.Context(), fanvuetest.FanUUID, params); !errors.As(err, new(*fanvue.OutcomeUnknownError)) {
						t.Fatalf("got %v, want an OutcomeUnknownError", err)
					}
					attempt.EndedAt = time.Now()
					for _, want := range []fanvue.Outcome{tt.early, tt.late} {
						got, err := client.Messages.Outcome(t.Context(), fanvuetest.FanUUID, attempt)
						if err != nil {
							t.Fatal(err)
						}
						if got.Outcome != want || (got.Message != nil) != (want == fanvue.OutcomeSent) {
							t.Errorf("after %s: got %+v, want %s", time.Since(attempt.StartedAt), got, want)
						}
						if got.Message != nil && got.Message.UUID != server.Me().Messages(fanvuetest.FanUUID)[0].UUID {
							t.Errorf("got message %s, which is not the newest", got.Message.UUID)
						}
						time.Sleep(2 * time.Minute)
					}
				})
			})
		}
	}
}

func TestOutcomeIsNotDeceived(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		messages string // newest first; the server's clock shows 12:00:00
		after    string
		params   fanvue.MessageParams
		want     fanvue.Outcome
	}{
		{"the fan said the same", `{"uuid":"1","text":"hi","sentAt":"2026-01-01T12:00:00Z","sender":{"uuid":"fan"}}`, "", fanvue.MessageParams{Text: "hi"}, fanvue.OutcomeNotSent},
		{"the same, an hour before", `{"uuid":"1","text":"hi","sentAt":"2026-01-01T11:00:00Z","sender":{"uuid":"me"}}`, "", fanvue.MessageParams{Text: "hi"}, fanvue.OutcomeNotSent},
		{"the same, before the known message", `{"uuid":"2","text":"yo","sentAt":"2026-01-01T12:00:00Z","sender":{"uuid":"fan"}},{"uuid":"1","text":"hi","sentAt":"2026-01-01T12:00:00Z","sender":{"uuid":"me"}}`, "2", fanvue.MessageParams{Text: "hi"}, fanvue.OutcomeNotSent},
		{"the clocks differ by a minute", `{"uuid":"1","text":"hi","sentAt":"2026-01-01T11:59:00Z","sender":{"uuid":"me"}}`, "", fanvue.MessageParams{Text: "hi"}, fanvue.OutcomeSent},
		{"a time that the server does not know", `{"uuid":"1","text":"hi","sentAt":null,"sender":{"uuid":"me"}}`, "", fanvue.MessageParams{Text: "hi"}, fanvue.OutcomeSent},
		{"a mass message", `{"uuid":"1","text":"hi","type":"BROADCAST","sentAt":"2026-01-01T12:00:00Z","sender":{"uuid":"me"}}`, "", fanvue.MessageParams{Text: "hi"}, fanvue.OutcomeNotSent},
		{"another price", `{"uuid":"1","text":"hi","mediaUuids":["m"],"pricing":{"USD":{"price":400}},"sentAt":"2026-01-01T12:00:00Z","sender":{"uuid":"me"}}`, "", fanvue.MessageParams{Text: "hi", MediaUUIDs: []string{"m"}, Price: 500}, fanvue.OutcomeNotSent},
		{"other media", `{"uuid":"1","text":"hi","mediaUuids":["n"],"sentAt":"2026-01-01T12:00:00Z","sender":{"uuid":"me"}}`, "", fanvue.MessageParams{Text: "hi", MediaUUIDs: []string{"m"}}, fanvue.OutcomeNotSent},
		{"white space that the server changed", `{"uuid":"1","text":"hi  there\r\n","sentAt":"2026-01-01T12:00:00Z","sender":{"uuid":"me"}}`, "", fanvue.MessageParams{Text: "hi there"}, fanvue.OutcomeSent},
		{"an empty chat", ``, "", fanvue.MessageParams{Text: "hi"}, fanvue.OutcomeNotSent},
	}
	for _, tt := range tests {
		server := &pages{bodies: []string{`{"data":[` + tt.messages + `],"pagination":{"page":1,"hasMore":false}}`}}
		got, err := server.client(t).Messages.Outcome(t.Context(), "fan", fanvue.SendAttempt{
			Params: tt.params, AfterMessageUUID: tt.after,
			StartedAt: time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC), EndedAt: time.Date(2026, 1, 1, 12, 1, 0, 0, time.UTC),
		})
		if err != nil || got.Outcome != tt.want {
			t.Errorf("%s: got %+v, %v; want %s", tt.name, got, err, tt.want)
		}
		if !strings.Contains(server.queries[0], "markAsRead=false") {
			t.Errorf("%s: query %s marks the chat as read", tt.name, server.queries[0])
		}
	}
}

func TestOutcomeNeedsTimes(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, attempt := range map[string]fanvue.SendAttempt{
		"none":        {},
		"no start":    {EndedAt: now},
		"no end":      {StartedAt: now},
		"wrong order": {StartedAt: now, EndedAt: now.Add(-time.Second)},
	} {
		server := &pages{bodies: []string{`{"data":[]}`}}
		_, err := server.client(t).Messages.Outcome(t.Context(), "fan", attempt)
		if !errors.Is(err, fanvue.ErrValidation) || len(server.queries) > 0 {
			t.Errorf("%s: got %v after %d requests, want ErrValidation and none", name, err, len(server.queries))
		}
	}
}

// Send may wait for minutes before its last attempt. Only from its end on can
// absence mean that the message was not sent.
func TestOutcomeAfterALongSend(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := &script{steps: []func(*http.Request) (*http.Response, error){
			answer(429, "", "Retry-After", "100"), answer(429, "", "Retry-After", "100"), answer(502, ""), answer(200, okPage),
		}}
		client := scripted(t, transport)
		attempt := fanvue.SendAttempt{Params: fanvue.MessageParams{Text: "hello"}, StartedAt: time.Now()}
		if err := sendMessage(t.Context(), client); !errors.Is(err, fanvue.ErrOutcomeUnknown) {
			t.Fatalf("got %v, want an OutcomeUnknownError", err)
		}
		attempt.EndedAt = time.Now()
		got, err := client.Messages.Outcome(t.Context(), "fan", attempt)
		if err != nil || got.Outcome != fanvue.OutcomeStillUnknown {
			t.Errorf("got %+v, %v; want still unknown right after the send", got, err)
		}
	})
}
