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

// A view is made of functions; those that are nil do nothing. Tests may look at its numbers while it lives.
type view struct {
	n       number
	html    func() string // zero: n
	mount   func(*live.Socket) error
	joined  func(*live.Socket) error
	reload  func(*live.Socket) error
	unmount func()
	on      map[string]func(*live.Socket) error // by what is done
	also    func() live.Events                  // beside do

	mounts, renders, reloads, unmounts number
}

type number struct{ n atomic.Int64 }

func (n *number) add()      { n.n.Add(1) }
func (n *number) set(v int) { n.n.Store(int64(v)) }
func (n *number) get() int  { return int(n.n.Load()) }

// do is the one event of a view: its arguments say what is done.
type do struct{ What string }

func (v *view) Mount(s *live.Socket) error {
	v.mounts.add()
	return call(v.mount, s)
}

func (v *view) Joined(s *live.Socket) error { return call(v.joined, s) }

func (v *view) Reload(s *live.Socket) error {
	v.reloads.add()
	return call(v.reload, s)
}

func (v *view) Events() live.Events {
	all := live.Events{live.On(v.do)}
	if v.also != nil {
		all = append(all, v.also()...)
	}
	return all
}

func (v *view) do(s *live.Socket, e do) error {
	if fn := v.on[e.What]; fn != nil {
		return fn(s)
	}
	if e.What == "add" {
		v.n.add()
	}
	return nil
}

func (v *view) Unmount() {
	v.unmounts.add()
	if v.unmount != nil {
		v.unmount()
	}
}

func (v *view) Render() templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		v.renders.add()
		if v.html != nil {
			_, err := io.WriteString(w, v.html())
			return err
		}
		_, err := fmt.Fprintf(w, "<p>%d</p>", v.n.get())
		return err
	})
}

func call(fn func(*live.Socket) error, s *live.Socket) error {
	if fn == nil {
		return nil
	}
	return fn(s)
}

// A diary is what happened, in order.
type diary struct {
	mu   sync.Mutex
	what []string
}

func (d *diary) add(what string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.what = append(d.what, what)
}

func (d *diary) get() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.what)
}
