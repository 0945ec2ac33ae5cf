package fanvue_test

import (
	"context"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestValidationOfMessages(t *testing.T) {
	t.Parallel()
	type params = fanvue.MessageParams
	media := []string{"a"}
	var cases []validationCase
	for _, tc := range []struct {
		name, argument, sent string
		params               params
	}{
		{"of nothing", "MessageParams", "", params{}},
		{"of an empty list of media", "MessageParams", "", params{MediaUUIDs: []string{}}},
		{"of a price alone", "MessageParams", "", params{Price: 300}},
		{"price 300", "", `"price":300`, params{MediaUUIDs: media, Price: 300}},
		{"price 300 of a template", "", `"price":300`, params{TemplateUUID: "t", Price: 300}},
		{"price 299", "Price", "", params{MediaUUIDs: media, Price: 299}},
		{"price 299 of a template", "Price", "", params{TemplateUUID: "t", Price: 299}},
		{"price 1", "Price", "", params{MediaUUIDs: media, Price: 1}},
		{"price -1", "Price", "", params{MediaUUIDs: media, Price: -1}},
		{"price of a text", "Price", "", params{Text: "hello", Price: 300}},
		{"negative price of a text", "Price", "", params{Text: "hello", Price: -300}},
		{"5000 characters", "", `"text":"` + runes(5000) + `"`, params{Text: runes(5000)}},
		{"5001 characters", "Text", "", params{Text: runes(5001)}},
		{"5001 characters with media", "Text", "", params{Text: runes(5001), MediaUUIDs: media}},
		{"text that is no UTF-8", "Text", "", params{Text: "caf\xe9"}},
		{"text that is no UTF-8 with media", "Text", "", params{Text: "caf\xe9", MediaUUIDs: media}},
		{"an empty media id", "MediaUUIDs", "", params{MediaUUIDs: []string{"a", ""}}},
		{"an empty media id alone", "MediaUUIDs", "", params{MediaUUIDs: []string{""}}},
		{"media alone", "", `{"mediaUuids":["a"]}`, params{MediaUUIDs: media}},
		{"a template alone", "", `{"templateUuid":"t"}`, params{TemplateUUID: "t"}},
	} {
		cases = append(cases, validationCase{fanvue.OpMessagesSend, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Messages.Send(ctx, "fan", tc.params))
		}}, validationCase{fanvue.OpCreatorMessagesSend, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Creator("ada").Messages.Send(ctx, "fan", tc.params))
		}})
	}
	runValidation(t, cases)
}

func TestValidationOfAppsAndAnimations(t *testing.T) {
	t.Parallel()
	gif := &fanvue.GIF{ID: "g-1"}
	cases := validationOfPages(fanvue.OpAppsList, "size", func(ctx context.Context, c *fanvue.Client, size int, after fanvue.PageToken) error {
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
