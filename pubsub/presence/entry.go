package presence

// Entry is one presence of a user in a room, typically a browser tab.
type Entry[M any] struct {
	ID   string // unique across all nodes
	Key  string // identifies the user
	Rev  uint64 // number of changes to Meta
	Meta M      // shared by all readers of this process; must not be modified
}

// A User groups the entries of one key. Entries is never empty.
type User[M any] struct {
	Key     string
	Entries []Entry[M]
}

// Kind is the kind of an Event.
type Kind string

// The kinds of events.
const (
	Joined  Kind = "joined"  // Track was called
	Left    Kind = "left"    // the entry was removed
	Updated Kind = "updated" // Meta has changed
)

// Event is a change in a room.
type Event[M any] struct {
	Kind  Kind
	Entry Entry[M]

	// Entries is the number of entries with the same key after the event. The user arrived if it is
	// 1 after Joined, and left if it is 0 after Left.
	Entries int
}

// A Handle updates or removes an entry that this node tracks. Its methods may be called from any
// goroutine.
type Handle[M any] struct {
	room *room[M]
	id   string
	stop func() bool // from context.AfterFunc
}

// Update replaces the metadata. After Leave it does nothing.
func (e *Handle[M]) Update(meta M) { e.room.update(e.id, meta) }

// Leave removes the entry, as does the end of its context. Further calls do nothing.
func (e *Handle[M]) Leave() {
	e.stop()
	e.room.leave(e.id)
}
