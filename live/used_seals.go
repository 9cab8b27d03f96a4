package live

import (
	"sync"
	"time"
)

const (
	sealTime     = time.Minute // for which the ID of a sealed value is kept: longer than any is valid
	maxUsedSeals = 100_000
)

// usedSeals are the IDs of the sealed values that were used, so that each is used once.
type usedSeals struct {
	mu    sync.Mutex
	ids   map[string]bool
	order []usedSeal // oldest first
}

type usedSeal struct {
	id string
	at time.Time
}

// add records the use of a value. It reports false if that was used before, or if too many were used.
func (u *usedSeals) add(id string, now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	expired := 0
	for expired < len(u.order) && now.Sub(u.order[expired].at) > sealTime {
		delete(u.ids, u.order[expired].id)
		expired++
	}
	if u.order = u.order[expired:]; u.ids[id] || len(u.ids) >= maxUsedSeals {
		return false
	}
	if u.ids == nil {
		u.ids = map[string]bool{}
	}
	u.ids[id], u.order = true, append(u.order, usedSeal{id, now})
	return true
}
