package fanvue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/fanvue-go/fanvue/internal/transfer"
)

const (
	defaultPartSize    int64 = 10 << 20
	defaultConcurrency       = 3
	maxConcurrency           = 16

	firstPoll = time.Second
	lastPoll  = 10 * time.Second
)

// ErrMediaFailed is the kind of the error for an item that was uploaded and
// could not be processed.
var ErrMediaFailed = errors.New("the media could not be processed")

// ErrContentChanged is the kind of the error for content that changed while it
// was uploaded, or that is not the content of the upload to resume.
var ErrContentChanged = transfer.ErrChanged

// UploadOptions say how to upload.
type UploadOptions struct {
	// Name is what the item is called, 1 to 255 characters; empty means the
	// filename.
	Name string
	// MediaType is what the file is; empty takes it from the filename's
	// extension.
	MediaType MediaType
	// Concurrency is how many parts are on their way at once, 1 to 16; 0 means
	// 3.
	Concurrency int
	// Progress, if not nil, is told how far the upload is: often, never twice
	// at once, and from other goroutines. It should return soon.
	Progress func(UploadProgress)
	// SaveState, if not nil, is given the state when the upload has begun and
	// whenever a part has arrived: never twice at once. With the latest one as
	// Resume, the upload goes on after the program was stopped. It should return
	// soon; an error of its own ends the upload.
	SaveState func(UploadState) error
	// Resume goes on with an upload that was begun before, with the same
	// content. Parts that have arrived are read and compared, and not sent again.
	// Name and MediaType have no meaning then.
	Resume *UploadState
	// Wait waits until the item is ready to be used in messages and posts, which
	// takes read:media as well, and read:creator for a managed creator.
	Wait bool
}

// UploadProgress is how far an upload is.
type UploadProgress struct {
	// BytesSent counts what is on the way, too; it goes back when a part has to
	// be sent again.
	BytesSent int64
	// BytesTotal is the size of the content; 0 while it is unknown.
	BytesTotal int64
	// PartsDone is how many parts have arrived.
	PartsDone int
	// PartsTotal is how many parts there are; 0 while that is unknown.
	PartsTotal int
}

// Upload puts a file into the library and returns the item: its id and status,
// or all of it once it is ready with the Wait option. The filename's extension
// tells what it is; of a path, only the last element is sent.
//
// The content goes to the storage in parts, several at once. A part that fails
// is sent again by itself, with a fresh address; the storage never sees the
// credential. A file or anything else that is an io.ReaderAt and an io.Seeker
// is read where it is needed, from its current position on, and takes no
// memory to speak of. Anything else is read once, and the parts on their way
// are kept in memory: 10 MiB each, unless the server wants larger ones.
// Cancelling ctx ends the upload as soon as the content's Read returns. The
// content may have 1 to [MaxUploadSize] bytes.
//
// Once the upload has begun, its errors are an [*UploadError], with which it
// can go on. Nothing is sold or shown by an upload, so doing it again does no
// harm; what was not finished stays in the library with status created.
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
	if err := u.begin(ctx); err != nil {
		return nil, err
	}
	item, err := u.run(ctx)
	if err != nil {
		return nil, &UploadError{Operation: u.name(), State: u.snapshot(), Err: err}
	}
	return item, nil
}

// WaitReady asks for an item until it is ready, and returns it. One that could
// not be processed is an [ErrMediaFailed]. Only ctx bounds the wait; an item
// whose upload was never completed stays as it is.
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
		if err := pause(ctx, wait); err != nil {
			return nil, fmt.Errorf("fanvue: media %s is not ready, its status is %q: %w", oneLine(clip(mediaUUID, 80)), clip(oneLine(string(item.Status)), 40), err)
		}
	}
}

func mediaFailed(mediaUUID string) error {
	return fmt.Errorf("fanvue: media %s: %w; upload the file again, perhaps in another format", oneLine(clip(mediaUUID, 80)), ErrMediaFailed)
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// mediaTypes tells what a file is from its extension.
func mediaTypes() map[string]MediaType {
	return map[string]MediaType{
		".jpg": MediaImage, ".jpeg": MediaImage, ".png": MediaImage, ".gif": MediaImage, ".webp": MediaImage, ".heic": MediaImage,
		".mp4": MediaVideo, ".mov": MediaVideo, ".m4v": MediaVideo, ".webm": MediaVideo, ".avi": MediaVideo, ".mkv": MediaVideo,
		".mp3": MediaAudio, ".m4a": MediaAudio, ".wav": MediaAudio, ".aac": MediaAudio, ".ogg": MediaAudio, ".flac": MediaAudio,
		".pdf": MediaDocument,
	}
}
