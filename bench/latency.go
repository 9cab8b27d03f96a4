package main

import (
	"slices"
	"sync"
	"time"
)

// A latency is how long clicks took, sorted.
type latency []time.Duration

func (l latency) at(percent int) time.Duration { return l[min(len(l)-1, len(l)*percent/100)] }

const pause = 20 * time.Millisecond

// paced lets all click like people, now and then, for a while.
func paced(clients []clicker, event string, d time.Duration) (latency, error) {
	var mu sync.Mutex
	var all latency
	end := time.Now().Add(d)
	err := inParallel(len(clients), len(clients), func(i int) error {
		time.Sleep(pause * time.Duration(i) / time.Duration(len(clients)))
		for time.Now().Before(end) {
			start := time.Now()
			if err := clients[i].click(event); err != nil {
				return err
			}
			took := time.Since(start)
			mu.Lock()
			all = append(all, took)
			mu.Unlock()
			time.Sleep(max(0, pause-took))
		}
		return nil
	})
	slices.Sort(all)
	return all, err
}
