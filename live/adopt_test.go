package live_test

import (
	"fmt"
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

// made is a factory that keeps the views it made.
type made struct {
	mu    sync.Mutex
	views []*view
	make  func(*http.Request) *view // zero: a view that shows its path
}

func (m *made) factory(r *http.Request) live.View {
	v := &view{html: func() string { return "<p>" + r.URL.Path + "</p>" }}
	if m.make != nil {
		v = m.make(r)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.views = append(m.views, v)
	return v
}

func (m *made) mounts() (n int) {
	for _, v := range m.views {
		n += v.mounts.get()
	}
	return n
}

// anyPath is a router whose every path is a live page.
func (m *made) anyPath() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /", live.Page(m.factory))
	return mux
}

func TestAPageIsMountedOnce(t *testing.T) {
	for what, others := range map[string]func(html string) string{
		"as it was sent": func(html string) string { return html },
		"changed by another script": func(html string) string {
			return strings.Replace(html, "<p>", `<p class="translated">`, 1) + "<div>ad</div>"
		},
		"emptied by another script": func(string) string { return "" },
		"spelt in another way":      func(html string) string { return strings.ReplaceAll(html, "<p>", "<p >") },
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := &made{}
				b := serve(t, &live.Server{Handler: m.anyPath()}, nil).browser()
				p := b.load("/users?page=2")
				was := p.html()
				mine := p.page
				mine.HTML = []byte(others(string(mine.HTML)))
				p = b.tab(mine)
				require.NoError(t, p.join())
				require.True(t, p.Adopted())
				require.Equal(t, was, p.html(), "the browser knows which nodes are the server's")
				p.do("live_test.do?what=add")
				require.Len(t, m.views, 1)
				require.Equal(t, 1, m.views[0].mounts.get())
				require.Equal(t, 1, m.views[0].n.get())
			})
		})
	}
}

// What cannot be adopted is mounted anew, and looks the same.
func TestAPageThatCannotBeAdoptedIsMountedAnew(t *testing.T) {
	type place struct{ here, there *browser }
	for what, join := range map[string]func(*testing.T, place, client.Page) *tab{
		"after AdoptTimeout": func(_ *testing.T, at place, p client.Page) *tab {
			time.Sleep(10*time.Second + time.Millisecond)
			synctest.Wait()
			return at.here.tab(p)
		},
		"on another process with the same secret": func(_ *testing.T, at place, p client.Page) *tab { return at.there.tab(p) },
		"in another browser": func(_ *testing.T, at place, p client.Page) *tab {
			other := at.here.app.browser()
			other.get("/users?page=2") // has a cookie of its own
			return other.tab(p)
		},
		"in a browser that keeps no cookies": func(_ *testing.T, at place, p client.Page) *tab {
			other := at.here.app.browser()
			other.jar = nil
			return other.tab(p)
		},
		"a second time with one token": func(t *testing.T, at place, p client.Page) *tab {
			first := at.here.tab(p)
			require.NoError(t, first.join())
			require.True(t, first.Adopted())
			return at.here.tab(p)
		},
		"without a token": func(_ *testing.T, at place, p client.Page) *tab {
			p.Token = ""
			return at.here.tab(p)
		},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m, secret := &made{}, []byte("the same on both")
				here := serve(t, &live.Server{Handler: m.anyPath(), Secret: secret}, nil).browser()
				there := serve(t, &live.Server{Handler: m.anyPath(), Secret: secret}, nil).browser()
				there.jar = here.jar
				p := here.load("/users?page=2")
				n := len(m.views)
				q := join(t, place{here, there}, p.page)
				require.NoError(t, q.join())
				require.False(t, q.Adopted())
				require.Equal(t, p.html(), q.html())
				require.Greater(t, m.mounts(), n)
				q.do("live_test.do?what=add")
				require.Equal(t, 1, m.views[len(m.views)-1].n.get())
				require.Zero(t, m.views[0].n.get())
			})
		})
	}
}

// A view that others tried to get is still its owner's.
func TestNobodyAdoptsAnothersView(t *testing.T) {
	for what, thief := range map[string]func(t *testing.T, a *app, ann *browser, p client.Page){
		"another cookie": func(t *testing.T, a *app, _ *browser, p client.Page) {
			bob := a.browser()
			bob.get("/users")
			q := bob.tab(p)
			require.NoError(t, q.join())
			require.False(t, q.Adopted())
		},
		"another path": func(t *testing.T, a *app, ann *browser, p client.Page) {
			p.URL = "/admin"
			q := ann.tab(p)
			require.NoError(t, q.join())
			require.False(t, q.Adopted())
			require.Equal(t, "<p>/admin</p>", q.html())
		},
		"another secret": func(t *testing.T, a *app, ann *browser, p client.Page) {
			p.Token = serve(t, &live.Server{Handler: (&made{}).anyPath(), Secret: []byte("x")}, nil).browser().load("/users").page.Token
			requireClosed(t, ann.tab(p).join(), wire.Remount, wire.Forged)
			require.Contains(t, a.log.String(), "invalid token")
		},
		"a token that is no token": func(t *testing.T, a *app, ann *browser, p client.Page) {
			p.Token = "x"
			requireClosed(t, ann.tab(p).join(), wire.Remount, wire.Forged)
		},
		"a token as a session's secret": func(t *testing.T, a *app, ann *browser, p client.Page) {
			k := ann.talk("/users")
			k.say(`["resume",{"session":"` + p.Token + `","versions":{"0":1},"frame":0,"ref":1}]`)
			k.closed(wire.Remount, wire.Gone)
		},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := &made{}
				a := serve(t, &live.Server{Handler: m.anyPath()}, nil)
				ann := a.browser()
				p := ann.load("/users")
				thief(t, a, ann, p.page)
				require.NoError(t, p.join())
				require.True(t, p.Adopted())
				require.Equal(t, 1, m.views[0].mounts.get())
			})
		})
	}
}

func TestNobodyResumesAnothersSession(t *testing.T) {
	resume := func(t *testing.T, b *browser, path, secret string) {
		t.Helper()
		k := b.talk(path)
		k.say(`["resume",{"session":"` + secret + `","versions":{"0":1},"frame":0,"ref":1}]`)
		k.closed(wire.Remount, wire.Gone)
	}
	for what, thief := range map[string]func(t *testing.T, p *tab, b *browser){
		"another cookie": func(t *testing.T, p *tab, b *browser) {
			bob := b.app.browser()
			bob.get("/users")
			resume(t, bob, "/users", p.Session())
		},
		"no cookie": func(t *testing.T, p *tab, b *browser) {
			bob := b.app.browser()
			bob.jar = nil
			resume(t, bob, "/users", p.Session())
		},
		"another path":     func(t *testing.T, p *tab, b *browser) { resume(t, b, "/admin", p.Session()) },
		"a guessed secret": func(t *testing.T, p *tab, b *browser) { resume(t, b, "/users", "AAAAAAAAAAAAAAAAAAAAAAAAAA") },
		"no secret":        func(t *testing.T, p *tab, b *browser) { resume(t, b, "/users", "") },
		"a secret that was taken over": func(t *testing.T, p *tab, b *browser) {
			old := p.Session()
			require.NoError(t, p.resume())
			p.do("live_test.do?what=nothing") // the browser has the new one
			resume(t, b, "/users", old)
		},
		"a secret whose frame cannot be": func(t *testing.T, p *tab, b *browser) {
			k := b.talk("/users")
			k.say(`["resume",{"session":"` + p.Session() + `","versions":{"0":1},"frame":77,"ref":1}]`)
			k.closed(wire.Remount, wire.Gone)
		},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := &made{}
				a := serve(t, &live.Server{Handler: m.anyPath()}, nil)
				b := a.browser()
				p := b.open("/users")
				thief(t, p, b)
				p.do("live_test.do?what=add")
				require.Equal(t, 1, m.views[0].n.get(), "the session goes on where it was")
				require.Equal(t, 1, m.views[0].mounts.get())
			})
		})
	}
}

func TestASessionExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &made{}
		p := serve(t, &live.Server{Handler: m.anyPath()}, nil).browser().open("/users")
		require.NoError(t, p.Cut())
		time.Sleep(29 * time.Second)
		require.NoError(t, p.resume())
		require.NoError(t, p.Cut())
		time.Sleep(30*time.Second + time.Millisecond)
		synctest.Wait()
		require.Equal(t, 1, m.views[0].unmounts.get())
		requireClosed(t, p.resume(), wire.Remount, wire.Gone)
	})
}

// The newest socket wins, and the one that was taken over is told so that it never comes back by itself.
func TestTheSocketTakenOverIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := serve(t, &live.Server{Handler: (&made{}).anyPath()}, nil).browser()
		k := b.talk("/users")
		k.say(`["join",{"url":"/users","caps":[],"client":{"width":1,"height":1}}]`)
		joined := k.hear()
		secret := joined[strings.Index(joined, `"session":"`)+len(`"session":"`):]
		secret = secret[:strings.Index(secret, `"`)]
		other := b.talk("/users")
		other.say(fmt.Sprintf(`["resume",{"session":"%s","versions":{"0":1},"frame":0,"ref":1}]`, secret))
		require.Contains(t, other.hear(), "resumed")
		k.closed(wire.Stop, wire.TakenOver)
	})
}

// A page that shows nothing any more was mounted anew; the empty HTML was left out of the answer, and the old page stayed.
func TestAnEmptyPageIsMountedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &made{}
		m.make = func(*http.Request) *view {
			v, html := &view{}, ""
			if len(m.views) == 0 {
				html = "<p>once</p>"
			}
			v.html = func() string { return html }
			return v
		}
		p := serve(t, &live.Server{Handler: m.anyPath()}, nil).browser().load("/")
		require.Equal(t, "<p>once</p>", p.html())
		time.Sleep(time.Minute)
		require.NoError(t, p.join())
		require.Empty(t, p.html())
	})
}

// One page's HTML in many tabs, all of which come at once: one has the view that rendered it.
func TestManyTabsJoinAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &made{}
		b := serve(t, &live.Server{Handler: m.anyPath()}, nil).browser()
		page := b.load("/").page
		adopted := make(chan bool)
		const n = 8
		for range n {
			p := b.tab(page)
			go func() { adopted <- p.join() == nil && p.Adopted() }()
		}
		count := 0
		for range n {
			if <-adopted {
				count++
			}
		}
		require.Equal(t, 1, count)
		require.Equal(t, n, m.mounts())
	})
}

// A flag that was not given is an empty secret, not none: with it, anybody could sign.
func TestAnEmptySecretIsRandom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		open := func() *browser {
			return serve(t, &live.Server{Handler: (&made{}).anyPath(), Secret: []byte{}}, nil).browser()
		}
		ann := open()
		p := ann.load("/users").page
		p.Token = open().load("/users").page.Token
		requireClosed(t, ann.tab(p).join(), wire.Remount, wire.Forged)
	})
}
