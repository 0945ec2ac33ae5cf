package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

func surfaces() []fanvue.Surface {
	return []fanvue.Surface{fanvue.SurfaceDefault, fanvue.SurfaceV0, fanvue.SurfaceV1}
}

// What a surface does not have is refused before anything is sent.
func TestOperationsOfSomeSurfaces(t *testing.T) {
	t.Parallel()
	rows := operationsByName()
	checked := make(map[fanvue.OperationName]bool)
	for _, tc := range operationCases() {
		available := rows[tc.op].Surfaces
		if len(available) == 0 {
			continue
		}
		for _, surface := range surfaces() {
			if slices.Contains(available, surface) {
				continue
			}
			checked[tc.op] = true
			t.Run(fmt.Sprintf("%s on %s", tc.title(), surface), func(t *testing.T) {
				t.Parallel()
				server := newWireServer(t, respondJSON(tc.status, tc.response))
				_, err := tc.call(t.Context(), server.client(t, fanvue.WithSurface(surface)))
				want := &fanvue.SurfaceError{Operation: tc.op, Surface: surface, Available: available}
				var got *fanvue.SurfaceError
				if !errors.As(err, &got) || !errors.Is(err, errors.ErrUnsupported) {
					t.Fatalf("got %T %v, want a SurfaceError that is ErrUnsupported", err, err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("error (-want +got):\n%s", diff)
				}
				for _, kind := range kinds {
					if errors.Is(err, kind) {
						t.Errorf("%v is %v as well", err, kind)
					}
				}
				if sent := server.seen(); len(sent) > 0 {
					t.Errorf("sent %+v, want nothing", sent)
				}
			})
		}
	}
	for name, row := range rows {
		if len(row.Surfaces) > 0 && !checked[name] {
			t.Errorf("%s was not checked", name)
		}
	}
	for _, name := range []fanvue.OperationName{fanvue.OpChatsGet, fanvue.OpMessagesGet, fanvue.OpFansSubscriber} {
		if !checked[name] {
			t.Errorf("%s should be on /v1 only", name)
		}
	}
}

// The error is the caller's own: changing it must not change the operation.
func TestSurfaceErrorIsACopy(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, respondJSON(http.StatusOK, `{}`))
	client := server.client(t)
	for range 2 {
		_, err := client.Chats.Get(t.Context(), "fan")
		var refused *fanvue.SurfaceError
		if !errors.As(err, &refused) || !slices.Equal(refused.Available, []fanvue.Surface{fanvue.SurfaceV1}) {
			t.Fatalf("got %v", err)
		}
		refused.Available[0] = fanvue.SurfaceDefault
	}
	operationsByName()[fanvue.OpChatsGet].Surfaces[0] = fanvue.SurfaceDefault
	if got := operationsByName()[fanvue.OpChatsGet].Surfaces; !slices.Equal(got, []fanvue.Surface{fanvue.SurfaceV1}) {
		t.Errorf("the declaration says %v now", got)
	}
}

func TestSurfaceErrorSaysWhatToDo(t *testing.T) {
	t.Parallel()
	err := &fanvue.SurfaceError{
		Operation: "Some.Thing", Surface: fanvue.SurfaceDefault, Available: []fanvue.Surface{fanvue.SurfaceV0, fanvue.SurfaceV1},
	}
	const want = "fanvue: Some.Thing: the unprefixed surface does not have this operation (nothing was sent);" +
		" use a client with WithSurface for /v0, /v1"
	if got := err.Error(); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// An argument that is wrong is wrong on every surface.
func TestArgumentsBeforeSurfaces(t *testing.T) {
	t.Parallel()
	server := new(validationServer)
	_, err := server.client(t).Chats.Get(t.Context(), "")
	server.checkRejected(t, fanvue.OpChatsGet, "userUuid", err)
}

func TestWithSurface(t *testing.T) {
	t.Parallel()
	prefixes := map[fanvue.Surface]string{fanvue.SurfaceDefault: "", fanvue.SurfaceV0: "/v0", fanvue.SurfaceV1: "/v1"}
	for _, surface := range surfaces() {
		for _, base := range []string{"", "/", "/gateway/api", "/gateway/api/", "/v1"} {
			t.Run(fmt.Sprintf("%s behind %q", surface, base), func(t *testing.T) {
				t.Parallel()
				server := newWireServer(t, respondJSON(http.StatusOK, `{"data":[{"user":{"uuid":"a"}}],"pagination":{"hasMore":true}}`))
				client := server.client(t, fanvue.WithBaseURL(server.URL+base), fanvue.WithSurface(surface))
				ctx := t.Context()
				page, err := client.Chats.List(ctx, nil)
				if err != nil {
					t.Fatal(err)
				}
				// A token is good for the client that it came from.
				if err := second(client.Chats.List(ctx, &fanvue.ChatListOptions{After: page.Next})); err != nil {
					t.Fatal(err)
				}
				if err := client.Creator(creatorID).Chats.Update(ctx, fanID, fanvue.ChatUpdate{IsRead: fanvue.Value(true)}); err != nil {
					t.Fatal(err)
				}
				front := strings.TrimSuffix(base, "/") + prefixes[surface]
				want := []string{front + "/chats?", front + "/chats?page=2", front + creatorPrefix + "/chats/" + fanPath + "?"}
				var got []string
				for _, r := range server.seen() {
					got = append(got, r.path+"?"+r.query)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("addresses (-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestWithoutSurface(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, respondJSON(http.StatusOK, `{"data":[]}`))
	if err := listChats(t.Context(), server.client(t)); err != nil {
		t.Fatal(err)
	}
	if got, want := server.seen()[0].path, opBase+"/chats"; got != want {
		t.Errorf("path %s, want %s", got, want)
	}
}

func TestInvalidSurface(t *testing.T) {
	t.Parallel()
	for _, surface := range []fanvue.Surface{"v2", "V1", "/v1", "v1/", " "} {
		client, err := fanvue.NewClient(fanvue.WithAPIKey(opKey), fanvue.WithSurface(surface))
		var problem *fanvue.ArgumentError
		if client != nil || !errors.As(err, &problem) || problem.Argument != "WithSurface" || !errors.Is(err, fanvue.ErrValidation) {
			t.Errorf("%q: got %v, %v; want WithSurface to blame", string(surface), client, err)
		}
	}
}

// The path of a caller's operation may name its surface. Then the client's is
// left out.
func TestCallNamesItsSurface(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		client fanvue.Surface
		path   string
		want   string
	}{
		{fanvue.SurfaceDefault, "/v1/things/{id}", "/v1/things/" + fanPath},
		{fanvue.SurfaceDefault, "/v0/things/{id}", "/v0/things/" + fanPath},
		{fanvue.SurfaceDefault, "/things/{id}", "/things/" + fanPath},
		{fanvue.SurfaceV1, "/v1/things/{id}", "/v1/things/" + fanPath},
		{fanvue.SurfaceV1, "/v0/things/{id}", "/v0/things/" + fanPath},
		{fanvue.SurfaceV0, "/v1/things/{id}", "/v1/things/" + fanPath},
		{fanvue.SurfaceV1, "/things/{id}", "/v1/things/" + fanPath},
		// These only look like it.
		{fanvue.SurfaceV1, "/v10/things/{id}", "/v1/v10/things/" + fanPath},
		{fanvue.SurfaceV1, "/v2/things/{id}", "/v1/v2/things/" + fanPath},
		{fanvue.SurfaceV1, "/things/v0/{id}", "/v1/things/v0/" + fanPath},
		{fanvue.SurfaceV1, "/V0/things/{id}", "/v1/V0/things/" + fanPath},
	} {
		t.Run(fmt.Sprintf("%s on %s", tc.path, tc.client), func(t *testing.T) {
			t.Parallel()
			server := newWireServer(t, respondJSON(http.StatusOK, `{}`))
			op := fanvue.Operation{Name: "Things.Get", Method: http.MethodGet, Path: tc.path}
			err := server.client(t, fanvue.WithSurface(tc.client)).Call(t.Context(), op, fanvue.CallParams{Path: map[string]string{"id": fanID}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := server.seen()[0].path, opBase+tc.want; got != want {
				t.Errorf("path %s, want %s", got, want)
			}
		})
	}
}

func TestCallOnSomeSurfaces(t *testing.T) {
	t.Parallel()
	newer := []fanvue.Surface{fanvue.SurfaceV1}
	for _, tc := range []struct {
		name    string
		client  fanvue.Surface
		path    string
		allowed []fanvue.Surface
		refused bool
	}{
		{"on one that it lacks", fanvue.SurfaceDefault, "/things", newer, true},
		{"on one that it has", fanvue.SurfaceV1, "/things", newer, false},
		{"naming one that it has", fanvue.SurfaceDefault, "/v1/things", newer, false},
		{"naming one that it lacks", fanvue.SurfaceV1, "/v0/things", newer, true},
		{"on any", fanvue.SurfaceV0, "/things", nil, false},
		{"on the default one", fanvue.SurfaceDefault, "/things", []fanvue.Surface{fanvue.SurfaceDefault}, false},
		{"not on the one spelt out", fanvue.SurfaceV0, "/things", []fanvue.Surface{fanvue.SurfaceDefault}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			server := newWireServer(t, respondJSON(http.StatusOK, `{}`))
			op := fanvue.Operation{Name: "Things.List", Method: http.MethodGet, Path: tc.path, Surfaces: tc.allowed}
			err := server.client(t, fanvue.WithSurface(tc.client)).Call(t.Context(), op, fanvue.CallParams{}, nil)
			if errors.Is(err, errors.ErrUnsupported) != tc.refused || !tc.refused && err != nil {
				t.Errorf("got %v, want it refused: %t", err, tc.refused)
			}
			if sent := len(server.seen()); sent != 1 && !tc.refused || sent != 0 && tc.refused {
				t.Errorf("%d requests", sent)
			}
		})
	}
	for argument, op := range map[string]fanvue.Operation{
		"Operation.Surfaces": {Name: "Odd", Method: http.MethodGet, Path: "/odd", Surfaces: []fanvue.Surface{"v2"}},
		"Operation.BucketOn": {Name: "Odd", Method: http.MethodGet, Path: "/odd", BucketOn: []fanvue.Surface{"v2"}},
	} {
		server := new(validationServer)
		err := server.client(t).Call(t.Context(), op, fanvue.CallParams{}, nil)
		t.Run(argument, func(t *testing.T) { server.checkRejected(t, "Odd", argument, err) })
	}
}

// Online states have a limit of their own on the newer surface, and share the
// account's on the others.
func TestLimitOfStatuses(t *testing.T) {
	t.Parallel()
	for _, surface := range surfaces() {
		t.Run(surface.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				own := surface == fanvue.SurfaceV1
				usedUp := respond(200, `{}`, "X-RateLimit-Limit", "80", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "946684860")
				plenty := respond(200, okPage, "X-RateLimit-Limit", "200", "X-RateLimit-Remaining", "150", "X-RateLimit-Reset", "946684860")
				transport := &script{steps: steps{usedUp, plenty, usedUp}}
				client := scripted(t, transport, fanvue.WithSurface(surface))
				if _, err := client.Chats.Statuses(t.Context(), []string{"fan"}); err != nil {
					t.Fatal(err)
				}
				if _, known := client.RateLimit(); known == own {
					t.Errorf("the common limit is known: %t, want %t", known, !own)
				}
				start := time.Now()
				if err := listChats(t.Context(), client); err != nil {
					t.Fatal(err)
				}
				if waited := time.Since(start) > time.Second; waited == own {
					t.Errorf("another call waited %s", time.Since(start))
				}
				if !own {
					return
				}
				if limit, known := client.RateLimit(); !known || limit.Limit != 200 || limit.Remaining != 150 {
					t.Errorf("the common limit is %+v, %t; want that of the other call", limit, known)
				}
				if _, err := client.Chats.Statuses(t.Context(), []string{"fan"}); err != nil || time.Since(start) < 59*time.Second {
					t.Errorf("the second look came after %s, %v; want it to wait for its window", time.Since(start), err)
				}
			})
		})
	}
}

// A path that names its surface is paced like one that does not.
func TestLimitOfNamedSurfaces(t *testing.T) {
	t.Parallel()
	for path, forCreator := range map[string]bool{
		"/creators/{creatorUserUuid}/things":    true,
		"/v1/creators/{creatorUserUuid}/things": true,
		"/v0/creators/{creatorUserUuid}/things": true,
		"/v1/things/{creatorUserUuid}":          false,
		"/v2/creators/{creatorUserUuid}/things": false,
	} {
		transport := &script{steps: steps{respond(200, `{}`,
			"X-RateLimit-Limit", "80", "X-RateLimit-Remaining", "7", "X-RateLimit-Reset", fmt.Sprint(time.Now().Add(time.Minute).Unix()))}}
		client := scripted(t, transport)
		op := fanvue.Operation{Name: "Things.List", Method: http.MethodGet, Path: path}
		if err := client.Call(t.Context(), op, fanvue.CallParams{Path: map[string]string{"creatorUserUuid": "ada"}}, nil); err != nil {
			t.Fatal(err)
		}
		own, ownKnown := client.RateLimit()
		creator, creatorKnown := client.Creator("ada").RateLimit()
		if ownKnown == forCreator || creatorKnown != forCreator || own.Remaining+creator.Remaining != 7 {
			t.Errorf("%s: own limit %t %+v, creator's %t %+v", path, ownKnown, own, creatorKnown, creator)
		}
	}
}

// Elsewhere the search would be ignored: all of the library would be found.
func TestSearchOfMediaIsOfV1Only(t *testing.T) {
	t.Parallel()
	for _, surface := range surfaces() {
		server := newWireServer(t, respondJSON(http.StatusOK, `{"data":[]}`))
		_, err := server.client(t, fanvue.WithSurface(surface)).Media.List(t.Context(), &fanvue.MediaListOptions{Name: "pier"})
		if surface == fanvue.SurfaceV1 {
			if err != nil || len(server.seen()) != 1 || server.seen()[0].query != "name=pier" {
				t.Errorf("%s: %v", surface, err)
			}
			continue
		}
		if problem := asError[*fanvue.ArgumentError](t, err); problem.Argument != "Name" || len(server.seen()) != 0 {
			t.Errorf("%s: %v", surface, err)
		}
	}
}

// A field that only the newer surface knows is rejected elsewhere: the server
// would send the message without it.
func TestFieldsOfTheNewerSurface(t *testing.T) {
	t.Parallel()
	gif, media := &fanvue.GIF{ID: "g-1"}, []string{"m-1"}
	preview := fanvue.MessageParams{MediaUUIDs: media, Price: 500, MediaPreviewUUID: "p-1"}
	mass := fanvue.MassMessageParams{
		Text: "hello", IncludedLists: fanvue.MassMessageLists{CustomListUUIDs: []string{"l-1"}}, MediaPreviewUUID: "p-1",
	}
	rows := operationsByName()
	for name, tt := range map[string]struct {
		argument string
		call     func(context.Context, *fanvue.Client) error
	}{
		"an animation": {"GIF", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Messages.Send(ctx, "fan", fanvue.MessageParams{GIF: gif}))
		}},
		"an animation for a creator": {"GIF", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Creator("ada").Messages.Send(ctx, "fan", fanvue.MessageParams{Text: "hello", GIF: gif}))
		}},
		"a preview": {"MediaPreviewUUID", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Messages.Send(ctx, "fan", preview))
		}},
		"a preview of a mass message": {"MediaPreviewUUID", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.MassMessages.Send(ctx, mass))
		}},
		"a preview of a creator's mass message": {"MediaPreviewUUID", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Creator("ada").MassMessages.Send(ctx, mass))
		}},
		"a preview in Call": {"MediaPreviewUUID", func(ctx context.Context, c *fanvue.Client) error {
			return c.Call(ctx, rows[fanvue.OpMessagesSend], fanvue.CallParams{Path: map[string]string{"userUuid": "fan"}, Body: preview}, nil)
		}},
		"a preview in Call, by pointer": {"MediaPreviewUUID", func(ctx context.Context, c *fanvue.Client) error {
			return c.Call(ctx, rows[fanvue.OpMessagesSend], fanvue.CallParams{Path: map[string]string{"userUuid": "fan"}, Body: &preview}, nil)
		}},
		"a search": {"Name", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Media.List(ctx, &fanvue.MediaListOptions{Name: "sun"}))
		}},
	} {
		for _, surface := range []fanvue.Surface{fanvue.SurfaceDefault, fanvue.SurfaceV0, fanvue.SurfaceV1} {
			t.Run(name+" on "+surface.String(), func(t *testing.T) {
				t.Parallel()
				s := &script{steps: steps{respond(418, "")}}
				err := tt.call(t.Context(), scripted(t, s, fanvue.WithSurface(surface)))
				if surface == fanvue.SurfaceV1 {
					if len(s.requests) != 1 {
						t.Errorf("not sent: %v", err)
					}
					return
				}
				var rejected *fanvue.ArgumentError
				if !errors.As(err, &rejected) || rejected.Argument != tt.argument || len(s.requests) != 0 {
					t.Errorf("%d requests, %v", len(s.requests), err)
				}
			})
		}
	}
}
