package fanvue_test

import (
	"context"
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
	cases = append(cases, validationOfPages(fanvue.OpAutomatedMessagesList, "size", func(ctx context.Context, c *fanvue.Client, size int, after fanvue.PageToken) error {
		return second(c.AutomatedMessages.List(ctx, &fanvue.ListOptions{Size: size, After: after}))
	})...)
	runValidation(t, cases)
}
