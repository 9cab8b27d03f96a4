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

// A watchdog replaces readers that run a page for too long. All sessions of a server share
// one: a timer for each event would cost as much as its handler.
type watchdog struct {
	mu          sync.Mutex
	running     []*Mux // those whose readers run a page
	generations uint64 // the last one that start returned
	ticks       uint64 // calls of check
	scheduled   bool   // timer will call check
	timer       *time.Timer
}

// start records that the reader of m begins to run p. It returns a generation number for stop.
func (w *watchdog) start(m *Mux, p *Page) (generation uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.generations++
	m.generation, m.startTick, m.index = w.generations, w.ticks, int32(len(w.running))
	m.running = p
	w.running = append(w.running, m)
	if !w.scheduled {
		w.scheduled = true
		w.schedule()
	}
	return w.generations
}

// stop records that the reader of m has stopped running a page. It reports false if it was replaced meanwhile.
func (w *watchdog) stop(m *Mux, generation uint64) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m.generation != generation {
		return false
	}
	w.remove(m)
	return true
}

// abandon records that the goroutine that read m and ran p has ended. check will replace it.
func (w *watchdog) abandon(m *Mux, p *Page, generation uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m.generation == generation {
		m.abandoned = true
	} else {
		m.endSlow(p)
	}
}

// remove removes m from running. mu must be held.
func (w *watchdog) remove(m *Mux) {
	last := len(w.running) - 1
	w.running[m.index] = w.running[last]
	w.running[m.index].index = m.index
	w.running[last] = nil
	w.running, m.generation, m.running = w.running[:last], 0, nil
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
		if m := w.running[i]; m.startTick < w.ticks {
			running := m.running
			w.remove(m)
			if !m.abandoned {
				m.slow.Add(1) // until runInline returns
				m.opt.slow.add(running)
			}
			m.abandoned = false
			go m.read()
		}
	}
	w.ticks++
	if w.scheduled = len(w.running) > 0; w.scheduled {
		w.schedule()
	}
}
