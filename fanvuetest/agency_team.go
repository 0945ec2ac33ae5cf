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

// maxChatters is how many a leaderboard can be asked for.
const maxChatters = 100

// teamMember works for the agency.
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

// team is never without the account itself.
func (st *state) team() []*teamMember {
	if len(st.agency.members) == 0 {
		st.agency.members = []*teamMember{{person: st.me.person, email: st.me.profile.email, isAdmin: true}}
	}
	return st.agency.members
}

func (st *state) teamMember(uuid string) *teamMember {
	for _, m := range st.team() {
		if m.uuid == uuid {
			return m
		}
	}
	return nil
}

type teamMemberItem struct {
	CreatorAccess []creatorAccess `json:"creatorAccess"`
	DisplayName   string          `json:"displayName"`
	Email         string          `json:"email"`
	IsAdmin       bool            `json:"isAdmin"`
	Nickname      *string         `json:"nickname"`
	UUID          string          `json:"uuid"`
}

// teamMemberRow shows that an administrator may work for every creator.
func (st *state) teamMemberItem(m *teamMember) teamMemberItem {
	access := append([]creatorAccess{}, m.access...)
	if m.isAdmin {
		access = mapItems(st.managed, func(account *Account) creatorAccess { return creatorAccess{"ADMIN", account.uuid} })
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

func listTeamMembers(c *call) *response { return ok(mapItems(c.state.team(), c.state.teamMemberItem)) }

// updateTeamMember leaves the creators as they are when they are null: what the
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
	m := c.state.teamMember(c.path["userId"])
	if m == nil {
		return notFound("Team member not found")
	}
	for _, uuid := range creators {
		if c.state.creator(uuid) == nil {
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
	return ok(c.state.teamMemberItem(m))
}

// accessTo keeps the role of a member for a creator.
func (m *teamMember) accessTo(creatorUUID string) creatorAccess {
	for _, known := range m.access {
		if known.UUID == creatorUUID {
			return known
		}
	}
	return creatorAccess{"CHATTER", creatorUUID}
}

// shift is what a member did in one day.
type shift struct {
	memberUUID             string
	day                    time.Time // in UTC
	revenue                fanvue.Cents
	messages               int
	ppvsSent, ppvsUnlocked int
	active                 time.Duration
	responses              int
	responseTime           time.Duration // all responses together
}

func (s *shift) add(other shift) {
	s.revenue += other.revenue
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

// ratio is 0 of nothing.
func ratio(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// getChatterLeaderboard also shows those who did nothing. A day counts when it
// begins before the end.
func getChatterLeaderboard(c *call) *response {
	q := c.parameters()
	start, end := utcDay(q.timeWithOptionalOffset("startDate")), q.timeWithOptionalOffset("endDate")
	var wanted []string
	if text := c.query.Get("chatterUuids"); text != "" {
		wanted = strings.Split(text, ",")
	}
	if len(wanted) > maxChatters {
		q.addProblem("chatterUuids must have at most %d items", maxChatters)
	}
	if problem := q.rejection(); problem != nil {
		return problem
	}
	items := []chatterItem{}
	for _, m := range c.state.team() {
		if m.isAdmin || len(wanted) > 0 && !slices.Contains(wanted, m.uuid) {
			continue
		}
		var all shift
		for _, s := range c.state.agency.shifts {
			if s.memberUUID == m.uuid && !s.day.Before(start) && (end.IsZero() || s.day.Before(end)) {
				all.add(s)
			}
		}
		items = append(items, m.chatterItem(all))
	}
	slices.SortStableFunc(items, func(x, y chatterItem) int { return cmp.Compare(y.Revenue, x.Revenue) })
	return ok(struct {
		Data []chatterItem `json:"data"`
	}{items})
}

// invitee reads whom to invite. The address of a user is made of the handle.
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

// invite remembers an invitation, or refuses a second one.
func (st *state) invite(p *person, as string) *response {
	if st.agency.invited == nil {
		st.agency.invited = make(map[string]bool)
	}
	key := as + " " + p.uuid
	if st.agency.invited[key] {
		return badRequest("An invitation was already sent to this user")
	}
	st.agency.invited[key] = true
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
	if c.state.teamMember(p.uuid) != nil {
		return badRequest("This user is a member of the team already")
	}
	if problem := c.state.invite(p, "member"); problem != nil {
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
		return badRequest("This user is no creator")
	}
	if c.state.creator(p.uuid) != nil {
		return badRequest("This creator is managed by the agency already")
	}
	if problem := c.state.invite(p, "creator"); problem != nil {
		return problem
	}
	return ok(invitationBody{true, "Invitation sent"})
}
