package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const (
	mediaID   = "media;5 ?é"
	mediaPath = "media%3B5%20%3F%C3%A9"

	libraryResponse = `{
		"uuid":"md-1","status":"ready","mediaType":"video","name":"Sunset","caption":"At the pier","description":"Second take",
		"createdAt":"2026-03-04T05:06:07.089Z","recommendedPrice":1250,"purchasedByFan":true,"url":"https://cdn.example/md-1?sig=u",
		"variants":[
			{"uuid":"v-1","variantType":"main","displayPosition":2,"width":1080,"height":1920,"lengthMs":61000,"url":"https://cdn.example/v-1"},
			{"uuid":"v-2","variantType":"blurred","displayPosition":3,"width":null,"height":null,"lengthMs":null}],
		"tags":{"description":"A pier","mediaType":"image","isNsfw":true,"tags":["t1","t2"],"importantTags":["important"],
			"otherTags":["other"],"people":["one"],"bodyType":["type"],"bodyParts":["hand"],"hairColor":["red"],"skinColor":["fair"],
			"position":["standing"],"setting":["beach"],"nsfwCategory":["category"],"sexActs":["act"],"sexObjects":["object"]}}`
	libraryNulls = `{"uuid":"md-2","status":"processing","mediaType":"audio","name":null,"caption":null,"description":null,
		"createdAt":null,"recommendedPrice":null,"tags":null,"variants":[]}`
	libraryUnfinished = `{"uuid":"md-3","status":"created"}`
)

func wantLibrary() fanvue.Media {
	return fanvue.Media{
		UUID: "md-1", Status: fanvue.MediaReady, MediaType: fanvue.MediaVideo, Name: "Sunset", Caption: "At the pier",
		Description: "Second take", CreatedAt: at("2026-03-04T05:06:07.089Z"), RecommendedPrice: ptr(fanvue.Cents(1250)),
		PurchasedByFan: ptr(true), URL: "https://cdn.example/md-1?sig=u",
		Variants: []fanvue.MediaVariant{
			{
				UUID: "v-1", VariantType: fanvue.VariantMain, DisplayPosition: 2,
				Width: ptr(1080), Height: ptr(1920), LengthMs: ptr(61000.0), URL: "https://cdn.example/v-1",
			},
			{UUID: "v-2", VariantType: fanvue.VariantBlurred, DisplayPosition: 3},
		},
		Tags: &fanvue.MediaTags{
			Description: "A pier", MediaType: fanvue.MediaImage, IsNSFW: true, Tags: []string{"t1", "t2"}, ImportantTags: []string{"important"},
			OtherTags: []string{"other"}, People: []string{"one"}, BodyType: []string{"type"}, BodyParts: []string{"hand"},
			HairColor: []string{"red"}, SkinColor: []string{"fair"}, Position: []string{"standing"}, Setting: []string{"beach"},
			NSFWCategory: []string{"category"}, SexActs: []string{"act"}, SexObjects: []string{"object"},
		},
	}
}

func wantLibraryNulls() fanvue.Media {
	return fanvue.Media{UUID: "md-2", Status: fanvue.MediaProcessing, MediaType: fanvue.MediaAudio, Variants: []fanvue.MediaVariant{}}
}

func wantLibraryUnfinished() fanvue.Media {
	return fanvue.Media{UUID: "md-3", Status: fanvue.MediaCreated}
}

// mediaReader is what both views of a library have.
type mediaReader interface {
	List(ctx context.Context, opts *fanvue.MediaListOptions) (*fanvue.Page[fanvue.Media], error)
	Get(ctx context.Context, mediaUUID string, opts *fanvue.MediaOptions) (*fanvue.Media, error)
}

func mediaCases() []operationCase {
	return append(append(
		mediaReadCases("", fanvue.OpMediaList, fanvue.OpMediaGet, func(c *fanvue.Client) mediaReader { return c.Media }),
		mediaReadCases(creatorPrefix, fanvue.OpCreatorMediaList, fanvue.OpCreatorMediaGet,
			func(c *fanvue.Client) mediaReader { return c.Creator(creatorID).Media })...),
		append(mediaChangeCases(), mediaAccessCases()...)...)
}

func mediaReadCases(prefix string, list, get fanvue.OperationName, media func(*fanvue.Client) mediaReader) []operationCase {
	all := `{"data":[` + libraryResponse + `,` + libraryNulls + `,` + libraryUnfinished + `],`
	rows := []fanvue.Media{wantLibrary(), wantLibraryNulls(), wantLibraryUnfinished()}
	full := wantLibrary()
	return []operationCase{
		{
			op: list,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return media(c).List(ctx, &fanvue.MediaListOptions{
					Size: 7, After: "page=3&size=7", MediaType: fanvue.MediaDocument, FolderName: "a & b/ü", Usage: fanvue.UsedForMassMessages,
					Statuses: []fanvue.MediaStatus{fanvue.MediaReady, fanvue.MediaError}, PurchasedBy: fanID,
					Variants: []fanvue.MediaVariantType{fanvue.VariantMain, fanvue.VariantThumbnailGallery},
				})
			},
			method: http.MethodGet, path: prefix + "/media",
			query: "folderName=a+%26+b%2F%C3%BC&mediaType=document&page=3&purchasedBy=fan%3B1%3Fx%23%C3%A9&size=7" +
				"&status=ready%2Cerror&usage=mass_messages&variants=main%2Cthumbnail_gallery",
			status: http.StatusOK, response: all + `"pagination":{"page":3,"size":3,"hasMore":true}}`,
			want: &fanvue.Page[fanvue.Media]{Data: rows, Next: "page=4&size=7"},
		},
		{
			op: list, name: "on v1", surface: fanvue.SurfaceV1,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return media(c).List(ctx, &fanvue.MediaListOptions{Size: 3, After: "cursor=c%2F1&surface=v1", Name: "sun & sea"})
			},
			method: http.MethodGet, path: "/v1" + prefix + "/media", query: "cursor=c%2F1&name=sun+%26+sea&size=3",
			status: http.StatusOK, response: all + `"nextCursor":"c/2"}`,
			want: &fanvue.Page[fanvue.Media]{Data: rows, Next: "cursor=c%2F2&size=3&surface=v1"},
		},
		{
			op: list, name: "empty",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return media(c).List(ctx, nil) },
			method: http.MethodGet, path: prefix + "/media",
			status: http.StatusOK, response: `{"data":[],"pagination":{"page":1,"size":0,"hasMore":false}}`,
			want: &fanvue.Page[fanvue.Media]{Data: []fanvue.Media{}},
		},
		{
			op: get,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return media(c).Get(ctx, mediaID, &fanvue.MediaOptions{
					Variants: []fanvue.MediaVariantType{fanvue.VariantThumbnail, fanvue.VariantBlurred}, PurchasedBy: fanID,
				})
			},
			method: http.MethodGet, path: prefix + "/media/" + mediaPath,
			query:  "purchasedBy=fan%3B1%3Fx%23%C3%A9&variants=thumbnail%2Cblurred",
			status: http.StatusOK, response: libraryResponse, want: &full,
		},
		{
			op: get, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return media(c).Get(ctx, "md-2", nil) },
			method: http.MethodGet, path: prefix + "/media/md-2",
			status: http.StatusOK, response: libraryNulls, want: ptr(wantLibraryNulls()),
		},
		{
			op: get, name: "unfinished",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return media(c).Get(ctx, "md-3", &fanvue.MediaOptions{})
			},
			method: http.MethodGet, path: prefix + "/media/md-3",
			status: http.StatusOK, response: libraryUnfinished, want: ptr(wantLibraryUnfinished()),
		},
	}
}

func mediaChangeCases() []operationCase {
	update := func(update fanvue.MediaUpdate) func(context.Context, *fanvue.Client) (any, error) {
		return func(ctx context.Context, c *fanvue.Client) (any, error) {
			return nil, c.Media.Update(ctx, mediaID, update)
		}
	}
	return []operationCase{
		{
			op: fanvue.OpMediaUpdate,
			call: update(fanvue.MediaUpdate{
				Name: fanvue.Value("New & <old>"), Caption: fanvue.Value("c"), Description: fanvue.Value("d"), RecommendedPrice: fanvue.Value(fanvue.Cents(450)),
			}),
			method: http.MethodPatch, path: "/media/" + mediaPath,
			body:   `{"name":"New & <old>","caption":"c","description":"d","recommendedPrice":450}`,
			status: http.StatusOK, response: libraryResponse,
		},
		{
			op: fanvue.OpMediaUpdate, name: "nulls",
			call: update(fanvue.MediaUpdate{
				Name: fanvue.Null[string](), Caption: fanvue.Null[string](), Description: fanvue.Null[string](), RecommendedPrice: fanvue.Null[fanvue.Cents](),
			}),
			method: http.MethodPatch, path: "/media/" + mediaPath,
			body:   `{"name":null,"caption":null,"description":null,"recommendedPrice":null}`,
			status: http.StatusNoContent,
		},
		{
			op: fanvue.OpMediaUpdate, name: "of one field on v1", surface: fanvue.SurfaceV1,
			call:   update(fanvue.MediaUpdate{Caption: fanvue.Value("")}),
			method: http.MethodPatch, path: "/v1/media/" + mediaPath, body: `{"caption":""}`,
			status: http.StatusOK, response: libraryResponse,
		},
		{
			op:     fanvue.OpMediaDelete,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return nil, c.Media.Delete(ctx, mediaID) },
			method: http.MethodDelete, path: "/media/" + mediaPath, status: http.StatusNoContent,
		},
		{
			op: fanvue.OpMediaBulk,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Media.Bulk(ctx, fanvue.MediaBulkParams{
					MediaUUIDs: []string{"md-1", "md-3", "gone"}, Variants: []fanvue.MediaVariantType{fanvue.VariantMain, fanvue.VariantBlurred},
				})
			},
			method: http.MethodGet, path: "/media/bulk", query: "mediaUuids=md-1%2Cmd-3%2Cgone&variants=main%2Cblurred",
			status: http.StatusOK,
			response: `{"results":{"md-1":` + libraryResponse + `,"md-3":` + libraryUnfinished + `,"gone":null},
				"errors":[{"mediaUuid":"gone","code":"NOT_FOUND","message":"no such media"}]}`,
			want: &fanvue.BulkResult[fanvue.Media]{
				Results: map[string]*fanvue.Media{"md-1": ptr(wantLibrary()), "md-3": ptr(wantLibraryUnfinished()), "gone": nil},
				Errors:  []fanvue.ItemError{{ID: "gone", Code: "NOT_FOUND", Message: "no such media"}},
			},
		},
		{
			op: fanvue.OpMediaBulk, name: "without variants",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Media.Bulk(ctx, fanvue.MediaBulkParams{MediaUUIDs: []string{"md-2"}})
			},
			method: http.MethodGet, path: "/media/bulk", query: "mediaUuids=md-2",
			status: http.StatusOK, response: `{"results":{"md-2":` + libraryNulls + `},"errors":[]}`,
			want: &fanvue.BulkResult[fanvue.Media]{
				Results: map[string]*fanvue.Media{"md-2": ptr(wantLibraryNulls())}, Errors: []fanvue.ItemError{},
			},
		},
	}
}

func mediaAccessCases() []operationCase {
	return []operationCase{
		{
			op: fanvue.OpMediaGrant,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Media.Grant(ctx, mediaID, fanvue.GrantParams{ConsumerID: fanID, Source: "az_09", SourceRef: "Order #7 & é"})
			},
			method: http.MethodPost, path: "/media/" + mediaPath + "/grant",
			body:   `{"consumerId":"fan;1?x#é","source":"az_09","sourceRef":"Order #7 & é"}`,
			status: http.StatusOK, response: `{"entitlementId":"e-1","status":"granted"}`,
			want: &fanvue.Grant{EntitlementID: "e-1", Status: "granted"},
		},
		{
			op: fanvue.OpMediaEntitled,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Media.Entitled(ctx, mediaID, fanvue.EntitledParams{
					ConsumerID: fanID, Variants: []fanvue.MediaVariantType{fanvue.VariantMain, fanvue.VariantThumbnail},
				})
			},
			method: http.MethodGet, path: "/media/" + mediaPath + "/entitled",
			query:  "consumerId=fan%3B1%3Fx%23%C3%A9&variants=main%2Cthumbnail",
			status: http.StatusOK, response: libraryResponse, want: ptr(wantLibrary()),
		},
		{
			op: fanvue.OpMediaEntitled, name: "nulls",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Media.Entitled(ctx, "md-2", fanvue.EntitledParams{ConsumerID: "u-1"})
			},
			method: http.MethodGet, path: "/media/md-2/entitled", query: "consumerId=u-1",
			status: http.StatusOK, response: libraryNulls, want: ptr(wantLibraryNulls()),
		},
		{
			op: fanvue.OpMediaLinkPurchased,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Media.LinkPurchased(ctx, mediaID)
			},
			method: http.MethodGet, path: "/media/links/" + mediaPath + "/purchased",
			status: http.StatusOK, response: `{"purchased":true}`, want: true,
		},
		{
			op: fanvue.OpMediaLinkPurchased, name: "not bought",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Media.LinkPurchased(ctx, "l-1") },
			method: http.MethodGet, path: "/media/links/l-1/purchased",
			status: http.StatusOK, response: `{"purchased":false}`, want: false,
		},
	}
}
