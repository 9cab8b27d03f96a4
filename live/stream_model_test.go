package live_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// A streamModel applies random operations to a Stream, and to a list that the Stream must show.
type streamModel struct {
	t    *testing.T
	rng  *rand.Rand
	rows []line // what the Stream must have; also what refill returns
	last int    // number of the newest key
	view *streamModelView
	a    *app
	b    *browser
	p    *page
	log  []string // steps, for failures
}

// A streamModelView shows the Stream of the model in one of two places, or not at all.
type streamModelView struct {
	stub
	stream *live.Stream[line]
	place  int // 0: not shown
	n      int
	do     func()
}

func (m *streamModel) newView() live.View {
	v := &streamModelView{place: 1}
	m.view = v
	v.mount = func(s *live.Socket) error {
		v.stream = live.NewStream(s, line.key, line.show, func() ([]line, error) { return slices.Clone(m.rows), nil })
		if m.rng.IntN(2) == 0 {
			v.stream.Append(m.rows...)
		}
		return nil
	}
	v.events = func() live.Events { return live.Events{handle(func(click) { v.do() })} }
	v.render = func() templ.Component {
		at := func(place int) templ.Component {
			if v.place != place {
				return markup()
			}
			return v.stream.Show("ul")
		}
		return markup(`<p>`, v.n, `</p><div>`, at(1), `</div><div>`, at(2), `</div>`)
	}
	return v
}

// change applies a random operation to the Stream and to the list.
func (m *streamModel) change() {
	st := m.view.stream
	newRow := func() line { m.last++; return line{fmt.Sprint("k", m.last), fmt.Sprint("k", m.last)} }
	known := func() line {
		if len(m.rows) == 0 {
			return newRow()
		}
		return line{m.rows[m.rng.IntN(len(m.rows))].Key, fmt.Sprint(m.rng.IntN(1000))}
	}
	insert := func(at int, rows ...line) {
		for _, row := range rows {
			if i := m.index(row.Key); i >= 0 {
				m.rows[i] = row
			} else {
				m.rows = slices.Insert(m.rows, at, row)
				at++
			}
		}
	}
	switch m.rng.IntN(9) {
	case 0, 1:
		rows := []line{newRow(), known(), newRow()}
		st.Append(rows...)
		insert(len(m.rows), rows...)
	case 2:
		rows := []line{newRow(), newRow()}
		st.Prepend(rows...)
		insert(0, rows...)
	case 3:
		at, rows := m.rng.IntN(len(m.rows)+1), []line{newRow(), known(), newRow()}
		rows = append(rows, line{rows[m.rng.IntN(3)].Key, "again"})
		st.Insert(at, rows...)
		insert(at, rows...)
	case 4:
		row := known()
		st.Replace(row)
		if i := m.index(row.Key); i >= 0 {
			m.rows[i] = row
		}
	case 5, 6:
		row, other := known(), known()
		st.Delete(row.Key, other.Key, "unknown", row.Key)
		m.rows = slices.DeleteFunc(m.rows, func(r line) bool { return r.Key == row.Key || r.Key == other.Key })
	case 7:
		n := 1 + m.rng.IntN(20)
		if len(m.rows) > n {
			if m.rng.IntN(2) == 0 {
				st.Limit(n)
				m.rows = m.rows[:n]
			} else {
				st.Limit(-n)
				m.rows = m.rows[len(m.rows)-n:]
			}
		}
	case 8:
		if m.rng.IntN(4) == 0 {
			rows := []line{newRow(), known()}
			st.Reset(rows...)
			m.rows = rows
		}
	}
	m.rows = slices.Clone(m.rows)
}

func (m *streamModel) index(key string) int {
	return slices.IndexFunc(m.rows, func(r line) bool { return r.Key == key })
}

// step does something at random: the browser sends an event, reads messages or not, or loses its connection.
func (m *streamModel) step() {
	kinds := []string{"change", "change", "change", "change", "many", "quiet", "place", "read", "html", "cut", "late", "remount", "lose", "too many"}
	kind := kinds[m.rng.IntN(len(kinds))]
	m.log = append(m.log, kind)
	v := m.view
	switch kind {
	case "change":
		m.send(func() { v.n++; m.change() })
	case "many":
		m.send(func() {
			for range m.rng.IntN(30) {
				m.change()
			}
		})
	case "too many":
		if m.rng.IntN(10) == 0 {
			m.send(func() {
				for range 1100 {
					m.last++
					row := line{fmt.Sprint("k", m.last), "x"}
					v.stream.Append(row)
					v.stream.Limit(-30)
					m.rows = append(m.rows, row)
					m.rows = slices.Clone(m.rows[max(0, len(m.rows)-30):])
				}
			})
		}
	case "quiet": // the change comes without a change of the HTML
		m.send(m.change)
	case "place":
		m.send(func() { v.place = m.rng.IntN(3) })
	case "read":
		m.settle()
	case "html":
		require.NoError(m.t, m.p.RequestHTML())
	case "cut", "late":
		if kind == "cut" { // what the server sent is lost
			require.NoError(m.t, m.p.Abort())
		} else {
			m.settle()
			require.NoError(m.t, m.p.Abort())
		}
		synctest.Wait()
		require.NoError(m.t, m.p.resume())
	case "remount":
		m.settle()
		require.NoError(m.t, m.p.Write(wire.Bye))
		synctest.Wait()
		require.NoError(m.t, m.p.join())
	case "lose": // a script of the page removes a row
		m.settle()
		time.Sleep(time.Second) // a client that loses rows more often waits longer for them
		if m.p.ForgetRow() {
			require.NoError(m.t, m.p.Abort())
			synctest.Wait()
			require.NoError(m.t, m.p.resume())
		}
	}
}

// send sends an event without waiting for the answer, unless too many wait.
func (m *streamModel) send(do func()) {
	if m.p.LastRef()-m.p.Acknowledged() > 30 {
		m.settle()
	}
	m.view.do = do
	m.p.send("live_test.click")
	synctest.Wait() // the handler has run
}

// settle reads all that the server has sent, and compares the rows.
func (m *streamModel) settle() {
	m.t.Helper()
	m.p.readUntil(func() bool { return m.p.Acknowledged() >= m.p.LastRef() })
	renders := m.p.FullRenders()
	require.NoError(m.t, m.p.RequestHTML())
	m.p.readUntil(func() bool { return m.p.FullRenders() > renders })
	synctest.Wait()
	m.view.do = func() {}
	m.p.sendAndWait("live_test.click") // what was queued before it is in this frame, or in an earlier one
	if m.view.place == 0 {
		require.NotContains(m.t, string(m.p.HTML()), "<li", "%v", m.log)
		return
	}
	var want []string
	for _, r := range m.rows {
		if r.Key == r.Text {
			want = append(want, r.Key)
		} else {
			want = append(want, r.Key+"="+r.Text)
		}
	}
	require.Equal(m.t, strings.Join(want, " "), shownLines(string(m.p.HTML())), "%v", m.log)
	require.Equal(m.t, len(m.rows), m.view.stream.Len())
}

// Whatever is lost, sent again or rendered again: no row is lost, and none is doubled.
func TestStream_Model(t *testing.T) {
	for seed := range uint64(120) {
		synctest.Test(t, func(t *testing.T) {
			m := &streamModel{t: t, rng: rand.New(rand.NewPCG(seed, 1)), rows: lines("a b c")}
			m.a = serve(t, &live.Server{Handler: pageMux(func(*http.Request) live.View { return m.newView() })}, nil)
			m.b = m.a.browser()
			m.p = m.b.open("/")
			for range 40 {
				m.step()
			}
			m.settle()
		})
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
