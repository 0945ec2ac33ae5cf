// Package run is shared by two programs.
package run

// Twice calls f twice.
func Twice(f func()) {
	f()
	f()
}
