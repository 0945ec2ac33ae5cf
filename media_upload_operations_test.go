package fanvue_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
)

const (
	uploadID   = "up.1;x?y ü"
	uploadPath = "/media/uploads/up.1%3Bx%3Fy%20%C3%BC"
	// acceptText is what the URL of a part is requested with: the API's document
	// has no other type for it. A JSON string was documented once.
	acceptText = "text/plain, application/json;q=0.9"
	partURL    = "https://storage.example/bucket/a%2Fb?part=7&sig=x%2By"
)

func TestInvalidUploadPartURL(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ contentType, response string }{
		"nothing":           {"text/plain", ""},
		"words":             {"text/plain", "no such part"},
		"a path":            {"text/plain", "/storage/1"},
		"another scheme":    {"text/plain", "ftp://storage.example/1"},
		"an empty string":   {"application/json", `""`},
		"an object":         {"application/json", `{"url":"https://storage.example/1"}`},
		"a web page":        {"text/html", "<html>"},
		"a broken address":  {"text/plain", "https://storage.example/%zz"},
		"an empty address":  {"application/json", `"https://"`},
		"two lines of text": {"text/plain", partURL + "\n" + partURL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newWireServer(t, respondText(http.StatusOK, tc.contentType, tc.response))
			got, err := server.client(t).Media.UploadPartURL(t.Context(), "u", 1)
			if got != "" || err == nil {
				t.Errorf("got %q and %v, want an error", got, err)
			}
		})
	}
}

func TestIncompleteMediaResponses(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(context.Context, *fanvue.Client) error{
		"Get":           func(ctx context.Context, c *fanvue.Client) error { return second(c.Media.Get(ctx, "m", nil)) },
		"LinkPurchased": func(ctx context.Context, c *fanvue.Client) error { return second(c.Media.LinkPurchased(ctx, "l")) },
		"CreateUpload": func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Media.CreateUpload(ctx, fanvue.UploadSessionParams{Name: "n", Filename: "f", MediaType: fanvue.MediaImage}))
		},
		"Folder": func(ctx context.Context, c *fanvue.Client) error { return second(c.Vault.Folder(ctx, "f")) },
		"CreateFolder": func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Vault.CreateFolder(ctx, fanvue.VaultFolderParams{Name: "f"}))
		},
	} {
		for _, response := range []string{`{}`, `{"mediaUuid":"m","status":"ready","purchased":null,"mediaCount":1}`} {
			server := newWireServer(t, respondJSON(http.StatusOK, response))
			var problem *fanvue.DecodeError
			if err := call(t.Context(), server.client(t)); !errors.As(err, &problem) {
				t.Errorf("%s: got %v for %s, want a DecodeError", name, err, response)
			}
		}
	}
}

// A row of Operations is sent as the method is.
func TestCallOfUploadPartURLAcceptsText(t *testing.T) {
	t.Parallel()
	for _, op := range fanvue.Operations() {
		if op.Name != fanvue.OpMediaUploadPartURL && op.Name != fanvue.OpCreatorMediaUploadPartURL {
			if op.Accept != "" {
				t.Errorf("%s accepts %q", op.Name, op.Accept)
			}
			continue
		}
		var accepted string
		server := newWireServer(t, func(w http.ResponseWriter, r *http.Request) { accepted = r.Header.Get("Accept") })
		path := map[string]string{"uploadId": "u", "partNumber": "1"}
		if op.Name == fanvue.OpCreatorMediaUploadPartURL {
			path["creatorUserUuid"] = creatorID
		}
		if err := server.client(t).Call(t.Context(), op, fanvue.CallParams{Path: path}, nil); err != nil || accepted != acceptText {
			t.Errorf("%s: sent Accept %q, %v", op.Name, accepted, err)
		}
	}
}
