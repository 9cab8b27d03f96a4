package client_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// newClient returns a client of a page with this content.
func newClient(t *testing.T, html string) *client.Client {
	t.Helper()
	c, err := client.New(client.Page{URL: "/users", Token: "token", HTML: []byte(html)})
	require.NoError(t, err)
	return c
}

// joinNested returns a client of a page with two nested views, in the elements 3 and 5.
func joinNested(t *testing.T) (*client.Client, *fakeServer) {
	t.Helper()
	c := newClient(t, `<h1>Users</h1><div live-root="3"><p>a</p></div><div live-root="5"><p>b</p></div>`)
	s := &fakeServer{messages: []string{`["joined",{"session":"s1","adopted":true,"version":1,"roots":{"3":[8,1],"5":[2,41,"<p>B</p>"]}}]`}}
	require.NoError(t, c.Join(s))
	s.takeSent()
	return c, s
}

// readError makes the client read a message, and returns the error.
func readError(c *client.Client, s *fakeServer, message string) error {
	s.messages = append(s.messages, message)
	_, err := c.Read()
	return err
}

func TestJoin_Nested(t *testing.T) {
	c := newClient(t, `<h1>Users</h1><div live-root="3"><p>a</p></div><div live-root="5"><p>b</p></div>`)
	s := &fakeServer{messages: []string{`["joined",{"session":"s1","adopted":true,"version":1,"roots":{"3":[8,1],"5":[2,41,"<p>B</p>"]}}]`}}
	require.NoError(t, c.Join(s))
	sum := newClient(t, "<p>a</p>").Document().Checksum()
	require.Contains(t, s.takeSent()[0], fmt.Sprintf(`"sums":{"3":%d,`, sum))

	require.Len(t, c.Roots(), 3)
	a, b := c.Nested(3), c.Nested(5)
	require.Equal(t, uint64(8), a.Number())
	require.Equal(t, []int{3}, a.Path())
	require.Equal(t, "<p>a</p>", string(a.HTML()))
	require.Equal(t, 41, b.Version())
	require.Equal(t, `<h1>Users</h1><div live-root="3"><p>a</p></div><div live-root="5"><p>B</p></div>`, string(c.HTML()))

	read(t, c, s, `["@",8,[0,[[2,[2,0,"aa"]]]]]`, `[0,[[2,[2,0,"People"]]]]`, `["@",2,[0,[[42,[2,0,"bb"]]]]]`)
	require.Equal(t, `<h1>People</h1><div live-root="3"><p>aa</p></div><div live-root="5"><p>bb</p></div>`, string(c.HTML()))
	require.Equal(t, 2, a.Version())
	require.Zero(t, c.Dropped())
}

func TestJoin_WithoutNestedSendsNoSums(t *testing.T) {
	c := newClient(t, `<p>live-root</p><p live-update="ignore">1</p>`)
	s := &fakeServer{messages: []string{joinedMessage}}
	require.NoError(t, c.Join(s))
	require.NotContains(t, s.takeSent()[0], "sums")
}

func TestSend_Nested(t *testing.T) {
	c, s := joinNested(t)
	a := c.Nested(3)
	ref, err := a.Send(wire.Event{URL: "A"})
	require.NoError(t, err)
	require.Equal(t, 1, ref)
	require.Equal(t, 1, send(t, c, "page"))
	require.Equal(t, []string{`["@",8,["e",0,0,"A"]]`, `["e",0,0,"page"]`}, s.takeSent())
	read(t, c, s, `["@",8,[1,[[2,[2,0,"aa"]]],[["flash","info","Saved"],["out",1,"refused","no"]]]]`)
	require.Equal(t, 1, a.Acknowledged())
	require.Zero(t, c.Acknowledged())
	o, ok := a.Outcome(1)
	require.True(t, ok)
	require.Equal(t, wire.Refused, o.Kind)
	require.Len(t, c.Effects(), 1)
	require.Same(t, a, c.EffectRoot(0))

	_, err = a.Send(wire.Event{URL: "A2"})
	require.NoError(t, err)
	require.Equal(t, []string{`["@",8,["e",1,0,"A2"]]`}, s.takeSent(), "an event acknowledges the frames of its own session")
}

func TestAcks_OfAllSessions(t *testing.T) {
	c, s := joinNested(t)
	frame := func(v int) string { return fmt.Sprintf(`[0,[[%d,[1,3,"a","%d"]]]]`, v, v) }
	read(t, c, s, `["@",2,`+frame(42)+`]`, frame(2), frame(3), `["@",8,`+frame(2)+`]`)
	require.Empty(t, s.takeSent())
	read(t, c, s, frame(4), frame(5))
	require.Equal(t, []string{`["a",4,2,1,8,1]`}, s.takeSent())
	for v := range 3 {
		read(t, c, s, `["@",8,`+frame(v+3)+`]`)
	}
	require.NoError(t, c.Ack())
	require.NoError(t, c.Ack())
	require.Equal(t, []string{`["a",0,8,3]`}, s.takeSent())
}

// 64 events of all sessions may be pending, and 48 of one other than the page's.
func TestSend_PendingEventsOfConnectionAreLimited(t *testing.T) {
	c, s := joinNested(t)
	a, b := c.Nested(3), c.Nested(5)
	for range 60 {
		_, err := a.Send(wire.Event{URL: "a"})
		require.NoError(t, err)
	}
	require.Len(t, s.takeSent(), 48)
	for range 20 {
		_, err := b.Send(wire.Event{URL: "b"})
		require.NoError(t, err)
	}
	require.Len(t, s.takeSent(), 16)
	send(t, c, "page")
	require.Empty(t, s.takeSent())
	read(t, c, s, `["@",8,[3]]`)
	require.Equal(t, []string{`["e",0,0,"page"]`, `["@",2,["e",0,0,"b"]]`, `["@",2,["e",0,0,"b"]]`}, s.takeSent())
}

func TestOpen(t *testing.T) {
	c, s := joinNested(t)
	read(t, c, s, `[0,[[2,[0,5,[3,"<div live-root=\"7\"></div>"]]]],[["open",7,10,1,"<p>player</p>"]]]`, `["@",10,[0,[[2,[2,0,"stopped"]]]]]`)
	require.True(t, strings.HasSuffix(string(c.HTML()), `<div live-root="7"><p>stopped</p></div>`), "%s", c.HTML())
	require.Empty(t, c.Effects())

	require.ErrorContains(t, readError(c, s, `[0,[],[["open",9,12,1,"<p>x</p>"]]]`), "which the document does not have")
	require.ErrorContains(t, readError(c, s, `[0,[],[["open",7,3,1,"<p>x</p>"]]]`), "not even")
	require.ErrorContains(t, readError(c, s, `[0,[],[["open",7,10,1,"<p>x</p>"]]]`), "open already")
	require.ErrorIs(t, readError(c, s, `[0,[],[["open",7]]]`), wire.ErrMalformed)
}

// The session of a removed element ends, and those of the elements in it. An element that is moved keeps
// its session.
func TestOpen_RemovedAndMoved(t *testing.T) {
	c, s := joinNested(t)
	a, b := c.Nested(3), c.Nested(5)
	read(t, c, s, `["@",8,[0,[[2,[0,5,[1,"<b live-root=\"3\"></b>"]]]],[["open",3,20,1,"inner"]]]]`)
	inner := a.Nested(3)
	require.Equal(t, []int{3, 3}, inner.Path())
	require.Equal(t, `<p>a</p><b live-root="3">inner</b>`, string(a.HTML()))

	read(t, c, s, `[0,[[2,[0,5,[1,[2]]]]]]`)
	require.Equal(t, `<h1>Users</h1><div live-root="5"><p>B</p></div><div live-root="3"><p>a</p><b live-root="3">inner</b></div>`, string(c.HTML()))
	require.True(t, a.IsOpen())

	read(t, c, s, `[0,[[3,[0,5,[2,-1]]]]]`)
	require.Nil(t, c.Nested(3))
	require.False(t, a.IsOpen())
	require.False(t, inner.IsOpen())
	require.True(t, b.IsOpen())
	require.Equal(t, `<h1>Users</h1><div live-root="5"><p>B</p></div>`, string(c.HTML()))
	read(t, c, s, `["@",20,[0,[[2,[2,0,"x"]]]]]`)
	require.Equal(t, 1, c.Dropped())
	require.NoError(t, c.Ack())
	require.Equal(t, []string{`["a",2]`}, s.takeSent(), "what belongs to no session is not acknowledged")
}

// The content of an element stays until another session replaces it.
func TestEnd_Nested(t *testing.T) {
	c, s := joinNested(t)
	a := c.Nested(3)
	for _, e := range []string{"crash", "after"} {
		_, err := a.Send(wire.Event{URL: e})
		require.NoError(t, err)
	}
	read(t, c, s, `["@",8,["end",4001,"crashed"]]`)
	require.Equal(t, &client.CloseError{Code: wire.Remount, Reason: wire.Crashed}, a.Err())
	_, err := a.Send(wire.Event{URL: "late"})
	require.NoError(t, err)
	s.takeSent()
	require.Contains(t, string(c.HTML()), `<div live-root="3"><p>a</p></div>`)
	require.True(t, c.Nested(5).IsOpen())

	read(t, c, s, `[0,[],[["open",3,12,1,"<p>again</p>"]]]`)
	require.NotSame(t, a, c.Nested(3))
	require.Nil(t, c.Nested(3).Err())
	require.Contains(t, string(c.HTML()), `<div live-root="3"><p>again</p></div>`)
	require.Equal(t, []string{`["@",12,["e",0,0,"late"]]`}, s.takeSent(), "events that were never sent are not lost")
}

// If the client has dropped the update that inserts the element, it keeps the session until the element
// arrives.
func TestOpen_BeforeElement(t *testing.T) {
	c, s := joinNested(t)
	read(t, c, s, `[0,[[5,[0,5,[3,"<div live-root=\"7\"></div>"]]]],[["open",7,10,1,"<p>player</p>"]]]`,
		`["@",10,[0,[[2,[2,0,"stopped"]]]]]`)
	require.Equal(t, []string{`["html",1]`}, s.takeSent())
	require.NotContains(t, string(c.HTML()), "stopped")
	require.True(t, c.Nested(3).IsOpen(), "the element may be in the page")
	read(t, c, s, `[0,[[6,"<h1>x</h1><div live-root=\"5\"></div><div live-root=\"7\"></div>"]]]`)
	require.Equal(t, []string{`["@",10,["html",1]]`}, s.takeSent())
	require.Nil(t, c.Nested(3))
	read(t, c, s, `["@",10,[0,[[2,"<p>stopped</p>"]]]]`)
	require.Equal(t, `<h1>x</h1><div live-root="5"><p>B</p></div><div live-root="7"><p>stopped</p></div>`, string(c.HTML()))
}

func TestOpen_WithoutHTML(t *testing.T) {
	c, s := joinNested(t)
	read(t, c, s, `["@",8,[0,[[2,[2,0,"aa"]]]]]`, `["@",8,["end",4001,"gone"]]`, `[0,[],[["open",3,12,7]]]`, `["@",12,[0,[[8,[1,3,"id","x"]]]]]`)
	require.Equal(t, `<p id="x">aa</p>`, string(c.Nested(3).HTML()))
}

func TestResume_Nested(t *testing.T) {
	c, s := joinNested(t)
	a, b := c.Nested(3), c.Nested(5)
	for _, e := range []string{"a1", "a2"} {
		_, err := a.Send(wire.Event{URL: e})
		require.NoError(t, err)
	}
	read(t, c, s, `["@",2,[0,[[42,[2,0,"bb"]]]]]`)
	require.NoError(t, c.Abort())
	s = &fakeServer{messages: []string{`["resumed",{"session":"s2","ref":0,"done":0,"roots":{"8":[2,1]}}]`}}
	require.NoError(t, c.Resume(s))
	sent := s.takeSent()
	require.Contains(t, sent[0], `"roots":{"2":[1,42,1],"8":[0,1,1]}`)
	require.Equal(t, []string{`["a",0]`, `["@",8,["e",0,0,"a1"]]`, `["@",8,["e",0,0,"a2"]]`}, sent[1:])
	require.True(t, a.IsOpen())
	require.Equal(t, 1, a.Acknowledged())
	require.Equal(t, &client.CloseError{Code: wire.Remount, Reason: wire.Gone}, b.Err())
	require.Contains(t, string(c.HTML()), "bb")

	// A session that the client does not name was opened in a frame that it has not received.
	read(t, c, s, `[0,[[2,[0,5,[3,"<div live-root=\"7\"></div>"]]]],[["open",7,10,1,"<p>c</p>"]]]`, `["@",10,[0,[[2,[2,0,"cc"]]]]]`)
	require.Contains(t, string(c.HTML()), `<div live-root="7"><p>cc</p></div>`)

	require.NoError(t, c.Abort())
	s = &fakeServer{messages: []string{`["resumed",{"session":"s3","ref":0,"done":0,"roots":{"8":[2,1],"10":[0,5]}}]`}}
	require.ErrorContains(t, c.Resume(s), "done 5")
}

// A new view of the page mounts its nested views again.
func TestJoin_AgainReplacesNested(t *testing.T) {
	c, s := joinNested(t)
	a := c.Nested(3)
	_, err := a.Send(wire.Event{URL: "a"})
	require.NoError(t, err)
	s.messages = []string{`["joined",{"session":"s2","adopted":false,"version":1,"html":"<h2>new</h2><div live-root=\"3\"></div>","roots":{"3":[30,1]}}]`}
	require.NoError(t, c.Join(s))
	require.Contains(t, s.takeSent()[1], `"sums":{"3":`)
	require.Equal(t, `<h2>new</h2><div live-root="3"><p>a</p></div>`, string(c.HTML()))
	require.Nil(t, c.Nested(5))
	read(t, c, s, `["@",30,[0,[[2,[2,0,"aa"]]]]]`)
	require.Equal(t, `<h2>new</h2><div live-root="3"><p>aa</p></div>`, string(c.HTML()))
}

func TestNested_Contexts(t *testing.T) {
	c := newClient(t, `<table><tbody live-root="1"><tr><td>a</td></tr></tbody></table><svg><g live-root="2"/><path d="M0"/></svg>`)
	s := &fakeServer{messages: []string{
		`["joined",{"session":"s1","adopted":true,"version":1,"roots":{"1":[2,1],"2":[4,1,"<path d=\"M1\"/>"]}}]`,
	}}
	require.NoError(t, c.Join(s))
	read(t, c, s, `["@",2,[0,[[2,[0,5,[1,"<tr><td>b</td></tr>"]]]]]]`)
	require.Equal(t, `<table><tbody live-root="1"><tr><td>a</td></tr><tr><td>b</td></tr></tbody></table><svg><g live-root="2"><path d="M1"/></g><path d="M0"/></svg>`,
		string(c.HTML()))
	read(t, c, s, `["@",4,[0,[[2,"<circle r=\"1\"/>"]]]]`)
	require.Contains(t, string(c.HTML()), `<g live-root="2"><circle r="1"/></g>`)
}

// Scripts of the page own the content of such an element, from the first render on.
func TestIgnoredContentIsKept(t *testing.T) {
	c, s := join(t, `<p>1</p><div live-update="ignore" id="map">first</div>`)
	read(t, c, s, `[0,[[2,[2,0,"2",1,3,"class","big"]]]]`, `[0,[[3,"<p>3</p><div live-update=\"ignore\" id=\"map\">third</div>"]]]`)
	require.Contains(t, string(c.HTML()), `>first</div>`)
	require.Contains(t, string(c.HTML()), `<p>3</p>`)
	read(t, c, s, `[0,[[3,"<p>3</p><div live-update=\"ignore\" id=\"map\">fourth</div>"]]]`)
	require.Contains(t, string(c.HTML()), `>first</div>`)
}

func TestShow_Once(t *testing.T) {
	c, s := joinNested(t)
	a := c.Nested(3)
	require.NoError(t, c.Show(7))
	require.NoError(t, c.Show(7))
	require.NoError(t, a.Show(7))
	require.Equal(t, []string{`["show",7]`, `["@",8,["show",7]]`}, s.takeSent())
}

func TestSleepAndWake(t *testing.T) {
	c, s := joinNested(t)
	require.NoError(t, c.Sleep())
	require.NoError(t, c.Wake())
	require.Equal(t, []string{`["sleep"]`, `["wake"]`}, s.takeSent())
}

func TestEnd_PageNeedsAnotherConnection(t *testing.T) {
	c, s := joinNested(t)
	err := readError(c, s, `["end",4001,"crashed"]`)
	require.Equal(t, &client.CloseError{Code: wire.Remount, Reason: wire.Crashed}, err)
	s.err = &websocket.CloseError{Code: 4000, Text: "drain"}
	_, err = c.Read()
	require.Equal(t, &client.CloseError{Code: wire.Reconnect, Reason: wire.Drain}, err)
}
