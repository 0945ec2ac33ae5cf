package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// This file has the code and the figures of docs/rate-limits.md.

// greeting is a message to a fan of a managed creator.
type greeting struct{ creatorUUID, fanUUID string }

func (g greeting) send(ctx context.Context, client *fanvue.Client) error {
	_, err := client.Creator(g.creatorUUID).Messages.Send(ctx, g.fanUUID, fanvue.MessageParams{Text: "Good morning!"})
	return err
}

// sendAll sends the greetings with a number of workers, in the given order.
func sendAll(ctx context.Context, client *fanvue.Client, workers int, greetings []greeting) {
	queue := make(chan greeting)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for g := range queue {
				if err := g.send(ctx, client); err != nil {
					log.Printf("creator %s: %v", g.creatorUUID, err)
				}
			}
		})
	}
	for _, g := range greetings {
		queue <- g
	}
	close(queue)
	group.Wait()
}

// sendForEachCreator gives each creator workers of its own.
func sendForEachCreator(ctx context.Context, client *fanvue.Client, workers int, greetings []greeting) {
	byCreator := map[string][]greeting{}
	for _, g := range greetings {
		byCreator[g.creatorUUID] = append(byCreator[g.creatorUUID], g)
	}
	var group sync.WaitGroup
	for _, ofCreator := range byCreator {
		group.Go(func() { sendAll(ctx, client, workers, ofCreator) })
	}
	group.Wait()
}

// sendOrPutBack returns the greetings that the rate limit does not allow now.
func sendOrPutBack(ctx context.Context, client *fanvue.Client, greetings []greeting) (later []greeting, err error) {
	ctx = fanvue.ContextWithMaxWait(ctx, 0)
	for _, g := range greetings {
		err := g.send(ctx, client)
		switch {
		case errors.Is(err, fanvue.ErrRateLimited):
			later = append(later, g) // nothing was sent
		case err != nil:
			return later, err
		}
	}
	return later, nil
}

// interleaved deals the greetings of the creators in turn.
func interleaved(creators [][]greeting) []greeting {
	var mixed []greeting
	for i := 0; ; i++ {
		before := len(mixed)
		for _, greetings := range creators {
			if i < len(greetings) {
				mixed = append(mixed, greetings[i])
			}
		}
		if len(mixed) == before {
			return mixed
		}
	}
}

// agencyWithFans adds a creator for each of fans, with as many fans, and returns
// a greeting for each of them.
func agencyWithFans(server *fanvuetest.Server, fans ...int) (creators [][]greeting) {
	for i, n := range fans {
		account := server.AddCreator(fanvue.User{DisplayName: fmt.Sprint("Creator ", i+1)})
		var greetings []greeting
		for range n {
			fan := account.AddFan(fanvue.User{})
			account.AddChat(fan)
			greetings = append(greetings, greeting{account.UUID(), fan})
		}
		creators = append(creators, greetings)
	}
	return creators
}

func TestGuideToWorkerPools(t *testing.T) {
	t.Parallel()
	type run = func(context.Context, *fanvue.Client, [][]greeting)
	inOrder := func(workers int) run {
		return func(ctx context.Context, client *fanvue.Client, creators [][]greeting) {
			sendAll(ctx, client, workers, slices.Concat(creators...))
		}
	}
	inTurn := func(ctx context.Context, client *fanvue.Client, creators [][]greeting) {
		sendAll(ctx, client, 8, interleaved(creators))
	}
	forEach := func(workers int) run {
		return func(ctx context.Context, client *fanvue.Client, creators [][]greeting) {
			sendForEachCreator(ctx, client, workers, slices.Concat(creators...))
		}
	}
	even, uneven := []int{1000, 1000, 1000, 1000}, []int{2000, 500, 500, 500}
	// The figures of the guide: the document has each of them.
	for _, tt := range []struct {
		name string
		fans []int
		run  run
		want string
	}{
		{"8 workers in order", even, inOrder(8), "16m23s"},
		{"32 workers in order", even, inOrder(32), "16m9s"},
		{"8 workers in turn", even, inTurn, "4m21s"},
		{"2 workers for each", even, forEach(2), "4m21s"},
		{"8 workers for each", even, forEach(8), "4m6s"},
		{"uneven, 8 workers in order", uneven, inOrder(8), "15m16s"},
		{"uneven, 8 workers for each", uneven, forEach(8), "9m7s"},
	} {
		if (testing.Short() || raceDetector) && !strings.HasPrefix(tt.name, "8 workers") {
			continue
		}
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.Empty())
				defer server.Close()
				creators := agencyWithFans(server, tt.fans...)
				server.Inject(fanvuetest.Fault{Delay: 200 * time.Millisecond, Lasting: true})
				client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				tt.run(t.Context(), client, creators)
				took := time.Since(start)
				for _, g := range slices.Concat(creators...) {
					if n := len(server.Creator(g.creatorUUID).Messages(g.fanUUID)); n != 1 {
						t.Fatalf("%d messages for a fan, want 1", n)
					}
				}
				t.Log(took)
				want, err := time.ParseDuration(tt.want)
				if err != nil || took < want*98/100 || took > want*102/100 {
					t.Errorf("it took %s; the guide says %s", took, tt.want)
				}
			})
			guideHas(t, "docs/rate-limits.md", tt.want)
		})
	}
}

func TestGuideToQueues(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.Empty())
		defer server.Close()
		creators := agencyWithFans(server, 300, 50)
		client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		later, err := sendOrPutBack(t.Context(), client, slices.Concat(creators...))
		if err != nil || len(later) != 100 || server.RequestCount() != 250 || time.Since(start) > time.Second {
			t.Errorf("%d put back, %d requests, %v after %s; want 100, 250 and no wait", len(later), server.RequestCount(), err, time.Since(start))
		}
		for _, g := range later {
			if g.creatorUUID != creators[0][0].creatorUUID {
				t.Fatal("a greeting was put back although its creator has requests left")
			}
		}
		limit, known := client.Creator(later[0].creatorUUID).RateLimit()
		if !known {
			t.Fatal("the rate limit is unknown")
		}
		time.Sleep(time.Until(limit.Reset))
		if later, err = sendOrPutBack(t.Context(), client, later); err != nil || len(later) > 0 {
			t.Errorf("%d put back, %v; want none after the window", len(later), err)
		}
	})
}

// A goroutine for each call works: only the wait for one window is limited.
func TestGuideToManyGoroutines(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.Empty())
		defer server.Close()
		creators := agencyWithFans(server, 1000)
		server.Inject(fanvuetest.Fault{Delay: 200 * time.Millisecond, Lasting: true})
		client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		var group sync.WaitGroup
		for _, g := range creators[0] {
			group.Go(func() {
				if err := g.send(t.Context(), client); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if took := time.Since(start); took.Round(time.Second) != 4*time.Minute+time.Second {
			t.Errorf("it took %s; the guide says 4m1s", took)
		}
	})
	guideHas(t, "docs/rate-limits.md", "4m1s")
}
