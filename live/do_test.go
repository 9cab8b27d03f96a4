package live_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"
)

// A doer is a view whose Socket a test may use. It shows what was added to it.
type doer struct {
	stub
	socket *live.Socket
	recorder
}

func newDoer() *doer {
	v := &doer{}
	v.mount = func(s *live.Socket) error { v.socket = s; return nil }
	v.joined = func(*live.Socket) error { v.recorder.add("joined"); return nil }
	v.render = func() templ.Component {
		return markup(`<p>`, fmt.Sprint(v.get()), `</p>`)
	}
	return v
}

// adds returns a function for Do or After that adds an entry.
func (v *doer) adds(entry string) func(*live.Socket) error {
	return func(*live.Socket) error { v.recorder.add(entry); return nil }
}

// Functions run in order, one at a time, and may use the Socket; then the page is rendered.
func TestDo_FromGoroutines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newDoer()
		p := livetest.Mount(t, func() live.View { return v })
		var group sync.WaitGroup
		n := 0
		for range 100 {
			group.Go(func() {
				require.True(t, v.socket.Do(func(s *live.Socket) error {
					n++ // no lock is needed
					s.Flash(live.FlashInfo, fmt.Sprint("done ", n))
					return s.Push("done", n)
				}))
			})
		}
		group.Wait()
		require.True(t, v.socket.Do(v.adds("last")))
		p.Settle()
		require.Equal(t, "[joined last]", p.Text("p"))
		require.Equal(t, "done 100", p.Flash(live.FlashInfo))
		require.Len(t, p.Pushed("done"), 100)
	})
}

// On a page that was not joined, functions run after Joined.
func TestDo_BeforeJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newDoer()
		mount := v.mount
		v.mount = func(s *live.Socket) error {
			require.True(t, s.Do(v.adds("mount")))
			return mount(s)
		}
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v)), MaxInbox: 3}, nil).browser().load("/")
		require.True(t, v.socket.Do(v.adds("get")))
		require.True(t, v.socket.Do(v.adds("get")))
		require.False(t, v.socket.Do(v.adds("overflow")), "the inbox is bounded")
		synctest.Wait()
		require.Empty(t, v.get(), "an unadopted page runs nothing")
		require.NoError(t, p.join())
		p.readUntil(func() bool { return p.Version() == 2 })
		require.Contains(t, p.html(), "[joined mount get get]")
	})
}

// The inbox is bounded, and a function that does not fit is logged.
func TestDo_FullInbox(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, hold := newDoer(), make(chan bool)
		v.events = on(func(click) { <-hold })
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v)), MaxInbox: 5}, nil)
		p := a.browser().open("/")
		ref := p.send("live_test.click")
		synctest.Wait()
		queued := 0
		for range 100 {
			if v.socket.Do(v.adds("x")) {
				queued++
			}
		}
		require.Equal(t, 5, queued)
		require.Len(t, a.log.lines("the inbox is full"), 3)
		close(hold)
		p.readUntil(func() bool { return p.Acknowledged() == ref && strings.Contains(p.html(), "[joined x x x x x]") })
	})
}

// After Unmount nothing is queued, and what was queued is dropped.
func TestDo_AfterUnmount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		child, shown := newDoer(), true
		v := &stub{events: on(func(toggle) {
			child.socket.Do(child.adds("queued"))
			shown = false
		})}
		v.render = func() templ.Component {
			if !shown {
				return button("toggle", toggle{})
			}
			return markup(button("toggle", toggle{}), live.Component("child", child))
		}
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		p := a.browser().open("/")
		p.sendAndWait("live_test.toggle")
		synctest.Wait()
		require.Equal(t, []string{"joined"}, child.get(), "the render that follows the event has unmounted the child")
		require.False(t, child.socket.Do(child.adds("late")))
		live.After(child.socket, 0, child.adds("late"))
		live.Every(child.socket, 1, func(*live.Socket, time.Time) error { return errors.New("late") })
		_, err := live.Subscribe(child.socket, pubsub.NewTopic[string](&pubsub.Local{}, "x"), func(*live.Socket, string) error { return nil })
		require.ErrorContains(t, err, "unmounted")
		require.NoError(t, p.Write(wire.Bye))
		synctest.Wait()
		require.False(t, child.socket.Do(child.adds("late")))
		require.Equal(t, []string{"joined"}, child.get())
		require.Empty(t, a.log.lines("level=ERROR"), "the goroutine may not know that the view is unmounted")
	})
}

// A function that fails is treated as other handlers are.
func TestDo_Failures(t *testing.T) {
	for name, fn := range map[string]func(*live.Socket) error{
		"panic":  func(*live.Socket) error { panic("test") },
		"Goexit": func(*live.Socket) error { runtime.Goexit(); return nil },
	} {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprint(name, after), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					v := newDoer()
					p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
					if after {
						require.True(t, v.socket.Do(func(s *live.Socket) error { live.After(s, time.Second, fn); return nil }))
					} else {
						require.True(t, v.socket.Do(fn))
					}
					p.requireClose(wire.Remount, wire.Crashed)
					synctest.Wait()
					require.Equal(t, 1, v.unmounts)
				})
			})
		}
	}
	synctest.Test(t, func(t *testing.T) {
		v := newDoer()
		p := livetest.Mount(t, func() live.View { return v })
		v.socket.Do(func(*live.Socket) error { return errors.New("disk full") })
		require.Equal(t, "Do: disk full", p.Settle().Flash(live.FlashError))
	})
}

// After calls its function once: after the join, and while the connection is lost, at the resume.
func TestAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newDoer()
		mount := v.mount
		v.mount = func(s *live.Socket) error {
			live.After(s, time.Second, v.adds("second"))
			live.After(s, 0, v.adds("zero"))
			live.After(s, -1, v.adds("negative"))
			live.After(s, time.Second, v.adds("stopped"))()
			return mount(s)
		}
		v.events = func() live.Events {
			return live.Events{live.On(func(s *live.Socket, _ click) error {
				live.After(s, 3*time.Second, v.adds("3"))
				live.After(s, 2*time.Second, v.adds("2"))
				return nil
			})}
		}
		srv := &live.Server{Handler: pageMux(factoryOf(v))}
		p := serve(t, srv, nil).browser().load("/")
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Empty(t, v.get())
		require.NoError(t, p.join())
		synctest.Wait()
		require.ElementsMatch(t, []string{"joined", "zero", "negative"}, v.get())
		p.readUntil(func() bool { return p.Version() >= 3 })
		time.Sleep(time.Second)
		synctest.Wait()
		require.Equal(t, "second", v.get()[3])

		p.sendAndWait("live_test.click")
		require.NoError(t, p.Abort())
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Equal(t, "second", v.get()[3])
		require.Len(t, v.get(), 4, "nothing fires while the connection is lost")
		require.NoError(t, p.resume())
		synctest.Wait()
		require.Equal(t, []string{"second", "2", "3"}, v.get()[3:])
		require.Zero(t, live.CleanupCount(v.socket))
	})
}

// What is stopped, has fired or was cancelled leaves nothing behind.
func TestCleanups_AreRemoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		v := newDoer()
		var first, second func()
		v.render = func() templ.Component { return button("click", click{}) }
		v.events = func() live.Events {
			return live.Events{live.On(func(s *live.Socket, _ click) error {
				if first == nil {
					first = live.Every(s, time.Hour, func(*live.Socket, time.Time) error { return nil })
					second = live.After(s, time.Hour, v.adds("never"))
				}
				for i := range 100 {
					stop := live.Every(s, time.Hour, func(*live.Socket, time.Time) error { return nil })
					stop()
					stop()
					live.After(s, 0, func(*live.Socket) error { return nil })
					cancel, err := live.Subscribe(s, pubsub.NewTopic[int](&bus, fmt.Sprint(i)), func(*live.Socket, int) error { return nil })
					if err != nil {
						return err
					}
					cancel()
					cancel()
				}
				return nil
			})}
		}
		p := livetest.Mount(t, func() live.View { return v })
		for range 5 {
			p.Click(".click")
			synctest.Wait()
			require.Equal(t, 2, live.CleanupCount(v.socket))
		}
		v.socket.Do(func(*live.Socket) error { first(); second(); return nil })
		synctest.Wait()
		require.Zero(t, live.CleanupCount(v.socket))
		p.KillSession()
		first()
	})
}

// A view changes rooms: no further message of the old room is handled, not even one that is waiting.
func TestSubscribe_Cancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		room := func(name string) pubsub.Topic[string] { return pubsub.NewTopic[string](&bus, name) }
		v := newDoer()
		var cancel func()
		enter := func(s *live.Socket, name string) (err error) {
			if cancel != nil {
				cancel()
			}
			cancel, err = live.Subscribe(s, room(name), func(_ *live.Socket, m string) error {
				v.recorder.add(name + m)
				if m == "stop" {
					cancel()
				}
				return nil
			})
			return err
		}
		hold := make(chan bool)
		v.mount = func(s *live.Socket) error { v.socket = s; return enter(s, "a") }
		v.events = func() live.Events {
			return live.Events{live.On(func(s *live.Socket, _ click) error { <-hold; return enter(s, "b") })}
		}
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
		publish := func(name, m string) { require.NoError(t, room(name).Publish(t.Context(), m)) }
		publish("a", "1")
		synctest.Wait()
		ref := p.send("live_test.click")
		synctest.Wait()
		publish("a", "2") // waits in the inbox
		close(hold)
		p.readUntil(func() bool { return p.Acknowledged() == ref })
		publish("a", "3")
		publish("b", "4")
		publish("b", "stop")
		publish("b", "5")
		synctest.Wait()
		require.Equal(t, []string{"joined", "a1", "b4", "bstop"}, v.get())
		cancel()
		require.NoError(t, p.Write(wire.Bye))
		synctest.Wait()
		cancel()
	})
}

// Calls of a goroutine while no handler is running are ignored, logged with the stack, and do not
// appear with a later event.
func TestMisuse_IsIgnoredAndLogged(t *testing.T) {
	topic := pubsub.NewTopic[string](&pubsub.Local{}, "x")
	for name, use := range map[string]func(s *live.Socket) error{
		"Socket.Flash":        func(s *live.Socket) error { s.Flash(live.FlashInfo, "misuse"); return nil },
		"Socket.Push":         func(s *live.Socket) error { return s.Push("misuse", 1) },
		"Socket.Reply":        func(s *live.Socket) error { return s.Reply(1) },
		"Socket.Navigate":     func(s *live.Socket) error { return s.Navigate("/misuse") },
		"Socket.Redirect":     func(s *live.Socket) error { return s.Redirect("/misuse") },
		"Socket.Patch":        func(s *live.Socket) error { return s.Patch(search{Page: 1}) },
		"Socket.ReplacePatch": func(s *live.Socket) error { return s.ReplacePatch(search{Page: 1}) },
		"Subscribe": func(s *live.Socket) error {
			_, err := live.Subscribe(s, topic, func(*live.Socket, string) error { panic("misuse") })
			return err
		},
		"Every": func(s *live.Socket) error {
			live.Every(s, 1, func(*live.Socket, time.Time) error { panic("x") })()
			return nil
		},
		"After":              func(s *live.Socket) error { live.After(s, 0, func(*live.Socket) error { panic("x") })(); return nil },
		"Async.Load":         func(s *live.Socket) error { new(live.Async[int]).Load(s, nil); return nil },
		"Async.LoadProgress": func(s *live.Socket) error { new(live.Async[int]).LoadProgress(s, nil); return nil },
		"Async.Retry":        func(s *live.Socket) error { new(live.Async[int]).Retry(s); return nil },
		"Task": func(s *live.Socket) error {
			live.Task(s, taskWork(nil), nil, func(*live.Socket, string, error) error { panic("misuse") })()
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := newDoer()
				v.events = on(func(click) {})
				a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
				p := a.browser().load("/")
				misuse := func() {
					err := use(v.socket)
					switch name {
					case "Socket.Flash", "Every", "After", "Async.Load", "Async.LoadProgress", "Async.Retry", "Task":
					default:
						require.ErrorContains(t, err, "live: "+name+" was called outside of the methods and handlers")
					}
				}
				misuse() // the page is not joined yet
				require.NoError(t, p.join())
				p.readUntil(func() bool { return p.Version() == 2 })
				synctest.Wait()
				misuse()
				p.sendAndWait("live_test.click")
				require.Empty(t, p.effects())
				lines := a.log.lines("live: " + name + " was called outside of")
				require.Len(t, lines, 2)
				require.Contains(t, lines[0], "level=ERROR")
				require.Contains(t, lines[0], "do_test.go", "the stack")
				require.Contains(t, lines[0], "view=*live_test.doer")
				require.NoError(t, p.Write(wire.Bye))
				synctest.Wait()
				_ = use(v.socket)
				require.Len(t, a.log.lines("was called outside of"), 2, "silent after Unmount")
			})
		})
	}
}

// All of that is allowed in the methods of a view, and in goroutines for which a handler waits.
func TestMisuse_NotInMethodsOfView(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log logBuffer
		v := &reloading{}
		use := func(s *live.Socket) error {
			s.Flash(live.FlashInfo, "x")
			live.After(s, time.Hour, func(*live.Socket) error { return nil })
			return errors.Join(s.Push("x", 1), s.ReplacePatch(search{}))
		}
		v.mount, v.joined, v.reload = use, use, use
		v.events = func() live.Events {
			return live.Events{
				live.On(func(s *live.Socket, _ click) (err error) {
					var group sync.WaitGroup
					group.Go(func() { err = use(s) })
					group.Wait()
					return errors.Join(err, s.Reply(1))
				}),
				live.OnParams(func(s *live.Socket, _ search) error { return s.Push("x", 2) }),
			}
		}
		v.render = func() templ.Component { return button("click", click{}) }
		srv := &live.Server{Handler: live.Page(func(*http.Request) live.View { return v }), Log: slog.New(slog.NewTextHandler(&log, nil))}
		livetest.Open(t, srv).Click(".click").Settle()
		require.Empty(t, log.lines("level=ERROR"))
	})
}
