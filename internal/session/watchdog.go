package session

import (
	"sync"
	"time"
)

// patience is how long, and at most twice as long, the goroutine that reads a connection runs the session itself. Most events take less: they
// cost no other goroutine, and no other stack that must grow. What takes longer finds that somebody else reads on, so a slow
// handler stops no ack, no heartbeat and no resume.
const inlineLimit = 2 * time.Millisecond

// A watch relieves readers that run their session for too long. All sessions of a server share one: a timer for each event would
// cost as much as its handler.
type watchdog struct {
	mu          sync.Mutex
	running     []*reader // those that run their session
	generations uint64    // given out
	ticks       uint64
	scheduled   bool
	timer       *time.Timer
}

// enter says that r runs its session from now on. It returns the turn to leave with.
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

// leave says that r has run its session. False: it was relieved.
func (w *watchdog) stop(r *reader, generation uint64) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.generation != generation {
		return false
	}
	w.remove(r)
	return true
}

// remove needs mu.
func (w *watchdog) remove(r *reader) {
	last := len(w.running) - 1
	w.running[r.index] = w.running[last]
	w.running[r.index].index = r.index
	w.running[last] = nil
	w.running, r.generation = w.running[:last], 0
}

// wind needs mu.
func (w *watchdog) schedule() {
	if w.timer == nil {
		w.timer = time.AfterFunc(inlineLimit, w.check)
	} else {
		w.timer.Reset(inlineLimit)
	}
}

// look relieves who was there a tick ago already.
func (w *watchdog) check() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := len(w.running) - 1; i >= 0; i-- { // backwards: the last one takes the seat of who is removed
		if r := w.running[i]; r.startTick < w.ticks {
			w.remove(r)
			go r.read()
		}
	}
	w.ticks++
	if w.scheduled = len(w.running) > 0; w.scheduled {
		w.schedule()
	}
}
