package fanvue_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
)

// proxyBinary finds a real proxy. It skips the test if there is none, unless
// the environment variable says that there must be one.
func proxyBinary(t *testing.T, name, required string) string {
	t.Helper()
	if testing.Short() && os.Getenv(required) == "" {
		t.Skip("thousands of messages over sockets")
	}
	path, err := exec.LookPath(name)
	for _, dir := range []string{"/usr/sbin", "/usr/local/sbin"} {
		if err != nil { // not in every user's PATH
			path, err = exec.LookPath(filepath.Join(dir, name))
		}
	}
	if err != nil && os.Getenv(required) != "" {
		t.Fatalf("%s is set, and there is no %s: %v", required, name, err)
	} else if err != nil {
		t.Skipf("there is no %s; install it, or set %s to make this fail", name, required)
	}
	return path
}

// startProxy runs a proxy until the test ends.
func startProxy(t *testing.T, files []*os.File, ready []string, path string, args ...string) {
	t.Helper()
	var output bytes.Buffer
	cmd := exec.Command(path, args...)
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = &output, &output, files
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
		if t.Failed() && output.Len() > 0 {
			t.Logf("%s:\n%.4000s", path, output.String())
		}
	})
	deadline := time.Now().Add(10 * time.Second)
	for _, address := range ready {
		for {
			conn, err := tls.DialWithDialer(&net.Dialer{Timeout: time.Second}, "tcp", address, &tls.Config{InsecureSkipVerify: true})
			if err == nil {
				_ = conn.Close()
				break
			}
			select {
			case <-ended:
				t.Fatalf("%s ended: %s", path, output.String())
			case <-time.After(20 * time.Millisecond):
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s does not accept connections: %v", path, err)
			}
		}
	}
}

// loopbackCertificate writes a certificate with its key for 127.0.0.1, and
// returns the file's name and what trusts it.
func loopbackCertificate(t *testing.T, dir string) (file string, certificate tls.Certificate, roots *x509.CertPool) {
	t.Helper()
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "loopback"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der := must(x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key))
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	text = append(text, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: must(x509.MarshalECPrivateKey(key))})...)
	file = filepath.Join(dir, "loopback.pem")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	roots = x509.NewCertPool()
	roots.AddCert(must(x509.ParseCertificate(der)))
	return file, must(tls.X509KeyPair(text, text)), roots
}

// What the backend behind a proxy does with a request that it has carried out.
const (
	backendResponds  = "responds"
	backendCloses    = "closes"
	backendResets    = "resets"
	backendHangs     = "hangs"
	backendGarbage   = "sends garbage"
	backendStatus0   = "sends status 000"
	backendHalfHead  = "sends half the headers"
	backendHalfBody  = "sends half the body"
	backendError500  = "sends 500"
	backendError503  = "sends 503"
	backendCloseIdle = "responds and closes"
)

var backendFaults = []string{
	backendResponds, backendResponds, backendCloses, backendResets, backendHangs, backendGarbage, backendStatus0,
	backendHalfHead, backendHalfBody, backendError500, backendError503, backendCloseIdle,
}

// proxyBackend carries out every request that it reads, and then does one of
// the above. It counts by message.
type proxyBackend struct {
	address string
	serving sync.WaitGroup

	mu       sync.Mutex
	random   *mathrand.Rand
	fault    string              // "" for a mixture
	arrivals map[string][]string // the numbers that the proxy gave the requests, by message
}

// messageNumber is the header with the proxy's number of a request: the same
// number twice means that the proxy sent the request again, and not the client.
const messageNumber = "X-Proxy-Number"

func newProxyBackend(t *testing.T, http2Only bool) *proxyBackend {
	t.Helper()
	b := &proxyBackend{random: mathrand.New(mathrand.NewPCG(8, 2)), arrivals: map[string][]string{}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.address = listener.Addr().String()
	if http2Only {
		server := &http.Server{Handler: http.HandlerFunc(b.serveHTTP2), Protocols: new(http.Protocols)}
		server.Protocols.SetUnencryptedHTTP2(true)
		go func() { _ = server.Serve(listener) }()
		t.Cleanup(func() { _ = server.Close() })
		return b
	}
	t.Cleanup(func() {
		_ = listener.Close()
		b.serving.Wait()
	})
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			b.serving.Go(func() { b.serve(conn) })
		}
	}()
	return b
}

// arrived counts a request, and returns what to do about it.
func (b *proxyBackend) arrived(r *http.Request, body []byte) string {
	message := r.Method + " " + r.URL.Path + " " + string(body)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.arrivals[message] = append(b.arrivals[message], r.Header.Get(messageNumber))
	if b.fault != "" {
		return b.fault
	}
	return backendFaults[b.random.IntN(len(backendFaults))]
}

const backendBody = `{"messageUuid":"m-1","uuid":"p-1"}`

// hangTime is longer than the proxies wait.
const hangTime = 600 * time.Millisecond

func (b *proxyBackend) serve(conn net.Conn) {
	defer conn.Close()
	reader := bufio.NewReader(conn)
	for {
		request, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return
		}
		head := fmt.Sprintf("Content-Type: application/json\r\nContent-Length: %d\r\n", len(backendBody))
		response, goesOn := "", false
		switch b.arrived(request, body) {
		case backendResponds:
			response, goesOn = "HTTP/1.1 200 OK\r\n"+head+"\r\n"+backendBody, true
		case backendCloseIdle:
			response = "HTTP/1.1 200 OK\r\n" + head + "\r\n" + backendBody
		case backendResets:
			_ = conn.(*net.TCPConn).SetLinger(0)
		case backendHangs:
			time.Sleep(hangTime)
		case backendGarbage:
			response = "\x00\x01 this is no HTTP\r\n\r\n"
		case backendStatus0:
			response = "HTTP/1.1 000 Nothing\r\n" + head + "\r\n" + backendBody
		case backendHalfHead:
			response = "HTTP/1.1 200 OK\r\nContent-Ty"
		case backendHalfBody:
			response = "HTTP/1.1 200 OK\r\n" + head + "\r\n" + backendBody[:9]
		case backendError500:
			response, goesOn = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n", true
		case backendError503:
			response, goesOn = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", true
		}
		if _, err := io.WriteString(conn, response); err != nil || !goesOn {
			return
		}
	}
}

func (b *proxyBackend) serveHTTP2(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	switch b.arrived(r, body) {
	case backendCloses, backendResets, backendGarbage, backendStatus0, backendHalfHead:
		panic(http.ErrAbortHandler) // RST_STREAM
	case backendHangs:
		time.Sleep(hangTime)
	case backendHalfBody:
		w.Header().Set("Content-Length", fmt.Sprint(len(backendBody)))
		_, _ = io.WriteString(w, backendBody[:9])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case backendError500:
		w.WriteHeader(http.StatusInternalServerError)
	case backendError503:
		w.WriteHeader(http.StatusServiceUnavailable)
	case backendCloseIdle:
		w.Header().Set("Connection", "close") // GOAWAY
		_, _ = io.WriteString(w, backendBody)
	default:
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, backendBody)
	}
}

// proxyLoad is what many calls at once through one proxy came to.
type proxyLoad struct {
	name    string
	base    string
	roots   *x509.CertPool
	backend *proxyBackend
	calls   int
	// resends says that the proxy is told to send requests again.
	resends bool

	connections atomic.Int64
	mu          sync.Mutex
	sent        map[int]int    // writes, by how often the client sent them
	seen        map[int]int    // writes, by how often the backend saw them
	reads       map[int]int    // by how often the client sent them
	errors      map[string]int // of writes, by how describe writes them
	doubled     int            // writes that were sent twice or more and succeeded
}

// run makes the calls and checks each of them.
func (l *proxyLoad) run(t *testing.T) {
	t.Helper()
	l.sent, l.seen, l.reads, l.errors = map[int]int{}, map[int]int{}, map[int]int{}, map[string]int{}
	transport := fanvue.NewTransport()
	transport.TLSClientConfig = &tls.Config{RootCAs: l.roots}
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		l.connections.Add(1)
		return dial(ctx, network, address)
	}
	const retries = 1
	client, err := fanvue.NewClient(fanvue.WithBaseURL(l.base), fanvue.WithAPIKey(faultKey), fanvue.WithMaxRetries(retries),
		fanvue.WithHTTPClient(&http.Client{Transport: transport, Timeout: 20 * time.Second}))
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	numbers := make(chan int)
	var workers sync.WaitGroup
	for range 24 {
		workers.Go(func() {
			for n := range numbers {
				id := fmt.Sprintf("m-%d", n)
				switch {
				case n%10 == 3: // a write without a body
					_, err := client.Posts.Repost(ctx, id)
					l.check(t, "POST /posts/"+id+"/repost ", 0, err)
				case n%20 == 7: // a read
					_, err := client.Posts.Get(ctx, id)
					l.check(t, "GET /posts/"+id+" ", retries, err)
				default:
					_, err := client.Messages.Send(ctx, "fan", fanvue.MessageParams{Text: id})
					l.check(t, `POST /chats/fan/message {"text":"`+id+`"}`, 0, err)
				}
			}
		})
	}
	for n := range l.calls {
		numbers <- n
	}
	close(numbers)
	workers.Wait()
	t.Logf("%s: %d calls over %d connections. Times×writes sent by the client: %s; seen by the backend: %s; sent twice or more, and reported as a success: %d. Times×reads: %s. Errors of writes: %s",
		l.name, l.calls, l.connections.Load(), counted(l.sent), counted(l.seen), l.doubled, counted(l.reads), counted(l.errors))
}

// check holds one call against what the backend saw of it.
func (l *proxyLoad) check(t *testing.T, message string, retries int, err error) {
	l.backend.mu.Lock()
	arrivals := slices.Clone(l.backend.arrivals[message])
	l.backend.mu.Unlock()
	seen := len(arrivals)
	slices.Sort(arrivals)
	sent := len(slices.Compact(arrivals))
	isWrite := strings.HasPrefix(message, "POST")
	l.mu.Lock()
	if isWrite {
		l.sent[sent]++
		l.seen[seen]++
		l.errors[describe(err)]++
	} else {
		l.reads[sent]++
	}
	if isWrite && sent > 1 && err == nil {
		l.doubled++
	}
	l.mu.Unlock()
	if sent > 1+retries {
		t.Errorf("%s: %s was sent %d times, want at most %d; the error is %v", l.name, message, sent, 1+retries, err)
	}
	if !l.resends && seen > sent {
		t.Errorf("%s: %s was sent %d times and arrived %d times", l.name, message, sent, seen)
	}
	if err == nil && seen == 0 {
		t.Errorf("%s: %s succeeded and never arrived", l.name, message)
	}
	if isWrite && err != nil && seen > 0 && !errors.As(err, new(*fanvue.OutcomeUnknownError)) {
		t.Errorf("%s: %s was carried out, and the error is %T: %v", l.name, message, err, err)
	}
}

// Through a real HAProxy over HTTP/2, with its defaults and told to send
// requests again, to backends that speak HTTP/1.1 and HTTP/2 and misbehave
// after they have carried a request out.
func TestHAProxy(t *testing.T) {
	t.Parallel()
	path := proxyBinary(t, "haproxy", "FANVUE_REQUIRE_HAPROXY")
	dir := t.TempDir()
	certificate, _, roots := loopbackCertificate(t, dir)
	var files []*os.File
	var ready []string
	var loads []*proxyLoad
	var config strings.Builder
	config.WriteString(`global
	maxconn 512
	nbthread 2
defaults
	mode http
	timeout client 2s
	timeout connect 2s
	timeout server 300ms
	timeout http-request 5s
	unique-id-format %rt
	unique-id-header ` + messageNumber + "\n")
	add := func(name, alpn string, http2Backend bool, calls int, fault, settings, serverSettings string) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		file, err := listener.(*net.TCPListener).File()
		if err != nil {
			t.Fatal(err)
		}
		_ = listener.Close() // file is another descriptor of it
		t.Cleanup(func() { _ = file.Close() })
		files = append(files, file)
		backend := newProxyBackend(t, http2Backend)
		backend.fault = fault
		address := listener.Addr().String()
		ready = append(ready, address)
		loads = append(loads, &proxyLoad{
			name: name, base: "https://" + address, roots: roots, backend: backend, calls: calls, resends: strings.Contains(settings, "retry-on"),
		})
		fmt.Fprintf(&config, "listen l%d\n\tbind fd@%d ssl crt %s alpn %s\n%s\tserver s %s %s\n",
			len(files), 2+len(files), certificate, alpn, settings, backend.address, serverSettings)
	}
	const retryOn = "\tretries 3\n\tretry-on all-retryable-errors\n"
	add("HTTP/2, defaults, a mixture", "h2,http/1.1", false, 1000, "", "", "")
	add("HTTP/2, defaults, every backend closes", "h2,http/1.1", false, 200, backendCloses, "", "")
	add("HTTP/2, retry-on all-retryable-errors, a mixture", "h2,http/1.1", false, 400, "", retryOn, "")
	add("HTTP/2, http-reuse always, a mixture", "h2,http/1.1", false, 400, "", "\thttp-reuse always\n", "")
	add("HTTP/2 on both sides, a mixture", "h2,http/1.1", true, 400, "", "", "proto h2")
	add("HTTP/1.1, defaults, a mixture", "http/1.1", false, 400, "", "", "")
	configFile := filepath.Join(dir, "haproxy.cfg")
	if err := os.WriteFile(configFile, []byte(config.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	startProxy(t, files, ready, path, "-db", "-f", configFile)
	for _, load := range loads {
		t.Run(load.name, func(t *testing.T) { load.run(t) })
	}
}

// nginx passes on what HAProxy does not: a status 000, and garbage as a
// response.
func TestNginx(t *testing.T) {
	t.Parallel()
	path := proxyBinary(t, "nginx", "FANVUE_REQUIRE_NGINX")
	dir := t.TempDir()
	certificate, _, roots := loopbackCertificate(t, dir)
	var ready []string
	var loads []*proxyLoad
	var servers strings.Builder
	for _, fault := range []string{"", backendStatus0, backendGarbage} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		address := listener.Addr().String()
		_ = listener.Close() // nginx has to listen itself
		backend := newProxyBackend(t, false)
		backend.fault = fault
		load := &proxyLoad{name: "HTTP/2, a mixture", base: "https://" + address, roots: roots, backend: backend, calls: 400}
		if fault != "" {
			load.name, load.calls = "HTTP/2, every backend "+fault, 40
		}
		ready, loads = append(ready, address), append(loads, load)
		fmt.Fprintf(&servers, `	server {
		listen %s ssl http2;
		location / {
			proxy_pass http://%s;
			proxy_http_version 1.1;
			proxy_set_header Connection "";
			proxy_set_header %s $request_id;
			proxy_read_timeout 300ms;
		}
	}
`, address, backend.address, messageNumber)
	}
	config := fmt.Sprintf(`daemon off;
master_process off;
pid %[1]s/pid;
error_log stderr emerg;
events {}
http {
	access_log off;
	client_body_temp_path %[1]s/body;
	proxy_temp_path %[1]s/proxy;
	fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi;
	scgi_temp_path %[1]s/scgi;
	ssl_certificate %[2]s;
	ssl_certificate_key %[2]s;
%[3]s}
`, dir, certificate, servers.String())
	configFile := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(configFile, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	startProxy(t, nil, ready, path, "-p", dir, "-e", "stderr", "-c", configFile)
	for _, load := range loads {
		t.Run(load.name, func(t *testing.T) { load.run(t) })
	}
}
