package live_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// A Task in Mount starts when the browser has joined. If it was canceled before that, its work is not called.
func TestTask_StartsAtJoin(t *testing.T) {
	for _, canceled := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			v := newWorker(reports(1, time.Second))
			v.mount = func(s *live.Socket) error { v.socket = s; v.start(s); return nil }
			v.joined = func(*live.Socket) error { v.recorder.add("joined"); return nil }
			a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
			p := a.browser().load("/")
			if canceled {
				v.cancel()
			}
			time.Sleep(5 * time.Second)
			synctest.Wait()
			require.Empty(t, v.inWork, "an unadopted page runs nothing")
			require.Empty(t, v.get())
			require.NoError(t, p.join())
			time.Sleep(time.Second)
			synctest.Wait()
			if canceled {
				require.Equal(t, []string{"joined", "done "}, v.get())
				require.Equal(t, []error{context.Canceled}, v.errs)
				require.Empty(t, v.inWork)
			} else {
				require.Equal(t, []string{"joined", "1", "done all"}, v.get())
			}
		})
	}
}

// A page that no browser joins never starts its Task.
func TestTask_UnadoptedPageExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newWorker(reports(1, 0))
		v.mount = func(s *live.Socket) error { v.start(s); return nil }
		srv := &live.Server{Handler: pageMux(factoryOf(v)), AdoptTimeout: time.Minute}
		serve(t, srv, nil).browser().load("/")
		time.Sleep(time.Hour)
		synctest.Wait()
		require.Equal(t, 1, v.unmounts)
		require.Empty(t, v.inWork)
		require.Empty(t, v.get())
		require.Zero(t, live.OpenCount(srv))
	})
}

// effects of onProgress do not pile up. onDone is called without a delay.
func TestTask_WhileNotShown(t *testing.T) {
	for _, asleep := range []bool{false, true} {
		for _, ends := range []bool{false, true} {
			t.Run(fmt.Sprint(asleep, ends), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					v := newWorker(reports(30, time.Second))
					if ends {
						v.work = reports(10, time.Second)
					}
					_, p := v.open(t)
					p.sendAndWait("live_test.click")
					p.readUntil(func() bool { return strings.Contains(p.html(), "[1]") })
					if asleep {
						require.NoError(t, p.Write(wire.Sleep))
					} else {
						require.NoError(t, p.Abort())
					}
					time.Sleep(15 * time.Second)
					synctest.Wait()
					if ends {
						require.Equal(t, []string{"1", "10", "done all"}, v.get())
					} else {
						require.Equal(t, []string{"1"}, v.get())
					}
					if asleep {
						require.NoError(t, p.Write(wire.Wake))
					} else {
						require.NoError(t, p.resume())
					}
					want := "[1 16]"
					if ends {
						want = "[1 10 done all]"
					}
					p.readUntil(func() bool { return strings.Contains(p.html(), want) })
				})
			})
		}
	}
}

// A Task ends with its view, however that ends. Afterwards nothing is called, not even what was queued.
func TestTask_EndsWithView(t *testing.T) {
	for name, end := range map[string]func(p *page, v *worker){
		"left":         func(p *page, _ *worker) { require.NoError(p.t, p.Write(wire.Bye)) },
		"not resumed":  func(p *page, _ *worker) { require.NoError(p.t, p.Abort()) },
		"crash":        func(p *page, v *worker) { v.socket.Do(func(*live.Socket) error { panic("test") }) },
		"shutdown":     func(p *page, _ *worker) { require.NoError(p.t, p.b.app.live.Shutdown(context.Background())) },
		"disconnected": func(p *page, _ *worker) { require.NoError(p.t, p.WriteRaw([]byte("malformed"))) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var cause error
				var late func()
				v := newWorker(nil)
				v.work = func(ctx context.Context, report func(int)) (string, error) {
					<-ctx.Done()
					cause = ctx.Err()
					report(1)
					late = func() { report(2) }
					return "", nil
				}
				_, p := v.open(t)
				p.sendAndWait("live_test.click")
				synctest.Wait()
				end(p, v)
				time.Sleep(time.Hour) // longer than a session waits for its browser
				synctest.Wait()
				require.Equal(t, 1, v.unmounts)
				require.ErrorIs(t, cause, context.Canceled)
				late()
				v.cancel()
				time.Sleep(time.Minute)
				synctest.Wait()
				require.Empty(t, v.get())
				require.Zero(t, live.OpenCount(p.b.app.live))
			})
		})
	}
}

// The Task of a component ends with the component, and moves with it.
func TestTask_InComponent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		child := newWorker(untilCanceled)
		place := 0
		v := &stub{events: on(func(toggle) { place++ })}
		v.render = func() templ.Component {
			c := live.Component("child", child)
			return [...]templ.Component{
				markup(`<main>`, button("toggle", toggle{}), c, `</main>`),
				markup(`<main>`, button("toggle", toggle{}), `<section>`, c, `</section></main>`),
				markup(`<main>`, button("toggle", toggle{}), `</main>`),
				markup(`<main>`, button("toggle", toggle{}), c, `</main>`),
			}[place]
		}
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		p := a.browser().open("/")
		child.socket.Do(func(s *live.Socket) error { child.start(s); return nil })
		synctest.Wait()
		require.Equal(t, []string{"1"}, child.get())
		p.sendAndWait("live_test.toggle")
		synctest.Wait()
		require.Equal(t, []string{"1"}, child.get(), "it has moved")
		first := child.socket
		p.sendAndWait("live_test.toggle")
		synctest.Wait()
		require.Equal(t, 1, child.unmounts)
		p.sendAndWait("live_test.toggle")
		require.NotSame(t, first, child.socket, "mounted again")
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Equal(t, []string{"1"}, child.get(), "onDone is not called")
		require.Empty(t, a.log.lines("level=ERROR"))
	})
}

// A Task of a nested view ends with it; what happens in the page does not concern it.
func TestTask_InNestedView(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		child := newWorker(reports(5, time.Second))
		child.mount = func(s *live.Socket) error { child.socket = s; child.start(s); return nil }
		shown, release := true, make(chan struct{})
		v := &stub{events: func() live.Events {
			return live.Events{handle(func(toggle) { shown = false }), handle(func(click) { <-release })}
		}}
		v.render = func() templ.Component {
			if !shown {
				return markup(`<main>gone</main>`)
			}
			return markup(`<main>`, nested("child", child), `</main>`)
		}
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
		p.send("live_test.click")
		time.Sleep(2500 * time.Millisecond)
		synctest.Wait()
		require.Equal(t, []string{"1", "2", "3"}, child.get(), "although a handler of the page is running")
		close(release)
		p.sendAndWait("live_test.toggle")
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Equal(t, 1, child.unmounts)
		require.Equal(t, []string{"1", "2", "3"}, child.get())
		require.Zero(t, v.unmounts)
	})
}
