// Package puller calls a function of package main by its name for the linker.
package puller

import _ "unsafe" // for go:linkname

//go:linkname pulled main.pulled
func pulled()

// Pull calls main.pulled.
func Pull() { pulled() }
