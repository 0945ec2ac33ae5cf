package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestValidationOfAutomatedMessages(t *testing.T) {
	t.Parallel()
	type params = fanvue.AutomatedMessageParams
	media := []string{"a"}
	var cases []validationCase
	for name, tc := range map[string]struct {
		argument, sent string
		params         params
	}{
		// No bounds are documented, so the server decides.
		"of nothing":            {"", `{"price":0}`, params{}},
		"price 1":               {"", `"price":1`, params{MediaUUIDs: media, Price: 1}},
		"price -1":              {"Price", "", params{MediaUUIDs: media, Price: -1}},
		"price of a text":       {"", `"price":300`, params{Text: "hello", Price: 300}},
		"price 0":               {"", `{"mediaUuids":["a"],"price":0}`, params{MediaUUIDs: media}},
		"5001 characters":       {"", `"text":"` + runes(5001) + `"`, params{Text: runes(5001)}},
		"text that is no UTF-8": {"Text", "", params{Text: "caf\xe9"}},
		"an empty media id":     {"MediaUUIDs", "", params{MediaUUIDs: []string{"a", ""}}},
	} {
		cases = append(cases, validationCase{fanvue.OpAutomatedMessagesSet, name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return c.AutomatedMessages.Set(ctx, fanvue.TriggerRenewed, tc.params)
		}})
	}
	cases = append(cases, pageBounds(fanvue.OpAutomatedMessagesList, func(ctx context.Context, c *fanvue.Client, size int, after fanvue.PageToken) error {
		return second(c.AutomatedMessages.List(ctx, &fanvue.ListOptions{Size: size, After: after}))
	})...)
	runValidation(t, cases)
}

func TestValidationOfWebhooks(t *testing.T) {
	t.Parallel()
	events := []string{"creator.message.received"}
	var cases []validationCase
	for url, argument := range map[string]string{
		"https://example.com/hook": "", "http://example.com/hook": "", "": "URL",
	} {
		cases = append(cases, validationCase{fanvue.OpWebhooksCreate, "to " + url, argument, `"url":"` + url + `"`, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Webhooks.Create(ctx, fanvue.WebhookParams{URL: url, Events: events}))
		}})
	}
	for name, events := range map[string][]string{"nil": nil, "no events": {}, "an empty event": {"creator.follow.created", ""}} {
		cases = append(cases, validationCase{fanvue.OpWebhooksCreate, name, "Events", "", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Webhooks.Create(ctx, fanvue.WebhookParams{URL: "https://example.com/hook", Events: events}))
		}})
	}
	cases = append(cases, pageBounds(fanvue.OpWebhooksList, func(ctx context.Context, c *fanvue.Client, size int, after fanvue.PageToken) error {
		return second(c.Webhooks.List(ctx, &fanvue.ListOptions{Size: size, After: after}))
	})...)
	runValidation(t, cases)
}

// Without the id, nothing can be done about the subscription; without the
// secret it can be deleted.
func TestWebhookWithoutAnID(t *testing.T) {
	t.Parallel()
	params := fanvue.WebhookParams{URL: "https://example.com/hook", Events: []string{"creator.follow.created"}}
	for name, answer := range map[string]string{"neither": `{}`, "no id": `{"signingSecret":"s"}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newWireServer(t, answerJSON(http.StatusCreated, answer))
			hook, err := server.client(t, fanvue.WithMaxRetries(3)).Webhooks.Create(t.Context(), params)
			var unsure *fanvue.OutcomeUnknownError
			var unreadable *fanvue.DecodeError
			if hook != nil || !errors.As(err, &unsure) || !errors.As(err, &unreadable) {
				t.Errorf("got %+v, %v; want an OutcomeUnknownError because of a DecodeError", hook, err)
			}
			if sent := len(server.seen()); sent != 1 {
				t.Errorf("%d requests, want 1", sent)
			}
		})
	}
	server := newWireServer(t, answerJSON(http.StatusCreated, `{"id":"w-1"}`))
	if hook, err := server.client(t).Webhooks.Create(t.Context(), params); err != nil || hook.ID != "w-1" {
		t.Errorf("got %+v, %v; want the id", hook, err)
	}
}

func TestTeamMemberWithoutAnID(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, answerJSON(http.StatusOK, `{"displayName":"Dana"}`))
	member, err := server.client(t).Agency.UpdateTeamMember(t.Context(), "dana", fanvue.TeamMemberUpdate{CreatorUUIDs: fanvue.Value([]string{})})
	var unreadable *fanvue.DecodeError
	if member != nil || !errors.As(err, &unreadable) {
		t.Errorf("got %+v, %v; want a DecodeError", member, err)
	}
}

func TestValidationOfPromotions(t *testing.T) {
	t.Parallel()
	type params = fanvue.PromotionParams
	var cases []validationCase
	for name, tc := range map[string]struct {
		argument, sent string
		params         params
	}{
		"of nothing":          {"", `{}`, params{}},
		"a free trial":        {"", `{"freeTrial":true}`, params{FreeTrial: true}},
		"days":                {"", `{"freeTrialDays":1}`, params{FreeTrialDays: 1}},
		"days below 0":        {"FreeTrialDays", "", params{FreeTrial: true, FreeTrialDays: -1}},
		"discount of 1":       {"", `{"discountPercent":1}`, params{DiscountPercent: 1}},
		"discount of 100":     {"", `{"discountPercent":100}`, params{DiscountPercent: 100}},
		"discount of 101":     {"DiscountPercent", "", params{DiscountPercent: 101}},
		"discount below 0":    {"DiscountPercent", "", params{FreeTrial: true, DiscountPercent: -1}},
		"words of no UTF-8":   {"Message", "", params{FreeTrial: true, Message: "caf\xe9"}},
		"usages below 0":      {"MaxUsages", "", params{FreeTrial: true, MaxUsages: -1}},
		"a group unknown yet": {"", `"availableToGroup":"new ones"`, params{FreeTrial: true, AvailableToGroup: "new ones"}},
	} {
		cases = append(cases, validationCase{fanvue.OpPromotionsCreate, name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Promotions.Create(ctx, tc.params))
		}})
	}
	runValidation(t, cases)
}

func TestValidationOfSubscriptionPrices(t *testing.T) {
	t.Parallel()
	var cases []validationCase
	for price, argument := range map[fanvue.Cents]string{-399: "SubscriptionPrice", 0: "SubscriptionPrice", 398: "SubscriptionPrice", 399: "", 10000: "", 10001: "SubscriptionPrice"} {
		sent := fmt.Sprintf(`{"subscriptionPrice":%d}`, price)
		cases = append(cases, validationCase{fanvue.OpSelfUpdateSubscriptionPrice, fmt.Sprint(int64(price)), argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return c.Self.UpdateSubscriptionPrice(ctx, fanvue.SubscriptionPriceParams{SubscriptionPrice: price})
		}})
	}
	runValidation(t, cases)
}

func TestValidationOfAppsAndAnimations(t *testing.T) {
	t.Parallel()
	gif := &fanvue.GIF{ID: "g-1"}
	cases := pageBounds(fanvue.OpAppsList, func(ctx context.Context, c *fanvue.Client, size int, after fanvue.PageToken) error {
		return second(c.Apps.List(ctx, &fanvue.AppListOptions{Size: size, After: after}))
	})
	for name, tc := range map[string]struct {
		argument, sent string
		params         fanvue.MessageParams
	}{
		"an animation alone":      {"GIF", "", fanvue.MessageParams{GIF: gif}},
		"price of an animation":   {"Price", "", fanvue.MessageParams{GIF: gif, Price: 300}},
		"a preview alone":         {"MessageParams", "", fanvue.MessageParams{MediaPreviewUUID: "p"}},
		"a preview of an unknown": {"MediaPreviewUUID", "", fanvue.MessageParams{Text: "hello", MediaPreviewUUID: "p"}},
	} {
		cases = append(cases, validationCase{fanvue.OpMessagesSend, name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Messages.Send(ctx, "fan", tc.params))
		}})
	}
	runValidation(t, cases)
}
