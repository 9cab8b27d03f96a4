package live_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// A callbackView calls fail in one of its methods.
type callbackView struct {
	stub
	method         string
	fail           func()
	armed          *atomic.Bool
	mounted, ended *atomic.Int32
}

func (v *callbackView) call(method string) {
	if v.method == method && v.armed.Load() {
		v.fail()
	}
}

func (v *callbackView) Mount(s *live.Socket) error {
	v.call("Mount")
	v.mounted.Add(1)
	live.Every(s, 3*time.Second, func(*live.Socket, time.Time) error { v.call("Every"); return nil })
	return nil
}

func (v *callbackView) Joined(*live.Socket) error     { v.call("Joined"); return nil }
func (v *callbackView) Props(*live.Socket, int) error { v.call("Props"); return nil }
func (v *callbackView) Unmount()                      { v.ended.Add(1); v.call("Unmount") }
func (v *callbackView) Render() templ.Component       { v.call("Render"); return v.stub.Render() }
func (v *callbackView) Events() live.Events {
	return live.Events{handle(func(tap) { v.call("event") }), handle(func(message) { v.call("message") })}
}

type message struct{ N int }

// Whatever method of a nested view panics or calls runtime.Goexit, in the GET, in a running page, and at
// shutdown: the page goes on, and nothing is left in the end.
func TestNested_EachCallbackFails(t *testing.T) {
	fails := map[string]func(){"panic": func() { panic("disk sda1 is full") }, "Goexit": runtime.Goexit}
	for _, method := range []string{"mount", "Mount", "Joined", "Render", "Props", "event", "message", "Every", "Unmount"} {
		for kind, fail := range fails {
			for _, when := range []string{"GET", "running", "shutdown"} {
				t.Run(fmt.Sprint(method, " ", kind, " ", when), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) { testCallbackFails(t, method, fail, when) })
				})
			}
		}
	}
}

func testCallbackFails(t *testing.T, method string, fail func(), when string) {
	var armed atomic.Bool
	var mounts, ended atomic.Int32
	n := 0
	inGET := method == "mount" || method == "Mount" || method == "Render"
	armed.Store(when == "GET" && !(inGET && isGoexit(fail))) // Goexit would end the goroutine of the GET, and with it the response
	page := &stub{}
	page.render = func() templ.Component {
		return markup(`<p>page `, n, `</p>`, live.Nested("a", n, func(int) live.View {
			v := &callbackView{method: method, fail: fail, armed: &armed, mounted: &mounts, ended: &ended}
			v.call("mount")
			return v
		}))
	}
	page.mount = func(s *live.Socket) error {
		page.events = on(func(tap) { n++; _ = live.Send(s, "a", message{n}) })
		return nil
	}
	a := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil)
	c, roots := a.browser().joinRaw()
	c.readAll()
	armed.Store(when != "shutdown")
	read := func(messages []string) []string { // acknowledges the frames of the page
		frames := 0
		for _, m := range messages {
			if !strings.HasPrefix(m, `["@"`) && strings.Contains(m, ",") {
				frames++
			}
		}
		if frames > 0 {
			c.write(fmt.Sprintf(`["a",%d]`, frames))
		}
		return messages
	}
	wait := func(d time.Duration) { // without the pings of the server getting lost
		for ; d > 0; d -= time.Second {
			time.Sleep(time.Second)
			read(c.readAll())
		}
	}
	for range 3 {
		c.event(roots[1], "live_test.tap")
		require.NotEmpty(t, read(c.do(0, "live_test.tap")), "the page goes on")
		wait(4 * time.Second)
	}
	armed.Store(false)
	wait(time.Minute)
	require.NotEmpty(t, read(c.do(0, "live_test.tap")), "the page goes on")
	require.EqualValues(t, 1, mounts.Load()-ended.Load(), "it is mounted again")
	armed.Store(method == "Unmount" || when == "shutdown")
	done := make(chan error, 1)
	go func() { done <- a.live.Shutdown(t.Context()) }()
	time.Sleep(time.Second)
	_ = c.Close()
	require.NoError(t, <-done)
	synctest.Wait()
	require.Zero(t, live.OpenCount(a.live))
	require.Equal(t, 1, page.unmounts)
}

// isGoexit reports whether fail ends the goroutine without a panic.
func isGoexit(fail func()) bool {
	panicked := make(chan bool)
	go func() {
		defer func() { panicked <- recover() != nil }()
		fail()
	}()
	return !<-panicked
}
