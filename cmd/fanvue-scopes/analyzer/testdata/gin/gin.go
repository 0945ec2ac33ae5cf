// Package gin stands for a web framework.
package gin

// Context is what handlers are given.
type Context struct{}

// Query returns a parameter.
func (*Context) Query(name string) string { return name }
