package e2e

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sortedScript defines a hook that moves a row behind another one, or to the start, and reports that.
const sortedScript = `
document.addEventListener("DOMContentLoaded", () => liveSocket.hook("sort", { mounted() {
	window.rowsNow = () => [...this.el.querySelectorAll("[live-id]")]
	window.rowOf = key => rowsNow().find(row => row.getAttribute("live-id") === key)
	window.moveRow = (key, after) => {
		if (after) rowOf(after).after(rowOf(key))
		else this.el.prepend(rowOf(key))
		if (document.activeElement !== window.focused) window.focused = undefined // the script has moved it
	}
	window.drop = (key, after) => {
		moveRow(key, after)
		this.push.Moved({ key, after }).catch(() => {})
	}
} }))
`

// A sortedList is a list on a server, the moves of the user that it has not answered, and the page.
type sortedList struct {
	t       *testing.T
	view    *fakeView
	tab     *Tab
	random  *rand.Rand
	keys    []string
	counts  map[string]int
	pending []listMove
	added   int
	since   bool // the server has changed the order since the last move
}

type listMove struct{ key, after string }

func (l *sortedList) html() string {
	var b strings.Builder
	b.WriteString(`<ul live-hook="sort" live-push="m.Moved">`)
	for _, key := range l.keys {
		fmt.Fprintf(&b, `<li live-id="%s"><b>%s:%d</b><input name="%[1]s"></li>`, key, key, l.counts[key])
	}
	if len(l.keys) == 0 {
		b.WriteString(`<li id="none">No rows</li>`)
	}
	return b.String() + `</ul>`
}

func (l *sortedList) any() string {
	if len(l.keys) == 0 {
		return ""
	}
	return l.keys[l.random.IntN(len(l.keys))]
}

// move applies a move of the user to the list of the server.
func (l *sortedList) move(m listMove) {
	if !slices.Contains(l.keys, m.key) || m.after != "" && !slices.Contains(l.keys, m.after) {
		return
	}
	l.keys = slices.DeleteFunc(l.keys, func(k string) bool { return k == m.key })
	l.keys = slices.Insert(l.keys, slices.Index(l.keys, m.after)+1, m.key)
}

// drop is what the user does: the page has the row at its place at once.
func (l *sortedList) drop() {
	m := listMove{l.any(), l.any()}
	if m.key == m.after || len(l.pending) > 4 {
		m.after = ""
	}
	if m.key == "" {
		return
	}
	l.tab.Do(fmt.Sprintf(`drop(%q, %q)`, m.key, m.after))
	l.view.receiveNext()
	l.pending, l.since = append(l.pending, m), false
}

// step is an action of the server or the user.
func (l *sortedList) step() {
	switch l.random.IntN(10) {
	case 0, 1, 2:
		l.drop()
	case 3, 4: // an answer
		if len(l.pending) > 0 {
			m := l.pending[0]
			l.pending = l.pending[1:]
			if l.random.IntN(3) > 0 {
				l.move(m)
			}
			l.view.show(l.html(), 1)
		}
	case 5: // a ticker
		l.counts[l.any()]++
		l.view.show(l.html())
	case 6:
		l.added++
		l.keys = slices.Insert(l.keys, l.random.IntN(len(l.keys)+1), "n"+strconv.Itoa(l.added))
		l.view.show(l.html())
	case 7:
		if l.random.IntN(12) == 0 {
			l.keys = nil
		}
		if i := slices.Index(l.keys, l.any()); i >= 0 {
			l.keys = slices.Delete(slices.Clone(l.keys), i, i+1)
		}
		l.view.show(l.html())
	case 8:
		l.move(listMove{l.any(), l.any()})
		l.since = true
		if l.random.IntN(3) == 0 {
			l.view.sendFull(l.html())
		} else {
			l.view.show(l.html())
		}
	case 9:
		if key := l.any(); key != "" {
			l.tab.Do(fmt.Sprintf(`window.focused = rowOf(%q).querySelector("input"); focused.focus(); focused.value = "text"; focused.setSelectionRange(1, 3)`, key))
		}
	}
}

// check compares the page with the list.
func (l *sortedList) check(step int) {
	var want []string
	for _, key := range l.keys {
		want = append(want, fmt.Sprintf("%s:%d", key, l.counts[key]))
	}
	got := strings.Fields(l.tab.Text(`rowsNow().map(row => row.textContent).join(" ")`))
	require.ElementsMatch(l.t, want, got, "step %d: rows", step)
	require.Equal(l.t, strconv.FormatBool(len(want) == 0), l.tab.Text(`!!document.querySelector("#none")`), "step %d", step)
	require.Equal(l.t, "true", l.tab.Text(`!window.focused?.isConnected || document.activeElement === focused && focused.selectionStart === 1 && focused.selectionEnd === 3`),
		"step %d: focus", step)
	require.Equal(l.t, "true", l.tab.Text(`rowsNow().every(row => (elements[row.getAttribute("live-id")] ??= row) === row)`), "step %d: elements", step)
	if len(l.pending) == 0 {
		require.Equal(l.t, want, append([]string(nil), got...), "step %d: order without a move that is not answered", step)
		return
	}
	last, order := l.pending[len(l.pending)-1], regexp.MustCompile(`:\d+`).ReplaceAllString(strings.Join(got, " "), "")
	keys := strings.Fields(order)
	if !l.since && slices.Contains(keys, last.key) && slices.Contains(keys, last.after) {
		require.Less(l.t, slices.Index(keys, last.after), slices.Index(keys, last.key), "step %d: %s after %s in %s", step, last.key, last.after, order)
	}
}

// A user moves rows of a list, while the server changes the list and has not answered: each row keeps its element,
// its text is the server's, the focus stays, and the last move is shown until its answer. Then the order is the
// server's, which may have refused moves. The list may become empty meanwhile.
func TestClient_SortedListModel(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"", withoutMoveBefore} {
		for seed := range uint64(3) {
			t.Run(fmt.Sprintf("%d %v", seed, script == ""), func(t *testing.T) {
				t.Parallel()
				l := &sortedList{t: t, random: rand.New(rand.NewPCG(seed, 0)), keys: strings.Fields("a b c d e"), counts: map[string]int{}}
				l.view, l.tab = openView(t, l.html(), script+sortedScript)
				l.tab.Wait(`window.drop`)
				l.tab.Do(`window.elements = {}`)
				for step := range 120 {
					l.step()
					l.check(step)
				}
				for len(l.pending) > 0 {
					l.move(l.pending[0])
					l.pending = l.pending[1:]
					l.view.show(l.html(), 1)
				}
				l.check(-1)
			})
		}
	}
}
