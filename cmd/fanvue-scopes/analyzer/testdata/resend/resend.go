package resend

import (
	"context"
	"errors"
	"time"

	"github.com/fanvue-go/fanvue"
)

func retry(ctx context.Context, client *fanvue.Client, fan string, params fanvue.MessageParams) (err error) {
	for range 3 {
		_, err = client.Messages.Send(ctx, fan, params) // want `Messages.Send is sent again after any error`
		if err == nil {
			return nil
		}
		time.Sleep(time.Second)
	}
	for err != nil {
		_, err = client.Creator("id").MassMessages.Send(ctx, fanvue.MassMessageParams{}) // want `MassMessages.Send is sent again`
	}
	for {
		if _, err := client.Posts.Create(ctx, fanvue.PostParams{}); err == nil { // want `Posts.Create is sent again`
			break
		}
	}
	for {
		_, err := client.Messages.Send(ctx, fan, params) // want `Messages.Send is sent again`
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		return nil
	}
}

func right(ctx context.Context, client *fanvue.Client, fans []string, params fanvue.MessageParams) error {
	for _, fan := range fans {
		_, err := client.Messages.Send(ctx, fan, params) // to each fan
		if err == nil {
			break
		}
	}
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

func reads(ctx context.Context, client *fanvue.Client) error {
	for {
		_, err := client.Chats.List(ctx, nil) // a read
		if err == nil {
			return nil
		}
	}
}

func hourly(ctx context.Context, client *fanvue.Client, params fanvue.MessageParams) error {
	for range time.Tick(time.Hour) {
		if _, err := client.Messages.Send(ctx, "fan", params); err != nil {
			return err
		}
	}
	return nil
}
