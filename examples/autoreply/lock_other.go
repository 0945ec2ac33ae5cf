//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// lock creates a file that must not exist. A process that is killed does not remove
// the file; then remove it by hand.
func lock(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%w or was killed; if it was killed, remove %s", errLocked, path)
	}
	return file, err
}
