// Package pubsub carries messages between the sessions of one program, and between programs.
//
// A message is a hint that something changed; the store is the truth. What a subscriber missed it is told of (Lost),
// and it reads the store again.
//
//	type Line struct{ From, Text string }
//
//	var bus pubsub.Local
//
//	func main() {
//		room := pubsub.NewTopic[Line](&bus, "room:go")
//		cancel, err := room.Subscribe(context.Background(), func(d pubsub.Delivery[Line]) {
//			if d.Value != nil {
//				fmt.Println(d.Value.From, "says", d.Value.Text)
//			}
//		})
//		if err != nil {
//			log.Fatal(err)
//		}
//		defer cancel()
//		if err := room.Publish(context.Background(), Line{"ann", "hi"}); err != nil {
//			log.Fatal(err)
//		}
//	}
//
// In a view, subscribe with live.Subscribe: the message then reaches a handler of the view.
//
// # Concurrency
//
// Everything here may be called from any goroutine, and from within a subscriber's function too: publish, subscribe,
// cancel. The function of one subscription is never called by two goroutines at once. It must return soon and must not
// block, because it may run in the publisher's goroutine: put the message in a queue of your own and return. One that
// panics is logged and hears the next message; the other subscribers notice nothing.
//
// # Ordering
//
// Messages that one publisher sends to one topic reach every subscription of it in the order they were sent. A
// subscription that cannot keep up loses messages rather than holding up a publisher, and the next message it hears
// says so. Between topics there is no order.
package pubsub
