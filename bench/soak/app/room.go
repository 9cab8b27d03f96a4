package app

import (
	"cmp"
	"slices"
	"sync/atomic"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// The events of a Room. N is the event's number within its page, which is also its ID.
type (
	Press struct{ N int }
	Typed struct {
		N    int
		Text string
	}
	Post struct {
		N    int
		Text string
	}
)

// A Message is a post, as sent over the bus.
type Message struct {
	Page string
	N    int
	Text string
}

// maxShown is the number of messages that a Room shows at most.
const maxShown = 20

// A Room is the view: a counter, a text and the latest messages of the room.
type Room struct {
	Page     string // the page's name in the journal
	Messages []Message
	Last     int // number of the last event that this view has applied
	Applied  int // number of events that this view has applied
	Text     string
	Form     live.Form[Post]

	topic   pubsub.Topic[Message]
	journal *journal
	views   *atomic.Int64 // number of mounted views of the node
}

// Mount subscribes to the messages of the room.
func (v *Room) Mount(s *live.Socket) error {
	v.views.Add(1)
	_, err := live.Subscribe(s, v.topic, v.receive)
	return err
}

// Unmount counts the view as gone.
func (v *Room) Unmount() { v.views.Add(-1) }

// Reload does nothing: the messages of a room are not stored.
func (v *Room) Reload(*live.Socket) error { return nil }

// Events implements live.View.
func (v *Room) Events() live.Events {
	return live.Events{live.On(v.press), live.On(v.typed), live.OnForm(&v.Form, v.post)}
}

func (v *Room) press(_ *live.Socket, e Press) error { return v.apply(e.N) }

func (v *Room) typed(_ *live.Socket, e Typed) error {
	v.Text = e.Text
	return v.apply(e.N)
}

func (v *Room) post(s *live.Socket, p Post) error {
	v.Form.Reset()
	if err := v.apply(p.N); err != nil {
		return err
	}
	return v.topic.Publish(s.Context(), Message{v.Page, p.N, p.Text})
}

// apply records that event n was applied.
func (v *Room) apply(n int) error {
	v.Last = n
	v.Applied++
	return v.journal.record(v.Page, n)
}

// receive inserts a message. Messages are ordered by their ID, so that the order in which they arrive
// does not matter.
func (v *Room) receive(_ *live.Socket, m Message) error {
	i, found := slices.BinarySearchFunc(v.Messages, m, func(a, b Message) int {
		return cmp.Or(cmp.Compare(a.Page, b.Page), cmp.Compare(a.N, b.N))
	})
	if !found {
		v.Messages = slices.Insert(v.Messages, i, m)
	}
	if over := len(v.Messages) - maxShown; over > 0 {
		v.Messages = slices.Delete(v.Messages, 0, over)
	}
	return nil
}
