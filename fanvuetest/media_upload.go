package fanvuetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fanvue-go/fanvue"
)

func uploadHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpMediaCreateUpload:   createUpload,
		fanvue.OpMediaUploadPartURL:  getUploadPartURL,
		fanvue.OpMediaUploadPartURLs: getUploadPartURLs,
		fanvue.OpMediaCompleteUpload: completeUpload,
	}
}

const (
	maxUploadSize = 1_610_612_736
	maxUploadName = 255
	maxParts      = 10_000
	// minPartSize is the storage's minimum for every part but the last.
	minPartSize           = 5 << 20
	defaultPartSize       = 10 << 20
	defaultProcessingTime = 500 * time.Millisecond
)

// upload is an upload in progress, and later the origin of an item.
type upload struct {
	id    string
	owner *account
	media *media
	parts map[int]UploadedPart
	size  int64 // as it was announced; 0: it was not
	// processed is when the item of a complete upload becomes usable.
	processed time.Time
	fails     bool
}

// WithUploadPartSize sets the size of parts that the server requests, on
// every surface. By default parts have 10 MiB, and only /v1 returns the size.
// With less than 5 MiB the storage accepts parts of that size, so that tests
// need no large files. It panics when bytes is not above zero.
func WithUploadPartSize(bytes int64) Option {
	if bytes <= 0 {
		panic(fmt.Sprintf("fanvuetest: parts of %d bytes hold nothing", bytes))
	}
	return func(cfg *config) { cfg.partSize = bytes }
}

// WithProcessingTime sets how long an item is processed after its upload was
// completed, by default 500 milliseconds. It panics when d is negative.
func WithProcessingTime(d time.Duration) Option {
	if d < 0 {
		panic(fmt.Sprintf("fanvuetest: a processing time of %s", d))
	}
	return func(cfg *config) { cfg.processing = d }
}

// UploadedParts returns the parts that the storage received for an item, in
// order of their numbers. After the upload was completed, they are the parts
// that the client listed. It is empty for an item that was not uploaded.
func (a *Account) UploadedParts(mediaUUID string) []UploadedPart {
	a.state.lock()
	defer a.state.mu.Unlock()
	item := a.mediaByID[mediaUUID]
	if item == nil || item.upload == nil {
		return nil
	}
	return slices.SortedFunc(maps.Values(item.upload.parts), func(x, y UploadedPart) int { return x.Number - y.Number })
}

// FailNextProcessing makes the item whose upload is completed next end with the
// status error instead of ready.
func (a *Account) FailNextProcessing() {
	a.state.lock()
	defer a.state.mu.Unlock()
	a.vault.failures++
}

func mediaTypes() []string {
	return plain([]fanvue.MediaType{fanvue.MediaImage, fanvue.MediaVideo, fanvue.MediaAudio, fanvue.MediaDocument})
}

func createUpload(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	for _, name := range []string{"name", "filename", "mediaType"} {
		f.require(name)
	}
	name, _ := f.text("name", 1, maxUploadName)
	f.text("filename", 1, maxUploadName)
	kind := f.choice("mediaType", mediaTypes()...)
	size := f.count("sizeBytes", 0, maxUploadSize)
	if problem := f.rejection(); problem != nil {
		return problem
	}
	item := &media{
		uuid: c.state.newUUID(), name: name, kind: fanvue.MediaType(kind), createdAt: c.now, status: fanvue.MediaCreated,
	}
	item.upload = &upload{
		id: fmt.Sprintf("upload-%d", c.state.nextNumber()), owner: c.account, media: item, parts: make(map[int]UploadedPart), size: int64(size),
	}
	c.account.addToLibrary(item)
	c.state.storage.uploads[item.upload.id] = item.upload
	return ok(c.session(item.upload))
}

type sessionBody struct {
	MediaUUID string `json:"mediaUuid"`
	UploadID  string `json:"uploadId"`
}

// session includes the sizes where the API does.
func (c *call) session(u *upload) any {
	session := sessionBody{u.media.uuid, u.id}
	partSize := c.state.storage.partSize
	if partSize == 0 {
		if c.surface != fanvue.SurfaceV1 {
			return session
		}
		partSize = defaultPartSize
	}
	return struct {
		sessionBody
		PartSize   int64  `json:"partSize"`
		MaxParts   int    `json:"maxParts"`
		TotalParts *int64 `json:"totalParts"`
	}{session, partSize, maxParts, valueOrNull((u.size + partSize - 1) / partSize)}
}

// upload returns the upload in the path, or nil.
func (c *call) upload() *upload {
	open := c.state.storage.uploads[c.path["uploadId"]]
	if open == nil || open.owner != c.account {
		return nil
	}
	return open
}

// accepts reports whether the request's Accept header allows a media type.
// Without the header, every type is allowed. The most specific range counts.
func (c *call) accepts(mediaType string) bool {
	ranges := []string{mediaType, strings.Split(mediaType, "/")[0] + "/*", "*/*"}
	allowed, rank := len(c.accept) == 0, len(ranges)
	for item := range strings.SplitSeq(strings.Join(c.accept, ","), ",") {
		name, params, err := mime.ParseMediaType(item)
		if at := slices.Index(ranges, name); err == nil && at >= 0 && at < rank {
			quality, err := strconv.ParseFloat(params["q"], 64)
			allowed, rank = err != nil || quality > 0, at
		}
	}
	return allowed
}

func uploadNotFound() *response { return notFound("Upload not found") }

func getUploadPartURL(c *call) *response {
	if !c.accepts("text/plain") {
		return &response{http.StatusNotAcceptable, messageBody{"the URL is only available as text/plain"}}
	}
	number, err := strconv.Atoi(c.path["partNumber"])
	if err != nil || number < 1 || number > maxParts {
		return validationError([]string{fmt.Sprintf("partNumber must be a whole number from 1 to %d", maxParts)})
	}
	open := c.upload()
	if open == nil {
		return uploadNotFound()
	}
	return ok(plainText(c.state.storage.address(open.id, number, c.now)))
}

type partAddressBody struct {
	PartNumber int    `json:"partNumber"`
	URL        string `json:"url"`
}

func getUploadPartURLs(c *call) *response {
	q := c.parameters()
	first, last := q.count("from", 0, maxParts), q.count("to", 0, maxParts)
	if first == 0 || last < first {
		q.addProblem("from and to are required, and to must not be before from")
	}
	if problem := q.rejection(); problem != nil {
		return problem
	}
	open := c.upload()
	if open == nil {
		return uploadNotFound()
	}
	parts := make([]partAddressBody, 0, last-first+1)
	for number := first; number <= last; number++ {
		parts = append(parts, partAddressBody{number, c.state.storage.address(open.id, number, c.now)})
	}
	return ok(struct {
		Parts []partAddressBody `json:"parts"`
	}{parts})
}

// partBody is a part in the list of the client.
type partBody struct {
	PartNumber int
	ETag       string
}

// UnmarshalJSON requires the exact spelling of the keys, as the JSON package
// does not.
func (p *partBody) UnmarshalJSON(object []byte) error {
	var members map[string]json.RawMessage
	return errors.Join(
		json.Unmarshal(object, &members),
		json.Unmarshal(members["PartNumber"], &p.PartNumber),
		json.Unmarshal(members["ETag"], &p.ETag),
	)
}

// completeUpload keeps the upload open when it responds with an error.
func completeUpload(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	var listed []partBody
	f.require("parts")
	f.decode("parts", &listed, "an array of parts")
	if problem := f.rejection(); problem != nil {
		return problem
	}
	done := c.upload()
	if done == nil {
		return uploadNotFound()
	}
	parts, problem := done.listedParts(listed, c.state.storage.leastPart())
	if problem != nil {
		return problem
	}
	c.account.process(done, parts, c.now)
	return ok(struct {
		Status string `json:"status"`
	}{string(done.media.status)})
}

// leastPart returns the minimum size of every part but the last.
func (st *storage) leastPart() int64 {
	if st.partSize > 0 {
		return min(st.partSize, minPartSize)
	}
	return minPartSize
}

// listedParts returns the parts that the client listed, or an error like that
// of S3.
func (u *upload) listedParts(listed []partBody, least int64) (map[int]UploadedPart, *response) {
	if len(listed) == 0 {
		return nil, badRequest("You must specify at least one part")
	}
	parts := make(map[int]UploadedPart)
	for i, part := range listed {
		stored, known := u.parts[part.PartNumber]
		switch {
		case i > 0 && part.PartNumber <= listed[i-1].PartNumber:
			return nil, badRequest("The list of parts was not in ascending order")
		case !known || strings.Trim(part.ETag, `"`) != stored.MD5:
			return nil, badRequest(fmt.Sprintf("Part %d could not be found, or its ETag does not match", part.PartNumber))
		case i < len(listed)-1 && stored.Size < least:
			return nil, badRequest(fmt.Sprintf("Part %d is smaller than the minimum of %d bytes", part.PartNumber, least))
		}
		parts[part.PartNumber] = stored
	}
	return parts, nil
}

// process turns the parts into an item.
func (a *account) process(u *upload, parts map[int]UploadedPart, now time.Time) {
	delete(a.state.storage.uploads, u.id)
	u.parts = parts
	u.processed = now.Add(a.state.storage.processing)
	u.media.status = fanvue.MediaProcessing
	var size int64
	for _, part := range parts {
		size += part.Size
	}
	u.fails = u.size != 0 && u.size != size
	if a.vault.failures > 0 {
		a.vault.failures--
		u.fails = true
	}
	a.state.schedule(u.processed, func(time.Time) {
		u.media.status = fanvue.MediaReady
		if u.fails {
			u.media.status = fanvue.MediaError
		}
	})
}
