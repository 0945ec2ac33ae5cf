// Package lib has an exported variable with functions.
package lib

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

type R struct{ steps []func(*fanvue.Client) }

func (r *R) Run() {
	c, _ := fanvue.NewClient()
	for _, s := range r.steps {
		s(c)
	}
}

var Default = &R{steps: []func(*fanvue.Client){func(c *fanvue.Client) { c.Templates.List(context.Background(), nil) }}}
