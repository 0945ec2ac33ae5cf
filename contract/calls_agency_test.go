package contract_test

import (
	"context"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func agencyCalls() []call {
	page := &fanvue.ListOptions{Size: 50, After: "page=1&size=50"}
	creators := []string{fanvuetest.CreatorUUID, anyUUID}
	now := time.Now()
	month := &fanvue.AgencyPeriodOptions{
		Size: 50, After: "page=1&size=50", CreatorUUIDs: creators,
		StartDate: now.Add(-30 * 24 * time.Hour), EndDate: now.In(time.FixedZone("", 2*60*60)),
	}
	year := &fanvue.AgencyPeriodOptions{StartDate: now.Add(-365 * 24 * time.Hour), EndDate: now}
	return []call{
		{op: fanvue.OpAgencyChats, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Agency.Chats(ctx, page)
		}},
		{op: fanvue.OpAgencySubscribers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Agency.Subscribers(ctx, &fanvue.AgencySubscriberOptions{Size: 50, After: "page=1&size=50", CreatorUUIDs: creators})
		}},
		{op: fanvue.OpAgencySubscribersHistory, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Agency.SubscribersHistory(ctx, month)
		}},
		{op: fanvue.OpAgencySubscribersHistory, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Agency.SubscribersHistory(ctx, year)
		}},
		{op: fanvue.OpAgencyEarnings, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Agency.Earnings(ctx, month)
		}},
		{op: fanvue.OpAgencyEarnings, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Agency.Earnings(ctx, &fanvue.AgencyPeriodOptions{ // with what has no currency
				Size: 50, StartDate: year.StartDate, EndDate: now.Add(-200 * 24 * time.Hour),
			})
		}},
		{op: fanvue.OpAgencyChatterLeaderboard, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Agency.ChatterLeaderboard(ctx, nil)
		}},
		{op: fanvue.OpAgencyChatterLeaderboard, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Agency.ChatterLeaderboard(ctx, &fanvue.ChatterLeaderboardOptions{
				StartDate: month.StartDate, EndDate: month.EndDate, ChatterUUIDs: []string{fanvuetest.TeamMemberUUID, anyUUID},
			})
		}},
		{op: fanvue.OpAgencyTeamMembers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Agency.TeamMembers(ctx)
		}},
		{op: fanvue.OpAgencyUpdateTeamMember, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Agency.UpdateTeamMember(ctx, fanvuetest.TeamMemberUUID, fanvue.TeamMemberUpdate{
				CreatorUUIDs: fanvue.Value([]string{fanvuetest.CreatorUUID}), Nickname: fanvue.Value("Day <shift>"),
			})
		}},
		{op: fanvue.OpAgencyUpdateTeamMember, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Agency.UpdateTeamMember(ctx, fanvuetest.TeamMemberUUID, fanvue.TeamMemberUpdate{
				CreatorUUIDs: fanvue.Null[[]string](), Nickname: fanvue.Null[string](),
			})
		}},
		{op: fanvue.OpAgencyInviteTeamMember, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Agency.InviteTeamMember(ctx, fanvuetest.InvitableEmail)
		}},
		{op: fanvue.OpAgencyInviteCreator, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Agency.InviteCreator(ctx, fanvuetest.InvitableCreatorEmail)
		}},
	}
}
