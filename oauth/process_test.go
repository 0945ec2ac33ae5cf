package oauth_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
	"github.com/fanvue-go/fanvue/oauth"
)

// TestMain is also the program that the tests with real processes start.
func TestMain(m *testing.M) {
	if v := runtime.Version(); v == "go1.25.0" || v == "go1.25.1" {
		runtime.GOMAXPROCS(1) // see the TestMain of package fanvue
	}
	if mode := os.Getenv("OAUTH_TEST_PROCESS"); mode != "" {
		if err := processMain(mode); err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// stuckStore stops the process between the response and the save.
type stuckStore struct{ *oauth.FileStore }

func (s stuckStore) Save(context.Context, *oauth.Grant) error {
	fmt.Println("saving")
	select {}
}

// processMain is a program with a file store. It makes a call for each line that
// it reads, and prints a line for each.
func processMain(mode string) error {
	app, err := oauth.NewApp(os.Getenv("OAUTH_TEST_ID"), os.Getenv("OAUTH_TEST_SECRET"), "http://127.0.0.1/callback",
		oauth.WithAuthURL(os.Getenv("OAUTH_TEST_URL")))
	if err != nil {
		return err
	}
	var store oauth.Store = oauth.NewFileStore(os.Getenv("OAUTH_TEST_FILE"))
	if mode == "stuck" {
		store = stuckStore{oauth.NewFileStore(os.Getenv("OAUTH_TEST_FILE"))}
	}
	source := app.TokenSource(store)
	client, err := fanvue.NewClient(fanvue.WithTokenSource(source), fanvue.WithBaseURL(os.Getenv("OAUTH_TEST_URL")))
	if err != nil {
		return err
	}
	if mode == "loop" { // refresh without an end
		token, err := source.Token(context.Background())
		fmt.Println("started")
		for err == nil {
			token, err = source.Refresh(context.Background(), token)
		}
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if _, err := client.Self.Get(context.Background()); err != nil {
			fmt.Println("failed:", err)
		} else {
			fmt.Println("ok")
		}
	}
	return lines.Err()
}

// process is a running program.
type process struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

// next returns the next line that the program prints.
func (p *process) next(t *testing.T) string {
	t.Helper()
	if !p.out.Scan() {
		t.Fatalf("the process ended: %v", p.out.Err())
	}
	return p.out.Text()
}

// shared is a server and a grant file that processes share.
type shared struct {
	server     *fanvuetest.Server
	registered *fanvuetest.App
	app        *oauth.App
	store      *oauth.FileStore
	path       string
}

func newShared(t *testing.T, opts ...fanvuetest.Option) *shared {
	t.Helper()
	server := newServer(t, append(opts, fanvuetest.WithRateLimit(1_000_000, time.Minute))...)
	s := &shared{server: server, registered: server.App(), path: filepath.Join(t.TempDir(), "grant.json")}
	s.app, s.store = appFor(t, server, s.registered), oauth.NewFileStore(s.path)
	if err := s.store.Save(t.Context(), signIn(t, server, s.app, fanvue.ScopeReadSelf)); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *shared) start(t *testing.T, mode string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "OAUTH_TEST_PROCESS="+mode, "OAUTH_TEST_URL="+s.server.URL, "OAUTH_TEST_FILE="+s.path,
		"OAUTH_TEST_ID="+s.registered.ID, "OAUTH_TEST_SECRET="+s.registered.Secret)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return &process{cmd, in, bufio.NewScanner(out)}
}

// refreshes counts the responses of the token endpoint, by status.
func (s *shared) refreshes() map[int]int {
	counts := make(map[int]int)
	for _, request := range s.server.Requests() {
		if request.Operation == fanvuetest.AuthToken {
			counts[request.Status]++
		}
	}
	return counts
}

// Two processes refresh at the same moment, a hundred times. The server has no
// grace: a refresh token that is used twice ends the grant.
func TestTwoProcessesRefreshAtTheSameMoment(t *testing.T) {
	rounds := 100
	if testing.Short() {
		rounds = 10
	}
	s := newShared(t, noGrace)
	processes := []*process{s.start(t, "calls"), s.start(t, "calls")}
	s.server.ResetRequests()
	total := map[int]int{}
	lost := 0
	for round := range rounds {
		s.registered.ExpireAccessTokens()
		for _, p := range processes {
			if _, err := fmt.Fprintln(p.in, round); err != nil {
				t.Fatal(err)
			}
		}
		for _, p := range processes {
			if line := p.next(t); line != "ok" {
				t.Errorf("round %d: %s", round, line)
				lost++
			}
		}
		for status, count := range s.refreshes() {
			total[status] += count
		}
		s.server.ResetRequests()
	}
	t.Logf("%d rounds: %d refreshes, %d refused, %d calls failed", rounds, total[200], total[400], lost)
	if total[200] < rounds || total[400] != 0 || lost != 0 {
		t.Errorf("responses to %d rounds of refreshes: %v", rounds, total)
	}
}

// A process that is killed between the response and the save loses what the
// server's grace gives back, and nothing else: the lock ends with it.
func TestKilledBetweenResponseAndSave(t *testing.T) {
	for _, grace := range []time.Duration{0, 30 * time.Second} {
		s := newShared(t, fanvuetest.WithRefreshGrace(grace))
		s.registered.ExpireAccessTokens()
		p := s.start(t, "stuck")
		if _, err := fmt.Fprintln(p.in); err != nil {
			t.Fatal(err)
		}
		if line := p.next(t); line != "saving" {
			t.Fatal(line)
		}
		if err := p.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = p.Wait()
		client := clientFor(t, s.server, s.app.TokenSource(s.store))
		_, err := client.Self.Get(t.Context())
		if grace == 0 {
			wantError(t, err, oauth.ErrReconnect)
		} else if err != nil {
			t.Errorf("within the grace: %v", err)
		}
	}
}

// A process that refreshes all the time is killed at any moment.
func TestKilledAtAnyMoment(t *testing.T) {
	kills := 40
	if testing.Short() {
		kills = 4
	}
	s := newShared(t, fanvuetest.WithRefreshGrace(30*time.Second))
	refreshes := 0
	for kill := range kills {
		s.server.ResetRequests()
		p := s.start(t, "loop")
		if line := p.next(t); line != "started" {
			t.Fatal(line)
		}
		time.Sleep(rand.N(40 * time.Millisecond)) // which moment it is does not matter
		if err := p.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = p.Wait()
		refreshes += s.refreshes()[200]
		s.registered.ExpireAccessTokens()
		client := clientFor(t, s.server, s.app.TokenSource(oauth.NewFileStore(s.path)))
		if _, err := client.Self.Get(t.Context()); err != nil {
			t.Fatalf("after kill %d: %v", kill, err)
		}
	}
	left, err := os.ReadDir(filepath.Dir(s.path))
	if err != nil {
		t.Fatal(err)
	}
	temporary := 0
	for _, entry := range left {
		if strings.HasSuffix(entry.Name(), ".tmp") {
			temporary++
		}
	}
	t.Logf("%d kills during %d refreshes, the grant is alive; %d temporary files were left", kills, refreshes, temporary)
}
