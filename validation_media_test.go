package fanvue_test

import (
	"context"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestValidationOfMedia(t *testing.T) {
	t.Parallel()
	var cases []validationCase
	add := func(op fanvue.OperationName, name, argument, sent string, call func(context.Context, *fanvue.Client) error) {
		cases = append(cases, validationCase{op, name, argument, sent, call})
	}
	for _, tc := range []struct {
		name, argument, sent string
		opts                 fanvue.MediaListOptions
	}{
		{"size 50", "", "size=50", fanvue.MediaListOptions{Size: 50}},
		{"size 51", "Size", "", fanvue.MediaListOptions{Size: 51}},
		{"size -1", "Size", "", fanvue.MediaListOptions{Size: -1}},
		{"a token of another list", "After", "", fanvue.MediaListOptions{After: "nonsense"}},
		{"an empty status", "Statuses", "", fanvue.MediaListOptions{Statuses: []fanvue.MediaStatus{fanvue.MediaReady, ""}}},
		{"a status with a comma", "Statuses", "", fanvue.MediaListOptions{Statuses: []fanvue.MediaStatus{"ready,error"}}},
		{"an empty variant", "Variants", "", fanvue.MediaListOptions{Variants: []fanvue.MediaVariantType{""}}},
		{"a variant with a comma", "Variants", "", fanvue.MediaListOptions{Variants: []fanvue.MediaVariantType{"main,blurred"}}},
		{"a folder with a comma", "", "folderName=a%2Cb", fanvue.MediaListOptions{FolderName: "a,b"}},
	} {
		add(fanvue.OpMediaList, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Media.List(ctx, &tc.opts))
		})
		add(fanvue.OpCreatorMediaList, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Creator("ada").Media.List(ctx, &tc.opts))
		})
	}
	add(fanvue.OpMediaGet, "an empty variant", "Variants", "", func(ctx context.Context, c *fanvue.Client) error {
		return second(c.Media.Get(ctx, "m", &fanvue.MediaOptions{Variants: []fanvue.MediaVariantType{""}}))
	})
	bulk := func(ctx context.Context, c *fanvue.Client, ids []string) error {
		return second(c.Media.Bulk(ctx, fanvue.MediaBulkParams{MediaUUIDs: ids}))
	}
	cases = append(cases, validationOfIDs(fanvue.OpMediaBulk, "MediaUUIDs", 20, "%2C", bulk)...)
	add(fanvue.OpMediaBulk, "an id with a comma", "MediaUUIDs", "", func(ctx context.Context, c *fanvue.Client) error {
		return bulk(ctx, c, []string{"a,b"})
	})
	add(fanvue.OpMediaBulk, "an empty variant", "Variants", "", func(ctx context.Context, c *fanvue.Client) error {
		return second(c.Media.Bulk(ctx, fanvue.MediaBulkParams{MediaUUIDs: []string{"a"}, Variants: []fanvue.MediaVariantType{""}}))
	})

	type update = fanvue.MediaUpdate
	for _, tc := range []struct {
		name, argument, sent string
		update               update
	}{
		{"of nothing", "MediaUpdate", "", update{}},
		{"of 255", "", `{"name":"` + runes(255) + `"}`, update{Name: fanvue.Value(runes(255))}},
		// No bounds are documented, so the server decides.
		{"of 256", "", `{"name":"` + runes(256) + `"}`, update{Name: fanvue.Value(runes(256))}},
		{"an empty name", "", `{"name":""}`, update{Name: fanvue.Value("")}},
		{"a name that is no UTF-8", "Name", "", update{Name: fanvue.Value("caf\xe9")}},
		{"no name", "", `{"name":null}`, update{Name: fanvue.Null[string]()}},
		{"a caption alone", "", `{"caption":""}`, update{Caption: fanvue.Value("")}},
		{"a description alone", "", `{"description":"d"}`, update{Description: fanvue.Value("d")}},
		{"a price alone", "", `{"recommendedPrice":null}`, update{RecommendedPrice: fanvue.Null[fanvue.Cents]()}},
	} {
		add(fanvue.OpMediaUpdate, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return c.Media.Update(ctx, "m", tc.update)
		})
	}
	runValidation(t, cases)
}

func TestValidationOfGrants(t *testing.T) {
	t.Parallel()
	type params = fanvue.GrantParams
	var cases []validationCase
	for _, tc := range []struct {
		name, argument, sent string
		params               params
	}{
		{"to nobody", "ConsumerID", "", params{Source: "app", SourceRef: "1"}},
		{"of no source", "Source", "", params{ConsumerID: "u", SourceRef: "1"}},
		{"a source of 100", "", strings.Repeat("a", 100), params{ConsumerID: "u", Source: strings.Repeat("a", 100), SourceRef: "1"}},
		{"a source of 101", "Source", "", params{ConsumerID: "u", Source: strings.Repeat("a", 101), SourceRef: "1"}},
		{"all that a source may have", "", `"source":"az_09"`, params{ConsumerID: "u", Source: "az_09", SourceRef: "1"}},
		{"a source with a capital", "Source", "", params{ConsumerID: "u", Source: "App", SourceRef: "1"}},
		{"a source with a dash", "Source", "", params{ConsumerID: "u", Source: "my-app", SourceRef: "1"}},
		{"a source with a space", "Source", "", params{ConsumerID: "u", Source: "app ", SourceRef: "1"}},
		{"a source with an accent", "Source", "", params{ConsumerID: "u", Source: "é", SourceRef: "1"}},
		{"a source beside the letters", "Source", "", params{ConsumerID: "u", Source: "`", SourceRef: "1"}},
		{"a source behind the letters", "Source", "", params{ConsumerID: "u", Source: "{", SourceRef: "1"}},
		{"a source before the digits", "Source", "", params{ConsumerID: "u", Source: "/", SourceRef: "1"}},
		{"a source behind the digits", "Source", "", params{ConsumerID: "u", Source: ":", SourceRef: "1"}},
		{"of no reference", "SourceRef", "", params{ConsumerID: "u", Source: "app"}},
		{"a reference of 255", "", runes(255), params{ConsumerID: "u", Source: "app", SourceRef: runes(255)}},
		{"a reference of 256", "SourceRef", "", params{ConsumerID: "u", Source: "app", SourceRef: runes(256)}},
		{"a reference that is no UTF-8", "SourceRef", "", params{ConsumerID: "u", Source: "app", SourceRef: "caf\xe9"}},
	} {
		cases = append(cases, validationCase{fanvue.OpMediaGrant, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Media.Grant(ctx, "m", tc.params))
		}})
	}
	for _, tc := range []struct {
		name, argument, sent string
		params               fanvue.EntitledParams
	}{
		{"nobody", "ConsumerID", "", fanvue.EntitledParams{}},
		{"a user", "", "consumerId=u ", fanvue.EntitledParams{ConsumerID: "u"}},
		{"an empty variant", "Variants", "", fanvue.EntitledParams{ConsumerID: "u", Variants: []fanvue.MediaVariantType{""}}},
	} {
		cases = append(cases, validationCase{fanvue.OpMediaEntitled, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Media.Entitled(ctx, "m", tc.params))
		}})
	}
	runValidation(t, cases)
}
