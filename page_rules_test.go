package fanvue_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
)

// Page 2 of 15 is not page 2 of 50: rows would be skipped.
func TestTokenOfTheDefaultSizeKeepsIt(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, answerJSON(http.StatusOK, `{"data":[{"uuid":"a"}],"pagination":{"hasMore":true}}`))
	client := server.client(t)
	page, err := client.Fans.Followers(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Fans.Followers(t.Context(), &fanvue.ListOptions{Size: 50, After: page.Next})
	if problem := asError[*fanvue.ArgumentError](t, err); problem.Argument != "Size" {
		t.Errorf("got %v, want Size to blame", err)
	}
	if _, err := client.Fans.Followers(t.Context(), &fanvue.ListOptions{After: page.Next}); err != nil {
		t.Error(err)
	}
	if sent := server.seen(); len(sent) != 2 || sent[1].query != "page=2" {
		t.Errorf("sent %v", sent)
	}
}

// Every member of an envelope may be left out, the rows too.
func TestEnvelopeWithoutItemsIsAnEmptyPage(t *testing.T) {
	t.Parallel()
	for body, read := range map[string]bool{
		`{"nextCursor":null}`:              true,
		`{"pagination":{"hasMore":false}}`: true,
		`{"dateFilter":null}`:              true,
		`{}`:                               false,
		`{"message":"hello"}`:              false,
	} {
		server := newWireServer(t, answerJSON(http.StatusOK, body))
		page, err := server.client(t).Insights.Subscribers(t.Context(), nil)
		switch {
		case read && (err != nil || len(page.Data) != 0 || page.Next != ""):
			t.Errorf("%s: got %+v, %v; want an empty page", body, page, err)
		case !read && !errors.As(err, new(*fanvue.DecodeError)):
			t.Errorf("%s: got %+v, %v; want a DecodeError", body, page, err)
		}
	}
}

// What the errors beside the results look like is not known of every surface.
func TestResultsOutliveErrorsOfAnyShape(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, answerJSON(http.StatusOK, `{"results":{"a":{"uuid":"a","status":"ready"},"b":null},"errors":["b is gone",7]}`))
	bulk, err := server.client(t).Media.Bulk(t.Context(), fanvue.MediaBulkParams{MediaUUIDs: []string{"a", "b"}})
	if err != nil {
		t.Fatal(err)
	}
	if bulk.Results["a"].Status != fanvue.MediaReady || bulk.Err("b") == nil || bulk.Errors[0].Message != `"b is gone"` {
		t.Errorf("got %+v", bulk)
	}
}
