package e2e

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// actionScript defines actions of a user, and of other scripts in the page.
const actionScript = `
window.hits = {}
window.rowsNow = () => [...document.querySelectorAll("li")].filter(e => e.querySelector(".hit"))
window.pick = n => { const all = rowsNow(); return all[n % all.length] }
window.actions = {
	reverse() { document.querySelector("#reverse").click() },
	insert() { document.querySelector("#insert").click() },
	remove(n) { if (rowsNow().length > 3) pick(n).querySelector(".remove").click() },
	hit(n) {
		const row = pick(n), id = row.querySelector("b").textContent
		hits[id] = (hits[id] ?? 0) + 1
		row.querySelector(".hit").click()
	},
	focus(n) { const box = pick(n).querySelector("input"); box.focus(); box.setSelectionRange(n % 3, n % 3) },
	foreign(n) { pick(n).before(document.createElement("hr")) },
	inside(n) { pick(n).prepend(document.createElement("i")) },
	classes(n) { pick(n).classList.toggle("foreign") },
	translate(n) {
		const b = pick(n).querySelector("b"), font = document.createElement("font")
		font.textContent = b.textContent
		b.replaceChildren(font)
	},
}`

// After random actions of the user and of other scripts, and random cuts of the connection, the
// page shows the state of the server, each click has counted once, and the input is there.
func TestRandomActions(t *testing.T) {
	t.Parallel()
	for range 2 {
		seed := rand.Uint64()
		t.Run(fmt.Sprint(seed), func(t *testing.T) { runRandomActions(t, rand.New(rand.NewPCG(seed, 0))) })
	}
}

func runRandomActions(t *testing.T, r *rand.Rand) {
	var journal views.Journal
	s := newSite(t, newServer(viewFunc(func() *views.Rows { return views.NewRows(&journal, 6) })))
	p := NewProxy(t, s.addr)
	tab := openConnected(t, p.URL())
	tab.Do(actionScript)
	actions := strings.Fields("reverse insert remove hit hit hit focus foreign inside classes translate")
	for range 60 {
		var scripts []string
		for range 1 + r.IntN(4) {
			scripts = append(scripts, fmt.Sprintf("actions.%s(%d)", actions[r.IntN(len(actions))], r.IntN(100)))
		}
		tab.Do(strings.Join(scripts, ";"))
		switch r.IntN(8) {
		case 0, 1:
			tab.Keys(string(rune('a' + r.IntN(26))))
		case 2:
			p.CutNext(Cut{Up: r.IntN(2) == 0, Bytes: r.IntN(500)})
			p.CutAll()
			tab.Do(goOnline)
		case 3:
			tab.Reconnect()
		}
	}
	p.ClearCuts()
	tab.Reconnect()
	tab.Do(`document.querySelector("#report").click()`)
	var rows string
	eventually(t, func() bool {
		for _, line := range journal.Lines() {
			if strings.HasPrefix(line, "rows ") {
				rows = line
			}
		}
		return rows != ""
	}, func() string { return "the last click was lost" })
	tab.Until(`"rows " + rowsNow().map(e => e.querySelector("b").textContent + " " + parseInt(e.querySelector(".hit").textContent) + " " + e.querySelector("input").value).join("; ") === ` + quote(rows))
	require.Equal(t, "[]", tab.JSON(`rowsNow().filter(e => parseInt(e.querySelector(".hit").textContent) !== (hits[e.querySelector("b").textContent] ?? 0)).map(e => e.innerText)`))
	require.Equal(t, []string{"/"}, s.loadedPages())
}
