package fanvuetest_test

import (
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestGrantsOfSeveralItems(t *testing.T) {
	server := newServer(t)
	grant := func(media string) result {
		return ask(t, server, http.MethodPost, "/media/"+media+"/grant", `{"consumerId":"`+priya+`","source":"app","sourceRef":"1"}`)
	}
	first, second := grant(fanvuetest.MediaUUID).body, grant(tramUUID).body
	want(t, "again", grant(fanvuetest.MediaUUID).body, first)
	want(t, "the same", first == second, false)
	want(t, "entitled", get(t, server, "/media/"+tramUUID+"/entitled?consumerId="+priya).status, 200)
	wantExactly(t, grant("d0000000-0000-4000-8000-000000000005"), 400, `{"errors":["The media is not ready"]}`)
}
