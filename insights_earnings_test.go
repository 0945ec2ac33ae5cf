package fanvue_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// Averages in an unknown form do not spoil the rest of a summary.
func TestEarningsSummaryWithOddAverages(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"averageByDayOfWeek":null,"averageByHourOfDay":"none","totals":{"allTime":{"net":5}}}`,
		`{"averageByDayOfWeek":7.5,"averageByHourOfDay":[[1],[2]],"totals":{"allTime":{"net":5}}}`,
	} {
		server := newWireServer(t, respondJSON(http.StatusOK, body))
		summary, err := server.client(t).Insights.EarningsSummary(t.Context(), nil)
		if err != nil || summary.AverageByDayOfWeek != nil || summary.AverageByHourOfDay != nil || summary.Totals.AllTime.Net != 5 {
			t.Errorf("%s: got %+v, %v; want the totals and no averages", body, summary, err)
		}
	}
}

// A response without a percentile must not look like the very best one.
func TestEarningsPercentileOfNothing(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{"percentile":null}`} {
		server := newWireServer(t, respondJSON(http.StatusOK, body))
		percentile, err := server.client(t).Insights.EarningsPercentile(t.Context())
		if !errors.As(err, new(*fanvue.DecodeError)) {
			t.Errorf("%s: got %v, %v; want a DecodeError", body, percentile, err)
		}
	}
}

// A member of another shape costs only itself: more sources and forms will come.
func TestEarningsSummaryKeepsWhatItCanRead(t *testing.T) {
	t.Parallel()
	const body = `{
		"totals":{"allTime":{"gross":500,"net":400},"thisMonth":{"gross":"5","net":5.0,"previousMonthGross":1,"previousMonthNet":1}},
		"breakdownBySource":{"tips":{"gross":100,"net":80},"series":[1,2],"note":"x","posts":{"gross":1.5,"net":1},"subs":{"gross":"7","net":6.0}},
		"earningsByType":[{"type":"tips"}],
		"averageByDayOfWeek":{"1":10.5,"2":"20.25","unknown":{"a":1},"3":[1],"total":7},
		"averageByHourOfDay":{"monday":1},
		"overTime":[{"periodStart":"2026-01-01 00:00:00","gross":1,"net":1}]}`
	server := newWireServer(t, respondJSON(http.StatusOK, body))
	got, err := server.client(t).Insights.EarningsSummary(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]fanvue.EarningsAmount{"tips": {Gross: 100, Net: 80}, "subs": {Gross: 7, Net: 6}}, got.BreakdownBySource); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(fanvue.EarningsAverages{1: 10.5, 2: 20.25}, got.AverageByDayOfWeek); diff != "" {
		t.Errorf("averages (-want +got):\n%s", diff)
	}
	if got.EarningsByType != nil || got.AverageByHourOfDay != nil || got.Totals.AllTime.Net != 400 || got.Totals.ThisMonth.Gross != 5 || len(got.OverTime) != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestFanSpendingKeepsWhatItCanRead(t *testing.T) {
	t.Parallel()
	const body = `{"status":"subscriber","spending":{"total":{"total":5,"gross":5},"sources":{"tips":{"total":5,"gross":"5"},"new":[1]}}}`
	server := newWireServer(t, respondJSON(http.StatusOK, body))
	got, err := server.client(t).Insights.Fan(t.Context(), "fan")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]fanvue.FanAmount{"tips": {Total: 5, Gross: 5}}, got.Spending.Sources); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
}
