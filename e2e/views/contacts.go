package views

import (
	"context"
	"errors"

	"github.com/lively-go/lively/live"
)

// An Import is a page that imports contacts from another service.
type Import struct {
	Contacts []string
	Save     func(ctx context.Context, contact string) error

	cancel    func() // nil unless an import is running
	canceling bool
	saved     int
	status    string // how the last import has ended
	failed    bool
}

// Events of the page.
type (
	Start  struct{}
	Cancel struct{}
)

// Events lists the handlers.
func (v *Import) Events() live.Events {
	return live.Events{live.On(v.start), live.On(v.stop)}
}

func (v *Import) start(s *live.Socket, _ Start) error {
	if v.cancel != nil {
		return nil // a double click, or another import would run at the same time
	}
	v.saved, v.canceling, v.failed, v.status = 0, false, false, ""
	v.cancel = live.Task(s, v.work, v.progress, v.done)
	return nil
}

func (v *Import) stop(*live.Socket, Cancel) error {
	if v.cancel != nil {
		v.canceling = true
		v.cancel()
	}
	return nil
}

// work runs in its own goroutine. It must not use fields that handlers change.
func (v *Import) work(ctx context.Context, report func(saved int)) (saved int, err error) {
	for _, contact := range v.Contacts {
		if err := v.Save(ctx, contact); err != nil {
			return saved, err
		}
		saved++
		report(saved)
	}
	return saved, nil
}

func (v *Import) progress(_ *live.Socket, saved int) error { v.saved = saved; return nil }

func (v *Import) done(_ *live.Socket, saved int, err error) error {
	v.saved, v.cancel = saved, nil
	switch {
	case errors.Is(err, context.Canceled):
		v.status = "The import was canceled."
	case err != nil:
		v.status, v.failed = "The import has failed. Nothing is lost; try again.", true
	default:
		v.status = "The import is complete."
	}
	return nil
}
