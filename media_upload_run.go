package fanvue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/fanvue-go/fanvue/internal/transfer"
)

// StorageError reports a response other than a success of the file storage to
// which parts are uploaded. The storage is not part of the API. A response with
// status 404 matches [ErrNotFound]: the upload no longer exists.
type StorageError struct {
	// Part is the number of the part, from 1.
	Part int
	// StatusCode is the HTTP status.
	StatusCode int
	// Code is the error code of the storage, such as AccessDenied; empty if there
	// is none.
	Code string
}

func (e *StorageError) Error() string {
	text := fmt.Sprintf("fanvue: the storage responded %d to part %d", e.StatusCode, e.Part)
	if e.Code != "" {
		text += ": " + oneLine(clip(e.Code, 80))
	}
	return text
}

// Is reports whether target is the kind that e belongs to.
func (e *StorageError) Is(target error) bool {
	return target == ErrNotFound && e.StatusCode == http.StatusNotFound
}

// upload is an upload in progress. All of it runs on the goroutine that called
// Upload, except for what transfer.Transfer does.
type upload struct {
	media   mediaCore
	opts    UploadOptions
	params  UploadSessionParams
	content *transfer.Content

	state UploadState // without Parts and Checksums, which snapshot adds
	done  map[int]UploadedPart
	sums  map[int]uint32
}

// nameUpload is the name of Upload in errors. It is not an operation of the API.
const nameUpload = "Media.Upload"

// name returns the name of this Upload in errors.
func (u *upload) name() OperationName {
	if u.media.managed {
		return creatorName + nameUpload
	}
	return nameUpload
}

func (u *upload) reject(problem *ArgumentError) error {
	problem.Operation = u.name()
	return problem
}

// prepare rejects an upload that cannot succeed, before anything is sent. It
// opens the content last, because it consumes the first bytes of a stream.
func (u *upload) prepare(ctx context.Context, filename string, content io.Reader) error {
	if err := u.media.client.usable(); err != nil {
		return err
	}
	if problem := u.findProblem(ctx, filename, content); problem != nil {
		return u.reject(problem)
	}
	if err := ctx.Err(); err != nil {
		return &RequestError{Operation: u.name(), Err: err}
	}
	if err := u.checkScopes(ctx); err != nil {
		return err
	}
	var err error
	if u.content, err = transfer.Open(ctx, content, MaxUploadSize); err != nil {
		var problem *transfer.UnusableError
		if errors.As(err, &problem) {
			return u.reject(invalid("content", "%s", problem.Reason))
		}
		return &RequestError{Operation: u.name(), Err: err}
	}
	if u.opts.Resume != nil {
		if problem := u.opts.Resume.checkSize(u.content.Size()); problem != nil {
			return u.reject(problem)
		}
	}
	return nil
}

// findProblem checks the arguments, and completes the options.
func (u *upload) findProblem(ctx context.Context, filename string, content io.Reader) *ArgumentError {
	o := &u.opts
	switch {
	case ctx == nil:
		return invalid("ctx", "must not be nil")
	case content == nil:
		return invalid("content", "must not be nil")
	case o.Concurrency < 0 || o.Concurrency > maxConcurrency:
		return invalid("Concurrency", "%d is out of range: 1 to %d, or 0 for %d", o.Concurrency, maxConcurrency, defaultConcurrency)
	}
	o.Concurrency = cmp.Or(o.Concurrency, defaultConcurrency)
	if o.Resume != nil {
		return o.Resume.validate()
	}
	filename = lastElement(filename)
	u.params = UploadSessionParams{
		Name: cmp.Or(o.Name, filename), Filename: filename,
		MediaType: cmp.Or(o.MediaType, mediaTypes()[strings.ToLower(filepath.Ext(filename))]),
	}
	if u.params.MediaType == "" {
		return invalid("MediaType", "cannot be derived from the extension of %q; set UploadOptions.MediaType", clip(filename, 2*maxUploadFilename))
	}
	if problem := checkFilename(filename); problem != nil {
		return problem
	}
	return u.params.validate()
}

// lastElement returns the last element of a path in the syntax of any operating
// system: the name may come from another machine. The rest of the path is
// private.
func lastElement(path string) string {
	const separators = `/\`
	path = strings.TrimRight(path[len(filepath.VolumeName(path)):], separators)
	return path[strings.LastIndexAny(path, separators)+1:]
}

func checkFilename(filename string) *ArgumentError {
	if problem := checkText("Filename", filename); problem != nil {
		return problem
	}
	switch {
	case strings.TrimSpace(filename) == "" || filename == "." || filename == "..":
		return invalid("Filename", "%q is not the name of a file", filename)
	case strings.ContainsFunc(filename, unicode.IsControl):
		return invalid("Filename", "%q has a control character", clip(filename, 2*maxUploadFilename))
	}
	return nil
}

// checkScopes rejects an upload if one of its later calls would be rejected.
func (u *upload) checkScopes(ctx context.Context) error {
	var needed []*operation
	switch {
	case u.opts.Resume == nil:
		needed = append(needed, opMediaCreateUpload)
	case !u.opts.Resume.Completed:
		needed = append(needed, opMediaUploadPartURL)
	}
	if u.opts.Wait {
		needed = append(needed, opMediaGet)
	}
	c := u.media.client
	token, err := c.credential.get(ctx)
	if err != nil {
		return &RequestError{Operation: u.name(), Err: err}
	}
	for _, op := range needed {
		if err := c.checkScopes(ctx, u.media.request(op).op, token); err != nil {
			return err
		}
	}
	return nil
}

// start starts the upload, or resumes an earlier one.
func (u *upload) start(ctx context.Context) error {
	if resume := u.opts.Resume; resume != nil {
		u.state = *resume
		for _, part := range resume.Parts {
			// Without a checksum, the part may be of another content.
			if sum, known := resume.Checksums[part.Number]; known {
				u.done[part.Number], u.sums[part.Number] = part, sum
			}
		}
		return nil
	}
	create := u.media.request(opMediaCreateUpload)
	create.resolve(ctx)
	if create.surface() == SurfaceV1 {
		u.params.SizeBytes = u.content.Size() // other surfaces may ignore it
	}
	session, err := u.media.CreateUpload(ctx, u.params)
	if err != nil {
		return err
	}
	u.state = UploadState{
		MediaUUID: session.MediaUUID, UploadID: session.UploadID, Size: u.content.Size(), PartSize: session.PartSize,
	}
	if session.PartSize <= 0 {
		u.state.PartSize = defaultPartSize
	}
	return nil
}

// run sends the parts that are missing and completes the upload.
func (u *upload) run(ctx context.Context) (*Media, error) {
	if u.state.PartSize > MaxUploadSize {
		return nil, fmt.Errorf("the server requires parts of %d bytes, which is more than a file may have", u.state.PartSize)
	}
	if transfer.PartCount(u.content.Size(), u.state.PartSize) > maxUploadParts {
		return nil, fmt.Errorf("the content has more than %d parts of %d bytes, which is the most that is allowed", maxUploadParts, u.state.PartSize)
	}
	if err := u.save(); err != nil {
		return nil, err
	}
	item := &Media{UUID: u.state.MediaUUID, Status: MediaProcessing}
	if !u.state.Completed {
		if err := u.sendParts(ctx); err != nil {
			return nil, err
		}
		status, err := u.complete(ctx)
		if err != nil {
			return nil, err
		}
		item.Status = status
		u.state.Completed = true
		if err := u.save(); err != nil {
			return nil, err
		}
	}
	if !u.opts.Wait {
		return item, nil
	}
	return u.media.WaitReady(ctx, item.UUID)
}

// complete completes the upload. The server may refuse a retry after a lost
// response because the upload is already complete. The item's status shows
// that: it is then processing, ready or error. Any other status proves nothing.
func (u *upload) complete(ctx context.Context) (MediaStatus, error) {
	status, err := u.media.CompleteUpload(ctx, u.state.UploadID, u.snapshot().Parts)
	if err == nil {
		if status == MediaError {
			return "", mediaFailed(u.state.MediaUUID)
		}
		return status, nil
	}
	item, lookErr := u.media.Get(ctx, u.state.MediaUUID, nil)
	if lookErr != nil || !strings.EqualFold(item.UUID, u.state.MediaUUID) {
		return "", err
	}
	switch item.Status {
	case MediaProcessing, MediaReady:
		return item.Status, nil
	case MediaError:
		return "", &chainedError{err, ", and then ", mediaFailed(u.state.MediaUUID)}
	}
	return "", err
}

// snapshot returns the state for the caller to store.
func (u *upload) snapshot() UploadState {
	state := u.state
	if len(u.sums) > 0 {
		state.Checksums = maps.Clone(u.sums)
	}
	state.Parts = []UploadedPart{}
	for _, number := range slices.Sorted(maps.Keys(u.done)) {
		state.Parts = append(state.Parts, u.done[number])
	}
	return state
}

// save passes the state to the caller's SaveState.
func (u *upload) save() error {
	if u.opts.SaveState == nil {
		return nil
	}
	if err := u.opts.SaveState(u.snapshot()); err != nil {
		return fmt.Errorf("SaveState: %w", err)
	}
	return nil
}

// sendParts sends the parts that have not been stored yet.
func (u *upload) sendParts(ctx context.Context) error {
	c := u.media.client
	parts := transfer.Transfer{
		Content: u.content, PartSize: u.state.PartSize, MaxParts: maxUploadParts, Concurrency: u.opts.Concurrency,
		Stored: maps.Clone(u.sums),
		Client: c.storage, UserAgent: c.header.Get("User-Agent"),
		URL: u.partURL, Backoff: backoff, MaxWait: c.maxWait, MaxRetries: c.maxRetries,
		Done: u.addPart,
	}
	if o := optionsOf(ctx); o != nil {
		parts.MaxWait, parts.MaxRetries = *cmp.Or(o.maxWait, &parts.MaxWait), *cmp.Or(o.maxRetries, &parts.MaxRetries)
	}
	if u.opts.Progress != nil {
		parts.Progress = func(p transfer.Progress) { u.opts.Progress(UploadProgress(p)) }
	}
	if len(c.hooks) > 0 {
		u.observe(&parts)
	}
	err := parts.Send(ctx)
	var refused *transfer.StorageError
	if errors.As(err, &refused) {
		return (*StorageError)(refused)
	}
	return err
}

// addPart adds a stored part to the state.
func (u *upload) addPart(p transfer.Part) error {
	u.done[p.Number] = UploadedPart{Number: p.Number, ETag: p.ETag}
	u.sums[p.Number] = p.Sum
	return u.save()
}

// partURL returns the URL to which a part is sent. It rejects a URL that would
// send the content in clear text, unless the API itself is called that way. The
// URL is a secret: no error contains it.
func (u *upload) partURL(ctx context.Context, number int) (string, error) {
	address, err := u.media.UploadPartURL(ctx, u.state.UploadID, number)
	if err != nil {
		return "", err
	}
	target, err := url.Parse(address)
	own, _ := url.Parse(u.media.client.baseURL)
	if err != nil || target.User != nil || target.Scheme != "https" && target.Scheme != own.Scheme {
		return "", errors.New("the server returned a URL for a part that is not https or has a user name (nothing was sent there); report this to Fanvue")
	}
	return address, nil
}
