package e2e

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// typingScript defines actions of a user who works in the rows of a form. What the user has entered last in each
// control is in entered, by the name of the control.
const typingScript = `
window.entered = {}
const of = name => document.querySelector("#plan").elements[name]
const stateOf = c => c.type === "checkbox" ? String(c.checked) : [...c.selectedOptions ?? []].map(o => o.value).join() || (c.multiple ? "" : c.value)
const pick = (all, n) => all[n % all.length]
const controls = () => [...document.querySelector("#plan").elements].filter(c => c.type !== "submit" && c.type !== "button")
window.note = c => { if (c?.name && controls().includes(c)) entered[c.name] = stateOf(c) }
window.click = selector => n => pick([...document.querySelectorAll(selector)], n)?.click()
window.actions = {
	enter(n, text) {
		const c = pick(controls(), n)
		c.focus()
		if (c.type === "checkbox") c.click()
		else {
			if (c.multiple) c.options[n % 3].selected ^= 1
			else if (c.localName === "select") c.selectedIndex = n % 3
			else c.setRangeText(text, c.value.length, c.value.length, "end")
			c.dispatchEvent(new Event("input", { bubbles: true }))
			c.dispatchEvent(new Event("change", { bubbles: true }))
		}
		note(c)
	},
	focusText(n) { pick(controls().filter(c => /^text/.test(c.type)), n).focus() },
	add: click("#add"),
	remove(n) { if (document.querySelectorAll(".stage").length > 2) click(".remove")(n) },
	up: click(".up"),
	drag(n) {
		const grip = pick([...document.querySelectorAll(".grip, .step-grip")], n)
		grip.dispatchEvent(new KeyboardEvent("keydown", { key: pick(["ArrowUp", "ArrowDown", "Home", "End"], n), bubbles: true, cancelable: true }))
	},
	tick: click("#tick"),
	insert: click("#insert"),
}
// Returns the controls that do not have what the user has entered.
window.lost = () => Object.entries(entered).filter(([name, text]) => of(name) && stateOf(of(name)) !== text).map(([name, text]) => [name, text, stateOf(of(name))])
// Returns the controls whose state the server does not have.
window.differing = () => {
	const fields = JSON.parse(document.querySelector("#fields").textContent)
	return controls().filter(c => fields[c.name] !== stateOf(c)).map(c => [c.name, stateOf(c), fields[c.name]])
}
`

// What the user enters while answers are under way stays, whatever the control, while rows are added, removed, moved
// and dragged, and others change the form. In the end the server has it.
func TestTyping_SlowNetwork(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			_, proxy, tab := openPlan(t, "", "a", "b", "c")
			tab.Do(typingScript)
			proxy.Delay(250 * time.Millisecond) // each way
			r := rand.New(rand.NewPCG(seed, 0))
			actions := strings.Fields("enter enter enter enter enter focusText add remove up drag drag tick insert")
			for step := range 50 {
				var did []string
				for range 1 + r.IntN(3) {
					action := fmt.Sprintf("actions.%s(%d, %q)", actions[r.IntN(len(actions))], r.IntN(100), string(rune('a'+r.IntN(26))))
					tab.Do(action)
					did = append(did, action)
				}
				if r.IntN(2) == 0 && tab.Text(`/^text/.test(document.activeElement.type)`) == "true" {
					tab.Keys("xy"[:1+r.IntN(2)])
					tab.Do(`note(document.activeElement)`)
				}
				require.Equal(t, "[]", tab.JSON("lost()"), "step %d: %v", step, did)
				if r.IntN(8) == 0 {
					before := tab.Text(`document.querySelector("#tick").textContent`)
					tab.Do(`actions.tick(0)`)
					tab.Until(`document.querySelector("#tick").textContent !== ` + quote(before))
					require.Equal(t, "[]", tab.JSON("lost()"), "step %d: after an answer", step)
				}
			}
			tab.Until(idle + ` && !differing()[0]`) // the last update may follow the last answer
			require.Equal(t, "[]", tab.JSON("lost()"))
		})
	}
}
