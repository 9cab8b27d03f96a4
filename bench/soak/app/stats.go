package app

import (
	"encoding/json"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"sync/atomic"
)

// Stats is what a node uses.
type Stats struct {
	Views      int // mounted views
	Goroutines int
	Files      int // open file descriptors
	Heap       int // bytes, after a garbage collection
}

// statsHandler returns the node's Stats as JSON. It collects garbage first.
func statsHandler(views *atomic.Int64) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		runtime.GC()
		debug.FreeOSMemory() // collects again: a sync.Pool is emptied by the second collection
		files, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		_ = json.NewEncoder(w).Encode(Stats{
			Views: int(views.Load()), Goroutines: runtime.NumGoroutine(), Files: len(files), Heap: int(m.HeapAlloc),
		})
	}
}
