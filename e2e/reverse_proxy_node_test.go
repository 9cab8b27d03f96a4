package e2e

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
	"github.com/lively-go/lively/internal/redistest"
	"github.com/lively-go/lively/live"
)

// A proxiedNode is a server behind a proxy, which can be shut down and started again at its address.
type proxiedNode struct {
	t       *testing.T
	addr    string
	journal views.Journal
	log     logBuffer
	live    *live.Server
	http    *http.Server

	mu      sync.Mutex
	headers []http.Header // of the page loads
}

func newProxiedNode(t *testing.T) *proxiedNode {
	n := &proxiedNode{t: t}
	var ln net.Listener
	err := net.ErrClosed
	for range 10 { // another process may take the address before the node listens on it
		if err != nil {
			n.addr = redistest.FreeAddr()
			ln, err = net.Listen("tcp", n.addr)
		}
	}
	require.NoError(t, err)
	n.serve(ln)
	t.Cleanup(func() {
		n.http.Close()
		if t.Failed() {
			t.Log(&n.log)
		}
	})
	return n
}

// start starts a node that was shut down.
func (n *proxiedNode) start() {
	n.t.Helper()
	ln, err := net.Listen("tcp", n.addr)
	require.NoError(n.t, err)
	n.serve(ln)
}

// serve serves a page at /, and accepts forms.
func (n *proxiedNode) serve(ln net.Listener) {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(r *http.Request) live.View {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.headers = append(n.headers, r.Header.Clone())
		return &views.Pad{Journal: &n.journal}
	}))
	mux.HandleFunc("POST /form", func(_ http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) })
	n.live = allowSlowMachine(&live.Server{Handler: mux})
	n.live.Secret, n.live.Log = []byte("the secret of all nodes"), slog.New(slog.NewTextHandler(&n.log, nil))
	n.http = &http.Server{Handler: n.live}
	go n.http.Serve(ln)
}

// shutDown closes the listener, then drains the sessions. It returns when all of them have ended.
func (n *proxiedNode) shutDown() error {
	ctx, cancel := context.WithTimeout(context.Background(), waitTimeout)
	defer cancel()
	if err := n.http.Shutdown(ctx); err != nil {
		return err
	}
	return n.live.Shutdown(ctx)
}

// pageLoads returns the headers of the page loads, and of the synthetic GETs that mounted a view.
func (n *proxiedNode) pageLoads() []http.Header {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.headers)
}
