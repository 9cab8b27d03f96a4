package live_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// wrapped makes v have one root element, with this id.
func (v *logView) wrapped(id string) *logView {
	render := v.render
	v.render = func() templ.Component { return markup(`<div id="`+id+`">`, render(), `</div>`) }
	return v
}

// actIn runs do as a handler of v, which is in the element with this id.
func (v *logView) actIn(p *livetest.Page, id string, do func()) {
	v.do = func(*live.Socket) { do() }
	p.Click("#" + id + " button.go")
}

// A Stream may be in a component, also within a Memo, and in a nested view. A row has no state of its own: events of
// it go to the view or component that shows the Stream.
func TestStream_Places(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		component, memoized := newLogView("a").wrapped("component"), newLogView("b").wrapped("memo")
		nested := newLogView("c").wrapped("nested")
		tick := func() {}
		page := &stub{events: func() live.Events { return live.Events{handle(func(tap) { tick() })} }}
		hidden := false
		page.render = func() templ.Component {
			more := markup()
			if !hidden {
				more = markup(live.Component("c", component), live.Memo("m", 1, live.Component("d", memoized)),
					live.Nested("n", 0, func(int) live.View { return nested }))
			}
			return markup(button("tap", tap{}), more)
		}
		p := livetest.Mount(t, func() live.View { return page })
		shown := func(id string) string { return p.Text("#" + id + " ul") }
		require.Equal(t, "a b c", shown("component")+" "+shown("memo")+" "+shown("nested"))
		component.actIn(p, "component", func() { component.log.Append(line{"x", "x"}) })
		memoized.actIn(p, "memo", func() { memoized.log.Append(line{"y", "y"}) })
		nested.actIn(p, "nested", func() { nested.log.Append(line{"z", "z"}) })
		p.Click(".tap") // the Memo is not rendered
		want := []string{"a x", "b y", "c z"}
		got := func() []string {
			var all []string
			for _, id := range []string{"component", "memo", "nested"} {
				all = append(all, strings.Join(p.Texts("#"+id+" li"), " "))
			}
			return all
		}
		require.Equal(t, want, got())
		p.Disconnect().Resume()
		require.Equal(t, want, got())
		require.Zero(t, component.refills+memoized.refills+nested.refills)
		tick = func() { memoized.log.Delete("b") } // by another view
		p.Click(".tap")
		require.Equal(t, "y", p.Text("#memo ul"))
		tick = func() { hidden = true }
		p.Click(".tap")
		require.False(t, p.Has("ul"))
	})
}
