package fanvue_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestValidationOfLists(t *testing.T) {
	t.Parallel()
	const inJSON, inQuery = `","`, "%2C"
	cases := validationOfIDs(fanvue.OpChatsStatuses, "userUUIDs", 100, inJSON, func(ctx context.Context, c *fanvue.Client, ids []string) error {
		return second(c.Chats.Statuses(ctx, ids))
	})
	cases = append(cases, validationOfIDs(fanvue.OpCustomListsAddMembers, "userUUIDs", 100, inJSON, func(ctx context.Context, c *fanvue.Client, ids []string) error {
		return second(c.CustomLists.AddMembers(ctx, "vip", ids))
	})...)
	cases = append(cases, validationOfIDs(fanvue.OpMessagesBatch, "ChatUUIDs", 50, inJSON, func(ctx context.Context, c *fanvue.Client, ids []string) error {
		return second(c.Messages.Batch(ctx, fanvue.MessageBatchParams{ChatUUIDs: ids}))
	})...)
	getMedia := func(ctx context.Context, c *fanvue.Client, ids []string) error {
		return second(c.Messages.Media(ctx, "fan", "m", fanvue.MessageMediaParams{MediaUUIDs: ids}))
	}
	cases = append(cases, validationOfIDs(fanvue.OpMessagesMedia, "MediaUUIDs", 20, inQuery, getMedia)...)
	cases = append(cases, validationCase{fanvue.OpMessagesMedia, "an id with a comma", "MediaUUIDs", "", func(ctx context.Context, c *fanvue.Client) error {
		return getMedia(ctx, c, []string{"a", "b,c"})
	}}, validationCase{fanvue.OpMessagesMedia, "a variant with a comma", "Variants", "", func(ctx context.Context, c *fanvue.Client) error {
		return second(c.Messages.Media(ctx, "fan", "m", fanvue.MessageMediaParams{MediaUUIDs: []string{"a"}, Variants: []fanvue.MediaVariantType{"main,blurred"}}))
	}})
	for limit, sent := range map[int]string{-1: "", 0: `{"chatUuids":["u"]}`, 1: `"limit":1}`, 50: `"limit":50`, 51: ""} {
		cases = append(cases, validationCase{fanvue.OpMessagesBatch, fmt.Sprint("limit ", limit), rejectedUnless(sent, "Limit"), sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Messages.Batch(ctx, fanvue.MessageBatchParams{ChatUUIDs: []string{"u"}, Limit: limit}))
		}})
	}
	for limit, sent := range map[int]string{-1: "", 0: "limit=50 ", 1: "limit=1 ", 50: "limit=50 ", 51: ""} {
		cases = append(cases, validationCase{fanvue.OpCreatorFansOnlineSubscribers, fmt.Sprint("limit ", limit), rejectedUnless(sent, "Limit"), sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Creator("ada").Fans.OnlineSubscribers(ctx, &fanvue.OnlineSubscriberOptions{Limit: limit}))
		}})
	}
	for _, id := range []string{"", "a,b"} {
		cases = append(cases, validationCase{fanvue.OpCreatorFansOnlineSubscribers, "with " + id, "SubscriberUUIDs", "", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Creator("ada").Fans.OnlineSubscribers(ctx, &fanvue.OnlineSubscriberOptions{SubscriberUUIDs: []string{"x", id}}))
		}})
	}
	for n, argument := range map[int]string{0: "Name", 1: "", 100: "", 101: "Name"} {
		params, sent := fanvue.CustomListParams{Name: runes(n)}, `{"name":"`+runes(n)+`"}`
		cases = append(cases, validationCase{fanvue.OpCustomListsCreate, fmt.Sprint("name of ", n), argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.CustomLists.Create(ctx, params))
		}}, validationCase{fanvue.OpCustomListsUpdate, fmt.Sprint("name of ", n), argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return c.CustomLists.Update(ctx, "vip", params)
		}})
	}
	runValidation(t, cases)
}
