package ratelimit

import (
	"container/list"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// queueing measures n waiters that come, of which one leaves at once, half
// leave one by one, and the rest are served.
func queueing(n int) time.Duration {
	now := time.Now()
	b := &Bucket{state: metered, limit: n, resume: now.Add(time.Minute), length: time.Minute}
	start := time.Now()
	places := make([]*list.Element, n)
	for i := range places {
		places[i] = b.enqueue(&waiter{ready: make(chan struct{}), slot: &Slot{bucket: b}, deadline: now.Add(time.Hour), maxWait: time.Hour}, false, now)
	}
	for i := 0; i < n; i += 2 {
		b.leave(places[(i+n/2)%n], now)
	}
	b.window.remaining, b.window.capacity = n, n
	b.serve(now)
	took := time.Since(start)
	if b.queue.Len() > 0 {
		panic("not all were served")
	}
	return took
}

// BenchmarkQueue reports what a waiter costs, and how much more time 20,000 of
// them take than 5,000: about four times as much if a waiter costs the same
// however long the queue is.
func BenchmarkQueue(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // it would measure the heap
	few, many := time.Hour, time.Hour
	for b.Loop() { // the fastest of all, since other work only adds to them
		few, many = min(few, queueing(5000)), min(many, queueing(20000))
		runtime.GC()
	}
	b.ReportMetric(float64(many)/float64(few), "ratio")
	b.ReportMetric(float64(many.Nanoseconds())/20000, "ns/waiter")
}
