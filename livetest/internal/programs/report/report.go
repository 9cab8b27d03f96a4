// Package report implements a page with a value that loads slowly.
package report

import (
	"context"

	"github.com/lively-go/lively/live"
)

// A Report shows the sales of a year, which take long to load.
type Report struct {
	Fetch func(context.Context) ([]int, error)
	Sales live.Async[[]int]
}

func (v *Report) Mount(s *live.Socket) error {
	v.Sales.Load(s, v.Fetch)
	return nil
}

// Retry loads the sales again.
type Retry struct{}

func (v *Report) Events() live.Events { return live.Events{live.On(v.retry)} }

func (v *Report) retry(s *live.Socket, _ Retry) error { return v.Mount(s) }
