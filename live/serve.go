package live

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// ServeOptions are the options of [Serve]. The zero value is ready to use.
type ServeOptions struct {
	// Listener accepts the connections. Serve closes it. Zero means that Serve listens on the Addr
	// of the http.Server, over TCP.
	Listener net.Listener

	// CertFile and KeyFile are the files of a TLS certificate and its key. Zero means the
	// certificates of the http.Server's TLSConfig, or plain HTTP if that is nil.
	CertFile, KeyFile string

	// Grace is how long Serve waits for requests, handlers and browsers after it has closed its
	// listener. Zero means 10 seconds.
	Grace time.Duration

	// Delay is how long Serve continues to accept connections after ctx has ended or a signal was
	// received. During that time [Server.Draining] reports true, so that a load balancer that polls a
	// readiness endpoint can stop sending requests first. Grace begins after it. Zero means no delay.
	Delay time.Duration
}

// Timeouts of an http.Server that has none.
const (
	defaultReadHeaderTimeout = 10 * time.Second
	defaultIdleTimeout       = 2 * time.Minute
)

// Serve runs hs, whose handler is srv or middleware around it, until ctx ends or the process
// receives SIGINT or SIGTERM. It then shuts down: it closes the listener first, so that a load
// balancer sends new connections to other servers; it drains the sessions of srv, as
// [Server.Shutdown] does; and it waits for requests and handlers. It returns nil if all of them have
// ended within ServeOptions.Grace. Otherwise, or if another signal is received meanwhile, it closes
// the remaining connections and returns an error. If the listener fails, Serve returns that error at
// once. If other code shuts hs down, Serve shuts srv down as well.
//
// Before it listens, Serve sets fields of hs that are zero: Handler to srv, ReadHeaderTimeout to 10
// seconds and IdleTimeout to 2 minutes. If srv.Node is zero, the host name and the address of the
// listener identify the node. Serve must be called before srv handles a request, and only once for
// each hs.
func Serve(ctx context.Context, hs *http.Server, srv *Server, opt ServeOptions) error {
	s := &serving{hs: hs, srv: srv, opt: opt, served: make(chan struct{})}
	if hs.Handler == nil {
		hs.Handler = srv
	}
	hs.ReadHeaderTimeout = cmp.Or(hs.ReadHeaderTimeout, defaultReadHeaderTimeout)
	hs.IdleTimeout = cmp.Or(hs.IdleTimeout, defaultIdleTimeout)
	if err := s.listen(); err != nil {
		return err
	}
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)

	go func() {
		defer close(s.served)
		s.err = s.serve()
	}()
	select {
	case <-s.served:
		if !errors.Is(s.err, http.ErrServerClosed) {
			return fmt.Errorf("live: serve: %w", s.err)
		}
	case <-signals:
	case <-ctx.Done():
	}
	return s.shutdown(signals)
}

// A serving is a call of Serve.
type serving struct {
	hs  *http.Server
	srv *Server
	opt ServeOptions

	served chan struct{} // closed when serve has returned
	err    error         // that it returned
}

// listen sets the listener, and the name of the node.
func (s *serving) listen() error {
	if s.opt.Listener == nil {
		defaultAddr := ":http"
		if s.useTLS() {
			defaultAddr = ":https"
		}
		ln, err := net.Listen("tcp", cmp.Or(s.hs.Addr, defaultAddr))
		if err != nil {
			return fmt.Errorf("live: serve: %w", err)
		}
		s.opt.Listener = ln
	}
	host, _ := os.Hostname() // without one, the address must suffice
	s.srv.defaultNode = host + " " + s.opt.Listener.Addr().String()
	return nil
}

func (s *serving) useTLS() bool {
	return s.opt.CertFile != "" || s.opt.KeyFile != "" || s.hs.TLSConfig != nil
}

func (s *serving) serve() error {
	if s.useTLS() {
		return s.hs.ServeTLS(s.opt.Listener, s.opt.CertFile, s.opt.KeyFile)
	}
	return s.hs.Serve(s.opt.Listener)
}

// shutdown ends the service. A signal ends the delay and the grace period.
func (s *serving) shutdown(signals <-chan os.Signal) error {
	interrupted := errors.New("interrupted by another signal")
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	go func(done <-chan struct{}) {
		select {
		case <-signals:
			cancel(interrupted)
		case <-done:
		}
	}(ctx.Done())
	s.srv.startDraining()
	select {
	case <-time.After(s.opt.Delay):
	case <-ctx.Done():
	}
	grace := cmp.Or(s.opt.Grace, defaultGrace)
	ctx, stop := context.WithTimeoutCause(ctx, grace,
		fmt.Errorf("handlers or connections remain after %v: %w", grace, context.DeadlineExceeded))
	defer stop()

	closed := make(chan struct{})
	s.hs.RegisterOnShutdown(sync.OnceFunc(func() { close(closed) })) // is called once the listener is closed
	var wg sync.WaitGroup
	var errHTTP, errLive error
	wg.Go(func() { errHTTP = s.hs.Shutdown(ctx) })
	<-closed
	wg.Go(func() { errLive = s.srv.Shutdown(ctx) })
	wg.Wait()
	<-s.served
	if errHTTP == nil && errLive == nil {
		return nil
	}
	_ = s.hs.Close() // Shutdown has reported an error already
	err := cmp.Or(context.Cause(ctx), errHTTP, errLive)
	return fmt.Errorf("live: shutdown incomplete: %w", err)
}

// defaultGrace is the Grace of ServeOptions without one.
const defaultGrace = 10 * time.Second
