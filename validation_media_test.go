package fanvue_test

import (
	"context"
	"fmt"
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

func TestValidationOfUploads(t *testing.T) {
	t.Parallel()
	type params = fanvue.UploadSessionParams
	video := fanvue.MediaVideo
	var cases []validationCase
	both := func(own, managed fanvue.OperationName, name, argument, sent string, call func(context.Context, uploader) error) {
		cases = append(cases, validationCase{own, name, argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return call(ctx, c.Media)
		}}, validationCase{managed, name, argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return call(ctx, c.Creator("ada").Media)
		}})
	}
	for _, tc := range []struct {
		name, argument, sent string
		params               params
	}{
		{"no name", "Name", "", params{Filename: "f", MediaType: video}},
		{"a name of 255", "", runes(255), params{Name: runes(255), Filename: "f", MediaType: video}},
		{"a name of 256", "Name", "", params{Name: runes(256), Filename: "f", MediaType: video}},
		{"a name that is no UTF-8", "Name", "", params{Name: "caf\xe9", Filename: "f", MediaType: video}},
		{"no filename", "Filename", "", params{Name: "n", MediaType: video}},
		{"a filename of 255", "", runes(255), params{Name: "n", Filename: runes(255), MediaType: video}},
		{"a filename of 256", "Filename", "", params{Name: "n", Filename: runes(256), MediaType: video}},
		{"a filename that is no UTF-8", "Filename", "", params{Name: "n", Filename: "caf\xe9", MediaType: video}},
		{"no media type", "MediaType", "", params{Name: "n", Filename: "f"}},
		{"a new media type", "", `"mediaType":"hologram"`, params{Name: "n", Filename: "f", MediaType: "hologram"}},
		{"no size", "", `"mediaType":"video"}`, params{Name: "n", Filename: "f", MediaType: video}},
		{"a byte", "", `"sizeBytes":1}`, params{Name: "n", Filename: "f", MediaType: video, SizeBytes: 1}},
		{"the largest size", "", `"sizeBytes":1610612736}`, params{Name: "n", Filename: "f", MediaType: video, SizeBytes: fanvue.MaxUploadSize}},
		{"a byte more", "SizeBytes", "", params{Name: "n", Filename: "f", MediaType: video, SizeBytes: fanvue.MaxUploadSize + 1}},
		{"less than nothing", "SizeBytes", "", params{Name: "n", Filename: "f", MediaType: video, SizeBytes: -1}},
	} {
		both(fanvue.OpMediaCreateUpload, fanvue.OpCreatorMediaCreateUpload, tc.name, tc.argument, tc.sent, func(ctx context.Context, u uploader) error {
			return second(u.CreateUpload(ctx, tc.params))
		})
	}
	for part, argument := range map[int]string{-1: "part", 0: "part", 1: "", 10_000: "", 10_001: "part"} {
		both(fanvue.OpMediaUploadPartURL, fanvue.OpCreatorMediaUploadPartURL, fmt.Sprint("part ", part), argument, fmt.Sprintf("/parts/%d/url", part),
			func(ctx context.Context, u uploader) error { return second(u.UploadPartURL(ctx, "u", part)) })
	}
	many := make([]fanvue.UploadedPart, 10_001)
	for i := range many {
		many[i] = fanvue.UploadedPart{Number: i + 1, ETag: "e"}
	}
	for _, tc := range []struct {
		name, argument, sent string
		parts                []fanvue.UploadedPart
	}{
		{"nil", "parts", "", nil},
		{"no parts", "parts", "", []fanvue.UploadedPart{}},
		{"a part", "", `{"parts":[{"PartNumber":1,"ETag":"e"}]}`, many[:1]},
		{"all parts", "", `{"PartNumber":10000,"ETag":"e"}]}`, many[:10_000]},
		{"a part too many", "parts", "", many},
		{"part 0", "parts", "", []fanvue.UploadedPart{{ETag: "e"}}},
		{"a second part without an ETag", "parts", "", []fanvue.UploadedPart{{Number: 1, ETag: "e"}, {Number: 2}}},
	} {
		both(fanvue.OpMediaCompleteUpload, fanvue.OpCreatorMediaCompleteUpload, tc.name, tc.argument, tc.sent, func(ctx context.Context, u uploader) error {
			return second(u.CompleteUpload(ctx, "u", tc.parts))
		})
	}
	runValidation(t, cases)
}

// The operation is on /v1 only, whose client runValidation does not make.
func TestValidationOfUploadPartURLs(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		first, last int
		argument    string
	}{
		{1, 1, ""}, {1, 10_000, ""}, {10_000, 10_000, ""},
		{0, 1, "first"}, {-1, 1, "first"}, {10_001, 10_001, "first"}, {1, 10_001, "last"}, {1, 0, "last"}, {3, 2, "last"},
	} {
		server := newWireServer(t, answerJSON(200, `{"parts":[]}`))
		_, err := server.client(t, fanvue.WithSurface(fanvue.SurfaceV1)).Media.UploadPartURLs(t.Context(), "u", tc.first, tc.last)
		if tc.argument != "" {
			(&validationServer{}).checkRefused(t, fanvue.OpMediaUploadPartURLs, tc.argument, err)
		}
		if sent := len(server.seen()) == 1; sent != (tc.argument == "") || sent != (err == nil) {
			t.Errorf("%d to %d: sent %v, %v", tc.first, tc.last, sent, err)
		}
	}
}

func TestValidationOfVault(t *testing.T) {
	t.Parallel()
	var cases []validationCase
	both := func(op fanvue.OperationName, name, argument, sent string, call func(context.Context, folders) error) {
		cases = append(cases, validationCase{op, name, argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return call(ctx, c.Vault)
		}}, validationCase{"Creator." + op, name, argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return call(ctx, c.Creator("ada").Vault)
		}})
	}
	for name, argument := range map[string]string{
		"": "Name", ".": "Name", "..": "Name", "caf\xe9": "Name", runes(256): "Name", runes(255): "", "x": "", "...": "", "a/b": "",
	} {
		params, title := fanvue.VaultFolderParams{Name: name}, fmt.Sprintf("name %.4q of %d bytes", name, len(name))
		sent := `{"name":"` + name + `"}`
		both(fanvue.OpVaultCreateFolder, title, argument, sent, func(ctx context.Context, v folders) error {
			return second(v.CreateFolder(ctx, params))
		})
		both(fanvue.OpVaultRenameFolder, title, argument, sent, func(ctx context.Context, v folders) error {
			return v.RenameFolder(ctx, "f", params)
		})
	}
	for size, argument := range map[int]string{-1: "Size", 50: "", 51: "Size"} {
		opts, sent := &fanvue.ListOptions{Size: size}, fmt.Sprint("size=", size)
		both(fanvue.OpVaultFolders, sent, argument, sent, func(ctx context.Context, v folders) error { return second(v.Folders(ctx, opts)) })
		both(fanvue.OpVaultMedia, sent, argument, sent, func(ctx context.Context, v folders) error { return second(v.Media(ctx, "f", opts)) })
	}
	cases = append(cases, validationOfIDs(fanvue.OpVaultAddMedia, "mediaUUIDs", 100, `","`, func(ctx context.Context, c *fanvue.Client, ids []string) error {
		return second(c.Vault.AddMedia(ctx, "f", ids))
	})...)
	cases = append(cases, validationOfIDs(fanvue.OpCreatorVaultAddMedia, "mediaUUIDs", 100, `","`, func(ctx context.Context, c *fanvue.Client, ids []string) error {
		return second(c.Creator("ada").Vault.AddMedia(ctx, "f", ids))
	})...)
	runValidation(t, cases)
}
