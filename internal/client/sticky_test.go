package client_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

const stickyDocument = `<!doctype html><html><head><meta name="live-token" content="t"></head><body>
<p>live-sticky is a word</p><!-- <div live-sticky="comment"> -->
<nav><div live-sticky="player" live-token="p&amp;1"><div>song</div></div></nav>
<div id="live-root"><p live-sticky="inside">page</p></div><div id="live-flash" role="status"></div>
<ul class="x" live-sticky="chat" live-token="c1"><li>hi</li></ul></body></html>`

// joinSticky returns a client of a page with two sticky views, which has joined all.
func joinSticky(t *testing.T) (*client.Client, *fakeServer) {
	t.Helper()
	p, err := client.ParsePage("/users", []byte(stickyDocument))
	require.NoError(t, err)
	c, err := client.New(p)
	require.NoError(t, err)
	s := &fakeServer{messages: []string{joinedMessage}}
	require.NoError(t, c.Join(s))
	read(t, c, s, `["@",1,["joined",{"session":"p1","adopted":true,"version":1}]]`, `["@",3,["joined",{"session":"c1","adopted":true,"version":1}]]`)
	return c, s
}

func TestParsePage_Sticky(t *testing.T) {
	p, err := client.ParsePage("/", []byte(stickyDocument))
	require.NoError(t, err)
	require.Len(t, p.Sticky, 2)
	require.Equal(t, "player", p.Sticky[0].Key)
	require.Equal(t, "p&1", p.Sticky[0].Token)
	require.Equal(t, "<div>song</div>", string(p.Sticky[0].HTML))
	require.Equal(t, "chat", p.Sticky[1].Key)
	require.Equal(t, "<li>hi</li>", string(p.Sticky[1].HTML))
}

func TestSticky_Join(t *testing.T) {
	c, s := joinSticky(t)
	sent := s.takeSent()
	require.Len(t, sent, 3)
	require.Contains(t, sent[1], `["@",1,["join",{"build":"client"`)
	require.Contains(t, sent[1], `"token":"p&1"`)
	require.Contains(t, sent[1], `"sticky":"player"`)
	require.Contains(t, sent[2], `["@",3,["join",{"build":"client"`)
	require.NotContains(t, sent[0], "sticky")

	player := c.Sticky()[0]
	require.True(t, player.Adopted())
	_, err := player.Send(wire.Event{URL: "Next"})
	require.NoError(t, err)
	require.Equal(t, []string{`["@",1,["e",0,0,"Next"]]`}, s.takeSent())
	read(t, c, s, `["@",1,[1,[[2,[2,0,"other song"]]]]]`, `["@",3,[0,[[2,[0,5,[1,"<li>ho</li>"]]]]]]`)
	require.Equal(t, "<div>other song</div>", string(player.HTML()))
	require.Equal(t, "<li>hi</li><li>ho</li>", string(c.Sticky()[1].HTML()))
}

// Before the reply to its join, the client sends nothing for a session.
func TestSticky_EventsWaitForJoin(t *testing.T) {
	p, err := client.ParsePage("/users", []byte(stickyDocument))
	require.NoError(t, err)
	c, err := client.New(p)
	require.NoError(t, err)
	s := &fakeServer{messages: []string{joinedMessage}}
	require.NoError(t, c.Join(s))
	require.True(t, c.Sticky()[0].IsWaiting())
	s.takeSent()
	_, err = c.Sticky()[0].Send(wire.Event{URL: "Next"})
	require.NoError(t, err)
	require.Empty(t, s.takeSent())
	read(t, c, s, `["@",1,["joined",{"session":"p1","adopted":true,"version":1}]]`)
	require.Equal(t, []string{`["@",1,["e",0,0,"Next"]]`}, s.takeSent())
}

func TestSticky_Resume(t *testing.T) {
	c, _ := joinSticky(t)
	player, chat := c.Sticky()[0], c.Sticky()[1]
	_, err := player.Send(wire.Event{URL: "Next"})
	require.NoError(t, err)
	require.NoError(t, c.Abort())

	s := &fakeServer{messages: []string{`["resumed",{"session":"s2","ref":0,"done":0}]`}}
	require.NoError(t, c.Resume(s))
	sent := s.takeSent()
	require.Len(t, sent, 4)
	require.Contains(t, sent[2], `["@",1,["resume",{`)
	require.Contains(t, sent[2], `"session":"p1"`)
	require.Contains(t, sent[3], `"session":"c1"`)

	// The connection is lost before the reply for the second one.
	read(t, c, s, `["@",1,["resumed",{"session":"p2","ref":0,"done":0}]]`)
	require.Equal(t, []string{`["a",0,1,0]`, `["@",1,["e",0,0,"Next"]]`}, s.takeSent())
	require.NoError(t, c.Abort())
	s = &fakeServer{messages: []string{`["resumed",{"session":"s3","ref":0,"done":0}]`}}
	require.NoError(t, c.Resume(s))
	sent = s.takeSent()
	require.Contains(t, sent[2], `"session":"p2"`)
	require.Contains(t, sent[3], `"session":"c1"`)

	// The server does not have the second one any more.
	read(t, c, s, `["@",1,["resumed",{"session":"p3","ref":1,"done":1}]]`)
	s.takeSent()
	read(t, c, s, `["@",3,["end",4001,"gone"]]`)
	require.True(t, player.IsOpen())
	require.False(t, chat.IsOpen())
	sent = s.takeSent()
	require.Len(t, sent, 1)
	require.Contains(t, sent[0], `["@",5,["join",{`)
	require.NotContains(t, sent[0], `"token"`)
}

// A sticky view stays when the page mounts again.
func TestSticky_StaysWhenPageJoinsAgain(t *testing.T) {
	c, _ := joinSticky(t)
	require.NoError(t, c.Abort())
	s := &fakeServer{messages: []string{`["joined",{"session":"s2","adopted":false,"version":1,"html":"<p>new</p>"}]`}}
	require.NoError(t, c.Join(s))
	sent := s.takeSent()
	require.Contains(t, sent[1], `["@",1,["resume",{`)
	require.Contains(t, sent[1], `"session":"p1"`)
}

func TestSticky_End(t *testing.T) {
	c, s := joinSticky(t)
	require.Equal(t, &client.CloseError{Code: wire.Reconnect, Reason: wire.Elsewhere}, readError(c, s, `["@",1,["end",4000,"elsewhere"]]`),
		"another connection at the path of the page")
	read(t, c, s, `["@",3,["end",4003,"taken over"]]`)
	require.NoError(t, c.Abort())
	s = &fakeServer{messages: []string{`["resumed",{"session":"s2","ref":0,"done":0}]`}}
	require.NoError(t, c.Resume(s))
	sent := s.takeSent()
	require.Len(t, sent, 3, "the session that was taken over is not resumed")
	require.Contains(t, sent[2], `["@",1,["join",{`)
}

// A sticky view is joined again at once, and after 2 and 4 s if its sessions do not last. What was not sent is
// sent in the next session.
func TestSticky_Rejoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := joinSticky(t)
		player := c.Sticky()[0]
		_, err := player.Send(wire.Event{URL: "Next"})
		require.NoError(t, err)
		s.takeSent()
		expectJoin := func(number int) {
			t.Helper()
			sent := s.takeSent()
			require.Len(t, sent, 1)
			require.Contains(t, sent[0], fmt.Sprintf(`["@",%d,["join",{`, number))
			require.Contains(t, sent[0], `"sticky":"player"`)
			require.NotContains(t, sent[0], `"token"`)
		}
		read(t, c, s, `["@",1,["end",4001,"crashed"]]`)
		expectJoin(5)
		require.True(t, player.IsWaiting())
		require.Equal(t, []client.End{{Root: player, Reason: &client.CloseError{Code: wire.Remount, Reason: wire.Crashed}, Unknown: 1}}, c.Ends())
		_, err = player.Send(wire.Event{URL: "Again"})
		require.NoError(t, err)
		for n, delay := range []time.Duration{2 * time.Second, 4 * time.Second} {
			read(t, c, s, fmt.Sprintf(`["@",%d,["end",4001,"crashed"]]`, 5+2*n))
			time.Sleep(delay - 1)
			require.NoError(t, c.Rejoin())
			require.Empty(t, s.takeSent())
			time.Sleep(time.Nanosecond)
			require.NoError(t, c.Rejoin())
			expectJoin(7 + 2*n)
		}
		read(t, c, s, `["@",9,["joined",{"session":"p2","adopted":false,"version":1,"html":"<div>new</div>"}]]`)
		require.Equal(t, []string{`["@",9,["e",0,0,"Again"]]`}, s.takeSent())
		require.NoError(t, c.Rejoin())
		require.Empty(t, s.takeSent())

		time.Sleep(2 * time.Minute)
		read(t, c, s, `["@",9,["end",4001,"overflow"]]`)
		expectJoin(11)
	})
}

// After busy, a join is sent again with the same token, and a resume on another connection.
func TestSticky_Busy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, err := client.ParsePage("/users", []byte(stickyDocument))
		require.NoError(t, err)
		c, err := client.New(p)
		require.NoError(t, err)
		s := &fakeServer{messages: []string{joinedMessage}}
		require.NoError(t, c.Join(s))
		s.takeSent()
		read(t, c, s, `["@",1,["end",4000,"busy"]]`, `["@",3,["joined",{"session":"c1","adopted":true,"version":1}]]`)
		require.Empty(t, s.takeSent())
		time.Sleep(time.Second)
		require.NoError(t, c.Rejoin())
		sent := s.takeSent()
		require.Len(t, sent, 1)
		require.Contains(t, sent[0], `["@",5,["join",{`)
		require.Contains(t, sent[0], `"token":"p&1"`)
		read(t, c, s, `["@",5,["joined",{"session":"p1","adopted":true,"version":1}]]`)

		require.NoError(t, c.Abort())
		s = &fakeServer{messages: []string{`["resumed",{"session":"s2","ref":0,"done":0}]`}}
		require.NoError(t, c.Resume(s))
		s.takeSent()
		require.Equal(t, &client.CloseError{Code: wire.Reconnect, Reason: wire.Busy}, readError(c, s, `["@",1,["end",4000,"busy"]]`))
		require.NoError(t, c.Abort())
		s = &fakeServer{messages: []string{`["resumed",{"session":"s3","ref":0,"done":0}]`}}
		require.NoError(t, c.Resume(s))
		require.Contains(t, s.takeSent()[2], `"session":"p1"`)
	})
}

// A sticky view is not joined again if that cannot succeed, if the document has left it, or while the server
// shuts down.
func TestSticky_NotRejoined(t *testing.T) {
	for _, end := range []string{`4002,"not live"`, `4003,"too many"`, `4003,"taken over"`} {
		c, s := joinSticky(t)
		s.takeSent()
		read(t, c, s, `["@",1,["end",`+end+`]]`)
		require.NoError(t, c.Rejoin())
		require.Empty(t, s.takeSent(), end)
	}
	c, s := joinSticky(t)
	require.NoError(t, c.Sticky()[0].Bye())
	read(t, c, s, `["drain",1500]`)
	s.takeSent()
	read(t, c, s, `["@",3,["end",4001,"crashed"]]`)
	require.NoError(t, c.Rejoin())
	require.Empty(t, s.takeSent())
}

// After a drain message, other servers do not know the sessions.
func TestSticky_Drain(t *testing.T) {
	c, s := joinSticky(t)
	read(t, c, s, `["drain",1500]`)
	require.True(t, c.Drained())
	require.NoError(t, c.Abort())
	s = &fakeServer{messages: []string{joinedMessage}}
	require.NoError(t, c.Join(s))
	require.Contains(t, s.takeSent()[1], `["@",1,["join",{`)
}
