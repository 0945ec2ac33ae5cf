package resend

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"example.com/vet/backoff"
	"example.com/vet/helperlib"
	"example.com/vet/retry"
	"github.com/fanvue-go/fanvue"
)

func counted(ctx context.Context, client *fanvue.Client, fan string, params fanvue.MessageParams) (err error) {
	for range 3 {
		_, err = client.Messages.Send(ctx, fan, params) // want `Messages.Send is retried after any error`
		if err == nil {
			return nil
		}
		time.Sleep(time.Second)
	}
	return err
}

func conditions(ctx context.Context, client *fanvue.Client, fan string, params fanvue.MessageParams) (err error) {
	err = errors.New("start")
	for err != nil {
		_, err = client.Creator("id").MassMessages.Send(ctx, fanvue.MassMessageParams{}) // want `MassMessages.Send is retried`
	}
	for {
		if _, err := client.Posts.Create(ctx, fanvue.PostParams{}); err == nil { // want `Posts.Create is retried`
			break
		}
	}
	for sent := false; !sent; {
		if _, err := client.Messages.Send(ctx, fan, params); err == nil { // want `Messages.Send is retried`
			sent = true
		}
	}
	for try := 0; try < 3; try++ {
		_, err := client.Messages.Send(ctx, fan, params) // want `Messages.Send is retried`
		ok := err == nil
		if ok {
			break
		}
	}
	for {
		_, err := client.Messages.Send(ctx, fan, params) // want `Messages.Send is retried`
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		return nil
	}
}

func switches(ctx context.Context, client *fanvue.Client, fan string, params fanvue.MessageParams) error {
	for {
		_, err := client.Messages.Send(ctx, fan, params) // want `Messages.Send is retried`
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		}
	}
}

func switchesOver(ctx context.Context, client *fanvue.Client, fan string, params fanvue.MessageParams) error {
	for {
		_, err := client.Messages.Send(ctx, fan, params) // want `Messages.Send is retried`
		switch err {
		case nil:
			return nil
		}
	}
}

func labelled(ctx context.Context, client *fanvue.Client, fans []string, params fanvue.MessageParams) {
each:
	for _, fan := range fans {
		for {
			ctx, cancel := context.WithTimeout(ctx, time.Minute)
			_, err := client.Messages.Send(ctx, fan, params) // want `Messages.Send is retried`
			cancel()
			if err == nil {
				continue each
			}
			log.Print(err)
		}
	}
}

func jump(ctx context.Context, client *fanvue.Client, fan string, params fanvue.MessageParams) {
start:
	if _, err := client.Messages.Send(ctx, fan, params); err != nil { // want `Messages.Send is retried`
		goto start
	}
}

func recursive(ctx context.Context, client *fanvue.Client, fan string, tries int) error {
	_, err := client.Messages.Send(ctx, fan, fanvue.MessageParams{Text: "hello"}) // want `Messages.Send is retried`
	if err != nil && tries > 0 {
		return recursive(ctx, client, fan, tries-1)
	}
	return err
}

func built(ctx context.Context, client *fanvue.Client, fan, text string) (*fanvue.SentMessage, error) {
	for {
		params := fanvue.MessageParams{Text: "Dear " + text}
		sent, err := client.Messages.Send(ctx, fan, params) // want `Messages.Send is retried`
		if err != nil {
			helperlib.Log(err)
		}
		if err == nil {
			return sent, nil
		}
	}
}

func wrapper(ctx context.Context, client *fanvue.Client, fan string) {
	for range 3 {
		if err := helperlib.Send(ctx, client, fan, "hello"); err == nil { // want `Messages.Send is retried`
			return
		}
	}
	for helperlib.Send(ctx, client, fan, "hello") != nil { // want `Messages.Send is retried`
		time.Sleep(time.Second)
	}
}

type bot struct {
	client *fanvue.Client
	tries  int
}

type job struct {
	fan   string
	tries int
}

func (b *bot) send(ctx context.Context, fan string, params fanvue.MessageParams) error {
	_, err := b.client.Messages.Send(ctx, fan, params)
	return err
}

func (b *bot) wait() { time.Sleep(time.Second) }

func (b *bot) method(ctx context.Context, j *job, params fanvue.MessageParams) (err error) {
	for j.tries < 3 {
		if err = b.send(ctx, j.fan, params); err == nil { // want `Messages.Send is retried`
			return nil
		}
		j.tries++
		b.tries++
		b.wait()
	}
	return err
}

func own(n int, f func() error) (err error) {
	for range n {
		if err = f(); err == nil {
			return nil
		}
	}
	return err
}

func closures(ctx context.Context, client *fanvue.Client, fan string, params fanvue.MessageParams) error {
	_ = backoff.Retry(func() error {
		_, err := client.Messages.Send(ctx, fan, params) // want `Messages.Send is retried`
		return err
	})
	_ = retry.Do(ctx, func(ctx context.Context) error {
		return helperlib.Send(ctx, client, fan, "hello") // want `Messages.Send is retried`
	})
	send := func() error {
		_, err := client.Messages.Send(ctx, fan, params) // want `Messages.Send is retried`
		return err
	}
	return own(3, send)
}

func (b *bot) hello() error {
	_, err := b.client.Messages.Send(context.Background(), "fan", fanvue.MessageParams{Text: "hello"})
	return err
}

func values(ctx context.Context, b *bot, fan string) (err error) {
	_ = own(3, b.hello)        // want `Messages.Send is retried`
	_ = backoff.Retry(b.hello) // want `Messages.Send is retried`
	for range 3 {
		err = func() error { // want `Messages.Send is retried`
			ctx, cancel := context.WithTimeout(ctx, time.Minute)
			defer cancel()
			_, err := b.client.Messages.Send(ctx, fan, fanvue.MessageParams{})
			return err
		}()
		if err == nil {
			return nil
		}
	}
	send := func() error { return helperlib.Send(ctx, b.client, fan, "hello") }
	for {
		if err := send(); err == nil { // want `Messages.Send is retried`
			return nil
		}
	}
}

func later(ctx context.Context, client *fanvue.Client, fan string) {
	_, err := client.Messages.Send(ctx, fan, fanvue.MessageParams{Text: "hello"}) // want `Messages.Send is retried`
	if err != nil {
		time.AfterFunc(time.Minute, func() { later(ctx, client, fan) })
	}
}

func serverErrors(ctx context.Context, client *fanvue.Client, fan string) error {
	for {
		_, err := client.Messages.Send(ctx, fan, fanvue.MessageParams{Text: "hello"}) // want `Messages.Send is retried`
		var failure *fanvue.APIError
		if errors.As(err, &failure) && failure.StatusCode >= 500 {
			continue
		}
		return err
	}
}

func wrapped(ctx context.Context, client *fanvue.Client, fan string) (last error) {
	delay := time.Second
	for {
		sent, err := client.Messages.Send(ctx, fan, fanvue.MessageParams{Text: "hello"}) // want `Messages.Send is retried`
		if err != nil {
			last = fmt.Errorf("send: %w", err)
		} else {
			last = nil
		}
		if last == nil && sent != nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return last
		case <-time.After(delay):
			delay *= 2
		}
	}
}
