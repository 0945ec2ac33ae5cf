package ratelimit

import (
	"sync"
	"time"
)

// minSweep is how many buckets are kept before those are dropped that are idle.
const minSweep = 128

// Buckets holds the buckets of a client by name, so that the client waits
// before the server has to respond with 429. The zero value is ready for use.
type Buckets struct {
	mu      sync.Mutex
	buckets map[string]*Bucket
	sweepAt int // how many buckets there must be for idle ones to be dropped
}

// Bucket returns the bucket of that name, and creates it when there is none.
func (p *Buckets) Bucket(name string) *Bucket {
	p.mu.Lock()
	defer p.mu.Unlock()
	if b, ok := p.buckets[name]; ok {
		return b
	}
	if p.buckets == nil {
		p.buckets = make(map[string]*Bucket)
	}
	if len(p.buckets) >= max(p.sweepAt, minSweep) {
		for old, b := range p.buckets {
			if b.idle() {
				delete(p.buckets, old)
			}
		}
		p.sweepAt = 2 * len(p.buckets) // so that a bucket costs constant time
	}
	b := new(Bucket)
	p.buckets[name] = b
	return b
}

// Known returns what is known of a bucket now, and whether anything is.
func (p *Buckets) Known(name string) (Limit, bool) {
	p.mu.Lock()
	b := p.buckets[name]
	p.mu.Unlock()
	if b == nil {
		return Limit{}, false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.update(time.Now())
	if b.state != metered {
		return Limit{}, false
	}
	return Limit{Limit: b.limit, Remaining: b.left(), Reset: b.resume}, true
}
