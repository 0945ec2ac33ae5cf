package transfer

import (
	"errors"
	"fmt"
	"runtime"
)

// crash is a panic, or a call of runtime.Goexit, of one of the caller's
// functions on a goroutine of ours. There it would end the process, or leave
// others waiting. It travels as an error to the goroutine that called, which
// raises it.
type crash struct {
	value any // of the panic; nil for runtime.Goexit
}

func (c *crash) Error() string {
	if c.value == nil {
		return "runtime.Goexit was called"
	}
	return fmt.Sprintf("panic: %v", c.value)
}

// catch calls f, and end with its error or with a crash of f.
func catch(f func() error, end func(error)) {
	var err error = new(crash)
	defer func() {
		if value := recover(); value != nil {
			err = &crash{value}
		}
		end(err)
	}()
	err = f()
}

// raise panics or exits as f of catch did, when err is of a crash.
func raise(err error) {
	var c *crash
	switch {
	case !errors.As(err, &c):
	case c.value == nil:
		runtime.Goexit()
	default:
		panic(c.value)
	}
}
