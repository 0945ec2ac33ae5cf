package fanvue_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// massMessage is the JSON of a mass message with other members instead or
// besides.
func massMessage(uuid string, members map[string]any) string {
	message := map[string]any{
		"uuid": uuid, "text": "hello there", "status": "SENT", "price": nil, "mediaUuids": []string{},
		"createdAt": nil, "publishedAt": nil, "scheduledAt": nil, "recipientCount": 3,
	}
	maps.Copy(message, members)
	data, err := json.Marshal(message)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// Each row is one mass message in the list.
func TestMassOutcomeByContentAndTime(t *testing.T) {
	t.Parallel()
	type members = map[string]any
	const (
		sent    = fanvue.OutcomeSent
		notSent = fanvue.OutcomeNotSent
		unknown = fanvue.OutcomeStillUnknown
	)
	started := time.Now().Add(-time.Hour)
	friday := started.Add(72 * time.Hour).Truncate(time.Minute)
	text := fanvue.MassMessageParams{Text: "hello there"}
	media := fanvue.MassMessageParams{Text: "hello there", MediaUUIDs: []string{"a", "b"}, Price: 500}
	scheduled := fanvue.MassMessageParams{Text: "hello there", ScheduledAt: friday}
	tests := []struct {
		name    string
		params  fanvue.MassMessageParams
		message members
		ahead   time.Duration
		want    fanvue.Outcome
	}{
		{"the same", text, members{"createdAt": started}, 0, sent},
		{"sending", text, members{"createdAt": started, "status": "SENDING"}, 0, sent},
		{"deleted since", text, members{"createdAt": started, "status": "UNSENT"}, 0, sent},
		{"failed", text, members{"createdAt": started, "status": "FAILED"}, 0, sent},
		{"edited", text, members{"createdAt": started, "text": "hello t****"}, 0, unknown},
		{"moderated", text, members{"createdAt": started, "status": "MODERATED", "text": "Our rules do not allow this"}, 0, unknown},
		{"another text", text, members{"createdAt": started, "text": "A new video is out"}, 0, notSent},
		{"with a price", text, members{"createdAt": started, "price": 500}, 0, notSent},
		{"a day before", text, members{"createdAt": started.Add(-24 * time.Hour)}, 0, notSent},
		{"a minute before", text, members{"createdAt": started.Add(-time.Minute)}, 0, unknown},
		{"by a clock that is ahead", text, members{"createdAt": started.Add(4 * time.Minute)}, 4 * time.Minute, sent},
		{"by a clock that is behind", text, members{"createdAt": started.Add(-4 * time.Minute)}, -4 * time.Minute, sent},
		{"no time", text, members{}, 0, unknown},
		{"published, created at an unknown time", text, members{"publishedAt": started}, 0, sent},
		{"a date without a time", text, members{"createdAt": started.UTC().Format(time.DateOnly)}, 0, unknown},
		{"media in another order and case", media, members{"createdAt": started, "mediaUuids": []string{"B", "a"}, "price": 500}, 0, sent},
		{"media without a price", media, members{"createdAt": started, "mediaUuids": []string{"a", "b"}}, 0, unknown},
		{"media at another price", media, members{"createdAt": started, "mediaUuids": []string{"a", "b"}, "price": 900}, 0, notSent},
		{"scheduled", scheduled, members{"createdAt": started, "scheduledAt": friday, "status": "SCHEDULED"}, 0, sent},
		{"scheduled, rounded", scheduled, members{"createdAt": started, "scheduledAt": friday.Add(30 * time.Second)}, 0, sent},
		{"scheduled for the day after", scheduled, members{"createdAt": started, "scheduledAt": friday.Add(24 * time.Hour)}, 0, notSent},
		{"scheduled, listed without the time", scheduled, members{"createdAt": started}, 0, unknown},
		{"sent at once, another is scheduled", text, members{"createdAt": started, "scheduledAt": friday}, 0, notSent},
		{"sent at once, listed as scheduled for then", text, members{"createdAt": started, "scheduledAt": started}, 0, sent},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			chat := &chat{ahead: tt.ahead}
			// The order of the list is not documented: it may start with what is old.
			for i := range 260 {
				chat.messages = append(chat.messages, massMessage(fmt.Sprint("old", i), map[string]any{"createdAt": started.Add(-48 * time.Hour), "text": tt.params.Text}))
			}
			chat.messages = append(chat.messages, massMessage("ours", tt.message))
			client := chat.client(t)
			attempt := fanvue.MassSendAttempt{Params: tt.params, StartedAt: started, EndedAt: started.Add(time.Second)}
			for name, outcome := range map[string]func() (*fanvue.MassSendOutcome, error){
				"own": func() (*fanvue.MassSendOutcome, error) { return client.MassMessages.Outcome(t.Context(), attempt) },
				"creator": func() (*fanvue.MassSendOutcome, error) {
					return client.Creator("c").MassMessages.Outcome(t.Context(), attempt)
				},
			} {
				got, err := outcome()
				if err != nil || got.Outcome != tt.want {
					t.Fatalf("%s: got %+v, %v; want %s", name, got, err, tt.want)
				}
				if (got.Message != nil) != (tt.want == sent) || (len(got.Candidates) == 1) != (tt.want == unknown) {
					t.Errorf("%s: got message %v and candidates %v", name, got.Message, got.Candidates)
				}
			}
		})
	}
}

// A mass message whose sending ended in doubt is found in the list, at once
// when it is there, also when it has been deleted, and after a while when it
// is not.
func TestMassOutcomeOfALostSend(t *testing.T) {
	t.Parallel()
	params := fanvue.MassMessageParams{
		Text: "A new set is out", MediaUUIDs: []string{fanvuetest.MediaUUID}, Price: 500,
		IncludedLists: fanvue.MassMessageLists{SmartListIDs: []fanvue.SmartListID{fanvue.SmartListSubscribers}},
	}
	for name, tt := range map[string]struct {
		fault       fanvuetest.Fault
		delay       time.Duration
		deleted     bool
		early, late fanvue.Outcome
	}{
		"lost response":            {fanvuetest.Fault{Drop: fanvuetest.DropAfter}, 0, false, fanvue.OutcomeSent, fanvue.OutcomeSent},
		"lost response, deleted":   {fanvuetest.Fault{Drop: fanvuetest.DropAfter}, 0, true, fanvue.OutcomeSent, fanvue.OutcomeSent},
		"lost response, scheduled": {fanvuetest.Fault{Drop: fanvuetest.DropAfter}, 24 * time.Hour, false, fanvue.OutcomeSent, fanvue.OutcomeSent},
		"lost request":             {fanvuetest.Fault{Drop: fanvuetest.DropBefore}, 0, false, fanvue.OutcomeStillUnknown, fanvue.OutcomeNotSent},
		"lost request, scheduled":  {fanvuetest.Fault{Status: http.StatusBadGateway}, 24 * time.Hour, false, fanvue.OutcomeStillUnknown, fanvue.OutcomeNotSent},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := fanvuetest.NewServer(fanvuetest.InMemory())
				defer server.Close()
				client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
				if err != nil {
					t.Fatal(err)
				}
				// The same content went out an hour before.
				if _, err := client.MassMessages.Send(t.Context(), params); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Hour)
				params := params
				if tt.delay > 0 {
					params.ScheduledAt = time.Now().Add(tt.delay)
				}
				fault := tt.fault
				fault.Operation = fanvue.OpMassMessagesSend
				server.Inject(fault)
				attempt := fanvue.MassSendAttempt{Params: params, StartedAt: time.Now()}
				if _, err := client.MassMessages.Send(t.Context(), params); !errors.Is(err, fanvue.ErrOutcomeUnknown) {
					t.Fatalf("got %v, want an OutcomeUnknownError", err)
				}
				attempt.EndedAt = time.Now()
				for _, want := range []fanvue.Outcome{tt.early, tt.late} {
					got, err := client.MassMessages.Outcome(t.Context(), attempt)
					if err != nil || got.Outcome != want || (got.Message != nil) != (want == fanvue.OutcomeSent) {
						t.Fatalf("got %+v, %v; want %s", got, err, want)
					}
					if got.Message != nil && !strings.HasPrefix(params.Text, got.Message.Text) {
						t.Errorf("got %+v", got.Message)
					}
					if tt.deleted && got.Message.Status != fanvue.MassMessageUnsent {
						if err := client.MassMessages.Delete(t.Context(), got.Message.UUID); err != nil {
							t.Fatal(err)
						}
					}
					time.Sleep(2 * time.Minute)
				}
			})
		})
	}
}
