// Package presence tracks which users are present in which rooms, across all nodes of an
// application.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//
//		"github.com/lively-go/lively/pubsub"
//		"github.com/lively-go/lively/pubsub/presence"
//	)
//
//	type Status struct{ Typing bool }
//
//	func main() {
//		var bus pubsub.Local // a redisbus.Bus if there are several nodes
//		users := &presence.Tracker[Status]{Bus: &bus}
//		tab := users.Track(context.Background(), "room", "ann", Status{})
//		defer tab.Leave()
//		for _, p := range users.List("room") {
//			fmt.Println(p.Key, "is here")
//		}
//	}
//
// A view subscribes to the changes of the room in Mount and tracks its user in Joined, until the
// view is unmounted. Its template renders users.List(v.Name).
//
//	func (v *Room) Mount(s *live.Socket) error {
//		_, err := live.Subscribe(s, users.Changes(v.Name), v.changed)
//		return err
//	}
//
//	func (v *Room) Joined(s *live.Socket) error {
//		v.tab = users.Track(s.Context(), v.Name, v.User, Status{})
//		return nil
//	}
//
//	func (v *Room) changed(*live.Socket, []presence.Event[Status]) error { return nil } // only renders
//
// The entries of a user, one for each tab, are grouped in a [User].
//
// Each node publishes its own entries in the topics of their rooms. While a node has entries, it
// also sends heartbeats. Each heartbeat lists the name and version of every room in which the node
// has entries, so its size grows with the number of rooms. A node that misses several heartbeats is
// considered dead and its entries are removed from all rooms; they reappear if it was only
// partitioned. Nodes detect missed messages by the versions and request the full state of the room.
// Lists may differ between nodes temporarily but converge.
//
// # Concurrency
//
// All functions and methods may be called from any goroutine. They do not wait for the bus. While
// the bus is down, users on the same node still see each other. Functions subscribed to Changes
// must not block, see package pubsub. If one of them panics or calls runtime.Goexit, that is logged
// and delivery continues. If events or entries cannot be encoded, or their MarshalJSON panics,
// subscribers receive Lost.
//
// # Ordering
//
// All subscriptions of Changes receive the events of a room in the same order. List includes the
// change of an event before the event is delivered. The order of changes on different nodes is not
// defined.
package presence
