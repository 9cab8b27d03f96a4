package live_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// sendAll sends the events of the script at once, except those whose outcome depends on an
// intermediate render.
func sendAll(p *page) {
	for _, step := range script {
		if step.event != "" && step.outcome != "stale" {
			_, _ = p.Send(step.wireEvent()) // an error means that the connection was cut
		}
	}
	p.resumeUntil(func() bool { return p.Acknowledged() == clientEvents-1 && len(withoutTitles(p)) == len(wantEffects)-2 })
}

// withoutTitles returns the effects except titles. A frame has one title however many events it
// acknowledges.
func withoutTitles(p *page) []string {
	return slices.DeleteFunc(p.effects(), func(e string) bool { return strings.HasPrefix(e, `["title"`) })
}

// All events are sent without waiting, several frames are unacknowledged, and the connection breaks
// after a given number of bytes, as does the next one.
func TestScenario_CutAtAnyByte(t *testing.T) {
	const serverBytes, clientBytes, step = 460, 640, 17
	runs, broken := 0, 0 // the number of bytes depends on how many events arrive together
	for _, c := range []cut{{offset: serverBytes}, {offset: clientBytes, fromClient: true}} {
		for at := 0; at < c.offset; at += step {
			first, second := cut{fromClient: c.fromClient, position: cutAtByte, offset: at}, cut{fromClient: !c.fromClient, position: cutAtByte, offset: at}
			t.Run(fmt.Sprintf("from client %v %d", c.fromClient, at), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var bus pubsub.Local
					v := &scenarioView{Topic: pubsub.NewTopic[string](&bus, "scenario")}
					b := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser()
					p := b.open("/")
					require.NoError(t, p.Abort())
					b.wrapNext(first.wrap, second.wrap, second.wrap)
					sendAll(p)
					if runs++; len(b.wraps) < 2 {
						broken++
					}
					require.Equal(t, strings.Replace(wantHTML, "<li>hello</li>", "", 1), p.html())
					want := slices.DeleteFunc(slices.Clone(wantEffects), func(e string) bool { return strings.HasPrefix(e, `["title"`) })
					require.Equal(t, want, withoutTitles(p))
					require.Equal(t, wantHandled, v.handled)
					require.Zero(t, p.FullRenders())
					require.Equal(t, "refused", p.outcome(8), "the unknown event")
				})
			})
		}
	}
	require.Greater(t, broken, runs/2, "most connections were cut")
}

// A client that resumes with incorrect state loses data. Therefore the scenario tests also test the
// client's part of the protocol.
func TestResume_IncorrectClientState(t *testing.T) {
	loseConnection := func(t *testing.T, c cut, event string) (v *scenarioView, p *page) {
		var bus pubsub.Local
		v = &scenarioView{Topic: pubsub.NewTopic[string](&bus, "scenario")}
		b := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser()
		b.wrapNext(c.wrap)
		p = b.open("/")
		_, _ = p.Send(wire.Event{URL: "live_test." + event})
		_, err := p.Read()
		require.Error(t, err)
		synctest.Wait()
		return v, p
	}
	t.Run("acknowledges a frame that was not received", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			v, p := loseConnection(t, cut{message: 1, position: cutBefore}, "note?text=push:a")
			conn := p.b.dialRaw("/")
			conn.write(resumeMessage(p.Session(), 2, 1, 2))
			require.Contains(t, conn.read(), `"resumed"`)
			conn.write(`["h"]`)
			require.Equal(t, `["h"]`, conn.read(), "the push is lost: it was only in the window")
			require.Equal(t, 1, v.N)
		})
	})
	t.Run("does not resend an event", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			v, p := loseConnection(t, cut{fromClient: true, message: 1, position: cutInside}, "note?text=push:a")
			conn := p.b.dialRaw("/")
			conn.write(resumeMessage(p.Session(), 1, 0, 1))
			require.Contains(t, conn.read(), `"resumed"`)
			conn.write(`["h"]`)
			require.Equal(t, `["h"]`, conn.read())
			require.Zero(t, v.N, "the server did not receive the event")
		})
	})
	t.Run("skips an event", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			_, p := loseConnection(t, cut{fromClient: true, message: 1, position: cutInside}, "note?text=push:a")
			conn := p.b.dialRaw("/")
			conn.write(resumeMessage(p.Session(), 1, 0, 2))
			conn.requireClose(wire.Remount, wire.Gone)
		})
	})
}

// A session that panicked cannot be resumed. Its events are not retried on the remounted view
// because they may have been applied.
func TestPanic_EventIsNotRetried(t *testing.T) {
	for _, at := range []cutPosition{cutBefore, cutInside, cutAfter} {
		t.Run(at.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ran := 0
				newView := func() live.View {
					return &view{actions: map[string]func(*live.Socket) error{"crash": func(*live.Socket) error { ran++; panic("bang") }}}
				}
				a := serve(t, &live.Server{Handler: pageMux(func(*http.Request) live.View { return newView() })}, nil)
				b := a.browser()
				b.wrapNext(cut{message: 1, position: at}.wrap)
				p := b.open("/")
				ref := p.send("live_test.action?name=crash")
				_, err := p.Read()
				if at == cutAfter {
					require.NoError(t, err)
					require.Equal(t, wire.Panicked, p.outcome(ref))
					_, err = p.Read()
				}
				require.Error(t, err)
				synctest.Wait()
				requireCloseError(t, p.resume(), wire.Remount, wire.Gone)
				require.NoError(t, p.join())
				require.False(t, p.Adopted())
				require.Equal(t, 1, p.sendAndWait("live_test.action?name=nothing"), "refs restart at 1")
				require.Equal(t, 1, ran)
			})
		})
	}
}

// The reply to a join contains the session's first secret. A client that did not receive it
// remounts, because its token is used up. The session that cannot be resumed expires.
func TestJoin_ReplyLost(t *testing.T) {
	for _, at := range []cutPosition{cutBefore, cutInside, cutAfter} {
		t.Run(at.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &viewFactory{}
				b := serve(t, &live.Server{Handler: f.handler()}, nil).browser()
				b.wrapNext(cut{position: at}.wrap)
				p := b.load("/")
				if at == cutAfter {
					require.NoError(t, p.join())
					_, err := p.Read()
					require.Error(t, err)
					require.NoError(t, p.resume())
					require.Len(t, f.views, 1)
					return
				}
				require.Error(t, p.join())
				require.NoError(t, p.join())
				require.False(t, p.Adopted())
				p.sendAndWait("live_test.action?name=add")
				require.Equal(t, 1, f.views[1].n.get())
				time.Sleep(31 * time.Second)
				synctest.Wait()
				require.Equal(t, 1, f.views[0].unmounts.get())
				require.Zero(t, f.views[1].unmounts.get())
			})
		})
	}
}
