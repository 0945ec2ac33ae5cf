package fanvue_test

import (
	"context"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
)

func TestValidationOfMassMessages(t *testing.T) {
	t.Parallel()
	type params = fanvue.MassMessageParams
	media := []string{"a"}
	vip := fanvue.MassMessageLists{CustomListUUIDs: []string{"vip"}}
	muted := fanvue.MassMessageLists{SmartListIDs: []fanvue.SmartListID{fanvue.SmartListMuted}}
	noCustom := fanvue.MassMessageLists{CustomListUUIDs: []string{"vip", ""}}
	noSmart := fanvue.MassMessageLists{SmartListIDs: []fanvue.SmartListID{""}}
	var cases []validationCase
	for _, tc := range []struct {
		name, argument, sent string
		params               params
	}{
		{"of nothing", "MassMessageParams", "", params{IncludedLists: vip}},
		{"of a price alone", "MassMessageParams", "", params{IncludedLists: vip, Price: 300}},
		{"to nobody", "IncludedLists", "", params{Text: "hello"}},
		{"to empty lists", "IncludedLists", "", params{Text: "hello", IncludedLists: fanvue.MassMessageLists{CustomListUUIDs: []string{}, SmartListIDs: []fanvue.SmartListID{}}}},
		{"to all but some", "IncludedLists", "", params{Text: "hello", ExcludedLists: vip}},
		{"to an empty custom list id", "IncludedLists", "", params{Text: "hello", IncludedLists: noCustom}},
		{"to an empty smart list id", "IncludedLists", "", params{Text: "hello", IncludedLists: noSmart}},
		{"not to an empty custom list id", "ExcludedLists", "", params{Text: "hello", IncludedLists: vip, ExcludedLists: noCustom}},
		{"not to an empty smart list id", "ExcludedLists", "", params{Text: "hello", IncludedLists: vip, ExcludedLists: noSmart}},
		{"to a smart list", "", `"includedLists":{"smartListUuids":["muted"]}`, params{Text: "hello", IncludedLists: muted}},
		{"to a custom list", "", `"includedLists":{"customListUuids":["vip"]}}`, params{Text: "hello", IncludedLists: vip}},
		{"price 300", "", `"price":300`, params{MediaUUIDs: media, IncludedLists: vip, Price: 300}},
		{"price 299", "Price", "", params{MediaUUIDs: media, IncludedLists: vip, Price: 299}},
		{"price -1", "Price", "", params{MediaUUIDs: media, IncludedLists: vip, Price: -1}},
		{"price of a text", "Price", "", params{Text: "hello", IncludedLists: vip, Price: 300}},
		{"5000 characters", "", `"text":"` + runes(5000) + `"`, params{Text: runes(5000), IncludedLists: vip}},
		{"5001 characters", "Text", "", params{Text: runes(5001), IncludedLists: vip}},
		{"text that is no UTF-8", "Text", "", params{Text: "caf\xe9", IncludedLists: vip}},
		{"an empty media id", "MediaUUIDs", "", params{MediaUUIDs: []string{"a", ""}, IncludedLists: vip}},
	} {
		cases = append(cases, validationCase{fanvue.OpMassMessagesSend, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.MassMessages.Send(ctx, tc.params))
		}})
	}
	type update = fanvue.MassMessageUpdate
	for _, tc := range []struct {
		name, argument, sent string
		update               update
	}{
		{"of nothing", "MassMessageUpdate", "", update{}},
		{"price null", "", `{"price":null}`, update{Price: fanvue.Null[fanvue.Cents]()}},
		{"price 300", "", `{"price":300}`, update{Price: fanvue.Value[fanvue.Cents](300)}},
		{"price 299", "Price", "", update{Price: fanvue.Value[fanvue.Cents](299)}},
		{"price 0", "Price", "", update{Price: fanvue.Value[fanvue.Cents](0)}},
		{"price -1", "Price", "", update{Price: fanvue.Value[fanvue.Cents](-1)}},
		{"text null", "Text", "", update{Text: fanvue.Null[string]()}},
		{"text of 5000 characters", "", `{"text":"` + runes(5000) + `"}`, update{Text: fanvue.Value(runes(5000))}},
		{"text of 5001 characters", "Text", "", update{Text: fanvue.Value(runes(5001))}},
		{"text that is no UTF-8", "Text", "", update{Text: fanvue.Value("caf\xe9")}},
		{"text removed", "", `{"text":""}`, update{Text: fanvue.Value("")}},
		{"media null", "MediaUUIDs", "", update{MediaUUIDs: fanvue.Null[[]string]()}},
		{"media removed", "", `{"mediaUuids":[]}`, update{MediaUUIDs: fanvue.Value([]string{})}},
		{"an empty media id", "MediaUUIDs", "", update{MediaUUIDs: fanvue.Value([]string{"a", ""})}},
		{"to null", "IncludedLists", "", update{IncludedLists: fanvue.Null[fanvue.MassMessageLists]()}},
		{"to nobody", "IncludedLists", "", update{IncludedLists: fanvue.Value(fanvue.MassMessageLists{})}},
		{"to an empty list id", "IncludedLists", "", update{IncludedLists: fanvue.Value(noCustom)}},
		{"to a list", "", `{"includedLists":{"customListUuids":["vip"]}}`, update{IncludedLists: fanvue.Value(vip)}},
		{"not to null", "ExcludedLists", "", update{ExcludedLists: fanvue.Null[fanvue.MassMessageLists]()}},
		{"not to an empty list id", "ExcludedLists", "", update{ExcludedLists: fanvue.Value(noSmart)}},
		{"exclude nobody", "", `{"excludedLists":{}}`, update{ExcludedLists: fanvue.Value(fanvue.MassMessageLists{})}},
		{"at null", "ScheduledAt", "", update{ScheduledAt: fanvue.Null[time.Time]()}},
		{"at no time", "ScheduledAt", "", update{ScheduledAt: fanvue.Value(time.Time{})}},
		{"at a time", "", `{"scheduledAt":"2026-01-02T03:04:05.000Z"}`,
			update{ScheduledAt: fanvue.Value(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))}},
	} {
		cases = append(cases, validationCase{fanvue.OpMassMessagesUpdate, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return c.MassMessages.Update(ctx, "m", tc.update)
		}})
	}
	runValidation(t, cases)
}
