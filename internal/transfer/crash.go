package transfer

import (
	"errors"
	"fmt"
	"runtime"
)

// crash is a panic or a runtime.Goexit in one of the caller's functions that runs
// on a goroutine of this package. There it would end the process, or leave other
// goroutines waiting. So it is passed as an error to the goroutine of the caller,
// which raises it.
type crash struct {
	value any // of the panic; nil for runtime.Goexit
}

func (c *crash) Error() string {
	if c.value == nil {
		return "runtime.Goexit was called"
	}
	return fmt.Sprintf("panic: %v", c.value)
}

// catch calls f, and then end with the error of f or with its crash.
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

// raise panics or exits in the same way as the function that catch called, if err
// is a crash.
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
