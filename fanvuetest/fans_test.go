package fanvuetest_test

import (
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestOnlineSubscribers(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		path := "/creators/" + fanvuetest.CreatorUUID + "/subscribers/online"
		online := `{"uuid":"` + fanvuetest.CreatorFanUUID + `","lastSeenAt":"2000-01-01T00:00:00.000Z"}`
		wantJSON(t, get(t, server, path), 200, `{"data":[`+online+`],"count":1}`)
		creator := server.Creator(fanvuetest.CreatorUUID)
		other := creator.AddFan(fanvue.User{})
		creator.SetOnline(other, true)
		want(t, "both", dig(t, get(t, server, path).body, "count"), any(2.0))
		wantJSON(t, get(t, server, path+"?limit=1"), 200, `{"data":[`+online+`],"count":1}`)
		want(t, "chosen", dig(t, get(t, server, path+"?subscriberUuids="+other+","+unknownUUID).body, "data", 0, "uuid"), any(other))
		wantExactly(t, get(t, server, path+"?limit=1000"), 400, `{"errors":["limit must be a whole number from 1 to 50"]}`)
	})
}
