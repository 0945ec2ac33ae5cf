package fanvue

import (
	"cmp"
	"context"
	"encoding/json"
	"time"
)

// MassSendAttempt describes a mass message whose sending, or scheduling, ended
// in doubt or was cut off because the program stopped. A program that must not
// forget it writes it down before it sends.
type MassSendAttempt struct {
	// Params are what was to be sent.
	Params MassMessageParams
	// StartedAt is when Send was called, by this machine's clock. It must be
	// set.
	StartedAt time.Time
	// EndedAt is when the sending was over, by this machine's clock: Send has
	// returned, or the program that sent has been found not to run any more. It
	// must be set.
	EndedAt time.Time
}

// MassSendOutcome is what became of a MassSendAttempt.
type MassSendOutcome struct {
	// Outcome is about the mass message as such: sent means that the server
	// has it, scheduled ones included.
	Outcome Outcome
	// Message is the mass message; nil unless it was sent. Its Status says how
	// far it came: it may have failed, or been deleted since.
	Message *MassMessage
	// Candidates are the mass messages that may be the one, in the order of the
	// list. They are empty unless the outcome is still unknown. Asking again
	// does not make it known while there are candidates: somebody has to decide
	// whether one of them is the message.
	Candidates []MassMessage
}

// Outcome reads the list of mass messages, deleted ones included, to find out
// what became of one after an [*OutcomeUnknownError]. The account must be a
// creator's.
//
// Contents are compared as [MessagesService.Outcome] compares them, and the
// times by the server's clock as its Date header has it. One that is scheduled
// for another time is another one; so one that was moved with Update since is
// not recognised. The list does not say to whom a mass message went: of two
// with the same content that were sent within seconds, to different lists,
// either counts as the other.
//
// Not sent is said only when there is no candidate, and only two minutes after
// EndedAt; until then the message may still turn up.
//
// Calls GET /chats/mass-messages. Scopes: read:chat; for a managed creator also read:creator.
func (s massMessagesCore) Outcome(ctx context.Context, attempt MassSendAttempt) (*MassSendOutcome, error) {
	w := &window{start: attempt.StartedAt, end: attempt.EndedAt}
	if problem := attempt.check(w); problem != nil {
		problem.Operation = s.named("MassMessages.Outcome")
		return nil, problem
	}
	asked := time.Now()
	r := options(s.request(opMassMessagesList), &MassMessageListOptions{IncludeDeleted: true})
	r.onResponse = w.measure
	f := new(finding[MassMessage])
	// The order of the list is not documented, so it is read to its end.
	for message, err := range all[datedMassMessage](ctx, r) {
		if err != nil {
			f.err = cmp.Or(f.err, err)
		} else if f.add(message.MassMessage, message.compare(attempt.Params, w), message.place(w)) {
			break
		}
	}
	outcome, message, candidates, err := f.conclude(w, asked)
	if err != nil {
		return nil, err
	}
	return &MassSendOutcome{Outcome: outcome, Message: message, Candidates: candidates}, nil
}

func (a MassSendAttempt) check(w *window) *ArgumentError {
	if problem := w.check("MassSendAttempt"); problem != nil {
		return problem
	}
	if a.Params.Text == "" && len(a.Params.MediaUUIDs) == 0 {
		return invalid("Params", "is empty; give what was to be sent")
	}
	return nil
}

// datedMassMessage is a mass message that says how precise its times are.
type datedMassMessage struct {
	MassMessage
	createdOnDate, publishedOnDate bool
}

func (m *datedMassMessage) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &m.MassMessage); err != nil {
		return err
	}
	var times struct {
		CreatedAt   json.RawMessage `json:"createdAt"`
		PublishedAt json.RawMessage `json:"publishedAt"`
	}
	_ = json.Unmarshal(data, &times) // MassMessage has read them
	m.createdOnDate, m.publishedOnDate = isDate(times.CreatedAt), isDate(times.PublishedAt)
	return nil
}

// place compares the time at which the mass message was created with that of
// the attempt.
func (m *datedMassMessage) place(w *window) match {
	if m.CreatedAt.IsZero() && m.ScheduledAt.IsZero() {
		return w.place(m.PublishedAt, m.publishedOnDate)
	}
	return w.place(m.CreatedAt, m.createdOnDate)
}

// compare compares a listed mass message with what was to be sent.
func (m *MassMessage) compare(p MassMessageParams, w *window) match {
	want := content{text: p.Text, media: p.MediaUUIDs, price: p.Price, previewUUID: p.MediaPreviewUUID}
	got := content{text: m.Text, media: m.MediaUUIDs}
	if m.Price != nil {
		got.price = *m.Price
	}
	found := want.compare(got)
	if m.Status == MassMessageModerated && len(p.MediaUUIDs) == 0 && len(m.MediaUUIDs) == 0 {
		found = max(found, possible) // nothing may be left of the text
	}
	return min(found, m.compareSchedule(p.ScheduledAt, w))
}

// scheduleTolerance is how far two times of a schedule may differ and be the
// same: the server may round them.
const scheduleTolerance = time.Minute

// compareSchedule compares the times for which the message was and is
// scheduled.
func (m *MassMessage) compareSchedule(want time.Time, w *window) match {
	switch got := m.ScheduledAt; {
	case want.IsZero() && got.IsZero():
		return certain
	case want.IsZero():
		// One that was sent at once may be listed as scheduled for that moment.
		if got.After(w.end.Add(max(w.ahead, 0) + clockTolerance)) {
			return other
		}
		return max(possible, w.place(got, false))
	case got.IsZero():
		return possible
	case got.Sub(want).Abs() <= scheduleTolerance:
		return certain
	}
	return other
}
