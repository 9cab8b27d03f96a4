package views

import (
	"sync/atomic"
	"time"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// Flooded is a view that handles messages more slowly than they are published.
type Flooded struct {
	Topic pubsub.Topic[Message]
	Stats *FloodStats
}

// FloodStats counts the messages handled by a Flooded view, and its reloads after losses.
type FloodStats struct{ Handled, Reloads atomic.Int64 }

// handlingTime is how long the view sleeps for each message. Sleeping uses no CPU time, which would
// slow down the other views.
const handlingTime = time.Millisecond

// Mount subscribes to the topic.
func (v *Flooded) Mount(s *live.Socket) error {
	_, err := live.Subscribe(s, v.Topic, v.received)
	return err
}

func (v *Flooded) received(*live.Socket, Message) error {
	time.Sleep(handlingTime)
	v.Stats.Handled.Add(1)
	return nil
}

// Reload counts the reload.
func (v *Flooded) Reload(*live.Socket) error {
	v.Stats.Reloads.Add(1)
	return nil
}
