package fanvuetest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/fanvue-go/fanvue"
)

// Server is a running Fanvue API. Make one with [NewServer] and close it in
// the end. It is safe for concurrent use.
type Server struct {
	// URL is the base URL, without a slash at the end.
	URL string

	credentials map[string][]fanvue.Scope
	routes      routes
	state       *state
	limiter     *limiter
	faults      faultQueue
	requestLog  requestLog

	http      *http.Server
	client    *http.Client
	closing   chan struct{} // closed when Close begins
	served    chan struct{} // closed when no connection is accepted any more
	conns     sync.WaitGroup
	closeOnce sync.Once
}

// NewServer starts a server. It panics if it cannot listen on loopback.
func NewServer(opts ...Option) *Server {
	cfg := newConfig(opts)
	s := &Server{
		credentials: cfg.credentials,
		routes:      newRoutes(),
		state:       newState(currentTime(), !cfg.empty),
		limiter:     newLimiter(cfg.limit, cfg.window),
		closing:     make(chan struct{}),
		served:      make(chan struct{}),
	}
	listener, dial := s.listen(cfg.inMemory)
	s.state.storage = storage{
		baseURL: s.URL, partSize: cfg.partSize, processing: cfg.processing, uploads: make(map[string]*upload),
	}
	s.client = &http.Client{Transport: &http.Transport{DialContext: dial, MaxIdleConnsPerHost: 64}}
	s.http = &http.Server{Handler: http.HandlerFunc(s.serve), ConnState: s.countConn}
	go func() {
		defer close(s.served)
		_ = s.http.Serve(listener) // ends with ErrServerClosed
	}()
	return s
}

type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

func (s *Server) listen(inMemory bool) (net.Listener, dialFunc) {
	if inMemory {
		listener := newMemoryListener()
		s.URL = memoryURL
		return listener, listener.DialContext
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(fmt.Sprintf("fanvuetest: cannot listen on loopback: %v", err))
	}
	s.URL = "http://" + listener.Addr().String()
	return listener, new(net.Dialer).DialContext
}

// countConn lets Close wait for the goroutines of all connections. New
// connections come from the goroutine that closes served, so that none is
// added while Close waits.
func (s *Server) countConn(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.conns.Add(1)
	case http.StateHijacked, http.StateClosed:
		s.conns.Done()
	}
}

// Close stops the server: the listener, all connections, and the requests that
// are under way. It returns when they have ended. Handles on accounts stay
// usable.
func (s *Server) Close() {
	s.closeOnce.Do(func() {
		close(s.closing)
		_ = s.http.Close()
		s.client.CloseIdleConnections()
		<-s.served
		s.conns.Wait()
	})
}

// HTTPClient returns a client that reaches the server, also one made with
// [InMemory]. It uses no proxy.
func (s *Server) HTTPClient() *http.Client { return s.client }

// Options point a [fanvue.Client] at the server. They hold no credential.
func (s *Server) Options() []fanvue.Option {
	return []fanvue.Option{fanvue.WithBaseURL(s.URL), fanvue.WithHTTPClient(s.client)}
}

// Client makes a client for the server. opts must have a credential, such as
// fanvue.WithAPIKey(fanvuetest.APIKey).
func (s *Server) Client(opts ...fanvue.Option) (*fanvue.Client, error) {
	return fanvue.NewClient(append(s.Options(), opts...)...)
}

// SetRateLimit changes the rate limit. A window that runs already keeps its
// limit until it turns. It panics when limit or window is not above zero.
func (s *Server) SetRateLimit(limit int, window time.Duration) {
	checkRateLimit(limit, window)
	s.limiter.set(limit, window)
}

// Me returns the account that the credentials belong to.
func (s *Server) Me() *Account { return s.state.me }

// Creator returns the account of a managed creator, or nil when there is no
// such creator.
func (s *Server) Creator(uuid string) *Account {
	s.state.lock()
	defer s.state.mu.Unlock()
	return s.state.creator(uuid)
}

// AddCreator adds a creator whom the account manages, without fans or chats,
// and returns the creator's account. What user leaves empty is made up. For a
// creator who is managed already it returns that account unchanged. It panics
// for the account's own user, who cannot manage itself.
func (s *Server) AddCreator(user fanvue.User) *Account {
	now := s.state.lock()
	defer s.state.mu.Unlock()
	if user.UUID == s.state.me.uuid {
		panic("fanvuetest: the account cannot be a creator whom it manages itself")
	}
	return s.state.addCreator(user, now)
}
