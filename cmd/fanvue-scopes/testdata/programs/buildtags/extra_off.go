//go:build !extra

package main

func extra() {}
