package session

// refs counts the browser's events. Each is accepted once, when it enters the inbox, and only as the next in line.
type refs struct {
	next     int // number of the next event on this connection; up to accepted it is a repetition
	accepted int // the last that entered the inbox
	done     int // the last whose handler has ended
	told     int // the last that was answered, in a frame or alone
}

// verdict is what becomes of an event that arrives.
type verdict uint8

const (
	fresh verdict = iota
	repeated
	flooding
)

func (r *refs) arrive(limit int) verdict {
	ref := r.next
	r.next++
	switch {
	case ref <= r.accepted:
		return repeated
	case r.accepted-r.told >= limit:
		return flooding
	}
	r.accepted = ref
	return fresh
}

// follow says whether a connection may start with event number first: none in between is missing.
func (r *refs) follow(first int) bool { return 1 <= first && first <= r.accepted+1 }
