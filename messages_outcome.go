package fanvue

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// Outcome is the outcome of a call of Send that ended without a clear result.
type Outcome string

const (
	// OutcomeSent reports that the message was sent. Do not resend it.
	OutcomeSent Outcome = "sent"
	// OutcomeNotSent reports that the message was not sent and can no longer
	// appear. It can be resent.
	OutcomeNotSent Outcome = "not sent"
	// OutcomeStillUnknown reports that the outcome is not known. If there are
	// candidates, a person has to look at them. If there are none, the message may
	// still appear; call Outcome later. Do not resend the message.
	OutcomeStillUnknown Outcome = "still unknown"
)

// SendAttempt describes a call of [MessagesService.Send] whose outcome is
// unknown, or that was interrupted because the program stopped. A program that
// must not lose track of it stores it before it calls Send.
type SendAttempt struct {
	// Params holds the parameters of the call.
	Params MessageParams
	// StartedAt is when Send was called, by this machine's clock. It is required.
	StartedAt time.Time
	// EndedAt is when Send returned, by this machine's clock. If the program
	// stopped during the call, it is any later time at which the program was no
	// longer running. It is required.
	EndedAt time.Time
	// AfterMessageUUID is a message that was in the chat before the call,
	// preferably the newest one. With it, the position in the chat decides which
	// messages may be the message of the attempt, and clocks do not matter.
	// Without it, or if the chat does not have it, the time decides, by the
	// server's clock, which the Date header shows. Then messages from up to 15
	// minutes before StartedAt are possible, too.
	AfterMessageUUID string
}

// SendOutcome holds the outcome of a [SendAttempt].
type SendOutcome struct {
	// Outcome reports whether the message was sent.
	Outcome Outcome
	// Message is the message in the chat; nil unless Outcome is OutcomeSent.
	Message *Message
	// Candidates lists the messages that may be the message of the attempt, newest
	// first. It is empty unless Outcome is OutcomeStillUnknown. While there are
	// candidates, a further call of Outcome does not help: a person, or a program
	// that knows more, has to decide whether one of them is the message.
	Candidates []Message
}

// Outcome reads the chat with a user and reports whether it has the message of
// an attempt. Call it after an [*OutcomeUnknownError]. It does not mark the chat
// as read.
//
// A message in the chat is the message of the attempt if the contents are the
// same, apart from white space, HTML escapes, invisible characters and the order
// of the media. It is a different one if any of these is true:
//   - The other user sent it.
//   - Its type is one that Send does not create, such as [MessageBroadcast].
//   - It has media that the attempt does not have, a different price where both
//     prices are known, or a different animation.
//   - Its text has little in common with the text of the attempt, and its media
//     do not match.
//   - It is older.
//
// Every other message is a candidate, because the server may change a message:
// it may mask a word or leave out the price. If the attempt uses a template, the
// present content of the template is read and compared as well. If the template
// cannot be read, every message that nothing else excludes is a candidate.
//
// The outcome is OutcomeNotSent only if there is no candidate, and only two
// minutes after EndedAt; until then the message may still appear.
//
// Calls GET /chats/{userUuid}/messages. Scopes: read:chat; for a managed creator also read:creator.
func (s messagesCore) Outcome(ctx context.Context, userUUID string, attempt SendAttempt) (*SendOutcome, error) {
	w := &window{start: attempt.StartedAt, end: attempt.EndedAt}
	if problem := attempt.check(w); problem != nil {
		problem.Operation = s.named("Messages.Outcome")
		return nil, problem
	}
	readAt := time.Now()
	expected, err := s.expectedContents(ctx, attempt.Params)
	if err != nil {
		return nil, err
	}
	r := options(s.request(opMessagesList, userUUID), &MessageListOptions{})
	r.onResponse = w.measure
	outcome, message, candidates, err := s.search(ctx, r, userUUID, attempt.AfterMessageUUID, expected, w).conclude(w, readAt)
	if err != nil {
		return nil, err
	}
	return &SendOutcome{Outcome: outcome, Message: message, Candidates: candidates}, nil
}

// olderMessages is the number of successive messages older than the attempt after
// which the search ends: four full pages. A single older message proves nothing,
// because a chat is not always in the order of its times.
const olderMessages = 200

// datedMessage is a message that records whether its time is a date without a
// time of day.
type datedMessage struct {
	Message
	dateOnly bool
}

func (m *datedMessage) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &m.Message); err != nil {
		return err
	}
	var times struct {
		SentAt json.RawMessage `json:"sentAt"`
	}
	_ = json.Unmarshal(data, &times) // Message has read it
	m.dateOnly = isDate(times.SentAt)
	return nil
}

// search iterates over the chat, newest first, until it has found the message or
// only older messages are left.
func (s messagesCore) search(ctx context.Context, r *request, userUUID, after string, expected []content, w *window) *finding[Message] {
	f := new(finding[Message])
	older, seenOlder := 0, false
	for message, err := range all[datedMessage](ctx, r) {
		if err != nil {
			f.err = cmp.Or(f.err, err)
			continue
		}
		if after != "" && strings.EqualFold(message.UUID, after) {
			f.bounded = true
			return f
		}
		placed := w.place(message.SentAt, message.dateOnly)
		switch {
		case placed == other:
			older, seenOlder = older+1, true
		case !message.SentAt.IsZero():
			older = 0
		case !seenOlder:
			placed = certain // no time, but newer than every older message
		}
		if after == "" && older == olderMessages {
			return f
		}
		if f.add(message.Message, message.compare(userUUID, expected), placed) {
			return f
		}
	}
	return f
}

func (a SendAttempt) check(w *window) *ArgumentError {
	if problem := w.check("SendAttempt"); problem != nil {
		return problem
	}
	if p := a.Params; p.Text == "" && len(p.MediaUUIDs) == 0 && p.TemplateUUID == "" && p.GIF == nil {
		return invalid("Params", "is empty; set the parameters of the call of Send")
	}
	return nil
}

// expectedContents returns the contents that a message sent with p may have; none
// if they are not known.
func (s messagesCore) expectedContents(ctx context.Context, p MessageParams) ([]content, error) {
	own := content{text: p.Text, media: p.MediaUUIDs, price: p.Price, gif: p.GIF, previewUUID: p.MediaPreviewUUID}
	if p.TemplateUUID == "" {
		return []content{own}, nil
	}
	// Templates belong to the caller, also when it acts for a managed creator.
	template, err := TemplatesService{service{client: s.client}}.Get(ctx, p.TemplateUUID)
	switch {
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrForbidden):
		return nil, nil
	case err != nil:
		return nil, err
	}
	whole := content{text: template.Text, media: template.MediaUUIDs, gif: p.GIF, previewUUID: p.MediaPreviewUUID}
	if template.Price != nil {
		whole.price = *template.Price
	}
	// The fields of p replace those of the template. This is not documented, so
	// the message may have either content.
	merged := whole
	merged.text = cmp.Or(p.Text, whole.text)
	merged.price = cmp.Or(p.Price, whole.price)
	if len(p.MediaUUIDs) > 0 {
		merged.media = p.MediaUUIDs
	}
	return []content{merged, whole}, nil
}

// compare compares a listed message with the expected contents; none means that
// they are not known.
func (m *Message) compare(userUUID string, expected []content) match {
	sender := certain
	switch {
	case m.Sender.UUID == "":
		sender = possible
	case strings.EqualFold(m.Sender.UUID, userUUID):
		return other
	}
	if !m.Type.maybeSent() {
		return other
	}
	got := content{text: m.Text, media: m.MediaUUIDs, gif: m.GIF, previewUUID: m.MediaPreviewUUID}
	if m.Pricing != nil {
		got.price = m.Pricing.USD.Price
	}
	best := other
	if len(expected) == 0 {
		best = possible
	}
	for _, want := range expected {
		best = max(best, want.compare(got))
	}
	return min(best, sender)
}

// maybeSent reports whether a message that Send created may have the type. Types
// are added and renamed often, so an unknown type proves nothing.
func (t MessageType) maybeSent() bool {
	switch t {
	case MessageBroadcast, MessageTip, MessageVoiceCall, MessageGhostPromotion:
		return false
	}
	return !strings.HasPrefix(string(t), "AUTOMATED_")
}
