// Export writes fans or creators to a CSV file, with progress on standard
// error.
//
//	export -what subscribers > subscribers.csv
//
// Without FANVUE_API_KEY or FANVUE_ACCESS_TOKEN it exports from a Fanvue in
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

func main() {
	what := flag.String("what", "subscribers", "subscribers, followers or creators")
	flag.Parse()
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
	fmt.Fprintln(progress, "no credential is set: exporting from a Fanvue in memory")
	return export(ctx, client, what, out, progress)
}

// export writes the rows as they come, so that an export that breaks off
// leaves those that it had.
func export(ctx context.Context, client *fanvue.Client, what string, out, progress io.Writer) error {
	users, needs, err := source(ctx, client, what)
	if err != nil {
		return err
	}
	if err := client.CheckScopes(needs); err != nil {
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
			return fmt.Errorf("broke off after %d %s: %w", count, what, err)
		}
		if err := file.Write(row(user)); err != nil {
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

// source chooses the list, and the operation whose scopes it needs.
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

// users turns a walk over rows into one over the users in them.
func users[T any](rows iter.Seq2[T, error], user func(T) fanvue.User) iter.Seq2[fanvue.User, error] {
	return func(yield func(fanvue.User, error) bool) {
		for row, err := range rows {
			if !yield(user(row), err) {
				return
			}
		}
	}
}

func row(u fanvue.User) []string {
	registered := ""
	if !u.RegisteredAt.IsZero() {
		registered = u.RegisteredAt.UTC().Format(time.RFC3339)
	}
	return []string{u.UUID, plain(u.Handle), plain(u.DisplayName), plain(u.Nickname), strconv.FormatBool(u.IsTopSpender), registered}
}

// plain keeps a spreadsheet from taking a name that a fan chose for a formula.
func plain(text string) string {
	if strings.IndexAny(text, "=+-@\t\r") == 0 {
		return "'" + text
	}
	return text
}
