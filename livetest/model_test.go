package livetest_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

var ctx = context.Background()

// concat renders texts, numbers and components, one after the other.
func concat(parts ...any) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, p := range parts {
			if c, ok := p.(templ.Component); ok {
				if err := c.Render(ctx, w); err != nil {
					return err
				}
			} else if _, err := fmt.Fprint(w, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// A rapidTB is the testing.TB of one rapid case. Its cleanups run when the case ends.
type rapidTB struct {
	testing.TB
	rt       *rapid.T
	cleanups []func()
}

func (r *rapidTB) Helper()                           {}
func (r *rapidTB) Errorf(format string, args ...any) { r.rt.Fatalf(format, args...) }
func (r *rapidTB) Fatalf(format string, args ...any) { r.rt.Fatalf(format, args...) }
func (r *rapidTB) FailNow()                          { r.rt.FailNow() }
func (r *rapidTB) Cleanup(f func())                  { r.cleanups = append(r.cleanups, f) }

func (r *rapidTB) end() {
	for _, f := range slices.Backward(r.cleanups) {
		f()
	}
}

// A modelPage is a page of the model with the events that it has sent.
type modelPage struct {
	*livetest.Page
	offline bool
	sent    map[int]int // by token: number of mounts of the page when the event was sent
	tiles   map[int]int // by token: ID of the tile that sent the event

	counters map[int]int // by token: ID of the counter that sent the event
}

// model returns a rapid property. It generates events, messages, lost connections and frames, and
// ends of sessions and servers, for a server and two pages with a nested and a sticky view. When a page has settled it must show
// the current state, and each event must have been applied once.
func model(t testing.TB) func(rt *rapid.T) {
	return func(rt *rapid.T) {
		tb := &rapidTB{TB: t, rt: rt}
		defer tb.end()
		m := &modelState{}
		newServer := func() http.Handler { return m.newServer() }
		first := livetest.Open(tb, newServer())
		all := []*modelPage{
			{Page: first, sent: map[int]int{}, tiles: map[int]int{}, counters: map[int]int{}},
			{Page: first.Tab("/"), sent: map[int]int{}, tiles: map[int]int{}, counters: map[int]int{}},
		}
		page := rapid.SampledFrom(all)
		number := rapid.IntRange(0, 20)
		token := 0
		send := func(v *modelPage, sel string, event func(token int) any) {
			token++
			v.sent[token] = v.Mounts()
			v.Hook(sel).Push(event(token))
		}
		sendByTile := func(rt *rapid.T, event func(token, tile int) any) {
			v := page.Draw(rt, "page")
			if n := v.Count("ul > li"); n > 0 {
				id := v.Attr(fmt.Sprintf("ul > li:nth-child(%d)", 1+rapid.IntRange(0, n-1).Draw(rt, "tile")), "id")
				tile, err := strconv.Atoi(id[len("tile-"):])
				require.NoError(rt, err)
				v.tiles[token+1] = tile
				send(v, "#"+id, func(token int) any { return event(token, tile) })
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"insert": func(rt *rapid.T) {
				at := number.Draw(rt, "at")
				send(page.Draw(rt, "page"), "#board", func(token int) any { return insert{token, at} })
			},
			"shift": func(rt *rapid.T) {
				from, to := number.Draw(rt, "from"), number.Draw(rt, "to")
				send(page.Draw(rt, "page"), "#board", func(token int) any { return shift{token, from, to} })
			},
			"post": func(rt *rapid.T) {
				send(page.Draw(rt, "page"), "#board", func(token int) any { return post{token} })
			},
			"tap":    func(rt *rapid.T) { sendByTile(rt, func(token, _ int) any { return tap{token} }) },
			"remove": func(rt *rapid.T) { sendByTile(rt, func(token, tile int) any { return remove{token, tile} }) },
			"count": func(rt *rapid.T) {
				v := page.Draw(rt, "page")
				if open := v.openCounters(); len(open) > 0 {
					n := rapid.SampledFrom(open).Draw(rt, "counter")
					v.counters[token+1] = n
					send(v, fmt.Sprintf("#counter-%d", n), func(token int) any { return count{token} })
				}
			},
			"end nested or sticky view": func(rt *rapid.T) {
				v := page.Draw(rt, "page")
				root := rapid.SampledFrom([]string{"[live-root]", "aside"}).Draw(rt, "root")
				kill := rapid.Bool().Draw(rt, "kill")
				if v.offline || v.Count(root+" > [live-hook=counter]") == 0 || v.Nested(root).HasCrashed() {
					return
				}
				if kill {
					v.Nested(root).KillSession()
				} else {
					v.Nested(root).Crash()
				}
			},
			"publish": func(rt *rapid.T) {
				for range rapid.IntRange(1, 12).Draw(rt, "messages") {
					token++
					m.post(fmt.Sprint("message ", token))
				}
			},
			"publish and disconnect": func(rt *rapid.T) { // frames have not been acknowledged
				v := page.Draw(rt, "page")
				token++
				m.post(fmt.Sprint("message ", token))
				if rapid.Bool().Draw(rt, "read") {
					v.Texts("ol")
				}
				if !v.offline {
					v.Disconnect()
					v.offline = true
				}
			},
			"disconnect": func(rt *rapid.T) {
				if v := page.Draw(rt, "page"); !v.offline {
					v.Disconnect()
					v.offline = true
				}
			},
			"resume": func(rt *rapid.T) {
				if v := page.Draw(rt, "page"); v.offline {
					v.Resume()
					v.offline = false
				}
			},
			"drop frames":  func(rt *rapid.T) { page.Draw(rt, "page").DropFrames(rapid.IntRange(0, 4).Draw(rt, "frames")) },
			"kill session": func(rt *rapid.T) { page.Draw(rt, "page").KillSession() },
			"set latency": func(rt *rapid.T) {
				page.Draw(rt, "page").SetLatency(time.Duration(rapid.IntRange(0, 3).Draw(rt, "ms")) * time.Millisecond)
			},
			"wait": func(rt *rapid.T) {
				time.Sleep(time.Duration(number.Draw(rt, "s")) * 3 * time.Second)
				synctest.Wait()
			},
			"restart server": func(*rapid.T) { first.RestartServer(newServer()) },
			"drain server":   func(*rapid.T) { first.DrainServer(newServer()) },
			"": func(rt *rapid.T) {
				for _, v := range all {
					if v.Settle(); !v.offline {
						v.check(rt, m)
					}
				}
			},
		})
	}
}

func (m *modelState) newServer() *live.Server {
	return &live.Server{
		Handler: live.Page(func(*http.Request) live.View { return newBoard(m) }),
		Layout: func(d live.Document) templ.Component {
			return concat("<!doctype html><html><head>", d.Head, "</head><body>", d.Root,
				live.Sticky("counter", func() live.View { return newModelCounter(m) }, live.RootElement("aside")), "</body></html>")
		},
		MaxInbox: 4, EventRate: 1e6, EventBurst: 1e6,
		Log: slog.New(slog.DiscardHandler),
	}
}

// check compares a page that has settled with the state.
func (v *modelPage) check(rt require.TestingT, m *modelState) {
	tiles, lines := m.current()
	n, err := strconv.Atoi(v.Attr("#board", "data-n"))
	require.NoError(rt, err)
	m.mu.Lock()
	events := slices.Clone(m.applied)
	m.mu.Unlock()

	want := []string{}
	for _, id := range tiles {
		taps := 0
		for _, e := range events {
			if e.board == n && e.tile == id {
				taps++
			}
		}
		want = append(want, fmt.Sprintf("%d tapped %d%.*s", id, taps, taps%3, "**"))
	}
	require.Equal(rt, want, append([]string{}, v.Texts("ul > li")...), "tiles")
	if len(lines) > 0 {
		require.Equal(rt, lines, v.Texts("ol > li"), "lines of board %d of %d, offline %v, mounts %d", n, m.boards, v.offline, v.Mounts())
	}
	received := v.Pushed("received")
	require.Len(rt, slices.Compact(slices.Sorted(slices.Values(received))), len(received), "a message was pushed twice: %v", received)
	v.checkCounters(rt, len(tiles), events)
	for token := range v.sent {
		applied, confirmed := 0, 0
		for _, e := range events {
			if e.token == token {
				applied++
			}
		}
		for _, detail := range v.Pushed("done") {
			if detail == strconv.Itoa(token) {
				confirmed++
			}
		}
		require.LessOrEqual(rt, applied, 1, "event %d was applied more than once", token)
		require.LessOrEqual(rt, confirmed, applied, "event %d was confirmed more often than applied", token)
		if v.isOpen(token) { // the session still exists
			require.Equal(rt, confirmed, applied, "event %d was applied and not confirmed", token)
			removed := v.tiles[token] != 0 && !slices.Contains(tiles, v.tiles[token])
			require.True(rt, applied == 1 || removed, "event %d was lost", token)
		}
	}
}

func TestModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { rapid.Check(struct{ rapid.TB }{t}, model(t)) })
}

// The model detects the faults that it checks for.
func TestModel_DetectsFaults(t *testing.T) {
	for fault, do := range map[string]func(v *modelPage, m *modelState){
		"applies twice": func(v *modelPage, _ *modelState) {
			v.sent[4] = 1
			v.Hook("#board").Push(insert{Token: 4})
		},
		"does not reload": func(_ *modelPage, m *modelState) {
			m.mu.Lock() // blocks the board while its inbox overflows
			defer m.mu.Unlock()
			require.NoError(t, m.topic().Publish(ctx, ""))
			for n := range 12 {
				line := fmt.Sprint("message ", n)
				m.lines = append(m.lines, line)
				require.NoError(t, m.topic().Publish(ctx, line))
			}
		},
		"does not confirm": func(v *modelPage, _ *modelState) {
			v.sent[1] = 1
			v.Hook("#board").Push(insert{Token: 1})
		},
	} {
		t.Run(fault, func(t *testing.T) {
			for _, active := range []string{"", fault} {
				synctest.Test(t, func(t *testing.T) {
					m := &modelState{fault: active}
					v := &modelPage{Page: livetest.Open(t, m.newServer()), sent: map[int]int{}}
					do(v, m)
					v.Settle()
					if active == "" {
						v.check(t, m)
						return
					}
					require.NotEmpty(t, failure(t, func(t testing.TB) { v.check(t, m) }))
				})
			}
		})
	}
}

func FuzzModel(f *testing.F) {
	f.Fuzz(func(t *testing.T, drawn []byte) {
		synctest.Test(t, func(t *testing.T) { rapid.MakeFuzz(model(t))(t, drawn) })
	})
}
