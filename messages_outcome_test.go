package fanvue_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// A lost response can be told from a lost request by reading the chat back, at
// once when the message is there and after a while when it is not.
func TestOutcomeOfALostSend(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault fanvuetest.Fault
		early fanvue.Outcome
		late  fanvue.Outcome
	}{
		{"response lost", fanvuetest.Fault{Drop: fanvuetest.DropAfter}, fanvue.OutcomeSent, fanvue.OutcomeSent},
		{"request lost", fanvuetest.Fault{Drop: fanvuetest.DropBefore}, fanvue.OutcomeStillUnknown, fanvue.OutcomeNotSent},
		{"502 and done", fanvuetest.Fault{Status: 502, CarryOut: true}, fanvue.OutcomeSent, fanvue.OutcomeSent},
		{"502 and not done", fanvuetest.Fault{Status: 502}, fanvue.OutcomeStillUnknown, fanvue.OutcomeNotSent},
		{"half a response", fanvuetest.Fault{Truncate: true}, fanvue.OutcomeSent, fanvue.OutcomeSent},
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

func TestOutcomeWithMisleadingMessages(t *testing.T) {
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

// chat is a server with the messages of one chat, newest first, and a clock of
// its own.
type chat struct {
	messages []string
	template string // empty: there is none
	ahead    time.Duration
	noDate   bool
	requests int
}

func (c *chat) RoundTrip(r *http.Request) (*http.Response, error) {
	c.requests++
	header := http.Header{}
	if !c.noDate {
		header.Set("Date", time.Now().Add(c.ahead).UTC().Format(http.TimeFormat))
	}
	status, body := http.StatusOK, c.template
	if strings.Contains(r.URL.Path, "/templates/") {
		if body == "" {
			status, body = http.StatusNotFound, `{"message":"Template not found"}`
		}
	} else {
		page, size := 1, 50
		if n, err := strconv.Atoi(r.URL.Query().Get("page")); err == nil {
			page = n
		}
		from, to := min((page-1)*size, len(c.messages)), min(page*size, len(c.messages))
		body = fmt.Sprintf(`{"data":[%s],"pagination":{"page":%d,"hasMore":%t}}`, strings.Join(c.messages[from:to], ","), page, to < len(c.messages))
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

func (c *chat) client(t *testing.T) *fanvue.Client {
	t.Helper()
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithHTTPClient(&http.Client{Transport: c}))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// chatMessage is the JSON of a message by the account, with other members
// instead or besides.
func chatMessage(uuid string, members map[string]any) string {
	message := map[string]any{"uuid": uuid, "text": nil, "type": "SINGLE_RECIPIENT", "sender": map[string]any{"uuid": "me"}, "pricing": nil, "mediaUuids": []string{}}
	maps.Copy(message, members)
	data, err := json.Marshal(message)
	if err != nil {
		panic(err)
	}
	return string(data)
}

func price(cents int) map[string]any { return map[string]any{"USD": map[string]any{"price": cents}} }

func sender(uuid string) map[string]any { return map[string]any{"uuid": uuid} }

// Each row is one message in the chat, at the time of the attempt, and what it
// is to the attempt.
func TestOutcomeByContent(t *testing.T) {
	t.Parallel()
	type members = map[string]any
	const (
		sent    = fanvue.OutcomeSent
		notSent = fanvue.OutcomeNotSent
		unknown = fanvue.OutcomeStillUnknown
	)
	text := fanvue.MessageParams{Text: "Tom & Mia <3"}
	media := fanvue.MessageParams{Text: "For you", MediaUUIDs: []string{"a", "b"}, Price: 500}
	template := fanvue.MessageParams{TemplateUUID: "t"}
	gif := fanvue.MessageParams{GIF: &fanvue.GIF{ID: "g1"}}
	const known = `{"uuid":"t","text":"Welcome to my page","mediaUuids":["a"],"price":700}`
	tests := []struct {
		name     string
		params   fanvue.MessageParams
		message  members
		template string
		want     fanvue.Outcome
	}{
		{"the same", text, members{"text": "Tom & Mia <3"}, "", sent},
		{"escaped", text, members{"text": "Tom &amp; Mia &lt;3"}, "", sent},
		{"decomposed", fanvue.MessageParams{Text: "Café"}, members{"text": "Cafe\u0301"}, "", unknown},
		{"a word masked", fanvue.MessageParams{Text: "fuck me tonight"}, members{"text": "f*** me tonight"}, "", unknown},
		{"emptied", text, members{"text": nil}, "", unknown},
		{"another text", text, members{"text": "Good morning, how are you?"}, "", notSent},
		{"another type", text, members{"text": "Tom & Mia <3", "type": "TIP"}, "", notSent},
		{"an automated message", text, members{"text": "Tom & Mia <3", "type": "AUTOMATED_SOMETHING_NEW"}, "", notSent},
		{"a type that is not known", text, members{"text": "Tom & Mia <3", "type": "PLAIN"}, "", sent},
		{"by a team member", text, members{"text": "Tom & Mia <3", "sentByUserId": "x", "appUuid": "y"}, "", sent},
		{"by the fan", text, members{"text": "Tom & Mia <3", "sender": sender("fan")}, "", notSent},
		{"by the fan, in capitals", text, members{"text": "Tom & Mia <3", "sender": sender("FAN")}, "", notSent},
		{"by nobody", text, members{"text": "Tom & Mia <3", "sender": members{}}, "", unknown},
		{"nothing but an id", text, members{"sender": members{}}, "", unknown},
		{"with media", text, members{"text": "Tom & Mia <3", "mediaUuids": []string{"x"}}, "", notSent},
		{"with a price", text, members{"text": "Tom & Mia <3", "pricing": price(500)}, "", notSent},
		{"with an animation", text, members{"text": "Tom & Mia <3", "gif": members{"id": "g"}}, "", notSent},

		{"media", media, members{"text": "For you", "mediaUuids": []string{"a", "b"}, "pricing": price(500)}, "", sent},
		{"media in another order and case, twice", media, members{"text": "For you", "mediaUuids": []string{"B", "A", "b"}, "pricing": price(500)}, "", sent},
		{"media without a price", media, members{"text": "For you", "mediaUuids": []string{"a", "b"}}, "", unknown},
		{"media with a price in dollars", media, members{"text": "For you", "mediaUuids": []string{"a", "b"}, "pricing": price(5)}, "", unknown},
		{"media at another price", media, members{"text": "For you", "mediaUuids": []string{"a", "b"}, "pricing": price(400)}, "", notSent},
		{"media with other words", media, members{"text": "Enjoy the whole evening, my dear", "mediaUuids": []string{"b", "a"}, "pricing": price(500)}, "", unknown},
		{"one medium is missing", media, members{"text": "For you", "mediaUuids": []string{"a"}, "pricing": price(500)}, "", unknown},
		{"all media are missing", media, members{"text": "For you", "mediaUuids": nil, "pricing": price(500)}, "", unknown},
		{"all media are missing, and another text", media, members{"text": "Good night"}, "", notSent},
		{"one medium is another", media, members{"text": "For you", "mediaUuids": []string{"a", "c"}, "pricing": price(500)}, "", notSent},
		{"other media", media, members{"text": "For you", "mediaUuids": []string{"c"}, "pricing": price(500)}, "", notSent},
		{"the preview among the media", fanvue.MessageParams{Text: "x", MediaUUIDs: []string{"a"}, MediaPreviewUUID: "p"}, members{"text": "x", "mediaUuids": []string{"p", "a"}}, "", sent},
		{"another preview", fanvue.MessageParams{Text: "x", MediaUUIDs: []string{"a"}, MediaPreviewUUID: "p"}, members{"text": "x", "mediaUuids": []string{"a"}, "mediaPreviewUuid": "q"}, "", unknown},

		{"a template", template, members{"text": "Welcome to my page", "mediaUuids": []string{"A"}, "pricing": price(700)}, known, sent},
		{"a template without a price", template, members{"text": "Welcome to my page", "mediaUuids": []string{"a"}}, known, unknown},
		{"a template, edited", template, members{"text": "Welcome to m** page", "mediaUuids": []string{"a"}, "pricing": price(700)}, known, unknown},
		{"a template, and another message", template, members{"text": "Good morning, how are you?"}, known, notSent},
		{"a template with words of its own", fanvue.MessageParams{TemplateUUID: "t", Text: "My own"}, members{"text": "My own", "mediaUuids": []string{"a"}, "pricing": price(700)}, known, sent},
		{"a template, its words kept", fanvue.MessageParams{TemplateUUID: "t", Text: "My own"}, members{"text": "Welcome to my page", "mediaUuids": []string{"a"}, "pricing": price(700)}, known, sent},
		{"a template that is gone", template, members{"text": "Good morning, how are you?"}, "", unknown},
		{"a template that is gone, and a tip", template, members{"text": "Good morning", "type": "TIP"}, "", notSent},
		{"a template that is gone, and the fan", template, members{"text": "Good morning", "sender": sender("Fan")}, "", notSent},

		{"an animation", gif, members{"gif": members{"id": "g1"}}, "", sent},
		{"an animation, not listed", gif, members{}, "", unknown},
		{"an animation, listed as a medium", gif, members{"mediaUuids": []string{"x"}}, "", unknown},
		{"another animation", gif, members{"gif": members{"id": "g2"}}, "", notSent},
		{"an animation, and another message", gif, members{"text": "Good morning, how are you?"}, "", notSent},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			started := time.Now().Add(-time.Hour)
			tt.message["sentAt"] = started
			for name, after := range map[string]string{"by position": "before", "by time": "", "by a message that is not there": "gone"} {
				chat := &chat{template: tt.template, messages: []string{
					chatMessage("ours", tt.message),
					chatMessage("before", map[string]any{"text": tt.params.Text, "mediaUuids": tt.params.MediaUUIDs, "sentAt": started.Add(-time.Hour)}),
				}}
				got, err := chat.client(t).Messages.Outcome(t.Context(), "fan", fanvue.SendAttempt{
					Params: tt.params, StartedAt: started, EndedAt: started.Add(time.Second), AfterMessageUUID: after,
				})
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if got.Outcome != tt.want {
					t.Errorf("%s: got %+v, want %s", name, got, tt.want)
				}
				if (got.Message != nil) != (tt.want == sent) || (len(got.Candidates) == 1) != (tt.want == unknown) {
					t.Errorf("%s: got message %v and candidates %v", name, got.Message, got.Candidates)
				}
			}
		})
	}
}

// Each row is a chat in which the message has a time that says little.
func TestOutcomeByClock(t *testing.T) {
	t.Parallel()
	const (
		sent    = fanvue.OutcomeSent
		notSent = fanvue.OutcomeNotSent
		unknown = fanvue.OutcomeStillUnknown
	)
	started := time.Now().Add(-time.Hour)
	at := func(d time.Duration) map[string]any {
		return map[string]any{"text": "hello there", "sentAt": started.Add(d)}
	}
	noise := func(n int, d time.Duration) (messages []string) {
		for i := range n {
			messages = append(messages, chatMessage(fmt.Sprint("noise", i), map[string]any{"text": "yes", "sender": sender("fan"), "sentAt": started.Add(d)}))
		}
		return messages
	}
	ours := func(members map[string]any) []string { return []string{chatMessage("ours", members)} }
	before := []string{chatMessage("BEFORE", at(-time.Hour))}
	tests := []struct {
		name     string
		messages []string
		ahead    time.Duration
		noDate   bool
		after    string
		want     fanvue.Outcome
	}{
		{"the server's clock is three minutes ahead", slices.Concat(ours(at(3*time.Minute)), before), 3 * time.Minute, false, "", sent},
		{"the server's clock is three minutes behind", slices.Concat(ours(at(-3*time.Minute)), before), -3 * time.Minute, false, "", sent},
		{"the server's clock is hours behind", slices.Concat(ours(at(-5*time.Hour)), before), -5 * time.Hour, false, "", sent},
		{"behind, and no Date", slices.Concat(ours(at(-3*time.Minute)), before), 0, true, "", unknown},
		{"ahead, and no Date", slices.Concat(ours(at(9*time.Minute)), before), 0, true, "", unknown},
		{"behind, and a wrong Date", slices.Concat(ours(at(-3*time.Minute)), before), 0, false, "", unknown},
		{"behind, and a Date far in the future", slices.Concat(ours(at(-3*time.Minute)), before), 10000 * time.Hour, false, "", unknown},
		{"the same text a minute earlier", ours(at(-time.Minute)), 0, false, "", unknown},
		{"the same text an hour earlier", ours(at(-time.Hour)), 0, false, "", notSent},
		{"the same text half an hour later", ours(at(30 * time.Minute)), 0, false, "", unknown},
		{"behind, above the known message", slices.Concat(ours(at(-3*time.Minute)), before), 0, true, "before", sent},
		{"hours behind, above the known message", slices.Concat(ours(at(-9*time.Hour)), before), 0, true, "before", sent},
		{"ahead, above the known message", slices.Concat(ours(at(9*time.Hour)), before), 0, true, "before", sent},
		{"below the known message", slices.Concat(before, ours(at(0))), 0, false, "before", notSent},
		{"below much that is older, above the known message", slices.Concat(noise(300, -time.Hour), ours(at(0)), before), 0, false, "before", sent},
		{"below much that is newer", slices.Concat(noise(300, time.Minute), ours(at(0)), before), 0, false, "", sent},
		{"below some that are older", slices.Concat(noise(120, -time.Hour), ours(at(0)), before), 0, false, "", sent},
		{"the known message is gone", slices.Concat(noise(120, -time.Hour), ours(at(0))), 0, false, "before", sent},
		{"the known message is gone, and the text is old", slices.Concat(noise(120, 0), ours(at(-time.Hour))), 0, false, "before", notSent},
		{"no time", ours(map[string]any{"text": "hello there"}), 0, false, "", sent},
		{"no time, below what is older", slices.Concat(noise(1, -time.Hour), ours(map[string]any{"text": "hello there"})), 0, false, "", unknown},
		{"a date without a time", ours(map[string]any{"text": "hello there", "sentAt": started.UTC().Format(time.DateOnly)}), 0, false, "", unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			chat := &chat{messages: tt.messages, ahead: tt.ahead, noDate: tt.noDate}
			got, err := chat.client(t).Messages.Outcome(t.Context(), "fan", fanvue.SendAttempt{
				Params: fanvue.MessageParams{Text: "hello there"}, StartedAt: started, EndedAt: started.Add(time.Second), AfterMessageUUID: tt.after,
			})
			if err != nil || got.Outcome != tt.want {
				t.Errorf("got %+v, %v; want %s", got, err, tt.want)
			}
		})
	}
}

// A chat without an anchor is not read to its end when everything is old.
func TestOutcomeStopsReading(t *testing.T) {
	t.Parallel()
	started := time.Now().Add(-time.Hour)
	chat := new(chat)
	for i := range 5000 {
		chat.messages = append(chat.messages, chatMessage(fmt.Sprint(i), map[string]any{"text": "hello", "sentAt": started.Add(-time.Hour - time.Duration(i)*time.Minute)}))
	}
	attempt := fanvue.SendAttempt{Params: fanvue.MessageParams{Text: "hello"}, StartedAt: started, EndedAt: started}
	got, err := chat.client(t).Messages.Outcome(t.Context(), "fan", attempt)
	if err != nil || got.Outcome != fanvue.OutcomeNotSent || chat.requests > 5 {
		t.Errorf("got %+v, %v after %d requests; want not sent after a few", got, err, chat.requests)
	}
}

// Whatever the server does to a message, it is never called not sent; and what
// is not the message is never called sent.
func TestOutcomeOfRandomChats(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(8, 2))
	names := slices.Sorted(maps.Keys(edits))
	pick := func(texts []string) string { return texts[random.IntN(len(texts))] }
	minutes := func(most int) time.Duration { return time.Duration(random.IntN(2*most*60)-most*60) * time.Second }
	counts := map[string]int{}
	runs := 6000
	if sample(t) {
		runs = 600
	}
	for range runs {
		started := time.Now().Add(-time.Hour)
		chat := &chat{ahead: minutes(240), noDate: random.IntN(4) == 0}
		if chat.noDate {
			chat.ahead = minutes(10)
		}
		server := started.Add(chat.ahead)
		params := fanvue.MessageParams{Text: pick(chatTexts)}
		media := []string{"m1", "m2", "m3"}[:random.IntN(4)]
		params.MediaUUIDs = media
		if len(media) > 0 && random.IntN(2) == 0 {
			params.Price = 500
		}
		attempt := fanvue.SendAttempt{Params: params, StartedAt: started, EndedAt: started.Add(time.Duration(random.IntN(60)) * time.Second)}
		anchored := random.IntN(2) == 0
		if anchored {
			attempt.AfterMessageUUID = "anchor"
		}

		message := map[string]any{"text": params.Text, "mediaUuids": media, "sentAt": server.Add(time.Second)}
		if params.Price != 0 {
			message["pricing"] = price(int(params.Price))
		}
		// What is certainly not the message.
		var newer []string
		for i := range random.IntN(12) {
			m := maps.Clone(message)
			m["sentAt"] = server.Add(minutes(3))
			switch random.IntN(6) {
			case 0:
				m["sender"] = sender(pick([]string{"fan", "FAN", "Fan"}))
			case 1:
				m["type"] = pick([]string{"BROADCAST", "TIP", "AUTOMATED_NEW_FOLLOWER", "VOICE_CALL"})
			case 2:
				m["mediaUuids"] = []string{"x1"}
			case 3:
				m["pricing"] = price(900)
			case 4: // a time that is out of order
				m["sender"], m["sentAt"] = sender("fan"), server.Add(minutes(600))
			case 5:
				m["text"], m["mediaUuids"] = pick(chatTexts), nil
				if m["text"] == params.Text {
					continue
				}
				delete(m, "pricing")
			}
			newer = append(newer, chatMessage(fmt.Sprint("newer", i), m))
		}
		edit := "absent"
		if present := random.IntN(3) > 0; present {
			edit = names[random.IntN(len(names))]
			message["text"] = edits[edit](params.Text, random)
			if random.IntN(4) == 0 {
				delete(message, "pricing")
			}
			if shuffled := slices.Clone(media); len(media) > 0 {
				random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
				message["mediaUuids"] = append(shuffled, strings.ToUpper(shuffled[0]))
			}
			if anchored {
				message["sentAt"] = server.Add(minutes(600))
			}
			newer = slices.Insert(newer, random.IntN(len(newer)+1), chatMessage("ours", message))
		}
		old := maps.Clone(message)
		old["sentAt"] = server.Add(-3 * time.Hour)
		if !anchored {
			old["sentAt"] = server.Add(-12 * time.Hour)
		}
		chat.messages = append(newer, chatMessage("anchor", map[string]any{"text": "Hello?", "sender": sender("fan"), "sentAt": server.Add(-time.Minute)}), chatMessage("old", old))

		got, err := chat.client(t).Messages.Outcome(t.Context(), "fan", attempt)
		if err != nil {
			t.Fatal(err)
		}
		kind := "present: "
		if edit == "absent" {
			kind = "absent: "
			if got.Outcome == fanvue.OutcomeSent {
				t.Errorf("%q is not there, but %+v is taken for it", params.Text, got.Message)
			}
		} else {
			handed := slices.ContainsFunc(got.Candidates, func(m fanvue.Message) bool { return m.UUID == "ours" })
			if got.Outcome == fanvue.OutcomeSent && got.Message.UUID != "ours" || got.Outcome != fanvue.OutcomeSent && !handed {
				t.Errorf("%s: %.60q is there: got %+v", edit, params.Text, got)
			}
		}
		counts[kind+string(got.Outcome)]++
	}
	t.Logf("%v", counts)
	if 2*counts["absent: not sent"] < counts["absent: still unknown"] || 5*counts["present: sent"] < counts["present: still unknown"] {
		t.Errorf("got %v: too much is in doubt", counts)
	}
}

// An error of the iteration is never an absence, and keeps its name.
func TestOutcomeOfAListThatFails(t *testing.T) {
	t.Parallel()
	started := time.Now().Add(-time.Hour)
	attempt := fanvue.SendAttempt{Params: fanvue.MessageParams{Text: "hello"}, StartedAt: started, EndedAt: started}
	failing := &pages{bodies: []string{`{"data":[],"nextCursor":"c"}`, `{"error":"Forbidden"}`}}
	for name, bodies := range map[string][]string{
		"at once":          {`{"error":"Forbidden"}`},
		"on a later page":  {`{"data":[` + chatMessage("1", map[string]any{"text": "yes"}) + `],"nextCursor":"c"}`, `{"error":"Forbidden"}`},
		"unreadable":       {`{"data":[{"uuid":"1","sentAt":"yesterday","createdAt":"yesterday"}],"pagination":{"page":1,"hasMore":false}}`},
		"not a list":       {`{"success":true}`},
		"with a candidate": {`{"data":[` + chatMessage("1", map[string]any{"text": "hello hello"}) + `],"nextCursor":"c"}`, `{"error":"Forbidden"}`},
	} {
		failing.bodies, failing.queries = bodies, nil
		got, err := failing.client(t).Messages.Outcome(t.Context(), "fan", attempt)
		if err == nil || got != nil || !strings.Contains(err.Error(), "fanvue: Messages.List: ") {
			t.Errorf("%s: got %+v, %v; want the error of Messages.List", name, got, err)
		}
		if _, err := failing.client(t).Creator("c").MassMessages.Outcome(t.Context(), fanvue.MassSendAttempt{
			Params: fanvue.MassMessageParams{Text: "hello"}, StartedAt: started, EndedAt: started,
		}); err == nil || !strings.Contains(err.Error(), "fanvue: Creator.MassMessages.List: ") {
			t.Errorf("%s: got %v; want the error of Creator.MassMessages.List", name, err)
		}
	}
	// What was found before it failed counts.
	failing.bodies, failing.queries = []string{`{"data":[` + chatMessage("1", map[string]any{"text": "hello"}) + `],"nextCursor":"c"}`, `{"error":"Forbidden"}`}, nil
	if got, err := failing.client(t).Messages.Outcome(t.Context(), "fan", attempt); err != nil || got.Outcome != fanvue.OutcomeSent {
		t.Errorf("got %+v, %v; want sent", got, err)
	}
}

func TestOutcomeNamesItself(t *testing.T) {
	t.Parallel()
	server := &pages{bodies: []string{`{"data":[]}`}}
	client := server.client(t)
	now := time.Now()
	for want, call := range map[fanvue.OperationName]func(start time.Time) error{
		"Messages.Outcome": func(start time.Time) error {
			_, err := client.Messages.Outcome(t.Context(), "fan", fanvue.SendAttempt{StartedAt: start, EndedAt: start})
			return err
		},
		"Creator.Messages.Outcome": func(start time.Time) error {
			_, err := client.Creator("c").Messages.Outcome(t.Context(), "fan", fanvue.SendAttempt{StartedAt: start, EndedAt: start})
			return err
		},
		"MassMessages.Outcome": func(start time.Time) error {
			_, err := client.MassMessages.Outcome(t.Context(), fanvue.MassSendAttempt{StartedAt: start, EndedAt: start})
			return err
		},
		"Creator.MassMessages.Outcome": func(start time.Time) error {
			_, err := client.Creator("c").MassMessages.Outcome(t.Context(), fanvue.MassSendAttempt{StartedAt: start, EndedAt: start})
			return err
		},
	} {
		for name, start := range map[string]time.Time{"no times": {}, "no content": now} {
			var argument *fanvue.ArgumentError
			if err := call(start); !errors.As(err, &argument) || argument.Operation != want || len(server.queries) > 0 {
				t.Errorf("%s, %s: got %v after %d requests", want, name, err, len(server.queries))
			}
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
		transport := &script{steps: steps{
			respond(429, "", "Retry-After", "100"), respond(429, "", "Retry-After", "100"), respond(502, ""), respond(200, okPage),
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
