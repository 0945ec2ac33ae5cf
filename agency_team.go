package fanvue

import (
	"context"
	"net/http"
	"net/mail"
	"time"
)

// Names of the operations on the team of an agency.
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

// Chatter holds the sales of a team member in chats.
type Chatter struct {
	ChatterUUID string `json:"chatterUuid"`
	// ChatterName is the member's nickname in the agency, or the display name
	// if there is none.
	ChatterName string `json:"chatterName"`
	// AvatarURL is empty if there is no picture.
	AvatarURL string `json:"avatarUrl"`
	// Revenue is the revenue from unlocked media, in US cents.
	Revenue Cents `json:"revenue"`
	// Messages is the number of messages sent.
	Messages int `json:"messages"`
	// PPVsSent is the number of sent messages with priced media.
	PPVsSent int `json:"ppvsSent"`
	// PPVsUnlocked is the number of PPVsSent that were bought.
	PPVsUnlocked int `json:"ppvsUnlocked"`
	// UnlockRatio is PPVsUnlocked divided by PPVsSent; 0 if none were sent.
	UnlockRatio float64 `json:"unlockRatio"`
	// GoldenRatio is PPVsUnlocked divided by Messages; 0 if none were sent.
	GoldenRatio float64 `json:"goldenRatio"`
	// ActiveHours is the active time, in hours.
	ActiveHours float64 `json:"activeHours"`
	// EPH is Revenue divided by ActiveHours, in US cents and fractions of a
	// cent; 0 if there are no active hours.
	EPH float64 `json:"eph"`
	// AvgResponseMs is the average response time, in milliseconds; nil if no
	// response was measured.
	AvgResponseMs *float64 `json:"avgResponseMs"`
}

func (Chatter) required() []string { return []string{"chatterUuid"} }

// ChatterLeaderboardOptions specifies the chatters and the period of a
// leaderboard.
type ChatterLeaderboardOptions struct {
	// StartDate is the inclusive start; the zero time means no lower bound.
	StartDate time.Time
	// EndDate is the end; the zero time means no upper bound. Whether it is
	// inclusive is not documented.
	EndDate time.Time
	// ChatterUUIDs limits the leaderboard to these chatters, at most 100; empty
	// means all chatters.
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
	// Nickname is the member's name in the agency; empty if there is none.
	Nickname string `json:"nickname"`
	Email    string `json:"email"`
	// IsAdmin reports whether the member administers the agency.
	IsAdmin bool `json:"isAdmin"`
	// CreatorAccess lists the creators that the member works for.
	CreatorAccess []CreatorAccess `json:"creatorAccess"`
}

func (TeamMember) required() []string { return []string{"uuid"} }

// CreatorAccess describes what a team member may do for a creator.
type CreatorAccess struct {
	// UUID identifies the creator.
	UUID string `json:"uuid"`
	// Role is ADMIN or CHATTER. More values may come.
	Role string `json:"role"`
}

// TeamMemberUpdate holds the changes to a team member.
type TeamMemberUpdate struct {
	// CreatorUUIDs lists all creators that the member may work for. It is
	// required: the list replaces the present one, and an empty list removes
	// all access. The effect of null is not documented.
	CreatorUUIDs Opt[[]string] `json:"creatorUuids"`
	// Nickname is the member's name in the agency. The effects of absence and
	// null are not documented.
	Nickname Opt[string] `json:"nickname,omitzero"`
}

func (u TeamMemberUpdate) validate() *ArgumentError {
	if u.CreatorUUIDs.IsZero() {
		return invalid("CreatorUUIDs", "is required; it replaces the creators that the member may work for")
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
		return invalid("email", "is not a valid e-mail address")
	}
	return nil
}

// Invitation is the response to an invitation.
type Invitation struct {
	// Success is set by the server.
	Success bool `json:"success"`
	// Message is the server's confirmation.
	Message string `json:"message"`
	// InviteUUID identifies the invitation of a team member. It is empty for
	// the invitation of a creator.
	InviteUUID string `json:"inviteUuid,omitempty"`
}

func (Invitation) required() []string { return []string{"success"} }

// ChatterLeaderboard returns the sales of the team's chatters, highest revenue
// first. The figures are for whole days in UTC and are updated at most once a
// day.
//
// Calls GET /agencies/insights/chatter-leaderboard. Scopes: read:agency.
func (s AgencyService) ChatterLeaderboard(ctx context.Context, opts *ChatterLeaderboardOptions) ([]Chatter, error) {
	board, err := list[Chatter](ctx, options(s.request(opAgencyChatterLeaderboard), opts))
	if board == nil {
		return nil, err
	}
	return board.Data, err
}

// TeamMembers returns all members of the team.
//
// Calls GET /agencies/team-members. Scopes: read:agency.
func (s AgencyService) TeamMembers(ctx context.Context) ([]TeamMember, error) {
	members, err := list[TeamMember](ctx, s.request(opAgencyTeamMembers))
	if members == nil {
		return nil, err
	}
	return members.Data, err
}

// UpdateTeamMember updates a team member and returns the result.
//
// Calls PUT /agencies/team-members/{userId}. Scopes: write:agency.
func (s AgencyService) UpdateTeamMember(ctx context.Context, userID string, update TeamMemberUpdate) (*TeamMember, error) {
	return fetch[TeamMember](ctx, s.request(opAgencyUpdateTeamMember, userID).with(update))
}

// InviteTeamMember invites a person to the team by e-mail. The person must have
// a Fanvue account, must not be a creator and must not be invited already. The
// invitation is sent at most once: if the response is lost, the error is an
// [*OutcomeUnknownError].
//
// Calls POST /agencies/invites. Scopes: write:agency.
func (s AgencyService) InviteTeamMember(ctx context.Context, email string) (*Invitation, error) {
	return fetch[Invitation](ctx, s.request(opAgencyInviteTeamMember).with(inviteBody{email}))
}

// InviteCreator invites a creator by e-mail to be managed by the agency. The
// person must have a Fanvue account as a creator. The invitation is sent at
// most once: if the response is lost, the error is an [*OutcomeUnknownError].
//
// Calls POST /agencies/creator-invites. Scopes: write:agency.
func (s AgencyService) InviteCreator(ctx context.Context, email string) (*Invitation, error) {
	return fetch[Invitation](ctx, s.request(opAgencyInviteCreator).with(inviteBody{email}))
}
