package main

import (
	"slices"
	"sync"
	"time"
)

// latencies holds durations in ascending order.
type latencies []time.Duration

func (l latencies) percentile(p int) time.Duration { return l[min(len(l)-1, len(l)*p/100)] }

// clickInterval is the time from one click of a client to its next.
const clickInterval = 20 * time.Millisecond

// clickPaced makes every client click at regular intervals for the duration d, and at least once.
// It returns the latencies of the clicks.
func clickPaced(clients []loadClient, event string, d time.Duration) (latencies, error) {
	var mu sync.Mutex
	var all latencies
	end := time.Now().Add(d)
	err := inParallel(len(clients), len(clients), func(i int) error {
		time.Sleep(clickInterval * time.Duration(i) / time.Duration(len(clients)))
		for first := true; first || time.Now().Before(end); first = false {
			start := time.Now()
			if err := clients[i].click(event); err != nil {
				return err
			}
			took := time.Since(start)
			mu.Lock()
			all = append(all, took)
			mu.Unlock()
			time.Sleep(max(0, clickInterval-took))
		}
		return nil
	})
	slices.Sort(all)
	return all, err
}
