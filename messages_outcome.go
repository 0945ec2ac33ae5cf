package fanvue

import (
	"context"
	"slices"
	"strings"
	"time"
)

const (
	// settleTime is how long after the end of a send the message may still turn
	// up: longer than a gateway usually waits for the server behind it.
	settleTime = 2 * time.Minute
	// clockTolerance is how far this machine's clock and the server's may differ.
	clockTolerance = 2 * time.Minute
)

// Outcome is what became of a message whose sending ended in doubt.
type Outcome string

const (
	// OutcomeSent: the message is in the chat. Do not send it again.
	OutcomeSent Outcome = "sent"
	// OutcomeNotSent: the message is not in the chat, and it is too late for it
	// to turn up. It can be sent again.
	OutcomeNotSent Outcome = "not sent"
	// OutcomeStillUnknown: the message is not in the chat yet. Ask again later.
	OutcomeStillUnknown Outcome = "still unknown"
)

// SendAttempt describes a message whose sending ended in doubt, or was cut off
// because the program stopped. A program that must not forget it writes it down
// before it sends.
type SendAttempt struct {
	// Params are what was to be sent.
	Params MessageParams
	// StartedAt is when Send was called, by this machine's clock, which may
	// differ from the server's by two minutes. It must be set.
	StartedAt time.Time
	// EndedAt is when the sending was over: Send has returned, or the program
	// that sent has been found not to run any more. It must be set.
	EndedAt time.Time
	// AfterMessageUUID is a message of the chat that was there before; the
	// newest one is best. Without it, a message with the same content that was
	// sent up to two minutes before StartedAt counts as this one.
	AfterMessageUUID string
}

// SendOutcome is the answer to what became of a SendAttempt.
type SendOutcome struct {
	Outcome Outcome
	// Message is the message in the chat; nil unless it was sent.
	Message *Message
}

// Outcome reads the chat with a user back to find out what became of a message
// after an [*OutcomeUnknownError]. It does not mark the chat as read.
//
// The message is known by its content, white space aside; messages of type
// [MessageBroadcast] are left out, so that a mass message of the same content
// is not taken for it. One that is not there is called not sent only two
// minutes after EndedAt; until then it may still turn up.
//
// Calls GET /chats/{userUuid}/messages. Scopes: read:chat; for a managed creator also read:creator.
func (s messagesCore) Outcome(ctx context.Context, userUUID string, attempt SendAttempt) (*SendOutcome, error) {
	if attempt.StartedAt.IsZero() || attempt.EndedAt.Before(attempt.StartedAt) {
		return nil, &ArgumentError{Operation: OpMessagesList, Argument: "SendAttempt", Reason: "StartedAt and EndedAt must be set, in this order: they tell when the message can no longer turn up"}
	}
	asked := time.Now()
	for message, err := range s.All(ctx, userUUID, nil) {
		if err != nil {
			return nil, err
		}
		if message.UUID == attempt.AfterMessageUUID ||
			!message.SentAt.IsZero() && message.SentAt.Before(attempt.StartedAt.Add(-clockTolerance)) {
			break
		}
		if message.Sender.UUID != userUUID && attempt.Params.match(&message) {
			return &SendOutcome{Outcome: OutcomeSent, Message: &message}, nil
		}
	}
	if asked.Sub(attempt.EndedAt) < settleTime {
		return &SendOutcome{Outcome: OutcomeStillUnknown}, nil
	}
	return &SendOutcome{Outcome: OutcomeNotSent}, nil
}

// match reports whether message is what p describes. A template's content is
// not known here, so it fits whatever the rest of p does not rule out.
func (p MessageParams) match(message *Message) bool {
	if message.Type == MessageBroadcast {
		return false
	}
	if p.Text != "" || p.TemplateUUID == "" {
		if !slices.Equal(strings.Fields(p.Text), strings.Fields(message.Text)) {
			return false
		}
	}
	if (len(p.MediaUUIDs) > 0 || p.TemplateUUID == "") && !slices.Equal(p.MediaUUIDs, message.MediaUUIDs) {
		return false
	}
	if gif := message.GIF; gif != nil && p.TemplateUUID == "" && (p.GIF == nil || p.GIF.ID != gif.ID) {
		return false
	}
	var price Cents
	if message.Pricing != nil {
		price = message.Pricing.USD.Price
	}
	return p.Price == price || p.Price == 0 && p.TemplateUUID != ""
}
