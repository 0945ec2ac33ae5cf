package fanvue

import (
	"context"
	"net/http"
	"net/mail"
	"time"
)

// Operations on the team of an agency.
const (
	OpAgencyChatterLeaderboard OperationName = "Agency.ChatterLeaderboard"
	OpAgencyTeamMembers        OperationName = "Agency.TeamMembers"
	OpAgencyUpdateTeamMember   OperationName = "Agency.UpdateTeamMember"
	OpAgencyInviteTeamMember   OperationName = "Agency.InviteTeamMember"
	OpAgencyInviteCreator      OperationName = "Agency.InviteCreator"
)

var (
	opAgencyChatterLeaderboard = declare(Operation{
		Name: OpAgencyChatterLeaderboard, Method: http.MethodGet, Path: "/agencies/insights/chatter-leaderboard",
		Scopes: []Scope{ScopeReadAgency}, Idempotent: true,
	})
	opAgencyTeamMembers = declare(Operation{
		Name: OpAgencyTeamMembers, Method: http.MethodGet, Path: "/agencies/team-members",
		Scopes: []Scope{ScopeReadAgency}, Idempotent: true,
	})
	opAgencyUpdateTeamMember = declare(Operation{
		Name: OpAgencyUpdateTeamMember, Method: http.MethodPut, Path: "/agencies/team-members/{userId}",
		Scopes: []Scope{ScopeWriteAgency}, Idempotent: true,
	})
	opAgencyInviteTeamMember = declare(Operation{
		Name: OpAgencyInviteTeamMember, Method: http.MethodPost, Path: "/agencies/invites",
		Scopes: []Scope{ScopeWriteAgency},
	})
	opAgencyInviteCreator = declare(Operation{
		Name: OpAgencyInviteCreator, Method: http.MethodPost, Path: "/agencies/creator-invites",
		Scopes: []Scope{ScopeWriteAgency},
	})
)

const maxChatters = 100

// Chatter is what a member of the team sold in chats.
type Chatter struct {
	ChatterUUID string `json:"chatterUuid"`
	// ChatterName is the nickname in the agency, else the display name.
	ChatterName string `json:"chatterName"`
	// AvatarURL is empty when there is no picture.
	AvatarURL string `json:"avatarUrl"`
	// Revenue is from media that were unlocked, in US cents.
	Revenue Cents `json:"revenue"`
	// Messages is how many were sent.
	Messages int `json:"messages"`
	// PPVsSent is how many messages had media with a price.
	PPVsSent int `json:"ppvsSent"`
	// PPVsUnlocked is how many of them were bought.
	PPVsUnlocked int `json:"ppvsUnlocked"`
	// UnlockRatio is PPVsUnlocked by PPVsSent; 0 when none was sent.
	UnlockRatio float64 `json:"unlockRatio"`
	// GoldenRatio is PPVsUnlocked by Messages; 0 when none was sent.
	GoldenRatio float64 `json:"goldenRatio"`
	// ActiveHours is in hours.
	ActiveHours float64 `json:"activeHours"`
	// EPH is Revenue by ActiveHours, in US cents and fractions of them; 0
	// without active hours.
	EPH float64 `json:"eph"`
	// AvgResponseMs is in milliseconds; nil when no response was measured.
	AvgResponseMs *float64 `json:"avgResponseMs"`
}

// ChatterLeaderboardOptions choose chatters and a time.
type ChatterLeaderboardOptions struct {
	// StartDate is the begin; zero for no bound.
	StartDate time.Time
	// EndDate is the end; zero for no bound.
	EndDate time.Time
	// ChatterUUIDs keeps these, at most 100; empty keeps all.
	ChatterUUIDs []string
}

func (o ChatterLeaderboardOptions) encode(q *query) {
	if len(o.ChatterUUIDs) > maxChatters {
		q.reject("ChatterUUIDs", "%d ids were given, at most %d are allowed", len(o.ChatterUUIDs), maxChatters)
	}
	q.period(o.StartDate, o.EndDate)
	q.list("chatterUuids", "ChatterUUIDs", o.ChatterUUIDs)
}

// TeamMember is a member of the agency's team.
type TeamMember struct {
	UUID        string `json:"uuid"`
	DisplayName string `json:"displayName"`
	// Nickname is the name in the agency; empty for none.
	Nickname string `json:"nickname"`
	Email    string `json:"email"`
	// IsAdmin says that the member administers the agency.
	IsAdmin bool `json:"isAdmin"`
	// CreatorAccess is which creators the member works for.
	CreatorAccess []CreatorAccess `json:"creatorAccess"`
}

func (m *TeamMember) checkComplete() error { return requireID("member", m.UUID) }

// CreatorAccess is what a member may do for a creator.
type CreatorAccess struct {
	// UUID is the creator.
	UUID string `json:"uuid"`
	// Role is ADMIN or CHATTER. More values may come.
	Role string `json:"role"`
}

// TeamMemberUpdate changes a member.
type TeamMemberUpdate struct {
	// CreatorUUIDs are all the creators that the member may work for. The API
	// requires it: a value replaces them, and an empty one takes them all
	// away. What null does is not documented.
	CreatorUUIDs Opt[[]string] `json:"creatorUuids"`
	// Nickname is the name in the agency. What absence and null do is not
	// documented.
	Nickname Opt[string] `json:"nickname,omitzero"`
}

func (u TeamMemberUpdate) validate() *ArgumentError {
	if u.CreatorUUIDs.IsZero() {
		return invalid("CreatorUUIDs", "must be set: it replaces the creators that the member may work for")
	}
	creators, _ := u.CreatorUUIDs.Get()
	nickname, _ := u.Nickname.Get()
	if problem := checkText("Nickname", nickname); problem != nil {
		return problem
	}
	return checkItems("CreatorUUIDs", creators)
}

type inviteBody struct {
	Email string `json:"email"`
}

func (b inviteBody) validate() *ArgumentError {
	if address, err := mail.ParseAddress(b.Email); err != nil || address.Address != b.Email {
		return invalid("email", "is no e-mail address")
	}
	return nil
}

// Invitation is the answer to inviting somebody.
type Invitation struct {
	Success bool `json:"success"`
	// Message is the server's confirmation.
	Message string `json:"message"`
	// InviteUUID identifies the invitation of a team member; empty for a
	// creator's.
	InviteUUID string `json:"inviteUuid,omitempty"`
}

// ChatterLeaderboard returns what the members of the team sold, highest
// revenue first. The numbers are by days in UTC, and made anew once a day at
// the most.
//
// Calls GET /agencies/insights/chatter-leaderboard. Scopes: read:agency.
func (s AgencyService) ChatterLeaderboard(ctx context.Context, opts *ChatterLeaderboardOptions) ([]Chatter, error) {
	board, err := list[Chatter](ctx, options(s.request(opAgencyChatterLeaderboard), opts))
	if err != nil {
		return nil, err
	}
	return board.Data, nil
}

// TeamMembers returns all members of the team.
//
// Calls GET /agencies/team-members. Scopes: read:agency.
func (s AgencyService) TeamMembers(ctx context.Context) ([]TeamMember, error) {
	members, err := list[TeamMember](ctx, s.request(opAgencyTeamMembers))
	if err != nil {
		return nil, err
	}
	return members.Data, nil
}

// UpdateTeamMember changes a member and returns them.
//
// Calls PUT /agencies/team-members/{userId}. Scopes: write:agency.
func (s AgencyService) UpdateTeamMember(ctx context.Context, userID string, update TeamMemberUpdate) (*TeamMember, error) {
	return fetch[TeamMember](ctx, s.request(opAgencyUpdateTeamMember, userID).with(update))
}

// InviteTeamMember invites somebody to the team by e-mail, who has a Fanvue
// account, is no creator and is not invited yet. It is sent at most once.
//
// Calls POST /agencies/invites. Scopes: write:agency.
func (s AgencyService) InviteTeamMember(ctx context.Context, email string) (*Invitation, error) {
	return fetch[Invitation](ctx, s.request(opAgencyInviteTeamMember).with(inviteBody{email}))
}

// InviteCreator invites somebody by e-mail to be managed by the agency, who has
// a Fanvue account as a creator. It is sent at most once.
//
// Calls POST /agencies/creator-invites. Scopes: write:agency.
func (s AgencyService) InviteCreator(ctx context.Context, email string) (*Invitation, error) {
	return fetch[Invitation](ctx, s.request(opAgencyInviteCreator).with(inviteBody{email}))
}
