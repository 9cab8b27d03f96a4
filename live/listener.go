package live

import (
	"container/list"
	"slices"
	"time"
)

// A listener makes a page end when its id is disconnected. The listeners of an id are in a list.
type listener struct {
	prog       *program
	id         busID
	next, prev *listener
}

// A recentDisconnect is a Disconnect that a request in progress may have missed.
type recentDisconnect struct {
	id     busID
	number uint64
	at     time.Time
}

// keepRecent is how long a Disconnect is kept. It is kept longer for a join or resume that began
// before it.
const keepRecent = time.Minute

// add adds a listener. ended reports that the page must end, because its id was disconnected after
// the request that made it listen had begun; missed, that this is possible, and that the page must
// reconnect. Both are false for a page that is not released, because release and mustReconnect then
// report this.
func (d *disconnects) add(l *listener) (ended, missed bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.listeners == nil {
		d.listeners = map[busID]*listener{}
	}
	if l.next = d.listeners[l.id]; l.next != nil {
		l.next.prev = l
	}
	d.listeners[l.id] = l
	p := l.prog
	p.listeners = append(p.listeners, l)
	p.disconnected = p.disconnected || d.recent[l.id] > p.since
	return p.released && p.disconnected, p.released && d.isMissing(l)
}

// remove removes a listener, if it was not removed before.
func (d *disconnects) remove(l *listener) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.Index(l.prog.listeners, l)
	if i < 0 {
		return
	}
	l.prog.listeners = slices.Delete(l.prog.listeners, i, i+1)
	switch {
	case l.prev != nil:
		l.prev.next = l.next
	case l.next != nil:
		d.listeners[l.id] = l.next
	default:
		delete(d.listeners, l.id)
	}
	if l.next != nil {
		l.next.prev = l.prev
	}
}

// isMissing reports whether a Disconnect of the listener may be missing. mu must be held.
func (d *disconnects) isMissing(l *listener) bool {
	state := d.buses[l.id.bus]
	return state != nil && state.lost > l.prog.since
}

// hold prevents p from ending by a Disconnect until release. since is the message number at which the
// request that uses p began.
func (d *disconnects) hold(p *program, since uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p.released, p.since = false, since
}

// release ends hold, or the time in which a new program is mounted. It reports false if the caller
// must end p, because it was disconnected meanwhile.
func (d *disconnects) release(p *program) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	p.released = true
	return !p.disconnected
}

// mustReconnect reports whether p, which a request that began at since has joined or resumed, may
// have missed a Disconnect.
func (d *disconnects) mustReconnect(p *program, since uint64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	p.since = since
	return slices.ContainsFunc(p.listeners, d.isMissing)
}

// reconnectIfMissed closes the connection of p, unless a connection that was opened after the loss has
// joined or resumed it.
func (d *disconnects) reconnectIfMissed(p *program) {
	d.mu.Lock()
	missed := slices.ContainsFunc(p.listeners, d.isMissing)
	d.mu.Unlock()
	if missed {
		p.ses.Disconnect()
	}
}

// beginHandshake is called when a connection is opened. end must be called when it has joined or
// resumed a session, or was refused. since is the number of the last message received.
func (d *disconnects) beginHandshake() (since uint64, end func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	since = d.received.Load()
	e := d.handshakes.PushBack(since)
	return since, func() { d.endHandshake(e) }
}

func (d *disconnects) endHandshake(e *list.Element) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.handshakes.Remove(e)
	d.forgetOld()
}

// keep records a Disconnect. mu must be held.
func (d *disconnects) keep(id busID, number uint64) {
	if d.recent == nil {
		d.recent = map[busID]uint64{}
	}
	d.recent[id] = number
	d.order = append(d.order, recentDisconnect{id, number, time.Now()})
	d.forgetOld()
}

// forgetOld removes Disconnects that are older than keepRecent and than all handshakes. mu must be
// held.
func (d *disconnects) forgetOld() {
	oldest := d.received.Load()
	if front := d.handshakes.Front(); front != nil {
		oldest = front.Value.(uint64)
	}
	limit := time.Now().Add(-keepRecent)
	for len(d.order) > 0 && d.order[0].number <= oldest && d.order[0].at.Before(limit) {
		if first := d.order[0]; d.recent[first.id] == first.number {
			delete(d.recent, first.id)
		}
		d.order = d.order[1:]
	}
}
