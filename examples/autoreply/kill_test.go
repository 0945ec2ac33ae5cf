package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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

// Several programs are started at once on one state file, some of them by
// another name of it, again and again, and some are killed. Each fan gets one
// answer.
func TestSeveralAtOnce(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer(fanvuetest.Empty())
	defer server.Close()
	var fans []string
	for i := range 18 {
		fan := fmt.Sprintf("fan%d", i)
		fans = append(fans, fan)
		server.Me().AddFan(fanvue.User{UUID: fan, Handle: fan})
		server.Me().Receive(fan, "Hello?")
	}
	dir := t.TempDir()
	state := filepath.Join(dir, "state.json")
	names := []string{state}
	if link := filepath.Join(dir, "link"); os.Symlink(dir, link) == nil {
		names = append(names, filepath.Join(link, "state.json"))
	}
	locked := 0
	for round := range 4 {
		var running []*exec.Cmd
		var outputs []*bytes.Buffer
		for i := range 3 {
			cmd, out := program(t, server, names[i%len(names)]), new(bytes.Buffer)
			cmd.Stdout, cmd.Stderr = out, out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			running, outputs = append(running, cmd), append(outputs, out)
		}
		if round < 2 {
			// Kill whichever works, in the middle of it.
			for deadline, n := time.Now().Add(20*time.Second), server.RequestCount()+7; server.RequestCount() < n; time.Sleep(time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("nobody works")
				}
			}
			for _, cmd := range running {
				_ = cmd.Process.Kill()
			}
		}
		for i, cmd := range running {
			err := cmd.Wait()
			switch out := outputs[i].String(); {
			case strings.Contains(out, errLocked.Error()):
				locked++
			case err != nil && round >= 2:
				t.Errorf("round %d: %v\n%s", round, err, out)
			}
		}
		letTimePass(t, state, 3*time.Minute)
	}
	if locked == 0 {
		t.Error("no program found the state file in use")
	}
	for _, fan := range fans {
		if n := len(server.Me().Messages(fan)) - 1; n != 1 {
			t.Errorf("%s got %d answers, want 1", fan, n)
		}
	}
}
