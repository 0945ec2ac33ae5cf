package fanvue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/fanvue-go/fanvue/internal/pause"
	"github.com/fanvue-go/fanvue/internal/transfer"
)

const (
	defaultPartSize    int64 = 10 << 20
	defaultConcurrency       = 3
	maxConcurrency           = 16

	firstPoll = time.Second
	lastPoll  = 10 * time.Second
)

// ErrMediaFailed reports that a file was uploaded and Fanvue could not process
// it.
var ErrMediaFailed = errors.New("the media could not be processed")

// ErrContentChanged reports that the content changed during the upload, or
// differs from the content of the upload to resume.
var ErrContentChanged = transfer.ErrChanged

// UploadOptions specifies how a file is uploaded.
//
// Progress and SaveState are called on the goroutine that called Upload, one
// call at a time, and not after the context has ended. They should return soon,
// because the upload waits for them. The caller of Upload can recover a panic in
// one of them.
type UploadOptions struct {
	// Name is the name of the item in the library, 1 to 255 characters; empty
	// means the filename.
	Name string
	// MediaType is the type of the file; empty means that the extension of the
	// filename determines it.
	MediaType MediaType
	// Concurrency is the number of parts that are sent at the same time, 1 to
	// 16; 0 means 3.
	Concurrency int
	// Progress, if not nil, is called whenever bytes have been sent or a part has
	// been stored.
	Progress func(UploadProgress)
	// SaveState, if not nil, is called with the state of the upload when it has
	// started, whenever a part has been stored, and at the end. A later run of the
	// program can set the latest state as Resume. If SaveState returns an error,
	// the upload ends with it.
	SaveState func(UploadState) error
	// Resume is the state of an earlier upload of the same content, which is
	// resumed; nil starts a new upload. The parts that have been stored are read
	// and compared, but not sent. If the content differs, the error matches
	// [ErrContentChanged]. The filename, Name and MediaType are ignored.
	Resume *UploadState
	// Wait makes Upload wait until the item is ready to be used in messages and
	// posts. It also requires read:media, and for a managed creator read:creator.
	Wait bool
}

// UploadProgress holds the progress of an upload.
type UploadProgress struct {
	// BytesSent is the number of bytes that have been passed to the HTTP
	// transport. It decreases when a part is retried.
	BytesSent int64
	// BytesTotal is the size of the content, in bytes; 0 while it is unknown.
	BytesTotal int64
	// PartsDone is the number of parts that have been stored.
	PartsDone int
	// PartsTotal is the number of parts; 0 while it is unknown.
	PartsTotal int
}

// Upload uploads a file to the library and returns the item. With the Wait
// option it returns the complete item once it is ready, otherwise only its id
// and status. If filename has a path, in the syntax of any operating system,
// only the last element is sent. Its extension determines the media type.
//
// The content has 1 to [MaxUploadSize] bytes. It is sent to Fanvue's file storage
// in parts, several at the same time. A part that fails is retried at most as often
// as [WithMaxRetries] sets, after a delay or the time in the storage's Retry-After
// header. The storage never receives the credential; see [WithStorageHTTPClient].
//
// A content that implements io.ReaderAt and io.Seeker, such as a file, is read
// from its current position to its end while it is sent, and takes little
// memory. If it changes during the upload, the error matches
// [ErrContentChanged]. A change is detected by the size and, if the content has a
// Stat method, by the modification time. To upload the present part of a growing
// file, pass an io.SectionReader. Any other content is read once, and the parts
// that are being sent are kept in memory: 10 MiB each, unless the server requires
// larger parts.
//
// When ctx ends, Upload returns an error that matches ctx.Err(), and starts no
// further Read. It waits up to 200 milliseconds for a Read in progress. A Read
// that blocks longer continues on a goroutine of its own, possibly after Upload
// has returned, and its bytes are discarded. Do not use content in any other way
// until that Read has returned, except to close it, which ends the Read if the
// content supports that.
//
// Once the upload has started, an error is an [*UploadError], which holds the
// state to resume the upload. A second upload of a file is harmless: nothing is
// published. The item of an unfinished upload stays in the library with status
// created.
//
// Calls POST /media/uploads, then GET /media/uploads/{uploadId}/parts/{partNumber}/url
// for each part, then PATCH /media/uploads/{uploadId}, and with Wait GET
// /media/{uuid}. Scopes: write:media; for a managed creator also write:creator.
func (s mediaCore) Upload(ctx context.Context, filename string, content io.Reader, opts *UploadOptions) (*Media, error) {
	u := &upload{media: s, done: make(map[int]UploadedPart), sums: make(map[int]uint32)}
	if opts != nil {
		u.opts = *opts
	}
	if err := u.prepare(ctx, filename, content); err != nil {
		return nil, err
	}
	if err := u.start(ctx); err != nil {
		return nil, err
	}
	item, err := u.run(ctx)
	if err != nil {
		return nil, &UploadError{Operation: u.name(), State: u.snapshot(), Err: err}
	}
	return item, nil
}

// WaitReady requests an item until it is ready, and returns it. It waits one
// second after the first request and up to ten seconds after later ones. If
// Fanvue could not process the file, the error matches [ErrMediaFailed]. Only ctx
// limits the wait: an item whose upload was never completed does not become
// ready.
//
// Calls GET /media/{uuid}. Scopes: read:media; for a managed creator also read:creator.
func (s mediaCore) WaitReady(ctx context.Context, mediaUUID string) (*Media, error) {
	for wait := firstPoll; ; wait = min(wait*3/2, lastPoll) {
		item, err := s.Get(ctx, mediaUUID, nil)
		switch {
		case err != nil:
			return nil, err
		case item.Status == MediaReady:
			return item, nil
		case item.Status == MediaError:
			return nil, mediaFailed(mediaUUID)
		}
		if err := pause.For(ctx, wait); err != nil {
			return nil, fmt.Errorf("fanvue: media %s is not ready, its status is %q: %w", oneLine(clip(mediaUUID, 80)), clip(oneLine(string(item.Status)), 40), err)
		}
	}
}

func mediaFailed(mediaUUID string) error {
	return fmt.Errorf("fanvue: media %s: %w; upload the file in another format", oneLine(clip(mediaUUID, 80)), ErrMediaFailed)
}

// mediaTypes returns the media types by filename extension.
func mediaTypes() map[string]MediaType {
	return map[string]MediaType{
		".jpg": MediaImage, ".jpeg": MediaImage, ".png": MediaImage, ".gif": MediaImage, ".webp": MediaImage, ".heic": MediaImage,
		".mp4": MediaVideo, ".mov": MediaVideo, ".m4v": MediaVideo, ".webm": MediaVideo, ".avi": MediaVideo, ".mkv": MediaVideo,
		".mp3": MediaAudio, ".m4a": MediaAudio, ".wav": MediaAudio, ".aac": MediaAudio, ".ogg": MediaAudio, ".flac": MediaAudio,
		".pdf": MediaDocument,
	}
}
