package fanvue_test

import (
	"context"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestValidationOfTrackingLinks(t *testing.T) {
	t.Parallel()
	type params = fanvue.TrackingLinkParams
	var cases []validationCase
	for _, tc := range []struct {
		name, argument, sent string
		params               params
	}{
		{"of nothing", "Name", "", params{}},
		{"without a name", "Name", "", params{ExternalSocialPlatform: fanvue.PlatformOther}},
		{"without a platform", "ExternalSocialPlatform", "", params{Name: "x"}},
		{"with the shortest name", "", `{"name":"x","externalSocialPlatform":"other"}`, params{Name: "x", ExternalSocialPlatform: fanvue.PlatformOther}},
		{"for a new platform", "", `"externalSocialPlatform":"threads"`, params{Name: "x", ExternalSocialPlatform: "threads"}},
	} {
		cases = append(cases, validationCase{fanvue.OpTrackingLinksCreate, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.TrackingLinks.Create(ctx, tc.params))
		}}, validationCase{fanvue.OpCreatorTrackingLinksCreate, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Creator("ada").TrackingLinks.Create(ctx, tc.params))
		}})
	}
	for _, id := range []string{"", ".", ".."} {
		cases = append(cases, validationCase{fanvue.OpTrackingLinksDelete, "of " + id, "uuid", "", func(ctx context.Context, c *fanvue.Client) error {
			return c.TrackingLinks.Delete(ctx, id)
		}}, validationCase{fanvue.OpTrackingLinksUsers, "of " + id, "uuid", "", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.TrackingLinks.Users(ctx, id, nil))
		}}, validationCase{fanvue.OpTrackingLinksUserMetadata, "of " + id, "uuid", "", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.TrackingLinks.UserMetadata(ctx, id, "fan"))
		}}, validationCase{fanvue.OpTrackingLinksUserMetadata, "about " + id, "userUuid", "", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.TrackingLinks.UserMetadata(ctx, "link", id))
		}})
	}
	runValidation(t, cases)
}
