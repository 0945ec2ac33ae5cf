package fanvue

import (
	"context"
	"iter"
	"net/http"
	"time"
)

// Operations on an agency.
const (
	OpAgencyChats              OperationName = "Agency.Chats"
	OpAgencySubscribers        OperationName = "Agency.Subscribers"
	OpAgencySubscribersHistory OperationName = "Agency.SubscribersHistory"
	OpAgencyEarnings           OperationName = "Agency.Earnings"
)

var (
	opAgencyChats = declare(Operation{
		Name: OpAgencyChats, Method: http.MethodGet, Path: "/agencies/chats",
		Scopes: []Scope{ScopeReadAgency, ScopeReadChat}, Idempotent: true,
	})
	opAgencySubscribers = declare(Operation{
		Name: OpAgencySubscribers, Method: http.MethodGet, Path: "/agencies/subscribers",
		Scopes: []Scope{ScopeReadAgency, ScopeReadCreator}, Idempotent: true,
	})
	opAgencySubscribersHistory = declare(Operation{
		Name: OpAgencySubscribersHistory, Method: http.MethodGet, Path: "/agencies/subscribers-history",
		Scopes: []Scope{ScopeReadAgency, ScopeReadCreator}, Idempotent: true,
	})
	opAgencyEarnings = declare(Operation{
		Name: OpAgencyEarnings, Method: http.MethodGet, Path: "/agencies/earnings",
		Scopes: []Scope{ScopeReadAgency, ScopeReadCreator}, Idempotent: true,
	})
)

// AgencyChat is a chat of one of the agency's creators.
type AgencyChat struct {
	Chat
	// CreatorUUID is the creator whose chat it is.
	CreatorUUID string `json:"creatorUuid"`
}

// AgencySubscriber is a subscriber of one of the agency's creators.
type AgencySubscriber struct {
	User
	// CreatorUUID is the creator who is subscribed to.
	CreatorUUID string `json:"creatorUuid"`
	// SubscribedAt is always there.
	SubscribedAt Timestamp `json:"subscribedAt"`
	// ExpiresAt is when the subscription ends; zero when no end is set.
	ExpiresAt Timestamp `json:"expiresAt"`
}

// AgencySubscriberDay is what happened to the number of a creator's
// subscribers in one day.
type AgencySubscriberDay struct {
	// CreatorUUID is the creator who is subscribed to.
	CreatorUUID string `json:"creatorUuid"`
	// Date is the day, in UTC.
	Date Timestamp `json:"date"`
	// Total is new less cancelled for this creator since the start of the
	// query. It is not how many there are.
	Total int `json:"total"`
	// NewSubscribersCount is how many subscriptions began.
	NewSubscribersCount int `json:"newSubscribersCount"`
	// CancelledSubscribersCount is how many subscriptions ended.
	CancelledSubscribersCount int `json:"cancelledSubscribersCount"`
}

// AgencyEarning is what a creator earned in one day.
type AgencyEarning struct {
	CreatorUUID string `json:"creatorUuid"`
	// Date is the day, in UTC.
	Date Timestamp `json:"date"`
	// Gross is what fans paid, in US cents.
	Gross Cents `json:"gross"`
	// Net is what is left of it after Fanvue's fees, in US cents.
	Net Cents `json:"net"`
	// Currency is what fans paid in, an ISO 4217 code; empty when unknown.
	Currency string `json:"currency"`
}

const (
	maxAgencyCreators = 50
	maxAgencyDays     = 365
)

// AgencySubscriberOptions choose a page of subscribers.
type AgencySubscriberOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for Subscribers (15) and 50 for AllSubscribers.
	Size int
	// After is the Next token of the page before.
	After PageToken
	// CreatorUUIDs keeps these creators, at most 50; empty keeps all.
	CreatorUUIDs []string
}

func (o AgencySubscriberOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.creators(o.CreatorUUIDs)
}

// creators narrows a list of an agency.
func (q *query) creators(uuids []string) {
	if len(uuids) > maxAgencyCreators {
		q.reject("CreatorUUIDs", "%d ids were given, at most %d are allowed", len(uuids), maxAgencyCreators)
	}
	q.list("creatorUuids", "CreatorUUIDs", uuids)
}

// AgencyPeriodOptions choose a page of what happened in a time.
type AgencyPeriodOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for one page (15) and 50 for a walk.
	Size int
	// After is the Next token of the page before.
	After PageToken
	// StartDate is the begin. It must be set.
	StartDate time.Time
	// EndDate is the end, and no longer part of it. It must be set; for
	// SubscribersHistory it is at most 365 days after StartDate.
	EndDate time.Time
	// CreatorUUIDs keeps these creators, at most 50; empty keeps all.
	CreatorUUIDs []string
}

func (o AgencyPeriodOptions) encode(q *query) {
	q.page(o.Size, o.After)
	if o.StartDate.IsZero() {
		q.reject("StartDate", "must be set")
	}
	if o.EndDate.IsZero() {
		q.reject("EndDate", "must be set")
	}
	q.period(o.StartDate, o.EndDate)
	q.creators(o.CreatorUUIDs)
}

// atMostAYear refuses a longer period.
func atMostAYear(r *request, opts *AgencyPeriodOptions) *request {
	if opts != nil && opts.EndDate.Sub(opts.StartDate) > maxAgencyDays*24*time.Hour {
		r.query.reject("EndDate", "is more than %d days after StartDate", maxAgencyDays)
	}
	return r
}

// AgencyService is the agency that the account administers. Everything here is
// for its administrators only.
type AgencyService struct{ service }

// Chats returns a page of the chats of all the agency's creators, most recent
// message first.
//
// Calls GET /agencies/chats. Scopes: read:agency, read:chat.
func (s AgencyService) Chats(ctx context.Context, opts *ListOptions) (*Page[AgencyChat], error) {
	return list[AgencyChat](ctx, options(s.request(opAgencyChats), opts))
}

// AllChats walks the chats of all the agency's creators, most recent message
// first. Chats that get a message meanwhile move to the front, so a long walk
// may see one twice or not at all.
//
// Calls GET /agencies/chats. Scopes: read:agency, read:chat.
func (s AgencyService) AllChats(ctx context.Context, opts *ListOptions) iter.Seq2[AgencyChat, error] {
	return all[AgencyChat](ctx, options(s.request(opAgencyChats), opts))
}

// Subscribers returns a page of the active subscribers of all the agency's
// creators, newest first.
//
// Calls GET /agencies/subscribers. Scopes: read:agency, read:creator.
func (s AgencyService) Subscribers(ctx context.Context, opts *AgencySubscriberOptions) (*Page[AgencySubscriber], error) {
	return list[AgencySubscriber](ctx, options(s.request(opAgencySubscribers), opts))
}

// AllSubscribers walks the active subscribers of all the agency's creators,
// newest first.
//
// Calls GET /agencies/subscribers. Scopes: read:agency, read:creator.
func (s AgencyService) AllSubscribers(ctx context.Context, opts *AgencySubscriberOptions) iter.Seq2[AgencySubscriber, error] {
	return all[AgencySubscriber](ctx, options(s.request(opAgencySubscribers), opts))
}

// SubscribersHistory returns a page of how the numbers of subscribers changed,
// by creator and day, latest day first.
//
// Calls GET /agencies/subscribers-history. Scopes: read:agency, read:creator.
func (s AgencyService) SubscribersHistory(ctx context.Context, opts *AgencyPeriodOptions) (*Page[AgencySubscriberDay], error) {
	return list[AgencySubscriberDay](ctx, atMostAYear(options(s.request(opAgencySubscribersHistory), opts), opts))
}

// AllSubscribersHistory walks the days on which the numbers of subscribers
// changed, by creator, latest day first.
//
// Calls GET /agencies/subscribers-history. Scopes: read:agency, read:creator.
func (s AgencyService) AllSubscribersHistory(ctx context.Context, opts *AgencyPeriodOptions) iter.Seq2[AgencySubscriberDay, error] {
	return all[AgencySubscriberDay](ctx, atMostAYear(options(s.request(opAgencySubscribersHistory), opts), opts))
}

// Earnings returns a page of what the agency's creators earned, by creator and
// day, latest day first. Reversals are left out.
//
// Calls GET /agencies/earnings. Scopes: read:agency, read:creator.
func (s AgencyService) Earnings(ctx context.Context, opts *AgencyPeriodOptions) (*Page[AgencyEarning], error) {
	return list[AgencyEarning](ctx, options(s.request(opAgencyEarnings), opts))
}

// AllEarnings walks what the agency's creators earned, by creator and day,
// latest day first. Reversals are left out.
//
// Calls GET /agencies/earnings. Scopes: read:agency, read:creator.
func (s AgencyService) AllEarnings(ctx context.Context, opts *AgencyPeriodOptions) iter.Seq2[AgencyEarning, error] {
	return all[AgencyEarning](ctx, options(s.request(opAgencyEarnings), opts))
}
