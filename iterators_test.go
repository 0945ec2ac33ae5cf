package fanvue_test

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// iteratorCases has every All… method, on the own account and as a creator. Where
// no size is given, 50 rows a page must be asked for; filters must be in the
// second request as well.
func iteratorCases() []iteratorCase {
	const (
		plainItem  = `{"uuid":%q}`
		chatItem   = `{"user":{"uuid":%q}}`
		noticeItem = `{"uuid":%q,"data":{},"eventType":6}`
	)
	plain := [2]string{"size=50", "page=2&size=50"}
	notification := func(n fanvue.Notification) string { return n.UUID }
	chat := func(c fanvue.Chat) string { return c.User.UUID }
	media := func(m fanvue.ChatMedia) string { return m.UUID }
	message := func(m fanvue.Message) string { return m.UUID }
	massMessage := func(m fanvue.MassMessage) string { return m.UUID }
	customList := func(l fanvue.CustomList) string { return l.UUID }
	member := func(m fanvue.ListMember) string { return m.UUID }
	subscriber := func(s fanvue.Subscriber) string { return s.UUID }
	follower := func(f fanvue.Follower) string { return f.UUID }
	return []iteratorCase{
		{
			name: "Self.AllNotifications", path: "/notifications", item: noticeItem,
			queries: [2]string{"eventType=11&size=50", "eventType=11&page=2&size=50"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Self.AllNotifications(ctx, &fanvue.NotificationListOptions{EventType: fanvue.NotificationTip}), notification)
			},
		},
		{
			name: "Creator.Self.AllNotifications", path: creatorPrefix + "/notifications", item: noticeItem,
			queries: [2]string{"eventType=11&size=50", "eventType=11&page=2&size=50"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).Self.AllNotifications(ctx, &fanvue.NotificationListOptions{EventType: fanvue.NotificationTip}), notification)
			},
		},
		{
			name: "Chats.All", path: "/chats", item: chatItem,
			queries: [2]string{
				"customListId=l1&filter=unread&filter=online&search=a+b&size=50&smartListIds=muted&smartListIds=followers&sortBy=online_now",
				"customListId=l1&filter=unread&filter=online&page=2&search=a+b&size=50&smartListIds=muted&smartListIds=followers&sortBy=online_now",
			},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Chats.All(ctx, &fanvue.ChatListOptions{
					Filters: []fanvue.ChatFilter{fanvue.ChatsUnread, fanvue.ChatsOnline}, Search: "a b", SortBy: fanvue.ChatsByOnlineNow,
					CustomListID: "l1", SmartListIDs: []fanvue.SmartListID{fanvue.SmartListMuted, fanvue.SmartListFollowers},
				}), chat)
			},
		},
		{
			name: "Chats.All of a size", path: "/chats", item: chatItem,
			queries: [2]string{"size=2", "page=2&size=2"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Chats.All(ctx, &fanvue.ChatListOptions{Size: 2}), chat)
			},
		},
		{
			name: "Creator.Chats.All", path: creatorPrefix + "/chats", item: chatItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).Chats.All(ctx, nil), chat)
			},
		},
		{
			name: "Chats.AllMedia", path: "/chats/" + fanPath + "/media", item: plainItem, cursor: true,
			queries: [2]string{"limit=50&mediaType=video", "cursor=c%2F2+%2B%3D&limit=50&mediaType=video"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Chats.AllMedia(ctx, fanID, &fanvue.ChatMediaOptions{MediaType: fanvue.MediaVideo}), media)
			},
		},
		{
			name: "Creator.Chats.AllMedia", path: creatorPrefix + "/chats/" + fanPath + "/media", item: plainItem, cursor: true,
			queries: [2]string{"limit=50&mediaType=audio", "cursor=c%2F2+%2B%3D&limit=50&mediaType=audio"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).Chats.AllMedia(ctx, fanID, &fanvue.ChatMediaOptions{MediaType: fanvue.MediaAudio}), media)
			},
		},
		{
			name: "Messages.All", path: "/chats/" + fanPath + "/messages", item: plainItem,
			queries: [2]string{"markAsRead=true&size=50", "markAsRead=true&page=2&size=50"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Messages.All(ctx, fanID, &fanvue.MessageListOptions{MarkAsRead: true}), message)
			},
		},
		{
			// Left out, the server would mark the chat as read.
			name: "Messages.All without options", path: "/chats/" + fanPath + "/messages", item: plainItem,
			queries: [2]string{"markAsRead=false&size=50", "markAsRead=false&page=2&size=50"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Messages.All(ctx, fanID, nil), message)
			},
		},
		{
			name: "Creator.Messages.All", path: creatorPrefix + "/chats/" + fanPath + "/messages", item: plainItem,
			queries: [2]string{"markAsRead=false&size=50", "markAsRead=false&page=2&size=50"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).Messages.All(ctx, fanID, nil), message)
			},
		},
		{
			name: "MassMessages.All", path: "/chats/mass-messages", item: plainItem,
			queries: [2]string{"includeDeleted=true&size=50", "includeDeleted=true&page=2&size=50"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.MassMessages.All(ctx, &fanvue.MassMessageListOptions{IncludeDeleted: true}), massMessage)
			},
		},
		{
			name: "Creator.MassMessages.All", path: creatorPrefix + "/chats/mass-messages", item: plainItem,
			queries: [2]string{"includeDeleted=true&size=50", "includeDeleted=true&page=2&size=50"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).MassMessages.All(ctx, &fanvue.MassMessageListOptions{IncludeDeleted: true}), massMessage)
			},
		},
		{
			name: "CustomLists.All", path: "/chats/lists/custom", item: plainItem,
			queries: [2]string{"search=VIP+%26+co&size=50", "page=2&search=VIP+%26+co&size=50"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.CustomLists.All(ctx, &fanvue.CustomListListOptions{Search: "VIP & co"}), customList)
			},
		},
		{
			name: "Creator.CustomLists.All", path: creatorPrefix + "/chats/lists/custom", item: plainItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).CustomLists.All(ctx, &fanvue.CustomListListOptions{}), customList)
			},
		},
		{
			name: "CustomLists.AllMembers", path: "/chats/lists/custom/" + listPath, item: plainItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.CustomLists.AllMembers(ctx, listID, nil), member)
			},
		},
		{
			name: "Creator.CustomLists.AllMembers", path: creatorPrefix + "/chats/lists/custom/" + listPath, item: plainItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).CustomLists.AllMembers(ctx, listID, &fanvue.ListOptions{}), member)
			},
		},
		{
			name: "SmartLists.AllMembers", path: "/chats/lists/smart/spent_more_than_50", item: plainItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.SmartLists.AllMembers(ctx, fanvue.SmartListSpentMoreThan50, nil), member)
			},
		},
		{
			name: "Creator.SmartLists.AllMembers", path: creatorPrefix + "/chats/lists/smart/muted", item: plainItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).SmartLists.AllMembers(ctx, fanvue.SmartListMuted, nil), member)
			},
		},
		{
			name: "Fans.AllSubscribers", path: "/subscribers", item: plainItem,
			queries: [2]string{"size=50&sortDirection=asc&sortField=name", "page=2&size=50&sortDirection=asc&sortField=name"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Fans.AllSubscribers(ctx, &fanvue.SubscriberListOptions{SortField: fanvue.SortByName, SortDirection: fanvue.SortAscending}), subscriber)
			},
		},
		{
			name: "Creator.Fans.AllSubscribers", path: creatorPrefix + "/subscribers", item: plainItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).Fans.AllSubscribers(ctx, nil), subscriber)
			},
		},
		{
			name: "Fans.AllFollowers", path: "/followers", item: plainItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Fans.AllFollowers(ctx, nil), follower)
			},
		},
		{
			name: "Creator.Fans.AllFollowers", path: creatorPrefix + "/followers", item: plainItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).Fans.AllFollowers(ctx, nil), follower)
			},
		},
		{
			name: "Creators.All", path: "/creators", item: plainItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creators.All(ctx, nil), func(c fanvue.Creator) string { return c.UUID })
			},
		},
		{
			name: "Templates.All", path: "/chats/templates", item: plainItem,
			queries: [2]string{"folderName=welcome&size=50", "folderName=welcome&page=2&size=50"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Templates.All(ctx, &fanvue.TemplateListOptions{FolderName: "welcome"}), func(t fanvue.Template) string { return t.UUID })
			},
		},
	}
}

func TestIterators(t *testing.T) {
	t.Parallel()
	for _, tc := range slices.Concat(iteratorCases(), mediaIterators(), postIterators(), insightsIterators(), agencyIterators()) {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var step int // only one request is under way at a time
			server := newWireServer(t, func(w http.ResponseWriter, r *http.Request) {
				step++
				rows := []string{fmt.Sprintf(tc.item, "a"), fmt.Sprintf(tc.item, "b")}
				move := `"pagination":{"page":1,"size":2,"hasMore":true}`
				if tc.cursor {
					move = `"nextCursor":"c/2 +="`
				}
				if step > 1 {
					rows = []string{fmt.Sprintf(tc.item, "c")}
					move = `"pagination":{"page":2,"size":1,"hasMore":false}`
					if tc.cursor {
						move = `"nextCursor":null`
					}
				}
				respondJSON(http.StatusOK, `{"data":[`+strings.Join(rows, ",")+`],`+move+`}`)(w, r)
			})
			got, err := tc.iterate(t.Context(), server.client(t))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{"a", "b", "c"}, got); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			var sent []string
			for _, r := range server.seen() {
				sent = append(sent, r.method+" "+r.path+"?"+r.query)
			}
			want := []string{"GET " + opBase + tc.path + "?" + tc.queries[0], "GET " + opBase + tc.path + "?" + tc.queries[1]}
			if diff := cmp.Diff(want, sent); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

// iteratorCase is an iterator over two pages.
type iteratorCase struct {
	name    string
	path    string
	queries [2]string // of the first and the second request
	item    string    // JSON of a row, with %s for its id
	cursor  bool      // the list is paged by cursor, not by number
	iterate func(ctx context.Context, c *fanvue.Client) ([]string, error)
}

// ids walks a whole list.
func ids[T any](rows iter.Seq2[T, error], id func(T) string) ([]string, error) {
	var all []string
	for row, err := range rows {
		if err != nil {
			return all, err
		}
		all = append(all, id(row))
	}
	return all, nil
}
