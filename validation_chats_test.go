package fanvue_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestValidationOfChats(t *testing.T) {
	t.Parallel()
	type update = fanvue.ChatUpdate
	var cases []validationCase
	for _, tc := range []struct {
		name, argument, sent string
		update               update
	}{
		{"of nothing", "ChatUpdate", "", update{}},
		{"read null", "IsRead", "", update{IsRead: fanvue.Null[bool]()}},
		{"muted null", "IsMuted", "", update{IsMuted: fanvue.Null[bool]()}},
		{"nickname null", "Nickname", "", update{Nickname: fanvue.Null[string]()}},
		{"unread", "", `{"isRead":false}`, update{IsRead: fanvue.Value(false)}},
		{"not muted", "", `{"isMuted":false}`, update{IsMuted: fanvue.Value(false)}},
		{"nickname removed", "", `{"nickname":""}`, update{Nickname: fanvue.Value("")}},
		{"nickname of 30", "", `{"nickname":"` + runes(30) + `"}`, update{Nickname: fanvue.Value(runes(30))}},
		{"nickname of 31", "Nickname", "", update{Nickname: fanvue.Value(runes(31))}},
		{"nickname of 31 letters", "Nickname", "", update{Nickname: fanvue.Value(strings.Repeat("x", 31))}},
	} {
		cases = append(cases, validationCase{fanvue.OpChatsUpdate, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return c.Chats.Update(ctx, "fan", tc.update)
		}})
	}
	for id, argument := range map[string]string{"": "userUUID", ".": "userUUID", "..": "userUUID", "fan": ""} {
		cases = append(cases, validationCase{fanvue.OpChatsCreate, "with " + id, argument, `{"userUuid":"fan"}`, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Chats.Create(ctx, id))
		}})
	}
	for n, argument := range map[int]string{100: "", 101: "Search"} {
		cases = append(cases, validationCase{fanvue.OpChatsList, fmt.Sprint("search of ", n), argument, "search=" + url.QueryEscape(runes(n)), func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Chats.List(ctx, &fanvue.ChatListOptions{Search: runes(n)}))
		}})
	}
	cases = append(cases, validationCase{fanvue.OpChatsList, "an empty filter", "Filters", "", func(ctx context.Context, c *fanvue.Client) error {
		return second(c.Chats.List(ctx, &fanvue.ChatListOptions{Filters: []fanvue.ChatFilter{fanvue.ChatsUnread, ""}}))
	}}, validationCase{fanvue.OpChatsList, "an empty smart list", "SmartListIDs", "", func(ctx context.Context, c *fanvue.Client) error {
		return second(c.Chats.List(ctx, &fanvue.ChatListOptions{SmartListIDs: []fanvue.SmartListID{""}}))
	}})
	runValidation(t, cases)
}
