package fanvuetest_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// pathOf is where an operation is found.
func pathOf(op fanvue.Operation) string {
	if len(op.Surfaces) > 0 {
		return "/" + string(op.Surfaces[0]) + op.Path
	}
	return op.Path
}

// TestEveryOperationIsServed calls each operation. A missing route would be the
// 404 of routes.
func TestEveryOperationIsServed(t *testing.T) {
	allScopes := make(map[fanvue.Scope]bool)
	for _, op := range fanvue.Operations() {
		for _, scope := range op.Scopes {
			allScopes[scope] = true
		}
	}
	values := strings.NewReplacer(
		"{creatorUserUuid}", fanvuetest.CreatorUUID, "{userUuid}", fanvuetest.FanUUID,
		"{messageUuid}", fanvuetest.PricedMessageUUID, "{templateUuid}", fanvuetest.TemplateUUID,
		"{appUuid}", fanvuetest.AppUUID, "lists/smart/{uuid}", "lists/smart/subscribers", "{uuid}", fanvuetest.CustomListUUID,
		"{folderName}", "x", "{mediaUuid}", fanvuetest.MediaUUID, "{uploadId}", "x", "{partNumber}", "1", "{commentUuid}", unknownUUID,
		"{userId}", unknownUUID, "{trigger}", "renewed", "{id}", "x",
	)
	for _, op := range fanvue.Operations() {
		t.Run(string(op.Name), func(t *testing.T) {
			server := newServer(t)
			got := ask(t, server, op.Method, values.Replace(pathOf(op)), "{}")
			if got.status == 401 || got.status == 403 || got.status >= 500 || strings.Contains(got.body, "no such route") {
				t.Errorf("got %d %s", got.status, got.body)
			}
			want(t, "Operation", server.Requests()[0].Operation, op.Name)
			for _, scope := range op.Scopes {
				var others []fanvue.Scope
				for other := range allScopes {
					if other != scope {
						others = append(others, other)
					}
				}
				poorer := newServer(t, fanvuetest.WithCredential(fanvuetest.APIKey, others...))
				wantExactly(t, ask(t, poorer, op.Method, values.Replace(pathOf(op)), "{}"), 403, `{"error":"Insufficient scopes"}`)
			}
		})
	}
}

func TestLiteralSegmentsWin(t *testing.T) {
	server := newServer(t)
	for path, operation := range map[string]fanvue.OperationName{
		"/chats/templates/messages":    fanvue.OpTemplatesGet,
		"/chats/unread":                fanvue.OpChatsUnreadCounts,
		"/chats/lists/messages":        fanvue.OpMessagesList,
		"/chats/a%2Fb%3Fc%20/messages": fanvue.OpMessagesList,
	} {
		get(t, server, path)
		requests := server.Requests()
		last := requests[len(requests)-1]
		want(t, path, last.Operation, operation)
		want(t, "Path", last.Path, path)
	}
}

func TestIDsAreUnescaped(t *testing.T) {
	server := newServer(t)
	server.Me().AddUser(fanvue.User{UUID: "a/b?c %"})
	server.Me().Receive("a/b?c %", "hello")
	got := get(t, server, "/chats/a%2Fb%3Fc%20%25/messages")
	want(t, "text", dig(t, got.body, "data", 0, "text"), any("hello"))
}

// opThings is an operation that package fanvue does not have.
var opThings = fanvue.Operation{
	Name: "Things.Update", Method: http.MethodPatch, Path: "/things/{thingUuid}", Scopes: []fanvue.Scope{fanvue.ScopeWriteChat},
}

type thing struct {
	Name string `json:"name"`
}

func TestHandle(t *testing.T) {
	server := newServer(t, fanvuetest.WithCredential(fanvuetest.APIKey, fanvue.ScopeWriteChat), fanvuetest.WithCredential("narrow", fanvue.ScopeReadSelf))
	server.Handle(opThings, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		server.Me().AddUser(fanvue.User{}) // the handler may use the server
		fmt.Fprintf(w, `{"name":"%s of %s, %d bytes"}`, r.URL.Query().Get("kind"), r.PathValue("thingUuid"), len(body))
	}))
	call := func(client *fanvue.Client) (got thing, err error) {
		err = client.Call(t.Context(), opThings, fanvue.CallParams{
			Path: map[string]string{"thingUuid": "t 1"}, Query: map[string][]string{"kind": {"part"}}, Body: thing{"x"},
		}, &got)
		return got, err
	}
	client := newClient(t, server)
	got, err := call(client)
	want(t, "err", err, error(nil))
	want(t, "response", got.Name, "part of t 1, 12 bytes")
	want(t, "recorded", server.Requests()[0].Operation, opThings.Name)

	server.Inject(fanvuetest.Fault{Operation: opThings.Name, Status: 404, Body: `{"message":"No such thing"}`})
	_, err = call(client)
	want(t, "fault", errors.Is(err, fanvue.ErrNotFound), true)
	_, err = call(newClientOf(t, server, "narrow", fanvue.SurfaceDefault))
	want(t, "scopes are checked", errors.Is(err, fanvue.ErrInsufficientScope), true)
	response := ask(t, server, http.MethodPatch, "/things/1", "{}")
	want(t, "rate limit", response.header.Get("X-RateLimit-Limit"), "200")
}

func TestHandleReplacesAnOperation(t *testing.T) {
	server := newServer(t)
	server.Handle(fanvue.Operation{Name: "Mine", Method: http.MethodGet, Path: "/users/me"},
		http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"uuid":"u","handle":"custom"}`) }))
	wantExactly(t, get(t, server, "/users/me"), 200, `{"uuid":"u","handle":"custom"}`)
	want(t, "others stay", get(t, server, "/users/account").status, 200)
}

func TestHandleOnOneSurface(t *testing.T) {
	server := newServer(t)
	server.Handle(fanvue.Operation{Name: "New", Method: http.MethodPost, Path: "/v1/creators/{creatorUserUuid}/new"}, nil)
	want(t, "on v1", ask(t, server, http.MethodPost, "/v1/creators/"+juno+"/new", "").status, 204)
	want(t, "elsewhere", ask(t, server, http.MethodPost, "/creators/"+juno+"/new", "").status, 404)
	wantExactly(t, ask(t, server, http.MethodPost, "/v1/creators/"+unknownUUID+"/new", ""), 404, `{"message":"Creator not found"}`)
}

func TestHandleNeedsAnOperation(t *testing.T) {
	defer func() { want(t, "panics", recover() != nil, true) }()
	newServer(t).Handle(fanvue.Operation{Name: "Things"}, nil)
}

// The SDK gets along with what is served beyond the published API, on each
// surface that has it.
func TestUndocumentedThroughTheSDK(t *testing.T) {
	for _, surface := range []fanvue.Surface{fanvue.SurfaceDefault, fanvue.SurfaceV0, fanvue.SurfaceV1} {
		t.Run(surface.String(), func(t *testing.T) {
			server := newServer(t)
			client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithSurface(surface))
			if err != nil {
				t.Fatal(err)
			}
			ctx := t.Context()
			check := func(what string, err error) {
				t.Helper()
				if err != nil {
					t.Errorf("%s: %v", what, err)
				}
			}
			check("set", client.AutomatedMessages.Set(ctx, fanvue.TriggerNewFollower, fanvue.AutomatedMessageParams{Text: "Hello!"}))
			var on []fanvue.Trigger
			for m, err := range client.AutomatedMessages.All(ctx, nil) {
				check("automated messages", err)
				if m.Enabled {
					on = append(on, m.Trigger)
				}
			}
			want(t, "on", on, []fanvue.Trigger{fanvue.TriggerNewSubscriber, fanvue.TriggerNewFollower, fanvue.TriggerRenewed})
			check("disable", client.AutomatedMessages.Disable(ctx, fanvue.TriggerNewFollower))
			want(t, "a second time", errors.Is(client.AutomatedMessages.Disable(ctx, fanvue.TriggerNewFollower), fanvue.ErrNotFound), true)

			hook, err := client.Webhooks.Create(ctx, fanvue.WebhookParams{URL: "https://example.com/hook", Events: []string{"creator.follow.created"}})
			check("create webhook", err)
			check("delete webhook", client.Webhooks.Delete(ctx, hook.ID))
			hooks, err := client.Webhooks.List(ctx, nil)
			check("list webhooks", err)
			want(t, "webhooks left", len(hooks.Data), 1)

			promotion, err := client.Promotions.Create(ctx, fanvue.PromotionParams{DiscountPercent: 20})
			check("promotion", err)
			want(t, "promotion has an id", promotion.UUID != "", true)
			check("typing", client.Chats.SetTyping(ctx, jonas, true))
			check("price", client.Self.UpdateSubscriptionPrice(ctx, fanvue.SubscriptionPriceParams{SubscriptionPrice: 1999}))
			app, err := client.Apps.Get(ctx, fanvuetest.AppUUID)
			check("app", err)
			want(t, "plan", app.PricingPlans[0].Price, fanvue.Cents(999))
			var apps int
			for _, err := range client.Apps.All(ctx, &fanvue.AppListOptions{Size: 1}) {
				check("apps", err)
				apps++
			}
			want(t, "apps", apps, 2)

			_, chatErr := client.Chats.Get(ctx, jonas)
			_, messageErr := client.Messages.Get(ctx, jonas, fanvuetest.PricedMessageUUID)
			subscriber, subscriberErr := client.Fans.Subscriber(ctx, jonas)
			if surface != fanvue.SurfaceV1 {
				for _, err := range []error{chatErr, messageErr, subscriberErr} {
					want(t, "not on this surface", errors.Is(err, errors.ErrUnsupported), true)
				}
				return
			}
			check("chat", chatErr)
			check("message", messageErr)
			check("subscriber", subscriberErr)
			want(t, "the new price", subscriber.Subscription.Price, fanvue.Cents(1999))
		})
	}
}
