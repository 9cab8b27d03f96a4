package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// text returns a component that writes HTML and components.
func text(parts ...any) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, p := range parts {
			if c, ok := p.(templ.Component); ok {
				if err := c.Render(ctx, w); err != nil {
					return err
				}
				continue
			}
			if _, err := fmt.Fprint(w, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// An eachModel is a view with two lists of rows, whose rows have lists, Memos and components.
type eachModel struct {
	t        testing.TB
	lists    [2][]eachRow
	counters map[string]*eachCounter // by ID of the row
	hidden   bool                    // the second list
	fails    bool                    // the render, after the lists
	swallows bool                    // the first list fails, and the view shows the error
	outer    int                     // value of the Memo around the second list
	plain    bool                    // rows are rendered in a loop
	rows     int                     // that were rendered
}

type eachRow struct {
	ID   string
	N    int
	Subs [3]int
	Kind int // 0 has text only, 1 a list, 2 a Memo with a component and a list, 3 a component with a list
}

// failingRow is the number of a row that fails.
const failingRow = 1000

func (r eachRow) key() string { return r.ID }

// An eachCounter is a component with a list.
type eachCounter struct{ N int }

func (c *eachCounter) Render() templ.Component {
	return text("<b>", c.N, Each([]int{c.N, c.N + 1}, func(n int) int { return n }, func(n int) templ.Component { return text("<i>", n, "</i>") }), "</b>")
}

func (m *eachModel) Render() templ.Component {
	return text("<ul>", m.list(0), "</ul>", templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if m.hidden {
			return nil
		}
		list := text("<ol>", m.list(1), "</ol>")
		if m.outer > 0 {
			list = Memo("outer", fmt.Sprint(m.outer, m.lists[1]), list)
		}
		return list.Render(ctx, w)
	}), templ.ComponentFunc(func(context.Context, io.Writer) error {
		if m.fails {
			return errors.New("test error")
		}
		return nil
	}))
}

func (m *eachModel) list(i int) templ.Component {
	if !m.plain {
		c := Each(m.lists[i], eachRow.key, m.row)
		if i > 0 || !m.swallows {
			return c
		}
		return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			err := c.Render(ctx, io.Discard)
			require.Error(m.t, err)
			_, err = io.WriteString(w, "failed")
			return err
		})
	}
	if m.swallows && i == 0 {
		return text("failed")
	}
	var all []any
	seen := map[string]bool{}
	for _, r := range m.lists[i] {
		c := m.row(r)
		if seen[r.ID] || r.ID == "" {
			all = append(all, c)
		} else {
			all = append(all, templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
				var buf bytes.Buffer
				if err := c.Render(ctx, &buf); err != nil {
					return err
				}
				_, err := w.Write(bytes.Replace(buf.Bytes(), []byte("<li"), []byte(`<li live-id="`+r.ID+`"`), 1))
				return err
			}))
		}
		seen[r.ID] = true
	}
	return text(all...)
}

func (m *eachModel) row(r eachRow) templ.Component {
	m.rows++
	subs := Each(r.Subs[:], func(n int) string { return fmt.Sprint("s", n) }, func(n int) templ.Component {
		return text("<i>", n, "</i>")
	})
	var inner templ.Component = text()
	switch c := m.counters[r.ID]; r.Kind {
	case 1:
		inner = subs
	case 2:
		inner = Memo("memo-"+r.ID, r, text(Component(r.ID, c), subs))
	case 3:
		inner = text(Component(r.ID, c), subs)
	}
	if r.N == failingRow {
		inner = text(inner, templ.ComponentFunc(func(context.Context, io.Writer) error { return errors.New("test error") }))
	}
	return text("<li>", r.N, inner, "</li>")
}

// mountUnchecked mounts v on a server in production, without hooks: rows that have not changed are not rendered.
func mountUnchecked(t testing.TB, v View) *program {
	srv := &Server{Secret: []byte("x"), Log: slog.New(slog.DiscardHandler)}
	srv.init()
	prog, _, err := Page(func(*http.Request) View { return v }).(*page).mount(srv, httptest.NewRequest("GET", "/", nil), mountRequest{})
	require.NoError(t, err)
	t.Cleanup(func() { prog.ses.End(wire.Lost) })
	return prog
}

var componentNumber = regexp.MustCompile(` live-c="\d+"`)

// render renders p. It returns the HTML without the numbers of components.
func render(t testing.TB, p *program) string {
	var buf bytes.Buffer
	require.NoError(t, p.Render(&buf))
	return componentNumber.ReplaceAllString(buf.String(), "")
}

// sizeOfLists returns the size of the lists and Memos of p, which is p.memoBytes.
func sizeOfLists(p *program) (size int) {
	var ofLists func([]cachedList)
	ofLists = func(lists []cachedList) {
		for _, l := range lists {
			size += l.head().size
			if l, ok := l.(*rowList[eachRow, string]); ok {
				for _, r := range l.rows {
					if r.memo != nil {
						ofLists(r.memo.lists)
					}
				}
			}
		}
	}
	p.root.walk(func(inst *instance) bool {
		if c := inst.cached; c != nil {
			ofLists(c.lists)
			for _, m := range c.memos {
				size += m.size()
				ofLists(m.lists)
			}
		}
		return true
	})
	return size
}

// An Each renders what a loop renders, whatever happens between two renders.
func TestEach_Model(t *testing.T) {
	for seed := range uint64(12) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		m := &eachModel{t: t, counters: map[string]*eachCounter{}}
		next := 0
		add := func(i int) {
			next++
			r := eachRow{fmt.Sprint("r", next), rnd.IntN(3), [3]int{rnd.IntN(3), 3 + rnd.IntN(3), 7}, rnd.IntN(4)}
			m.counters[r.ID] = &eachCounter{}
			m.lists[i] = slices.Insert(m.lists[i], rnd.IntN(len(m.lists[i])+1), r)
		}
		p := mountUnchecked(t, m)
		var done []string
		for range 80 {
			i := rnd.IntN(2)
			l := m.lists[i]
			op := rnd.IntN(14)
			done = append(done, fmt.Sprint(op, "/", i))
			switch {
			case op < 3 || len(l) == 0:
				add(i)
			case op == 3:
				l[rnd.IntN(len(l))].N++
			case op == 4:
				l[rnd.IntN(len(l))].Subs[rnd.IntN(2)] += 10
			case op == 5:
				m.lists[i] = slices.Delete(slices.Clone(l), 0, 1+rnd.IntN(len(l)))
			case op == 6:
				slices.Reverse(l)
			case op == 7:
				a, b := rnd.IntN(len(l)), rnd.IntN(len(l))
				l[a], l[b] = l[b], l[a]
			case op == 8: // a handler of a component
				r := l[rnd.IntN(len(l))]
				if r.ID == "" {
					break
				}
				m.counters[r.ID].N++
				for _, inst := range p.components {
					if inst.view == View(m.counters[r.ID]) {
						inst.invalidateMemos()
					}
				}
			case op == 9:
				m.hidden = !m.hidden
			case op == 10:
				m.fails = true
				require.Error(t, p.Render(new(bytes.Buffer)))
				m.fails = false
			case op == 11: // move a row to the other list
				j := rnd.IntN(len(l))
				m.lists[1-i] = append(m.lists[1-i], l[j])
				m.lists[i] = slices.Delete(slices.Clone(l), j, j+1)
			case op == 12: // a key that is empty or occurs twice
				r := l[rnd.IntN(len(l))]
				if r.Kind = rnd.IntN(2); r.Kind == 0 {
					r.ID = ""
				}
				m.lists[i] = append(l, r)
			case op == 13:
				m.outer = rnd.IntN(3)
			}
			if rnd.IntN(3) == 0 {
				continue
			}
			restore := func() {}
			if l := m.lists[0]; len(l) > 0 && rnd.IntN(6) == 0 {
				m.swallows = true
				i := rnd.IntN(len(l))
				before := l[i].N
				l[i].N = failingRow
				restore = func() { l[i].N = before }
			}
			got := render(t, p)
			fresh := &eachModel{t: t, lists: m.lists, counters: map[string]*eachCounter{}, hidden: m.hidden, swallows: m.swallows, outer: m.outer, plain: true}
			for id, c := range m.counters {
				fresh.counters[id] = &eachCounter{c.N}
			}
			other := mountUnchecked(t, fresh)
			require.Equal(t, render(t, other), got, "seed %d, after %v", seed, done)
			require.Equal(t, sizeOfLists(p), p.memoBytes, "seed %d, after %v", seed, done)
			if !m.swallows {
				require.Equal(t, len(other.components), len(p.components), "seed %d, after %v", seed, done)
			}
			restore()
			if m.swallows = false; rnd.IntN(4) == 0 {
				rows := m.rows
				render(t, p)
				bad := countBad(m.lists[0])
				if !m.hidden && m.outer == 0 {
					bad += countBad(m.lists[1])
				}
				require.LessOrEqual(t, m.rows-rows, bad+len(m.lists[0]), "rows that have not changed are rendered")
			}
		}
		p.root.unmount()
		require.Zero(t, p.memoBytes)
	}
}

// countBad returns the number of rows whose key is empty or that of an earlier row.
func countBad(rows []eachRow) (n int) {
	seen := map[string]bool{"": true}
	for _, r := range rows {
		if seen[r.ID] {
			n++
		}
		seen[r.ID] = true
	}
	return n
}
