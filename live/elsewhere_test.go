package live_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// startNode serves a node of an application whose nodes share a secret.
func startNode(t *testing.T, name, secret string) *app {
	f := &viewFactory{}
	return serve(t, &live.Server{Handler: f.handler(), Secret: []byte(secret), Node: name}, nil)
}

// at returns b as it connects to another node.
func (b *browser) at(a *app) *browser {
	moved := *b
	moved.app = a
	return &moved
}

// The server reports a resume that reaches another node than that of its session: the session may be alive.
// The same node, or one with the same name, knows that it has ended.
func TestResume_Elsewhere(t *testing.T) {
	for name, c := range map[string]struct {
		node, secret string
		reason       wire.Reason
	}{
		"another node":             {"b", "s", wire.Elsewhere},
		"another node of its own":  {"", "s", wire.Elsewhere},
		"restarted under its name": {"a", "s", wire.Gone},
		"same name, other secret":  {"a", "x", wire.Gone},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				first := startNode(t, "a", "s")
				second := startNode(t, c.node, c.secret)
				p := first.browser().open("/")
				require.NoError(t, p.Abort())
				conn := p.b.at(second).dialRaw("/")
				conn.write(resumeMessage(p.Session(), 1, 0, 1))
				conn.requireClose(c.reason.Code(), c.reason)
				if c.reason == wire.Elsewhere {
					require.Equal(t, uint64(1), second.live.Stats().Elsewhere)
					require.Zero(t, second.live.Stats().Refused)
				} else {
					require.Equal(t, uint64(1), second.live.Stats().Refused)
				}
				require.NoError(t, p.resume(), "the session of the first node is not affected")
				synctest.Wait() // the reply is sent before it is counted
				require.Equal(t, uint64(1), first.live.Stats().Resumed)
			})
		})
	}
}

// Without Secret and Node there is one node, so a restarted process says that the session is gone.
func TestResume_RestartedSingleNode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := startNode(t, "", "").browser().open("/")
		conn := p.b.at(startNode(t, "", "")).dialRaw("/")
		conn.write(resumeMessage(p.Session(), 1, 0, 1))
		conn.requireClose(wire.Remount, wire.Gone)
	})
}

// Only joins with a token that this node should have been able to adopt lead to the warning.
func TestWarning_PagesOfOtherNodes(t *testing.T) {
	const warning = "many pages join another node"
	// join joins a page of the node rendered on the node joined, and returns the client.
	join := func(t *testing.T, rendered, joined *app) *page {
		p := rendered.browser().load("/")
		p = p.b.at(joined).newPage(p.initial)
		err := p.join()
		if err != nil {
			requireCloseError(t, err, wire.Remount, wire.Forged)
			return p
		}
		require.Equal(t, rendered == joined, p.Adopted())
		require.NoError(t, p.Write(wire.Bye))
		return p
	}
	for name, c := range map[string]struct {
		foreign  int // of ten joins
		secret   string
		expected bool
	}{
		"affinity":       {0, "s", false},
		"one in ten":     {1, "s", false},
		"half":           {5, "s", true},
		"another secret": {5, "x", true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := startNode(t, "a", c.secret), startNode(t, "b", "s")
				for i := range 99 {
					if i%10 < c.foreign {
						join(t, a, b)
					} else {
						join(t, b, b)
					}
				}
				require.NotContains(t, b.log.String(), warning, "after a few joins")
				for range 20 {
					join(t, b, b)
				}
				for range c.foreign {
					join(t, a, b)
				}
				require.Equal(t, c.expected, strings.Count(b.log.String(), warning) == 1, b.log)
				require.Equal(t, uint64(11*c.foreign), b.live.Stats().Elsewhere)
			})
		})
	}
	t.Run("remounts of other kinds", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			a := startNode(t, "a", "s")
			for range 120 {
				p := join(t, a, a)
				require.NoError(t, p.join(), "without a token, as after a crash")
				require.NoError(t, p.Write(wire.Bye))
				used := p.b.newPage(p.initial)
				require.NoError(t, used.join(), "a duplicate of the tab")
				require.NoError(t, used.Write(wire.Bye))
				invalid := p.b.newPage(client.Page{URL: "/", Token: "x"})
				require.Error(t, invalid.join())
			}
			require.Equal(t, live.Stats{}.Elsewhere, a.live.Stats().Elsewhere)
			require.NotContains(t, a.log.String(), warning)
		})
	})
}

func TestStats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		a := serve(t, &live.Server{Handler: f.handler()}, nil)
		require.Zero(t, a.live.Stats())
		b := a.browser()
		b.load("/") // unadopted
		p, q := b.open("/"), b.open("/")
		require.NoError(t, q.Abort())
		initial := b.load("/").initial
		initial.Token = ""
		r := b.newPage(initial)
		require.NoError(t, r.join())
		synctest.Wait()
		got := a.live.Stats()
		require.Equal(t, uint64(p.Received().Bytes+q.Received().Bytes+r.Received().Bytes), got.BytesSent)
		require.Equal(t, uint64(p.Written().Bytes+q.Written().Bytes+r.Written().Bytes), got.BytesReceived)
		got.BytesSent, got.BytesReceived = 0, 0
		require.Equal(t, live.Stats{Attached: 2, Detached: 1, Unadopted: 2, Sessions: 3, Adopted: 2, Remounted: 1}, got)

		require.NoError(t, q.resume())
		conn := b.dialRaw("/")
		conn.write(resumeMessage("unknown", 1, 0, 1))
		conn.requireClose(wire.Remount, wire.Gone)
		synctest.Wait()
		got = a.live.Stats()
		require.Equal(t, []any{3, 0, uint64(1), uint64(1)}, []any{got.Attached, got.Detached, got.Resumed, got.Refused})
	})
}
