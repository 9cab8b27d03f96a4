package session

import (
	"sync"
	"time"
)

// inlineLimit is how long the goroutine that reads a connection may run the session itself. Because
// of the watchdog's ticks, it may run for up to twice as long. Most events take less and need no
// second goroutine, whose stack would have to grow. If handling takes longer, another goroutine
// takes over reading, so a slow handler does not delay acks, heartbeats or resumes.
const inlineLimit = 2 * time.Millisecond

// A watchdog replaces readers that run their session for too long. All sessions of a server share
// one: a timer for each event would cost as much as its handler.
type watchdog struct {
	mu          sync.Mutex
	running     []*reader // readers that run their session
	generations uint64    // the last one that start returned
	ticks       uint64    // calls of check
	scheduled   bool      // timer will call check
	timer       *time.Timer
}

// start records that r begins to run its session. It returns a generation number for stop.
func (w *watchdog) start(r *reader) (generation uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.generations++
	r.generation, r.startTick, r.index = w.generations, w.ticks, len(w.running)
	w.running = append(w.running, r)
	if !w.scheduled {
		w.scheduled = true
		w.schedule()
	}
	return w.generations
}

// stop records that r has stopped running its session. It reports false if r was replaced meanwhile.
func (w *watchdog) stop(r *reader, generation uint64) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.generation != generation {
		return false
	}
	w.remove(r)
	return true
}

// abandon records that the goroutine that ran the session of r has ended. check will replace r.
func (w *watchdog) abandon(r *reader, generation uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.generation == generation {
		r.abandoned = true
	} else {
		r.s.opt.slow.remove(r.s.Page)
	}
}

// remove removes r from running. mu must be held.
func (w *watchdog) remove(r *reader) {
	last := len(w.running) - 1
	w.running[r.index] = w.running[last]
	w.running[r.index].index = r.index
	w.running[last] = nil
	w.running, r.generation = w.running[:last], 0
}

// schedule calls check after inlineLimit. mu must be held.
func (w *watchdog) schedule() {
	if w.timer == nil {
		w.timer = time.AfterFunc(inlineLimit, w.check)
	} else {
		w.timer.Reset(inlineLimit)
	}
}

// check replaces the readers that have been running for more than one tick.
func (w *watchdog) check() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := len(w.running) - 1; i >= 0; i-- { // backwards: remove moves the last one to index i
		if r := w.running[i]; r.startTick < w.ticks {
			w.remove(r)
			if !r.abandoned {
				r.s.opt.slow.add(r.s.Page) // until runInline returns
			}
			r.abandoned = false
			go r.read()
		}
	}
	w.ticks++
	if w.scheduled = len(w.running) > 0; w.scheduled {
		w.schedule()
	}
}
