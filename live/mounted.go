package live

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"time"
)

// mountedViews holds the mounted views of the process: a view that two pages share would be changed
// and rendered by both at the same time. It is divided, so that mounts rarely wait for each other.
var mountedViews [64]viewSet

// A viewSet maps views to the instances that have mounted them.
type viewSet struct {
	mu     sync.Mutex
	byView map[View]*instance
}

// viewSetOf returns the set to which a view belongs.
func viewSetOf(v View) *viewSet {
	address := uint64(reflect.ValueOf(v).Pointer())
	return &mountedViews[address*0x9E3779B97F4A7C15>>58]
}

// unmountTimeout bounds how long a mount waits for the end of another page with the same view.
const unmountTimeout = 10 * time.Second

// claim records that inst mounts its view. It returns an error if another instance has mounted it. If
// the page of that instance has ended, claim waits until the view is unmounted.
func (inst *instance) claim() error {
	if reflect.TypeOf(inst.view).Elem().Size() == 0 {
		return nil // such views have no state, and may have the same address
	}
	set := viewSetOf(inst.view)
	for {
		set.mu.Lock()
		other := set.byView[inst.view]
		if other == nil {
			if set.byView == nil {
				set.byView = map[View]*instance{}
			}
			set.byView[inst.view] = inst
			set.mu.Unlock()
			return nil
		}
		ending := other.prog != inst.prog && other.prog.ses.Page.Ended()
		if ending && other.released == nil {
			other.released = make(chan struct{})
		}
		released := other.released
		set.mu.Unlock()
		if !ending || !inst.waitFor(released) {
			return inst.errMounted()
		}
	}
}

// waitFor reports whether a channel is closed within unmountTimeout, before the context of inst ends.
func (inst *instance) waitFor(done <-chan struct{}) bool {
	timer := time.NewTimer(unmountTimeout)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-inst.ctx.Done():
	case <-timer.C:
	}
	return false
}

// release ends what claim began. It may be called if claim has failed.
func (inst *instance) release() {
	if inst.view == nil {
		return
	}
	set := viewSetOf(inst.view)
	set.mu.Lock()
	defer set.mu.Unlock()
	if set.byView[inst.view] != inst {
		return
	}
	delete(set.byView, inst.view)
	if inst.released != nil {
		close(inst.released)
	}
}

// errMounted returns the error for a view that another instance has mounted.
func (inst *instance) errMounted() error {
	if host := inst.prog.host; inst.parent == nil && host != nil {
		return fmt.Errorf("live: mount of nested view %q returned a view that is mounted already; return a new one each time", host.key)
	}
	if sticky := inst.prog.sticky; inst.parent == nil && sticky != nil {
		return fmt.Errorf("live: mount of sticky view %q returned a view that is mounted already; return a new one each time", sticky.key)
	}
	if inst.parent == nil {
		return errors.New("live: the factory returned a view that is mounted already; return a new one for each request")
	}
	return fmt.Errorf("live: component %q (%T) is mounted already, in another place or on another page; create one for each",
		inst.key, inst.view)
}
