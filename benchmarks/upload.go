package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

// pattern is content of any size that takes no memory.
type pattern struct{}

func (pattern) ReadAt(p []byte, _ int64) (int, error) {
	clear(p)
	return len(p), nil
}

// measureUpload uploads so many MiB over TLS, in turns with a plain PUT of the
// same bytes to the same server.
func measureUpload(server *server, mebibytes int) error {
	size := int64(mebibytes) << 20
	httpClient := server.httpClient()
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-benchmarks"), fanvue.WithBaseURL(server.api), fanvue.WithHTTPClient(httpClient),
		fanvue.WithStorageHTTPClient(httpClient), fanvue.WithScopes(fanvue.ScopeWriteMedia))
	if err != nil {
		return err
	}
	content := func() *io.SectionReader { return io.NewSectionReader(pattern{}, 0, size) }
	plain := func() error {
		req, err := http.NewRequest(http.MethodPut, server.storage+"/plain", content())
		if err != nil {
			return err
		}
		req.ContentLength = size
		resp, err := httpClient.Do(req)
		if err != nil {
			return err
		}
		return resp.Body.Close()
	}
	upload := func() error {
		_, err := client.Media.Upload(context.Background(), "clip.mp4", content(), nil)
		return err
	}
	var times [2][]time.Duration
	var allocated uint64
	for range 3 {
		for side, send := range []func() error{plain, upload} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			if err := send(); err != nil {
				return err
			}
			times[side] = append(times[side], time.Since(start))
			runtime.ReadMemStats(&after)
			if side == 1 {
				allocated = after.TotalAlloc - before.TotalAlloc
			}
		}
	}
	rate := func(times []time.Duration) float64 { return float64(mebibytes) / slices.Min(times).Seconds() }
	fmt.Printf("upload of %d MiB over TLS: %.0f MiB/s, a plain PUT %.0f MiB/s, ratio %.2f; %.1f MiB allocated\n\n",
		mebibytes, rate(times[1]), rate(times[0]), rate(times[1])/rate(times[0]), float64(allocated)/(1<<20))
	return nil
}
