package dashboard

import (
	"context"
	"log/slog"
	"sync"

	"github.com/lively-go/lively/pubsub"
)

// ViewersChanged is published when the number of viewers has changed. It does not carry the number:
// call Viewers.Count.
type ViewersChanged struct{}

// Viewers counts the open dashboards. Its methods are safe for concurrent use.
type Viewers struct {
	Topic pubsub.Topic[ViewersChanged]

	mu sync.Mutex
	n  int
}

// Count returns the number of viewers.
func (v *Viewers) Count() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.n
}

// Any reports whether there are viewers.
func (v *Viewers) Any() bool { return v.Count() > 0 }

// Join adds a viewer until leave is called. Further calls of leave have no effect.
func (v *Viewers) Join() (leave func()) {
	v.add(1)
	return sync.OnceFunc(func() { v.add(-1) })
}

func (v *Viewers) add(n int) {
	v.mu.Lock()
	v.n += n
	v.mu.Unlock()
	// Not the context of the view, which is done when the view is unmounted.
	if err := v.Topic.Publish(context.Background(), ViewersChanged{}); err != nil {
		slog.Error("metrics: publish number of viewers", "error", err)
	}
}
