package session

import (
	"sync"
	"time"
)

// patience is how long, and at most twice as long, the goroutine that reads a connection runs the session itself. Most events take less: they
// cost no other goroutine, and no other stack that must grow. What takes longer finds that somebody else reads on, so a slow
// handler stops no ack, no heartbeat and no resume.
const patience = 2 * time.Millisecond

// A watch relieves readers that run their session for too long. All sessions of a server share one: a timer for each event would
// cost as much as its handler.
type watch struct {
	mu      sync.Mutex
	busy    []*reader // those that run their session
	turns   uint64    // given out
	ticks   uint64
	ticking bool
	timer   *time.Timer
}

// enter says that r runs its session from now on. It returns the turn to leave with.
func (w *watch) enter(r *reader) (turn uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.turns++
	r.turn, r.since, r.seat = w.turns, w.ticks, len(w.busy)
	w.busy = append(w.busy, r)
	if !w.ticking {
		w.ticking = true
		w.wind()
	}
	return w.turns
}

// leave says that r has run its session. False: it was relieved.
func (w *watch) leave(r *reader, turn uint64) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.turn != turn {
		return false
	}
	w.remove(r)
	return true
}

// remove needs mu.
func (w *watch) remove(r *reader) {
	last := len(w.busy) - 1
	w.busy[r.seat] = w.busy[last]
	w.busy[r.seat].seat = r.seat
	w.busy[last] = nil
	w.busy, r.turn = w.busy[:last], 0
}

// wind needs mu.
func (w *watch) wind() {
	if w.timer == nil {
		w.timer = time.AfterFunc(patience, w.look)
	} else {
		w.timer.Reset(patience)
	}
}

// look relieves who was there a tick ago already.
func (w *watch) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := len(w.busy) - 1; i >= 0; i-- { // backwards: the last one takes the seat of who is removed
		if r := w.busy[i]; r.since < w.ticks {
			w.remove(r)
			go r.read()
		}
	}
	w.ticks++
	if w.ticking = len(w.busy) > 0; w.ticking {
		w.wind()
	}
}
