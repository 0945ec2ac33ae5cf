package main

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

const reply = "Thank you!"

// desk is a Fanvue with two fans who have written.
type desk struct {
	server *fanvuetest.Server
	client *fanvue.Client
	state  string
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.Empty())
	t.Cleanup(server.Close)
	for _, fan := range []string{"mia", "tom"} {
		server.Me().AddFan(fanvue.User{UUID: fan, Handle: fan, DisplayName: fan})
		server.Me().Receive(fan, "Hello?")
	}
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		t.Fatal(err)
	}
	return &desk{server, client, filepath.Join(t.TempDir(), "state.json")}
}

// round makes a round with a replier that knows only what was written down,
// as after a restart.
func (d *desk) round(t *testing.T) (int, error) {
	t.Helper()
	r, err := newReplier(d.client, reply, d.state)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	return r.round(t.Context())
}

// answers counts what a fan got.
func (d *desk) answers(fan string) int {
	n := 0
	for _, message := range d.server.Me().Messages(fan) {
		if message.Text == reply {
			n++
		}
	}
	return n
}

func (d *desk) expect(t *testing.T, want int) {
	t.Helper()
	for _, fan := range []string{"mia", "tom"} {
		if got := d.answers(fan); got != want {
			t.Errorf("%s got %d answers, want %d", fan, got, want)
		}
	}
}

func TestAnswersEachMessageOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		for _, want := range []int{2, 0} {
			if answered, err := d.round(t); err != nil || answered != want {
				t.Errorf("%d answered, %v; want %d", answered, err, want)
			}
		}
		d.expect(t, 1)
		d.server.Me().Receive("mia", "And now?")
		if answered, err := d.round(t); err != nil || answered != 1 {
			t.Errorf("%d answered, %v; want the one who wrote again", answered, err)
		}
	})
}

// An answer that was taken while the connection broke is found in the chat.
func TestLostAnswerIsNotSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		lost := fanvuetest.Fault{Operation: fanvue.OpMessagesSend, Drop: fanvuetest.DropAfter}
		d.server.Inject(lost, lost)
		if _, err := d.round(t); !errors.As(err, new(*fanvue.OutcomeUnknownError)) {
			t.Errorf("got %v, want an OutcomeUnknownError", err)
		}
		for range 3 {
			if answered, err := d.round(t); err != nil || answered != 0 {
				t.Errorf("%d answered, %v; want none", answered, err)
			}
			time.Sleep(2 * time.Minute)
		}
		d.expect(t, 1)
	})
}

// An answer that never arrived is sent once it cannot be on its way any more.
func TestAnswerThatNeverArrivedIsSentLater(t *testing.T) {
	for name, fault := range map[string]fanvuetest.Fault{
		"a lost request": {Operation: fanvue.OpMessagesSend, Drop: fanvuetest.DropBefore},
		"a server error": {Operation: fanvue.OpMessagesSend, Status: http.StatusBadGateway},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				d.server.Inject(fault, fault)
				if answered, err := d.round(t); err == nil || answered != 0 {
					t.Errorf("%d answered, %v; want none and an error", answered, err)
				}
				if answered, err := d.round(t); err != nil || answered != 0 {
					t.Errorf("at once: %d answered, %v; want none, it may be on its way", answered, err)
				}
				time.Sleep(2 * time.Minute)
				if answered, err := d.round(t); err != nil || answered != 2 {
					t.Errorf("later: %d answered, %v; want both", answered, err)
				}
				d.expect(t, 1)
			})
		})
	}
}

// A fan who writes again while being answered is answered again.
func TestFanWhoWritesMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.server.Inject(fanvuetest.Fault{Operation: fanvue.OpMessagesSend, Delay: 50 * time.Second})
		time.AfterFunc(30*time.Second, func() { d.server.Me().Receive("mia", "Are you there?") })
		time.AfterFunc(90*time.Second, func() { d.server.Me().Receive("tom", "And again!") })
		for _, want := range []int{2, 0} {
			if answered, err := d.round(t); err != nil || answered != want {
				t.Errorf("%d answered, %v; want %d", answered, err, want)
			}
		}
		time.Sleep(time.Minute)
		if answered, err := d.round(t); err != nil || answered != 1 || d.answers("tom") != 2 {
			t.Errorf("%d answered, %v; want tom's second message", answered, err)
		}
	})
}

// An answer that a person gave first is enough.
func TestSomebodyWasFaster(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.server.Inject(fanvuetest.Fault{Operation: fanvue.OpMessagesList, Delay: time.Minute})
		time.AfterFunc(30*time.Second, func() {
			for _, fan := range []string{"mia", "tom"} {
				if _, err := d.client.Messages.Send(context.Background(), fan, fanvue.MessageParams{Text: "Hi, it's me"}); err != nil {
					t.Error(err)
				}
			}
		})
		if answered, err := d.round(t); err != nil || answered != 0 {
			t.Errorf("%d answered, %v; want none", answered, err)
		}
	})
}

// A message by the account that may be the answer, changed by the server, or
// may be somebody else's: nothing is sent until a person has decided.
func TestDoubtIsLeftToAPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		lost := fanvuetest.Fault{Operation: fanvue.OpMessagesSend, Drop: fanvuetest.DropBefore}
		d.server.Inject(lost, lost)
		_, _ = d.round(t)
		if _, err := d.client.Messages.Send(t.Context(), "mia", fanvue.MessageParams{Text: "Thank y**!"}); err != nil {
			t.Fatal(err)
		}
		d.server.Me().Receive("mia", "And now?")
		for range 3 {
			time.Sleep(10 * time.Minute)
			_, err := d.round(t)
			var undecided *undecidedError
			if !errors.As(err, &undecided) || undecided.fan != "mia" || d.answers("mia") != 0 {
				t.Fatalf("got %v and %d answers, want the question to a person and none", err, d.answers("mia"))
			}
		}
		if d.answers("tom") != 1 {
			t.Errorf("tom got %d answers, want 1", d.answers("tom"))
		}
		if err := decide(d.state, "mia"); err != nil {
			t.Fatal(err)
		}
		if err := decide(d.state, "mia"); err == nil {
			t.Error("decided twice")
		}
		if answered, err := d.round(t); err != nil || answered != 1 || d.answers("mia") != 1 {
			t.Errorf("%d answered, %v; want mia", answered, err)
		}
	})
}

func TestOneReplierForAStateFile(t *testing.T) {
	d := newDesk(t)
	first, err := newReplier(d.client, reply, d.state)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newReplier(d.client, reply, d.state); !errors.Is(err, errLocked) {
		t.Errorf("got %v, want errLocked", err)
	}
	if err := first.close(); err != nil {
		t.Fatal(err)
	}
	second, err := newReplier(d.client, reply, d.state)
	if err != nil {
		t.Fatal(err)
	}
	defer second.close()
}
