package live_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// A viewFactory is a page factory that keeps the views it creates.
type viewFactory struct {
	mu      sync.Mutex
	views   []*view
	newView func(*http.Request) *view // nil: a view that renders its path
}

func (f *viewFactory) create(r *http.Request) live.View {
	v := &view{html: func() string { return "<p>" + r.URL.Path + "</p>" }}
	if f.newView != nil {
		v = f.newView(r)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.views = append(f.views, v)
	return v
}

func (f *viewFactory) mounts() (n int) {
	for _, v := range f.views {
		n += v.mounts.get()
	}
	return n
}

// handler returns a router with a live page at every path.
func (f *viewFactory) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /", live.Page(f.create))
	return mux
}

func TestJoin_AdoptsView(t *testing.T) {
	for name, modify := range map[string]func(html string) string{
		"unchanged": func(html string) string { return html },
		"changed by another script": func(html string) string {
			return strings.Replace(html, "<p>", `<p class="translated">`, 1) + "<div>ad</div>"
		},
		"emptied by another script": func(string) string { return "" },
		"formatted differently":     func(html string) string { return strings.ReplaceAll(html, "<p>", "<p >") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &viewFactory{}
				b := serve(t, &live.Server{Handler: f.handler()}, nil).browser()
				p := b.load("/users?page=2")
				html := p.html()
				initial := p.initial
				initial.HTML = []byte(modify(string(initial.HTML)))
				p = b.newPage(initial)
				require.NoError(t, p.join())
				require.True(t, p.Adopted())
				require.Equal(t, html, p.html(), "the client tracks the server's HTML, not the DOM")
				p.sendAndWait("live_test.action?name=add")
				require.Len(t, f.views, 1)
				require.Equal(t, 1, f.views[0].mounts.get())
				require.Equal(t, 1, f.views[0].n.get())
			})
		})
	}
}

// A page whose view cannot be adopted is remounted and renders the same HTML.
func TestJoin_RemountsUnadoptablePage(t *testing.T) {
	type browsers struct{ local, remote *browser }
	for name, join := range map[string]func(*testing.T, browsers, client.Page) *page{
		"after AdoptTimeout": func(_ *testing.T, bs browsers, p client.Page) *page {
			time.Sleep(10*time.Second + time.Millisecond)
			synctest.Wait()
			return bs.local.newPage(p)
		},
		"on another server with the same secret": func(_ *testing.T, bs browsers, p client.Page) *page { return bs.remote.newPage(p) },
		"in another browser": func(_ *testing.T, bs browsers, p client.Page) *page {
			other := bs.local.app.browser()
			other.get("/users?page=2") // gets its own cookie
			return other.newPage(p)
		},
		"in a browser without cookies": func(_ *testing.T, bs browsers, p client.Page) *page {
			other := bs.local.app.browser()
			other.jar = nil
			return other.newPage(p)
		},
		"a second join with the same token": func(t *testing.T, bs browsers, p client.Page) *page {
			first := bs.local.newPage(p)
			require.NoError(t, first.join())
			require.True(t, first.Adopted())
			return bs.local.newPage(p)
		},
		"without a token": func(_ *testing.T, bs browsers, p client.Page) *page {
			p.Token = ""
			return bs.local.newPage(p)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f, secret := &viewFactory{}, []byte("shared")
				local := serve(t, &live.Server{Handler: f.handler(), Secret: secret}, nil).browser()
				remote := serve(t, &live.Server{Handler: f.handler(), Secret: secret}, nil).browser()
				remote.jar = local.jar
				p := local.load("/users?page=2")
				n := len(f.views)
				q := join(t, browsers{local, remote}, p.initial)
				require.NoError(t, q.join())
				require.False(t, q.Adopted())
				require.Equal(t, p.html(), q.html())
				require.Greater(t, f.mounts(), n)
				q.sendAndWait("live_test.action?name=add")
				require.Equal(t, 1, f.views[len(f.views)-1].n.get())
				require.Zero(t, f.views[0].n.get())
			})
		})
	}
}

// After a failed attempt of another client to adopt a view, its own page can still adopt it.
func TestJoin_ForeignViewIsNotAdopted(t *testing.T) {
	for name, attack := range map[string]func(t *testing.T, a *app, ann *browser, p client.Page){
		"another cookie": func(t *testing.T, a *app, _ *browser, p client.Page) {
			bob := a.browser()
			bob.get("/users")
			q := bob.newPage(p)
			require.NoError(t, q.join())
			require.False(t, q.Adopted())
		},
		"another path": func(t *testing.T, a *app, ann *browser, p client.Page) {
			p.URL = "/admin"
			q := ann.newPage(p)
			require.NoError(t, q.join())
			require.False(t, q.Adopted())
			require.Equal(t, "<p>/admin</p>", q.html())
		},
		"another secret": func(t *testing.T, a *app, ann *browser, p client.Page) {
			p.Token = serve(t, &live.Server{Handler: (&viewFactory{}).handler(), Secret: []byte("x")}, nil).browser().load("/users").initial.Token
			requireCloseError(t, ann.newPage(p).join(), wire.Remount, wire.Forged)
			require.Contains(t, a.log.String(), "invalid token")
		},
		"an invalid token": func(t *testing.T, a *app, ann *browser, p client.Page) {
			p.Token = "x"
			requireCloseError(t, ann.newPage(p).join(), wire.Remount, wire.Forged)
		},
		"a token used as session secret": func(t *testing.T, a *app, ann *browser, p client.Page) {
			conn := ann.dialRaw("/users")
			conn.write(resumeMessage(p.Token, 1, 0, 1))
			conn.requireClose(wire.Remount, wire.Gone)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &viewFactory{}
				a := serve(t, &live.Server{Handler: f.handler()}, nil)
				ann := a.browser()
				p := ann.load("/users")
				attack(t, a, ann, p.initial)
				require.NoError(t, p.join())
				require.True(t, p.Adopted())
				require.Equal(t, 1, f.views[0].mounts.get())
			})
		})
	}
}

func TestResume_ForeignSessionRejected(t *testing.T) {
	resume := func(t *testing.T, b *browser, path, secret string) {
		t.Helper()
		conn := b.dialRaw(path)
		conn.write(resumeMessage(secret, 1, 0, 1))
		conn.requireClose(wire.Remount, wire.Gone)
	}
	for name, attack := range map[string]func(t *testing.T, p *page, b *browser){
		"another cookie": func(t *testing.T, p *page, b *browser) {
			bob := b.app.browser()
			bob.get("/users")
			resume(t, bob, "/users", p.Session())
		},
		"no cookie": func(t *testing.T, p *page, b *browser) {
			bob := b.app.browser()
			bob.jar = nil
			resume(t, bob, "/users", p.Session())
		},
		"another path":     func(t *testing.T, p *page, b *browser) { resume(t, b, "/admin", p.Session()) },
		"a guessed secret": func(t *testing.T, p *page, b *browser) { resume(t, b, "/users", "AAAAAAAAAAAAAAAAAAAAAAAAAA") },
		"no secret":        func(t *testing.T, p *page, b *browser) { resume(t, b, "/users", "") },
		"the secret before a takeover": func(t *testing.T, p *page, b *browser) {
			old := p.Session()
			require.NoError(t, p.resume())
			p.sendAndWait("live_test.action?name=nothing") // acknowledges the new secret
			resume(t, b, "/users", old)
		},
		"an impossible frame number": func(t *testing.T, p *page, b *browser) {
			conn := b.dialRaw("/users")
			conn.write(resumeMessage(p.Session(), 1, 77, 1))
			conn.requireClose(wire.Remount, wire.Gone)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &viewFactory{}
				a := serve(t, &live.Server{Handler: f.handler()}, nil)
				b := a.browser()
				p := b.open("/users")
				attack(t, p, b)
				p.sendAndWait("live_test.action?name=add")
				require.Equal(t, 1, f.views[0].n.get(), "the session continues")
				require.Equal(t, 1, f.views[0].mounts.get())
			})
		})
	}
}

func TestResume_SessionExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		p := serve(t, &live.Server{Handler: f.handler()}, nil).browser().open("/users")
		require.NoError(t, p.Abort())
		time.Sleep(29 * time.Second)
		require.NoError(t, p.resume())
		require.NoError(t, p.Abort())
		time.Sleep(30*time.Second + time.Millisecond)
		synctest.Wait()
		require.Equal(t, 1, f.views[0].unmounts.get())
		requireCloseError(t, p.resume(), wire.Remount, wire.Gone)
	})
}

// The newest connection wins. The previous one is closed with a code after which the client does
// not reconnect.
func TestResume_ClosesPreviousConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serve(t, &live.Server{Handler: (&viewFactory{}).handler()}, nil).browser()
		conn := b.dialRaw("/users")
		conn.write(`["join",{"url":"/users","caps":[],"client":{"width":1,"height":1}}]`)
		joined := conn.read()
		secret := joined[strings.Index(joined, `"session":"`)+len(`"session":"`):]
		secret = secret[:strings.Index(secret, `"`)]
		other := b.dialRaw("/users")
		other.write(resumeMessage(secret, 1, 0, 1))
		require.Contains(t, other.read(), "resumed")
		conn.requireClose(wire.Stop, wire.TakenOver)
	})
}

// A remounted page with empty HTML replaces the old HTML: the empty HTML must not be omitted from
// the reply.
func TestJoin_RemountWithEmptyHTML(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		f.newView = func(*http.Request) *view {
			v, html := &view{}, ""
			if len(f.views) == 0 {
				html = "<p>first</p>"
			}
			v.html = func() string { return html }
			return v
		}
		p := serve(t, &live.Server{Handler: f.handler()}, nil).browser().load("/")
		require.Equal(t, "<p>first</p>", p.html())
		time.Sleep(time.Minute)
		require.NoError(t, p.join())
		require.Empty(t, p.html())
	})
}

// Several tabs join with the same page HTML at once. One of them adopts the view that rendered it.
func TestJoin_ConcurrentJoinsAdoptOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		b := serve(t, &live.Server{Handler: f.handler()}, nil).browser()
		page := b.load("/").initial
		adopted := make(chan bool)
		const n = 8
		for range n {
			p := b.newPage(page)
			go func() { adopted <- p.join() == nil && p.Adopted() }()
		}
		count := 0
		for range n {
			if <-adopted {
				count++
			}
		}
		require.Equal(t, 1, count)
		require.Equal(t, n, f.mounts())
	})
}

// A flag that is not set yields a secret that is empty but not nil. Anyone could sign tokens with an
// empty key.
func TestServer_EmptySecretIsRandom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		open := func() *browser {
			return serve(t, &live.Server{Handler: (&viewFactory{}).handler(), Secret: []byte{}}, nil).browser()
		}
		ann := open()
		p := ann.load("/users").initial
		p.Token = open().load("/users").initial.Token
		requireCloseError(t, ann.newPage(p).join(), wire.Remount, wire.Forged)
	})
}
