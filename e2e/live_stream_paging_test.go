package e2e

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// A logView shows some lines of a long log in a Stream, in a scrolling element. It loads more at both edges, and keeps
// at most maxLines.
type logView struct {
	from, to int // the lines that are shown: [from, to)
	size     int // lines of the log
	lines    *live.Stream[int]
}

const (
	pageLines = 20
	maxLines  = 60
)

type (
	earlierLines struct{}
	laterLines   struct{}
	addLine      struct{}
)

func (v *logView) Mount(s *live.Socket) error {
	v.lines = live.NewStream(s, strconv.Itoa, func(n int) templ.Component {
		return templ.Raw(fmt.Sprintf(`<li id="r%d">line %[1]d</li>`, n))
	}, func() ([]int, error) { return between(v.from, v.to), nil })
	return nil
}

func between(from, to int) (lines []int) {
	for n := from; n < to; n++ {
		lines = append(lines, n)
	}
	return lines
}

func (v *logView) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, earlierLines) error {
			from := max(0, v.from-pageLines)
			v.lines.Prepend(between(from, v.from)...)
			v.from = from
			v.lines.Limit(maxLines)
			v.to = min(v.to, v.from+maxLines)
			return nil
		}),
		live.On(func(*live.Socket, laterLines) error {
			to := min(v.size, v.to+pageLines)
			v.lines.Append(between(v.to, to)...)
			v.to = to
			v.lines.Limit(-maxLines)
			v.from = max(v.from, v.to-maxLines)
			return nil
		}),
		live.On(func(*live.Socket, addLine) error { // in front of the others
			v.from--
			v.lines.Prepend(v.from)
			return nil
		}),
	}
}

func (v *logView) Render() templ.Component {
	return templ.Join(templ.Raw(`<button id="add" live-click="e2e.addLine">add</button><div id="box" class="box" tabindex="0">`),
		v.lines.Show("ul", templ.Attributes{"id": "list"}, live.ViewportTop(earlierLines{}), live.ViewportBottom(laterLines{})),
		templ.Raw(fmt.Sprintf(`</div><output>%d to %d</output>`, v.from, v.to)))
}

// shownLines returns the first and the last line in the page, and how many there are.
const shownLines = `(() => { const all = [...list.children].map(e => e.textContent.slice(5)); return all[0] + " to " + (+all.at(-1) + 1) + " " + all.length })()`

// waitLines waits until the page shows the lines [from, to).
func (tab *Tab) waitLines(from, to int) {
	tab.t.Helper()
	tab.Until(fmt.Sprintf(`%s && document.querySelector("output").textContent === "%d to %d" && %s === "%[2]d to %[3]d %[5]d"`, idle, from, to, shownLines, to-from))
}

// A Stream is paged by the bindings of the viewport: rows that are prepended, or removed at the other edge, do not move
// what the user sees, also if the connection was lost meanwhile.
func TestStream_PagedByViewport(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"", withoutMoveBefore} {
		s := newSite(t, newServer(viewFunc(func() *logView { return &logView{from: 100, to: 130, size: 200} })))
		p := NewProxy(t, s.addr)
		tab := NewTab(t)
		tab.OnLoad(rowStyles + script)
		tab.Open(p.URL() + "/")
		tab.WaitConnected()
		to := func(y int) {
			tab.Do(fmt.Sprintf(`box.scrollTo({ top: %d, behavior: "instant" })`, y))
			tab.frame()
		}
		top := func(row int) int { return rowTop(tab, row) - rowTopOf(tab, "#box") }

		// The first row is visible: earlier ones are loaded in front of it.
		tab.waitLines(80, 130)
		require.Equal(t, 0, top(100))

		// Rows are prepended while the user reads others.
		to(1050)
		require.Equal(t, -50, top(90))
		tab.Do(`document.querySelector("#add").click()`)
		tab.waitLines(79, 130)
		require.Equal(t, -50, top(90))

		// Up: rows at the bottom are removed.
		to(0)
		tab.waitLines(59, 119)
		require.Equal(t, 0, top(79))

		// Down: rows at the top are removed, while the connection is lost in between.
		to(1e6)
		tab.waitLines(79, 139)
		require.Equal(t, 200, top(118))
		p.CutAll()
		to(1e6)
		tab.Do(goOnline)
		tab.waitLines(99, 159)
		require.Equal(t, 200, top(138))
		to(1e6)
		tab.waitLines(119, 179)
		to(1e6)
		tab.waitLines(139, 199)
		to(1e6)
		tab.waitLines(140, 200)
		require.Equal(t, 200, top(198))

		// There are no more rows.
		to(1e6)
		tab.frame()
		tab.waitLines(140, 200)
		require.Equal(t, 200, top(199))
		require.Empty(t, tab.Errors())
	}
}

// rowTopOf returns where an element is in the window.
func rowTopOf(tab *Tab, selector string) int {
	top, err := strconv.Atoi(tab.Text(`String(Math.round(document.querySelector(` + quote(selector) + `).getBoundingClientRect().top))`))
	require.NoError(tab.t, err)
	return top
}
