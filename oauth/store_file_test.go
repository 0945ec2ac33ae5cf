package oauth_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/oauth"
)

func TestFileStore(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "grant.json")
	store := oauth.NewFileStore(path)
	if _, err := store.Load(t.Context()); !errors.Is(err, oauth.ErrNoGrant) {
		t.Errorf("without a file: %v", err)
	}
	expiry := time.Date(2026, 11, 27, 10, 0, 0, 123456789, time.UTC)
	for name, grant := range map[string]*oauth.Grant{
		"everything":     oauth.NewGrant("at", "rt", expiry, "read:self", "read:chat"),
		"unknown":        oauth.NewGrant("at", "rt", time.Time{}),
		"no API scope":   oauth.NewGrant("at", "rt", expiry, "openid"),
		"only access":    oauth.NewGrant("at", "", expiry),
		"odd characters": oauth.NewGrant("a\"<&>\u2028", "r\\\n", expiry.Local(), "x:y"),
	} {
		if err := store.Save(t.Context(), grant); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode != 0o600 {
			t.Errorf("%s: mode %o", name, mode)
		}
		kept, err := oauth.NewFileStore(path).Load(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if kept.AccessToken() != grant.AccessToken() || kept.RefreshToken() != grant.RefreshToken() || !kept.Expiry().Equal(grant.Expiry()) {
			t.Errorf("%s: %q %q %s", name, kept.AccessToken(), kept.RefreshToken(), kept.Expiry())
		}
		if diff := cmp.Diff(grant.Scopes(), kept.Scopes()); diff != "" {
			t.Errorf("%s: scopes (-want +got):\n%s", name, diff)
		}
	}
	for range 2 {
		if err := store.Delete(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.Load(t.Context()); !errors.Is(err, oauth.ErrNoGrant) {
		t.Errorf("after Delete: %v", err)
	}
}

// A file that is not a grant is an error that names it, and stays as it is.
func TestDamagedGrantFile(t *testing.T) {
	t.Parallel()
	valid, err := oauth.NewGrant("ory_at_secret", "ory_rt_secret", time.Now()).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"empty":        "",
		"text":         "clients:\n- important",
		"cut":          string(valid[:len(valid)/2]),
		"other JSON":   `{"name":"x"}`,
		"no tokens":    `{"version":1}`,
		"newer format": `{"version":2,"access_token":"ory_at_secret"}`,
		"wrong types":  `{"version":1,"access_token":"ory_at_secret","expiry":"ory_rt_secret"}`,
		"array":        `[]`,
		"too large":    strings.Repeat(" ", 2<<20),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "grant.json")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			store := oauth.NewFileStore(path)
			_, err := store.Load(t.Context())
			_, sourceErr := newAuth(t, nil).TokenSource(store).Token(t.Context())
			for _, err := range []error{err, sourceErr} {
				wantError(t, err, nil)
				if err == nil || !strings.Contains(err.Error(), path) {
					t.Errorf("the error does not name the file: %v", err)
				}
				checkNoSecrets(t, err, "ory_at_secret", "ory_rt_secret")
			}
			if saveErr := store.Save(t.Context(), oauth.NewGrant("at", "rt", time.Now())); (saveErr == nil) != (content == "") {
				t.Errorf("Save: %v", saveErr)
			}
			if kept, err := os.ReadFile(path); content != "" && string(kept) != content {
				t.Errorf("the file changed, %v", err)
			}
		})
	}
}

func TestFileStoreErrors(t *testing.T) {
	t.Parallel()
	missing := oauth.NewFileStore(filepath.Join(t.TempDir(), "missing", "grant.json"))
	if _, err := missing.Load(t.Context()); err == nil || errors.Is(err, oauth.ErrNoGrant) {
		t.Errorf("a directory that does not exist: %v", err)
	}
	if err := missing.Save(t.Context(), oauth.NewGrant("at", "rt", time.Now())); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if _, err := missing.Lock(t.Context()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	directory := oauth.NewFileStore(t.TempDir())
	if _, err := directory.Load(t.Context()); err == nil || errors.Is(err, oauth.ErrNoGrant) {
		t.Errorf("a directory as the file: %v", err)
	}
	if err := oauth.NewFileStore(t.TempDir()+"/g").Save(t.Context(), oauth.NewGrant("", "", time.Now())); err == nil {
		t.Error("a grant without tokens was saved")
	}
}

// The file may be a link, as on a system that mounts configuration.
func TestFileStoreFollowsALink(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	target, link := filepath.Join(directory, "target"), filepath.Join(directory, "link")
	if err := oauth.NewFileStore(target).Save(t.Context(), oauth.NewGrant("at1", "rt1", time.Now())); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Skip(err)
	}
	if err := oauth.NewFileStore(link).Save(t.Context(), oauth.NewGrant("at2", "rt2", time.Now())); err != nil {
		t.Fatal(err)
	}
	if kept, err := oauth.NewFileStore(target).Load(t.Context()); err != nil || kept.AccessToken() != "at2" {
		t.Errorf("%v, %v", kept, err)
	}
	unlock, err := oauth.NewFileStore(link).Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := oauth.NewFileStore(target).Lock(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the names have different locks: %v", err)
	}
}

// Temporary files that a killed process left behind have tokens.
func TestFileStoreCleansUp(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	old, young := filepath.Join(directory, ".grant.1.tmp"), filepath.Join(directory, ".grant.2.tmp")
	for _, name := range []string{old, young} {
		if err := os.WriteFile(name, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	hours := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(old, hours, hours); err != nil {
		t.Fatal(err)
	}
	if err := oauth.NewFileStore(filepath.Join(directory, "grant")).Save(t.Context(), oauth.NewGrant("at", "rt", time.Now())); err != nil {
		t.Fatal(err)
	}
	left, _ := filepath.Glob(filepath.Join(directory, ".*"))
	if diff := cmp.Diff([]string{young}, left); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A save that cannot be completed leaves the grant before it.
func TestSaveThatCannotBeCompleted(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		t.Skip("needs a directory that cannot be written to")
	}
	directory := t.TempDir()
	store := oauth.NewFileStore(filepath.Join(directory, "grant"))
	if err := store.Save(t.Context(), oauth.NewGrant("at1", "rt1", time.Now())); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(directory, 0o500); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(directory, 0o700)
	if err := store.Save(t.Context(), oauth.NewGrant("at2", "rt2", time.Now())); !errors.Is(err, os.ErrPermission) {
		t.Errorf("%v", err)
	}
	if kept, err := store.Load(t.Context()); err != nil || kept.AccessToken() != "at1" {
		t.Errorf("%v, %v", kept, err)
	}
}

func TestLocks(t *testing.T) {
	t.Parallel()
	for name, store := range map[string]oauth.Locker{"file": oauth.NewFileStore(t.TempDir() + "/g"), "memory": new(oauth.MemoryStore)} {
		unlock, err := store.Lock(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		if _, err := store.Lock(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: a second lock: %v", name, err)
		}
		cancel()
		unlock()
		unlock() // does nothing
		if unlock, err = store.Lock(t.Context()); err != nil {
			t.Fatal(err)
		}
		unlock()
	}
}

// FuzzGrantFile reads any file without a panic, and what it accepts it writes
// back without a change.
func FuzzGrantFile(f *testing.F) {
	for _, grant := range []*oauth.Grant{oauth.NewGrant("at", "rt", time.Now(), fanvue.ScopeReadSelf), oauth.NewGrant("at", "", time.Time{})} {
		data, err := grant.MarshalBinary()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"version":1,"access_token":"a","scopes":[],"lifetime_seconds":1e300}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		grant := new(oauth.Grant)
		if grant.UnmarshalBinary(data) != nil {
			return
		}
		first, err := grant.MarshalBinary()
		if err != nil {
			t.Skip(err) // a time that has no form
		}
		second := new(oauth.Grant)
		if err := second.UnmarshalBinary(first); err != nil {
			t.Fatalf("%q: %v", first, err)
		}
		if again, err := second.MarshalBinary(); err != nil || string(again) != string(first) {
			t.Fatalf("%q became %q, %v", first, again, err)
		}
	})
}
