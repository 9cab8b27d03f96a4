package session

// refCounters count the client's events. Each event is accepted once, when it enters the inbox, and
// only in order.
type refCounters struct {
	next     int // ref of the next event on this connection; refs up to accepted are duplicates
	accepted int // the last one that entered the inbox
	handled  int // the last one whose handler has returned
	acked    int // the last one acknowledged, by a frame or without one
}

// An acceptResult is the result of checking an event's ref.
type acceptResult uint8

const (
	acceptNew       acceptResult = iota // the event enters the inbox
	acceptDuplicate                     // the event was accepted on an earlier connection
	acceptOverflow                      // the client has too many unacknowledged events
)

// accept counts an event that arrives. limit is how many events may be unacknowledged.
func (r *refCounters) accept(limit int) acceptResult {
	ref := r.next
	r.next++
	switch {
	case ref <= r.accepted:
		return acceptDuplicate
	case r.accepted-r.acked >= limit:
		return acceptOverflow
	}
	r.accepted = ref
	return acceptNew
}

// canResumeAt reports whether a connection may start with event number first without a gap.
func (r *refCounters) canResumeAt(first int) bool { return 1 <= first && first <= r.accepted+1 }
