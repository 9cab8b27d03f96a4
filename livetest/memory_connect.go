package livetest

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/synthetic"
	"github.com/lively-go/lively/internal/wire"
)

// connect opens a connection and performs the handshake. While the server is busy, it tries again.
func (m *memoryTab) connect(handshake func(client.Conn) error) error {
	err := m.page.connect(m.site, &m.hooks, handshake)
	for tries := 0; isBusy(err) && tries < maxRounds; tries++ {
		time.Sleep(busyRetryDelay)
		err = m.page.connect(m.site, &m.hooks, handshake)
	}
	return err
}

// busyRetryDelay is the delay before a page connects again to a server that was busy. It is the
// maximum delay of a browser after the first attempt.
const busyRetryDelay = 500 * time.Millisecond

// isBusy reports whether the server, or a proxy in front of it, may let the page connect later.
func isBusy(err error) bool {
	if closed, ok := errors.AsType[*client.CloseError](err); ok {
		return closed.Reason == wire.Busy
	}
	status, ok := errors.AsType[*synthetic.StatusError](err)
	return ok && status.Temporary()
}

// isEnded reports whether a page that could not connect is left: it may no longer be shown to its user.
// A browser finds that out by a recheck, unless the server has already said so.
func (m *memoryTab) isEnded(err error) bool {
	if closed, ok := errors.AsType[*client.CloseError](err); ok {
		return closed.Code == wire.Reload
	}
	if handshakeStatus(err) == 0 {
		return false
	}
	reply, ok := m.page.client.Recheck(m.page.client.URL(), "?")
	return ok && reply.Seal == ""
}

// handshakeHint returns, for a failure text, what to do about a WebSocket that the server did not open.
func handshakeHint(err error) string {
	switch status := handshakeStatus(err); status {
	case 0:
		return ""
	case http.StatusInternalServerError, http.StatusNotImplemented:
		return "\na WebSocket is opened at the URL of the page: middleware around the live.Server must pass on http.Hijacker, or Unwrap its ResponseWriter"
	default:
		return fmt.Sprintf("\na WebSocket is opened at the URL of the page, where the application responded with %d: let GET requests with Upgrade: websocket reach the live.Server", status)
	}
}
