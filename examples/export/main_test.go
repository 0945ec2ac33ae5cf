package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestExport(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer(fanvuetest.Empty())
	defer server.Close()
	for _, name := range []string{"Mia, the first", `=HYPERLINK("x")`} {
		server.Me().AddFan(fanvue.User{UUID: "id of " + name, Handle: "fan", DisplayName: name})
	}
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		t.Fatal(err)
	}
	var out, progress bytes.Buffer
	if err := export(t.Context(), client, "subscribers", &out, &progress); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, row := range rows[1:] {
		names[row[0]] = row[2]
	}
	want := map[string]string{"id of Mia, the first": "Mia, the first", `id of =HYPERLINK("x")`: `'=HYPERLINK("x")`}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if got := progress.String(); got != "2 subscribers exported\n" {
		t.Errorf("progress is %q", got)
	}
}

func TestExportNamesAMissingScopeBeforeItStarts(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer()
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithScopes(fanvue.ScopeReadChat))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = export(t.Context(), client, "creators", &out, &out)
	if !errors.Is(err, fanvue.ErrInsufficientScope) || !strings.Contains(err.Error(), "read:creator") || out.Len() > 0 || server.RequestCount() > 0 {
		t.Errorf("got %v, %d bytes, %d requests; want read:creator named and nothing done", err, out.Len(), server.RequestCount())
	}
}
