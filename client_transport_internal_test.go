package fanvue

import (
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
