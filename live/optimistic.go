package live

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live/dom"
)

// An OptimisticStep is a step that [Optimistic] returns.
type OptimisticStep struct{ json string }

// Optimistic returns a step that shows the expected result of the events of its list at once: it runs commands,
// which the browser undoes if one of these events is not applied:
//
//	<button { live.Click(live.Optimistic(dom.AddClass(dom.Self, "liked")), Like{ID: 7})... }>Like</button>
//
// An event is not applied if its handler returns an error or panics, if it is refused, stale or dropped, or if its
// session ends before it is acknowledged. A submit is not applied either if its data is not valid, or if its handler
// returns [Errors]; those that the handler of another event returns are shown, and undo nothing. Otherwise the change
// stays until the view renders another value for the attribute or class than before. Several events may be unanswered
// at the same time: undoing one leaves the changes of the others.
//
// Optimistic panics unless there is a command, and each is one of Show, Hide, Toggle, AddClass, RemoveClass,
// ToggleClass, SetAttr, RemoveAttr and ToggleAttr. The function that takes the step panics if it takes no event.
func Optimistic(commands ...dom.Command) OptimisticStep {
	if len(commands) == 0 {
		panic("live: Optimistic has no command")
	}
	var b strings.Builder
	b.WriteString(`["optimistic"`)
	for _, c := range commands {
		text := c.String()
		name, _, _ := strings.Cut(strings.TrimPrefix(text, `["`), `"`)
		if !slices.Contains(wire.Undoable, name) {
			panic(fmt.Sprintf("live: Optimistic: %s cannot be undone; write it beside Optimistic", text))
		}
		b.WriteByte(',')
		b.WriteString(text)
	}
	b.WriteByte(']')
	return OptimisticStep{b.String()}
}

// hasOptimistic reports whether the page has optimistic commands, which the browser undoes only if it learns that data
// that was submitted is not valid. Others need not know.
func (p *program) hasOptimistic() bool {
	html := p.ses.Page.HTML()
	return bytes.Contains(html, []byte(`[&#34;optimistic&#34;,`)) || bytes.Contains(html, []byte(`["optimistic",`))
}
