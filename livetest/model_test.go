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

// pieces renders text, numbers and components, one after the other.
func pieces(all ...any) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, p := range all {
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

// A trial is the test that a drawn case has: it ends before the next begins.
type trial struct {
	testing.TB
	rt       *rapid.T
	cleanups []func()
}

func (r *trial) Helper()                           {}
func (r *trial) Errorf(format string, args ...any) { r.rt.Fatalf(format, args...) }
func (r *trial) Fatalf(format string, args ...any) { r.rt.Fatalf(format, args...) }
func (r *trial) FailNow()                          { r.rt.FailNow() }
func (r *trial) Cleanup(f func())                  { r.cleanups = append(r.cleanups, f) }

func (r *trial) end() {
	for _, f := range slices.Backward(r.cleanups) {
		f()
	}
}

// A visitor is a page of the model, and what was done on it.
type visitor struct {
	*livetest.Page
	away  bool
	sent  map[int]int // how often the page had been mounted when an event was sent, by token
	tiles map[int]int // the tile that it was for
}

// model draws what happens to a server and two pages: events, messages, lost connections and frames, sessions and servers that end. When a page has
// settled it shows the world as it is, and what was done has been done once.
func model(t testing.TB) func(rt *rapid.T) {
	return func(rt *rapid.T) {
		tr := &trial{TB: t, rt: rt}
		defer tr.end()
		w := &world{}
		serve := func() http.Handler { return w.serve() }
		first := livetest.Open(tr, serve())
		all := []*visitor{{Page: first, sent: map[int]int{}, tiles: map[int]int{}}, {Page: first.Tab("/"), sent: map[int]int{}, tiles: map[int]int{}}}
		who := rapid.SampledFrom(all)
		number := rapid.IntRange(0, 20)
		token := 0
		send := func(v *visitor, sel string, event func(token int) any) {
			token++
			v.sent[token] = v.Mounts()
			v.Hook(sel).Push(event(token))
		}
		onTile := func(rt *rapid.T, event func(token, tile int) any) {
			v := who.Draw(rt, "page")
			if n := v.Count("ul > li"); n > 0 {
				id := v.Attr(fmt.Sprintf("ul > li:nth-child(%d)", 1+rapid.IntRange(0, n-1).Draw(rt, "tile")), "id")
				tile, err := strconv.Atoi(id[len("tile-"):])
				require.NoError(rt, err)
				v.tiles[token+1] = tile
				send(v, "#"+id, func(token int) any { return event(token, tile) })
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"put": func(rt *rapid.T) {
				at := number.Draw(rt, "at")
				send(who.Draw(rt, "page"), "#board", func(token int) any { return put{token, at} })
			},
			"shift": func(rt *rapid.T) {
				from, to := number.Draw(rt, "from"), number.Draw(rt, "to")
				send(who.Draw(rt, "page"), "#board", func(token int) any { return shift{token, from, to} })
			},
			"speak": func(rt *rapid.T) {
				send(who.Draw(rt, "page"), "#board", func(token int) any { return speak{token} })
			},
			"tap":  func(rt *rapid.T) { onTile(rt, func(token, _ int) any { return tap{token} }) },
			"take": func(rt *rapid.T) { onTile(rt, func(token, tile int) any { return take{token, tile} }) },
			"message": func(rt *rapid.T) {
				for range rapid.IntRange(1, 12).Draw(rt, "messages") {
					token++
					w.say(fmt.Sprint("message ", token))
				}
			},
			"cut": func(rt *rapid.T) { // what has come was not acknowledged
				v := who.Draw(rt, "page")
				token++
				w.say(fmt.Sprint("message ", token))
				if rapid.Bool().Draw(rt, "seen") {
					v.Texts("ol")
				}
				if !v.away {
					v.Disconnect()
					v.away = true
				}
			},
			"disconnect": func(rt *rapid.T) {
				if v := who.Draw(rt, "page"); !v.away {
					v.Disconnect()
					v.away = true
				}
			},
			"resume": func(rt *rapid.T) {
				if v := who.Draw(rt, "page"); v.away {
					v.Resume()
					v.away = false
				}
			},
			"lose": func(rt *rapid.T) { who.Draw(rt, "page").DropFrames(rapid.IntRange(0, 4).Draw(rt, "frames")) },
			"kill": func(rt *rapid.T) { who.Draw(rt, "page").KillSession() },
			"slow": func(rt *rapid.T) {
				who.Draw(rt, "page").SetLatency(time.Duration(rapid.IntRange(0, 3).Draw(rt, "ms")) * time.Millisecond)
			},
			"wait": func(rt *rapid.T) {
				time.Sleep(time.Duration(number.Draw(rt, "s")) * 3 * time.Second)
				synctest.Wait()
			},
			"restart": func(*rapid.T) { first.RestartServer(serve()) },
			"drain":   func(*rapid.T) { first.DrainServer(serve()) },
			"": func(rt *rapid.T) {
				for _, v := range all {
					if v.Settle(); !v.away {
						v.check(rt, w)
					}
				}
			},
		})
	}
}

func (w *world) serve() *live.Server {
	return &live.Server{
		Handler:  live.Page(func(*http.Request) live.View { return newBoard(w) }),
		MaxInbox: 4, EventRate: 1e6, EventBurst: 1e6,
		Log: slog.New(slog.DiscardHandler),
	}
}

// check compares a page that has settled with the world.
func (v *visitor) check(rt require.TestingT, w *world) {
	tiles, lines := w.now()
	n, err := strconv.Atoi(v.Attr("#board", "data-n"))
	require.NoError(rt, err)
	w.mu.Lock()
	done := slices.Clone(w.done)
	w.mu.Unlock()

	want := []string{}
	for _, id := range tiles {
		taps := 0
		for _, d := range done {
			if d.board == n && d.tile == id {
				taps++
			}
		}
		want = append(want, fmt.Sprintf("%d tapped %d%.*s", id, taps, taps%3, "**"))
	}
	require.Equal(rt, want, append([]string{}, v.Texts("ul > li")...), "tiles")
	if len(lines) > 0 {
		require.Equal(rt, lines, v.Texts("ol > li"), "lines %d of %d away %v mounts %d", n, w.boards, v.away, v.Mounts())
	}
	heard := v.Pushed("heard")
	require.Len(rt, slices.Compact(slices.Sorted(slices.Values(heard))), len(heard), "a message was told twice: %v", heard)
	for token, mounts := range v.sent {
		applied, told := 0, 0
		for _, d := range done {
			if d.token == token {
				applied++
			}
		}
		for _, detail := range v.Pushed("done") {
			if detail == strconv.Itoa(token) {
				told++
			}
		}
		require.LessOrEqual(rt, applied, 1, "event %d was applied more than once", token)
		require.LessOrEqual(rt, told, applied, "event %d was told more than once, or never was", token)
		if mounts == v.Mounts() { // the session has survived
			require.Equal(rt, told, applied, "event %d was applied and not told", token)
			gone := v.tiles[token] != 0 && !slices.Contains(tiles, v.tiles[token])
			require.True(rt, applied == 1 || gone, "event %d was lost", token)
		}
	}
}

func TestModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { rapid.Check(struct{ rapid.TB }{t}, model(t)) })
}

// What the model looks for, it finds.
func TestModelFindsFlaws(t *testing.T) {
	for flaw, do := range map[string]func(v *visitor, w *world){
		"applies twice": func(v *visitor, w *world) {
			v.sent[4] = 1
			v.Hook("#board").Push(put{Token: 4})
		},
		"never reloads": func(_ *visitor, w *world) {
			w.mu.Lock() // the board waits for it while its inbox fills
			defer w.mu.Unlock()
			require.NoError(t, w.topic().Publish(ctx, ""))
			for n := range 12 {
				line := fmt.Sprint("message ", n)
				w.lines = append(w.lines, line)
				require.NoError(t, w.topic().Publish(ctx, line))
			}
		},
		"tells nobody": func(v *visitor, w *world) {
			v.sent[1] = 1
			v.Hook("#board").Push(put{Token: 1})
		},
	} {
		t.Run(flaw, func(t *testing.T) {
			for _, is := range []string{"", flaw} {
				synctest.Test(t, func(t *testing.T) {
					w := &world{flaw: is}
					v := &visitor{Page: livetest.Open(t, w.serve()), sent: map[int]int{}}
					do(v, w)
					v.Settle()
					if is == "" {
						v.check(t, w)
						return
					}
					require.NotEmpty(t, failure(t, func(t testing.TB) { v.check(t, w) }))
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
