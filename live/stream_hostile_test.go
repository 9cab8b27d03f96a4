package live_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A client that reports other rows than it has, as often as it can, makes the server read them once a second. The
// messages of subscriptions are not dropped because of that, and the last report counts.
func TestStream_ReportsAreLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLogView("a")
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		p := a.browser().open("/")
		start := time.Now()
		for i := range 1000 {
			require.NoError(t, p.Write(wire.Streams{States: []wire.StreamState{
				{Element: 1, Number: i, Sum: uint32(i)}, {Element: 1, Number: math.MaxInt32}, {Element: 0}, {Element: 99},
			}}))
		}
		p.sendAndWaitFor(v, func(*live.Socket) {})
		time.Sleep(2 * time.Second)
		synctest.Wait()
		seconds := int(time.Since(start) / time.Second)
		require.Positive(t, v.refills)
		require.LessOrEqual(t, v.refills, seconds+1)
		p.sendAndWaitFor(v, func(*live.Socket) { v.log.Append(lines("z")...) })
		require.Equal(t, "r1 r2 z", shownLines(string(p.HTML())))
	})
}

// sendAndWaitFor runs do as a handler of v.
func (p *page) sendAndWaitFor(v *logView, do func(*live.Socket)) {
	v.do = do
	p.sendAndWait("live_test.click")
}

// A report of more streams than a page may have, or of numbers that are none, ends the connection.
func TestStream_MalformedReports(t *testing.T) {
	for name, states := range map[string][]wire.StreamState{
		"many":     make([]wire.StreamState, wire.MaxStreams+1),
		"negative": {{Element: 1, Number: -1}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := newLogView("a")
				p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
				require.NoError(t, p.Write(wire.Streams{States: states}))
				_, err := p.Read()
				require.Error(t, err)
				require.Zero(t, v.refills)
			})
		})
	}
}

// While the browser does not acknowledge frames, operations wait; beyond 1,000 the rows are those of refill.
func TestStream_SlowBrowser(t *testing.T) {
	for _, changes := range []int{100, 3000} {
		synctest.Test(t, func(t *testing.T) {
			v := newLogView("a")
			var rows []line
			v.refill = func() ([]line, error) { return rows, nil }
			var socket *live.Socket
			mount := v.mount
			v.mount = func(s *live.Socket) error { socket = s; return mount(s) }
			p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
			for range changes { // the browser reads nothing, so that the window closes
				socket.Do(func(*live.Socket) error {
					key := fmt.Sprint("k", len(rows))
					row := line{key, key}
					rows = append(rows, row)
					v.log.Append(row)
					return nil
				})
				synctest.Wait()
			}
			p.sendAndWaitFor(v, func(*live.Socket) {})
			var want []string
			if changes < 1000 {
				want = append(want, "a")
			}
			for _, row := range rows {
				want = append(want, row.Key)
			}
			p.readUntil(func() bool { return strings.Join(want, " ") == shownLines(string(p.HTML())) })
		})
	}
}

// A refill that panics ends the view like any other panic in a render, and the view is mounted again.
func TestStream_RefillPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, fails := newLogView("a"), false
		v.refill = func() ([]line, error) {
			if fails {
				fails = false
				panic("test panic")
			}
			return lines("r1 r2"), nil
		}
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		p := a.browser().open("/")
		p.sendAndWaitFor(v, func(*live.Socket) { v.hidden = true })
		v.do = func(*live.Socket) { v.hidden, fails = false, true }
		p.send("live_test.click")
		synctest.Wait()
		for err := error(nil); err == nil; {
			_, err = p.Read()
		}
		require.Contains(t, a.log.String(), "test panic")
		require.NoError(t, p.join())
		p.readUntil(func() bool { return shownLines(string(p.HTML())) == "a" }) // the rows of Mount
	})
}

// Tests find rows and their events as the rest of the page.
func TestStream_RowsInTests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLogView("")
		clicked := 0
		v.mount = func(s *live.Socket) error {
			v.log = live.NewStream(s, line.key, func(l line) templ.Component {
				return markup(`<li>`, button(l.Key, click{}), `</li>`)
			}, func() ([]line, error) { return lines("r1 r2"), nil })
			return nil
		}
		p := livetest.Mount(t, func() live.View { return v })
		v.do = func(*live.Socket) { clicked++; v.log.Delete("r1") }
		p.Click("li[live-id=r1] button")
		require.Equal(t, 1, clicked)
		require.False(t, p.Has("li[live-id=r1]"))
		require.Equal(t, "r2", strings.TrimSpace(p.Text("ul")))
	})
}

// A Stream of a sticky view is in the document, and changes without the page.
func TestStream_Sticky(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLogView("a").wrapped("sticky")
		srv := &live.Server{Handler: pageMux(factoryOf(showing("page"))), Layout: func(d live.Document) templ.Component {
			return markup(`<html><head><title>`, d.Title, `</title>`, d.Head, `</head><body>`, d.Root,
				live.Sticky("log", func() live.View { return v }), `</body></html>`)
		}}
		p := livetest.Open(t, srv)
		require.Equal(t, "a", p.Text("#sticky ul"))
		v.actIn(p, "sticky", func() { v.log.Append(line{"b", "b"}) })
		require.Equal(t, []string{"a", "b"}, p.Texts("#sticky li"))
		p.Disconnect().Resume()
		require.Equal(t, []string{"a", "b"}, p.Texts("#sticky li"))
		require.Zero(t, v.refills)
	})
}
