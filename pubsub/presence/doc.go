// Package presence knows who is where, over all nodes of an application.
//
//	var (
//		bus    pubsub.Local
//		people = &presence.Tracker[Status]{Bus: &bus}
//	)
//
//	type Status struct{ Typing bool }
//
//	func (v *Room) Mount(s *live.Socket) error { return live.Subscribe(s, people.Changes(v.Name), v.changed) }
//
//	func (v *Room) Joined(s *live.Socket) error {
//		v.me = people.Track(s.Context(), v.Name, v.User, Status{}) // until the view ends
//		return nil
//	}
//
//	func (v *Room) changed(*live.Socket, []presence.Event[Status]) error { return nil } // rendered again
//
// and the template ranges over people.List(v.Name). Somebody with two tabs is one Person with two entries.
//
// Each node announces its own entries and sends heartbeats. A node that says nothing for some beats is taken for dead and
// its entries go; if it was only cut off, they come again. What a node missed it notices by the numbers of the
// announcements, and asks. So lists may differ between nodes for a while, and always become the same.
//
// # Concurrency
//
// Everything here may be called from any goroutine and returns at once, whatever the bus does. While the bus is down,
// those on one node still see each other.
//
// # Ordering
//
// The events of a room reach each subscription in one order. An event comes after List has changed.
package presence
