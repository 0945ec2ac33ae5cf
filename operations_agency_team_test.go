package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const (
	chattersResponse = `{"data":[
		{"chatterUuid":"u-5","chatterName":"Night shift","avatarUrl":"https://cdn.example.com/dana.jpg","revenue":45000,"messages":200,
			"ppvsSent":40,"ppvsUnlocked":10,"unlockRatio":0.25,"goldenRatio":0.05,"activeHours":12.5,"eph":3600.5,"avgResponseMs":42000.5},
		{"chatterUuid":"u-6","chatterName":"Ravi","avatarUrl":null,"revenue":0,"messages":0,
			"ppvsSent":0,"ppvsUnlocked":0,"unlockRatio":0,"goldenRatio":0,"activeHours":0,"eph":0,"avgResponseMs":null}
	]}`
	memberJSON = `{"uuid":"u-5","displayName":"Dana","nickname":"Night shift","email":"dana@example.com","isAdmin":true,
		"creatorAccess":[{"uuid":"c-1","role":"ADMIN"},{"uuid":"c-2","role":"CHATTER"}]}`
	memberNulls = `{"uuid":"u-6","displayName":"Ravi","nickname":null,"email":"ravi@example.com","isAdmin":false,"creatorAccess":[]}`
)

func wantMember() fanvue.TeamMember {
	return fanvue.TeamMember{
		UUID: "u-5", DisplayName: "Dana", Nickname: "Night shift", Email: "dana@example.com", IsAdmin: true,
		CreatorAccess: []fanvue.CreatorAccess{{UUID: "c-1", Role: "ADMIN"}, {UUID: "c-2", Role: "CHATTER"}},
	}
}

func wantMemberNulls() fanvue.TeamMember {
	return fanvue.TeamMember{UUID: "u-6", DisplayName: "Ravi", Email: "ravi@example.com", CreatorAccess: []fanvue.CreatorAccess{}}
}

func agencyTeamCases() []operationCase {
	const board, members = "/agencies/insights/chatter-leaderboard", "/agencies/team-members"
	update := func(update fanvue.TeamMemberUpdate) func(context.Context, *fanvue.Client) (any, error) {
		return func(ctx context.Context, c *fanvue.Client) (any, error) {
			return c.Agency.UpdateTeamMember(ctx, fanID, update)
		}
	}
	dana, ravi := wantMember(), wantMemberNulls()
	return []operationCase{
		{
			op: fanvue.OpAgencyChatterLeaderboard,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Agency.ChatterLeaderboard(ctx, &fanvue.ChatterLeaderboardOptions{
					StartDate: at("2026-03-01T00:00:00Z").Time, EndDate: at("2026-04-01T00:00:00-05:00").Time,
					ChatterUUIDs: []string{"u-5", "u-6"},
				})
			},
			method: http.MethodGet, path: board,
			query:  "chatterUuids=u-5%2Cu-6&endDate=2026-04-01T00%3A00%3A00-05%3A00&startDate=2026-03-01T00%3A00%3A00Z",
			status: http.StatusOK, response: chattersResponse,
			want: []fanvue.Chatter{
				{
					ChatterUUID: "u-5", ChatterName: "Night shift", AvatarURL: "https://cdn.example.com/dana.jpg", Revenue: 45000, Messages: 200,
					PPVsSent: 40, PPVsUnlocked: 10, UnlockRatio: 0.25, GoldenRatio: 0.05, ActiveHours: 12.5, EPH: 3600.5, AvgResponseMs: ptr(42000.5),
				},
				{ChatterUUID: "u-6", ChatterName: "Ravi"},
			},
		},
		{
			op: fanvue.OpAgencyChatterLeaderboard, name: "empty",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Agency.ChatterLeaderboard(ctx, nil)
			},
			method: http.MethodGet, path: board,
			status: http.StatusOK, response: `{"data":[]}`, want: []fanvue.Chatter{},
		},
		{
			op:     fanvue.OpAgencyTeamMembers,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Agency.TeamMembers(ctx) },
			method: http.MethodGet, path: members,
			status: http.StatusOK, response: `[` + memberJSON + `,` + memberNulls + `]`, want: []fanvue.TeamMember{dana, ravi},
		},
		{
			// Lists that are bare on one surface may have an envelope on another.
			op: fanvue.OpAgencyTeamMembers, name: "in an envelope",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Agency.TeamMembers(ctx) },
			method: http.MethodGet, path: members,
			status: http.StatusOK, response: `{"data":[` + memberJSON + `]}`, want: []fanvue.TeamMember{dana},
		},
		{
			op: fanvue.OpAgencyUpdateTeamMember,
			call: update(fanvue.TeamMemberUpdate{
				CreatorUUIDs: fanvue.Value([]string{"c-2", "c-1"}), Nickname: fanvue.Value("Night <shift>"),
			}),
			method: http.MethodPut, path: members + "/" + fanPath, body: `{"creatorUuids":["c-2","c-1"],"nickname":"Night <shift>"}`,
			status: http.StatusOK, response: memberJSON, want: &dana,
		},
		{
			// The list of creators may be null and must not be absent.
			op: fanvue.OpAgencyUpdateTeamMember, name: "nulls",
			call:   update(fanvue.TeamMemberUpdate{CreatorUUIDs: fanvue.Null[[]string](), Nickname: fanvue.Null[string]()}),
			method: http.MethodPut, path: members + "/" + fanPath, body: `{"creatorUuids":null,"nickname":null}`,
			status: http.StatusOK, response: memberNulls, want: &ravi,
		},
		{
			op: fanvue.OpAgencyUpdateTeamMember, name: "no creators",
			call:   update(fanvue.TeamMemberUpdate{CreatorUUIDs: fanvue.Value([]string{})}),
			method: http.MethodPut, path: members + "/" + fanPath, body: `{"creatorUuids":[]}`,
			status: http.StatusOK, response: memberNulls, want: &ravi,
		},
		{
			op: fanvue.OpAgencyInviteTeamMember,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Agency.InviteTeamMember(ctx, "d&o'neill@example.com")
			},
			method: http.MethodPost, path: "/agencies/invites", body: `{"email":"d&o'neill@example.com"}`,
			status: http.StatusOK, response: `{"success":true,"message":"Invitation sent","inviteUuid":"i-1"}`,
			want: &fanvue.Invitation{Success: true, Message: "Invitation sent", InviteUUID: "i-1"},
		},
		{
			op: fanvue.OpAgencyInviteCreator,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Agency.InviteCreator(ctx, "nova@example.com")
			},
			method: http.MethodPost, path: "/agencies/creator-invites", body: `{"email":"nova@example.com"}`,
			status: http.StatusOK, response: `{"success":true,"message":"Invitation sent"}`,
			want: &fanvue.Invitation{Success: true, Message: "Invitation sent"},
		},
	}
}
