package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/fanvue-go/fanvue"
)

const (
	goroutines        = 1000
	callsPerGoroutine = 50
	// usualLatency is less than that of any API that is far away. Without latency
	// the goroutines have nothing to wait for but the processors: one that is
	// preempted while it holds the lock makes the others queue for the lock
	// instead.
	usualLatency = 20 * time.Millisecond
)

// memory is a transport without a network. Apart from its latency, the locks of the
// client are the only thing to wait for.
type memory struct {
	header  http.Header
	body    []byte
	latency time.Duration
	// meet, unless nil, is called by every request while it is on its way.
	meet func()
}

func (m *memory) RoundTrip(r *http.Request) (*http.Response, error) {
	if m.meet != nil {
		m.meet()
	}
	time.Sleep(m.latency)
	return &http.Response{
		StatusCode: http.StatusOK, Header: m.header, Request: r,
		ContentLength: int64(len(m.body)), Body: io.NopCloser(bytes.NewReader(m.body)),
	}, nil
}

// measureGoroutines lets many goroutines share a client. First all of them must
// be in the transport at the same time, which is impossible if one holds a lock
// there; then it reports how much of their time they wait for locks, with responses
// that take as long as over a network, and with responses that take no time.
func measureGoroutines() error {
	transport := &memory{header: rateLimitHeaders(), body: []byte(object)}
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-benchmarks"), fanvue.WithScopes(fanvue.ScopeReadSelf),
		fanvue.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		return err
	}
	if _, err := client.Self.Get(context.Background()); err != nil {
		return err
	}
	var inside sync.WaitGroup
	inside.Add(goroutines)
	met := make(chan struct{})
	go func() { inside.Wait(); close(met) }()
	transport.meet = func() { inside.Done(); <-met }
	if _, err := runGoroutines(client, 1); err != nil {
		return err
	}
	transport.meet = nil

	fmt.Printf("%d goroutines, %d calls each, all of them in the transport at once:\n", goroutines, callsPerGoroutine)
	var before time.Duration
	for _, latency := range []time.Duration{usualLatency, 0} {
		transport.latency = latency
		previous := runtime.SetMutexProfileFraction(1)
		took, err := runGoroutines(client, callsPerGoroutine)
		runtime.SetMutexProfileFraction(previous)
		if err != nil {
			return err
		}
		waited, err := waitedForLocks("internal/ratelimit")
		if err != nil {
			return err
		}
		fmt.Printf("responses after %v: %s per call; waiting for the lock of the bucket: %.2f %% of their time\n",
			latency, (took / (goroutines * callsPerGoroutine)).Round(100*time.Nanosecond), 100*(waited-before).Seconds()/(took.Seconds()*goroutines))
		before = waited
	}
	fmt.Println()
	return nil
}

// runGoroutines makes calls on every goroutine and returns how long that took.
func runGoroutines(client *fanvue.Client, calls int) (time.Duration, error) {
	// A context that can end has a lock of its own, which is not the client's.
	ctx := context.Background()
	var group sync.WaitGroup
	failures := make(chan error, goroutines)
	start := time.Now()
	for range goroutines {
		group.Go(func() {
			for range calls {
				if _, err := client.Self.Get(ctx); err != nil {
					failures <- err
					return
				}
			}
		})
	}
	group.Wait()
	took := time.Since(start)
	close(failures)
	return took, <-failures
}

// waitedForLocks returns how long goroutines waited for the locks of a package,
// as the mutex profile has it.
func waitedForLocks(of string) (time.Duration, error) {
	var text bytes.Buffer
	if err := pprof.Lookup("mutex").WriteTo(&text, 1); err != nil {
		return 0, err
	}
	rate := regexp.MustCompile(`cycles/second=([0-9]+)`).FindStringSubmatch(text.String())
	if rate == nil {
		return 0, fmt.Errorf("no clock rate in the mutex profile")
	}
	perSecond, _ := strconv.ParseFloat(rate[1], 64)
	var cycles float64
	for _, stack := range strings.Split(text.String(), "\n\n") {
		for block := range strings.SplitSeq(stack, "\n") {
			if head := regexp.MustCompile(`^([0-9]+) [0-9]+ @`).FindStringSubmatch(block); head != nil && strings.Contains(stack, of) {
				waited, _ := strconv.ParseFloat(head[1], 64)
				cycles += waited
			}
		}
	}
	return time.Duration(cycles / perSecond * float64(time.Second)), nil
}
