package live_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// A slowNode is a node on which requests take a second after the login was checked, while slow is set.
type slowNode struct {
	*app
	factory *viewFactory
	logins  *allowList
	slow    atomic.Bool
}

func newSlowNode(t *testing.T, bus pubsub.Bus, calls string) *slowNode {
	n := &slowNode{factory: &viewFactory{newView: func(*http.Request) *view { return &view{} }}}
	srv := &live.Server{Secret: []byte("shared")}
	switch calls {
	case "Server.Bus":
		srv.Bus, srv.Identity = bus, cookieUser
	case "Identify":
		n.factory.newView = func(r *http.Request) *view {
			user := cookieUser(r)
			return &view{mount: func(s *live.Socket) error { return live.Identify(s, bus, user) }}
		}
	}
	page := pageMux(n.factory.create)
	n.logins = &allowList{allowed: map[string]bool{"ann": true}, next: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.slow.Load() {
			time.Sleep(time.Second)
		}
		page.ServeHTTP(w, r)
	})}
	srv.Handler = n.logins
	n.app = serve(t, srv, nil)
	synctest.Wait()
	return n
}

// passMinute lets the time of the bubble advance, so that pages expire.
func passMinute() {
	time.Sleep(time.Minute)
	synctest.Wait()
}

// Ann logs out while her page joins or resumes, and the middleware has let that through already. The
// page is not live afterwards.
func TestDisconnect_DuringHandshake(t *testing.T) {
	for name, prepare := range map[string]func(b *browser) (p *page, open func() error){
		"adopt": func(b *browser) (*page, func() error) { p := b.load("/"); return p, p.join },
		"mount": func(b *browser) (*page, func() error) {
			p := b.load("/")
			passMinute()
			return p, p.join
		},
		"resume": func(b *browser) (*page, func() error) {
			p := b.open("/")
			_ = p.Abort()
			return p, p.resume
		},
		"remount": func(b *browser) (*page, func() error) {
			p := b.open("/")
			_ = p.Abort()
			passMinute()
			return p, p.join
		},
	} {
		for _, calls := range []string{"Server.Bus", "Identify"} {
			for _, bus := range []pubsub.Bus{new(pubsub.Local), new(lossyBus)} {
				_, isLossy := bus.(*lossyBus)
				t.Run(name+" "+calls+map[bool]string{true: " loss"}[isLossy], func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						n, other := newSlowNode(t, bus, calls), newSlowNode(t, bus, calls)
						other.browser().withUser("ann").open("/")
						p, open := prepare(n.browser().withUser("ann"))
						synctest.Wait()
						n.slow.Store(true)
						result := make(chan error)
						go func() { result <- open() }()
						time.Sleep(time.Second / 2)

						n.logins.set("ann", false)
						if lossy, ok := bus.(*lossyBus); ok {
							lossy.reportLoss()
						} else {
							require.NoError(t, live.Disconnect(t.Context(), bus, "ann"))
						}
						if err := <-result; err == nil { // joined or resumed, and disconnected at once
							p.requireClose(wire.Reconnect, wire.Unchecked)
							requireCloseError(t, p.resume(), wire.Reload, wire.NotLive)
						} else {
							requireCloseError(t, err, wire.Remount, wire.Gone)
							require.False(t, isLossy, "after a loss, no view ends by itself")
							requireCloseError(t, p.join(), wire.Reload, wire.NotLive)
						}
						synctest.Wait()
						for _, v := range n.factory.views {
							require.Equal(t, 1, v.unmounts.get())
						}
					})
				})
			}
		}
	}
}

// A Disconnect of another id does not affect a join.
func TestDisconnect_OfAnotherIDDuringHandshake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		n := newSlowNode(t, &bus, "Server.Bus")
		p := n.browser().withUser("ann").load("/")
		n.slow.Store(true)
		time.AfterFunc(time.Second/2, func() { _ = live.Disconnect(t.Context(), &bus, "bob") })
		require.NoError(t, p.join())
		require.True(t, p.Adopted())
		p.sendAndWait("live_test.action?name=add")
	})
}

// A Disconnect that arrives while Mount runs ends the view after that. Nothing else of the view runs
// at the same time.
func TestDisconnect_DuringMount(t *testing.T) {
	for _, joins := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			var bus pubsub.Local
			mounting := false
			f := &viewFactory{}
			f.newView = func(*http.Request) *view {
				v := &view{mount: func(s *live.Socket) error {
					mounting = true
					defer func() { mounting = false }()
					err := live.Identify(s, &bus, "ann")
					time.Sleep(time.Second)
					return err
				}}
				v.unmount = func() { require.False(t, mounting) }
				return v
			}
			b := serve(t, &live.Server{Handler: pageMux(f.create)}, nil).browser()
			var p *page
			if joins {
				p = b.load("/")
				time.Sleep(time.Minute)
			}
			time.AfterFunc(time.Second/2, func() { _ = live.Disconnect(t.Context(), &bus, "ann") })
			if !joins {
				p = b.load("/")
				synctest.Wait()
				require.Equal(t, 1, f.views[0].unmounts.get())
				require.NoError(t, p.join())
				require.False(t, p.Adopted())
				return
			}
			requireCloseError(t, p.join(), wire.Remount, wire.Gone)
			synctest.Wait()
			require.Equal(t, 1, f.views[1].unmounts.get())
		})
	}
}

// The middleware has accepted the page load, and Disconnect is called before Mount calls Identify.
func TestDisconnect_DuringPageLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		n := newSlowNode(t, &bus, "Identify")
		b := n.browser().withUser("ann")
		b.open("/") // subscribes
		n.slow.Store(true)
		time.AfterFunc(time.Second/2, func() { _ = live.Disconnect(t.Context(), &bus, "ann") })
		p := b.load("/")
		synctest.Wait()
		require.Equal(t, 1, n.factory.views[1].unmounts.get())
		require.NoError(t, p.join())
		require.False(t, p.Adopted())
	})
}

// Joined calls Identify, after a Disconnect that came during the join.
func TestIdentify_AfterDisconnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		f := &viewFactory{newView: func(*http.Request) *view {
			return &view{joined: func(s *live.Socket) error {
				time.Sleep(time.Second)
				return live.Identify(s, &bus, "ann")
			}}
		}}
		b := serve(t, &live.Server{Handler: f.handler(), Bus: &bus}, nil).browser()
		first := b.open("/")
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		first.requireClose(wire.Remount, wire.Disconnected)
		time.Sleep(time.Second)
		second := b.open("/")
		time.Sleep(time.Second)
		second.sendAndWait("live_test.action?name=add")
	})
}
