package resend

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"strings"
	"time"

	"example.com/vet/backoff"
	"example.com/vet/helperlib"
	"example.com/vet/retry"
	"github.com/fanvue-go/fanvue"
)

func toEach(ctx context.Context, client *fanvue.Client, fans []string, jobs chan job, params fanvue.MessageParams) {
	for _, fan := range fans {
		_, err := client.Messages.Send(ctx, fan, params)
		if err == nil {
			break
		}
	}
	for i := 0; i < len(fans); i++ {
		if _, err := client.Messages.Send(ctx, fans[i], params); err != nil {
			continue
		}
		return
	}
	for len(fans) > 0 {
		fan := fans[0]
		fans = fans[1:]
		if _, err := client.Messages.Send(ctx, fan, params); err == nil {
			return
		}
	}
	for j := range jobs {
		if _, err := client.Messages.Send(ctx, j.fan, params); err == nil {
			return
		}
	}
	for {
		if _, err := client.Messages.Send(ctx, (<-jobs).fan, params); err == nil {
			return
		}
	}
}

func fromEach(ctx context.Context, clients []*fanvue.Client, creators []string, params fanvue.MessageParams) {
	for _, client := range clients {
		if _, err := client.Messages.Send(ctx, "fan", params); err == nil {
			return
		}
	}
	for _, creator := range creators {
		if _, err := clients[0].Creator(creator).Messages.Send(ctx, "fan", params); err == nil {
			return
		}
	}
}

func lines(ctx context.Context, client *fanvue.Client, in io.Reader, decode func(*job) bool) {
	scanner := bufio.NewScanner(in)
	for scanner.Scan() {
		fan, text, _ := strings.Cut(scanner.Text(), " ")
		if _, err := client.Messages.Send(ctx, fan, fanvue.MessageParams{Text: text}); err == nil {
			return
		}
	}
	for scanner.Scan() {
		if _, err := client.Messages.Send(ctx, scanner.Text(), fanvue.MessageParams{}); err == nil {
			return
		}
	}
	var j job
	for decode(&j) {
		if _, err := client.Messages.Send(ctx, j.fan, fanvue.MessageParams{}); err == nil {
			return
		}
	}
}

func looking(ctx context.Context, client *fanvue.Client, params fanvue.MessageParams) error {
	for {
		_, err := client.Messages.Send(ctx, "fan", params)
		if errors.Is(err, fanvue.ErrOutcomeUnknown) {
			return err
		}
		if err == nil {
			return nil
		}
	}
}

func lookingAs(ctx context.Context, client *fanvue.Client, params fanvue.MessageParams) error {
	for {
		_, err := client.Messages.Send(ctx, "fan", params)
		var unknown *fanvue.OutcomeUnknownError
		if err == nil || errors.As(err, &unknown) {
			return err
		}
	}
}

func lookingAsType(ctx context.Context, client *fanvue.Client, params fanvue.MessageParams) error {
	for {
		_, err := client.Messages.Send(ctx, "fan", params)
		if err == nil {
			return nil
		}
		if _, ok := errors.AsType[*fanvue.OutcomeUnknownError](err); ok {
			return err
		}
	}
}

func lookingByType(ctx context.Context, client *fanvue.Client, params fanvue.MessageParams) error {
	for {
		_, err := client.Messages.Send(ctx, "fan", params)
		switch err.(type) {
		case nil:
			return nil
		case *fanvue.OutcomeUnknownError:
			return err
		}
	}
}

func helped(ctx context.Context, client *fanvue.Client, params fanvue.MessageParams, decide func(error) bool) error {
	for {
		_, err := client.Messages.Send(ctx, "fan", params)
		if !helperlib.MaySend(err) {
			return err
		}
	}
}

func helpedByValue(ctx context.Context, client *fanvue.Client, params fanvue.MessageParams, decide func(error) bool) error {
	for {
		_, err := client.Messages.Send(ctx, "fan", params)
		if err == nil {
			return nil
		}
		if again := decide(err); !again {
			return err
		}
	}
}

func onlyLimited(ctx context.Context, client *fanvue.Client, params fanvue.MessageParams) error {
	for {
		_, err := client.Messages.Send(ctx, "fan", params)
		if err == nil {
			return nil
		}
		if !errors.Is(err, fanvue.ErrRateLimited) && !errors.Is(err, fanvue.ErrUnavailable) {
			return err
		}
		time.Sleep(time.Minute)
	}
}

func outcome(ctx context.Context, client *fanvue.Client, params fanvue.MessageParams) {
	for {
		start := time.Now()
		_, err := client.Messages.Send(ctx, "fan", params)
		if err == nil {
			return
		}
		found, err := client.Messages.Outcome(ctx, "fan", fanvue.SendAttempt{Params: params, StartedAt: start, EndedAt: time.Now()})
		if err != nil || found.Outcome != fanvue.OutcomeNotSent {
			return
		}
	}
}

func reads(ctx context.Context, client *fanvue.Client) error {
	for {
		_, err := client.Chats.List(ctx, nil)
		if err == nil {
			return nil
		}
	}
}

func hourly(ctx context.Context, client *fanvue.Client, params fanvue.MessageParams) error {
	for range time.Tick(time.Hour) {
		if _, err := client.Messages.Send(ctx, "fan", params); err != nil {
			log.Print(err)
		}
	}
	for range time.Tick(time.Hour) {
		if _, err := client.Messages.Send(ctx, "fan", params); err != nil {
			return err
		}
	}
	return nil
}

func upload(ctx context.Context, client *fanvue.Client, file io.ReadSeeker) {
	for {
		if _, err := client.Media.Upload(ctx, "a.png", file, nil); err == nil { // nothing is published
			return
		}
	}
}

type mailing struct {
	client *fanvue.Client
	fan    string
}

func (m *mailing) send(ctx context.Context) error {
	_, err := m.client.Messages.Send(ctx, m.fan, fanvue.MessageParams{Text: "hello"})
	return err
}

func (m *mailing) all(ctx context.Context, fans []string) {
	for _, fan := range fans {
		m.fan = fan
		if m.send(ctx) == nil {
			return
		}
	}
}

// supervise restarts a program that does many things.
func supervise(ctx context.Context, client *fanvue.Client, jobs chan job) {
	for ctx.Err() == nil {
		if err := serve(ctx, client, jobs); err == nil {
			return
		}
	}
	for helperlib.Careful(ctx, client, "fan", "hello") != nil {
	}
}

func serve(ctx context.Context, client *fanvue.Client, jobs chan job) error {
	for j := range jobs {
		if err := helperlib.Send(ctx, client, j.fan, "hello"); err != nil {
			return err
		}
	}
	return nil
}

func downwards(ctx context.Context, client *fanvue.Client, fans []string) {
	if len(fans) == 0 {
		return
	}
	if _, err := client.Messages.Send(ctx, fans[0], fanvue.MessageParams{}); err != nil {
		downwards(ctx, client, fans[1:])
	}
}

func decided(ctx context.Context, client *fanvue.Client, fan string, params fanvue.MessageParams) {
	_ = backoff.Retry(func() error {
		_, err := client.Messages.Send(ctx, fan, params)
		if errors.Is(err, fanvue.ErrOutcomeUnknown) {
			return backoff.Permanent(err)
		}
		return err
	})
	_ = backoff.Retry(func() error {
		if _, err := client.Messages.Send(ctx, fan, params); err != nil {
			log.Print(err)
		}
		return nil
	})
	_ = retry.Do(ctx, func(ctx context.Context) error {
		return helperlib.Send(ctx, client, fan, "hello")
	}, retry.If(helperlib.MaySend))
	_ = retry.Do(ctx, func(ctx context.Context) error {
		return helperlib.Send(ctx, client, fan, "hello")
	}, retry.If(func(err error) bool { return errors.Is(err, fanvue.ErrRateLimited) }))
	_ = once(func() error {
		_, err := client.Messages.Send(ctx, fan, params)
		return err
	})
}

func once(f func() error) error { return f() }

func ignored(ctx context.Context, client *fanvue.Client, params fanvue.MessageParams) {
	for {
		//fanvuevet:ignore the fan asked for it
		_, err := client.Messages.Send(ctx, "fan", params)
		if err == nil {
			return
		}
	}
}

func byStatus(ctx context.Context, client *fanvue.Client) error {
	for {
		_, err := client.Messages.Send(ctx, "fan", fanvue.MessageParams{Text: "hello"})
		var failure *fanvue.APIError
		if errors.As(err, &failure) && failure.StatusCode == http.StatusTooManyRequests {
			continue
		}
		return err
	}
}

func bySwitch(ctx context.Context, client *fanvue.Client) error {
	for {
		_, err := client.Messages.Send(ctx, "fan", fanvue.MessageParams{Text: "hello"})
		var failure *fanvue.APIError
		if !errors.As(err, &failure) {
			return err
		}
		switch failure.StatusCode {
		case 429, 404:
			continue
		}
		return err
	}
}

func closuresToEach(ctx context.Context, client *fanvue.Client, fans []string) {
	for _, fan := range fans {
		err := func() error {
			_, err := client.Messages.Send(ctx, fan, fanvue.MessageParams{})
			return err
		}()
		if err == nil {
			return
		}
	}
	for i := range fans {
		send := func() error { return helperlib.Send(ctx, client, fans[i], "hello") }
		if err := send(); err == nil {
			return
		}
	}
	for i := range fans {
		fan := &fans[i]
		if err := helperlib.Send(ctx, client, *fan, "hello"); err == nil {
			return
		}
	}
}

type node struct {
	fan  string
	next *node
}

func list(ctx context.Context, client *fanvue.Client, head *node) {
	for n := head; n != nil; n = n.next {
		if _, err := client.Messages.Send(ctx, n.fan, fanvue.MessageParams{}); err == nil {
			return
		}
	}
}

func (m *mailing) next() string { return m.fan }

// reassigned changes its argument: the next send is another one.
func reassigned(ctx context.Context, m *mailing, fan string) {
	for range 3 {
		if err := helperlib.Send(ctx, m.client, fan, "hello"); err == nil {
			return
		}
		fan = m.next()
	}
}

func trimmed(ctx context.Context, m *mailing, fan string) error {
	fan = m.next() + strings.TrimSpace(fan)
	_, err := m.client.Messages.Send(ctx, fan, fanvue.MessageParams{})
	return err
}

func manyTrimmed(ctx context.Context, m *mailing) {
	for trimmed(ctx, m, "x") != nil {
	}
}
