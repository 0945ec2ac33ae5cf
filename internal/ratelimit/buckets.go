package ratelimit

import (
	"sync"
	"time"
)

// minSweep is the smallest number of buckets at which idle ones are dropped.
const minSweep = 128

// Buckets holds the buckets of a client by name. The zero value is ready for use.
type Buckets struct {
	mu      sync.Mutex
	buckets map[string]*Bucket
	sweepAt int // the number of buckets at which idle ones are dropped
}

// Bucket returns the bucket with a name, which it creates if necessary.
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
		p.sweepAt = 2 * len(p.buckets) // so that the cost per new bucket is constant
	}
	b := new(Bucket)
	p.buckets[name] = b
	return b
}

// Known returns the present state of a bucket, and reports whether it is known.
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
