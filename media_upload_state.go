package fanvue

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/fanvue-go/fanvue/internal/transfer"
)

// UploadState holds what is needed to resume an upload, possibly in another run
// of the program. It can be stored as JSON and holds no secret.
type UploadState struct {
	// MediaUUID is the item that the upload becomes.
	MediaUUID string `json:"mediaUuid"`
	// UploadID identifies the upload.
	UploadID string `json:"uploadId"`
	// PartSize is the size of every part but the last, in bytes.
	PartSize int64 `json:"partSize"`
	// Size is the size of the content, in bytes; 0 if unknown.
	Size int64 `json:"size,omitempty"`
	// Parts lists the parts that have been stored, in order.
	Parts []UploadedPart `json:"parts"`
	// Checksums holds the CRC-32 (IEEE) checksums of these parts by number. They
	// prevent that parts of different contents are mixed. A part without a
	// checksum is uploaded a second time.
	Checksums map[int]uint32 `json:"checksums,omitempty"`
	// Completed reports whether the upload has been completed, so that only the
	// processing of the item is left.
	Completed bool `json:"completed,omitempty"`
}

func (s *UploadState) validate() *ArgumentError {
	switch {
	case s.MediaUUID == "" || s.UploadID == "":
		return invalid("Resume", "does not name the media and the upload; it is not a state of an upload")
	case s.PartSize < 1 || s.PartSize > MaxUploadSize:
		return invalid("Resume", "has a part size of %d bytes; it is not a state of an upload", s.PartSize)
	case slices.ContainsFunc(s.Parts, func(p UploadedPart) bool { return p.Number < 1 || p.ETag == "" }):
		return invalid("Resume", "has a part without a number or an ETag; it is not a state of an upload")
	}
	return nil
}

// checkSize rejects a state that does not fit a content of size bytes; 0 means
// unknown.
func (s *UploadState) checkSize(size int64) *ArgumentError {
	if s.Size > 0 && size > 0 && s.Size != size {
		return invalid("Resume", "is the state of a content of %d bytes, but this content has %d; upload it without UploadOptions.Resume", s.Size, size)
	}
	most := maxUploadParts
	if size > 0 {
		most = int(min(int64(most), transfer.PartCount(size, s.PartSize)))
	}
	seen := make(map[int]bool)
	for _, part := range s.Parts {
		if part.Number > most || seen[part.Number] {
			return invalid("Resume", "has part %d twice, or the content does not have this part", part.Number)
		}
		seen[part.Number] = true
	}
	return nil
}

// UploadError reports an upload that started and did not succeed. It unwraps to
// its cause. If it matches [ErrNotFound], the upload no longer exists; if it
// matches [ErrContentChanged], the content differs; if it matches
// [ErrMediaFailed], Fanvue could not process the file. In these cases start a new
// upload, without [UploadOptions].Resume. After any other error, State resumes
// the upload.
type UploadError struct {
	// Operation is "Media.Upload" or "Creator.Media.Upload".
	Operation OperationName
	// State resumes the upload, as [UploadOptions].Resume.
	State UploadState
	// Err is the cause.
	Err error
}

func (e *UploadError) Error() string {
	name := cmp.Or(e.Operation, nameUpload)
	done := fmt.Sprintf("with %d of its parts stored", len(e.State.Parts))
	if e.State.Completed {
		done = "after all parts were stored"
	}
	next := "resume it with UploadOptions.Resume"
	if errors.Is(e.Err, ErrMediaFailed) || errors.Is(e.Err, ErrNotFound) || errors.Is(e.Err, ErrContentChanged) {
		next = "start a new upload, without UploadOptions.Resume"
	}
	return clip(fmt.Sprintf("fanvue: %s: the upload of media %s stopped %s; %s: %s",
		name, oneLine(clip(e.State.MediaUUID, 80)), done, next, shortCause(e.Err, name)), maxErrorText)
}

// Unwrap returns the cause.
func (e *UploadError) Unwrap() error { return e.Err }
