package fanvue_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func ExampleScopeRecorder() {
	server := fanvuetest.NewServer()
	defer server.Close()
	recorder := fanvue.NewScopeRecorder()
	client, err := server.Client(
		fanvue.WithAPIKey(fanvuetest.APIKey),
		fanvue.WithScopes(fanvue.ScopeReadChat, fanvue.ScopeWriteChat, fanvue.ScopeReadFan),
		fanvue.WithHooks(recorder.Hooks()),
	)
	if err != nil {
		log.Println(err)
		return
	}
	if err := countAndThank(client); err != nil {
		log.Println(err)
		return
	}
	printUse(recorder)
	// Output:
	// used: [read:chat write:chat]
	// not used: [read:fan]
}

func countAndThank(client *fanvue.Client) error {
	if _, err := countChats(client.Chats); err != nil {
		return err
	}
	return thank(client, fanUUID)
}

func printUse(recorder *fanvue.ScopeRecorder) {
	report := recorder.Report()
	fmt.Println("used:", report.Used())
	fmt.Println("not used:", report.Unused) // leave these out of the next key
}

func ExampleNewScopeRecorder() {
	recorder := fanvue.NewScopeRecorder()
	client, err := fanvue.NewClient(
		fanvue.WithAPIKey(os.Getenv("FANVUE_API_KEY")),
		fanvue.WithScopes(fanvue.ParseScopes(os.Getenv("FANVUE_SCOPES"))...),
		fanvue.WithHooks(recorder.Hooks()), // in every client that is to be counted
	)
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("GET /debug/scopes", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(recorder.Report())
	})
	http.HandleFunc("GET /chats", func(w http.ResponseWriter, _ *http.Request) {
		n, err := countChats(client.Chats)
		_, _ = fmt.Fprintln(w, n, err)
	})
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}

func ExampleScopeReport_Merge() {
	dir, err := os.MkdirTemp("", "reports")
	if err != nil {
		log.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	for name, report := range map[string]string{
		"web.json":    `{"scopes": [{"scope": "read:chat", "calls": 812}], "granted": ["read:chat", "write:chat", "read:fan"]}`,
		"worker.json": `{"scopes": [{"scope": "write:chat", "calls": 96}], "granted": ["read:chat", "write:chat", "read:fan"]}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(report), 0o600); err != nil {
			log.Println(err)
			return
		}
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		log.Println(err)
		return
	}
	total, err := mergeReports(names)
	if err != nil {
		log.Println(err)
		return
	}
	fmt.Println(total.Unused)
	// Output: [read:fan]
}

func mergeReports(names []string) (fanvue.ScopeReport, error) {
	var total fanvue.ScopeReport
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return total, err
		}
		var report fanvue.ScopeReport
		if err := json.Unmarshal(text, &report); err != nil {
			return total, err
		}
		total = total.Merge(report)
	}
	return total, nil
}

func ExampleClient_DetectScopes() {
	server := fanvuetest.NewServer(fanvuetest.WithCredential("my-key", fanvue.ScopeReadChat, fanvue.ScopeWriteChat))
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey("my-key"))
	if err != nil {
		log.Println(err)
		return
	}
	if client, err = checkedClient(client); err != nil {
		log.Println(err)
		return
	}
	_, err = client.Fans.Subscribers(ctx, nil)
	fmt.Println(errors.Is(err, fanvue.ErrInsufficientScope))
	// Output:
	// has: [read:chat]
	// lacks: [read:self read:fan read:creator read:media write:media read:post read:insights read:tracking_links read:agency]
	// unknown: [write:chat write:creator write:post write:tracking_links write:agency read:experience write:experience]
	// true
}

// checkedClient returns a client that rejects the calls for which a scope is
// missing.
func checkedClient(client *fanvue.Client) (*fanvue.Client, error) {
	detection, err := client.DetectScopes(ctx)
	if err != nil {
		return nil, err
	}
	fmt.Println("has:", detection.Granted())
	fmt.Println("lacks:", detection.Missing())
	fmt.Println("unknown:", detection.Unknown())

	return client.With(fanvue.WithScopes(detection.Possible()...))
}

func ExampleClient_CheckScopes_atStart() {
	client, err := fanvue.NewClient(fanvue.WithAPIKey("my-key"), fanvue.WithScopes(fanvue.ScopeReadChat))
	if err != nil {
		log.Fatal(err)
	}
	if err := client.CheckScopes(fanvue.OpChatsList, fanvue.OpMessagesSend, fanvue.OpCreatorMessagesSend); err != nil {
		log.Fatal(err)
	}
}

func ExampleInsufficientScopeError_cause() {
	client, err := fanvue.NewClient(fanvue.WithAPIKey("my-key"))
	if err != nil {
		log.Fatal(err)
	}
	_, err = countChats(client.Chats)

	var missing *fanvue.InsufficientScopeError
	switch {
	case errors.As(err, &missing) && !missing.Sent(): // rejected locally: missing.Missing is exact
		log.Println("request a key with", missing.Missing)
	case errors.As(err, &missing): // refused by the server: one of missing.Missing
		log.Println("check the scopes of the key against", missing.Required)
	case errors.Is(err, fanvue.ErrForbidden): // a 403 that has nothing to do with scopes
		log.Println("the account may not do this:", err)
	}
}
