package dashboard

import (
	"context"
	"log/slog"
	"sync"

	"github.com/lively-go/lively/pubsub"
)

// Counted is published when the number of viewers has changed. It is a hint: Viewers.Count has the number.
type Counted struct{}

// Viewers counts the browsers that look at the dashboard.
type Viewers struct {
	Topic pubsub.Topic[Counted]

	mu sync.Mutex
	n  int
}

// Count may be called by any goroutine.
func (v *Viewers) Count() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.n
}

// Watched says whether there are any.
func (v *Viewers) Watched() bool { return v.Count() > 0 }

// Join counts one more, until leave is called.
func (v *Viewers) Join() (leave func()) {
	v.add(1)
	return sync.OnceFunc(func() { v.add(-1) })
}

func (v *Viewers) add(n int) {
	v.mu.Lock()
	v.n += n
	v.mu.Unlock()
	// Of a view that goes as well: its own context has ended by then.
	if err := v.Topic.Publish(context.Background(), Counted{}); err != nil {
		slog.Error("metrics: the number of viewers is not published", "error", err)
	}
}
