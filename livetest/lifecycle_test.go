package livetest_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
	"github.com/lively-go/lively/livetest"
)

// A lifecycleView has rows that are loaded as the user scrolls, and logs its events.
type lifecycleView struct {
	First, Last int
	Log         []string
	Gone        bool
}

type (
	rowIn     struct{ ID int }
	older     struct{ Edge string }
	newer     struct{ Edge string }
	enterRow  struct{}
	leaveRow  struct{}
	refresh   struct{}
	online    struct{}
	dropRow   struct{}
	dropRows  struct{}
	typedText struct{ Text string }
)

func (v *lifecycleView) log(text string) error {
	v.Log = append(v.Log, text)
	return nil
}

func (v *lifecycleView) Events() live.Events {
	return live.Events{
		live.On(func(_ *live.Socket, e rowIn) error { return v.log(fmt.Sprint("in ", e.ID)) }),
		live.On(func(_ *live.Socket, e older) error { v.First -= 2; return v.log("older than " + e.Edge) }),
		live.On(func(_ *live.Socket, e newer) error { v.Last = min(v.Last+2, 14); return v.log("newer than " + e.Edge) }),
		live.On(func(*live.Socket, enterRow) error { return v.log("enter") }),
		live.On(func(*live.Socket, leaveRow) error { return v.log("leave") }),
		live.On(func(*live.Socket, refresh) error { return v.log("refresh") }),
		live.On(func(*live.Socket, online) error { return v.log("online") }),
		live.On(func(*live.Socket, dropRow) error { v.Last--; return nil }),
		live.On(func(*live.Socket, dropRows) error { v.Gone = true; return nil }),
		live.On(func(_ *live.Socket, e typedText) error { return v.log("typed " + e.Text) }),
	}
}

func (v *lifecycleView) Render() templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		tag := func(start string, attrs ...live.Attr) {
			fmt.Fprint(w, "<", start)
			for _, a := range attrs {
				writeAttrs(w, a)
			}
			fmt.Fprint(w, ">")
		}
		tag(`p id="status"`, live.Connected(online{}, dom.AddClass(dom.Self, "on")), live.Disconnected(dom.RemoveClass(dom.Self, "on")), live.Poll(time.Minute, refresh{}))
		fmt.Fprint(w, strings.Join(v.Log, ", "), "</p>")
		tag(`button id="drop"`, live.Click(dropRow{}))
		fmt.Fprint(w, "drop</button>")
		tag(`button id="all"`, live.Click(dropRows{}))
		fmt.Fprint(w, "all</button>")
		tag(`input name="text"`, live.Change(typedText{}).Throttle(10*time.Second))
		if !v.Gone {
			tag(`ul`, live.ViewportTop(older{}), live.ViewportBottom(newer{}))
			for i := v.First; i <= v.Last; i++ {
				tag(fmt.Sprintf(`li id="r%d"`, i), live.Mounted(rowIn{i}), live.Remove(dom.AddClass("#status", fmt.Sprintf("gone-%d", i))), live.ViewportEnter(enterRow{}).Once(), live.ViewportLeave(leaveRow{}))
				fmt.Fprint(w, i, "</li>")
			}
			fmt.Fprint(w, "</ul>")
		}
		return nil
	})
}

// writeAttrs is writeAttr for attributes with options.
func writeAttrs(w io.Writer, a live.Attr) {
	for _, item := range a.Items() {
		value := item.Value
		if s, ok := value.(*string); ok {
			value = *s
		}
		fmt.Fprintf(w, ` %s="%s"`, item.Key, templ.EscapeString(fmt.Sprint(value)))
	}
}

func openLifecycle(t *testing.T) (*lifecycleView, *livetest.Page) {
	v := &lifecycleView{First: 10, Last: 12}
	p := livetest.Mount(t, func() live.View { return v })
	require.Equal(t, "online, in 10, in 11, in 12", p.Text("#status"))
	v.Log = nil
	return v, p
}

func TestLifecycle_MountedAndRemoved(t *testing.T) {
	v, p := openLifecycle(t)
	p.Click("#drop")
	require.True(t, p.Has("#status.gone-12"))
	require.False(t, p.Has("#status.gone-11"))
	p.Click("#all")
	require.False(t, p.Has("#status.gone-11"), "a parent does not run the commands of its children")
	require.Empty(t, v.Log)
}

func TestLifecycle_Connection(t *testing.T) {
	v, p := openLifecycle(t)
	require.True(t, p.Has("#status.on"))
	p.Disconnect()
	require.False(t, p.Has("#status.on"))
	p.Resume()
	require.True(t, p.Has("#status.on"))
	require.Equal(t, []string{"online"}, v.Log)
}

// An onlineView logs when it is connected. The page contains two of them.
type onlineView struct {
	name string
	log  *[]string
}

func (v *onlineView) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, online) error { *v.log = append(*v.log, v.name); return nil }),
		live.On(func(*live.Socket, refresh) error { return nil }),
	}
}

func (v *onlineView) Render() templ.Component {
	own := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		fmt.Fprintf(w, `<button id="%s"`, v.name)
		writeAttrs(w, live.Click(refresh{}))
		writeAttrs(w, live.Connected(online{}, dom.AddClass(dom.Self, "on")))
		writeAttrs(w, live.Disconnected(dom.RemoveClass(dom.Self, "on")))
		fmt.Fprint(w, "></button>")
		return nil
	})
	if v.name != "page" {
		return own
	}
	mount := func(name string) live.View { return &onlineView{name, v.log} }
	return templ.Join(own, live.Nested("a", "a", mount), live.Nested("b", "b", mount))
}

// A binding for the connection depends on the session of its view. Another session is another connection.
func TestLifecycle_ConnectionOfSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log []string
		p := livetest.Mount(t, func() live.View { return &onlineView{"page", &log} })
		require.ElementsMatch(t, []string{"page", "a", "b"}, log)
		log = nil
		p.Nested("#a").Crash()
		require.False(t, p.Has("#a.on"))
		require.True(t, p.Has("#b.on"))
		time.Sleep(time.Second) // until it is mounted again
		p.Settle()
		require.True(t, p.Has("#a.on"))
		require.Equal(t, []string{"a"}, log)
		for _, lose := range []func(){
			func() { p.DropFrames(1).Nested("#a").Crash() },
			func() { p.Crash() },
			func() { p.Disconnect().Resume() },
		} {
			log = nil
			lose()
			time.Sleep(2 * time.Second)
			p.Settle()
			require.Subset(t, log, []string{"page", "a", "b"})
			for _, id := range []string{"#page.on", "#a.on", "#b.on"} {
				require.True(t, p.Has(id), id)
			}
		}
	})
}

func TestScrollTo(t *testing.T) {
	v, p := openLifecycle(t)
	p.ScrollTo("#r12")
	require.Equal(t, []string{"enter", "newer than r12", "in 13", "in 14"}, v.Log)
	v.Log = nil
	p.ScrollTo("#r14")
	require.Equal(t, []string{"leave", "enter", "newer than r14"}, v.Log)
	p.ScrollTo("#r14")
	require.Len(t, v.Log, 3, "there is no more")
	v.Log = nil
	p.ScrollTo("#r10").ScrollTo("#r14")
	require.Equal(t, []string{"leave", "enter", "older than r10", "in 8", "in 9", "leave", "newer than r14"}, v.Log)
	require.Contains(t, failure(t, func(t testing.TB) {
		livetest.Mount(t, func() live.View { return &markupView{"<p>1</p>", ""} }).ScrollTo("p")
	}), "the page has no binding of the viewport")
}

func TestLifecycle_Clock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, p := openLifecycle(t)
		time.Sleep(59 * time.Second)
		p.Settle()
		require.Empty(t, v.Log)
		time.Sleep(2 * time.Minute)
		p.Settle()
		require.Equal(t, []string{"refresh", "refresh"}, v.Log)
		v.Log = nil
		start := time.Now()
		p.Fill("[name=text]", "a")
		require.Equal(t, time.Duration(0), time.Since(start))
		p.Fill("[name=text]", "b")
		require.Equal(t, 10*time.Second, time.Since(start))
		require.Equal(t, []string{"typed a", "typed b", "refresh"}, v.Log)
	})
}

func TestLifecycle_DeadBindings(t *testing.T) {
	for _, attribute := range []string{
		"live-mounted", "live-connected", `live-poll-interval="200" live-poll`, "live-viewport-top", "live-viewport-bottom", "live-viewport-enter", "live-viewport-leave",
	} {
		text := failure(t, func(t testing.TB) {
			livetest.Mount(t, func() live.View {
				return &markupView{`<p><b ` + attribute + `="livetest_test.swp">1</b></p>`, ""}
			})
		})
		require.Contains(t, text, "livetest_test.swp", attribute)
	}
}
