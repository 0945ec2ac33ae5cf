package fanvue

import (
	"crypto/tls"
	"net"
	"net/http"
	"testing"
	"time"
)

// A dead connection takes half a minute to notice.
func TestStorageTransport(t *testing.T) {
	t.Parallel()
	client, err := NewClient(WithAPIKey("k"), WithHTTPClient(new(http.Client)), WithTransport(http.DefaultTransport))
	if err != nil {
		t.Fatal(err)
	}
	own, ok := client.storage.Transport.(transport).inner.(ownTransport)
	if !ok || client.storage.Jar != nil || client.storage.Timeout != 0 {
		t.Fatalf("got %+v", client.storage)
	}
	if own.HTTP2 == nil || own.HTTP2.SendPingTimeout != 15*time.Second || own.HTTP2.PingTimeout != 15*time.Second {
		t.Errorf("HTTP/2 pings are %+v", own.HTTP2)
	}
	if own.TLSHandshakeTimeout == 0 || own.IdleConnTimeout == 0 || own.Proxy == nil {
		t.Errorf("got %+v", own)
	}
}

// securedConn is a connection over TLS that has negotiated a protocol.
type securedConn struct {
	net.Conn
	protocol string
}

func (c securedConn) ConnectionState() tls.ConnectionState {
	return tls.ConnectionState{NegotiatedProtocol: c.protocol}
}

// Only what surely speaks HTTP/1.1 may send a request a second time.
func TestSpeaksHTTP1On(t *testing.T) {
	t.Parallel()
	plain, other := net.Pipe()
	defer plain.Close()
	defer other.Close()
	for _, tc := range []struct {
		conn  net.Conn
		kinds [3]bool // foreign, net/http's, that with HTTP/2 in clear text
	}{
		{nil, [3]bool{}},
		{plain, [3]bool{false, true, false}},
		{tls.Client(plain, new(tls.Config)), [3]bool{false, true, true}},
		{securedConn{plain, ""}, [3]bool{false, true, true}},
		{securedConn{plain, "http/1.1"}, [3]bool{false, true, true}},
		{securedConn{plain, "h2"}, [3]bool{}},
		{securedConn{plain, "another"}, [3]bool{}},
	} {
		for kind, want := range tc.kinds {
			if got := transportKind(kind).speaksHTTP1On(tc.conn); got != want {
				t.Errorf("kind %d on %T: %t, want %t", kind, tc.conn, got, want)
			}
		}
	}
}
