package fanvue

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// match is the result of comparing a listed message with an attempt to send one.
// Several results for one message are combined with min: one proof that it is a
// different message decides, and one doubt leaves it possible at most.
//
// A program may resend a paid message that is reported as not sent. Therefore
// every message is possible unless it is proved to be a different one.
type match uint8

const (
	other    match = iota // it is a different message
	possible              // it may be the message of the attempt
	certain               // it is the message of the attempt
)

// content is the content of a message, expected or listed.
type content struct {
	text  string
	media []string
	// price is free or not known if it is below minMessagePrice.
	price Cents
	// gif is nil if there is none.
	gif *GIF
	// previewUUID is empty if there is none or it is not known.
	previewUUID string
}

// compare compares the expected content with a listed one.
//
// What the server does not do by editing proves a different message: media that
// the attempt did not have, a different price where both are known, a different
// animation, and a text that has little in common with that of the attempt. These
// prove nothing: missing media (they may have been removed), a missing price
// (older responses leave it out), a different order of the media or case of their
// ids, and a team member or an app as the sender (the caller may be either).
//
// If the media are those of the attempt, the text proves nothing at all: the fan
// would pay twice for the same media, whatever the text.
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
			return possible // the animation may be listed as a media item
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
	// settleTime is how long after the end of a call of Send the message may still
	// appear: longer than a gateway usually waits for the server behind it.
	settleTime = 2 * time.Minute
	// clockTolerance is how much older than the attempt, by either clock, a message
	// must be to be a different one. Clocks in use differ by minutes at most.
	clockTolerance = 15 * time.Minute
	// clockPrecision is the error of the server's clock as measured from its Date
	// header, which has whole seconds.
	clockPrecision = 5 * time.Second
	// clockDifference is the assumed difference of the clocks if the server sends
	// no Date header.
	clockDifference = 2 * time.Minute
)

// window is the time in which an attempt was made.
type window struct {
	start, end time.Time // by this machine's clock
	// ahead is how far the server's clock is ahead of this machine's clock.
	ahead time.Duration
	// measured reports whether ahead has been measured.
	measured bool
}

// measure measures the server's clock with the Date header of a response.
func (w *window) measure(header http.Header) {
	if date, err := http.ParseTime(header.Get("Date")); err == nil && !w.measured {
		w.ahead, w.measured = time.Until(date), true
	}
}

// place compares the time of a message with that of the attempt. A message is a
// different one if it is older by both clocks: a wrong Date header must not hide
// it. No message is too new: it may have waited in a queue.
//
// dateOnly reports whether at is a date without a time of day, which may be any
// time of that day.
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

// isDate reports whether a JSON value is a date without a time of day. Some times
// are documented as dates, and [Timestamp] decodes both.
func isDate(value json.RawMessage) bool { return len(value) == len(`"2006-01-02"`) }

// check rejects times that an attempt cannot have.
func (w *window) check(argument string) *ArgumentError {
	if w.start.IsZero() || w.end.Before(w.start) {
		return invalid(argument, "needs StartedAt and EndedAt, in this order: they determine when the message can no longer appear")
	}
	return nil
}

// candidate is a listed message that may be the message of the attempt.
type candidate[T any] struct {
	message T
	content match
	time    match
}

// finding is what an iteration over a list has found.
type finding[T any] struct {
	candidates []candidate[T]
	// bounded reports whether the list was read down to a message that is known to
	// be older than the attempt. Then the times of the newer ones prove nothing.
	bounded bool
	// err is the first error of the iteration.
	err error
}

// add adds a message, and reports whether it is certainly the message of the
// attempt.
func (f *finding[T]) add(message T, content, time match) bool {
	if content != other {
		f.candidates = append(f.candidates, candidate[T]{message, content, time})
	}
	return min(content, time) == certain
}

// conclude returns the outcome of the attempt. readAt is when the list was read.
// An iteration that failed may have missed the message: then only a message that
// was found is proof.
func (f *finding[T]) conclude(w *window, readAt time.Time) (outcome Outcome, sent *T, candidates []T, err error) {
	for _, s := range f.candidates {
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
	case len(candidates) > 0 || readAt.Sub(w.end) < settleTime:
		return OutcomeStillUnknown, nil, candidates, nil
	}
	return OutcomeNotSent, nil, nil, nil
}
