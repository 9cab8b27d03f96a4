package live_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// joinRaw loads the page at / and joins it on a connection that is read as text. It returns the numbers of
// the nested sessions of the reply by their element.
func (b *browser) joinRaw() (c *rawConn, roots map[int]uint64) { return b.joinRawWith() }

// joinRawWith is joinRaw for a client with the given capabilities.
func (b *browser) joinRawWith(capabilities ...string) (c *rawConn, roots map[int]uint64) {
	b.app.t.Helper()
	p := b.load("/")
	c = b.dialRaw("/")
	caps, err := json.Marshal(append([]string{}, capabilities...))
	require.NoError(b.app.t, err)
	c.write(fmt.Sprintf(`["join",{"url":"/","token":%q,"caps":%s,"client":{"width":1,"height":1}}]`, p.initial.Token, caps))
	_, msg, err := wire.ParseServerMessage([]byte(c.read()))
	require.NoError(b.app.t, err)
	joined := msg.(wire.Joined)
	b.app.log.addSecret(joined.Session)
	roots = map[int]uint64{}
	for element, r := range joined.Roots {
		roots[element] = r.Session
	}
	return c, roots
}

// event sends an event of session n.
func (c *rawConn) event(n uint64, url string) {
	c.t.Helper()
	c.write(string(wire.AppendWrapped(nil, n, wire.Event{URL: url}.Append(nil))))
}

// readAll returns the messages that the server has sent when it is idle. It must be called in a synctest
// bubble.
func (c *rawConn) readAll() (all []string) {
	c.t.Helper()
	synctest.Wait()
	c.write(`["h"]`)
	for {
		m := c.read()
		if m == `["h"]` {
			return all
		}
		all = append(all, m)
	}
}

// do sends an event of session n, and returns the messages that it causes.
func (c *rawConn) do(n uint64, url string) []string {
	c.t.Helper()
	c.event(n, url)
	return c.readAll()
}

// numbered replaces the numbers of sessions in messages by #1, #2 …, in the order of their first use.
func numbered(messages []string, known ...uint64) []string {
	names := map[string]string{}
	for _, n := range known {
		names[fmt.Sprint(n)] = fmt.Sprintf("#%d", len(names)+1)
	}
	name := func(n string) string {
		if names[n] == "" {
			names[n] = fmt.Sprintf("#%d", len(names)+1)
		}
		return names[n]
	}
	out := []string{}
	for _, m := range messages {
		m = wrappedPattern.ReplaceAllStringFunc(m, func(s string) string {
			g := wrappedPattern.FindStringSubmatch(s)
			return g[1] + name(g[2])
		})
		out = append(out, m)
	}
	return out
}

// wrappedPattern matches the start of a wrapped message, or of an effect that opens a nested session.
var wrappedPattern = regexp.MustCompile(`(\["@",|\["open",\d+,)(\d+)`)

// counterView counts taps.
func counterView(name string, pieces ...any) *stub {
	n := 0
	v := &stub{events: on(func(tap) { n++ })}
	v.render = func() templ.Component {
		return markup(append([]any{`<p>`, name, ` `, n, `</p>`}, pieces...)...)
	}
	return v
}

// Each nested view has a session of its own.
func TestNested_OwnSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := counterView("a"), counterView("b", nested("c", counterView("c")))
		page := counterView("page", nested("a", a), nested("b", b))
		c, roots := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil).browser().joinRaw()
		require.Len(t, roots, 2)
		require.Equal(t, []string{`["@",#2,[0,[],[["open",1,#3,1,"<p>c 0</p>"]]]]`}, numbered(c.readAll(), roots[1], roots[2]))
		require.Equal(t, []string{`["@",#1,[1,[[2,[2,0,"a 1"]]]]]`}, numbered(c.do(roots[1], "live_test.tap"), roots[1]))
		require.Equal(t, []string{`["@",#1,[1,[[2,[2,0,"b 1"]]]]]`}, numbered(c.do(roots[2], "live_test.tap"), roots[2]))
		require.Equal(t, []string{`[1,[[2,[2,2,5,1,"1"]]]]`}, c.do(0, "live_test.tap"))
		require.Equal(t, []int{1, 1, 1}, []int{a.joins, b.joins, page.joins})
		c.write(`["bye"]`)
		synctest.Wait()
		require.Equal(t, []int{1, 1, 1}, []int{a.unmounts, b.unmounts, page.unmounts})
	})
}

// toggled returns a page that shows child after a tap, and no longer after the next one.
func toggled(show bool, child func() templ.Component) *stub {
	page := &stub{events: on(func(tap) { show = !show })}
	page.render = func() templ.Component {
		if show {
			return markup(`<p>shown</p>`, child())
		}
		return markup(`<p>hidden</p>`)
	}
	return page
}

// A nested view that a running page renders is mounted by a goroutine of its own: the page does not wait.
func TestNested_MountsLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		child := counterView("child")
		child.mount = func(*live.Socket) error { time.Sleep(5 * time.Second); return nil }
		page := toggled(false, func() templ.Component {
			return nested("a", child, live.Fallback(markup(`<i>loading</i>`)))
		})
		c, _ := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil).browser().joinRaw()
		require.Equal(t, []string{`[1,[[2,[0,5,[1,"<div live-root=\"1\"><i>loading</i></div>"],2,0,"shown"]]]]`}, c.do(0, "live_test.tap"))
		time.Sleep(6 * time.Second)
		opened := c.readAll()
		require.Equal(t, []string{`[0,[],[["open",1,#1,1,"<p>child 0</p>"]]]`}, numbered(opened))
		require.Equal(t, 1, child.joins)

		// The page removes the element: the nested view ends before that is sent.
		require.Equal(t, []string{`[1,[[3,[0,5,[1,-1],2,0,"hidden"]]]]`}, c.do(0, "live_test.tap"))
		require.Equal(t, 1, child.unmounts)
	})
}

// A nested view whose page no longer renders it while it is mounted is unmounted when it has been mounted.
func TestNested_RemovedWhileMounting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		child := counterView("child")
		var canceled bool
		child.mount = func(s *live.Socket) error {
			select {
			case <-s.Context().Done():
				canceled = true
			case <-time.After(5 * time.Second):
			}
			return nil
		}
		page := toggled(false, func() templ.Component { return nested("a", child) })
		app := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil)
		c, _ := app.browser().joinRaw()
		c.do(0, "live_test.tap")
		require.False(t, canceled)
		require.Equal(t, []string{`[1,[[3,[0,5,[1,-1],2,0,"hidden"]]]]`}, c.do(0, "live_test.tap"))
		require.True(t, canceled)
		require.Equal(t, []int{1, 1, 0}, []int{child.mounts, child.unmounts, child.joins})

		canceled = false
		c.do(0, "live_test.tap")
		c.write(`["bye"]`)
		synctest.Wait()
		require.True(t, canceled, "the page has ended")
		require.Equal(t, []int{2, 2, 0}, []int{child.mounts, child.unmounts, child.joins})
	})
}

// failing returns a view that panics in its handler of click.
func failing(name string) *stub {
	v := counterView(name)
	events := v.events
	v.events = func() live.Events { return append(events(), handle(func(click) { panic("disk sda1 is full") })) }
	return v
}

// A nested view that panics is mounted again after 1 s, then 2 s, and at most 30 s. The page continues, and
// without a fallback, it keeps the element.
func TestNested_Crashes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mounts []time.Time
		page := counterView("page", live.Nested("a", 0, func(int) live.View {
			mounts = append(mounts, time.Now())
			return failing("child")
		}))
		app := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil)
		c, roots := app.browser().joinRaw()
		n := roots[1]
		for _, delay := range []time.Duration{1, 2, 4, 8, 16, 30, 30} {
			require.Equal(t, []string{`["@",#1,[1,[],[["out",1,"panicked",""]]]]`, `["@",#1,["end",4001,"crashed"]]`},
				numbered(c.do(n, "live_test.click")))
			require.Len(t, c.do(0, "live_test.tap"), 1)
			time.Sleep(delay*time.Second - 100*time.Millisecond)
			require.Empty(t, c.readAll())
			time.Sleep(200 * time.Millisecond)
			messages := c.readAll()
			require.Equal(t, []string{`[0,[],[["open",1,#1,1,"<p>child 0</p>"]]]`}, numbered(messages))
			c.write(`["a",2]`)
			_, err := fmt.Sscanf(messages[0], `[0,[],[["open",1,%d`, &n)
			require.NoError(t, err)
			require.InDelta(t, delay, mounts[len(mounts)-1].Sub(mounts[len(mounts)-2]).Seconds(), 0.2)
		}
	})
}

// While a nested view that has panicked waits, the page shows its fallback, also within a Memo.
func TestNested_CrashShowsFallback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fail atomic.Bool
		page := showing(live.Memo("m", 1, live.Nested("a", 0, func(int) live.View {
			v := failing("child")
			v.mount = func(*live.Socket) error {
				if fail.Load() {
					return errors.New("disk sda1 is full")
				}
				return nil
			}
			return v
		}, live.Fallback(markup(`<i>gone</i>`)))))
		app := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil)
		c, roots := app.browser().joinRaw()
		fail.Store(true)
		messages := c.do(roots[1], "live_test.click")
		require.Len(t, messages, 3)
		require.Contains(t, messages, `[0,[[2,[0,5,["<div live-root=\"2\"><i>gone</i></div>",-1]]]]]`)
		time.Sleep(1100 * time.Millisecond) // the second attempt fails, too
		require.Empty(t, c.readAll())
		fail.Store(false)
		time.Sleep(2 * time.Second)
		require.Equal(t, []string{`[0,[],[["open",2,#1,1,"<p>child 0</p>"]]]`}, numbered(c.readAll()))
		for _, text := range []string{`msg="live: a nested view is not mounted"`, `err="disk sda1 is full"`, " retry=2s ", " nested=a"} {
			require.Contains(t, app.log.String(), text)
		}
	})
}

// A nested view that could not be mounted by the GET is mounted after the join.
func TestNested_FailedInGETIsMounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fail atomic.Bool
		fail.Store(true)
		page := showing(live.Nested("a", 0, func(int) live.View {
			if fail.Load() {
				panic("no")
			}
			return counterView("child")
		}))
		c, roots := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil).browser().joinRaw()
		require.Empty(t, roots)
		fail.Store(false)
		time.Sleep(1100 * time.Millisecond)
		require.Equal(t, []string{`[0,[],[["open",1,#1,1,"<p>child 0</p>"]]]`}, numbered(c.readAll()))
	})
}

// A lazy nested view is mounted when the browser reports that it is visible, once.
func TestNested_Lazy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		child := counterView("child")
		page := counterView("page", nested("a", child, live.Lazy()), nested("b", &stub{}))
		c, roots := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil).browser().joinRaw()
		require.Len(t, roots, 1)
		require.Zero(t, child.mounts)
		c.write(`["show",2]`)
		c.write(`["show",99]`)
		require.Empty(t, c.readAll())
		c.write(`["show",1]`)
		c.write(`["show",1]`)
		require.Equal(t, []string{`[0,[],[["open",1,#1,1,"<p>child 0</p>"]]]`}, numbered(c.readAll()))
		require.Equal(t, 1, child.mounts)
	})
}

// A lazy nested view that cannot be mounted gets a new element, with the fallback: the browser may show what it has
// rendered before the page was mounted again.
func TestNested_LazyFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var failures atomic.Int64
		failures.Store(2)
		page := showing(live.Nested("a", 0, func(int) live.View {
			if failures.Add(-1) >= 0 {
				panic("no")
			}
			return counterView("child")
		}, live.Lazy(), live.Fallback(markup(`<p>soon</p>`))))
		c, _ := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil).browser().joinRaw()
		c.write(`["show",1]`)
		require.Equal(t, []string{`[0,[[2,[0,5,["<div live-root=\"2\" live-lazy><p>soon</p></div>",-1]]]]]`}, numbered(c.readAll()))
		time.Sleep(1100 * time.Millisecond)
		require.Empty(t, c.readAll(), "it has failed once more")
		time.Sleep(2 * time.Second)
		require.Equal(t, []string{`[0,[],[["open",2,#1,1,"<p>child 0</p>"]]]`}, numbered(c.readAll()))
	})
}

// propsView shows its props.
type propsView struct {
	Shown, Mounted string
	changes        int
	err            error
}

func (v *propsView) Props(_ *live.Socket, s string) error {
	v.Shown = s
	v.changes++
	return v.err
}

func (v *propsView) Render() templ.Component {
	return markup(`<p>`, any(v.Shown), ` of `, any(v.Mounted), `</p>`)
}

// Props that have changed are passed to the view, and only those.
func TestNested_Props(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		props, view := "one", (*propsView)(nil)
		page := &stub{events: func() live.Events {
			return live.Events{handle(func(tap) { props = "two" }), handle(func(click) { props = "three" }), handle(func(toggle) {})}
		}}
		page.render = func() templ.Component {
			return live.Nested("a", props, func(s string) live.View {
				view = &propsView{Shown: s, Mounted: s}
				return view
			})
		}
		c, roots := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil).browser().joinRaw()
		require.Equal(t, []string{`[1]`}, c.do(0, "live_test.toggle"))
		require.Zero(t, view.changes)
		require.ElementsMatch(t, []string{`[1]`, `["@",#1,[0,[[2,[2,2,0,3,"two"]]]]]`}, numbered(c.do(0, "live_test.tap")))
		view.err = errors.New("disk sda1 is full")
		messages := strings.Join(numbered(c.do(0, "live_test.click")), "")
		require.Contains(t, messages, `"Something went wrong`)
		require.NotContains(t, messages, "sda1")
		require.Equal(t, []string{"three", "one"}, []string{view.Shown, view.Mounted})
		_ = roots
	})
}

// A view without the method Props that receives other props is a mistake of the application.
func TestNested_PropsWithoutMethod(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		props := 1
		page := &stub{events: on(func(tap) { props++ })}
		page.render = func() templ.Component {
			return live.Nested("a", props, func(int) live.View { return counterView("child") })
		}
		app := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil)
		c, _ := app.browser().joinRaw()
		c.do(0, "live_test.tap")
		require.Contains(t, app.log.String(), `the props of nested view \"a\" have changed, and *live_test.stub has no method Props(*live.Socket, int) error`)
	})
}

// Another type of props, or another element, under the same key is another view.
func TestNested_OtherKind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var views []*stub
		mount := func(any) live.View { views = append(views, counterView("child")); return views[len(views)-1] }
		step := 0
		page := &stub{events: on(func(tap) { step++ })}
		page.render = func() templ.Component {
			switch step {
			case 0:
				return live.Nested("a", 1, func(p int) live.View { return mount(p) })
			case 1:
				return live.Nested("a", "1", func(p string) live.View { return mount(p) })
			}
			return live.Nested("a", "1", func(p string) live.View { return mount(p) }, live.RootElement("ul"))
		}
		c, _ := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil).browser().joinRaw()
		require.Equal(t, []string{`[1,[[2,[0,5,["<div live-root=\"2\"></div>",-1]]]]]`, `[0,[],[["open",2,#1,1,"<p>child 0</p>"]]]`}, numbered(c.do(0, "live_test.tap")))
		c.do(0, "live_test.tap")
		require.Len(t, views, 3)
		require.Equal(t, []int{1, 1, 0}, []int{views[0].unmounts, views[1].unmounts, views[2].unmounts})
	})
}
