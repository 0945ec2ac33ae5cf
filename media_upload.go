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

// UploadOptions holds optional settings of an upload.
//
// Progress and SaveState are called on the goroutine that called Upload, one
// call at a time, and not after the context has ended. They should return soon:
// the upload waits for them. A panic in one of them can be recovered by the
// caller of Upload.
type UploadOptions struct {
	// Name is the name of the item, 1 to 255 characters; empty means the
	// filename.
	Name string
	// MediaType is the type of the file; empty means that the filename's
	// extension determines it.
	MediaType MediaType
	// Concurrency is the number of parts that are sent at once, 1 to 16; 0 means
	// 3.
	Concurrency int
	// Progress, if not nil, is called often with the progress of the upload.
	Progress func(UploadProgress)
	// SaveState, if not nil, is called with the state when the upload has
	// started, whenever a part has been stored, and at the end. With the latest
	// state as Resume, the upload can be resumed after the program was stopped.
	// An error of SaveState ends the upload.
	SaveState func(UploadState) error
	// Resume resumes an earlier upload of the same content. The parts that have
	// been stored are read and compared, and not sent again; another content is
	// an [ErrContentChanged]. The filename, Name and MediaType are ignored.
	Resume *UploadState
	// Wait waits until the item is ready to be used in messages and posts. It
	// requires read:media as well, and read:creator for a managed creator.
	Wait bool
}

// UploadProgress is the progress of an upload.
type UploadProgress struct {
	// BytesSent is the number of bytes that have been read to be sent. It
	// decreases when a part has to be sent again.
	BytesSent int64
	// BytesTotal is the size of the content; 0 while it is unknown.
	BytesTotal int64
	// PartsDone is the number of parts that have been stored.
	PartsDone int
	// PartsTotal is the number of parts; 0 while it is unknown.
	PartsTotal int
}

// Upload uploads a file to the library and returns the item: with the Wait
// option all of it once it is ready, otherwise its id and status. Of a filename
// with a path, of any system, only the last element is sent. Its extension
// determines the media type.
//
// The content has 1 to [MaxUploadSize] bytes. It is sent to the storage in parts,
// several at once. A part that fails is sent again, after the time that the
// storage asks for. The storage never receives the credential; see
// [WithStorageHTTPClient].
//
// An io.ReaderAt that is an io.Seeker, such as a file, is read from its current
// position to its end as it is sent, and takes little memory. A file that
// changes meanwhile is an [ErrContentChanged]; that is noticed by its size and,
// if it has a Stat method, its modification time. To upload what a growing file
// has now, pass an io.SectionReader. Any other content is read once, and the
// parts that are being sent are kept in memory: 10 MiB each, unless the server
// requires larger ones.
//
// When ctx ends, Upload returns ctx.Err() in its error, and no Read starts any
// more. It waits up to 200 milliseconds for a Read that has started. A Read that
// blocks for longer is left behind on a goroutine of its own: it may still return
// after Upload has, and its bytes are dropped. Closing the content ends it, as
// far as the content supports that. content must not be used otherwise before.
//
// Once the upload has started, errors are an [*UploadError] that holds the state
// to resume it. An upload sells and shows nothing, so a second one does no harm;
// the item of an unfinished upload stays in the library with status created.
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

// WaitReady requests an item until it is ready, and returns it. For an item that
// could not be processed the error is an [ErrMediaFailed]. Only ctx limits the
// wait: an item whose upload was never completed does not become ready.
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

// mediaTypes returns the types of files by extension.
func mediaTypes() map[string]MediaType {
	return map[string]MediaType{
		".jpg": MediaImage, ".jpeg": MediaImage, ".png": MediaImage, ".gif": MediaImage, ".webp": MediaImage, ".heic": MediaImage,
		".mp4": MediaVideo, ".mov": MediaVideo, ".m4v": MediaVideo, ".webm": MediaVideo, ".avi": MediaVideo, ".mkv": MediaVideo,
		".mp3": MediaAudio, ".m4a": MediaAudio, ".wav": MediaAudio, ".aac": MediaAudio, ".ogg": MediaAudio, ".flac": MediaAudio,
		".pdf": MediaDocument,
	}
}
