package fanvue

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// Names of the operations on uploads.
const (
	OpMediaCreateUpload          OperationName = "Media.CreateUpload"
	OpMediaUploadPartURL         OperationName = "Media.UploadPartURL"
	OpMediaUploadPartURLs        OperationName = "Media.UploadPartURLs"
	OpMediaCompleteUpload        OperationName = "Media.CompleteUpload"
	OpCreatorMediaCreateUpload   OperationName = "Creator.Media.CreateUpload"
	OpCreatorMediaUploadPartURL  OperationName = "Creator.Media.UploadPartURL"
	OpCreatorMediaUploadPartURLs OperationName = "Creator.Media.UploadPartURLs"
	OpCreatorMediaCompleteUpload OperationName = "Creator.Media.CompleteUpload"
)

var (
	opMediaCreateUpload = declare(Operation{
		Name: OpMediaCreateUpload, Method: http.MethodPost, Path: "/media/uploads",
		Scopes: []Scope{ScopeWriteMedia}, CreatorScope: ScopeWriteCreator,
	})
	opMediaUploadPartURL = declare(Operation{
		Name: OpMediaUploadPartURL, Method: http.MethodGet, Path: "/media/uploads/{uploadId}/parts/{partNumber}/url",
		Scopes: []Scope{ScopeWriteMedia}, CreatorScope: ScopeWriteCreator, Idempotent: true,
		Accept: "text/plain, application/json;q=0.9",
	})
	opMediaUploadPartURLs = declareUndocumented(Operation{
		Name: OpMediaUploadPartURLs, Method: http.MethodGet, Path: "/media/uploads/{uploadId}/parts/urls",
		Scopes: []Scope{ScopeWriteMedia}, CreatorScope: ScopeWriteCreator, Idempotent: true,
		Surfaces: []Surface{SurfaceV1},
	})
	opMediaCompleteUpload = declare(Operation{
		Name: OpMediaCompleteUpload, Method: http.MethodPatch, Path: "/media/uploads/{uploadId}",
		Scopes: []Scope{ScopeWriteMedia}, CreatorScope: ScopeWriteCreator, Idempotent: true,
	})
)

const (
	// MaxUploadSize is the largest file that can be uploaded, in bytes.
	MaxUploadSize int64 = 1_610_612_736

	maxMediaName      = 255
	maxUploadFilename = 255
	// maxUploadParts is the limit of the storage behind the API.
	maxUploadParts = 10_000
)

// UploadSessionParams holds the parameters of [MediaService.CreateUpload].
type UploadSessionParams struct {
	// Name is the name of the item, 1 to 255 characters.
	Name string `json:"name"`
	// Filename is the name of the file with its extension, 1 to 255 characters.
	Filename string `json:"filename"`
	// MediaType is the type of the file.
	MediaType MediaType `json:"mediaType"`
	// SizeBytes is the size of the file, in bytes, at most [MaxUploadSize]; 0
	// omits it. It is undocumented, and a surface other than [SurfaceV1] may
	// ignore it. The upload works without it.
	SizeBytes int64 `json:"sizeBytes,omitempty"`
}

func (p UploadSessionParams) validate() *ArgumentError {
	if problem := checkLength("Name", p.Name, maxMediaName); problem != nil {
		return problem
	}
	if problem := checkLength("Filename", p.Filename, maxUploadFilename); problem != nil {
		return problem
	}
	switch {
	case p.MediaType == "":
		return invalid("MediaType", "must not be empty; it is MediaImage, MediaVideo, MediaAudio or MediaDocument")
	case p.SizeBytes < 0 || p.SizeBytes > MaxUploadSize:
		return invalid("SizeBytes", "%d bytes are out of range: at most %d, or 0 for unknown", p.SizeBytes, MaxUploadSize)
	}
	return nil
}

// UploadSession is an upload that has been created.
type UploadSession struct {
	// MediaUUID is the item that the upload becomes.
	MediaUUID string `json:"mediaUuid"`
	// UploadID identifies the upload.
	UploadID string `json:"uploadId"`
	// PartSize is the required size of every part but the last, in bytes. It is
	// undocumented, and 0 if the server does not return it; then 10 MiB is the
	// usual size.
	PartSize int64 `json:"partSize,omitempty"`
	// MaxParts is the largest allowed number of parts; 0 if the server does not
	// return it.
	MaxParts int `json:"maxParts,omitempty"`
	// TotalParts is the number of parts of this file; 0 if the server does not
	// return it.
	TotalParts int `json:"totalParts,omitempty"`
}

func (UploadSession) required() []string { return []string{"uploadId", "mediaUuid"} }

// UploadedPart is a part that the storage has stored.
type UploadedPart struct {
	// Number is the number of the part, from 1.
	Number int `json:"PartNumber"`
	// ETag is the ETag header of the storage's response, unchanged.
	ETag string `json:"ETag"`
}

type uploadCompletion struct {
	Parts []UploadedPart `json:"parts"`
}

func (c uploadCompletion) validate() *ArgumentError {
	if len(c.Parts) == 0 || len(c.Parts) > maxUploadParts {
		return invalid("parts", "%d parts were given, 1 to %d are allowed", len(c.Parts), maxUploadParts)
	}
	for i, part := range c.Parts {
		if part.Number < 1 || part.ETag == "" {
			return invalid("parts", "item %d needs a Number from 1 and an ETag", i+1)
		}
		if i > 0 && part.Number == c.Parts[i-1].Number {
			return invalid("parts", "part %d is listed twice", part.Number)
		}
	}
	return nil
}

// CreateUpload creates an upload. It is the first step of an upload by hand;
// [MediaService.Upload] performs all steps. The new item has status created until
// the upload is complete. The request is sent at most once: if the response is
// lost, the error is an [*OutcomeUnknownError].
//
// Calls POST /media/uploads. Scopes: write:media; for a managed creator also write:creator.
func (s mediaCore) CreateUpload(ctx context.Context, params UploadSessionParams) (*UploadSession, error) {
	return fetch[UploadSession](ctx, s.request(opMediaCreateUpload).with(params))
}

// UploadPartURL returns the signed URL to which a part is sent with PUT, without
// a credential. It expires after about 15 minutes. The first part is 1, the last
// possible one 10000.
//
// Calls GET /media/uploads/{uploadId}/parts/{partNumber}/url. Scopes: write:media; for a managed creator also write:creator.
func (s mediaCore) UploadPartURL(ctx context.Context, uploadID string, part int) (string, error) {
	r := s.request(opMediaUploadPartURL, uploadID, strconv.Itoa(part))
	r.query.check(checkPart("part", part))
	address, err := fetch[uploadURL](ctx, r)
	if err != nil {
		return "", err
	}
	return string(*address), nil
}

func checkPart(argument string, part int) *ArgumentError {
	if part < 1 || part > maxUploadParts {
		return invalid(argument, "%d is out of range: parts count from 1 to %d", part, maxUploadParts)
	}
	return nil
}

// uploadURL is the URL of a part. The server sends it as plain text, or as a JSON
// string, which was documented once.
type uploadURL string

func (uploadURL) required() []string { return nil }

func (p *uploadURL) decodeBody(r *response, _ *operation) error {
	body := bytes.TrimSpace(r.body)
	var text string
	if json.Unmarshal(body, &text) != nil {
		text = string(body)
	}
	if u, err := url.Parse(text); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("it is not a URL")
	}
	*p = uploadURL(text)
	return nil
}

// UploadPartAddress holds the URL to which a part is sent.
type UploadPartAddress struct {
	// PartNumber is the number of the part, from 1.
	PartNumber int `json:"partNumber"`
	// URL is signed and expires after about 15 minutes.
	URL string `json:"url"`
}

// UploadPartURLs returns the signed URLs of the parts from first to last, both
// included. The first part is 1, the last possible one 10000.
//
// Calls GET /media/uploads/{uploadId}/parts/urls. Scopes: write:media; for a managed creator also write:creator. Undocumented by Fanvue, seen on /v1 only.
func (s mediaCore) UploadPartURLs(ctx context.Context, uploadID string, first, last int) ([]UploadPartAddress, error) {
	r := s.request(opMediaUploadPartURLs, uploadID)
	r.query.check(checkPart("first", first))
	r.query.check(checkPart("last", last))
	if last < first {
		r.query.reject("last", "%d is before the first, %d", last, first)
	}
	r.query.set("from", strconv.Itoa(first))
	r.query.set("to", strconv.Itoa(last))
	result, err := fetch[partAddresses](ctx, r)
	if err != nil {
		return nil, err
	}
	return result.Parts, nil
}

type partAddresses struct {
	Parts []UploadPartAddress `json:"parts"`
}

func (partAddresses) required() []string { return []string{"parts"} }

// CompleteUpload completes an upload whose parts have all been stored, and
// returns the status of the item, which Fanvue then processes. parts may be in
// any order. If a response is lost, the request is retried, and the server may
// refuse the retry because the upload is already complete. After an error,
// request the status with [MediaService.Get].
//
// Calls PATCH /media/uploads/{uploadId}. Scopes: write:media; for a managed creator also write:creator.
func (s mediaCore) CompleteUpload(ctx context.Context, uploadID string, parts []UploadedPart) (MediaStatus, error) {
	result, err := fetch[completedUpload](ctx, s.request(opMediaCompleteUpload, uploadID).with(uploadCompletion{inOrder(parts)}))
	if err != nil {
		return "", err
	}
	return result.Status, nil
}

// inOrder returns a copy of parts in the order that the storage requires.
func inOrder(parts []UploadedPart) []UploadedPart {
	return slices.SortedFunc(slices.Values(parts), func(a, b UploadedPart) int { return cmp.Compare(a.Number, b.Number) })
}

type completedUpload struct {
	Status MediaStatus `json:"status"`
}

func (completedUpload) required() []string { return []string{"status"} }
