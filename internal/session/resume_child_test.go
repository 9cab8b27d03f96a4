package session

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// resumeOf returns a resume of a page that has received frame frames and sends events from ref on.
func resumeOf(secret string, frame, version, ref int, roots string) string {
	return fmt.Sprintf(`["resume",{"inst":"i","url":"/a","session":"%s","frame":%d,"version":%d,"ref":%d,"roots":{%s}}]`,
		secret, frame, version, ref, roots)
}

func root(p *parentProgram, frame, version, ref int) string {
	return fmt.Sprintf(`"%d":[%d,%d,%d]`, p.ses.number, frame, version, ref)
}

// join opens a connection of the page at url, and returns the secret of its session, too.
func (srv *muxServer) join(url string) (c *muxClient, secret string) {
	c = srv.dial(joinOf(url))
	return c, secretOf(srv.t, c.take()[0])
}

// lose closes the connection, and waits until the server has noticed.
func (c *muxClient) lose() {
	require.NoError(c.t, c.ws.Close())
	time.Sleep(time.Second)
	synctest.Wait()
}

// After a loss, the frames of the page are sent again, and then those of its children.
func TestResume_Children(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.withChild()
		c, secret := srv.join("/a")
		child := srv.program("/child")
		c.send(clickMessage)
		c.click(child)
		c.take()
		c.lose()
		require.False(t, child.ses.Attached())
		child.do(func() { child.n++ })
		require.Equal(t, 1, child.renders, "nothing is rendered without a connection")

		c = srv.dial(resumeOf(secret, 0, 1, 2, root(child, 0, 1, 2)))
		got := srv.frames(c.take())
		require.Contains(t, got[0], fmt.Sprintf(`"roots":{"%d":[1,0]}`, child.ses.number))
		require.Equal(t, []string{`[1,[[2,[2,0,"1"]]]]`, `["@",c0,[1,[[2,[2,0,"1"]]]]]`, `["@",c0,[0,[[3,[2,0,"2"]]]]]`}, got[1:])
		c.click(child)
		require.Equal(t, []string{`["@",c0,[1,[[4,[2,0,"3"]]]]]`}, srv.frames(c.take()))
	})
}

// Duplicates of events that a child has accepted are not handled again.
func TestResume_ChildEventsOnce(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.withChild()
		c, secret := srv.join("/a")
		child := srv.program("/child")
		c.click(child)
		c.take()
		c.lose()
		c = srv.dial(resumeOf(secret, 0, 1, 1, root(child, 0, 1, 1)))
		c.take()
		c.click(child)
		c.click(child)
		c.take()
		require.Equal(t, 2, child.n)
	})
}

// A child whose frame of the page did not arrive is opened by that frame, which is sent again, and its own.
func TestResume_OpenWasLost(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		c, secret := srv.join("/a")
		a := srv.program("/a")
		a.do(func() { srv.addChild(a, 7, "/child") })
		child := srv.program("/child")
		child.do(func() { child.n++ })
		require.Len(t, c.take(), 2)
		c.lose()
		c = srv.dial(resumeOf(secret, 0, 1, 1, ""))
		got := srv.frames(c.take())
		require.NotContains(t, got[0], "roots")
		require.Equal(t, []string{`[0,[],[["open",7,c0,1,"<p>0</p>"]]]`, `["@",c0,[0,[[2,[2,0,"1"]]]]]`}, got[1:])
		require.Empty(t, a.ended)
		c.click(child)
		require.Len(t, c.take(), 1)
	})
}

// A child that is added while the connection is lost is opened after the resume.
func TestResume_ChildAddedMeanwhile(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		c, secret := srv.join("/a")
		c.lose()
		a := srv.program("/a")
		a.do(func() { srv.addChild(a, 7, "/child") })
		c = srv.dial(resumeOf(secret, 0, 1, 1, ""))
		require.Equal(t, []string{`[0,[],[["open",7,c0,1,"<p>0</p>"]]]`}, srv.frames(c.take())[1:])
	})
}

// A child that the client does not have, although it has received the frame that opened it, ends.
func TestResume_ChildUnknownToClient(t *testing.T) {
	for name, roots := range map[string]func(child *parentProgram) string{
		"not named":     func(*parentProgram) string { return "" },
		"unsent frame":  func(child *parentProgram) string { return root(child, 1, 1, 1) },
		"missing event": func(child *parentProgram) string { return root(child, 0, 1, 2) },
	} {
		t.Run(name, func(t *testing.T) {
			runMux(t, func(t *testing.T, srv *muxServer) {
				srv.withChild()
				c, secret := srv.join("/a")
				a, child := srv.program("/a"), srv.program("/child")
				c.lose()
				c = srv.dial(resumeOf(secret, 0, 1, 1, roots(child)))
				require.NotContains(t, c.take()[0], "roots")
				require.Equal(t, []string{"gone"}, a.ended)
				a.do(func() { srv.addChild(a, 3, "/second") })
				require.Equal(t, []string{`[0,[],[["open",3,c1,1,"<p>0</p>"]]]`}, srv.frames(c.take()))
			})
		})
	}
}

// A child that ends while the connection is lost is not named in the reply. If the frame that opens it is sent
// again, the client is notified that it has ended.
func TestResume_ChildEndedMeanwhile(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		c, secret := srv.join("/a")
		a := srv.program("/a")
		a.do(func() { srv.addChild(a, 7, "/child") })
		child := srv.program("/child")
		c.take()
		c.lose()
		child.do(func() { panic("test panic") })
		require.Equal(t, []string{"crashed"}, a.ended)
		c = srv.dial(resumeOf(secret, 0, 1, 1, root(child, 0, 1, 1)))
		got := srv.frames(c.take())
		require.NotContains(t, got[0], "roots")
		require.Equal(t, []string{`[0,[],[["open",7,c0,1,"<p>0</p>"]]]`, `["@",c0,["end",4001,"gone"]]`}, got[1:])
	})
}

// A child crashes between the resume of its page and the event that the client repeats.
func TestResume_ChildCrashes(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.withChild()
		c, secret := srv.join("/a")
		child := srv.program("/child")
		hold := make(chan bool)
		child.onEvent = func(int, wire.Event) (string, string) { <-hold; panic("test panic") }
		c.click(child)
		synctest.Wait()
		c.lose()
		c = srv.dial(resumeOf(secret, 0, 1, 1, root(child, 0, 1, 1)))
		c.click(child)
		synctest.Wait()
		close(hold)
		got := srv.frames(c.take())
		require.Equal(t, []string{`["@",c0,[1,[],[["out",1,"panicked",""]]]]`, `["@",c0,["end",4001,"crashed"]]`}, got[1:])
	})
}

// A resume takes the children over from a connection whose loss the server has not noticed.
func TestResume_TakesChildrenOver(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.withChild()
		first := srv.dial(joinOf("/a"))
		secret := secretOf(t, first.take()[0])
		child := srv.program("/child")
		second := srv.dial(resumeOf(secret, 0, 1, 1, root(child, 0, 1, 1)))
		require.Contains(t, second.take()[0], "roots")
		require.Equal(t, "4003 taken over", first.closeError())
		first.click(child)
		second.click(child)
		require.Len(t, second.take(), 1)
		require.Equal(t, 1, child.n)
	})
}

// Nested sessions of nested sessions are resumed by the same message.
func TestResume_Grandchildren(t *testing.T) {
	runMux(t, func(t *testing.T, srv *muxServer) {
		srv.withChild()
		c, secret := srv.join("/a")
		child := srv.program("/child")
		child.do(func() { srv.addChild(child, 1, "/grandchild") })
		grandchild := srv.program("/grandchild")
		c.take()
		c.lose()
		c = srv.dial(resumeOf(secret, 0, 1, 1, root(child, 1, 1, 1)+","+root(grandchild, 0, 1, 1)))
		require.Contains(t, c.take()[0], fmt.Sprintf(`"%d":[0,0]`, grandchild.ses.number))
		c.click(grandchild)
		require.Equal(t, []string{`["@",c1,[1,[[2,[2,0,"1"]]]]]`}, srv.frames(c.take()))
	})
}
