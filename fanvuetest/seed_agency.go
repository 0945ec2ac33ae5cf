package fanvuetest

import (
	"time"

	"github.com/fanvue-go/fanvue"
)

// Ids and addresses of the seeded agency.
const (
	// TeamMemberUUID is a chatter of the agency's team, who may act for both
	// creators.
	TeamMemberUUID = "aa000000-0000-4000-8000-000000000001"
	// InvitableEmail is the address of a user who can be invited to the team.
	InvitableEmail = "jonas.weller@example.com"
	// InvitableCreatorEmail is the address of a creator who can be invited.
	InvitableCreatorEmail = "marcus.oyelaran@example.com"

	secondMemberUUID = "aa000000-0000-4000-8000-000000000002"
)

// seedAgency adds a team of three and its shifts. The creators are seeded by
// seedCreator.
func (st *state) seedAgency(now time.Time) {
	member := func(uuid, handle, name string) *person {
		return st.addPerson(fanvue.User{UUID: uuid, Handle: handle, DisplayName: name, RegisteredAt: fanvue.NewTimestamp(now.Add(-300 * day))}, now)
	}
	dana, ravi := member(TeamMemberUUID, "dana.cole", "Dana Cole"), member(secondMemberUUID, "ravi.menon", "Ravi Menon")
	dana.avatarURL = avatar("dana.cole")
	agency := st.me.ownAgency()
	agency.members = []*teamMember{
		{person: st.me.person, email: st.me.profile.email, isAdmin: true},
		{person: dana, email: "dana.cole@example.com", nickname: "Night shift", access: []creatorAccess{
			{"CHATTER", CreatorUUID}, {"CHATTER", secondCreatorUUID},
		}},
		{person: ravi, email: "ravi.menon@example.com", access: []creatorAccess{{"CHATTER", secondCreatorUUID}}},
	}
	today := utcDay(now)
	creators := []string{CreatorUUID, secondCreatorUUID}
	for i := range 10 {
		agency.shifts = append(agency.shifts, shift{
			memberUUID: dana.uuid, creatorUUID: creators[i%2], day: today.Add(-time.Duration(i+1) * day),
			seededRevenue: fanvue.Cents(900 + 300*(i%3)), messages: 40 + i, ppvsSent: 8, ppvsUnlocked: 2 + i%3,
			active: 4 * time.Hour, responses: 20, responseTime: 20 * 45 * time.Second,
		})
	}
	for i := range 3 {
		agency.shifts = append(agency.shifts, shift{
			memberUUID: ravi.uuid, creatorUUID: secondCreatorUUID, day: today.Add(-time.Duration(3*i+2) * day),
			seededRevenue: 600, messages: 25, ppvsSent: 5, ppvsUnlocked: 1, active: 2 * time.Hour,
		})
	}
}

// seedFormerSubscribers adds subscriptions that have ended, of users whose
// accounts were deleted. The last one ended that many days ago.
func (a *account) seedFormerSubscribers(days int, now time.Time) {
	for _, age := range []int{days, 20} {
		end := now.Add(-time.Duration(age) * day)
		a.addSubscriptionEvent(end.Add(-subscriptionPeriod), false)
		a.addSubscriptionEvent(end, true)
	}
}
