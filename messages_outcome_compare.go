package fanvue

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// match is what a comparison says about a message in a list and an attempt to
// send one. The evidence about a message is combined with min: a single proof
// that it is another one decides, and a single doubt makes it possible only.
//
// "Not sent" lets a program send a paid message again, so everything that is
// not proved to be another message counts as possible.
type match uint8

const (
	other    match = iota // it is another message
	possible              // it may be the one
	certain               // it is the one
)

// content is what a message shows, as it was to be sent or as it is listed.
type content struct {
	text  string
	media []string
	// price is at least minMessagePrice; anything below means free or not known.
	price Cents
	// gif is nil for none.
	gif *GIF
	// previewUUID is empty for none or not known.
	previewUUID string
}

// compare compares what was to be sent with what is listed.
//
// These prove another message: media that the attempt did not have, another
// price where both are known, another animation, and a text that has little in
// common with the attempt's. They are what the server does not make by
// editing. These prove nothing: missing media (they may have been removed), a
// missing price (older responses leave it out), another order of the media or
// another case of their ids, and a team member or app as the sender (the
// caller may be either).
//
// When the media are the attempt's, the text proves nothing at all: the same
// media under other words may still be what the fan would pay for twice.
func (want content) compare(got content) match {
	media := want.compareMedia(got)
	text := compareText(want.text, got.text)
	if media != other && len(want.media) > 0 && len(got.media) > 0 {
		text = max(text, possible)
	}
	preview := certain
	if want.previewUUID != "" && got.previewUUID != "" && !strings.EqualFold(want.previewUUID, got.previewUUID) {
		preview = possible
	}
	return min(media, text, comparePrice(want.price, got.price), compareGIF(want.gif, got.gif), preview)
}

// compareMedia compares sets: order and duplicates do not matter.
func (want content) compareMedia(got content) match {
	wanted, listed := idSet(want.media), idSet(got.media)
	if len(wanted) == 0 {
		switch {
		case len(listed) == 0:
			return certain
		case want.gif != nil:
			return possible // the animation may be listed as a medium
		}
		return other
	}
	extra := idSet([]string{want.previewUUID, got.previewUUID})
	for id := range listed {
		if !wanted[id] && !extra[id] {
			return other
		}
	}
	for id := range wanted {
		if !listed[id] {
			return possible
		}
	}
	return certain
}

func idSet(ids []string) map[string]bool {
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[strings.ToLower(id)] = true
	}
	return set
}

func comparePrice(want, got Cents) match {
	switch {
	case want == got || want < minMessagePrice && got < minMessagePrice:
		return certain
	case got < minMessagePrice:
		return possible
	}
	return other
}

func compareGIF(want, got *GIF) match {
	listed := got != nil && (got.ID != "" || got.URL != "")
	switch {
	case want == nil && !listed:
		return certain
	case want == nil:
		return other
	case !listed:
		return possible
	case want.ID != "" && want.ID == got.ID:
		return certain
	case want.ID == "" || got.ID == "" || strings.EqualFold(want.ID, got.ID) || want.URL != "" && want.URL == got.URL:
		return possible
	}
	return other
}

const (
	// settleTime is how long after the end of a send the message may still turn
	// up: longer than a gateway usually waits for the server behind it.
	settleTime = 2 * time.Minute
	// clockTolerance is how long before the start of a send, by either clock, a
	// message must be dated to be another one for that reason. Clocks of
	// machines in use differ by minutes at most.
	clockTolerance = 15 * time.Minute
	// clockPrecision is how far off the start of a send may be once the
	// server's clock is known from its Date header, which has whole seconds.
	clockPrecision = 5 * time.Second
	// clockDifference is how far the clocks are taken to differ when the server
	// sends no Date header.
	clockDifference = 2 * time.Minute
)

// window is the time in which an attempt was made.
type window struct {
	start, end time.Time // by this machine's clock
	// ahead is how far the server's clock is ahead of this machine's.
	ahead time.Duration
	// measured says that ahead was measured.
	measured bool
}

// measure measures the server's clock by the Date header of a response.
func (w *window) measure(header http.Header) {
	if date, err := http.ParseTime(header.Get("Date")); err == nil && !w.measured {
		w.ahead, w.measured = time.Until(date), true
	}
}

// place compares the time of a message with that of the attempt. A message is
// another one when it is older by both clocks: a wrong Date header must not
// hide one. No message is too new to be the one: it may have waited in a
// queue.
//
// dateOnly says that at is a date without a time, and so may be any time of
// that day.
func (w *window) place(at Timestamp, dateOnly bool) match {
	if at.IsZero() {
		return possible
	}
	start, slack := w.start.Add(w.ahead), clockDifference
	if w.measured {
		slack = clockPrecision
	}
	if !dateOnly && !at.Before(start.Add(-slack)) && !at.After(w.end.Add(w.ahead+settleTime+slack)) {
		return certain
	}
	latest := at.Time
	if dateOnly {
		latest = latest.Add(24 * time.Hour)
	}
	if latest.Before(start.Add(-clockTolerance)) && latest.Before(w.start.Add(-clockTolerance)) {
		return other
	}
	return possible
}

// isDate reports whether a JSON value is a date without a time. Some times are
// documented as dates, and [Timestamp] reads both.
func isDate(value json.RawMessage) bool { return len(value) == len(`"2006-01-02"`) }

// check rejects times that no attempt has.
func (w *window) check(argument string) *ArgumentError {
	if w.start.IsZero() || w.end.Before(w.start) {
		return invalid(argument, "StartedAt and EndedAt must be set, in this order: they say when the message can no longer turn up")
	}
	return nil
}

// sighting is a listed message that may be the one.
type sighting[T any] struct {
	message T
	content match
	time    match
}

// finding is what an iteration over a list has found.
type finding[T any] struct {
	sightings []sighting[T]
	// bounded says that the list was read down to a message that is known to be
	// older than the attempt. The times of those above it prove nothing then.
	bounded bool
	// err is the first error of the iteration.
	err error
}

// add notes a message, and reports whether it is certainly the one.
func (f *finding[T]) add(message T, content, time match) bool {
	if content != other {
		f.sightings = append(f.sightings, sighting[T]{message, content, time})
	}
	return min(content, time) == certain
}

// conclude returns what became of the attempt. An iteration that may have
// missed a message proves only what it has found.
func (f *finding[T]) conclude(w *window, asked time.Time) (outcome Outcome, sent *T, candidates []T, err error) {
	for _, s := range f.sightings {
		found := s.content
		if !f.bounded {
			found = min(found, s.time)
		}
		switch found {
		case certain:
			return OutcomeSent, &s.message, nil, nil
		case possible:
			candidates = append(candidates, s.message)
		}
	}
	switch {
	case f.err != nil:
		return "", nil, nil, f.err
	case len(candidates) > 0 || asked.Sub(w.end) < settleTime:
		return OutcomeStillUnknown, nil, candidates, nil
	}
	return OutcomeNotSent, nil, nil, nil
}
