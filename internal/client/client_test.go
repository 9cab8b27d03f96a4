package client_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// A fakeServer is a connection that returns the given messages and records what the client sends.
type fakeServer struct {
	messages []string
	written  []string
	err      error // returned after down
}

func (s *fakeServer) ReadMessage() (int, []byte, error) {
	if len(s.messages) == 0 {
		if s.err != nil {
			return 0, nil, s.err
		}
		return 0, nil, io.EOF
	}
	msg := s.messages[0]
	s.messages = s.messages[1:]
	return websocket.TextMessage, []byte(msg), nil
}

func (s *fakeServer) WriteMessage(_ int, data []byte) error {
	s.written = append(s.written, string(data))
	return nil
}

func (s *fakeServer) Close() error { return nil }

// takeSent returns what the client has sent since the last call.
func (s *fakeServer) takeSent() []string {
	written := s.written
	s.written = nil
	return written
}

const joinedMessage = `["joined",{"session":"s1","adopted":true,"version":1,"resume":30000}]`

// join returns a client that has joined.
func join(t *testing.T, html string) (*client.Client, *fakeServer) {
	t.Helper()
	c, err := client.New(client.Page{URL: "/users?page=2", Token: "token", Title: "Users", HTML: []byte(html)})
	require.NoError(t, err)
	s := &fakeServer{messages: []string{joinedMessage}}
	require.NoError(t, c.Join(s))
	s.takeSent()
	return c, s
}

// read makes the client read messages.
func read(t *testing.T, c *client.Client, s *fakeServer, messages ...string) {
	t.Helper()
	s.messages = append(s.messages, messages...)
	for range messages {
		_, err := c.Read()
		require.NoError(t, err)
	}
}

func send(t *testing.T, c *client.Client, url string) int {
	t.Helper()
	ref, err := c.Send(wire.Event{URL: url})
	require.NoError(t, err)
	return ref
}

func TestParsePage(t *testing.T) {
	p, err := client.ParsePage("/", []byte(`<!doctype html><html><head><title>A &amp; b</title>
<meta name="live-token" content="x&#43;y"></head><body><nav></nav><div id="live-root"><div><p>hi</p></div></div><div id="live-flash" role="status"></div></body>`))
	require.NoError(t, err)
	require.Equal(t, client.Page{URL: "/", Token: "x+y", Title: "A & b", HTML: []byte("<div><p>hi</p></div>")}, p)

	_, err = client.ParsePage("/", []byte("<!doctype html><p>plain</p>"))
	require.ErrorIs(t, err, client.ErrNotLive)
}

func TestJoin_UsesTokenOnce(t *testing.T) {
	c, err := client.New(client.Page{URL: "/", Token: "token", HTML: []byte("<p>1</p>")})
	require.NoError(t, err)
	s := &fakeServer{messages: []string{`["joined",{"session":"s1","adopted":true,"version":7,"html":"<p>2</p>"}]`}}
	require.NoError(t, c.Join(s))
	require.Contains(t, s.takeSent()[0], `"token":"token"`)
	require.True(t, c.Adopted())
	require.Equal(t, "<p>2</p>", string(c.Document().HTML()))
	require.Equal(t, 7, c.Version())

	s.messages = []string{`["joined",{"session":"s2","adopted":false,"version":1,"html":"<p>3</p>","title":"New"}]`}
	require.NoError(t, c.Join(s))
	require.NotContains(t, s.takeSent()[0], "token")
	require.False(t, c.Adopted())
	require.Equal(t, "New", c.Title())
	require.Equal(t, "s2", c.Session())
}

func TestJoin_Refused(t *testing.T) {
	c, err := client.New(client.Page{URL: "/"})
	require.NoError(t, err)
	err = c.Join(&fakeServer{err: &websocket.CloseError{Code: 4002, Text: "not live"}})
	closed, ok := errors.AsType[*client.CloseError](err)
	require.True(t, ok)
	require.Equal(t, client.CloseError{Code: wire.Reload, Reason: wire.NotLive}, *closed)

	require.ErrorContains(t, c.Join(&fakeServer{messages: []string{`["h"]`}}), "in reply to")
	require.ErrorIs(t, c.Join(&fakeServer{messages: []string{`nonsense`}}), wire.ErrMalformed)
}

func TestPatchesAndEffects(t *testing.T) {
	c, s := join(t, "<p>1</p>")
	read(t, c, s, `[0,[[2,[2,0,"2"]]],[["title","T"],["push","saved",{"id":7}],["patch","/users?page=3",false]]]`)
	require.Equal(t, "<p>2</p>", string(c.Document().AppendCanonical(nil)))
	require.Equal(t, 2, c.Version())
	require.Equal(t, "T", c.Title())
	require.Equal(t, "/users?page=3", c.URL())
	require.Len(t, c.Effects(), 3)
	require.Equal(t, 1, c.Frame())
	require.Equal(t, client.Traffic{Messages: 2, Frames: 1, Bytes: c.Received().Bytes}, c.Received())
}

func TestOutcomes(t *testing.T) {
	c, s := join(t, "")
	require.Equal(t, 1, send(t, c, "a"))
	require.Equal(t, 2, send(t, c, "b"))
	require.Equal(t, []string{`["e",0,0,"a"]`, `["e",0,0,"b"]`}, s.takeSent())
	read(t, c, s, `[1]`, `[1,[],[["out",2,"refused","unknown event"]]]`)
	require.Equal(t, 2, c.Acknowledged())
	_, refused := c.Outcome(1)
	require.False(t, refused)
	o, _ := c.Outcome(2)
	require.Equal(t, client.Outcome{Kind: wire.Refused, Reason: "unknown event"}, o)
	require.Empty(t, c.Effects())

	s.messages = []string{`[1]`}
	_, err := c.Read()
	require.ErrorContains(t, err, "acknowledges 1 events, 0 are pending")
}

func TestAcks(t *testing.T) {
	frame := func(v int) string { return fmt.Sprintf(`[0,[[%d,[1,3,"a","%d"]]]]`, v, v) }
	c, s := join(t, "<p>1</p>")
	read(t, c, s, frame(2), frame(3), `[0]`)
	require.Empty(t, s.takeSent(), "a message that only acknowledges is not a frame")
	send(t, c, "a")
	require.Equal(t, []string{`["e",2,0,"a"]`}, s.takeSent())

	read(t, c, s, frame(4), frame(5), frame(6))
	require.Empty(t, s.takeSent())
	read(t, c, s, frame(7))
	require.Equal(t, []string{`["a",4]`}, s.takeSent(), "half the window is used")
	read(t, c, s, frame(8))
	require.NoError(t, c.RequestHTML())
	require.NoError(t, c.Ack())
	require.Equal(t, []string{`["html",1]`}, s.takeSent())
}

func TestAcks_HalfTheBytes(t *testing.T) {
	c, s := join(t, "<p>1</p>")
	read(t, c, s, fmt.Sprintf(`[0,[[2,"<p>%0*d</p>"]]]`, wire.WindowBytes/2, 1))
	require.Equal(t, []string{`["a",1]`}, s.takeSent())
}

func TestLazyAcks(t *testing.T) {
	c, s := join(t, "<p>1</p>")
	c.LazyAcks = true
	for v := range 6 {
		read(t, c, s, fmt.Sprintf(`[0,[[%d,[1,3,"a","%d"]]]]`, v+2, v))
	}
	require.Empty(t, s.takeSent())
	send(t, c, "a")
	require.Equal(t, []string{`["e",6,0,"a"]`}, s.takeSent())
}

func TestRead_PatchOfOtherVersion(t *testing.T) {
	c, s := join(t, "<p>1</p>")
	read(t, c, s, `[0,[[5,[2,0,"5"]]]]`, `[0,[[6,[2,0,"6"]]]]`)
	require.Equal(t, []string{`["html",1]`}, s.takeSent(), "requested once")
	require.Equal(t, "<p>1</p>", string(c.Document().HTML()))
	read(t, c, s, `[0,[[7,"<p>7</p>"]]]`, `[0,[[8,[2,0,"8"]]]]`, `[0,[[10,[2,0,"10"],8]]]`)
	require.Equal(t, "<p>10</p>", string(c.Document().AppendCanonical(nil)))
	require.Equal(t, 1, c.FullRenders())
}

func TestRead_Mismatch(t *testing.T) {
	c, s := join(t, "<p>1</p>")
	read(t, c, s, `[0,[[1,"<p>1</p>"]]]`, `[0,[[2,"<p>2</p>"]]]`)
	s.messages = []string{`[0,[[2,"<p>3</p>"]]]`}
	_, err := c.Read()
	mismatch, ok := errors.AsType[*client.MismatchError](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, "<p>2</p>", string(mismatch.Patched.HTML()))
	require.Equal(t, "<p>3</p>", string(mismatch.Rendered.HTML()))

	s.messages = []string{`[0,[[3,[9,0,"no such node"]]]]`}
	_, err = c.Read()
	require.ErrorContains(t, err, "apply patch to version 2")
}

func TestSend_PendingEventsAreLimited(t *testing.T) {
	c, s := join(t, "")
	for i := range 70 {
		require.Equal(t, i+1, send(t, c, fmt.Sprint("e", i+1)))
	}
	require.Len(t, s.takeSent(), wire.MaxPendingEvents)
	read(t, c, s, `[2]`)
	require.Equal(t, []string{`["e",0,0,"e65"]`, `["e",0,0,"e66"]`}, s.takeSent())
	require.Equal(t, 70, c.LastRef())
}

// All events from the ref of the resume on are sent again, even those that the server has
// acknowledged meanwhile: both ends count them.
func TestResume_ResendsEvents(t *testing.T) {
	c, s := join(t, "<p>1</p>")
	for _, e := range []string{"a", "b", "c", "d"} {
		send(t, c, e)
	}
	read(t, c, s, `[1,[[2,[2,0,"2"]]]]`)
	require.NoError(t, c.Abort())
	require.Equal(t, 5, send(t, c, "e"), "queued while offline")
	_, err := c.Read()
	require.ErrorIs(t, err, client.ErrOffline)

	s = &fakeServer{messages: []string{`["resumed",{"session":"s2","ref":4,"done":2,"resume":30000}]`}}
	require.NoError(t, c.Resume(s))
	sent := s.takeSent()
	require.Contains(t, sent[0], `"session":"s1","frame":1,"version":2,"ref":2`)
	require.Equal(t, []string{`["a",0]`, `["e",0,0,"b"]`, `["e",0,0,"c"]`, `["e",0,0,"d"]`, `["e",0,0,"e"]`}, sent[1:])
	require.Equal(t, 2, c.Acknowledged())
	read(t, c, s, `[2,[[3,[2,0,"3"]]]]`, `[1]`)
	require.Equal(t, 5, c.Acknowledged())
	require.Equal(t, "s2", c.Session())
}

// From the announcement of a shutdown on, new events wait for the next server.
func TestDrain_HoldsEvents(t *testing.T) {
	c, s := join(t, "")
	send(t, c, "a")
	read(t, c, s, `["drain",1500]`)
	require.False(t, c.Drained(), "an event is unacknowledged")
	require.Empty(t, c.Session())
	send(t, c, "b")
	require.Equal(t, []string{`["e",0,0,"a"]`}, s.takeSent())
	read(t, c, s, `[1]`)
	require.True(t, c.Drained())
	require.Empty(t, s.takeSent())
	require.Equal(t, []wire.Event{{URL: "b"}}, c.Unsent())

	next := &fakeServer{messages: []string{joinedMessage}}
	require.NoError(t, c.Join(next))
	require.False(t, c.Drained())
	send(t, c, "b")
	require.Len(t, next.takeSent(), 2)
}

// The reply with the new secret may be lost.
func TestResume_LostReplyKeepsSecret(t *testing.T) {
	c, _ := join(t, "")
	require.Error(t, c.Resume(&fakeServer{}))
	s := &fakeServer{messages: []string{`["resumed",{"session":"s3","ref":0,"done":0,"resume":30000}]`}}
	require.NoError(t, c.Resume(s))
	require.Contains(t, s.takeSent()[0], `"session":"s1"`)
	require.Equal(t, "s3", c.Session())
}

func TestResume_InvalidReply(t *testing.T) {
	c, _ := join(t, "")
	s := &fakeServer{messages: []string{`["resumed",{"session":"s2","ref":3,"done":3}]`}}
	require.ErrorContains(t, c.Resume(s), "done 3")
}
