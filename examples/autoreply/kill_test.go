package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// The test binary is the program itself when this variable is set.
const asProgram = "AUTOREPLY_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// program starts the example against server, for one round.
func program(t *testing.T, server *fanvuetest.Server, state string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-once", "-text", reply, "-state", state)
	cmd.Env = []string{asProgram + "=1", "FANVUE_API_KEY=" + fanvuetest.APIKey, "FANVUE_API_URL=" + server.URL}
	return cmd
}

// The program is killed while its k-th request is on its way, for every k:
// before the server carries it out, and after. However that ends, once it has
// been started again each fan has one answer.
func TestKilledAtAnyPoint(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]fanvuetest.Fault{
		"before": {Delay: time.Hour},
		"after":  {Drop: fanvuetest.Hang},
	} {
		// List the chats, then for each of two fans: list, send.
		for k := 1; k <= 5; k++ {
			t.Run(fmt.Sprintf("%s request %d", name, k), func(t *testing.T) {
				t.Parallel()
				server := fanvuetest.NewServer(fanvuetest.Empty())
				defer server.Close()
				for _, fan := range []string{"mia", "tom"} {
					server.Me().AddFan(fanvue.User{UUID: fan, Handle: fan})
					server.Me().Receive(fan, "Hello?")
				}
				server.Inject(make([]fanvuetest.Fault, k-1)...) // that many requests go well
				server.Inject(fault)
				state := filepath.Join(t.TempDir(), "state.json")

				victim := program(t, server, state)
				if err := victim.Start(); err != nil {
					t.Fatal(err)
				}
				for deadline := time.Now().Add(20 * time.Second); server.RequestCount() < k; time.Sleep(time.Millisecond) {
					if time.Now().After(deadline) {
						t.Fatalf("request %d did not come", k)
					}
				}
				if name == "after" {
					waitUntilCarriedOut(t, server, k)
				}
				_ = victim.Process.Kill()
				_ = victim.Wait()

				for range 2 {
					if out, err := program(t, server, state).CombinedOutput(); err != nil {
						t.Fatalf("started again: %v\n%s", err, out)
					}
					letTimePass(t, state, 3*time.Minute)
				}
				for _, fan := range []string{"mia", "tom"} {
					answers := 0
					for _, message := range server.Me().Messages(fan) {
						if message.Text == reply {
							answers++
						}
					}
					if answers != 1 {
						t.Errorf("%s got %d answers, want 1", fan, answers)
					}
				}
			})
		}
	}
}

// waitUntilCarriedOut waits until what the k-th request does can be seen. Of a
// request that only reads there is nothing to see, nor to wait for.
func waitUntilCarriedOut(t *testing.T, server *fanvuetest.Server, k int) {
	t.Helper()
	request := server.Requests()[k-1]
	if request.Operation != fanvue.OpMessagesSend {
		return
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		sent := 0
		for _, fan := range []string{"mia", "tom"} {
			sent += len(server.Me().Messages(fan)) - 1
		}
		sends := 0
		for _, r := range server.Requests() {
			if r.Operation == fanvue.OpMessagesSend {
				sends++
			}
		}
		if sent == sends {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the message did not arrive")
		}
	}
}

// letTimePass makes what was written down older.
func letTimePass(t *testing.T, state string, d time.Duration) {
	t.Helper()
	data, err := os.ReadFile(state)
	if os.IsNotExist(err) {
		return
	}
	var attempts map[string]attempt
	if err == nil {
		err = json.Unmarshal(data, &attempts)
	}
	for fan, a := range attempts {
		a.StartedAt = a.StartedAt.Add(-d)
		if !a.EndedAt.IsZero() {
			a.EndedAt = a.EndedAt.Add(-d)
		}
		attempts[fan] = a
	}
	if err == nil {
		data, err = json.Marshal(attempts)
	}
	if err == nil {
		err = os.WriteFile(state, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
