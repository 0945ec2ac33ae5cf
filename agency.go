package fanvue

import (
	"context"
	"iter"
	"net/http"
	"time"
)

// Names of the operations on an agency.
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
	// CreatorUUID is the creator who owns the chat.
	CreatorUUID string `json:"creatorUuid"`
}

// AgencySubscriber is a subscriber of one of the agency's creators.
type AgencySubscriber struct {
	User
	// CreatorUUID is the creator that the user subscribes to.
	CreatorUUID string `json:"creatorUuid"`
	// SubscribedAt is when the subscription started; never null.
	SubscribedAt Timestamp `json:"subscribedAt"`
	// ExpiresAt is when the subscription ends; zero if no end is set.
	ExpiresAt Timestamp `json:"expiresAt"`
}

// AgencySubscriberDay holds the change in a creator's number of subscribers on
// one day.
type AgencySubscriberDay struct {
	// CreatorUUID is the creator whose subscribers are counted.
	CreatorUUID string `json:"creatorUuid"`
	// Date is the day, in UTC.
	Date Timestamp `json:"date"`
	// Total is the number of new subscriptions minus the cancelled ones for
	// this creator since the start of the query. It is not the number of
	// subscribers.
	Total int `json:"total"`
	// NewSubscribersCount is the number of subscriptions that started.
	NewSubscribersCount int `json:"newSubscribersCount"`
	// CancelledSubscribersCount is the number of subscriptions that ended.
	CancelledSubscribersCount int `json:"cancelledSubscribersCount"`
}

func (AgencySubscriberDay) required() []string { return []string{"creatorUuid", "date"} }

// AgencyEarning holds what a creator earned on one day.
type AgencyEarning struct {
	CreatorUUID string `json:"creatorUuid"`
	// Date is the day, in UTC.
	Date Timestamp `json:"date"`
	// Gross is what fans paid, in US cents.
	Gross Cents `json:"gross"`
	// Net is Gross minus Fanvue's fees, in US cents.
	Net Cents `json:"net"`
	// Currency is the currency that fans paid in, an ISO 4217 code; empty if
	// unknown. The amounts are in US cents regardless.
	Currency string `json:"currency"`
}

func (AgencyEarning) required() []string { return []string{"creatorUuid", "date"} }

const (
	maxAgencyCreators = 50
	maxAgencyDays     = 365
)

// AgencySubscriberOptions specifies a page of an agency's subscribers.
type AgencySubscriberOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default of 15 for Subscribers and 50 for AllSubscribers.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// CreatorUUIDs limits the list to the subscribers of these creators, at
	// most 50; empty means all creators.
	CreatorUUIDs []string
}

func (o AgencySubscriberOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.creators(o.CreatorUUIDs)
}

// creators adds the filter by creator that the lists of an agency share.
func (q *query) creators(uuids []string) {
	if len(uuids) > maxAgencyCreators {
		q.reject("CreatorUUIDs", "%d ids were given, at most %d are allowed", len(uuids), maxAgencyCreators)
	}
	q.list("creatorUuids", "CreatorUUIDs", uuids)
}

// AgencyPeriodOptions specifies a page of what happened in a period.
type AgencyPeriodOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default of 15 for a single page and 50 for an iterator.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// StartDate is the inclusive start. It is required.
	StartDate time.Time
	// EndDate is the exclusive end. It is required. For SubscribersHistory it
	// is at most 365 days after StartDate.
	EndDate time.Time
	// CreatorUUIDs limits the list to these creators, at most 50; empty means
	// all creators.
	CreatorUUIDs []string
}

func (o AgencyPeriodOptions) encode(q *query) {
	q.page(o.Size, o.After)
	if o.StartDate.IsZero() {
		q.reject("StartDate", "is required")
	}
	if o.EndDate.IsZero() {
		q.reject("EndDate", "is required")
	}
	q.period(o.StartDate, o.EndDate)
	q.creators(o.CreatorUUIDs)
}

// atMostAYear rejects a period that is longer than a year.
func atMostAYear(r *request, opts *AgencyPeriodOptions) *request {
	if opts != nil && !opts.StartDate.IsZero() && opts.EndDate.Sub(opts.StartDate) > maxAgencyDays*24*time.Hour {
		r.query.reject("EndDate", "is more than %d days after StartDate", maxAgencyDays)
	}
	return r
}

// AgencyService provides access to the agency that the caller's own account
// administers. Only administrators of an agency can use it.
type AgencyService struct{ service }

// Chats returns a page of the chats of all the agency's creators, most recent
// message first.
//
// Calls GET /agencies/chats. Scopes: read:agency, read:chat.
func (s AgencyService) Chats(ctx context.Context, opts *ListOptions) (*Page[AgencyChat], error) {
	return list[AgencyChat](ctx, options(s.request(opAgencyChats), opts))
}

// AllChats returns an iterator over the chats of all the agency's creators,
// most recent message first. A chat that receives a message during the
// iteration moves to the front, so a long iteration may return a chat twice or
// not at all.
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

// AllSubscribers returns an iterator over the active subscribers of all the
// agency's creators, newest first.
//
// Calls GET /agencies/subscribers. Scopes: read:agency, read:creator.
func (s AgencyService) AllSubscribers(ctx context.Context, opts *AgencySubscriberOptions) iter.Seq2[AgencySubscriber, error] {
	return all[AgencySubscriber](ctx, options(s.request(opAgencySubscribers), opts))
}

// SubscribersHistory returns a page of the daily changes in each creator's
// number of subscribers, latest day first. StartDate and EndDate are required.
//
// Calls GET /agencies/subscribers-history. Scopes: read:agency, read:creator.
func (s AgencyService) SubscribersHistory(ctx context.Context, opts *AgencyPeriodOptions) (*Page[AgencySubscriberDay], error) {
	return list[AgencySubscriberDay](ctx, atMostAYear(options(s.request(opAgencySubscribersHistory), opts), opts))
}

// AllSubscribersHistory returns an iterator over the daily changes in each
// creator's number of subscribers, latest day first. StartDate and EndDate are
// required.
//
// Calls GET /agencies/subscribers-history. Scopes: read:agency, read:creator.
func (s AgencyService) AllSubscribersHistory(ctx context.Context, opts *AgencyPeriodOptions) iter.Seq2[AgencySubscriberDay, error] {
	return all[AgencySubscriberDay](ctx, atMostAYear(options(s.request(opAgencySubscribersHistory), opts), opts))
}

// Earnings returns a page of each creator's daily earnings, latest day first,
// without reversals. StartDate and EndDate are required.
//
// Calls GET /agencies/earnings. Scopes: read:agency, read:creator.
func (s AgencyService) Earnings(ctx context.Context, opts *AgencyPeriodOptions) (*Page[AgencyEarning], error) {
	return list[AgencyEarning](ctx, options(s.request(opAgencyEarnings), opts))
}

// AllEarnings returns an iterator over each creator's daily earnings, latest
// day first, without reversals. StartDate and EndDate are required.
//
// Calls GET /agencies/earnings. Scopes: read:agency, read:creator.
func (s AgencyService) AllEarnings(ctx context.Context, opts *AgencyPeriodOptions) iter.Seq2[AgencyEarning, error] {
	return all[AgencyEarning](ctx, options(s.request(opAgencyEarnings), opts))
}
