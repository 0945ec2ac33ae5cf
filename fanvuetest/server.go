package fanvuetest

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/fanvue-go/fanvue"
)

// Server is a running fake of the Fanvue API. [Start] creates one for a test;
// one of [NewServer] has to be closed. It is safe for concurrent use.
type Server struct {
	// URL is the base URL, without a slash at the end.
	URL string
	// AuthURL is the base URL of the authorization server. See [Server.App].
	AuthURL string

	credentials credentials
	auth        *authServer
	routes      routes
	state       *state
	limiter     *limiter
	faults      faultQueue
	requestLog  requestLog

	http      *http.Server
	client    *http.Client
	closing   chan struct{} // closed when Close starts
	served    chan struct{} // closed when no connection is accepted any more
	conns     sync.WaitGroup
	closeOnce sync.Once
}

// clientTimeout is that of the client that package fanvue makes by default.
const clientTimeout = time.Minute

// NewServer starts a server. It panics if it cannot listen on loopback.
func NewServer(opts ...Option) *Server { return newServer(newConfig(opts)) }

func newServer(cfg config) *Server {
	s := &Server{
		state:   newState(currentTime(), !cfg.empty),
		limiter: newLimiter(cfg.limit, cfg.window, cfg.reset),
		closing: make(chan struct{}),
		served:  make(chan struct{}),
	}
	s.state.fatalf = cfg.fatalf
	s.routes.add(sdkRoutes()...)
	s.auth = newAuthServer(cfg, &s.credentials)
	for secret, scopes := range cfg.credentials {
		s.credentials.set(secret, s.state.me, scopes)
	}
	listener, dial := s.listen(cfg.inMemory)
	s.AuthURL = s.URL
	s.state.storage = storage{
		baseURL: s.URL, partSize: cfg.partSize, processing: cfg.processing, uploads: make(map[string]*upload),
	}
	s.client = &http.Client{Transport: &http.Transport{
		DialContext: dial, MaxIdleConnsPerHost: 64, IdleConnTimeout: 30 * time.Second,
		ExpectContinueTimeout: time.Second, MaxResponseHeaderBytes: 1 << 20,
	}}
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
		s.state.fail("cannot listen on loopback: %v", err)
	}
	s.URL = "http://" + listener.Addr().String()
	return listener, (&net.Dialer{Timeout: 10 * time.Second}).DialContext
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

// Close stops the server: the listener, all connections, and the requests in
// progress. It returns when they have ended. Handles on accounts stay usable.
func (s *Server) Close() {
	s.closeOnce.Do(func() {
		close(s.closing)
		_ = s.http.Close()
		s.client.CloseIdleConnections()
		<-s.served
		s.conns.Wait()
	})
}

// HTTPClient returns a client that reaches the server, also one created with
// [InMemory]. It uses no proxy and has no timeout.
func (s *Server) HTTPClient() *http.Client { return s.client }

// Options returns the options that make a [fanvue.Client] use the server, with
// the timeouts that it has by default: one minute for a request. They hold no
// credential.
func (s *Server) Options() []fanvue.Option {
	client := *s.client
	client.Timeout = clientTimeout
	return []fanvue.Option{fanvue.WithBaseURL(s.URL), fanvue.WithHTTPClient(&client), fanvue.WithStorageHTTPClient(s.client)}
}

// Client returns a client for the server, made with [Server.Options] and opts.
// opts must have a credential, such as
// fanvue.WithAPIKey(fanvuetest.APIKey).
func (s *Server) Client(opts ...fanvue.Option) (*fanvue.Client, error) {
	return fanvue.NewClient(append(s.Options(), opts...)...)
}

// SetRateLimit changes the rate limit. A window that has started keeps its
// limit until it ends. It panics when limit or window is not above zero.
func (s *Server) SetRateLimit(limit int, window time.Duration) {
	if problem := rateLimitProblem(limit, window); problem != "" {
		s.state.fail("%s", problem)
	}
	s.limiter.set(limit, window)
}

// Me returns the account that [APIKey] and the credentials of [WithCredential]
// belong to. Its user is [MeUUID].
func (s *Server) Me() *Account { return s.state.me.public }

// Creator returns the account of a creator whom the account of [Server.Me]
// manages. It panics when there is no such creator: add one with
// [Server.AddCreator].
func (s *Server) Creator(uuid string) *Account {
	s.state.lock()
	defer s.state.mu.Unlock()
	creator := s.state.me.agency.creator(uuid)
	if creator == nil {
		s.state.fail("there is no managed creator %q; add the creator first, with AddCreator", uuid)
	}
	return creator.public
}

// AddCreator adds a creator whom the account of [Server.Me] manages, without
// fans or chats, and returns the creator's account. Missing values of user are
// generated. The account of a creator who has one already is returned unchanged.
// It panics for the account's own user, who cannot manage itself.
func (s *Server) AddCreator(user fanvue.User) *Account { return s.Me().AddCreator(user) }

// AddAccount adds another account, of a creator without fans or chats, and
// returns it. Missing values of user are generated. Callers act for it with a
// credential of [Server.AddCredential]. The account of a user who has one already is
// returned unchanged: a managed creator with a credential sees what the agency
// sees. A member of a team acts for the creators whom the agency assigned.
func (s *Server) AddAccount(user fanvue.User) *Account {
	now := s.state.lockForChange()
	defer s.state.mu.Unlock()
	added := s.state.addAccount(user, now)
	added.isCreator = added.isCreator || added.agency == nil && !s.state.isTeamMember(added.uuid)
	return added.public
}
