// Export writes the subscribers, followers or managed creators of an account to
// standard output as CSV, and its progress to standard error.
//
//	export -what subscribers > subscribers.csv
//
// Without FANVUE_API_KEY and FANVUE_ACCESS_TOKEN, it exports from a fake Fanvue in
// memory.
package main

import (
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/examples/internal/env"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

const usage = `
Usage: export [flags] > file.csv

Export writes the subscribers, followers or managed creators of an account to
standard output as CSV.
`

func main() {
	what := flag.String("what", "subscribers", "`list` to export: subscribers, followers or creators")
	env.ParseFlags(usage, 0)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *what, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "export:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, what string, out, progress io.Writer) error {
	if env.Configured() {
		client, err := fanvue.NewClient(fanvue.FromEnv())
		if err != nil {
			return err
		}
		return export(ctx, client, what, out, progress)
	}
	server := fanvuetest.NewServer()
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		return err
	}
	fmt.Fprintln(progress, "No credential is set: exporting from a fake Fanvue in memory.")
	return export(ctx, client, what, out, progress)
}

// export writes each user when it is received, so that an export that fails leaves
// those before.
func export(ctx context.Context, client *fanvue.Client, what string, out, progress io.Writer) error {
	users, operation, err := source(ctx, client, what)
	if err != nil {
		return err
	}
	if err := client.CheckScopes(operation); err != nil {
		return err
	}
	file := csv.NewWriter(out)
	defer file.Flush()
	if err := file.Write([]string{"uuid", "handle", "display_name", "nickname", "top_spender", "registered_at"}); err != nil {
		return err
	}
	count := 0
	for user, err := range users {
		if err != nil {
			return fmt.Errorf("the export ended after %d %s: %w", count, what, err)
		}
		if err := file.Write(record(user)); err != nil {
			return err
		}
		if count++; count%100 == 0 {
			fmt.Fprintf(progress, "%d %s so far\n", count, what)
		}
	}
	file.Flush()
	fmt.Fprintf(progress, "%d %s exported\n", count, what)
	return file.Error()
}

// source returns the users of a list, and the operation that reads it.
func source(ctx context.Context, client *fanvue.Client, what string) (iter.Seq2[fanvue.User, error], fanvue.OperationName, error) {
	switch what {
	case "subscribers":
		return users(client.Fans.AllSubscribers(ctx, nil), func(s fanvue.Subscriber) fanvue.User { return s.User }), fanvue.OpFansSubscribers, nil
	case "followers":
		return users(client.Fans.AllFollowers(ctx, nil), func(f fanvue.Follower) fanvue.User { return f.User }), fanvue.OpFansFollowers, nil
	case "creators":
		return users(client.Creators.All(ctx, nil), func(c fanvue.Creator) fanvue.User { return c.User }), fanvue.OpCreatorsList, nil
	}
	return nil, "", fmt.Errorf("cannot export %q; choose subscribers, followers or creators", what)
}

// users returns an iterator over the users of items.
func users[T any](items iter.Seq2[T, error], user func(T) fanvue.User) iter.Seq2[fanvue.User, error] {
	return func(yield func(fanvue.User, error) bool) {
		for item, err := range items {
			if !yield(user(item), err) {
				return
			}
		}
	}
}

// record returns the fields of a line.
func record(u fanvue.User) []string {
	registered := ""
	if !u.RegisteredAt.IsZero() {
		registered = u.RegisteredAt.UTC().Format(time.RFC3339)
	}
	return []string{u.UUID, plain(u.Handle), plain(u.DisplayName), plain(u.Nickname), strconv.FormatBool(u.IsTopSpender), registered}
}

// plain prevents a spreadsheet from reading a name that a fan chose as a formula.
func plain(text string) string {
	if strings.IndexAny(text, "=+-@\t\r") == 0 {
		return "'" + text
	}
	return text
}
