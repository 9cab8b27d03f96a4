package live

import (
	"context"
	"errors"
	"net"
	"net/http"
)

// netConnKey is the context key of the net.Conn of a WebSocket.
type netConnKey struct{}

// newConnContext returns a context with the values that net/http stores for each request on conn,
// before the first handler is called: those of BaseContext and ConnContext of hs, the server, and the
// local address. The context of the upgrade has them too, but there middleware may have replaced
// them, and which values are those of middleware is not known. A panic of the functions is returned
// as an error.
func newConnContext(hs *http.Server, conn net.Conn) (ctx context.Context, err error) {
	defer recoverError(&err)
	ctx = context.Background()
	if hs.BaseContext != nil {
		if ctx = hs.BaseContext(closedListener{conn.LocalAddr()}); ctx == nil {
			return nil, errors.New("live: http.Server.BaseContext returned nil")
		}
	}
	ctx = context.WithValue(ctx, http.ServerContextKey, hs)
	if hs.ConnContext != nil {
		if ctx = hs.ConnContext(ctx, conn); ctx == nil {
			return nil, errors.New("live: http.Server.ConnContext returned nil")
		}
	}
	return context.WithValue(ctx, http.LocalAddrContextKey, conn.LocalAddr()), nil
}

// A closedListener stands for the listener that has accepted a connection, when BaseContext is called
// again. It accepts nothing.
type closedListener struct{ addr net.Addr }

// Accept returns net.ErrClosed.
func (closedListener) Accept() (net.Conn, error) { return nil, net.ErrClosed }

// Close does nothing.
func (closedListener) Close() error { return nil }

// Addr returns the local address of the connection.
func (l closedListener) Addr() net.Addr { return l.addr }
