package fanvue_test

import (
	"context"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// flowList is a list as a caller uses it: row by row, or page by page.
type flowList struct {
	name string
	// rows reads the first n rows, or all of them for 0.
	rows func(o flowOptions, n int) ([]string, error)
	page func(flowOptions) ([]string, fanvue.PageToken, error)
}

// flowOptions choose a page of any list.
type flowOptions = fanvue.ListOptions

// flowAll and flowPage are how the SDK's methods look.
type (
	flowAll[T, O any]  = func(context.Context, *O) iter.Seq2[T, error]
	flowPage[T, O any] = func(context.Context, *O) (*fanvue.Page[T], error)
)

func newFlowList[T, O any](ctx context.Context, name string, id func(T) string, filters O, all flowAll[T, O], page flowPage[T, O]) flowList {
	with := func(o flowOptions) *O {
		own := filters
		fields := reflect.ValueOf(&own).Elem()
		fields.FieldByName("Size").SetInt(int64(o.Size))
		fields.FieldByName("After").SetString(string(o.After))
		return &own
	}
	return flowList{
		name: name,
		rows: func(o flowOptions, n int) (some []string, err error) {
			for row, err := range all(ctx, with(o)) {
				if err != nil {
					return some, err
				}
				if some = append(some, id(row)); len(some) == n {
					break
				}
			}
			return some, nil
		},
		page: func(o flowOptions) (some []string, next fanvue.PageToken, err error) {
			page, err := page(ctx, with(o))
			if err != nil {
				return nil, "", err
			}
			for _, row := range page.Data {
				some = append(some, id(row))
			}
			return some, page.Next, nil
		},
	}
}

// allOf and pageOf fill in whose list it is.
func allOf[ID ~string, T, O any](of ID, all func(context.Context, ID, *O) iter.Seq2[T, error]) flowAll[T, O] {
	return func(ctx context.Context, o *O) iter.Seq2[T, error] { return all(ctx, of, o) }
}

func pageOf[ID ~string, T, O any](of ID, page func(context.Context, ID, *O) (*fanvue.Page[T], error)) flowPage[T, O] {
	return func(ctx context.Context, o *O) (*fanvue.Page[T], error) { return page(ctx, of, o) }
}

// flowLists returns all that a client reads. It does not depend on the surface.
func flowLists(ctx context.Context, c *fanvue.Client, fan string) []flowList {
	const smart, custom, creatorFan = fanvue.SmartListSubscribers, fanvuetest.CustomListUUID, fanvuetest.CreatorFanUUID
	creator := c.Creator(fanvuetest.CreatorUUID)
	unread := fanvue.ChatListOptions{Search: "an", Filters: []fanvue.ChatFilter{fanvue.ChatsUnread, fanvue.ChatsNotMuted}}

	chat := func(c fanvue.Chat) string { return c.User.UUID }
	message := func(m fanvue.Message) string { return m.UUID }
	media := func(m fanvue.ChatMedia) string { return m.MessageUUID }
	member := func(m fanvue.ListMember) string { return m.UUID }
	list := func(l fanvue.CustomList) string { return l.UUID }
	subscriber := func(s fanvue.Subscriber) string { return s.UUID }
	follower := func(f fanvue.Follower) string { return f.UUID }
	mass := func(m fanvue.MassMessage) string { return m.UUID }
	template := func(t fanvue.Template) string { return t.UUID }
	notification := func(n fanvue.Notification) string { return n.UUID }
	managed := func(c fanvue.Creator) string { return c.UUID }
	return []flowList{
		newFlowList(ctx, "chats", chat, fanvue.ChatListOptions{}, c.Chats.All, c.Chats.List),
		newFlowList(ctx, "unread chats", chat, unread, c.Chats.All, c.Chats.List),
		newFlowList(ctx, "messages", message, fanvue.MessageListOptions{}, allOf(fan, c.Messages.All), pageOf(fan, c.Messages.List)),
		newFlowList(ctx, "chat media", media, fanvue.ChatMediaOptions{}, allOf(fan, c.Chats.AllMedia), pageOf(fan, c.Chats.Media)),
		newFlowList(ctx, "smart list", member, flowOptions{}, allOf(smart, c.SmartLists.AllMembers), pageOf(smart, c.SmartLists.Members)),
		newFlowList(ctx, "custom list", member, flowOptions{}, allOf(custom, c.CustomLists.AllMembers), pageOf(custom, c.CustomLists.Members)),
		newFlowList(ctx, "custom lists", list, fanvue.CustomListListOptions{}, c.CustomLists.All, c.CustomLists.List),
		newFlowList(ctx, "subscribers", subscriber, fanvue.SubscriberListOptions{SortField: fanvue.SortByName}, c.Fans.AllSubscribers, c.Fans.Subscribers),
		newFlowList(ctx, "followers", follower, flowOptions{}, c.Fans.AllFollowers, c.Fans.Followers),
		newFlowList(ctx, "mass messages", mass, fanvue.MassMessageListOptions{IncludeDeleted: true}, c.MassMessages.All, c.MassMessages.List),
		newFlowList(ctx, "templates", template, fanvue.TemplateListOptions{FolderName: "premium"}, c.Templates.All, c.Templates.List),
		newFlowList(ctx, "notifications", notification, fanvue.NotificationListOptions{EventType: fanvue.NotificationTip},
			c.Self.AllNotifications, c.Self.Notifications),
		newFlowList(ctx, "creators", managed, flowOptions{}, c.Creators.All, c.Creators.List),
		newFlowList(ctx, "a creator's subscribers", subscriber, fanvue.SubscriberListOptions{}, creator.Fans.AllSubscribers, creator.Fans.Subscribers),
		newFlowList(ctx, "a creator's messages", message, fanvue.MessageListOptions{},
			allOf(creatorFan, creator.Messages.All), pageOf(creatorFan, creator.Messages.List)),
	}
}

// flowCounts say how long the lists of a flowWorld are.
func flowCounts() map[string]int {
	return map[string]int{
		"chats": 19, "unread chats": 13, "messages": 130, "chat media": 13, "smart list": 36, "custom list": 3,
		"custom lists": 8, "subscribers": 36, "followers": 9, "mass messages": 5, "templates": 6, "notifications": 7,
		"creators": 2, "a creator's subscribers": 5, "a creator's messages": 21,
	}
}

// flowWorld makes a server with lists of some length and returns a fan with a
// long chat, of which up to 40 messages have the same time. The clock stands
// still unless the test sleeps.
func flowWorld(t *testing.T) (server *fanvuetest.Server, fan string) {
	t.Helper()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	server = fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.WithRateLimit(1_000_000, time.Minute))
	t.Cleanup(server.Close)
	c, me := flowClient(t, server, fanvue.SurfaceDefault), server.Me()
	fan = me.AddFan(fanvue.User{DisplayName: "Long talker"})
	me.AddChat(fan)
	for i := range 130 {
		if i%5 > 1 {
			me.Receive(fan, fmt.Sprint("line ", i))
		} else {
			params := fanvue.MessageParams{Text: fmt.Sprint("answer ", i)}
			if i%10 == 0 {
				params.MediaUUIDs = []string{fanvuetest.MediaUUID}
			}
			_, err := c.Messages.Send(t.Context(), fan, params)
			must(err)
		}
		if i%4 == 3 && (i < 40 || i > 80) {
			time.Sleep(time.Millisecond)
		}
	}
	for i := range 12 {
		me.Receive(me.AddFan(fanvue.User{DisplayName: fmt.Sprint("Fan ", i)}), "hello")
	}
	for i := range 20 {
		server.Creator(fanvuetest.CreatorUUID).Receive(fanvuetest.CreatorFanUUID, fmt.Sprint("line ", i))
	}
	for i := range 6 {
		me.AddNotification(fanvue.Notification{EventType: fanvue.NotificationTip})
		_, err := c.CustomLists.Create(t.Context(), fanvue.CustomListParams{Name: fmt.Sprint("List ", i)})
		must(err)
		if i == 0 {
			continue
		}
		me.AddTemplate(fanvue.Template{FolderName: "Premium", Text: fmt.Sprint("Text ", i)})
		_, err = c.MassMessages.Send(t.Context(), fanvue.MassMessageParams{
			Text: fmt.Sprint("Mass ", i), IncludedLists: fanvue.MassMessageLists{SmartListIDs: []fanvue.SmartListID{fanvue.SmartListMuted}},
		})
		must(err)
	}
	time.Sleep(time.Hour)
	me.AddFollower(fanvue.User{UUID: fan}) // who subscribes as well
	return server, fan
}

func flowClient(t *testing.T, server *fanvuetest.Server, surface fanvue.Surface) *fanvue.Client {
	t.Helper()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithSurface(surface))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func flowSurfaces(t *testing.T, test func(t *testing.T, surface fanvue.Surface)) {
	for _, surface := range []fanvue.Surface{fanvue.SurfaceDefault, fanvue.SurfaceV0, fanvue.SurfaceV1} {
		t.Run(surface.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { test(t, surface) })
		})
	}
}

// flowTruth reads every list in one go and checks its length.
func flowTruth(t *testing.T, server *fanvuetest.Server, fan string) map[string][]string {
	t.Helper()
	truth := make(map[string][]string)
	lists := flowLists(t.Context(), flowClient(t, server, fanvue.SurfaceDefault), fan)
	for _, list := range lists {
		rows, err := list.rows(flowOptions{}, 0)
		if err != nil {
			t.Fatalf("%s: %v", list.name, err)
		}
		if want := flowCounts()[list.name]; len(rows) != want {
			t.Errorf("%s has %d rows, want %d", list.name, len(rows), want)
		}
		truth[list.name] = rows
	}
	var messages []string
	for _, m := range server.Me().Messages(fan) {
		messages = append(messages, m.UUID)
	}
	checkFlow(t, "messages", truth["messages"], messages)
	return truth
}

func checkFlow[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// TestIteratorsAreTheSameOnEverySurface reads each list whole, page by page, from
// the middle, and only its beginning.
func TestIteratorsAreTheSameOnEverySurface(t *testing.T) {
	t.Parallel()
	flowSurfaces(t, func(t *testing.T, surface fanvue.Surface) {
		server, fan := flowWorld(t)
		truth := flowTruth(t, server, fan)
		if surface == fanvue.SurfaceV1 {
			truth["followers"] = append([]string{fan}, truth["followers"]...)
		}
		client, later := flowClient(t, server, surface), flowClient(t, server, surface)
		before, err := client.Chats.UnreadCounts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		begin := server.RequestCount()
		for _, size := range []int{1, 2, 3, 7, 50} {
			afterwards := flowLists(t.Context(), later, fan)
			for i, list := range flowLists(t.Context(), client, fan) {
				checkFlowIteration(t, server, list, afterwards[i], size, truth[list.name])
			}
		}
		for _, request := range server.Requests()[begin:] {
			first, _, _ := strings.Cut(request.Path[1:], "/")
			if want := string(surface); first != want && (want != "" || first == "v0" || first == "v1") {
				t.Fatalf("%s is on another surface", request.Path)
			}
		}
		after, err := client.Chats.UnreadCounts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		checkFlow(t, "unread after reading", after, before)
	})
}

// checkFlowIteration reads a list in all ways. later is the list of another client,
// which has nothing but the token.
func checkFlowIteration(t *testing.T, server *fanvuetest.Server, list, later flowList, size int, want []string) {
	t.Helper()
	sized := flowOptions{Size: size}
	check := func(how string, want []string, read func() ([]string, error)) {
		t.Helper()
		before := server.RequestCount()
		got, err := read()
		if err != nil {
			t.Fatalf("%s by %d, %s: %v", list.name, size, how, err)
		}
		what := fmt.Sprintf("%s by %d, %s", list.name, size, how)
		checkFlow(t, what, got, want)
		checkFlow(t, what+", requests", server.RequestCount()-before, (len(want)+size-1)/size)
	}
	check("whole", want, func() ([]string, error) { return list.rows(sized, 0) })

	middle, at := fanvue.PageToken(""), 0
	check("page by page", want, func() (all []string, err error) {
		for step := sized; ; {
			some, next, err := later.page(step)
			if all = append(all, some...); err != nil || next == "" {
				return all, err
			}
			if at == 0 && len(all) >= len(want)/2 {
				middle, at = next, len(all)
			}
			step.After = next
		}
	})
	if middle != "" {
		check("from the middle", want[at:], func() ([]string, error) {
			return later.rows(flowOptions{Size: size, After: middle}, 0)
		})
	}
	some := min(size+1, len(want))
	check("its beginning", want[:some], func() ([]string, error) { return list.rows(sized, some) })
}

// TestConversationIsTheSameOnEverySurface sends, looks for what was sent, and marks as
// read.
func TestConversationIsTheSameOnEverySurface(t *testing.T) {
	t.Parallel()
	flowSurfaces(t, func(t *testing.T, surface fanvue.Surface) {
		server, fan := flowWorld(t)
		client := flowClient(t, server, surface)
		got, err := flowConversation(t.Context(), client, fan, server.Me().Messages(fan)[0].UUID)
		if err != nil {
			t.Fatal(err)
		}
		checkFlow(t, "what happened", got, []string{
			"sent; unread 16, 94", "true; unread 16, 94", "true; unread 16, 94", "130; unread 16, 94", "true; unread 16, 94",
			"marked as read; unread 15, 16", "marked as unread; unread 16, 16", "read by reading; unread 15, 16",
			"1 of 6 mass messages, to 1; unread 15, 16",
		})
	})
}

// flowConversation is what a program does with one fan. Nothing in here knows of
// surfaces.
func flowConversation(ctx context.Context, c *fanvue.Client, fan, newest string) (log []string, err error) {
	var sent *fanvue.SentMessage
	var next fanvue.PageToken
	params := fanvue.MessageParams{Text: "Thank you"}
	attempt := fanvue.SendAttempt{Params: params, StartedAt: time.Now(), AfterMessageUUID: newest}
	toMuted := fanvue.MassMessageParams{
		Text: "News", IncludedLists: fanvue.MassMessageLists{SmartListIDs: []fanvue.SmartListID{fanvue.SmartListMuted}},
	}
	steps := []func() (result any, err error){
		func() (any, error) {
			sent, err = c.Messages.Send(ctx, fan, params)
			attempt.EndedAt = time.Now()
			return "sent", err
		},
		func() (any, error) {
			found, err := c.Messages.Outcome(ctx, fan, attempt)
			return err == nil && found.Outcome == fanvue.OutcomeSent && found.Message.UUID == sent.UUID, err
		},
		func() (any, error) {
			page, err := c.Messages.List(ctx, fan, &fanvue.MessageListOptions{Size: 1})
			if err != nil {
				return nil, err
			}
			next = page.Next
			return page.Data[0].UUID == sent.UUID, nil
		},
		func() (any, error) {
			older, err := ids(c.Messages.All(ctx, fan, &fanvue.MessageListOptions{Size: 1, After: next}), func(m fanvue.Message) string { return m.UUID })
			return len(older), err
		},
		func() (any, error) {
			page, err := c.Chats.List(ctx, &fanvue.ChatListOptions{Size: 1})
			return err == nil && page.Data[0].User.UUID == fan && page.Data[0].LastMessage.UUID == sent.UUID, err
		},
		func() (any, error) {
			return "marked as read", c.Chats.Update(ctx, fan, fanvue.ChatUpdate{IsRead: fanvue.Value(true)})
		},
		func() (any, error) {
			return "marked as unread", c.Chats.Update(ctx, fan, fanvue.ChatUpdate{IsRead: fanvue.Value(false)})
		},
		func() (any, error) {
			_, err := c.Messages.List(ctx, fan, &fanvue.MessageListOptions{MarkAsRead: true})
			return "read by reading", err
		},
		func() (any, error) {
			sent, err := c.MassMessages.Send(ctx, toMuted)
			if err != nil {
				return nil, err
			}
			all, err := ids(c.MassMessages.All(ctx, nil), func(m fanvue.MassMessage) string { return m.UUID })
			return fmt.Sprintf("%d of %d mass messages, to %d", slices.Index(all, sent.UUID)+1, len(all), sent.RecipientCount), err
		},
	}
	for _, step := range steps {
		result, err := step()
		if err != nil {
			return log, err
		}
		counts, err := c.Chats.UnreadCounts(ctx)
		if err != nil {
			return log, err
		}
		log = append(log, fmt.Sprintf("%v; unread %d, %d", result, counts.UnreadChatsCount, counts.UnreadMessagesCount))
	}
	return log, nil
}
