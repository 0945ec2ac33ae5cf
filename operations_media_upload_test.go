package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

// uploader is what both views of a library have.
type uploader interface {
	CreateUpload(ctx context.Context, params fanvue.UploadSessionParams) (*fanvue.UploadSession, error)
	UploadPartURL(ctx context.Context, uploadID string, part int) (string, error)
	UploadPartURLs(ctx context.Context, uploadID string, first, last int) ([]fanvue.UploadPartAddress, error)
	CompleteUpload(ctx context.Context, uploadID string, parts []fanvue.UploadedPart) (fanvue.MediaStatus, error)
}

func uploadCases() []operationCase {
	own := uploadCasesOf("", [4]fanvue.OperationName{
		fanvue.OpMediaCreateUpload, fanvue.OpMediaUploadPartURL, fanvue.OpMediaUploadPartURLs, fanvue.OpMediaCompleteUpload,
	}, func(c *fanvue.Client) uploader { return c.Media })
	managed := uploadCasesOf(creatorPrefix, [4]fanvue.OperationName{
		fanvue.OpCreatorMediaCreateUpload, fanvue.OpCreatorMediaUploadPartURL, fanvue.OpCreatorMediaUploadPartURLs, fanvue.OpCreatorMediaCompleteUpload,
	}, func(c *fanvue.Client) uploader { return c.Creator(creatorID).Media })
	return append(own, managed...)
}

func uploadCasesOf(prefix string, ops [4]fanvue.OperationName, media func(*fanvue.Client) uploader) []operationCase {
	create, partAddress, partAddresses, complete := ops[0], ops[1], ops[2], ops[3]
	seventh := func(ctx context.Context, c *fanvue.Client) (any, error) {
		return media(c).UploadPartURL(ctx, uploadID, 7)
	}
	return []operationCase{
		{
			op: create,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return media(c).CreateUpload(ctx, fanvue.UploadSessionParams{
					Name: "Sun & <sea>", Filename: "sun é.mp4", MediaType: fanvue.MediaVideo, SizeBytes: 1_610_612_736,
				})
			},
			method: http.MethodPost, path: prefix + "/media/uploads",
			body:   `{"name":"Sun & <sea>","filename":"sun é.mp4","mediaType":"video","sizeBytes":1610612736}`,
			status: http.StatusOK, response: `{"mediaUuid":"md-1","uploadId":"up-1","partSize":5242880,"maxParts":9999,"totalParts":308}`,
			want: &fanvue.UploadSession{MediaUUID: "md-1", UploadID: "up-1", PartSize: 5_242_880, MaxParts: 9999, TotalParts: 308},
		},
		{
			op: create, name: "as published",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return media(c).CreateUpload(ctx, fanvue.UploadSessionParams{Name: "a", Filename: "b", MediaType: fanvue.MediaDocument})
			},
			method: http.MethodPost, path: prefix + "/media/uploads", body: `{"name":"a","filename":"b","mediaType":"document"}`,
			status: http.StatusOK, response: `{"mediaUuid":"md-1","uploadId":"up-1"}`,
			want: &fanvue.UploadSession{MediaUUID: "md-1", UploadID: "up-1"},
		},
		{
			op: create, name: "of unknown size on v1", surface: fanvue.SurfaceV1,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return media(c).CreateUpload(ctx, fanvue.UploadSessionParams{Name: "a", Filename: "b", MediaType: fanvue.MediaAudio})
			},
			method: http.MethodPost, path: "/v1" + prefix + "/media/uploads", body: `{"name":"a","filename":"b","mediaType":"audio"}`,
			status: http.StatusOK, response: `{"mediaUuid":"md-1","uploadId":"up-1","partSize":5242880,"maxParts":9999,"totalParts":null}`,
			want: &fanvue.UploadSession{MediaUUID: "md-1", UploadID: "up-1", PartSize: 5_242_880, MaxParts: 9999},
		},
		{
			op: partAddress, call: seventh, accept: acceptText,
			method: http.MethodGet, path: prefix + uploadPath + "/parts/7/url",
			status: http.StatusOK, contentType: "text/plain; charset=utf-8", response: partURL + "\n", want: partURL,
		},
		{
			op: partAddress, name: "as a JSON string", call: seventh, accept: acceptText,
			method: http.MethodGet, path: prefix + uploadPath + "/parts/7/url",
			status: http.StatusOK, response: `"https:\/\/storage.example/bucket/a%2Fb?part=7\u0026sig=x%2By"`, want: partURL,
		},
		{
			op: partAddress, name: "as a JSON string called text", call: seventh, accept: acceptText,
			method: http.MethodGet, path: prefix + uploadPath + "/parts/7/url",
			status: http.StatusOK, contentType: "text/plain", response: `"` + partURL + `"`, want: partURL,
		},
		{
			op: partAddresses, surface: fanvue.SurfaceV1,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return media(c).UploadPartURLs(ctx, uploadID, 7, 9)
			},
			method: http.MethodGet, path: "/v1" + prefix + uploadPath + "/parts/urls", query: "from=7&to=9",
			status: http.StatusOK, response: `{"parts":[{"partNumber":7,"url":"` + partURL + `"},{"partNumber":9,"url":"https://storage.example/9"}]}`,
			want: []fanvue.UploadPartAddress{{PartNumber: 7, URL: partURL}, {PartNumber: 9, URL: "https://storage.example/9"}},
		},
		{
			op: complete,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return media(c).CompleteUpload(ctx, uploadID, []fanvue.UploadedPart{{Number: 1, ETag: `"abc"`}, {Number: 3, ETag: "def"}})
			},
			method: http.MethodPatch, path: prefix + uploadPath,
			body:   `{"parts":[{"PartNumber":1,"ETag":"\"abc\""},{"PartNumber":3,"ETag":"def"}]}`,
			status: http.StatusOK, response: `{"status":"processing"}`, want: fanvue.MediaProcessing,
		},
	}
}
