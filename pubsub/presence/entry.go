package presence

// Entry is one tab, or whatever else was tracked once.
type Entry[M any] struct {
	ID   string // unique, over all nodes
	Key  string // whose it is
	Rev  uint64 // how often Meta was changed
	Meta M      // shared by all readers of this process: read it only
}

// Person is the entries of one key. There is at least one.
type Person[M any] struct {
	Key     string
	Entries []Entry[M]
}

// Kind says what an Event is.
type Kind string

const (
	Joined  Kind = "joined"
	Left    Kind = "left"
	Updated Kind = "updated" // Meta is new
)

// Event is a change of a room.
type Event[M any] struct {
	Kind  Kind
	Entry Entry[M]

	// Entries is how many entries the person has now. A person has come if it is 1 after Joined, and has gone if it is 0
	// after Left.
	Entries int
}

// Tracked is an entry that this node tracks.
type Tracked[M any] struct {
	room *room[M]
	id   string
	stop func() bool // of the context
}

// Update replaces the metadata. After Leave it does nothing.
func (e *Tracked[M]) Update(meta M) { e.room.update(e.id, meta) }

// Leave ends the entry, as the end of its context does. Calling it again does nothing.
func (e *Tracked[M]) Leave() {
	e.stop()
	e.room.leave(e.id)
}
