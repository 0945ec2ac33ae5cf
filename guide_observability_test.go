package fanvue_test

import (
	"bytes"
	"context"
	"errors"
	"expvar"
	"fmt"
	"go/ast"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// This file has the code of docs/observability.md that needs no other module.

// expvarHooks count in a map, which package expvar serves at /debug/vars.
func expvarHooks(counters *expvar.Map) fanvue.Hooks {
	return fanvue.Hooks{
		Wait: func(_ context.Context, _ fanvue.CallInfo, wait fanvue.WaitInfo) {
			counters.Add("waits: "+string(wait.Reason), 1)
		},
		Attempt: func(_ context.Context, _ fanvue.CallInfo, attempt fanvue.AttemptInfo) {
			counters.Add(fmt.Sprint("attempts: ", attempt.StatusCode), 1)
		},
		CallDone: func(_ context.Context, call fanvue.CallInfo, result fanvue.CallResult) {
			counters.Add("calls: "+string(call.Operation), 1)
			counters.AddFloat("seconds waited", result.Waited.Seconds())
			if errors.Is(result.Err, fanvue.ErrOutcomeUnknown) {
				counters.Add("outcome unknown", 1)
			}
		},
	}
}

func Example_logger() {
	logger := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelInfo}))
	client, err := fanvue.NewClient(
		fanvue.WithAPIKey(os.Getenv("FANVUE_API_KEY")),
		fanvue.WithLogger(logger),
	)
	if err != nil {
		fmt.Println(err) // there is no key
		return
	}
	_ = client
}

// slowCalls log the calls that take longer than a limit, waits included.
func slowCalls(logger *slog.Logger, limit time.Duration) fanvue.Hooks {
	return fanvue.Hooks{
		CallDone: func(ctx context.Context, call fanvue.CallInfo, result fanvue.CallResult) {
			if result.Duration < limit {
				return
			}
			logger.LogAttrs(ctx, slog.LevelWarn, "slow call",
				slog.String("operation", string(call.Operation)),
				slog.Duration("took", result.Duration),
				slog.Duration("waited", result.Waited),
				slog.Int("attempts", result.Attempts))
		},
	}
}

func TestGuideToObservability(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory())
		defer server.Close()
		var log bytes.Buffer
		counters := new(expvar.Map)
		client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithHooks(expvarHooks(counters)),
			fanvue.WithHooks(slowCalls(slog.New(slog.NewTextHandler(&log, nil)), 5*time.Second)))
		if err != nil {
			t.Fatal(err)
		}
		server.Inject(fanvuetest.Fault{Status: 503, Header: http.Header{"Retry-After": {"7"}}})
		if err := listChats(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		server.Inject(fanvuetest.Fault{Drop: fanvuetest.DropAfter})
		_, _ = client.Messages.Send(t.Context(), fanvuetest.FanUUID, fanvue.MessageParams{Text: "Hello!"})
		const want = `{"attempts: 0": 1, "attempts: 200": 1, "attempts: 503": 1, "calls: Chats.List": 1, "calls: Messages.Send": 1, ` +
			`"outcome unknown": 1, "seconds waited": 7, "waits: retry after": 1}`
		if got := counters.String(); got != want {
			t.Errorf("counted\n%s, want\n%s", got, want)
		}
		if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, `msg="slow call" operation=Chats.List took=7s waited=7s attempts=2`) {
			t.Errorf("logged\n%s", got)
		}
	})
}

// Every log record of the package is in the table of the guide, with its
// attributes.
func TestLogRecordsAreDocumented(t *testing.T) {
	t.Parallel()
	common := map[string][]string{} // the attributes of functions that return some
	var loggers []*ast.FuncDecl
	for _, file := range packageFiles(t) {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil {
				if len(loggedMessages(t, f)) > 0 {
					loggers = append(loggers, f)
				} else if f.Name.Name == "logAttrs" {
					common[f.Name.Name] = attributeKeys(f.Body)
				}
			}
		}
	}
	for _, f := range loggers {
		keys := attributeKeys(f.Body)
		ast.Inspect(f.Body, func(n ast.Node) bool {
			if name, ok := n.(*ast.Ident); ok {
				keys = append(keys, common[name.Name]...)
			}
			return true
		})
		for _, message := range loggedMessages(t, f) {
			line := documentedRecord(t, message)
			for _, key := range keys {
				if !strings.Contains(line, "`"+key+"`") {
					t.Errorf("docs/observability.md does not name the attribute %s of %q", key, message)
				}
			}
		}
	}
	if len(loggers) < 4 {
		t.Errorf("%d functions that log were found, want all", len(loggers))
	}
}

// loggedMessages returns the messages that a function logs.
func loggedMessages(t *testing.T, f *ast.FuncDecl) []string {
	t.Helper()
	var messages []string
	ast.Inspect(f.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) < 3 {
			return true
		}
		if method, ok := call.Fun.(*ast.SelectorExpr); !ok || method.Sel.Name != "LogAttrs" {
			return true
		}
		text, ok := call.Args[2].(*ast.BasicLit)
		if !ok {
			t.Errorf("%s logs a message that is not a literal", f.Name.Name)
			return true
		}
		messages = append(messages, strings.Trim(text.Value, `"`))
		return true
	})
	return messages
}

// documentedRecord returns the line of the guide about a log record.
func documentedRecord(t *testing.T, message string) string {
	t.Helper()
	guide, err := os.ReadFile("docs/observability.md")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(guide)) {
		if strings.Contains(line, "`"+message+"`") {
			return line
		}
	}
	t.Errorf("docs/observability.md does not have the log record %q", message)
	return ""
}

// attributeKeys returns the names of the attributes that some code makes.
func attributeKeys(code ast.Node) []string {
	var keys []string
	ast.Inspect(code, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 2 {
			return true
		}
		if f, ok := call.Fun.(*ast.SelectorExpr); ok && fmt.Sprint(f.X) == "slog" {
			if key, ok := call.Args[0].(*ast.BasicLit); ok {
				keys = append(keys, strings.Trim(key.Value, `"`))
			}
		}
		return true
	})
	return keys
}
