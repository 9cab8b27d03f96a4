// Package async is a page with a value that loads while the user can already use the rest.
package async

import (
	"context"
	"errors"
	"time"

	"github.com/lively-go/lively/live"
)

// Report is the view.
type Report struct {
	Sales live.Async[int]
	tries int
}

// Load is the event of the button.
type Load struct{}

// Mount starts to load the value. The page is shown meanwhile.
func (v *Report) Mount(s *live.Socket) error {
	return v.load(s, Load{})
}

// Events lists the handlers.
func (v *Report) Events() live.Events {
	return live.Events{live.On(v.load)}
}

// load loads the value. The first attempt fails.
func (v *Report) load(s *live.Socket, _ Load) error {
	v.tries++
	fails := v.tries == 1
	v.Sales.Load(s, func(ctx context.Context) (int, error) {
		select {
		case <-time.After(500 * time.Millisecond):
		case <-ctx.Done():
			return 0, ctx.Err()
		}
		if fails {
			return 0, errors.New("the database is busy")
		}
		return 1250, nil
	})
	return nil
}
