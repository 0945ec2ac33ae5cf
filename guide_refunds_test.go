package fanvue_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// This file has the code of docs/refunds.md.

// ownReversals returns the sum of the refunds and chargebacks of the caller's
// own account in a period.
func ownReversals(ctx context.Context, client *fanvue.Client, start, end time.Time) (net fanvue.Cents, err error) {
	period := &fanvue.SpendingOptions{StartDate: start, EndDate: end}
	for reversal, err := range client.Insights.AllSpending(ctx, period) {
		if err != nil {
			return 0, err
		}
		net += reversal.Net
	}
	return net, nil
}

// creatorReversals returns what was reversed of a managed creator's earnings in
// a period, by the payment that was reversed.
func creatorReversals(ctx context.Context, client *fanvue.Client, creatorUUID string, start, end time.Time) (map[string]fanvue.Cents, error) {
	ctx = fanvue.ContextWithSurface(ctx, fanvue.SurfaceV1)
	reversed := map[string]fanvue.Cents{}
	reversals := &fanvue.EarningsOptions{
		StartDate: start, EndDate: end,
		Sources: []fanvue.EarningSource{fanvue.EarningRefund, fanvue.EarningChargeback},
	}
	for item, err := range client.Creator(creatorUUID).Insights.AllEarnings(ctx, reversals) {
		if err != nil {
			return nil, err
		}
		reversed[item.ReversedTransactionOrderID] += item.Gross // negative
	}
	return reversed, nil
}

// payments adds three payments to an account, one of them refunded and one
// charged back, and returns the ids of these two.
func payments(account *fanvuetest.Account) (refunded, chargedBack string) {
	yesterday := account.At(time.Now().AddDate(0, 0, -1))
	fan := yesterday.AddFan(fanvue.User{})
	yesterday.Tip(fan, 1000, "Thank you")
	refunded, chargedBack = yesterday.Tip(fan, 500, "Sorry"), yesterday.Tip(fan, 700, "Who?")
	account.Refund(refunded)
	account.Chargeback(chargedBack)
	return refunded, chargedBack
}

func TestGuideToRefunds(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer(fanvuetest.Empty())
	defer server.Close()
	creator := server.AddCreator(fanvue.User{})
	payments(server.Me())
	refunded, chargedBack := payments(creator)
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		t.Fatal(err)
	}
	ctx, start, end := t.Context(), time.Now().AddDate(0, 0, -7), time.Now().Add(time.Hour)

	if net, err := ownReversals(ctx, client, start, end); err != nil || net != -960 {
		t.Errorf("the own reversals are %s, %v", net, err)
	}
	reversed, err := creatorReversals(ctx, client, creator.UUID(), start, end)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]fanvue.Cents{refunded: -500, chargedBack: -700}, reversed); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	// What the table of the guide says.
	for _, tt := range []struct {
		surface fanvue.Surface
		items   int
		gross   fanvue.Cents
	}{{fanvue.SurfaceDefault, 3, 2200}, {fanvue.SurfaceV1, 5, 1000}} {
		ctx := fanvue.ContextWithSurface(ctx, tt.surface)
		items, gross := 0, fanvue.Cents(0)
		for item, err := range client.Creator(creator.UUID()).Insights.AllEarnings(ctx, nil) {
			if err != nil {
				t.Fatal(err)
			}
			items, gross = items+1, gross+item.Gross
		}
		if items != tt.items || gross != tt.gross {
			t.Errorf("%d items of %s, want %d of %s", items, gross, tt.items, tt.gross)
		}
	}
	summary, err := client.Creator(creator.UUID()).Insights.EarningsSummary(fanvue.ContextWithSurface(ctx, fanvue.SurfaceV1), nil)
	if err != nil {
		t.Fatal(err)
	}
	if gross := summary.Totals.AllTime.Gross; gross != 2200 {
		t.Errorf("the summary has %s, want the payments without the reversals", gross)
	}
}
