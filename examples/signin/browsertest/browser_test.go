// Package browsertest drives examples/signin in Chromium.
package browsertest

import (
	"bufio"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

var screenshot = flag.String("screenshot", "", "file to write a screenshot of the consent page to")

// startApp builds the example, starts it with a Fanvue in memory, and returns
// its address.
func startApp(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "signin")
	build := exec.Command("go", "build", "-C", "../../..", "-o", binary, "./examples/signin")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	app := exec.Command(binary, "-addr", "localhost:0")
	app.Env = append(os.Environ(), "FANVUE_CLIENT_ID=")
	app.Stderr = os.Stderr
	output, err := app.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = app.Process.Kill()
		_ = app.Wait()
	})
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "Open "); ok {
			return strings.TrimSuffix(address, " in a browser.")
		}
	}
	t.Fatal("the app printed no address")
	return ""
}

// startBrowser starts Chromium and returns a tab of it.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	chromium := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			chromium = found
			break
		}
	}
	if chromium == "" {
		t.Fatal("Chromium is missing; install it, on Debian with: apt-get install chromium")
	}
	// The default options, without those that look up other hosts.
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(900, 1100), chromedp.WSURLReadTimeout(time.Minute))
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// run runs actions in a tab.
func run(t *testing.T, tab context.Context, actions ...chromedp.Action) {
	t.Helper()
	if err := chromedp.Run(tab, actions...); err != nil {
		t.Fatal(err)
	}
}

// bodyOf returns the text of the page once it has an element.
func bodyOf(t *testing.T, tab context.Context, selector string) string {
	t.Helper()
	var text string
	run(t, tab, chromedp.WaitVisible(selector, chromedp.ByQuery), chromedp.Text("body", &text, chromedp.ByQuery))
	return text
}

func shows(t *testing.T, text string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not show %q:\n%s", want, text)
		}
	}
}

const (
	allow = `button[value="allow"]`
	deny  = `button[value="deny"]`
)

func TestSignInInChromium(t *testing.T) {
	address := startApp(t)
	tab := startBrowser(t)

	t.Run("one scope unticked, then allowed", func(t *testing.T) {
		run(t, tab, chromedp.Navigate(address), chromedp.Click("#signin", chromedp.ByQuery))
		shows(t, bodyOf(t, tab, allow), "Ava Rivers", "read:chat", "read:fan", "subscribers, followers and the members of lists")
		if *screenshot != "" {
			var image []byte
			run(t, tab, chromedp.FullScreenshot(&image, 100)) // 100 means PNG
			if err := os.WriteFile(*screenshot, image, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		run(t, tab, chromedp.Click(`input[value="read:fan"]`, chromedp.ByQuery), chromedp.Click(allow, chromedp.ByQuery))
		shows(t, bodyOf(t, tab, "#missing"), "Ava Rivers", "Jonas Weller", "You did not allow this.", "The app lacks read:fan.")

		run(t, tab, chromedp.Click("#more", chromedp.ByQuery))
		shows(t, bodyOf(t, tab, allow), "read:self", "read:chat", "read:fan")
		run(t, tab, chromedp.Click(allow, chromedp.ByQuery))
		text := bodyOf(t, tab, "#name")
		shows(t, text, "Some subscribers: Jonas")
		if strings.Contains(text, "The app lacks") {
			t.Errorf("the app still lacks a scope:\n%s", text)
		}
		run(t, tab, chromedp.Click("#signout", chromedp.ByQuery))
		shows(t, bodyOf(t, tab, "#signin"), "You are not signed in.")
	})

	t.Run("another account", func(t *testing.T) {
		run(t, tab, chromedp.Navigate(address), chromedp.Click("#signin", chromedp.ByQuery), chromedp.WaitVisible(allow, chromedp.ByQuery),
			chromedp.Click(`//label[contains(., "Juno Park")]`, chromedp.BySearch), chromedp.Click(allow, chromedp.ByQuery))
		shows(t, bodyOf(t, tab, "#name"), "Signed in as Juno Park")
		run(t, tab, chromedp.Click("#signout", chromedp.ByQuery), chromedp.WaitVisible("#signin", chromedp.ByQuery))
	})

	t.Run("denied", func(t *testing.T) {
		run(t, tab, chromedp.Navigate(address), chromedp.Click("#signin", chromedp.ByQuery), chromedp.WaitVisible(deny, chromedp.ByQuery),
			chromedp.Click(deny, chromedp.ByQuery))
		shows(t, bodyOf(t, tab, "#notice"), "You did not allow the access", "You are not signed in.")
	})

	// The user starts a sign-in, starts a second one in another tab, and
	// completes the first.
	t.Run("a stale state", func(t *testing.T) {
		run(t, tab, chromedp.Navigate(address), chromedp.Click("#signin", chromedp.ByQuery), chromedp.WaitVisible(allow, chromedp.ByQuery))
		second, cancel := chromedp.NewContext(tab)
		defer cancel()
		run(t, second, chromedp.Navigate(address), chromedp.Click("#signin", chromedp.ByQuery), chromedp.WaitVisible(allow, chromedp.ByQuery))

		run(t, tab, chromedp.Click(allow, chromedp.ByQuery))
		shows(t, bodyOf(t, tab, "#notice"), "a newer one replaced it", "You are not signed in.")
		run(t, second, chromedp.Click(allow, chromedp.ByQuery))
		shows(t, bodyOf(t, second, "#name"), "Ava Rivers")
	})
}
