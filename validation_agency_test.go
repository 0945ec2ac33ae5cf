package fanvue_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
)

func TestValidationOfAgencies(t *testing.T) {
	t.Parallel()
	type period = fanvue.AgencyPeriodOptions
	start := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	end := start.AddDate(0, 1, 0)
	lists := map[fanvue.OperationName]func(context.Context, *fanvue.Client, period) error{
		fanvue.OpAgencySubscribersHistory: func(ctx context.Context, c *fanvue.Client, o period) error {
			return second(c.Agency.SubscribersHistory(ctx, &o))
		},
		fanvue.OpAgencyEarnings: func(ctx context.Context, c *fanvue.Client, o period) error {
			return second(c.Agency.Earnings(ctx, &o))
		},
	}
	var cases []validationCase
	for op, list := range lists {
		for _, tc := range []struct {
			name, argument, sent string
			options              period
		}{
			{"of no time", "StartDate", "", period{}},
			{"without a start", "StartDate", "", period{EndDate: end}},
			{"without an end", "EndDate", "", period{StartDate: start}},
			{"that ends early", "EndDate", "", period{StartDate: end, EndDate: start}},
			{"of a moment", "", "startDate=2025-03-01T00%3A00%3A00Z", period{StartDate: start, EndDate: start}},
			{"in a year that cannot be written", "EndDate", "", period{StartDate: time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), EndDate: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}},
			{"of 50 creators", "", "creatorUuids=" + strings.Join(manyIDs(50), "%2C"), period{StartDate: start, EndDate: end, CreatorUUIDs: manyIDs(50)}},
			{"of 51 creators", "CreatorUUIDs", "", period{StartDate: start, EndDate: end, CreatorUUIDs: manyIDs(51)}},
			{"of an empty creator", "CreatorUUIDs", "", period{StartDate: start, EndDate: end, CreatorUUIDs: []string{"a", ""}}},
			{"of a creator with a comma", "CreatorUUIDs", "", period{StartDate: start, EndDate: end, CreatorUUIDs: []string{"a,b"}}},
		} {
			cases = append(cases, validationCase{op, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
				return list(ctx, c, tc.options)
			}})
		}
		cases = append(cases, validationOfPages(op, "size", func(ctx context.Context, c *fanvue.Client, size int, after fanvue.PageToken) error {
			return list(ctx, c, period{Size: size, After: after, StartDate: start, EndDate: end})
		})...)
	}
	year := 365 * 24 * time.Hour
	for name, tc := range map[string]struct {
		op       fanvue.OperationName
		argument string
		length   time.Duration
	}{
		"history of a year":     {fanvue.OpAgencySubscribersHistory, "", year},
		"history of more":       {fanvue.OpAgencySubscribersHistory, "EndDate", year + time.Millisecond},
		"earnings of two years": {fanvue.OpAgencyEarnings, "", 2 * year},
	} {
		cases = append(cases, validationCase{tc.op, name, tc.argument, "startDate=", func(ctx context.Context, c *fanvue.Client) error {
			return lists[tc.op](ctx, c, period{StartDate: start, EndDate: start.Add(tc.length)})
		}})
	}
	cases = append(cases,
		validationCase{fanvue.OpAgencySubscribersHistory, "without options", "StartDate", "", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Agency.SubscribersHistory(ctx, nil))
		}},
		validationCase{fanvue.OpAgencyEarnings, "without options", "StartDate", "", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Agency.Earnings(ctx, nil))
		}},
	)
	for name, tc := range map[string]struct {
		argument string
		creators []string
	}{
		"of 50": {"", manyIDs(50)}, "of 51": {"CreatorUUIDs", manyIDs(51)}, "of an empty one": {"CreatorUUIDs", []string{""}},
	} {
		cases = append(cases, validationCase{fanvue.OpAgencySubscribers, name, tc.argument, "creatorUuids=u-1%2C", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Agency.Subscribers(ctx, &fanvue.AgencySubscriberOptions{CreatorUUIDs: tc.creators}))
		}})
	}
	cases = append(cases, validationOfPages(fanvue.OpAgencySubscribers, "size", func(ctx context.Context, c *fanvue.Client, size int, after fanvue.PageToken) error {
		return second(c.Agency.Subscribers(ctx, &fanvue.AgencySubscriberOptions{Size: size, After: after}))
	})...)
	cases = append(cases, validationOfPages(fanvue.OpAgencyChats, "size", func(ctx context.Context, c *fanvue.Client, size int, after fanvue.PageToken) error {
		return second(c.Agency.Chats(ctx, &fanvue.ListOptions{Size: size, After: after}))
	})...)
	runValidation(t, cases)
}

// An iteration refuses what a page would, in its first step.
func TestValidationOfAgencyIterators(t *testing.T) {
	t.Parallel()
	long := &fanvue.AgencyPeriodOptions{StartDate: time.Unix(0, 0), EndDate: time.Unix(0, 0).AddDate(2, 0, 0)}
	runValidation(t, []validationCase{
		{fanvue.OpAgencySubscribersHistory, "of two years", "EndDate", "", func(ctx context.Context, c *fanvue.Client) error {
			return firstError(c.Agency.AllSubscribersHistory(ctx, long))
		}},
		{fanvue.OpAgencySubscribersHistory, "without options", "StartDate", "", func(ctx context.Context, c *fanvue.Client) error {
			return firstError(c.Agency.AllSubscribersHistory(ctx, nil))
		}},
		{fanvue.OpAgencyEarnings, "without options", "StartDate", "", func(ctx context.Context, c *fanvue.Client) error {
			return firstError(c.Agency.AllEarnings(ctx, nil))
		}},
	})
}

func TestValidationOfAgencyTeams(t *testing.T) {
	t.Parallel()
	var cases []validationCase
	board := fanvue.OpAgencyChatterLeaderboard
	now := time.Now()
	for name, tc := range map[string]struct {
		argument, sent string
		options        fanvue.ChatterLeaderboardOptions
	}{
		"of 100":         {"", "chatterUuids=" + url.QueryEscape(strings.Join(manyIDs(100), ",")), fanvue.ChatterLeaderboardOptions{ChatterUUIDs: manyIDs(100)}},
		"of 101":         {"ChatterUUIDs", "", fanvue.ChatterLeaderboardOptions{ChatterUUIDs: manyIDs(101)}},
		"of an empty id": {"ChatterUUIDs", "", fanvue.ChatterLeaderboardOptions{ChatterUUIDs: []string{"a", ""}}},
		"ends early":     {"EndDate", "", fanvue.ChatterLeaderboardOptions{StartDate: now, EndDate: now.Add(-1)}},
		"has no end":     {"", "?startDate=", fanvue.ChatterLeaderboardOptions{StartDate: now}},
		"has no start":   {"", "?endDate=", fanvue.ChatterLeaderboardOptions{EndDate: now}},
	} {
		cases = append(cases, validationCase{board, name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Agency.ChatterLeaderboard(ctx, &tc.options))
		}})
	}
	type update = fanvue.TeamMemberUpdate
	for name, tc := range map[string]struct {
		argument, sent string
		update         update
	}{
		"of nothing":          {"CreatorUUIDs", "", update{}},
		"of the name alone":   {"CreatorUUIDs", "", update{Nickname: fanvue.Value("Night shift")}},
		"of a nil slice":      {"", `{"creatorUuids":[]}`, update{CreatorUUIDs: fanvue.Value[[]string](nil)}},
		"of an empty creator": {"CreatorUUIDs", "", update{CreatorUUIDs: fanvue.Value([]string{"a", ""})}},
		"of no creators":      {"", `{"creatorUuids":[]}`, update{CreatorUUIDs: fanvue.Value([]string{})}},
		"of null":             {"", `{"creatorUuids":null}`, update{CreatorUUIDs: fanvue.Null[[]string]()}},
		"of an empty name":    {"", `"nickname":""`, update{CreatorUUIDs: fanvue.Null[[]string](), Nickname: fanvue.Value("")}},
	} {
		cases = append(cases, validationCase{fanvue.OpAgencyUpdateTeamMember, name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Agency.UpdateTeamMember(ctx, "dana", tc.update))
		}})
	}
	for email, argument := range map[string]string{
		"": "email", "dana": "email", "dana@": "email", "Dana <dana@example.com>": "email", " dana@example.com": "email",
		"dana@example.com, ravi@example.com": "email", "dana@example.com": "", "d.a+n'a@mail.example.co.uk": "",
	} {
		sent := `{"email":"` + email + `"}`
		cases = append(cases, validationCase{fanvue.OpAgencyInviteTeamMember, email, argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Agency.InviteTeamMember(ctx, email))
		}}, validationCase{fanvue.OpAgencyInviteCreator, email, argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Agency.InviteCreator(ctx, email))
		}})
	}
	runValidation(t, cases)
}
