// Package driver is for authors of pubsub.Bus implementations. Programs that only use a bus do not
// need it.
//
// A Bus usually keeps its subscribers in a pubsub.Local: Publish calls Local.Publish and sends the
// message to the other nodes, Subscribe calls Local.Subscribe, and each message received from
// another node goes to [Deliver]. A Bus with a Close method calls [Forget]. The conformance suite
// in package bustest checks the result.
//
//	type Bus struct {
//		local pubsub.Local
//		conn  *Conn // to the other nodes
//	}
//
//	func (b *Bus) Publish(ctx context.Context, topic string, data []byte) error {
//		if err := b.local.Publish(ctx, topic, data); err != nil {
//			return err
//		}
//		return b.conn.Send(topic, data)
//	}
//
//	func (b *Bus) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (cancel func(), err error) {
//		return b.local.Subscribe(ctx, topic, fn)
//	}
//
//	func (b *Bus) receive() {
//		for m := range b.conn.Received() {
//			driver.Deliver(&b.local, pubsub.Message{Topic: m.Topic, Data: m.Data, Lost: m.Gap})
//		}
//	}
//
//	func (b *Bus) Close() error {
//		b.local.Close()
//		driver.Forget(b)
//		return b.conn.Close()
//	}
//
// # Concurrency
//
// The functions of this package may be called from any goroutine, including from a subscriber's
// function.
//
// # Ordering
//
// All subscriptions of a topic receive the messages of Deliver and of Local.Publish in the same
// order, which is the order of the calls if one goroutine makes them.
package driver

import (
	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/internal/hook"
)

var (
	deliver = hook.Deliver.(func(*pubsub.Local, pubsub.Message))
	forget  = hook.Forget.(func(pubsub.Bus))
)

// Deliver calls the subscribers of m.Topic in l with m unchanged, including Lost. It starts
// goroutines for the calls and never waits for a subscriber. After Close of l it does nothing.
func Deliver(l *pubsub.Local, m pubsub.Message) { deliver(l, m) }

// Forget discards the subscriptions that values of type pubsub.Topic share on b, so that the next
// Topic.Subscribe calls b.Subscribe. A Bus with a Close method must call it in Close with itself,
// unless it embeds a pubsub.Local.
func Forget(b pubsub.Bus) { forget(b) }
