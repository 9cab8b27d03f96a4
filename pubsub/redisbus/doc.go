// Package redisbus implements pubsub.Bus over Redis, to connect the nodes of an application.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//		"log"
//
//		"github.com/lively-go/lively/pubsub"
//		"github.com/lively-go/lively/pubsub/redisbus"
//	)
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
// The bus opens and keeps working without Redis, even at startup. Publish and Subscribe succeed,
// and messages are delivered within the node. When Redis is available again, all topics are
// resubscribed, and each subscription that may have missed messages receives Lost once a probe has
// confirmed that messages are delivered again. [Bus.Health] reports the state.
//
// # Detection of lost messages
//
// Redis does not store the messages of pub/sub, so the bus detects which are missing. Messages have
// a sequence number per publisher and topic: a gap is reported as Lost, as are a reconnect and a
// message that could not be sent. Each node sends itself probes on the same path as messages,
// because a connection to a demoted server stays open but receives nothing. The probes also carry
// the latest sequence numbers to the other nodes, so that they detect that the last message of a
// topic is missing; further messages carry them when more than 512 topics were published to. A node
// stores the numbers of the 65,536 topics to which it published last. The next message on another
// topic is marked Lost for subscribers that have received earlier ones.
//
// For the topics selected by Bus.History, Redis retains the last messages in a stream. Subscribers
// receive the messages that they missed from there, in order and once, and Lost only if the stream
// no longer contains them. Bus.Last and Bus.Since read the stream, too.
//
// A subscriber may receive a message about something that it has already read from the store:
// message handlers must be idempotent.
//
// # Concurrency
//
// As with every pubsub.Bus, all functions and methods may be called from any goroutine, including
// from a subscriber's function. Messages published by this node are delivered to its subscribers in
// the publisher's goroutine, as by pubsub.Local, and messages from other nodes in goroutines of the
// bus. A publisher waits neither for Redis nor for subscribers on other nodes. Subscribe waits for
// the confirmation of Redis, and Last and Since for its reply.
//
// # Ordering
//
// All subscriptions receive the messages that one publisher sends to one topic in the order in
// which they were sent. Messages of different nodes may be received in different order by different
// nodes.
package redisbus
