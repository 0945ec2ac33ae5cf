package fanvuetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fanvue-go/fanvue"
)

type fanInsightsBody struct {
	Spending     fanSpendingBody     `json:"spending"`
	Status       string              `json:"status"`
	Subscription fanSubscriptionBody `json:"subscription"`
}

type fanSpendingBody struct {
	LastPurchaseAt *string `json:"lastPurchaseAt"`
	*v1Spending
	MaxSinglePayment fanAmountBody            `json:"maxSinglePayment"`
	Sources          map[string]fanAmountBody `json:"sources"`
	Total            fanAmountBody            `json:"total"`
}

// v1Spending holds the fields that only /v1 has.
type v1Spending struct {
	LastValidPurchaseAt *string `json:"lastValidPurchaseAt"`
}

type fanAmountBody struct {
	Gross int64 `json:"gross"`
	// NetTotal is on /v1 only.
	NetTotal *int64 `json:"netTotal,omitempty"`
	Total    int64  `json:"total"`
}

type fanSubscriptionBody struct {
	AutoRenewalEnabled bool    `json:"autoRenewalEnabled"`
	CreatedAt          *string `json:"createdAt"`
	RenewsAt           *string `json:"renewsAt"`
}

// fanStatus returns the relation of a user to the account.
func (user *contact) fanStatus() fanvue.FanStatus {
	switch {
	case user.subscription.active():
		return fanvue.FanSubscriber
	case user.subscription.expired:
		return fanvue.FanExpired
	case !user.followedAt.IsZero():
		return fanvue.FanFollower
	}
	return fanvue.FanNotContactable
}

func (c *call) fanInsights(user *contact) fanInsightsBody {
	s := user.subscription
	body := fanInsightsBody{
		Status:       string(user.fanStatus()),
		Spending:     c.fanSpending(user.payments),
		Subscription: fanSubscriptionBody{CreatedAt: timeOrNull(s.since)},
	}
	if s.active() {
		body.Subscription.RenewsAt = timeOrNull(s.periodStart(c.now).Add(subscriptionPeriod))
		body.Subscription.AutoRenewalEnabled = s.renews
	}
	return body
}

func (c *call) fanSpending(payments []*payment) fanSpendingBody {
	kept := slices.DeleteFunc(slices.Clone(payments), func(paid *payment) bool { return paid.reversal != "" })
	body := fanSpendingBody{
		LastPurchaseAt: latest(payments), MaxSinglePayment: c.fanAmount(largest(payments), largest(kept)),
		Sources: make(map[string]fanAmountBody), Total: c.fanAmount(sum(payments).Gross, sum(kept).Gross),
	}
	if c.isV1() {
		body.v1Spending = &v1Spending{latest(kept)}
	}
	for _, paid := range payments {
		from := func(other *payment) bool { return other.source == paid.source }
		body.Sources[string(paid.source)] = c.fanAmount(sumWhere(payments, from).Gross, sumWhere(kept, from).Gross)
	}
	return body
}

// fanAmount includes amounts that were taken back, except in the total of /v1.
func (c *call) fanAmount(paid, kept int64) fanAmountBody {
	if c.isV1() {
		return fanAmountBody{Gross: paid, Total: kept, NetTotal: &kept}
	}
	return fanAmountBody{Gross: paid, Total: paid}
}

// latest returns the time of the last payment, nil for none.
func latest(oldestFirst []*payment) *string {
	if len(oldestFirst) == 0 {
		return nil
	}
	return timeOrNull(oldestFirst[len(oldestFirst)-1].at)
}

func largest(payments []*payment) int64 {
	var most int64
	for _, paid := range payments {
		most = max(most, int64(paid.gross))
	}
	return most
}

func getFanInsights(c *call) *response {
	user, known := c.account.byUUID[c.path["userUuid"]]
	if !known {
		return notFound("Fan not found")
	}
	return ok(c.fanInsights(user))
}

// maxFansInQuery is how many fans a query can name.
const maxFansInQuery = 20

type fanErrorBody struct {
	Code    string `json:"code"`
	FanUUID string `json:"fanUuid"`
	Message string `json:"message"`
}

func getFanInsightsBulk(c *call) *response {
	uuids := strings.Split(c.query.Get("fanUuids"), ",")
	if slices.Contains(uuids, "") || len(uuids) > maxFansInQuery {
		return validationError([]string{fmt.Sprintf("fanUuids must have 1 to %d ids", maxFansInQuery)})
	}
	results, errors := make(map[string]*fanInsightsBody), []fanErrorBody{}
	for _, uuid := range uuids {
		results[uuid] = nil
		if user, known := c.account.byUUID[uuid]; known {
			body := c.fanInsights(user)
			results[uuid] = &body
		} else {
			errors = append(errors, fanErrorBody{"NOT_FOUND", uuid, "Fan not found"})
		}
	}
	return ok(struct {
		Errors  []fanErrorBody              `json:"errors"`
		Results map[string]*fanInsightsBody `json:"results"`
	}{errors, results})
}

func getFanInsightsBatch(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.require("userUuids")
	uuids, _ := f.ids("userUuids", 1, maxUsersPerRequest)
	if problem := f.rejection(); problem != nil {
		return problem
	}
	entries := make(map[string]any)
	for _, uuid := range uuids {
		entries[uuid] = errorBody{"not_found"}
		if user, known := c.account.byUUID[uuid]; known {
			entries[uuid] = c.fanInsights(user)
		}
	}
	return ok(entries)
}
