package main

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// withEnvironment sets the variables that the program reads, all others of them
// to nothing.
func withEnvironment(t *testing.T, variables map[string]string) {
	t.Helper()
	for _, name := range []string{"FANVUE_API_KEY", "FANVUE_ACCESS_TOKEN", "FANVUE_SCOPES", "FANVUE_API_URL"} {
		t.Setenv(name, variables[name])
	}
}

func runDoctor(t *testing.T, color bool, args ...string) (status int, out, errOut string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status = run(t.Context(), args, &stdout, &stderr, color)
	return status, stdout.String(), stderr.String()
}

func checkContains(t *testing.T, text string, wanted ...string) {
	t.Helper()
	squeezed := regexp.MustCompile(` +`).ReplaceAllString(text, " ")
	for _, want := range wanted {
		if !strings.Contains(squeezed, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
}

func TestDetected(t *testing.T) {
	server := fanvuetest.NewServer(fanvuetest.WithCredential("key-for-tests", fanvue.ScopeReadChat, fanvue.ScopeReadMedia, fanvue.ScopeWriteMedia))
	defer server.Close()
	withEnvironment(t, map[string]string{"FANVUE_API_KEY": "key-for-tests", "FANVUE_API_URL": server.URL})
	tests := []struct {
		need    string
		status  int
		summary string
	}{
		{"", 0, "unknown.\n"},
		{"Chats.List", 0, "unknown. Nothing is missing for what is needed.\n"},
		{"Chats.List, Messages.Send", 0, "Nothing is known to be missing for what is needed; not certain: write:chat."},
		{"Messages.Send,Fans.Followers,Insights.TopSpenders", 1, "Missing for what is needed: read:fan, read:insights."},
		{"Creator.Chats.List", 1, "Missing for what is needed: read:creator."},
		// Undocumented, so that its read:self is not certain.
		{"Webhooks.List", 0, "not certain: read:self."},
	}
	for _, tt := range tests {
		status, out, errOut := runDoctor(t, false, "-need", tt.need)
		if status != tt.status || errOut != "" {
			t.Errorf("-need %s: status %d, want %d; %s", tt.need, status, tt.status, errOut)
		}
		checkContains(t, out, tt.summary, "Scopes, detected with 10 reads:",
			"granted read:chat Chats.List: 200\n", "missing read:fan Fans.Followers: 403\n", "unknown write:media Media.UploadPartURL responded 404",
			"may Chats.List", "may not Fans.Followers", "unknown Messages.Send", "unknown Webhooks.Create lacks read:self; unverified")
		if strings.Contains(out, "\x1b") {
			t.Errorf("it has colors:\n%q", out)
		}
	}
}

func TestConfiguredScopes(t *testing.T) {
	server := fanvuetest.NewServer(fanvuetest.WithCredential("key-for-tests", fanvue.ScopeReadFan))
	defer server.Close()
	withEnvironment(t, map[string]string{"FANVUE_ACCESS_TOKEN": "key-for-tests", "FANVUE_API_URL": server.URL, "FANVUE_SCOPES": "write:chat,future:thing"})
	status, out, _ := runDoctor(t, false, "-need", "Messages.Send")
	checkContains(t, out, "Scopes, from FANVUE_SCOPES:", "granted future:thing", "missing read:chat", "may Messages.Send needed")
	if status != 0 || server.RequestCount() != 0 {
		t.Errorf("status %d, %d requests", status, server.RequestCount())
	}
	if status, _, _ = runDoctor(t, false, "-need", "Chats.List"); status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	if status, out, _ = runDoctor(t, false, "-detect", "-need", "Fans.Followers"); status != 0 || server.RequestCount() == 0 {
		t.Errorf("status %d with -detect, %d requests:\n%s", status, server.RequestCount(), out)
	}
}

func TestJSON(t *testing.T) {
	withEnvironment(t, nil)
	status, out, errOut := runDoctor(t, true, "-json", "-need", "Media.List,Messages.Send")
	if status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	checkContains(t, errOut, "no credential is set")
	var report struct {
		Source     string
		Scopes     []struct{ Scope, State, Operation, Reason string }
		Calls      []struct{ StatusCode int }
		Operations []struct {
			Operation, May string
			Missing        []string
			Needed         bool
		}
		Missing, Unknown []string
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	if report.Source != "detected" || len(report.Calls) != 10 || len(report.Operations) != len(fanvue.Operations()) ||
		!slices.Equal(report.Missing, []string{"read:media"}) || !slices.Equal(report.Unknown, []string{"write:chat"}) {
		t.Errorf("%+v", report)
	}
	for _, op := range report.Operations {
		if op.Operation == "Media.List" && (op.May != "may not" || !op.Needed || !slices.Equal(op.Missing, []string{"read:media"})) {
			t.Errorf("%+v", op)
		}
	}
}

func TestColors(t *testing.T) {
	withEnvironment(t, nil)
	_, plain, _ := runDoctor(t, false)
	_, colored, _ := runDoctor(t, true)
	checkContains(t, colored, "\x1b[32mmay\x1b[0m Chats.List", "\x1b[31mmay not\x1b[0m Media.List", "\x1b[33munknown\x1b[0m Posts.Create", "\x1b[32mgranted\x1b[0m read:chat")
	if without := regexp.MustCompile("\x1b\\[[0-9]*m").ReplaceAllString(colored, ""); without != plain {
		t.Errorf("with colors the text differs:\n%s", without)
	}
	terminal, err := os.Open(os.DevNull) // a character device, as a terminal is
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	reader, pipe, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	defer pipe.Close()
	for _, tt := range []struct {
		noColor, term string
		file          *os.File
		want          bool
	}{
		{"", "xterm", terminal, true}, {"1", "xterm", terminal, false}, {"", "dumb", terminal, false}, {"", "xterm", pipe, false},
	} {
		t.Setenv("NO_COLOR", tt.noColor)
		t.Setenv("TERM", tt.term)
		if got := wantsColor(tt.file); got != tt.want {
			t.Errorf("NO_COLOR=%q TERM=%q: %t", tt.noColor, tt.term, got)
		}
	}
}

func TestFailures(t *testing.T) {
	server := fanvuetest.NewServer(fanvuetest.WithCredential("key-for-tests"))
	defer server.Close()
	tests := []struct {
		key    string
		args   []string
		status int
		want   string
	}{
		{"another-key", nil, 2, "401"},
		{"a key with spaces", nil, 2, "doctor: fanvue: FromEnv: FANVUE_API_KEY"},
		{"key-for-tests", []string{"-need", "Messages.Sned"}, 2, `"Messages.Sned" is not an operation`},
		{"key-for-tests", []string{"Messages.Send"}, 2, `unexpected argument "Messages.Send"; see doctor -h`},
		{"key-for-tests", []string{"-nedd", "x"}, 2, "usage: doctor"},
		{"key-for-tests", []string{"-h"}, 0, "usage: doctor"},
	}
	for _, tt := range tests {
		withEnvironment(t, map[string]string{"FANVUE_API_KEY": tt.key, "FANVUE_API_URL": server.URL})
		status, out, errOut := runDoctor(t, false, tt.args...)
		if status != tt.status || out != "" || strings.Contains(errOut, tt.key) {
			t.Errorf("%v: status %d, want %d; %s%s", tt.args, status, tt.status, out, errOut)
		}
		checkContains(t, errOut, tt.want)
	}
}
