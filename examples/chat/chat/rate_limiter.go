package chat

import (
	"sync"
	"time"
)

const (
	floodCount = 5 // messages …
	floodTime  = 10 * time.Second
)

// flood counts what each browser has said of late, in all its tabs on this node.
type flood struct {
	mu    sync.Mutex
	said  map[string][]time.Time
	swept time.Time
}

// admits counts one more, unless there was too much of late.
func (f *flood) admits(browser string, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.said == nil {
		f.said = map[string][]time.Time{}
	}
	if now.Sub(f.swept) >= floodTime { // who is silent is forgotten
		for b := range f.said {
			if f.said[b] = recent(f.said[b], now); len(f.said[b]) == 0 {
				delete(f.said, b)
			}
		}
		f.swept = now
	}
	all := recent(f.said[browser], now)
	if len(all) >= floodCount {
		f.said[browser] = all
		return false
	}
	f.said[browser] = append(all, now)
	return true
}

func recent(all []time.Time, now time.Time) []time.Time {
	for len(all) > 0 && now.Sub(all[0]) >= floodTime {
		all = all[1:]
	}
	return all
}
