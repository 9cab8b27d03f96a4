package live_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// A served app is run by live.Serve.
type served struct {
	*app
	stop context.CancelFunc
	done chan error // receives the result of Serve
}

// runServe runs live.Serve in a bubble. Its handler is middleware around srv.
func runServe(t *testing.T, srv *live.Server, opt live.ServeOptions) *served {
	t.Helper()
	a := newApp(t, srv)
	a.http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { srv.ServeHTTP(w, r) })
	ctx, stop := context.WithCancel(context.Background())
	s := &served{a, stop, make(chan error, 1)}
	opt.Listener = a.net
	go func() { s.done <- live.Serve(ctx, a.http, srv, opt) }()
	t.Cleanup(stop)
	synctest.Wait()
	return s
}

// testServe runs a test in a bubble. Package os/signal starts a goroutine that never ends, so it must
// start outside of the bubble.
func testServe(t *testing.T, test func(t *testing.T)) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	signal.Stop(c)
	synctest.Test(t, test)
}

func (s *served) requireRunning() {
	s.t.Helper()
	synctest.Wait()
	require.Empty(s.t, s.done, "Serve returned early")
}

func TestServe_ClosesListenerBeforeDraining(t *testing.T) {
	testServe(t, func(t *testing.T) {
		f := &viewFactory{}
		s := runServe(t, &live.Server{Handler: f.handler()}, live.ServeOptions{})
		p := s.browser().open("/")
		require.False(t, s.live.Draining())
		s.stop()
		s.requireRunning()
		require.True(t, s.live.Draining())
		_, resp, err := s.browser().dial("/")
		require.ErrorIs(t, err, net.ErrClosed, "the server rejects connections instead of refusing them")
		require.Nil(t, resp)

		p.sendAndWait("live_test.action?name=add")
		require.Equal(t, 1, f.views[0].n.get())
		require.NoError(t, p.Abort())
		require.NoError(t, <-s.done)
		require.Equal(t, 1, f.views[0].unmounts.get())
	})
}

// Serve waits for the requests of other handlers while the sessions drain.
func TestServe_WaitsForRequests(t *testing.T) {
	for name, c := range map[string]struct {
		grace, want time.Duration
		err         error
	}{
		"default grace":  {0, 8 * time.Second, nil},
		"short grace":    {time.Second, time.Second, context.DeadlineExceeded},
		"no such grace":  {-1, 0, context.DeadlineExceeded},
		"generous grace": {time.Hour, 8 * time.Second, nil},
	} {
		t.Run(name, func(t *testing.T) {
			testServe(t, func(t *testing.T) {
				mux := http.NewServeMux()
				mux.HandleFunc("GET /slow", func(w http.ResponseWriter, _ *http.Request) { time.Sleep(8 * time.Second) })
				s := runServe(t, &live.Server{Handler: mux}, live.ServeOptions{Grace: c.grace})
				client := &http.Client{Transport: &http.Transport{DialContext: s.net.From("192.0.2.1:1"), DisableKeepAlives: true}}
				got := make(chan error, 1)
				go func() {
					resp, err := client.Get(origin + "/slow")
					if err == nil {
						err = resp.Body.Close()
					}
					got <- err
				}()
				synctest.Wait()
				start := time.Now()
				s.stop()
				err := <-s.done
				require.ErrorIs(t, err, c.err)
				require.WithinDuration(t, start.Add(c.want), time.Now(), time.Second, "Shutdown polls")
				require.Equal(t, c.err == nil, <-got == nil)
				time.Sleep(10 * time.Second) // the handler ends
			})
		})
	}
}

func TestServe_Delay(t *testing.T) {
	testServe(t, func(t *testing.T) {
		s := runServe(t, &live.Server{Handler: (&viewFactory{}).handler()}, live.ServeOptions{Delay: 5 * time.Second})
		s.stop()
		s.requireRunning()
		require.True(t, s.live.Draining())
		time.Sleep(4 * time.Second)
		p := s.browser().open("/")
		require.True(t, p.Adopted(), "the server works as before")
		p.requireClose(wire.Reconnect, wire.Drain)
		require.NoError(t, <-s.done)
	})
}

// Another owner of the http.Server may shut it down.
func TestServe_ServerClosedByOthers(t *testing.T) {
	for name, shutdown := range map[string]func(*http.Server) error{
		"Close":    (*http.Server).Close,
		"Shutdown": func(hs *http.Server) error { return hs.Shutdown(context.Background()) },
	} {
		t.Run(name, func(t *testing.T) {
			testServe(t, func(t *testing.T) {
				f := &viewFactory{}
				s := runServe(t, &live.Server{Handler: f.handler()}, live.ServeOptions{})
				p := s.browser().open("/")
				require.NoError(t, shutdown(s.http))
				p.requireClose(wire.Reconnect, wire.Drain)
				require.NoError(t, <-s.done)
				require.Equal(t, 1, f.views[0].unmounts.get())
			})
		})
	}
}

// failingListener fails to accept connections.
type failingListener struct{ net.Listener }

func (failingListener) Accept() (net.Conn, error) { return nil, errors.New("test error") }

func TestServe_ListenerFails(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	err = live.Serve(t.Context(), &http.Server{}, &live.Server{}, live.ServeOptions{Listener: failingListener{ln}})
	require.EqualError(t, err, "live: serve: test error")

	ln, err = net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, ln.Close()) }()
	err = live.Serve(t.Context(), &http.Server{Addr: ln.Addr().String()}, &live.Server{}, live.ServeOptions{})
	require.ErrorContains(t, err, "live: serve: listen tcp")
	err = live.Serve(t.Context(), &http.Server{Addr: "127.0.0.1:0"}, &live.Server{}, live.ServeOptions{CertFile: "missing"})
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestServe_ContextHasEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	hs, srv := &http.Server{Addr: "127.0.0.1:0"}, &live.Server{}
	require.NoError(t, live.Serve(ctx, hs, srv, live.ServeOptions{}))
	require.Equal(t, http.Handler(srv), hs.Handler)
	require.Equal(t, []time.Duration{10 * time.Second, 2 * time.Minute, 0}, []time.Duration{hs.ReadHeaderTimeout, hs.IdleTimeout, hs.WriteTimeout})

	hs = &http.Server{Addr: "127.0.0.1:0", Handler: http.NotFoundHandler(), ReadHeaderTimeout: 1, IdleTimeout: 2}
	require.NoError(t, live.Serve(ctx, hs, srv, live.ServeOptions{}))
	require.Equal(t, []time.Duration{1, 2}, []time.Duration{hs.ReadHeaderTimeout, hs.IdleTimeout})
}

func TestServe_TLS(t *testing.T) {
	certified := httptest.NewUnstartedServer(nil)
	certified.StartTLS()
	defer certified.Close()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	hs := &http.Server{TLSConfig: &tls.Config{Certificates: certified.TLS.Certificates}}
	srv := &live.Server{Handler: (&viewFactory{}).handler()}
	done := runAsync(func() error { return live.Serve(ctx, hs, srv, live.ServeOptions{Listener: ln}) })
	resp, err := certified.Client().Get("https://" + ln.Addr().String())
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.NoError(t, resp.Body.Close())
	stop()
	require.NoError(t, <-done)
}

// The first signal shuts down, the second ends that.
func TestServe_Signals(t *testing.T) {
	self, err := os.FindProcess(os.Getpid())
	require.NoError(t, err)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	running, release := make(chan struct{}), make(chan struct{})
	defer close(release)
	srv := &live.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(running)
		<-release
	})}
	done := runAsync(func() error {
		return live.Serve(t.Context(), &http.Server{}, srv, live.ServeOptions{Listener: ln, Grace: time.Hour})
	})
	go func() {
		if resp, err := http.Get("http://" + ln.Addr().String()); err == nil {
			_ = resp.Body.Close()
		}
	}()
	<-running
	require.NoError(t, self.Signal(os.Interrupt))
	eventually(t, srv.Draining)
	require.Empty(t, done)
	require.NoError(t, self.Signal(os.Interrupt))
	require.EqualError(t, <-done, "live: shutdown incomplete: interrupted by another signal")
}
