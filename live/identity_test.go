package live_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// cookieUser returns the user of a request that allowList has let through, or "".
func cookieUser(r *http.Request) string {
	user, _ := r.Context().Value(userKey{}).(string)
	return user
}

// usersApp serves a page at / to the users that l admits. The view shows the user and counts.
func usersApp(t *testing.T, srv *live.Server, l *allowList, f *viewFactory) *app {
	f.newView = func(r *http.Request) *view {
		v, user := &view{}, cookieUser(r)
		v.html = func() string { return fmt.Sprintf("<p>%s %d</p>", user, v.n.get()) }
		return v
	}
	l.next = pageMux(f.create)
	srv.Handler, srv.Secret = l, []byte("shared")
	if srv.Identity == nil {
		srv.Identity = cookieUser
	}
	return serve(t, srv, nil)
}

func annAndBob() *allowList { return &allowList{allowed: map[string]bool{"ann": true, "bob": true}} }

// Ann's page is open, detached or unadopted when Bob logs in with the same browser. He gets a view of
// his own.
func TestIdentity_OtherUserGetsOwnView(t *testing.T) {
	for name, open := range map[string]func(t *testing.T, b *browser) *page{
		"adopt": func(_ *testing.T, b *browser) *page { return b.withUser("ann").load("/") },
		"expired token": func(_ *testing.T, b *browser) *page {
			p := b.withUser("ann").load("/")
			passMinute()
			return p
		},
		"resume": func(t *testing.T, b *browser) *page {
			p := b.withUser("ann").open("/")
			require.NoError(t, p.Abort())
			return p
		},
		"resume after sleep": func(t *testing.T, b *browser) *page {
			p := b.withUser("ann").open("/")
			require.NoError(t, p.Write(wire.Sleep))
			return p
		},
		"resume of an open connection": func(_ *testing.T, b *browser) *page { return b.withUser("ann").open("/") },
		"remount": func(_ *testing.T, b *browser) *page {
			p := b.withUser("ann").open("/")
			require.NoError(b.app.t, p.Write(wire.Bye))
			return p
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &viewFactory{}
				b := usersApp(t, &live.Server{}, annAndBob(), f).browser()
				p := open(t, b)
				synctest.Wait()
				b.withUser("bob")
				if strings.HasPrefix(name, "resume") {
					requireCloseError(t, p.resume(), wire.Remount, wire.Identity)
				}
				require.NoError(t, p.join())
				require.False(t, p.Adopted())
				require.True(t, p.OtherUser())
				require.Equal(t, "<p>bob 0</p>", p.html())
				p.sendAndWait("live_test.action?name=add")
				require.Equal(t, "<p>bob 1</p>", p.html())
				synctest.Wait()
				require.Zero(t, f.views[0].n.get())
				require.Equal(t, 1, f.views[0].unmounts.get(), "the view of the first user has ended")

				require.NoError(t, p.Abort())
				require.NoError(t, p.resume(), "the page belongs to the second user now")
			})
		})
	}
}

// A page of the same user is adopted and resumed as before. If its view is gone, what the user has
// typed still belongs to the user.
func TestIdentity_SameUser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		b := usersApp(t, &live.Server{}, annAndBob(), f).browser().withUser("ann")
		p := b.open("/")
		require.True(t, p.Adopted())
		require.NoError(t, p.Abort())
		require.NoError(t, p.resume())
		require.Len(t, f.views, 1)
		require.NoError(t, p.Abort())
		require.NoError(t, p.join())
		require.False(t, p.OtherUser())
	})
}

// Ann logs out while a page that everybody may see is open.
func TestIdentity_LogOutOnPublicPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{newView: func(*http.Request) *view { return &view{} }}
		srv := &live.Server{Handler: pageMux(f.create), Identity: func(r *http.Request) string {
			if c, err := r.Cookie("user"); err == nil {
				return c.Value
			}
			return ""
		}}
		b := serve(t, srv, nil).browser()
		p := b.withUser("ann").open("/")
		p.sendAndWait("live_test.action?name=add")
		require.NoError(t, p.Abort())
		b.withUser("")
		requireCloseError(t, p.resume(), wire.Remount, wire.Identity)
		require.NoError(t, p.join())
		require.True(t, p.OtherUser())
		require.Equal(t, "<p>0</p>", p.html())

		require.NoError(t, p.Abort())
		b.withUser("bob")
		requireCloseError(t, p.resume(), wire.Remount, wire.Identity)
		require.NoError(t, p.join())
		require.True(t, p.OtherUser())
	})
}

// The second node does not have the view, but the page shows whose it was.
func TestIdentity_OtherNode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, f, g := annAndBob(), &viewFactory{}, &viewFactory{}
		first := usersApp(t, &live.Server{}, l, f).browser().withUser("ann")
		second := usersApp(t, &live.Server{OldSecrets: [][]byte{[]byte("x")}}, l, g).browser()
		second.jar = first.jar
		for user, isOther := range map[string]bool{"ann": false, "bob": true} {
			p := second.newPage(first.withUser("ann").load("/").initial)
			second.withUser(user)
			require.NoError(t, p.join())
			require.False(t, p.Adopted())
			require.Equal(t, isOther, p.OtherUser())
			require.Equal(t, "<p>"+user+" 0</p>", p.html())
		}
	})
}

// An identity may be any string, and pages do not keep long ones.
func TestIdentity_Values(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	values := []string{"", "\x00", "a\x00b", "a", "\xff", "\ufffd", long, long + "y", "sha256:" + strings.Repeat("0", 64)}
	for i, first := range values {
		for j, second := range values {
			synctest.Test(t, func(t *testing.T) {
				now := first
				b := serve(t, &live.Server{Handler: (&viewFactory{}).handler(), Identity: func(*http.Request) string { return now }}, nil).browser()
				p := b.load("/")
				now = second
				require.NoError(t, p.join())
				require.Equal(t, i == j, p.Adopted(), "%.20q %.20q", first, second)
			})
		}
	}
}

// If Identity panics, the page is neither served nor joined.
func TestIdentity_Panics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fail := false
		f := &viewFactory{}
		b := serve(t, &live.Server{Handler: f.handler(), Identity: func(*http.Request) string {
			if fail {
				panic("test error")
			}
			return "ann"
		}}, nil).browser()
		unadopted, p := b.load("/"), b.open("/")
		fail = true
		requireCloseError(t, unadopted.join(), wire.Reload, wire.NotLive)
		require.NoError(t, p.Abort())
		requireCloseError(t, p.resume(), wire.Reload, wire.NotLive)
		resp, _ := b.get("/")
		require.Equal(t, http.StatusInternalServerError, resp.StatusCode)
		synctest.Wait()
		require.Equal(t, 1, f.views[0].unmounts.get())
		require.Equal(t, 1, f.views[1].unmounts.get())
	})
}

// Mount redirects the second user to another page.
func TestIdentity_RedirectForOtherUser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		b := usersApp(t, &live.Server{}, annAndBob(), f).browser().withUser("ann")
		newView := f.newView
		f.newView = func(r *http.Request) *view {
			v := newView(r)
			if cookieUser(r) == "bob" {
				v.mount = func(s *live.Socket) error { s.Redirect("/welcome"); return nil }
			}
			return v
		}
		p := b.load("/")
		b.withUser("bob")
		requireCloseError(t, p.join(), wire.Reload, wire.NotLive)
		synctest.Wait()
		require.Equal(t, 1, f.views[0].unmounts.get())
	})
}

// Without Identity, a new cookie of the Server stands for a new user.
func TestUserTag_WithoutIdentity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		b := serve(t, &live.Server{Handler: f.handler()}, nil).browser()
		fresh := b.load("/") // a page that is served to a browser without any cookie
		known := b.load("/")
		for _, p := range []*page{fresh, known} {
			for range 2 {
				require.NoError(t, p.join())
				require.False(t, p.OtherUser(), "the browser is the same")
				require.NoError(t, p.Abort())
			}
		}
		b.setCookie("live", strings.Repeat("A", 26))
		for _, p := range []*page{fresh, known} {
			requireCloseError(t, p.resume(), wire.Remount, wire.Gone)
			require.NoError(t, p.join())
			require.True(t, p.OtherUser())
		}
		b.jar = nil
		require.NoError(t, known.join())
		require.False(t, known.OtherUser(), "nothing is known about a browser without cookies")
	})
}

// A tag outlives a process whose secret is random, so that what the user has typed does as well.
func TestUserTag_Restart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		identity := "ann"
		newServer := func() *browser {
			return serve(t, &live.Server{
				Handler: (&viewFactory{}).handler(), Identity: func(*http.Request) string { return identity },
			}, nil).browser()
		}
		first, second, third := newServer(), newServer(), newServer()
		second.jar, third.jar = first.jar, first.jar
		p := first.open("/")
		p.b = second
		require.NoError(t, p.join())
		require.False(t, p.OtherUser())
		identity, p.b = "bob", third
		require.NoError(t, p.join())
		require.True(t, p.OtherUser())
	})
}

// The log says once that Identity is not set.
func TestIdentity_WarningIfUnset(t *testing.T) {
	for name, c := range map[string]struct {
		identity func(*http.Request) string
		cookie   bool
		warnings int
	}{
		"cookies":             {nil, true, 1},
		"no cookies":          {nil, false, 0},
		"cookies, and it set": {func(*http.Request) string { return "" }, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := serve(t, &live.Server{Handler: (&viewFactory{}).handler(), Identity: c.identity}, nil).browser()
				if c.cookie {
					b.withUser("ann")
				}
				for range 3 {
					b.open("/")
				}
				require.Equal(t, c.warnings, strings.Count(b.app.log.String(), "Server.Identity is not set"), b.app.log)
			})
		})
	}
}

// The context of an Identity is that of the page's handler, also in a synthetic GET.
func TestIdentity_SeesContextOfHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen recorder
		f := &viewFactory{}
		page := live.Page(f.create)
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			page.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, "set by a handler")))
		})
		srv := &live.Server{Handler: h, Identity: func(r *http.Request) string { seen.add(cookieUser(r)); return cookieUser(r) }}
		p := serve(t, srv, nil).browser().open("/")
		require.True(t, p.Adopted())
		require.NoError(t, p.Abort())
		require.NoError(t, p.resume())
		require.Equal(t, []string{"set by a handler", "set by a handler", "set by a handler"}, seen.get())
	})
}
