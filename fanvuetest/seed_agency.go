package fanvuetest

import (
	"time"

	"github.com/fanvue-go/fanvue"
)

const (
	// TeamMemberUUID is a chatter of the agency's team, who works for both
	// creators.
	TeamMemberUUID = "aa000000-0000-4000-8000-000000000001"
	// InvitableEmail is the address of a user who can be invited to the team.
	InvitableEmail = "jonas.weller@example.com"
	// InvitableCreatorEmail is the address of a creator who can be invited.
	InvitableCreatorEmail = "marcus.oyelaran@example.com"

	secondMemberUUID = "aa000000-0000-4000-8000-000000000002"
)

// seedAgency makes a team of three, and what the creators earned and lost. The
// creators themselves are seeded elsewhere.
func (st *state) seedAgency(now time.Time) {
	member := func(uuid, handle, name string) *person {
		return st.addPerson(fanvue.User{UUID: uuid, Handle: handle, DisplayName: name, RegisteredAt: fanvue.NewTimestamp(now.Add(-300 * day))}, now)
	}
	dana, ravi := member(TeamMemberUUID, "dana.cole", "Dana Cole"), member(secondMemberUUID, "ravi.menon", "Ravi Menon")
	dana.avatarURL = avatar("dana.cole")
	st.agency.members = []*teamMember{
		{person: st.me.person, email: st.me.profile.email, isAdmin: true},
		{person: dana, email: "dana.cole@example.com", nickname: "Night shift", access: []creatorAccess{
			{"CHATTER", CreatorUUID}, {"CHATTER", secondCreatorUUID},
		}},
		{person: ravi, email: "ravi.menon@example.com", access: []creatorAccess{{"CHATTER", secondCreatorUUID}}},
	}
	today := utcDay(now)
	for i := range 10 {
		st.agency.shifts = append(st.agency.shifts, shift{
			memberUUID: dana.uuid, day: today.Add(-time.Duration(i+1) * day),
			revenue: fanvue.Cents(900 + 300*(i%3)), messages: 40 + i, ppvsSent: 8, ppvsUnlocked: 2 + i%3,
			active: 4 * time.Hour, responses: 20, responseTime: 20 * 45 * time.Second,
		})
	}
	for i := range 3 {
		st.agency.shifts = append(st.agency.shifts, shift{
			memberUUID: ravi.uuid, day: today.Add(-time.Duration(3*i+2) * day),
			revenue: 600, messages: 25, ppvsSent: 5, ppvsUnlocked: 1, active: 2 * time.Hour,
		})
	}
	for i, creator := range []string{CreatorUUID, secondCreatorUUID} {
		for n := range 20 {
			st.agency.invoices = append(st.agency.invoices, invoice{
				creatorUUID: creator, paidAt: today.Add(-time.Duration(n)*36*time.Hour - time.Hour),
				gross: fanvue.Cents(1000 + 250*(n%5) + 500*i), currency: "USD",
			})
		}
		st.agency.invoices = append(st.agency.invoices, invoice{creatorUUID: creator, paidAt: today.Add(-300 * day), gross: 1500})
		st.agency.endings = append(st.agency.endings, ending{creator, now.Add(-time.Duration(i+2) * day)}, ending{creator, now.Add(-20 * day)})
	}
}
