package live_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
)

// A view calls its function fields; nil fields do nothing. Tests may read its counters while its
// session is running.
type view struct {
	n          counter
	html       func() string // nil: n in a paragraph
	mount      func(*live.Socket) error
	joined     func(*live.Socket) error
	reload     func(*live.Socket) error
	unmount    func()
	actions    map[string]func(*live.Socket) error // by action.Name
	moreEvents func() live.Events                  // besides action

	mounts, renders, reloads, unmounts counter
}

type counter struct{ n atomic.Int64 }

func (c *counter) inc()      { c.n.Add(1) }
func (c *counter) set(n int) { c.n.Store(int64(n)) }
func (c *counter) get() int  { return int(c.n.Load()) }

// action is the event of a view. Name selects the function to call; "add" increments n by default.
type action struct{ Name string }

func (v *view) Mount(s *live.Socket) error {
	v.mounts.inc()
	return call(v.mount, s)
}

func (v *view) Joined(s *live.Socket) error { return call(v.joined, s) }

func (v *view) Reload(s *live.Socket) error {
	v.reloads.inc()
	return call(v.reload, s)
}

func (v *view) Events() live.Events {
	events := live.Events{live.On(v.handleAction)}
	if v.moreEvents != nil {
		events = append(events, v.moreEvents()...)
	}
	return events
}

func (v *view) handleAction(s *live.Socket, e action) error {
	if fn := v.actions[e.Name]; fn != nil {
		return fn(s)
	}
	if e.Name == "add" {
		v.n.inc()
	}
	return nil
}

func (v *view) Unmount() {
	v.unmounts.inc()
	if v.unmount != nil {
		v.unmount()
	}
}

func (v *view) Render() templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		v.renders.inc()
		if v.html != nil {
			_, err := io.WriteString(w, v.html())
			return err
		}
		_, err := fmt.Fprintf(w, "<p>%d</p>", v.n.get())
		return err
	})
}

// call calls fn unless it is nil.
func call(fn func(*live.Socket) error, s *live.Socket) error {
	if fn == nil {
		return nil
	}
	return fn(s)
}

// A recorder collects strings in order.
type recorder struct {
	mu      sync.Mutex
	entries []string
}

func (r *recorder) add(entry string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries = append(r.entries, entry)
}

func (r *recorder) get() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.entries)
}
