package session

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// addChild adds a nested session to the element of a program.
func (srv *muxServer) addChild(p *parentProgram, element int, url string) *parentProgram {
	c := srv.newProgram(url)
	p.ses.AddChild(element, c.ses)
	return c
}

// withChild makes pages with the URL /a have a nested session in element 3 from the beginning.
func (srv *muxServer) withChild() {
	srv.setUp = func(url string, _ *Session, p *parentProgram) {
		if url == "/a" {
			p.markup = `<p>%d</p><div live-root="3"></div>`
			srv.addChild(p, 3, "/child")
		}
	}
}

// frames replaces the numbers of nested sessions, which are those of the process, by their order.
func (srv *muxServer) frames(messages []string) []string {
	for i, m := range messages {
		for n, p := range srv.nested() {
			m = strings.ReplaceAll(m, fmt.Sprintf(`["@",%d,`, p.ses.number), fmt.Sprintf(`["@",c%d,`, n))
			m = strings.ReplaceAll(m, fmt.Sprintf(`,%d,1,"`, p.ses.number), fmt.Sprintf(`,c%d,1,"`, n))
			m = strings.ReplaceAll(m, fmt.Sprintf(`:[%d,`, p.ses.number), fmt.Sprintf(`:[c%d,`, n))
		}
		messages[i] = m
	}
	return messages
}

// nested returns the programs of nested sessions, oldest first.
func (srv *muxServer) nested() (all []*parentProgram) {
	for _, p := range srv.programs {
		if p.ses.number != 0 {
			all = append(all, p)
		}
	}
	return all
}

func (c *muxClient) click(p *parentProgram) { c.send(wrap(p.ses.number, clickMessage)) }

// The reply to a join opens the nested sessions of the page. HTML that the document has is not sent.
func TestChild_Join(t *testing.T) {
	for name, test := range map[string]struct {
		sums  func(sum uint32) string
		roots string
	}{
		"no sum":         {func(uint32) string { return "" }, `"roots":{"3":[c0,1,"<p>0</p>"]}`},
		"same sum":       {func(sum uint32) string { return fmt.Sprintf(`,"sums":{"3":%d}`, sum) }, `"roots":{"3":[c0,1]}`},
		"other sum":      {func(sum uint32) string { return fmt.Sprintf(`,"sums":{"3":%d}`, sum^1) }, `"roots":{"3":[c0,1,"<p>0</p>"]}`},
		"sum of another": {func(sum uint32) string { return fmt.Sprintf(`,"sums":{"4":%d}`, sum) }, `"roots":{"3":[c0,1,"<p>0</p>"]}`},
	} {
		t.Run(name, func(t *testing.T) {
			runMux(t, func(t *testing.T, srv *muxServer) {
				srv.withChild()
				sample := srv.newProgram("/sample")
				sums := test.sums(sample.ses.Page.rendering.snapshot.Checksum())
				sample.ses.End(wire.Lost)
				c := srv.dial(strings.Replace(joinOf("/a"), `"caps":[]`, `"caps":[]`+sums, 1))
				require.Contains(t, srv.frames(c.take())[0], test.roots)
			})
		})
	}
}

// A nested session answers its own events, while the page's handler runs.
func TestChild_IsIndependentOfParent(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.withChild()
		c := srv.dial(joinOf("/a"))
		require.Contains(t, srv.frames(c.take())[0], `"roots":{"3":[c0,1,"<p>0</p>"]}`)
		srv.program("/a").onEvent = func(int, wire.Event) (string, string) { time.Sleep(5 * time.Second); return Applied, "" }
		child := srv.program("/child")
		require.Equal(t, 1, child.joins)
		c.send(clickMessage)
		c.click(child)
		time.Sleep(time.Second)
		require.Equal(t, []string{`["@",c0,[1,[[2,[2,0,"1"]]]]]`}, srv.frames(c.take()))
		time.Sleep(5 * time.Second)
		require.Equal(t, []string{`[1]`}, c.take())
	})
}

// A nested session that is added later is opened by the frame whose update contains its element.
func TestChild_Open(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		c := srv.dial(joinOf("/a"))
		c.take()
		a := srv.program("/a")
		a.do(func() { a.n++; srv.addChild(a, 7, "/child").n = 3 })
		require.Equal(t, []string{`[0,[[2,[2,0,"1"]]],[["open",7,c0,1,"<p>0</p>"]]]`}, srv.frames(c.take()))
		c.click(srv.program("/child"))
		require.Equal(t, []string{`["@",c0,[1,[[2,[2,0,"4"]]]]]`}, srv.frames(c.take()))
	})
}

// An element that has a session already gets the other one, and the first ends without a message.
func TestChild_ReplacesSession(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.withChild()
		c := srv.dial(joinOf("/a"))
		c.take()
		a, first := srv.program("/a"), srv.program("/child")
		a.do(func() { srv.addChild(a, 3, "/second") })
		require.Equal(t, []string{`[0,[],[["open",3,c1,1,"<p>0</p>"]]]`}, srv.frames(c.take()))
		require.EqualValues(t, 1, first.unmounts.Load())
		require.Empty(t, a.ended)
		c.click(first)
		require.Empty(t, c.take())
	})
}

// A child that crashes ends alone. The program learns of it, and can open another one in the element.
func TestChild_Crash(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.withChild()
		c := srv.dial(joinOf("/a"))
		c.take()
		a, child := srv.program("/a"), srv.program("/child")
		child.onEvent = func(int, wire.Event) (string, string) { panic("test panic") }
		c.click(child)
		require.Equal(t, []string{`["@",c0,[1,[],[["out",1,"panicked",""]]]]`, `["@",c0,["end",4001,"crashed"]]`}, srv.frames(c.take()))
		require.Equal(t, []string{"crashed"}, a.ended)
		a.do(func() { srv.addChild(a, 3, "/second") })
		require.Equal(t, []string{`[0,[],[["open",3,c1,1,"<p>0</p>"]]]`}, srv.frames(c.take()))
		c.send(clickMessage)
		require.Len(t, c.take(), 1)
		require.Empty(t, c.closeError())
	})
}

// RemoveChild ends a child before the frame without its element. An event on its way is ignored.
func TestChild_Remove(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.withChild()
		c := srv.dial(joinOf("/a"))
		c.take()
		a, child := srv.program("/a"), srv.program("/child")
		hold := make(chan bool)
		child.onEvent = func(int, wire.Event) (string, string) { <-hold; child.n++; return Applied, "" }
		c.click(child)
		synctest.Wait()
		a.do(func() { a.n++; a.ses.RemoveChild(child.ses) })
		c.click(child)
		close(hold)
		require.Equal(t, []string{`[0,[[2,[2,0,"1"]]]]`}, []string{c.take()[0]})
		require.EqualValues(t, 1, child.unmounts.Load())
		require.Equal(t, 1, child.n)
		require.Empty(t, a.ended)
		a.do(func() { a.ses.RemoveChild(child.ses) })
	})
}

// A child that ends before the frame that would open it is not opened.
func TestChild_EndsBeforeOpen(t *testing.T) {
	for name, end := range map[string]func(a, child *parentProgram){
		"removed": func(a, child *parentProgram) { a.ses.RemoveChild(child.ses) },
		"ended":   func(_, child *parentProgram) { child.ses.End(wire.Crashed) },
	} {
		t.Run(name, func(t *testing.T) {
			runMux(t, func(t *testing.T, srv *muxServer) {
				c := srv.dial(joinOf("/a"))
				c.take()
				a := srv.program("/a")
				for range wire.WindowFrames {
					c.send(clickMessage)
					c.take()
				}
				var child *parentProgram
				a.do(func() { child = srv.addChild(a, 7, "/child") })
				require.Empty(t, c.take(), "the window is closed")
				a.do(func() { end(a, child) })
				c.send(`["a",8]`)
				require.NotContains(t, strings.Join(c.take(), ""), "open")
				require.EqualValues(t, 1, child.unmounts.Load())
			})
		})
	}
}

// Children end with their parent, in whatever way that ends, and theirs with them.
func TestChild_EndsWithParent(t *testing.T) {
	for name, end := range map[string]func(*muxServer, *muxClient, *parentProgram){
		"bye":     func(_ *muxServer, c *muxClient, _ *parentProgram) { c.send(`["bye"]`) },
		"crash":   func(_ *muxServer, _ *muxClient, a *parentProgram) { a.do(func() { panic("test panic") }) },
		"timeout": func(_ *muxServer, c *muxClient, _ *parentProgram) { c.lose(); sleepAndWait(32 * time.Second) },
		"flood":   func(_ *muxServer, c *muxClient, _ *parentProgram) { c.send(`["a",5]`) },
		"sleep": func(_ *muxServer, c *muxClient, _ *parentProgram) {
			c.send(`["sleep"]`)
			sleepAndWait(31 * time.Second)
		},
	} {
		t.Run(name, func(t *testing.T) {
			runMux(t, func(t *testing.T, srv *muxServer) {
				srv.withChild()
				c := srv.dial(joinOf("/a"))
				c.take()
				a, child := srv.program("/a"), srv.program("/child")
				child.do(func() { srv.addChild(child, 1, "/grandchild") })
				grandchild := srv.program("/grandchild")
				require.Contains(t, srv.frames(c.take())[0], `["@",c0,[0,[],[["open",1,c1,1,"<p>0</p>"]]]]`)
				end(srv, c, a)
				synctest.Wait()
				require.EqualValues(t, 1, a.unmounts.Load())
				require.EqualValues(t, 1, child.unmounts.Load())
				require.EqualValues(t, 1, grandchild.unmounts.Load())
				require.NotContains(t, strings.Join(c.take(), ""), `"@"`, "they end without a message")
			})
		})
	}
}

// A page that was rendered and never joined ends with its children.
func TestChild_UnadoptedParentEnds(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.withChild()
		a := srv.newProgram("/a")
		size := a.ses.Size()
		require.Greater(t, size, 2*baseSize, "the child counts")
		a.ses.End(wire.Lost)
		synctest.Wait()
		require.EqualValues(t, 1, srv.program("/child").unmounts.Load())
		late := srv.addChild(a, 3, "/late")
		synctest.Wait()
		require.EqualValues(t, 1, late.unmounts.Load(), "added after the end")
	})
}

// More children than the connection may have sessions are ended. The page is not affected.
func TestChild_TooMany(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.limits.MaxSessions = 3
		srv.setUp = func(url string, _ *Session, p *parentProgram) {
			if url == "/a" {
				for i := range 4 {
					srv.addChild(p, i+1, fmt.Sprint("/", i))
				}
			}
		}
		c := srv.dial(joinOf("/a"))
		got := srv.frames(c.take())
		require.Contains(t, got[0], `"roots":{"1":[c0,1,"<p>0</p>"],"2":[c1,1,"<p>0</p>"]}`)
		a := srv.program("/a")
		require.Equal(t, []string{"too many", "too many"}, a.ended)
		first := srv.program("/0")
		a.do(func() { a.ses.RemoveChild(first.ses); srv.addChild(a, 3, "/again") })
		require.Contains(t, srv.frames(c.take())[0], `["open",3,`, "a place is free again")
	})
}

// The client cannot do with a child what only a page can.
func TestChild_MessagesOfPages(t *testing.T) {
	for _, message := range []string{`["bye"]`, `["sleep"]`, `["wake"]`, `["recheck","x"]`} {
		runMux(t, func(t *testing.T, srv *muxServer) {
			srv.withChild()
			c := srv.dial(joinOf("/a"))
			c.take()
			c.send(wrap(srv.program("/child").ses.number, message))
			require.Equal(t, "4003 malformed", c.closeError(), message)
		})
	}
}

// A number of another page's child gives no access to it.
func TestChild_NumberOfAnotherPage(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.withChild()
		c := srv.dial(joinOf("/a"))
		c.take()
		child := srv.program("/child")
		mallory := srv.dial(joinOf("/b"))
		secret := secretOf(t, mallory.take()[0])
		mallory.click(child)
		mallory.send(wrap(1, fmt.Sprintf(`["resume",{"inst":"i","url":"/","session":"%s","frame":0,"version":1,"ref":1,"roots":{"%d":[0,1,1]}}]`, secret, child.ses.number)))
		require.NotContains(t, mallory.take()[0], "roots")
		require.Zero(t, child.n)
		c.click(child)
		require.Len(t, c.take(), 1)
	})
}

// Children sleep with their page.
func TestChild_Sleep(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.withChild()
		c := srv.dial(joinOf("/a"))
		c.take()
		child := srv.program("/child")
		c.send(`["sleep"]`)
		synctest.Wait()
		child.do(func() { child.n++ })
		child.do(func() { srv.addChild(child, 1, "/grandchild") })
		require.Empty(t, c.take())
		require.Zero(t, child.renders)
		c.send(`["wake"]`)
		require.Equal(t, []string{`["@",c0,[0,[[2,[2,0,"1"]]],[["open",1,c1,1,"<p>0</p>"]]]]`}, srv.frames(c.take()))
		c.click(srv.program("/grandchild"))
		require.Len(t, c.take(), 1)
	})
}

// Show is called once for an element that was announced, and for no other.
func TestChild_Show(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		c := srv.dial(joinOf("/a"))
		c.take()
		a := srv.program("/a")
		a.ses.AddLazy(5)
		a.ses.AddLazy(6)
		a.ses.RemoveLazy(6)
		c.send(`["show",5]`, `["show",5]`, `["show",6]`, `["show",7]`)
		c.take()
		require.Equal(t, []int{5}, a.shown)
		require.Empty(t, c.closeError())
	})
}

// The size of children counts with that of a detached page, also when it changes.
func TestChild_Size(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.withChild()
		detached := map[*Session]int{}
		srv.opt.OnIdle = func(s *Session) { detached[s] = s.SizeLocked() }
		srv.opt.OnResize = func(s *Session) { detached[s] = s.SizeLocked() }
		srv.opt.OnBusy = func(s *Session) { delete(detached, s) }
		c := srv.dial(joinOf("/a"))
		c.take()
		require.NoError(t, c.ws.Close())
		wait()
		a, child := srv.program("/a"), srv.program("/child")
		require.Len(t, detached, 1, "only the page counts")
		before := detached[a.ses]
		child.ses.AddEffect(wire.Title(strings.Repeat("x", 10_000)))
		require.Greater(t, detached[a.ses], before+10_000)
		require.Equal(t, a.ses.Size(), detached[a.ses])
		child.ses.End(wire.Crashed)
		synctest.Wait()
		require.Less(t, detached[a.ses], before)
	})
}
