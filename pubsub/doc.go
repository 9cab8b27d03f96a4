// Package pubsub provides publish/subscribe messaging between the sessions of a process and between
// processes.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//		"log"
//
//		"github.com/lively-go/lively/pubsub"
//	)
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
//			log.Print(err)
//		}
//	}
//
// [Local] connects the sessions of one process. To connect processes, use package redisbus. In a
// view, subscribe with live.Subscribe, which calls an event handler of the view.
//
// A message is a hint that something changed. The source of truth is the store of the application,
// such as its database. A subscriber that missed messages receives Lost and should read the store
// again.
//
// # Concurrency
//
// All functions and methods may be called from any goroutine, including from a subscriber's
// function. The function of one subscription is never called by two goroutines at once. It must
// return quickly and must not block, because it may run in the publisher's goroutine: put the
// message in a queue and return. A panic in it is logged and does not affect later messages or
// other subscribers. The same is true of a call to runtime.Goexit (by t.FailNow, for example),
// except that it also ends the publishing goroutine if the function runs there.
//
// # Ordering
//
// Each subscription receives the messages that one publisher sends to one topic in the order in
// which they were sent. A subscription that cannot keep up loses messages instead of blocking a
// publisher, and the next message that it receives is marked Lost. The order of messages on
// different topics is not defined.
package pubsub
