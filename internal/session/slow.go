package session

import (
	"bytes"
	"fmt"
	"regexp"
	"runtime"
	"sync"
	"time"
)

// A slowWatch finds programs whose handlers or methods run for long, while they are running. All
// pages of a server share one. A page is added when its run is not known to be short: by the
// watchdog, or when it runs on a goroutine of its own.
type slowWatch struct {
	mu        sync.Mutex
	busy      map[*Page]busy
	scheduled bool // timer will call check
	timer     *time.Timer
}

// A busy is what is known about a page in a slowWatch.
type busy struct {
	runs     int       // calls of add without remove
	call     uint64    // what was running when it was last checked
	since    time.Time // when that was first seen
	reported bool
}

// A SlowCall describes a handler or method of a program that has been running for long, and is running
// still.
type SlowCall struct {
	Name    string
	Elapsed time.Duration // since it was first seen
	Stack   func() string // returns the stack of its goroutine, or "" if that is not available; may be slow
}

// add adds p until remove is called as often.
func (o *slowWatch) add(p *Page) {
	if p.opt.SlowLimit <= 0 {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	b := o.busy[p]
	b.runs++
	if o.busy == nil {
		o.busy = map[*Page]busy{}
	}
	o.busy[p] = b
	if !o.scheduled {
		o.scheduled = true
		o.schedule(p.opt)
	}
}

// remove ends what add began.
func (o *slowWatch) remove(p *Page) {
	if p.opt.SlowLimit <= 0 {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if b := o.busy[p]; b.runs > 1 {
		b.runs--
		o.busy[p] = b
	} else {
		delete(o.busy, p)
	}
}

// schedule calls check after a fraction of the limit. mu must be held.
func (o *slowWatch) schedule(opt *Options) {
	interval := max(opt.SlowLimit/8, time.Millisecond)
	if o.timer == nil {
		o.timer = time.AfterFunc(interval, func() { o.check(opt) })
	} else {
		o.timer.Reset(interval)
	}
}

// check reports what has been running for longer than the limit.
func (o *slowWatch) check(opt *Options) {
	stacks := sync.OnceValue(allStacks)
	for p, call := range o.findSlow(opt, time.Now()) {
		call.Stack = func() string { return stackOf(p, stacks()) }
		opt.OnSlow(p, call)
	}
}

// findSlow returns the calls to report, and schedules the next check.
func (o *slowWatch) findSlow(opt *Options, now time.Time) (slow map[*Page]SlowCall) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for p, b := range o.busy {
		name, call, running := p.activity.current()
		elapsed := now.Sub(b.since)
		switch {
		case !running:
			b.since, b.call = time.Time{}, 0
		case call != b.call:
			b.call, b.since, b.reported = call, now, false
		case !b.reported && elapsed >= opt.SlowLimit:
			if b.reported = true; slow == nil {
				slow = map[*Page]SlowCall{}
			}
			slow[p] = SlowCall{Name: name, Elapsed: elapsed}
		}
		o.busy[p] = b
	}
	if o.scheduled = len(o.busy) > 0; o.scheduled {
		o.schedule(opt)
	}
	return slow
}

// Limits on the stacks of all goroutines, because the whole process stops while they are written.
const (
	maxGoroutines = 10_000
	maxStackBytes = 64 << 20
)

// allStacks returns the stacks of all goroutines, or nil if there are too many.
func allStacks() []byte {
	if runtime.NumGoroutine() > maxGoroutines {
		return nil
	}
	for size := 1 << 20; size <= maxStackBytes; size *= 4 {
		buf := make([]byte, size)
		if n := runtime.Stack(buf, true); n < len(buf) {
			return buf[:n]
		}
	}
	return nil
}

// callPattern matches the call, in a stack, of the methods that call a program. Its group is the
// address of the page.
var callPattern = regexp.MustCompile(`/internal/session\.\(\*Page\)\.(?:callProgram|RunUnadopted)\((0x[0-9a-f]+)`)

// stackOf returns the stack of the goroutine that runs the program of p, or "" if it is not in stacks.
func stackOf(p *Page, stacks []byte) string {
	address := fmt.Sprintf("%p", p)
	for stack := range bytes.SplitSeq(stacks, []byte("\n\n")) {
		for _, call := range callPattern.FindAllSubmatch(stack, -1) {
			if string(call[1]) == address {
				return string(bytes.TrimSpace(stack))
			}
		}
	}
	return ""
}

// Busy returns the number of pages that are watched for slow calls, for tests.
func (opt *Options) Busy() int {
	opt.slow.mu.Lock()
	defer opt.slow.mu.Unlock()
	return len(opt.slow.busy)
}
