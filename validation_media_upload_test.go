package fanvue_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/fanvue-go/fanvue"
)

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
		server := newWireServer(t, respondJSON(200, `{"parts":[]}`))
		_, err := server.client(t, fanvue.WithSurface(fanvue.SurfaceV1)).Media.UploadPartURLs(t.Context(), "u", tc.first, tc.last)
		if tc.argument != "" {
			(&validationServer{}).checkRejected(t, fanvue.OpMediaUploadPartURLs, tc.argument, err)
		}
		if sent := len(server.seen()) == 1; sent != (tc.argument == "") || sent != (err == nil) {
			t.Errorf("%d to %d: sent %v, %v", tc.first, tc.last, sent, err)
		}
	}
}
