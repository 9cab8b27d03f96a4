// Package task is a page that runs long work in the background, and shows its progress.
package task

import (
	"context"
	"errors"
	"time"

	"github.com/lively-go/lively/live"
)

// total is the number of contacts, and step the time that one takes.
const (
	total = 20
	step  = 100 * time.Millisecond
)

// Import is the view.
type Import struct {
	Saved  int
	Status string // how the last import has ended
	Failed bool

	cancel func() // nil unless an import is running
}

// The events of the buttons.
type (
	Start  struct{ Fails bool }
	Cancel struct{}
)

// Events lists the handlers.
func (v *Import) Events() live.Events {
	return live.Events{live.On(v.start), live.On(v.stop)}
}

func (v *Import) start(s *live.Socket, e Start) error {
	if v.cancel != nil {
		return nil // a double click
	}
	v.Saved, v.Status, v.Failed = 0, "", false
	fails := e.Fails
	work := func(ctx context.Context, report func(int)) (int, error) { return save(ctx, fails, report) }
	v.cancel = live.Task(s, work, v.progress, v.done)
	return nil
}

func (v *Import) stop(*live.Socket, Cancel) error {
	if v.cancel != nil {
		v.cancel()
	}
	return nil
}

// save runs in a goroutine of its own, so it uses no fields of the view.
func save(ctx context.Context, fails bool, report func(int)) (saved int, err error) {
	for saved < total {
		select {
		case <-time.After(step):
		case <-ctx.Done():
			return saved, ctx.Err()
		}
		if fails && saved == total/2 {
			return saved, errors.New("no connection to the address book")
		}
		saved++
		report(saved)
	}
	return saved, nil
}

// progress and done are handlers of the view.
func (v *Import) progress(_ *live.Socket, saved int) error {
	v.Saved = saved
	return nil
}

func (v *Import) done(_ *live.Socket, saved int, err error) error {
	v.Saved, v.cancel = saved, nil
	switch {
	case errors.Is(err, context.Canceled):
		v.Status = "Canceled."
	case err != nil:
		v.Status, v.Failed = "Failed. Try again.", true
	default:
		v.Status = "Complete."
	}
	return nil
}
