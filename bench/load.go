package main

import (
	"errors"
	"slices"
	"sync"
	"time"
)

// A clicker sends one event and returns when it is answered.
type clicker interface {
	click(event string) error
	received() int // bytes of payload so far
	close() error
}

// openAll opens n clients, some at a time.
func openAll[C clicker](n int, open func() (C, error)) ([]clicker, error) {
	all := make([]clicker, n)
	err := inParallel(n, 8, func(i int) error {
		c, err := open()
		if err == nil {
			all[i] = c
		}
		return err
	})
	if err != nil {
		return nil, errors.Join(err, closeAll(all))
	}
	return all, nil
}

func closeAll(all []clicker) (err error) {
	for _, c := range all {
		if c != nil {
			err = errors.Join(err, c.close())
		}
	}
	return err
}

// inParallel calls f with 0 to n-1, so many at a time, and returns the first error.
func inParallel(n, workers int, f func(int) error) error {
	var (
		group sync.WaitGroup
		once  sync.Once
		first error
		next  = make(chan int)
	)
	for range min(n, workers) {
		group.Go(func() {
			for i := range next {
				if err := f(i); err != nil {
					once.Do(func() { first = err })
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
	return first
}

// A cost is what one click cost the server.
type cost struct {
	cpu  time.Duration
	down float64 // bytes of payload
}

// closedLoop lets every client click through the events in turn, each click
// sent when the one before it is answered.
func closedLoop(p *process, clients []clicker, clicks int, events []string) (c cost, err error) {
	before, err := p.usage(false)
	if err != nil {
		return c, err
	}
	received := 0
	for _, cl := range clients {
		received -= cl.received()
	}
	err = inParallel(len(clients), len(clients), func(i int) error {
		for n := range clicks {
			if err := clients[i].click(events[n%len(events)]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return c, err
	}
	after, err := p.usage(false)
	if err != nil {
		return c, err
	}
	for _, cl := range clients {
		received += cl.received()
	}
	total := len(clients) * clicks
	return cost{(after.CPU - before.CPU) / time.Duration(total), float64(received) / float64(total)}, nil
}

// median of an odd number of values.
func median[T int | float64 | time.Duration](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}
