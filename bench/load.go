package main

import (
	"errors"
	"slices"
	"sync"
	"time"
)

// ioTimeout bounds every exchange with a server, so that a benchmark cannot hang. It is generous,
// because the machine may be busy.
const ioTimeout = time.Minute

// A loadClient is one client of a server, with one connection.
type loadClient interface {
	click(event string) error // sends an event and waits until it is acknowledged
	received() int            // payload bytes received after the client was opened
	close() error
}

// openAll opens n clients, several at a time.
func openAll[C loadClient](n int, open func() (C, error)) ([]loadClient, error) {
	clients := make([]loadClient, n)
	err := inParallel(n, 8, func(i int) error {
		c, err := open()
		if err == nil {
			clients[i] = c
		}
		return err
	})
	if err != nil {
		return nil, errors.Join(err, closeAll(clients))
	}
	return clients, nil
}

func closeAll(clients []loadClient) (err error) {
	for _, c := range clients {
		if c != nil {
			err = errors.Join(err, c.close())
		}
	}
	return err
}

// inParallel calls f with 0 to n-1 in the given number of goroutines and returns the first error.
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

// A cost is what the server used for one event or message.
type cost struct {
	cpu   time.Duration
	bytes float64 // payload bytes to the client
}

// closedLoop sends the events in turn from every client, each event after the previous one is
// acknowledged. It returns the cost of one event.
func closedLoop(p *process, clients []loadClient, clicks int, events []string) (c cost, err error) {
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

// medianCost returns the medians of the CPU times and of the bytes.
func medianCost(costs []cost) cost {
	var cpu []time.Duration
	var bytes []float64
	for _, c := range costs {
		cpu, bytes = append(cpu, c.cpu), append(bytes, c.bytes)
	}
	return cost{median(cpu), median(bytes)}
}

// median returns the median of an odd number of values. It sorts them.
func median[T int | float64 | time.Duration](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}
