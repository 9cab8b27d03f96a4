// Package redisbus carries messages between the nodes of one application over Redis.
//
//	func main() {
//		bus, err := redisbus.Open("redis://127.0.0.1:6379")
//		if err != nil {
//			log.Fatal(err)
//		}
//		defer bus.Close()
//		room := pubsub.NewTopic[string](bus, "room:go")
//		cancel, err := room.Subscribe(context.Background(), func(d pubsub.Delivery[string]) {
//			if d.Value != nil {
//				fmt.Println(*d.Value)
//			}
//		})
//		if err != nil {
//			log.Fatal(err)
//		}
//		defer cancel()
//		if err := room.Publish(context.Background(), "hi"); err != nil {
//			log.Fatal(err)
//		}
//	}
//
// # Without Redis
//
// The bus opens and goes on without Redis, at the start too. Publish and Subscribe succeed; what is published is heard
// within the node. When Redis is back, everything is subscribed anew, and each subscription of which something may have
// been missed hears Lost, once the bus has proved that messages pass again. Health says how the bus is.
//
// # Gaps
//
// Redis forgets a message as soon as it has sent it, so the bus looks for what is missing. Messages are numbered by
// publisher and topic: a hole is Lost. So is a connection that was opened again, and a message that could not be sent. Each
// node sends itself a probe on the way that messages take, because a connection to a server that was demoted stays
// perfect and silent; the probe also tells the other nodes the last numbers, so that a missing last message is noticed.
//
// Of the topics that Bus.History names Redis keeps the last messages, in a stream. What was missed of them is read there, in
// order and once, and nobody hears Lost unless the stream does not go on where the subscriber was. Last and Since read it too.
//
// A message may reach a subscriber that has seen what it tells of in the store already: handle a message twice without harm.
//
// # Concurrency
//
// As with every pubsub.Bus, everything may be called from any goroutine, and from a subscriber's function. What this node
// publishes is heard here in the publisher's goroutine, as with pubsub.Local; what others publish is heard in goroutines of
// the bus. A publisher never waits for Redis, nor for a subscriber elsewhere.
//
// # Ordering
//
// Messages that one publisher sends to one topic arrive everywhere in the order in which they were sent. Messages of
// different nodes may be heard in different order by different nodes.
package redisbus
