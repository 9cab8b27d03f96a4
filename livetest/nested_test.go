package livetest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A boardView contains nested views: a list of boxes, each with a counter in it.
type boardView struct {
	Boxes  []string
	Shared int // passed to the boxes
	Sum    int // of the messages of the boxes
}

type (
	boardAdd    struct{ Key string }
	boardRemove struct{ Key string }
	boardShare  struct{}
	boxAdded    struct{ N int }
)

func (v *boardView) Events() live.Events {
	return live.Events{
		live.On(func(_ *live.Socket, e boardAdd) error { v.Boxes = append([]string{e.Key}, v.Boxes...); return nil }),
		live.On(func(_ *live.Socket, e boardRemove) error {
			v.Boxes = strings.Fields(strings.ReplaceAll(" "+strings.Join(v.Boxes, " ")+" ", " "+e.Key+" ", " "))
			return nil
		}),
		live.On(func(*live.Socket, boardShare) error { v.Shared++; return nil }),
		live.On(func(_ *live.Socket, n boxAdded) error { v.Sum += n.N; return nil }),
	}
}

// markup returns a component that writes parts: strings, and attributes and components within them.
func markup(parts ...any) templ.Component {
	return templ.Join(func() (all []templ.Component) {
		for _, part := range parts {
			switch p := part.(type) {
			case string:
				all = append(all, templ.Raw(p))
			case templ.Component:
				all = append(all, p)
			}
		}
		return all
	}()...)
}

// button returns the markup of a button with an event.
func button(id, event string) string {
	return fmt.Sprintf(`<button type="button" id="%s" live-click="%s">%[1]s</button>`, id, event)
}

func (v *boardView) Render() templ.Component {
	parts := []any{fmt.Sprintf(`<h1>Board</h1><p id="sum">%d</p>`, v.Sum),
		button("add", "livetest_test.boardAdd?key=c"), button("remove", "livetest_test.boardRemove?key=a"), button("share", "livetest_test.boardShare")}
	for _, key := range v.Boxes {
		parts = append(parts, live.Nested(key, boxProps{key, v.Shared}, func(p boxProps) live.View { return &boxView{boxProps: p} },
			live.RootElement("section", templ.Attributes{"id": "box-" + key})))
	}
	return markup(parts...)
}

type boxProps struct {
	Key    string
	Shared int
}

// A boxView is in a boardView, and contains a nestedCounter.
type boxView struct {
	boxProps
	Text string
}

type (
	boxSave  struct{ Text string }
	boxPanic struct{}
)

func (v *boxView) Props(_ *live.Socket, p boxProps) error { v.boxProps = p; return nil }

func (v *boxView) Events() live.Events {
	return live.Events{
		live.On(func(s *live.Socket, e boxSave) error {
			v.Text = e.Text
			s.Flash(live.FlashInfo, "saved "+v.Key)
			return nil
		}),
		live.On(func(*live.Socket, boxPanic) error { panic("box") }),
		live.On(func(s *live.Socket, n boxAdded) error { s.Send(boxAdded{n.N * 10}); return nil }),
	}
}

func (v *boxView) Render() templ.Component {
	return markup(
		fmt.Sprintf(`<form live-submit="livetest_test.boxSave"><input name="text" value="%s"></form><i class="text">%[1]s</i><i class="shared">%d</i>`, v.Text, v.Shared),
		button("panic-"+v.Key, "livetest_test.boxPanic"),
		live.Nested("counter", v.Key, func(key string) live.View { return &nestedCounter{key: key} }, live.RootElement("span", templ.Attributes{"id": "counter-" + v.Key})),
	)
}

// A nestedCounter is in a boxView.
type nestedCounter struct {
	key string
	n   int
}

type counterUp struct{}

func (v *nestedCounter) Events() live.Events {
	return live.Events{live.On(func(s *live.Socket, _ counterUp) error { v.n++; s.Send(boxAdded{v.n}); return nil })}
}

func (v *nestedCounter) Render() templ.Component {
	return markup(fmt.Sprintf(`<b>%d</b>`, v.n), button("up-"+v.key, "livetest_test.counterUp"))
}

func mountBoard(t testing.TB, boxes ...string) *livetest.Page {
	t.Helper()
	return livetest.Mount(t, func() live.View { return &boardView{Boxes: boxes} })
}

// A test finds and clicks what a user sees, wherever it is.
func TestNested_ActsLikeUser(t *testing.T) {
	p := mountBoard(t, "a", "b")
	require.Equal(t, []string{"0", "0"}, p.Texts("section b"))
	p.Click("#up-b").Click("#up-b").Click("#up-a")
	require.Equal(t, []string{"1", "2"}, p.Texts("section b"))
	require.Equal(t, "40", p.Text("#sum"), "1, 2 and 1 from the counters, through their boxes, which multiply by ten")

	p.Form("#box-a form").Fill("text", "hello").Submit()
	require.Equal(t, []string{"hello", ""}, p.Texts(".text"))
	require.Equal(t, "saved a", p.Flash(live.FlashInfo))

	p.Click("#share")
	require.Equal(t, []string{"1", "1"}, p.Texts(".shared"), "props of the parent have arrived")
	require.Equal(t, []string{"1", "2"}, p.Texts("section b"))
	require.Contains(t, p.HTML(), `<i class="text">hello</i>`)
	require.Contains(t, p.Nested("#counter-b").HTML(), `<b>2</b>`)
	require.Contains(t, p.Nested("#counter-b b").HTML(), `<b>2</b>`)
}

// A relayView passes messages from the view inside it to the one around it, and shows none.
type relayView struct{ depth int }

func (v *relayView) Events() live.Events {
	return live.Events{live.On(func(s *live.Socket, n boxAdded) error { s.Send(n); return nil })}
}

func (v *relayView) Render() templ.Component {
	if v.depth == 0 {
		return live.Nested("counter", "r", func(key string) live.View { return &nestedCounter{key: key} })
	}
	return live.Nested("relay", v.depth-1, func(depth int) live.View { return &relayView{depth} })
}

// A relayBoard contains a relayView.
type relayBoard struct{ boardView }

func (v *relayBoard) Render() templ.Component {
	return markup(fmt.Sprintf(`<p id="sum">%d</p>`, v.Sum), live.Nested("relay", 3, func(depth int) live.View { return &relayView{depth} }))
}

// A page settles when a message has arrived, even if the views on its way show nothing of it.
func TestNested_SettleWaitsForMessages(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &relayBoard{} })
	sum := 0
	for n := range 50 {
		sum += n + 1
		p.Click("#up-r")
		require.Equal(t, fmt.Sprint(sum), p.Text("#sum"))
	}
}

func TestNested_AddedAndRemoved(t *testing.T) {
	p := mountBoard(t, "a", "b")
	p.Click("#up-b").Click("#add")
	require.Equal(t, []string{"0", "0", "1"}, p.Texts("section b"))
	p.Click("#up-c").Click("#remove")
	require.Equal(t, []string{"1", "1"}, p.Texts("section b"))
	require.False(t, p.Has("#box-a"))
}

func TestNested_SurvivesConnectionLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := mountBoard(t, "a", "b")
		p.Click("#up-a").Disconnect().Click("#up-a").Click("#up-b").Click("#add").Resume()
		require.Equal(t, []string{"0", "2", "1"}, p.Texts("section b"))
		require.Equal(t, 1, p.Mounts())
		p.DropFrames(3).Click("#up-c").Click("#up-b").Click("#share")
		require.Equal(t, []string{"1", "2", "2"}, p.Texts("section b"))
		require.Equal(t, []string{"1", "1", "1"}, p.Texts(".shared"))
		require.Equal(t, 1, p.Mounts())
	})
}

// A remount starts all views again. What the user has typed is kept.
func TestNested_KillSession(t *testing.T) {
	p := mountBoard(t, "a", "b")
	p.Click("#up-a")
	p.Form("#box-a form").Fill("text", "typed")
	p.KillSession()
	require.Equal(t, []string{"0", "0"}, p.Texts("section b"))
	require.Equal(t, "typed", p.Form("#box-a form").Value("text"))
	p.Click("#up-b")
	require.Equal(t, []string{"0", "1"}, p.Texts("section b"))
	p.RestartServer().Click("#up-a")
	require.Equal(t, []string{"1", "0"}, p.Texts("section b"))
}

func TestNested_Crash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := mountBoard(t, "a", "b")
		p.Click("#up-a").Click("#up-b")
		p.Nested("#box-a").Crash()
		require.True(t, p.Nested("#box-a").HasCrashed())
		require.False(t, p.Nested("#box-b").HasCrashed())
		require.Equal(t, []string{"1", "1"}, p.Texts("section b"), "the page shows what it has rendered last")
		p.Click("#up-b").Click("#share")
		require.Equal(t, []string{"1", "2"}, p.Texts("section b"), "the rest of the page works")

		time.Sleep(2 * time.Second)
		p.Settle()
		require.False(t, p.Nested("#box-a").HasCrashed())
		require.Equal(t, []string{"0", "2"}, p.Texts("section b"))
		require.Equal(t, []string{"1", "1"}, p.Texts(".shared"))
		p.Click("#up-a")
		require.Equal(t, []string{"1", "2"}, p.Texts("section b"))

		p.Nested("#box-b").ExpectCrash().Click("#panic-b")
		require.True(t, p.Nested("#box-b").HasCrashed())
	})
}

func TestNested_Failures(t *testing.T) {
	for name, tt := range map[string]struct {
		test func(testing.TB)
		want string
	}{
		"panic": {
			func(t testing.TB) { mountBoard(t, "a").Click("#panic-a") },
			"a handler or Render of the view in <section live-root=",
		},
		"not nested": {
			func(t testing.TB) { mountBoard(t, "a").Nested("h1") },
			"the element is not in a nested view",
		},
		"dead binding": {
			func(t testing.TB) { livetest.Mount(t, func() live.View { return &parentView{&deadView{}} }) },
			`dead binding: live-click="livetest_test.boardAdd"`,
		},
		"duplicate id": {
			func(t testing.TB) { livetest.Mount(t, func() live.View { return &parentView{&idView{}} }) },
			`duplicate id "same"`,
		},
	} {
		t.Run(name, func(t *testing.T) { require.Contains(t, failure(t, tt.test), tt.want) })
	}
}

// A cleanupRecorder keeps the cleanup functions of a test.
type cleanupRecorder struct {
	recorder
	cleanups []func()
}

func (r *cleanupRecorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

// A test that ends before an expected panic fails.
func TestNested_ExpectCrashNeedsPanic(t *testing.T) {
	r := &cleanupRecorder{recorder: recorder{TB: t}}
	mountBoard(r, "a").Nested("#box-a").ExpectCrash().Click("#share")
	require.Empty(t, r.failures)
	for _, f := range slices.Backward(r.cleanups) {
		f()
	}
	require.Len(t, r.failures, 1)
	require.Contains(t, r.failures[0], "ExpectCrash: the view in <section live-root=")
	require.Contains(t, r.failures[0], "did not panic")
}

// A parentView nests one view.
type parentView struct{ inner live.View }

func (v *parentView) Render() templ.Component {
	return markup(`<h1 id="same">outer</h1>`, live.Nested("inner", 0, func(int) live.View { return v.inner }))
}

type deadView struct{}

func (*deadView) Render() templ.Component {
	return markup(`<button type="button" live-click="livetest_test.boardAdd">x</button>`)
}

type idView struct{}

func (*idView) Render() templ.Component { return markup(`<p id="same">inner</p>`) }

// Golden files do not depend on the numbers of sessions.
func TestNested_Golden(t *testing.T) {
	for range 2 {
		mountBoard(t, "a").Click("#up-a").Golden("nested")
	}
}
