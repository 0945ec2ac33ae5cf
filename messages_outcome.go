package fanvue

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// Outcome is what became of a message whose sending ended in doubt.
type Outcome string

const (
	// OutcomeSent: the message was sent. Do not send it again.
	OutcomeSent Outcome = "sent"
	// OutcomeNotSent: no message could be the one, and it is too late for it to
	// turn up. It can be sent again.
	OutcomeNotSent Outcome = "not sent"
	// OutcomeStillUnknown: there are candidates, and somebody has to look at
	// them; or there are none, and it is too early to say that it was not sent.
	// Do not send it again.
	OutcomeStillUnknown Outcome = "still unknown"
)

// SendAttempt describes a message whose sending ended in doubt, or was cut off
// because the program stopped. A program that must not forget it writes it down
// before it sends.
type SendAttempt struct {
	// Params are what was to be sent.
	Params MessageParams
	// StartedAt is when Send was called, by this machine's clock. It must be
	// set.
	StartedAt time.Time
	// EndedAt is when the sending was over, by this machine's clock: Send has
	// returned, or the program that sent has been found not to run any more. It
	// must be set.
	EndedAt time.Time
	// AfterMessageUUID is a message of the chat that was there before; the
	// newest one is best. Then the position in the chat decides which messages
	// may be the one, and no clock matters. Without it the time decides, by the
	// server's clock as its Date header has it, and messages of up to a quarter
	// of an hour before StartedAt may be the one.
	//
	// When the whole chat does not have it, the time decides.
	AfterMessageUUID string
}

// SendOutcome is what became of a SendAttempt.
type SendOutcome struct {
	Outcome Outcome
	// Message is the message in the chat; nil unless it was sent.
	Message *Message
	// Candidates are the messages that may be the one, newest first. They are
	// empty unless the outcome is still unknown. Asking again does not make it
	// known while there are candidates: a person, or the program by what it
	// knows, has to decide whether one of them is the message.
	Candidates []Message
}

// Outcome reads the chat with a user to find out what became of a message after
// an [*OutcomeUnknownError]. It does not mark the chat as read.
//
// A message is the one when its content is, apart from white space, HTML
// escapes, invisible characters, and the order of its media. It is another one
// when the fan sent it, when its type is one that Send does not make, such as
// [MessageBroadcast], when its media, its price or its animation differ, when
// its text has little in common with the attempt's and its media do not match,
// or when it is older. Everything else is a candidate: the server may change
// what it is sent, such as mask a word or leave out the price. With a template
// in the attempt, the template's present content is compared as well, for one
// read more; where it cannot be read, every message is a candidate that nothing
// else rules out.
//
// Not sent is said only when there is no candidate, and only two minutes after
// EndedAt; until then the message may still turn up.
//
// Calls GET /chats/{userUuid}/messages. Scopes: read:chat; for a managed creator also read:creator.
func (s messagesCore) Outcome(ctx context.Context, userUUID string, attempt SendAttempt) (*SendOutcome, error) {
	w := &window{start: attempt.StartedAt, end: attempt.EndedAt}
	if problem := attempt.check(w); problem != nil {
		problem.Operation = s.named("Messages.Outcome")
		return nil, problem
	}
	asked := time.Now()
	wanted, err := s.wanted(ctx, attempt.Params)
	if err != nil {
		return nil, err
	}
	r := options(s.request(opMessagesList, userUUID), &MessageListOptions{})
	r.onResponse = w.measure
	outcome, message, candidates, err := s.look(ctx, r, userUUID, attempt.AfterMessageUUID, wanted, w).conclude(w, asked)
	if err != nil {
		return nil, err
	}
	return &SendOutcome{Outcome: outcome, Message: message, Candidates: candidates}, nil
}

// olderMessages is how many messages in a row must be older than the attempt
// before those below them are taken to be older too: four full pages. The
// order of a chat is not always that of its times.
const olderMessages = 200

// datedMessage is a message that says how precise its time is.
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

// look iterates over the chat, newest first, until it has found the message or
// cannot find it any more.
func (s messagesCore) look(ctx context.Context, r *request, userUUID, after string, wanted []content, w *window) *finding[Message] {
	f := new(finding[Message])
	older, mixed := 0, false
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
			older, mixed = older+1, true
		case !message.SentAt.IsZero():
			older = 0
		case !mixed:
			placed = certain // it is above everything that is older
		}
		if after == "" && older == olderMessages {
			return f
		}
		if f.add(message.Message, message.compare(userUUID, wanted), placed) {
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
		return invalid("Params", "is empty; give what was to be sent")
	}
	return nil
}

// wanted returns the contents that a message sent with p may have. It returns
// none when they are not known.
func (s messagesCore) wanted(ctx context.Context, p MessageParams) ([]content, error) {
	own := content{text: p.Text, media: p.MediaUUIDs, price: p.Price, gif: p.GIF, previewUUID: p.MediaPreviewUUID}
	if p.TemplateUUID == "" {
		return []content{own}, nil
	}
	// Templates are the caller's own, also when it acts for a creator.
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
	// What p has besides the template replaces it. This is not documented, so
	// either content may be listed.
	merged := whole
	merged.text = cmp.Or(p.Text, whole.text)
	merged.price = cmp.Or(p.Price, whole.price)
	if len(p.MediaUUIDs) > 0 {
		merged.media = p.MediaUUIDs
	}
	return []content{merged, whole}, nil
}

// compare compares a listed message with the contents that are wanted; none
// means that they are not known.
func (m *Message) compare(userUUID string, wanted []content) match {
	sender := certain
	switch {
	case m.Sender.UUID == "":
		sender = possible
	case strings.EqualFold(m.Sender.UUID, userUUID):
		return other
	}
	if !m.Type.maybePlain() {
		return other
	}
	got := content{text: m.Text, media: m.MediaUUIDs, gif: m.GIF, previewUUID: m.MediaPreviewUUID}
	if m.Pricing != nil {
		got.price = m.Pricing.USD.Price
	}
	best := other
	if len(wanted) == 0 {
		best = possible
	}
	for _, want := range wanted {
		best = max(best, want.compare(got))
	}
	return min(best, sender)
}

// maybePlain reports whether a message that Send made may have the type. Types
// are added and renamed often, so one that is not known proves nothing.
func (t MessageType) maybePlain() bool {
	switch t {
	case MessageBroadcast, MessageTip, MessageVoiceCall, MessageGhostPromotion:
		return false
	}
	return !strings.HasPrefix(string(t), "AUTOMATED_")
}
