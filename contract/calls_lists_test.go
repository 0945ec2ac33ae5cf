package contract_test

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func allSmartLists() []fanvue.SmartListID {
	return []fanvue.SmartListID{
		fanvue.SmartListSubscribers, fanvue.SmartListAutoRenewing, fanvue.SmartListNonRenewing, fanvue.SmartListFollowers,
		fanvue.SmartListFreeTrialSubscribers, fanvue.SmartListExpiredSubscribers, fanvue.SmartListSpentMoreThan50, fanvue.SmartListMuted,
	}
}

func massMessageCalls() []call {
	page := &fanvue.MassMessageListOptions{Size: 50, After: "page=1&size=50", IncludeDeleted: true}
	free := fanvue.MassMessageUpdate{Price: fanvue.Null[fanvue.Cents]()}
	return []call{
		{op: fanvue.OpMassMessagesList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.MassMessages.List(ctx, page)
		}},
		{op: fanvue.OpCreatorMassMessagesList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).MassMessages.List(ctx, page)
		}},
		{op: fanvue.OpMassMessagesSend, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.MassMessages.Send(ctx, massMessageParams(fanvuetest.MediaUUID, fanvuetest.CustomListUUID))
		}},
		{op: fanvue.OpCreatorMassMessagesSend, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).MassMessages.Send(ctx, massMessageParams(creatorMediaUUID, creatorListUUID))
		}},
		{op: fanvue.OpMassMessagesUpdate, do: func(ctx context.Context, c *fanvue.Client, id made) (any, error) {
			return nil, c.MassMessages.Update(ctx, id.massMessage, massMessageUpdate(fanvuetest.MediaUUID, fanvuetest.CustomListUUID))
		}},
		{op: fanvue.OpMassMessagesUpdate, do: func(ctx context.Context, c *fanvue.Client, id made) (any, error) {
			return nil, c.MassMessages.Update(ctx, id.massMessage, free)
		}},
		{op: fanvue.OpCreatorMassMessagesUpdate, do: func(ctx context.Context, c *fanvue.Client, id made) (any, error) {
			return nil, creator(c).MassMessages.Update(ctx, id.creatorMassMessage, massMessageUpdate(creatorMediaUUID, creatorListUUID))
		}},
		{op: fanvue.OpMassMessagesDelete, do: func(ctx context.Context, c *fanvue.Client, id made) (any, error) {
			return nil, c.MassMessages.Delete(ctx, id.massMessage)
		}},
		{op: fanvue.OpCreatorMassMessagesDelete, do: func(ctx context.Context, c *fanvue.Client, id made) (any, error) {
			return nil, creator(c).MassMessages.Delete(ctx, id.creatorMassMessage)
		}},
	}
}

func listCalls() []call {
	page := &fanvue.ListOptions{Size: 50, After: "page=1&size=50"}
	all := []call{
		{op: fanvue.OpCustomListsList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.CustomLists.List(ctx, &fanvue.CustomListListOptions{Size: 50, After: "page=1&size=50", Search: "reg"})
		}},
		{op: fanvue.OpCreatorCustomListsList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).CustomLists.List(ctx, &fanvue.CustomListListOptions{Size: 50, After: "page=1&size=50"})
		}},
		{op: fanvue.OpCustomListsCreate, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.CustomLists.Create(ctx, fanvue.CustomListParams{Name: "VIP & <co>"})
		}},
		{op: fanvue.OpCustomListsUpdate, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, c.CustomLists.Update(ctx, fanvuetest.CustomListUUID, fanvue.CustomListParams{Name: "Best"})
		}},
		{op: fanvue.OpCustomListsDelete, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, c.CustomLists.Delete(ctx, fanvuetest.CustomListUUID)
		}},
		{op: fanvue.OpCustomListsMembers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.CustomLists.Members(ctx, fanvuetest.CustomListUUID, page)
		}},
		{op: fanvue.OpCreatorCustomListsMembers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).CustomLists.Members(ctx, creatorListUUID, page)
		}},
		{op: fanvue.OpCustomListsAddMembers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.CustomLists.AddMembers(ctx, fanvuetest.CustomListUUID, []string{fanvuetest.FanUUID, fanvuetest.FollowerUUID})
		}},
		{op: fanvue.OpCustomListsRemoveMember, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, c.CustomLists.RemoveMember(ctx, fanvuetest.CustomListUUID, fanvuetest.FanUUID)
		}},
		{op: fanvue.OpSmartListsList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) { return c.SmartLists.List(ctx) }},
		{op: fanvue.OpCreatorSmartListsList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).SmartLists.List(ctx)
		}},
	}
	for _, id := range allSmartLists() {
		all = append(all, call{op: fanvue.OpSmartListsMembers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.SmartLists.Members(ctx, id, page)
		}}, call{op: fanvue.OpCreatorSmartListsMembers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).SmartLists.Members(ctx, id, page)
		}})
	}
	return all
}

func fanCalls() []call {
	page := &fanvue.ListOptions{Size: 50, After: "page=1&size=50"}
	online := &fanvue.OnlineSubscriberOptions{Limit: 4, SubscriberUUIDs: []string{fanvuetest.CreatorFanUUID, fanvuetest.FanUUID}}
	return []call{
		{op: fanvue.OpFansSubscribers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Fans.Subscribers(ctx, &fanvue.SubscriberListOptions{
				Size: 50, After: "page=1&size=50", SortField: fanvue.SortByName, SortDirection: fanvue.SortAscending,
			})
		}},
		{op: fanvue.OpFansSubscribers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Fans.Subscribers(ctx, &fanvue.SubscriberListOptions{
				SortField: fanvue.SortBySubscribedAt, SortDirection: fanvue.SortDescending,
			})
		}},
		{op: fanvue.OpCreatorFansSubscribers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Fans.Subscribers(ctx, &fanvue.SubscriberListOptions{Size: 50, After: "page=1&size=50"})
		}},
		{op: fanvue.OpFansFollowers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) { return c.Fans.Followers(ctx, page) }},
		{op: fanvue.OpCreatorFansFollowers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Fans.Followers(ctx, page)
		}},
		{op: fanvue.OpCreatorFansOnlineSubscribers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Fans.OnlineSubscribers(ctx, nil)
		}},
		{op: fanvue.OpCreatorFansOnlineSubscribers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Fans.OnlineSubscribers(ctx, online)
		}},
	}
}
