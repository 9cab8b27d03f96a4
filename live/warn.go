package live

import (
	"net/http"
	"sync"
	"time"
)

// warnings limits the warnings that clients can cause to one a minute for each client and message.
type warnings struct {
	mu   sync.Mutex
	last map[warning]time.Time
}

type warning struct{ clientKey, msg string }

// maxWarnings is the number of warnings that are remembered.
const maxWarnings = 1000

// warn writes a warning about a request to the log, unless the client has caused the same one within
// the last minute.
func (srv *Server) warn(r *http.Request, msg string, args ...any) {
	if srv.warnings.isNew(warning{srv.clientKey(r), msg}, time.Now()) {
		srv.log().Warn(msg, append([]any{"path", r.URL.Path}, args...)...)
	}
}

// isNew reports whether w is to be logged now.
func (ws *warnings) isNew(w warning, now time.Time) bool {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if last, ok := ws.last[w]; ok && now.Sub(last) < time.Minute {
		return false
	}
	if ws.last == nil || len(ws.last) >= maxWarnings {
		ws.last = map[warning]time.Time{}
	}
	ws.last[w] = now
	return true
}
