package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// rowList returns a list with a row for each letter of rows.
func rowList(rows string, keyed bool) string {
	var b strings.Builder
	for _, row := range rows {
		key := ""
		if keyed {
			key = fmt.Sprintf(` live-id="%c"`, row)
		}
		fmt.Fprintf(&b, `<li%s><b>%c</b><input></li>`, key, row)
	}
	return `<ul>` + b.String() + `</ul>`
}

// Libraries let the user drag the rows of a list, and change the page for that. When the server
// changes the list, the page shows the server's rows in the server's order.
func TestClient_ReorderedList(t *testing.T) {
	t.Parallel()
	drags := []struct{ name, script string }{
		{"up", `rows[3].after(); rows[0].before(rows[3])`},
		{"down", `rows[3].after(rows[0])`},
		{"swapped", `rows[0].before(rows[2]); rows[3].before(rows[0])`},
		{"reversed", `for (const row of rows) one.prepend(row)`},
		{"to another list", `two.append(rows[1])`},
		{"to another list and back", `two.append(rows[1]); one.append(rows[1])`},
		{"from another list", `one.prepend(two.children[0])`},
		{"exchanged", `one.prepend(two.children[0]); two.prepend(rows[2])`},
		{"into a row", `rows[0].append(rows[1])`},
		{"removed", `rows[1].remove()`},
		{"all removed", `one.replaceChildren()`},
		{"placeholder", `const p = document.createElement("li"); p.className = "placeholder"; rows[0].before(p, rows[3]); p.remove()`},
		{"each wrapped", `for (const row of [...rows].reverse()) { const div = document.createElement("div"); one.append(div); div.append(row) }`},
		{"one wrapped", `const div = document.createElement("div"); one.prepend(div); div.append(rows[2])`},
		{"all wrapped", `const div = document.createElement("div"); div.append(...[...rows].reverse()); one.append(div)`},
		{"two wrapped", `const div = document.createElement("div"); div.append(rows[3], rows[1]); one.prepend(div)`},
	}
	copies := []struct{ name, script string }{
		{"copied", `one.prepend(rows[2].cloneNode(true))`},
		{"copied to another list", `two.append(rows[2].cloneNode(true))`},
		{"moved to another list, copy left", `rows[2].before(rows[2].cloneNode(true)); two.append(rows[2])`},
	}
	changes := []struct{ name, one, two string }{
		{"moved up", "dabc", "xyz"},
		{"moved down", "bcda", "xyz"},
		{"swapped", "cbad", "xyz"},
		{"reversed", "dcba", "xyz"},
		{"another order", "acdb", "xyz"},
		{"another order, of both", "acdb", "zyx"},
		{"inserted", "abncd", "xyz"},
		{"deleted", "acd", "xyz"},
		{"moved to another list", "acd", "xyzb"},
		{"moved from another list", "xabcd", "yz"},
		{"copied to another list", "abcd", "xyzc"},
		{"all deleted", "", "xyz"},
	}
	v, tab := openView(t, `<p></p>`)
	for _, keyed := range []bool{true, false} {
		if keyed {
			drags = append(drags, copies...) // without keys, nothing distinguishes a copy from a widget
		} else {
			drags = drags[:len(drags)-len(copies)]
		}
		page := func(one, two string) string {
			html := ""
			for i := range drags {
				html += fmt.Sprintf(`<section id="s%d">%s%s</section>`, i, rowList(one, keyed), rowList(two, keyed))
			}
			return html
		}
		scripts := ""
		for i, drag := range drags {
			scripts += fmt.Sprintf(`{ const [one, two] = document.querySelectorAll("section")[%d].children, rows = [...one.children]; %s }`, i, drag.script)
		}
		for _, change := range changes {
			for _, send := range []func(string, ...int){v.show, v.sendFull} {
				v.show(`<p></p>`)
				v.show(page("abcd", "xyz"))
				tab.Do(scripts)
				send(page(change.one, change.two))
				var got [][]string
				require.NoError(t, json.Unmarshal([]byte(tab.JSON(`[...document.querySelectorAll("section")].map(e =>
					[...e.querySelectorAll("ul")].map(e => [...e.querySelectorAll("b")].map(b => b.textContent).join("")))`)), &got))
				for i, drag := range drags {
					if !keyed && drag.name == "removed" && change.name == "swapped" {
						continue // the change is of texts in other rows
					}
					if change.one != "abcd" {
						assert.Equal(t, change.one, got[i][0], "%s, %s, keyed %v", drag.name, change.name, keyed)
					}
					if change.two != "xyz" && (drag.name != "copied to another list" || strings.Contains(change.two, "c")) {
						assert.Equal(t, change.two, got[i][1], "%s, %s, keyed %v", drag.name, change.name, keyed)
					}
				}
			}
		}
	}
}

// Patches that do not change the order of a list leave the order that the user gave it.
func TestClient_ReorderedListIsKept(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, rowList("abc", true)+`<p>1</p>`)
	order := `[...document.querySelectorAll("b")].map(b => b.textContent).join("")`
	tab.Do(`document.querySelector("ul").prepend(document.querySelector("li:last-child"))`)
	v.show(rowList("abc", true) + `<p>2</p>`)
	require.Equal(t, "cab", tab.Text(order))
	v.show(strings.Replace(rowList("abc", true), "<b>b", "<b>B", 1) + `<p>2</p>`)
	require.Equal(t, "caB", tab.Text(order))
}

// A list has the server's order when the event that reported another order is acknowledged.
func TestClient_ReorderedListIsRefused(t *testing.T) {
	t.Parallel()
	page := `<form live-change="c" live-submit="s">` + rowList("abc", true) + `</form>` + rowList("xyz", true) + `<button live-click="k">k</button>`
	v, tab := openView(t, page)
	order := `[...document.querySelectorAll("b")].map(b => b.textContent).join("")`
	const script = `const [one, two] = document.querySelectorAll("ul"), row = document.querySelector("[live-id=a]");`
	for _, drag := range []string{`one.append(row)`, `two.append(row)`} {
		for _, report := range []string{
			`liveSocket.pushEvent(one, "drop")`,
			`liveSocket.pushEvent(row, "drop")`,
			`liveSocket.pushEvent(row.firstChild, "drop")`,
			`document.querySelector("form").requestSubmit()`,
		} {
			tab.Do(script + drag)
			before := tab.Text(order)
			tab.Click("button")
			v.expect(`["e",0,0,"k"]`)
			v.show(page, 1)
			require.Equal(t, before, tab.Text(order), "a click does not report the order")

			tab.Do(script + report)
			v.receiveNext()
			v.show(page, 1)
			assert.Equal(t, "abcxyz", tab.Text(order), "%s, %s: %s", drag, report, v.html())
			v.show(`<p></p>`)
			v.show(page)
		}
	}
}
