package ratelimit

// slots is a list of slots, each of which is in one such list at most. The links
// are in the slots, so that nothing is allocated while the bucket is locked: the
// allocation may have to help the garbage collector, and all calls would wait.
type slots struct {
	first, last *Slot
	count       int
}

func (l *slots) pushBack(s *Slot) {
	s.previous, s.next = l.last, nil
	if l.last == nil {
		l.first = s
	} else {
		l.last.next = s
	}
	l.last = s
	l.count++
}

func (l *slots) remove(s *Slot) {
	if s.previous == nil {
		l.first = s.next
	} else {
		s.previous.next = s.next
	}
	if s.next == nil {
		l.last = s.previous
	} else {
		s.next.previous = s.previous
	}
	s.previous, s.next = nil, nil
	l.count--
}
