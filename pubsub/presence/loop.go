package presence

import (
	"log/slog"
	"runtime/debug"
)

// keepRunning runs a loop until it returns. The loop may call code of the application: the methods
// that encode metadata, and other subscribers of its topic. If that panics or calls runtime.Goexit,
// it is logged, and the loop is started again in another goroutine.
func keepRunning(loop func()) {
	returned := false
	defer func() {
		if returned {
			return
		}
		stack := string(debug.Stack())
		if v := recover(); v != nil {
			slog.Error("presence: code called by the tracker panicked", "panic", v, "stack", stack)
		} else {
			slog.Error("presence: code called by the tracker called runtime.Goexit", "stack", stack)
		}
		go keepRunning(loop)
	}()
	loop()
	returned = true
}
