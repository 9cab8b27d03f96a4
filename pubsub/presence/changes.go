package presence

import (
	"context"
	"errors"
	"sync"

	"github.com/lively-go/lively/pubsub"
)

// changes is the in-process bus for the events of rooms. A subscription here holds a reference to
// its room.
type changes[M any] struct {
	tracker *Tracker[M]
	local   pubsub.Local
}

func (c *changes[M]) Publish(context.Context, string, []byte) error {
	return errors.New("presence: Changes topic is read-only; use Track")
}

func (c *changes[M]) Subscribe(ctx context.Context, room string, fn func(pubsub.Message)) (func(), error) {
	cancel, err := c.local.Subscribe(ctx, room, fn)
	if err != nil {
		return nil, err
	}
	r := c.tracker.open(room)
	return sync.OnceFunc(func() {
		cancel()
		c.tracker.release(r)
	}), nil
}
