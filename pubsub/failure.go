package pubsub

import (
	"log/slog"
	"runtime/debug"
)

// callSubscriber calls the function of a subscriber. A panic is logged, so that it reaches neither
// the publisher nor other subscribers. A call of runtime.Goexit is logged too, but cannot be
// recovered: the goroutine ends, and deferred functions of the callers continue the delivery.
func callSubscriber[M any](fn func(M), m M, topic string) {
	returned := false
	defer func() {
		if !returned {
			logFailure("subscriber", topic, recover())
		}
	}()
	fn(m)
	returned = true
}

// logFailure logs that user code panicked with a value, or called runtime.Goexit if it is nil.
func logFailure(what, topic string, recovered any) {
	stack := string(debug.Stack())
	if recovered == nil {
		slog.Error("pubsub: "+what+" called runtime.Goexit", "topic", topic, "stack", stack)
		return
	}
	slog.Error("pubsub: "+what+" panicked", "topic", topic, "panic", recovered, "stack", stack)
}
