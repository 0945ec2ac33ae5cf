package fanvue_test

import (
	"context"
	"errors"
	"fmt"
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
	refused  int // responses that were 429
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

// runsOfLoad is how often each cell of the table is run.
func runsOfLoad(t testing.TB) int {
	if sample(t) {
		return 2
	}
	return 25
}

// resetForms are the forms of Reset of which a client alone must never run
// into the limit.
var resetForms = []struct {
	name   string
	form   fanvuetest.ResetForm
	skew   time.Duration
	noDate bool
}{
	{"Unix seconds, up", fanvuetest.ResetUnix, 0, false},
	{"Unix seconds, down", fanvuetest.ResetUnixDown, 0, false},
	{"Unix seconds, fraction", fanvuetest.ResetUnixFraction, 0, false},
	{"Unix milliseconds", fanvuetest.ResetUnixMilli, 0, false},
	{"Unix seconds by TTL, up", fanvuetest.ResetUnixTTL, 0, false},
	{"Unix seconds by TTL, down", fanvuetest.ResetUnixTTLDown, 0, false},
	{"Unix seconds by TTL, nearest", func(now, end time.Time) string {
		return fmt.Sprint(now.Unix() + int64((end.Sub(now)+time.Second/2)/time.Second))
	}, 0, false},
	{"Unix seconds by TTL, read later", func(now, end time.Time) string {
		return fmt.Sprint(now.Unix() + int64((end.Sub(now)-time.Millisecond)/time.Second))
	}, 0, false},
	{"now and TTL to the nearest", func(now, end time.Time) string {
		return fmt.Sprint(now.Add(time.Second/2).Unix() + int64((end.Sub(now)+time.Second/2)/time.Second))
	}, 0, false},
	{"relative seconds, up", fanvuetest.ResetSeconds, 0, false},
	{"relative seconds, down", fanvuetest.ResetSecondsDown, 0, false},
	{"relative milliseconds", fanvuetest.ResetMillis, 0, false},
	{"relative seconds, no Date", fanvuetest.ResetSecondsDown, 0, true},
	{"RFC 3339", func(_, end time.Time) string { return end.UTC().Format(time.RFC3339Nano) }, 0, false},
	{"server ahead 5 min", fanvuetest.ResetUnixTTL, 5 * time.Minute, false},
	{"server behind 5 min", fanvuetest.ResetUnixDown, -5 * time.Minute, false},
	{"no Date", fanvuetest.ResetUnix, 0, true},
	{"no Date, server ahead 5 min", fanvuetest.ResetUnixDown, 5 * time.Minute, true},
	{"no Date, server behind 5 min", fanvuetest.ResetUnixTTL, -5 * time.Minute, true},
	{"no Date, server behind 30 s", fanvuetest.ResetUnixTTLDown, -30 * time.Second, true},
}

// loadShapes holds ways in which a program may use the client. Each returns how many
// requests the server should then have counted.
var loadShapes = []struct {
	name string
	late time.Duration // by how much a canceled request may be late
	run  func(ctx context.Context, call func(context.Context) error) (failed int)
}{
	{"all at once", 0, func(ctx context.Context, call func(context.Context) error) int {
		return calls(150, func() error { return call(ctx) })
	}},
	{"eight workers", 0, func(ctx context.Context, call func(context.Context) error) int {
		return calls(8, func() error {
			var problems []error
			for range 19 {
				time.Sleep(rand.N(1500 * time.Millisecond))
				problems = append(problems, call(ctx))
			}
			return errors.Join(problems...)
		})
	}},
	{"every third canceled", 0, cancelEveryThird},
	{"every third canceled, late", 4 * time.Second, cancelEveryThird},
}

// cancelEveryThird cancels calls at some moment after they were sent.
func cancelEveryThird(ctx context.Context, call func(context.Context) error) int {
	return cancelSome(ctx, call, 150, func(i int) bool { return i%3 == 1 })
}

// cancelSome makes n calls in order, and cancels some at some moment after they
// were sent.
func cancelSome(ctx context.Context, call func(context.Context) error, n int, canceled func(i int) bool) int {
	var mu sync.Mutex
	next := 0
	return calls(n, func() error {
		mu.Lock()
		i := next
		next++
		mu.Unlock()
		time.Sleep(time.Duration(i)) // so that they queue in this order
		if !canceled(i) {
			return call(ctx)
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		sent := func() { time.AfterFunc(rand.N(100*time.Millisecond), cancel) }
		if err := call(context.WithValue(ctx, sentKey{}, sent)); err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
		return nil
	})
}

// A client alone never runs into the limit, and uses what the limit allows,
// however the server writes Reset and whatever the program does.
func TestLoadForEveryFormOfReset(t *testing.T) {
	t.Parallel()
	for _, form := range resetForms {
		t.Run(form.name, func(t *testing.T) {
			t.Parallel()
			for _, shape := range loadShapes {
				runs, with429, worst := runsOfLoad(t), 0, 1.0
				for range runs {
					synctest.Test(t, func(t *testing.T) {
						api := &meteredAPI{
							limit: 30, window: time.Minute, form: form.form, skew: form.skew, noDate: form.noDate,
							delay: func() time.Duration { return rand.N(50 * time.Millisecond) },
						}
						if shape.late > 0 {
							api.late = func() time.Duration { return rand.N(shape.late) }
						}
						client := api.client(t)
						time.Sleep(rand.N(time.Second)) // anywhere within a second
						start := time.Now()
						if failed := shape.run(t.Context(), func(ctx context.Context) error { return listChats(ctx, client) }); failed > 0 {
							t.Errorf("%s: %d calls failed", shape.name, failed)
						}
						took := time.Since(start)
						time.Sleep(10 * time.Second) // until the last canceled ones arrive
						api.mu.Lock()
						defer api.mu.Unlock()
						if api.refused > 0 {
							with429++
						}
						// The last of the windows starts after all others are over.
						ideal := time.Duration((api.counted-1)/api.limit) * api.window
						worst = min(worst, float64(ideal)/float64(took))
					})
				}
				t.Logf("%-32s %-28s %d of %d runs with a 429, at least %.1f %% of the limit used", form.name, shape.name, with429, runs, 100*worst)
				if with429 > 0 {
					t.Errorf("%s: want no 429", shape.name)
				}
				if worst < 0.95 {
					t.Errorf("%s: want at least 95 %%", shape.name)
				}
			}
		})
	}
}

// Requests that were all canceled, and arrive whenever they like, never lead to
// a 429 either: nothing is known then but that they may count. Only the limit
// itself must be known.
func TestLoadOfCanceledCallsInARow(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{1, 5, 30} {
		for range runsOfLoad(t) {
			synctest.Test(t, func(t *testing.T) {
				api := &meteredAPI{
					limit: limit, window: time.Minute, form: fanvuetest.ResetUnix,
					delay: func() time.Duration { return rand.N(50 * time.Millisecond) },
					late:  func() time.Duration { return rand.N(20 * time.Second) },
				}
				client := api.client(t)
				time.Sleep(rand.N(time.Second))
				failed := cancelSome(t.Context(), func(ctx context.Context) error { return listChats(ctx, client) }, 4*limit,
					func(i int) bool { return i > limit/2 && i < 3*limit })
				time.Sleep(time.Minute) // until the last canceled ones arrive
				if failed > 0 || api.refused > 0 {
					t.Errorf("limit %d: %d calls failed, %d responses were 429; want none", limit, failed, api.refused)
				}
			})
		}
	}
}

func TestLoadOfTwoClientsForEveryFormOfReset(t *testing.T) {
	t.Parallel()
	for _, form := range resetForms {
		t.Run(form.name, func(t *testing.T) {
			t.Parallel()
			refused, requests := 0, 0
			for range max(runsOfLoad(t)/5, 1) {
				synctest.Test(t, func(t *testing.T) {
					api := &meteredAPI{limit: 30, window: time.Minute, form: form.form, skew: form.skew, noDate: form.noDate}
					time.Sleep(rand.N(time.Second))
					var group sync.WaitGroup
					for range 2 {
						client := api.client(t)
						group.Go(func() {
							if failed := calls(75, func() error { return listChats(t.Context(), client) }); failed > 0 {
								t.Errorf("%d calls failed", failed)
							}
						})
					}
					start := time.Now()
					group.Wait()
					if took, ideal := time.Since(start), 4*time.Minute; took > ideal*125/100 {
						t.Errorf("150 calls took %s, want about %s", took, ideal)
					}
					refused += api.refused
					requests += api.refused + api.counted
				})
			}
			t.Logf("%-32s %d of %d responses were 429", form.name, refused, requests)
		})
	}
}
