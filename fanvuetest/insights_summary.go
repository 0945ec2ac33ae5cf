package fanvuetest

import (
	"slices"
	"strconv"
	"time"

	"github.com/fanvue-go/fanvue"
)

type summaryBody struct {
	AverageByDayOfWeek any               `json:"averageByDayOfWeek"`
	AverageByHourOfDay any               `json:"averageByHourOfDay"`
	BreakdownBySource  map[string]amount `json:"breakdownBySource"`
	EarningsByType     map[string]amount `json:"earningsByType"`
	OverTime           []bucketBody      `json:"overTime"`
	Period             periodBody        `json:"period"`
	Totals             totalsBody        `json:"totals"`
}

type totalsBody struct {
	AllTime   amount    `json:"allTime"`
	ThisMonth monthBody `json:"thisMonth"`
}

type monthBody struct {
	amount
	GrossChangePercentage *float64 `json:"grossChangePercentage"`
	NetChangePercentage   *float64 `json:"netChangePercentage"`
	PreviousMonthGross    int64    `json:"previousMonthGross"`
	PreviousMonthNet      int64    `json:"previousMonthNet"`
}

type bucketBody struct {
	amount
	PeriodStart string `json:"periodStart"`
}

type periodBody struct {
	EndDate     *string `json:"endDate"`
	Granularity string  `json:"granularity"`
	StartDate   *string `json:"startDate"`
	Timezone    string  `json:"timezone"`
}

// getEarningsSummary includes payments that were taken back.
func getEarningsSummary(c *call) *response {
	q := c.parameters()
	in := q.period()
	granularity := q.choice("granularity", string(fanvue.ByDay), string(fanvue.ByWeek))
	zone := q.timezone()
	if problem := q.rejection(); problem != nil {
		return problem
	}
	if granularity == "" {
		granularity = string(fanvue.ByDay)
	}
	all := c.account.payments.all
	chosen := slices.DeleteFunc(slices.Clone(all), func(paid *payment) bool { return !in.contains(paid.at) })
	bySource := breakdown(chosen)
	body := summaryBody{
		Totals: totalsBody{
			AllTime:   c.account.earned(),
			ThisMonth: newMonthBody(all, c.now.In(zone)),
		},
		BreakdownBySource: bySource,
		EarningsByType:    make(map[string]amount),
		OverTime:          overTime(chosen, granularity, zone),
		Period:            periodBody{timeOrNull(in.end), granularity, timeOrNull(in.start), zone.String()},
	}
	for _, kind := range []string{"renewals", "messages", "tips", "subs"} {
		body.EarningsByType[kind] = bySource[kind]
	}
	byDay := averages(chosen, zone, 1, 7, isoWeekday)
	byHour := averages(chosen, zone, 0, 23, time.Time.Hour)
	body.AverageByDayOfWeek, body.AverageByHourOfDay = byDay, byHour
	if c.isV1() {
		// The elements of these arrays are not documented.
		body.AverageByDayOfWeek, body.AverageByHourOfDay = []map[string]float64{byDay}, []map[string]float64{byHour}
	}
	return ok(body)
}

// timezone reads the IANA name of a time zone.
func (q *parameters) timezone() *time.Location {
	name := q.values.Get("timezone")
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		q.addProblem("timezone must be an IANA time zone")
		return time.UTC
	}
	return zone
}

// newMonthBody compares the current month with the previous one.
func newMonthBody(all []*payment, now time.Time) monthBody {
	begin := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, now.Location())
	within := func(p period) amount {
		return sumWhere(all, func(paid *payment) bool { return p.contains(paid.at) })
	}
	this := within(period{begin, begin.AddDate(0, 1, 0)})
	previous := within(period{begin.AddDate(0, -1, 0), begin})
	return monthBody{
		amount:                this,
		GrossChangePercentage: change(previous.Gross, this.Gross),
		NetChangePercentage:   change(previous.Net, this.Net),
		PreviousMonthGross:    previous.Gross,
		PreviousMonthNet:      previous.Net,
	}
}

// change returns a change in percent, nil when there is nothing to compare
// with.
func change(from, to int64) *float64 {
	if from == 0 {
		return nil
	}
	percent := float64(to-from) / float64(from) * 100
	return &percent
}

// breakdown returns every key, also those without a payment.
func breakdown(payments []*payment) map[string]amount {
	keys := map[fanvue.EarningSource]string{
		fanvue.EarningSubscription: "subs", fanvue.EarningMessage: "messages", fanvue.EarningPost: "posts",
		fanvue.EarningTip: "tips", fanvue.EarningReferral: "referrals", fanvue.EarningRenewal: "renewals",
	}
	sums := map[string]amount{"other": {}}
	for _, key := range keys {
		sums[key] = amount{}
	}
	for _, paid := range payments {
		key, known := keys[paid.source]
		if !known {
			key = "other"
		}
		sums[key] = sums[key].plus(paid)
	}
	return sums
}

// overTime returns the days or weeks with payments, the oldest first.
func overTime(oldestFirst []*payment, granularity string, zone *time.Location) []bucketBody {
	buckets := []bucketBody{}
	for _, paid := range oldestFirst {
		begin := midnight(paid.at.In(zone))
		if granularity == string(fanvue.ByWeek) {
			begin = begin.AddDate(0, 0, 1-isoWeekday(begin))
		}
		text := begin.Format("2006-01-02T15:04:05.000Z07:00")
		if len(buckets) == 0 || buckets[len(buckets)-1].PeriodStart != text {
			buckets = append(buckets, bucketBody{PeriodStart: text})
		}
		last := &buckets[len(buckets)-1]
		last.amount = last.plus(paid)
	}
	return buckets
}

// isoWeekday is 1 on Mondays and 7 on Sundays.
func isoWeekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// averages returns gross amounts by a property of their time, such as the hour,
// averaged over the days with payments.
func averages(payments []*payment, zone *time.Location, first, last int, of func(time.Time) int) map[string]float64 {
	gross := make(map[int]fanvue.Cents)
	days := make(map[int]map[time.Time]bool)
	for _, paid := range payments {
		at := paid.at.In(zone)
		key := of(at)
		gross[key] += paid.gross
		if days[key] == nil {
			days[key] = make(map[time.Time]bool)
		}
		days[key][midnight(at)] = true
	}
	all := make(map[string]float64)
	for key := first; key <= last; key++ {
		all[strconv.Itoa(key)] = float64(gross[key]) / float64(max(1, len(days[key])))
	}
	return all
}
