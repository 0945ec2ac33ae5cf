package fanvue

import (
	"cmp"
	"context"
	"encoding/json"
	"time"
)

// MassSendAttempt describes a call of [MassMessagesService.Send] whose outcome is
// unknown, or that was interrupted because the program stopped. A program that
// must not lose track of it stores it before it calls Send.
type MassSendAttempt struct {
	// Params holds the parameters of the call.
	Params MassMessageParams
	// StartedAt is when Send was called, by this machine's clock. It is required.
	StartedAt time.Time
	// EndedAt is when Send returned, by this machine's clock. If the program
	// stopped during the call, it is any later time at which the program was no
	// longer running. It is required.
	EndedAt time.Time
}

// MassSendOutcome holds the outcome of a [MassSendAttempt].
type MassSendOutcome struct {
	// Outcome reports whether the server has the mass message. A scheduled mass
	// message counts as sent.
	Outcome Outcome
	// Message is the mass message; nil unless Outcome is OutcomeSent. Its Status
	// shows whether it has failed or has been deleted since.
	Message *MassMessage
	// Candidates lists the mass messages that may be the message of the attempt,
	// in the order of the list. It is empty unless Outcome is OutcomeStillUnknown.
	// While there are candidates, a further call of Outcome does not help: a
	// person has to decide whether one of them is the message.
	Candidates []MassMessage
}

// Outcome reads the list of mass messages, including deleted ones, and reports
// whether it has the message of an attempt. Call it after an
// [*OutcomeUnknownError]. The account must be a creator.
//
// Contents are compared in the same way as by [MessagesService.Outcome]. Times
// are compared by the server's clock, which the Date header shows. A mass message
// that is scheduled for a different time is a different one, so a message that
// was rescheduled with Update in the meantime is not recognized. The list does
// not show the recipients: of two mass messages with the same content that were
// sent to different lists within seconds, either may be taken for the other.
//
// The outcome is OutcomeNotSent only if there is no candidate, and only two
// minutes after EndedAt; until then the message may still appear.
//
// Calls GET /chats/mass-messages. Scopes: read:chat; for a managed creator also read:creator.
func (s massMessagesCore) Outcome(ctx context.Context, attempt MassSendAttempt) (*MassSendOutcome, error) {
	w := &window{start: attempt.StartedAt, end: attempt.EndedAt}
	if problem := attempt.check(w); problem != nil {
		problem.Operation = s.named("MassMessages.Outcome")
		return nil, problem
	}
	readAt := time.Now()
	r := options(s.request(opMassMessagesList), &MassMessageListOptions{IncludeDeleted: true})
	r.onResponse = w.measure
	f := new(finding[MassMessage])
	// The order of the list is not documented, so the whole list is read.
	for message, err := range all[datedMassMessage](ctx, r) {
		if err != nil {
			f.err = cmp.Or(f.err, err)
		} else if f.add(message.MassMessage, message.compare(attempt.Params, w), message.place(w)) {
			break
		}
	}
	outcome, message, candidates, err := f.conclude(w, readAt)
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
		return invalid("Params", "is empty; set the parameters of the call of Send")
	}
	return nil
}

// datedMassMessage is a mass message that records whether its times are dates
// without a time of day.
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

// place compares the time at which the mass message was created with the time of
// the attempt.
func (m *datedMassMessage) place(w *window) match {
	if m.CreatedAt.IsZero() && m.ScheduledAt.IsZero() {
		return w.place(m.PublishedAt, m.publishedOnDate)
	}
	return w.place(m.CreatedAt, m.createdOnDate)
}

// compare compares a listed mass message with the parameters of the attempt.
func (m *MassMessage) compare(p MassMessageParams, w *window) match {
	want := content{text: p.Text, media: p.MediaUUIDs, price: p.Price, previewUUID: p.MediaPreviewUUID}
	got := content{text: m.Text, media: m.MediaUUIDs}
	if m.Price != nil {
		got.price = *m.Price
	}
	found := want.compare(got)
	if m.Status == MassMessageModerated && len(p.MediaUUIDs) == 0 && len(m.MediaUUIDs) == 0 {
		found = max(found, possible) // moderation may have removed the whole text
	}
	return min(found, m.compareSchedule(p.ScheduledAt, w))
}

// scheduleTolerance is the largest difference between two scheduled times that
// count as equal: the server may round them.
const scheduleTolerance = time.Minute

// compareSchedule compares the scheduled time of the message with that of the
// attempt.
func (m *MassMessage) compareSchedule(want time.Time, w *window) match {
	switch got := m.ScheduledAt; {
	case want.IsZero() && got.IsZero():
		return certain
	case want.IsZero():
		// A message that was sent immediately may be listed as scheduled for that
		// time.
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
