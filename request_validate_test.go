package fanvue_test

import (
	"errors"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestOptionsThatAManagedCreatorLacks(t *testing.T) {
	t.Parallel()
	server := &pages{bodies: []string{`{"data":[]}`}}
	creator := server.client(t).Creator("ada")
	chats := func(opts fanvue.ChatListOptions) error {
		_, err := creator.Chats.List(t.Context(), &opts)
		return err
	}
	for argument, err := range map[string]error{
		"Filters":        chats(fanvue.ChatListOptions{Filters: []fanvue.ChatFilter{fanvue.ChatsUnread}}),
		"Search":         chats(fanvue.ChatListOptions{Search: "mia"}),
		"SortBy":         chats(fanvue.ChatListOptions{SortBy: fanvue.ChatsByOnlineNow}),
		"CustomListUUID": chats(fanvue.ChatListOptions{CustomListUUID: "vip"}),
		"SmartListIDs":   chats(fanvue.ChatListOptions{SmartListIDs: []fanvue.SmartListID{fanvue.SmartListMuted}}),
		"SortField":      second(creator.Fans.Subscribers(t.Context(), &fanvue.SubscriberListOptions{SortField: fanvue.SortByName})),
		"SortDirection": second(creator.Fans.Subscribers(t.Context(), &fanvue.SubscriberListOptions{
			SortDirection: fanvue.SortAscending})),
	} {
		var refused *fanvue.ArgumentError
		if !errors.As(err, &refused) || refused.Argument != argument {
			t.Errorf("%s: got %v, want it refused by name", argument, err)
		}
	}
	if _, err := creator.CustomLists.List(t.Context(), &fanvue.CustomListListOptions{Search: "vip"}); !errors.Is(err, fanvue.ErrValidation) {
		t.Errorf("custom list search: got %v, want ErrValidation", err)
	}
	if len(server.queries) > 0 {
		t.Errorf("%d requests, want none", len(server.queries))
	}
}

// No placeholder of any operation takes an id that is none.
func TestValidationOfIDsInPaths(t *testing.T) {
	t.Parallel()
	var checked int
	for _, op := range idTemplates() {
		names := placeholders(op.Path)
		for _, bad := range append(names, "") { // "": all are good
			for _, id := range []string{"", ".", ".."} {
				values := make(map[string]string)
				for _, name := range names {
					values[name] = "x"
				}
				if bad != "" {
					values[bad] = id
				}
				server := new(validationServer)
				err := server.client(t).Call(t.Context(), op, fanvue.CallParams{Path: values}, nil)
				if bad != "" {
					server.checkRejected(t, op.Name, bad, err)
					checked++
				} else if err != nil || len(server.sent) != 1 {
					t.Errorf("%s: sent %q, %v; want it sent", op.Name, server.sent, err)
				}
			}
		}
	}
	if checked < 3*len(idTemplates()) {
		t.Errorf("%d ids were checked", checked)
	}
}
