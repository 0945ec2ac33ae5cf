package contract_test

import (
	"context"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// Ids of the seeded world that fanvuetest has no names for.
const (
	creatorListUUID  = "11000000-0000-4000-8000-000000000001"
	creatorMediaUUID = "d1000000-0000-4000-8000-000000000001"
	chatlessUUID     = "f3000000-0000-4000-8000-000000000001"
)

// call is one use of an operation.
type call struct {
	op fanvue.OperationName
	do func(ctx context.Context, c *fanvue.Client, id made) (any, error)
	// wireOnly marks what fanvuetest would refuse: a page token that it did
	// not give, or fields that the document allows together and the API not.
	wireOnly bool
}

// made are ids of what the test made before the call.
type made struct {
	massMessage, creatorMessage, creatorMassMessage string
	upload, creatorUpload                           string
}

// anyMade are ids of nothing.
func anyMade() made {
	return made{
		massMessage: anyUUID, creatorMessage: anyUUID, creatorMassMessage: anyUUID,
		upload: anyUUID, creatorUpload: anyUUID,
	}
}

// calls use every operation, and between them every option and field. The ids
// are fanvuetest's, so that the same calls succeed there.
func calls() []call {
	var all []call
	for _, some := range [][]call{accountCalls(), chatCalls(), messageCalls(), massMessageCalls(), listCalls(), fanCalls(), mediaCalls(), postCalls(), insightsCalls(), earningsCalls(), trackingLinkCalls(), agencyCalls()} {
		all = append(all, some...)
	}
	return all
}

func creator(c *fanvue.Client) fanvue.CreatorClient { return c.Creator(fanvuetest.CreatorUUID) }

func accountCalls() []call {
	events := &fanvue.NotificationListOptions{Size: 30, After: "page=1&size=30", EventType: fanvue.NotificationTip}
	templates := &fanvue.TemplateListOptions{Size: 10, After: "page=1&size=10", FolderName: "premium"}
	return []call{
		{op: fanvue.OpSelfGet, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) { return c.Self.Get(ctx) }},
		{op: fanvue.OpSelfAccount, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) { return c.Self.Account(ctx) }},
		{op: fanvue.OpCreatorSelfAccount, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Self.Account(ctx)
		}},
		{op: fanvue.OpSelfNotifications, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Self.Notifications(ctx, nil)
		}},
		{op: fanvue.OpSelfNotifications, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Self.Notifications(ctx, events)
		}},
		{op: fanvue.OpCreatorSelfNotifications, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Self.Notifications(ctx, nil)
		}},
		{op: fanvue.OpCreatorSelfNotifications, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Self.Notifications(ctx, events)
		}},
		{op: fanvue.OpAppsSubscriptionStatus, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Apps.SubscriptionStatus(ctx, fanvuetest.AppUUID)
		}},
		{op: fanvue.OpAppsSubscription, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Apps.Subscription(ctx, fanvuetest.AppUUID)
		}},
		{op: fanvue.OpCreatorsList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Creators.List(ctx, &fanvue.ListOptions{Size: 50, After: "page=1&size=50"})
		}},
		{op: fanvue.OpTemplatesList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Templates.List(ctx, nil)
		}},
		{op: fanvue.OpTemplatesList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Templates.List(ctx, templates)
		}},
		{op: fanvue.OpTemplatesGet, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Templates.Get(ctx, fanvuetest.PricedTemplateUUID)
		}},
	}
}

func chatCalls() []call {
	chats := &fanvue.ChatListOptions{
		Size: 50, After: "page=1&size=50", Search: "lee & co", SortBy: fanvue.ChatsByMostUnanswered, CustomListUUID: fanvuetest.CustomListUUID,
		Filters: []fanvue.ChatFilter{
			fanvue.ChatsUnread, fanvue.ChatsOnline, fanvue.ChatsSubscribedTo, fanvue.ChatsNotMuted, fanvue.ChatsArchived,
			fanvue.ChatsSubscribers, fanvue.ChatsFollowers, fanvue.ChatsRecentSubscribers, fanvue.ChatsNotAnswered,
			fanvue.ChatsSpentMoreThan50, fanvue.ChatsOnFreeTrial, fanvue.ChatsHasTipped, fanvue.ChatsSpenders, fanvue.ChatsExcludeCreators,
		},
		SmartListIDs: allSmartLists(),
	}
	page := &fanvue.ChatListOptions{Size: 50, After: "page=1&size=50"}
	media := &fanvue.ChatMediaOptions{Size: 5, After: "cursor=abc", MediaType: fanvue.MediaDocument}
	update := fanvue.ChatUpdate{IsRead: fanvue.Value(true), IsMuted: fanvue.Value(true), Nickname: fanvue.Value("sunny")}
	return []call{
		{op: fanvue.OpChatsList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) { return c.Chats.List(ctx, nil) }},
		{op: fanvue.OpChatsList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) { return c.Chats.List(ctx, chats) }},
		{op: fanvue.OpCreatorChatsList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Chats.List(ctx, page)
		}},
		{op: fanvue.OpChatsCreate, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Chats.Create(ctx, chatlessUUID)
		}},
		{op: fanvue.OpCreatorChatsCreate, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Chats.Create(ctx, "f2000000-0000-4000-8000-000000000105")
		}},
		{op: fanvue.OpChatsUpdate, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, c.Chats.Update(ctx, fanvuetest.FanUUID, update)
		}},
		{op: fanvue.OpCreatorChatsUpdate, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, creator(c).Chats.Update(ctx, fanvuetest.CreatorFanUUID, update)
		}},
		{op: fanvue.OpChatsUnreadCounts, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Chats.UnreadCounts(ctx)
		}},
		{op: fanvue.OpChatsStatuses, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Chats.Statuses(ctx, []string{fanvuetest.FanUUID, fanvuetest.BuyerUUID, fanvuetest.FollowerUUID})
		}},
		{op: fanvue.OpChatsMedia, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Chats.Media(ctx, fanvuetest.FanUUID, nil)
		}},
		{op: fanvue.OpChatsMedia, wireOnly: true, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Chats.Media(ctx, fanvuetest.FanUUID, media)
		}},
		{op: fanvue.OpCreatorChatsMedia, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Chats.Media(ctx, fanvuetest.CreatorFanUUID, nil)
		}},
		{op: fanvue.OpCreatorChatsMedia, wireOnly: true, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Chats.Media(ctx, fanvuetest.CreatorFanUUID, media)
		}},
	}
}

func messageCalls() []call {
	page := &fanvue.MessageListOptions{Size: 50, After: "page=1&size=50", MarkAsRead: true}
	message := func(media string) fanvue.MessageParams {
		return fanvue.MessageParams{Text: "a & b <c> 👋", MediaUUIDs: []string{media}, Price: 300}
	}
	template := fanvue.MessageParams{TemplateUUID: fanvuetest.PricedTemplateUUID}
	media := func(media string) fanvue.MessageMediaParams {
		return fanvue.MessageMediaParams{MediaUUIDs: []string{media}, Variants: []fanvue.MediaVariantType{
			fanvue.VariantMain, fanvue.VariantThumbnail, fanvue.VariantThumbnailGallery, fanvue.VariantBlurred,
		}}
	}
	return []call{
		{op: fanvue.OpMessagesList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Messages.List(ctx, fanvuetest.BuyerUUID, nil)
		}},
		{op: fanvue.OpMessagesList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Messages.List(ctx, fanvuetest.FanUUID, page)
		}},
		{op: fanvue.OpMessagesList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Messages.List(ctx, fanvuetest.FollowerUUID, nil) // has a mass message
		}},
		{op: fanvue.OpCreatorMessagesList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Messages.List(ctx, fanvuetest.CreatorFanUUID, page)
		}},
		{op: fanvue.OpMessagesSend, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Messages.Send(ctx, fanvuetest.FanUUID, message(fanvuetest.MediaUUID))
		}},
		{op: fanvue.OpMessagesSend, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Messages.Send(ctx, fanvuetest.FanUUID, template)
		}},
		{op: fanvue.OpCreatorMessagesSend, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Messages.Send(ctx, fanvuetest.CreatorFanUUID, message(creatorMediaUUID))
		}},
		{op: fanvue.OpCreatorMessagesSend, wireOnly: true, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Messages.Send(ctx, fanvuetest.CreatorFanUUID, template)
		}},
		{op: fanvue.OpMessagesDelete, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, c.Messages.Delete(ctx, fanvuetest.FanUUID, fanvuetest.PricedMessageUUID)
		}},
		{op: fanvue.OpMessagesMedia, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Messages.Media(ctx, fanvuetest.FanUUID, fanvuetest.PricedMessageUUID, media(fanvuetest.MediaUUID))
		}},
		{op: fanvue.OpCreatorMessagesMedia, do: func(ctx context.Context, c *fanvue.Client, id made) (any, error) {
			return creator(c).Messages.Media(ctx, fanvuetest.CreatorFanUUID, id.creatorMessage, media(creatorMediaUUID))
		}},
		{op: fanvue.OpMessagesBatch, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Messages.Batch(ctx, fanvue.MessageBatchParams{
				// The last one has no chat and returns an error.
				ChatUUIDs: []string{fanvuetest.FanUUID, fanvuetest.BuyerUUID, fanvuetest.FollowerUUID, chatlessUUID}, Limit: 50,
			})
		}},
		{op: fanvue.OpMessagesBatch, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Messages.Batch(ctx, fanvue.MessageBatchParams{
				ChatUUIDs: []string{fanvuetest.FanUUID}, SinceMessageUUID: fanvuetest.PricedMessageUUID,
			})
		}},
	}
}

func massMessageParams(media, list string) fanvue.MassMessageParams {
	return fanvue.MassMessageParams{
		Text: "a & b <c> 👋", MediaUUIDs: []string{media}, Price: 300,
		IncludedLists: fanvue.MassMessageLists{SmartListIDs: allSmartLists(), CustomListUUIDs: []string{list}},
		ExcludedLists: fanvue.MassMessageLists{SmartListIDs: []fanvue.SmartListID{fanvue.SmartListMuted}, CustomListUUIDs: []string{list}},
		ScheduledAt:   time.Now().Add(48 * time.Hour),
	}
}

func massMessageUpdate(media, list string) fanvue.MassMessageUpdate {
	params := massMessageParams(media, list)
	return fanvue.MassMessageUpdate{
		Text: fanvue.Value("new"), MediaUUIDs: fanvue.Value(params.MediaUUIDs), Price: fanvue.Value(fanvue.Cents(400)),
		IncludedLists: fanvue.Value(params.IncludedLists), ExcludedLists: fanvue.Value(params.ExcludedLists),
		ScheduledAt: fanvue.Value(time.Now().Add(72 * time.Hour)),
	}
}
