package session

// refs counts the browser's events. Each is accepted once, when it enters the inbox, and only as the next in line.
type refCounters struct {
	next     int // number of the next event on this connection; up to accepted it is a repetition
	accepted int // the last that entered the inbox
	handled  int // the last whose handler has ended
	acked    int // the last that was answered, in a frame or alone
}

// verdict is what becomes of an event that arrives.
type acceptResult uint8

const (
	acceptNew acceptResult = iota
	acceptDuplicate
	acceptOverflow
)

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

// follow says whether a connection may start with event number first: none in between is missing.
func (r *refCounters) canResumeAt(first int) bool { return 1 <= first && first <= r.accepted+1 }
