package client_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// otherPage is a page with one of the sticky views of stickyDocument, and another one.
var otherPage = client.Page{URL: "/news?page=2", Token: "n", Title: "News", HTML: []byte("<h1>News</h1>"), Sticky: []client.StickyView{
	{Key: "chat", Token: "c2", HTML: []byte("<li>new</li>")}, {Key: "menu", Token: "m", HTML: []byte("<b>menu</b>")},
}}

// Another page is joined on the same connection. The old one sleeps, and its updates do not change what is shown.
func TestShowPage(t *testing.T) {
	c, s := joinSticky(t)
	send(t, c, "Add")
	s.takeSent()
	users, chat := c.Root, c.Sticky()[1]
	require.NoError(t, c.ShowPage(otherPage, true))
	sent := s.takeSent()
	require.Equal(t, []string{`["@",1,["bye"]]`, `["sleep"]`}, sent[:2])
	require.Contains(t, sent[2], `["@",5,["join",{"build":"client"`)
	require.Contains(t, sent[2], `"url":"/news?page=2","token":"n"`)
	require.Len(t, sent, 3)
	require.Equal(t, "<h1>News</h1>", string(c.HTML()))
	require.Equal(t, "/news?page=2", c.URL())
	require.Equal(t, "News", c.Title())
	require.Equal(t, []*client.Root{users}, c.Asleep())

	send(t, c, "Early")
	require.Empty(t, s.takeSent(), "nothing is sent before the reply")
	read(t, c, s, `["@",5,["joined",{"session":"n1","adopted":true,"version":1}]]`)
	sent = s.takeSent()
	require.Contains(t, sent[0], `["@",7,["join",`)
	require.Contains(t, sent[0], `"sticky":"menu"`)
	require.Equal(t, []string{`["@",5,["e",0,0,"Early"]]`}, sent[1:], "the other sticky view stays")
	require.Same(t, chat, c.Sticky()[0])
	require.Equal(t, "<li>hi</li>", string(chat.HTML()))

	read(t, c, s, `[1,[],[["title","Users (1)"],["patch","/users?n=1"]]]`)
	require.Equal(t, "News", c.Title())
	require.Equal(t, "/news?page=2", c.URL())
	require.Equal(t, 1, users.Acknowledged())

	news := c.Root
	require.NoError(t, c.Return(users, true))
	require.Equal(t, []string{`["wake"]`, `["@",5,["sleep"]]`}, s.takeSent())
	require.Equal(t, "Users (1)", c.Title())
	require.Equal(t, "/users?n=1", c.URL())
	require.Equal(t, []*client.Root{news}, c.Asleep())

	require.NoError(t, c.Return(news, false))
	require.Equal(t, []string{`["@",5,["wake"]]`, `["bye"]`}, s.takeSent())
	require.Empty(t, c.Asleep())
}

// After the connection is lost, pages that sleep are resumed after the page in view and sticky views, the newest first,
// and sleep again. One that is refused is forgotten.
func TestShowPage_ConnectionLost(t *testing.T) {
	c, s := joinSticky(t)
	users := c.Root
	require.NoError(t, c.ShowPage(otherPage, true))
	read(t, c, s, `["@",5,["joined",{"session":"n1","adopted":true,"version":1}]]`, `["@",7,["joined",{"session":"m1","adopted":true,"version":1}]]`)
	news := c.Root
	require.NoError(t, c.ShowPage(client.Page{URL: "/third", Token: "x", HTML: []byte("<h1>3</h1>")}, true))
	read(t, c, s, `["@",9,["joined",{"session":"x1","adopted":true,"version":1}]]`)
	require.NoError(t, c.Abort())

	other := &fakeServer{messages: []string{`["resumed",{"session":"x2","ref":0,"acked":0}]`}}
	require.NoError(t, c.Resume(other))
	sent := other.takeSent()
	require.Contains(t, sent[0], `["resume",{"build":"client"`)
	require.Contains(t, sent[0], `"url":"/third","session":"x1"`)
	require.Contains(t, sent[2], `["@",1,["resume",`)
	require.Contains(t, sent[2], `"url":"/news?page=2","session":"n1"`)
	require.Contains(t, sent[3], `["@",3,["resume",`)
	require.Contains(t, sent[3], `"url":"/users"`)
	read(t, c, other, `["@",1,["resumed",{"session":"n2","ref":0,"acked":0}]]`)
	require.Contains(t, other.takeSent(), `["@",1,["sleep"]]`)
	require.Equal(t, []*client.Root{users, news}, c.Asleep())
	read(t, c, other, `["@",3,["end",4001,"gone"]]`)
	require.Equal(t, []*client.Root{news}, c.Asleep())
	require.Empty(t, c.Ends())
	read(t, c, other, `["@",1,["end",4001,"crashed"]]`)
	require.Empty(t, c.Asleep())
	require.Equal(t, []client.End{{Root: news, Reason: &client.CloseError{Code: wire.Remount, Reason: wire.Crashed}}}, c.Ends())
}

// A recheck of a page that sleeps is answered for its own URL.
func TestShowPage_Recheck(t *testing.T) {
	c, s := joinSticky(t)
	c.Recheck = func(url, nonce string) (wire.RecheckReply, bool) { return wire.RecheckReply{Seal: nonce + url}, true }
	require.NoError(t, c.ShowPage(otherPage, true))
	s.takeSent()
	read(t, c, s, `["recheck","1:"]`, `["@",5,["joined",{"session":"n1","adopted":true,"version":1}]]`, `["@",5,["recheck","2:"]]`)
	sent := s.takeSent()
	require.Contains(t, sent, `["recheck","1:/users"]`)
	require.Contains(t, sent, `["@",5,["recheck","2:/news?page=2"]]`)
}
