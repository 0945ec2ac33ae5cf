package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// serverVariable is set in the process that serves. It is a process of its own so
// that its allocations do not count.
const serverVariable = "FANVUE_BENCHMARK_SERVER"

const (
	pageItems = 50
	chatItem  = `{"createdAt":"2025-03-04T10:11:12.000Z","isMuted":false,"isRead":true,"lastMessage":{"uuid":"7f3f4c1e-2a0b-4a53-9d5e-%012d",` +
		`"text":"Thank you so much, see you on Friday!","type":"SINGLE_RECIPIENT","sentAt":"2026-01-02T03:04:05.678Z","hasMedia":false,` +
		`"mediaType":null,"senderUuid":"0a1b2c3d-4e5f-4a5b-8c7d-%012d"},"lastMessageAt":"2026-01-02T03:04:05.678Z","unreadMessagesCount":0,` +
		`"user":{"uuid":"0a1b2c3d-4e5f-4a5b-8c7d-%012d","handle":"fan-%d","displayName":"Fan %d","nickname":null,"isTopSpender":false,"avatarUrl":null,` +
		`"registeredAt":"2025-01-01T00:00:00.000Z"}}`
	object = `{"uuid":"0a1b2c3d-4e5f-4a5b-8c7d-000000000001","email":"ada@example.com","handle":"ada","bio":"Photographer, reader, runner.",` +
		`"displayName":"Ada","isCreator":true,"createdAt":"2024-01-02T03:04:05.678Z","updatedAt":"2026-01-02T03:04:05.678Z","avatarUrl":null,` +
		`"bannerUrl":null,"likesCount":1234,"fanCounts":{"followersCount":2345,"subscribersCount":345},"contentCounts":{"imageCount":120,` +
		`"videoCount":30,"audioCount":2,"postCount":90,"payToViewPostCount":12}}`
	sent = `{"messageUuid":"7f3f4c1e-2a0b-4a53-9d5e-000000000001"}`
)

// chatPage returns a page of chats of about 25 KB.
func chatPage() []byte {
	items := make([]string, pageItems)
	for i := range items {
		items[i] = fmt.Sprintf(chatItem, i, i, i, i, i)
	}
	return fmt.Appendf(nil, `{"data":[%s],"pagination":{"page":1,"size":%d,"hasMore":true}}`, strings.Join(items, ","), pageItems)
}

// rateLimitHeaders returns headers as the API sends them, with a limit that is
// never reached.
func rateLimitHeaders() http.Header {
	return http.Header{
		"Content-Type":          {"application/json; charset=utf-8"},
		"X-Ratelimit-Limit":     {"100000000"},
		"X-Ratelimit-Remaining": {"99999999"},
		"X-Ratelimit-Reset":     {strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10)},
	}
}

// serve runs the server until standard input ends.
func serve() {
	page, header := chatPage(), rateLimitHeaders()
	bodies := map[string]string{
		"GET /chats": string(page), "GET /users/me": object, "POST /chats/{user}/message": sent,
		"POST /media/uploads":                   `{"mediaUuid":"m","uploadId":"u"}`,
		"PATCH /media/uploads/{upload}":         `{"status":"processing"}`,
		"GET /media/{media}":                    `{"uuid":"m","status":"ready"}`,
		"GET /media/uploads/{upload}/parts/{n}": "",
	}
	mux := http.NewServeMux()
	for pattern, body := range bodies {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			for name, values := range header {
				w.Header()[name] = values
			}
			w.Header()["Content-Length"] = []string{strconv.Itoa(len(body))}
			_, _ = io.WriteString(w, body)
		})
	}
	storage := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		buffer := make([]byte, 256<<10)
		_, _ = io.CopyBuffer(struct{ io.Writer }{io.Discard}, r.Body, buffer)
		w.Header().Set("ETag", `"0"`)
	}))
	mux.HandleFunc("GET /media/uploads/{upload}/parts/{n}/url", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, storage.URL+"/part")
	})
	api := httptest.NewServer(mux)
	fmt.Println(api.URL)
	fmt.Println(storage.URL)
	fmt.Printf("%x\n", storage.Certificate().Raw)
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// server is the serving process as the measuring one sees it.
type server struct {
	api, storage string
	roots        *x509.CertPool
	stop         func()
}

func startServer() (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := exec.Command(self)
	command.Env = append(os.Environ(), serverVariable+"=1")
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	s := &server{roots: x509.NewCertPool(), stop: func() { input.Close(); _ = command.Wait() }}
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, 1<<20)
	var raw []byte
	for _, into := range []func(string) error{
		func(line string) error { s.api = line; return nil },
		func(line string) error { s.storage = line; return nil },
		func(line string) error { _, err := fmt.Sscanf(line, "%x", &raw); return err },
	} {
		if !lines.Scan() {
			s.stop()
			return nil, errors.New("the server did not start")
		}
		if err := into(lines.Text()); err != nil {
			s.stop()
			return nil, err
		}
	}
	certificate, err := x509.ParseCertificate(raw)
	if err != nil {
		s.stop()
		return nil, err
	}
	s.roots.AddCert(certificate)
	return s, nil
}

// httpClient returns a client with a transport of its own.
func (s *server) httpClient() *http.Client {
	return &http.Client{Transport: &http.Transport{
		MaxIdleConnsPerHost: 16, TLSClientConfig: &tls.Config{RootCAs: s.roots},
	}}
}
