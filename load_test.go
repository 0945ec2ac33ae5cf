package fanvue_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// load is what a number of goroutines do to a server at once.
type load struct {
	server   *fanvuetest.Server
	requests int
	refused  int // answers that were 429
	failed   int // calls that failed
	took     time.Duration
}

// run makes n calls at once with each client and waits for them all.
func (l *load) run(t *testing.T, n int, clients ...*fanvue.Client) {
	t.Helper()
	start := time.Now()
	var group sync.WaitGroup
	failures := make(chan error, n*len(clients))
	for _, client := range clients {
		for range n {
			group.Go(func() { failures <- listChats(t.Context(), client) })
		}
	}
	group.Wait()
	close(failures)
	for err := range failures {
		if err != nil {
			l.failed++
		}
	}
	l.took = time.Since(start)
	for _, request := range l.server.Requests() {
		l.requests++
		if request.Status == 429 {
			l.refused++
		}
	}
}

// report prints the figures beside what the limit allows at best.
func (l *load) report(t *testing.T, ideal time.Duration) {
	t.Helper()
	t.Logf("%d requests, %d of them 429, %d calls failed, %s against an ideal of %s (%+.1f %%)",
		l.requests, l.refused, l.failed, l.took.Round(time.Millisecond), ideal, 100*(float64(l.took)/float64(ideal)-1))
}

func loadClient(t *testing.T, server *fanvuetest.Server) *fanvue.Client {
	t.Helper()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithMaxWait(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestLoadOfOneClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory())
		defer server.Close()
		time.Sleep(rand.N(time.Second)) // anywhere within a second
		l := &load{server: server}
		l.run(t, 1000, loadClient(t, server))
		ideal := 4 * time.Minute // the last of five windows of 200 begins then
		l.report(t, ideal)
		if l.requests != 1000 || l.refused > 0 || l.failed > 0 || l.took > ideal*105/100 {
			t.Error("want 1000 requests, no 429, no failure, at most 5 % over the ideal")
		}
	})
}

func TestLoadWhileTheLimitChanges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory())
		defer server.Close()
		time.AfterFunc(30*time.Second, func() { server.SetRateLimit(50, 30*time.Second) })
		time.AfterFunc(100*time.Second, func() { server.SetRateLimit(300, time.Minute) })
		l := &load{server: server}
		l.run(t, 600, loadClient(t, server))
		// 200 at 0 s, 50 at 60 s, 50 at 90 s, 300 at 120 s.
		ideal := 2 * time.Minute
		l.report(t, ideal)
		if l.requests != 600 || l.refused > 0 || l.failed > 0 || l.took > ideal*105/100 {
			t.Error("want 600 requests, no 429, no failure, at most 5 % over the ideal")
		}
	})
}

// Calls for one creator do not wait for another's limit, nor for a call that
// hangs.
func TestLoadIsFairBetweenBuckets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.WithRateLimit(20, time.Minute))
		defer server.Close()
		client := loadClient(t, server)
		other := server.AddCreator(fanvue.User{}).UUID()
		server.Inject(fanvuetest.Fault{Operation: fanvue.OpChatsList, Delay: 10 * time.Minute})
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		for range 200 {
			group.Go(func() { _ = listChats(ctx, client) })
		}
		synctest.Wait()
		for _, creator := range []string{fanvuetest.CreatorUUID, other} {
			start := time.Now()
			for range 20 {
				if _, err := client.Creator(creator).Chats.List(t.Context(), nil); err != nil {
					t.Error(err)
				}
			}
			if took := time.Since(start); took > time.Second {
				t.Errorf("20 calls for a creator took %s while 200 others wait, want no wait", took)
			}
		}
		cancel()
		group.Wait()
	})
}

func TestLoadOfTwoClientsOnOneCredential(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory())
		defer server.Close()
		l := &load{server: server}
		l.run(t, 400, loadClient(t, server), loadClient(t, server))
		ideal := 3 * time.Minute
		l.report(t, ideal)
		if l.failed > 0 || l.took > ideal*110/100 {
			t.Error("want no failure, at most 10 % over the ideal")
		}
	})
}
