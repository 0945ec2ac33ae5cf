package oauth

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

const (
	// lockPoll is how often a lock that another process holds is tried.
	lockPoll = 20 * time.Millisecond
	// maxGrantFile is the largest file that can be a grant, in bytes.
	maxGrantFile = 1 << 20
	// staleTemporary is the age at which a temporary file is one that a dead
	// process left behind.
	staleTemporary = time.Minute
)

// FileStore is a [Store] in a file that only its owner can read. It may be shared
// by processes of one machine: it is a [Locker], whose lock is a second file
// beside the first, named after it with ".lock" at the end. The lock ends with
// the process that holds it; its file stays.
//
// A file that cannot be read as a grant is an error that names it. It is kept,
// and never overwritten.
type FileStore struct{ path string }

// NewFileStore returns a FileStore for a file in a directory that exists. The
// file need not exist.
func NewFileStore(path string) *FileStore { return &FileStore{path: path} }

// file returns the path of the file itself, where path is a symbolic link.
func (s *FileStore) file() string {
	if target, err := filepath.EvalSymlinks(s.path); err == nil {
		return target
	}
	return s.path
}

// Load implements [Store].
func (s *FileStore) Load(context.Context) (*Grant, error) {
	grant, err := readGrantFile(s.file())
	if !errors.Is(err, fs.ErrNotExist) {
		return grant, err
	}
	// A grant that cannot be saved later would be lost.
	if _, err := os.Stat(filepath.Dir(s.file())); err != nil {
		return nil, fmt.Errorf("fanvue: oauth: the directory of the grant cannot be used: %w", err)
	}
	return nil, ErrNoGrant
}

// fileVersion distinguishes the contents that a file has one after the other.
type fileVersion struct {
	modified time.Time
	size     int64
	missing  bool
}

func (s *FileStore) version() any {
	info, err := os.Stat(s.path)
	if err != nil {
		return fileVersion{missing: true}
	}
	return fileVersion{modified: info.ModTime(), size: info.Size()}
}

func readGrantFile(path string) (*Grant, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("fanvue: oauth: the grant cannot be read: %w", err)
	}
	if info.Size() > maxGrantFile {
		return nil, damaged(path, errors.New("it is too large"))
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("fanvue: oauth: the grant cannot be read: %w", err)
	}
	grant := new(Grant)
	if err := grant.UnmarshalBinary(data); err != nil {
		return nil, damaged(path, err)
	}
	return grant, nil
}

func damaged(path string, reason error) error {
	return fmt.Errorf("fanvue: oauth: %s has no grant that can be read: %w; it was kept, move it away and start a new sign-in", path, reason)
}

// Save implements [Store]. It writes a temporary file, syncs it to the disk, and
// renames it, so that there is always a complete grant.
func (s *FileStore) Save(_ context.Context, grant *Grant) error {
	if grant == nil {
		return errNilGrant
	}
	data, err := grant.MarshalBinary()
	if err != nil {
		return err
	}
	path := s.file()
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		if _, err := readGrantFile(path); err != nil {
			return err // it may be anything
		}
	}
	removeStale(path)
	if err := replaceFile(path, data); err != nil {
		return fmt.Errorf("fanvue: oauth: the grant cannot be saved: %w", err)
	}
	return nil
}

// temporary returns the pattern of the temporary files for path.
func temporary(path string) string { return "." + filepath.Base(path) + ".*.tmp" }

// removeStale removes what killed processes left behind: it has tokens.
func removeStale(path string) {
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), temporary(path)))
	if err != nil {
		return
	}
	for _, name := range left {
		if info, err := os.Lstat(name); err == nil && time.Since(info.ModTime()) > staleTemporary {
			_ = os.Remove(name)
		}
	}
}

func replaceFile(path string, data []byte) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), temporary(path)) // with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = file.Close()
			_ = os.Remove(file.Name())
		}
	}()
	if _, err = file.Write(data); err != nil {
		return err
	}
	if err = file.Sync(); err != nil {
		return err
	}
	if err = file.Close(); err != nil {
		return err
	}
	if err = os.Rename(file.Name(), path); err != nil {
		return err
	}
	return syncDirectory(filepath.Dir(path))
}

// syncDirectory makes a rename survive a power failure, where the file system
// knows how.
func syncDirectory(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	directory, err := os.Open(path)
	if err != nil {
		return err
	}
	defer directory.Close()
	if err := directory.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}

// Delete removes the grant, for example after [App.Revoke]. Without a grant it
// does nothing. It waits until no [Source] is refreshing the grant.
func (s *FileStore) Delete(ctx context.Context) error {
	unlock, err := s.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := os.Remove(s.file()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("fanvue: oauth: the grant cannot be removed: %w", err)
	}
	return nil
}

// Lock implements [Locker].
func (s *FileStore) Lock(ctx context.Context) (unlock func(), err error) {
	lock := flock.New(s.file()+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, lockPoll); err != nil {
		if ctx.Err() != nil {
			err = fmt.Errorf("another process holds the lock: %w", ctx.Err())
		}
		return nil, fmt.Errorf("fanvue: oauth: %s cannot be locked: %w", s.path, err)
	}
	return sync.OnceFunc(func() { _ = lock.Unlock() }), nil
}
