package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// This file has the code of docs/attribution.md.

// printLinks writes what each tracking link brought.
func printLinks(ctx context.Context, client *fanvue.Client, w io.Writer) error {
	for link, err := range client.TrackingLinks.All(ctx, nil) {
		if err != nil {
			return err
		}
		var net fanvue.Cents
		if link.Earnings != nil { // nil for a new link
			net = link.Earnings.TotalNet
		}
		fmt.Fprintf(w, "%s: %d clicks, %d new subscribers, %s\n", link.Name, link.Clicks, link.Engagement.AcquiredSubscribers, net)
	}
	return nil
}

// source is where a fan came from.
type source struct {
	link     string            // the name of the tracking link
	metadata map[string]string // of the fan's latest visit by it; nil for none
}

// sources returns where the subscribers came from who followed a link.
func sources(ctx context.Context, client *fanvue.Client) (map[string]source, error) {
	from := map[string]source{}
	for link, err := range client.TrackingLinks.All(ctx, nil) {
		if err != nil {
			return nil, err
		}
		for fan, err := range client.TrackingLinks.AllUsers(ctx, link.UUID, nil) {
			if err != nil {
				return nil, err
			}
			if fan.Status != "subscriber" {
				continue // a follower, or a subscription that has ended
			}
			visit, err := client.TrackingLinks.UserMetadata(ctx, link.UUID, fan.UUID) // a request for each fan
			if err != nil && !errors.Is(err, fanvue.ErrNotFound) {
				return nil, err
			}
			found := source{link: link.Name}
			if visit != nil {
				found.metadata = visit.Metadata
			}
			from[fan.UUID] = found
		}
	}
	return from, nil
}

func TestGuideToAttribution(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer(fanvuetest.Empty())
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		t.Fatal(err)
	}
	ctx, me := t.Context(), server.Me()
	link, err := client.TrackingLinks.Create(ctx, fanvue.TrackingLinkParams{
		Name: "Spring video", ExternalSocialPlatform: fanvue.PlatformTikTok,
	})
	if err != nil {
		t.Fatal(err)
	}
	old := me.AddTrackingLink(fanvue.TrackingLink{Name: "Biography", ExternalSocialPlatform: fanvue.PlatformInstagram})
	subscriber, follower, earlier := me.AddFan(fanvue.User{}), me.AddFollower(fanvue.User{}), me.AddFan(fanvue.User{})
	me.AddVisit(link.UUID, subscriber, map[string]string{"utm_campaign": "spring"})
	me.AddVisit(link.UUID, follower, nil)
	me.At(time.Now().AddDate(0, 0, -1)).AddVisit(old, earlier, nil)
	me.AddVisit(link.UUID, earlier, nil) // was acquired by the other link
	me.Subscribe(subscriber, 1000)

	var report strings.Builder
	if err := printLinks(ctx, client, &report); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(report.String(), "Spring video: 3 clicks, 1 new subscribers, $8.00\n") {
		t.Errorf("the report is\n%s", report.String())
	}
	found, err := client.TrackingLinks.List(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range found.Data {
		if l.UUID == link.UUID && (l.Engagement.TotalSubscribers != 2 || l.Engagement.AcquiredSubscribers != 1) {
			t.Errorf("engagement %+v, want two subscribers, one of them acquired", l.Engagement)
		}
	}

	server.ResetRequests()
	from, err := sources(ctx, client)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"utm_campaign": "spring"}, from[subscriber].metadata); diff != "" || from[subscriber].link != "Spring video" {
		t.Errorf("from %q, metadata (-want +got):\n%s", from[subscriber].link, diff)
	}
	if _, ok := from[follower]; ok || len(from) != 2 {
		t.Errorf("%d subscribers, want 2", len(from))
	}
	if n := server.RequestCount(); n != 6 {
		t.Errorf("%d requests, want one for the links, two for the users and three for the metadata", n)
	}
}
