package presence

import (
	"context"
	"errors"
	"sync"

	"github.com/lively-go/lively/pubsub"
)

// changes is the bus within this process on which the events of rooms reach their views. A room lives as long as it has
// subscriptions here.
type changes[M any] struct {
	tracker *Tracker[M]
	local   pubsub.Local
}

func (c *changes[M]) Publish(context.Context, string, []byte) error {
	return errors.New("presence: events of a room are not published by hand: use Track")
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
