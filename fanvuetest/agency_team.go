package fanvuetest

import (
	"cmp"
	"fmt"
	"maps"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/fanvue-go/fanvue"
)

// maxChatters is how many chatters a leaderboard can be filtered by.
const maxChatters = 100

// teamMember is a user who works for the agency.
type teamMember struct {
	*person
	email, nickname string
	isAdmin         bool
	access          []creatorAccess
}

type creatorAccess struct {
	Role string `json:"role"`
	UUID string `json:"uuid"`
}

// member returns a member of the team, or nil.
func (g *agency) member(uuid string) *teamMember {
	for _, m := range g.members {
		if m.uuid == uuid {
			return m
		}
	}
	return nil
}

// isTeamMember reports whether a user works for an agency.
func (st *state) isTeamMember(uuid string) bool {
	return slices.ContainsFunc(st.agencies, func(g *agency) bool { return g.member(uuid) != nil })
}

func (m *teamMember) hasAccessTo(creatorUUID string) bool {
	return slices.ContainsFunc(m.access, func(access creatorAccess) bool { return access.UUID == creatorUUID })
}

type teamMemberItem struct {
	CreatorAccess []creatorAccess `json:"creatorAccess"`
	DisplayName   string          `json:"displayName"`
	Email         string          `json:"email"`
	IsAdmin       bool            `json:"isAdmin"`
	Nickname      *string         `json:"nickname"`
	UUID          string          `json:"uuid"`
}

// teamMemberItem lists every creator for an administrator.
func (g *agency) teamMemberItem(m *teamMember) teamMemberItem {
	access := append([]creatorAccess{}, m.access...)
	if m.isAdmin {
		access = mapItems(g.creators, func(account *account) creatorAccess { return creatorAccess{"ADMIN", account.uuid} })
	}
	return teamMemberItem{
		CreatorAccess: access,
		DisplayName:   m.displayName,
		Email:         m.email,
		IsAdmin:       m.isAdmin,
		Nickname:      valueOrNull(m.nickname),
		UUID:          m.uuid,
	}
}

func listTeamMembers(c *call) *response {
	return ok(mapItems(c.caller.agency.members, c.caller.agency.teamMemberItem))
}

// updateTeamMember does not change the creators when they are null: what the
// API does then is not documented.
func updateTeamMember(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.require("creatorUuids")
	noName := f.isNull("nickname")
	f.nullable("creatorUuids", "nickname")
	creators, setCreators := f.ids("creatorUuids", 0, maxAgencyCreators)
	nickname, setNickname := f.text("nickname", 0, maxText)
	if problem := f.rejection(); problem != nil {
		return problem
	}
	m := c.caller.agency.member(c.path["userId"])
	if m == nil {
		return notFound("Team member not found")
	}
	for _, uuid := range creators {
		if c.caller.agency.creator(uuid) == nil {
			return badRequest(fmt.Sprintf("The creator %s is not managed by this agency", uuid))
		}
	}
	if setCreators {
		var access []creatorAccess
		for _, uuid := range creators {
			if one := m.accessTo(uuid); !slices.Contains(access, one) {
				access = append(access, one)
			}
		}
		m.access = access
	}
	if setNickname || noName {
		m.nickname = nickname
	}
	return ok(c.caller.agency.teamMemberItem(m))
}

// accessTo returns the access of a member to a creator, with the role that it
// has already.
func (m *teamMember) accessTo(creatorUUID string) creatorAccess {
	for _, known := range m.access {
		if known.UUID == creatorUUID {
			return known
		}
	}
	return creatorAccess{"CHATTER", creatorUUID}
}

// shift is the work of a member in one day.
type shift struct {
	memberUUID             string
	creatorUUID            string
	day                    time.Time    // in UTC
	seededRevenue          fanvue.Cents // is among the creator's payments
	revenue                fanvue.Cents // of those payments
	messages               int
	ppvsSent, ppvsUnlocked int
	active                 time.Duration
	responses              int
	responseTime           time.Duration // all responses together
}

func (s *shift) add(other shift) {
	s.messages += other.messages
	s.ppvsSent += other.ppvsSent
	s.ppvsUnlocked += other.ppvsUnlocked
	s.active += other.active
	s.responses += other.responses
	s.responseTime += other.responseTime
}

type chatterItem struct {
	ActiveHours   float64  `json:"activeHours"`
	AvatarURL     *string  `json:"avatarUrl"`
	AvgResponseMs *float64 `json:"avgResponseMs"`
	ChatterName   string   `json:"chatterName"`
	ChatterUUID   string   `json:"chatterUuid"`
	EPH           float64  `json:"eph"`
	GoldenRatio   float64  `json:"goldenRatio"`
	Messages      int      `json:"messages"`
	PPVsSent      int      `json:"ppvsSent"`
	PPVsUnlocked  int      `json:"ppvsUnlocked"`
	Revenue       int64    `json:"revenue"`
	UnlockRatio   float64  `json:"unlockRatio"`
}

func (m *teamMember) chatterItem(all shift) chatterItem {
	item := chatterItem{
		ActiveHours:  all.active.Hours(),
		AvatarURL:    valueOrNull(m.avatarURL),
		ChatterName:  cmp.Or(m.nickname, m.displayName),
		ChatterUUID:  m.uuid,
		EPH:          ratio(float64(all.revenue), all.active.Hours()),
		GoldenRatio:  ratio(float64(all.ppvsUnlocked), float64(all.messages)),
		Messages:     all.messages,
		PPVsSent:     all.ppvsSent,
		PPVsUnlocked: all.ppvsUnlocked,
		Revenue:      int64(all.revenue),
		UnlockRatio:  ratio(float64(all.ppvsUnlocked), float64(all.ppvsSent)),
	}
	if all.responses > 0 {
		average := float64(all.responseTime.Milliseconds()) / float64(all.responses)
		item.AvgResponseMs = &average
	}
	return item
}

// ratio returns 0 when whole is 0.
func ratio(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// workOf adds up what a member did: the recorded shifts, and what was sent to
// fans and sold through this server. The revenue is the creators' payments.
func (g *agency) workOf(memberUUID string, in period) shift {
	var all shift
	for _, s := range g.shifts {
		if s.memberUUID == memberUUID && in.contains(s.day) {
			all.add(s)
		}
	}
	for _, creator := range g.creators {
		for _, paid := range creator.payments.all {
			if paid.soldBy == memberUUID && in.contains(paid.at) {
				all.revenue += paid.gross
			}
		}
		for _, user := range creator.contacts {
			if user.chat != nil {
				all.add(user.chat.workOf(memberUUID, in))
			}
		}
	}
	return all
}

// workOf counts the messages that a team member sent.
func (c *chat) workOf(memberUUID string, in period) (work shift) {
	for _, m := range c.messages {
		if m.sentBy != memberUUID || !in.contains(m.sentAt) {
			continue
		}
		work.messages++
		if m.price > 0 {
			work.ppvsSent++
		}
		if m.payment != nil {
			work.ppvsUnlocked++
		}
	}
	return work
}

// getChatterLeaderboard includes members who did nothing. A day counts when it
// starts before the end.
func getChatterLeaderboard(c *call) *response {
	q := c.parameters()
	start, end := utcDay(q.timeWithOptionalOffset("startDate")), q.timeWithOptionalOffset("endDate")
	var requested []string
	if text := c.query.Get("chatterUuids"); text != "" {
		requested = strings.Split(text, ",")
	}
	if len(requested) > maxChatters {
		q.addProblem("chatterUuids must have at most %d items", maxChatters)
	}
	if problem := q.rejection(); problem != nil {
		return problem
	}
	items := []chatterItem{}
	for _, m := range c.caller.agency.members {
		if m.isAdmin || len(requested) > 0 && !slices.Contains(requested, m.uuid) {
			continue
		}
		items = append(items, m.chatterItem(c.caller.agency.workOf(m.uuid, period{start, end})))
	}
	slices.SortStableFunc(items, func(x, y chatterItem) int { return cmp.Compare(y.Revenue, x.Revenue) })
	return ok(struct {
		Data []chatterItem `json:"data"`
	}{items})
}

// invitee reads whom to invite. The e-mail address of a user follows from the
// handle.
func (c *call) invitee() (*person, *response) {
	f, problem := c.fields()
	if problem != nil {
		return nil, problem
	}
	f.require("email")
	email, given := f.text("email", 3, maxText)
	if address, err := mail.ParseAddress(email); given && (err != nil || address.Address != email) {
		f.addProblem("email must be an e-mail address")
	}
	if problem := f.rejection(); problem != nil {
		return nil, problem
	}
	for _, uuid := range slices.Sorted(maps.Keys(c.state.people)) {
		if p := c.state.people[uuid]; p.handle+"@example.com" == email {
			return p, nil
		}
	}
	return nil, badRequest("There is no account with this e-mail address")
}

// invite records an invitation, and refuses a second one.
func (g *agency) invite(p *person, as string) *response {
	key := as + " " + p.uuid
	if g.invited[key] {
		return badRequest("An invitation was already sent to this user")
	}
	g.invited[key] = true
	return nil
}

type invitationBody struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
}

func inviteTeamMember(c *call) *response {
	p, problem := c.invitee()
	if problem != nil {
		return problem
	}
	if p.isCreator {
		return badRequest("A creator cannot be a member of a team")
	}
	if c.caller.agency.member(p.uuid) != nil {
		return badRequest("This user is a member of the team already")
	}
	if problem := c.caller.agency.invite(p, "member"); problem != nil {
		return problem
	}
	return ok(struct {
		invitationBody
		InviteUUID string `json:"inviteUuid"`
	}{invitationBody{true, "Invitation sent"}, c.state.newUUID()})
}

func inviteCreator(c *call) *response {
	p, problem := c.invitee()
	if problem != nil {
		return problem
	}
	if !p.isCreator {
		return badRequest("This user is not a creator")
	}
	if c.caller.agency.creator(p.uuid) != nil {
		return badRequest("This creator is managed by the agency already")
	}
	if problem := c.caller.agency.invite(p, "creator"); problem != nil {
		return problem
	}
	return ok(invitationBody{true, "Invitation sent"})
}
