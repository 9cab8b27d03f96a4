package live

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/a-h/templ"
)

// The attributes of an element with a hook: its name, and the events that it pushes.
const (
	hookAttr = "live-hook"
	pushAttr = "live-push"
)

// Hook returns the attributes of an element that a script of the page works on, such as a chart, a map or an
// editor. The script registers a hook with that name, whose functions the client calls when the element appears,
// changes and disappears:
//
//	liveSocket.hook("chart", {
//		mounted() { this.el.onclick = event => this.push.Moved({ x: event.offsetX }) },
//	})
//
// The template lists the events that the hook may push. A value is a struct, as for [Click]; the fields that it
// sets are those of each event, unless the script sets them. The function in this.push has the name of the
// type without the package:
//
//	<div id="chart" live-update="ignore" { live.Hook("chart", Moved{}, Zoomed{})... }></div>
//
// A function in this.push returns a promise: of what [Socket.Reply] sends, or of undefined if the handler does not
// reply. Socket.Push sends values to this.handle. Do not trust the data of an event: any script of the page, and any
// user, can send it.
//
// Hook panics if name is empty or contains white space, if an event is not a struct with a valid event name, or if
// two events have the same name without the package.
func Hook(name string, events ...any) Attr {
	if name == "" || strings.ContainsFunc(name, unicode.IsSpace) {
		panic(fmt.Sprintf("live: Hook: invalid name %q; use a name without spaces", name))
	}
	items := []templ.KeyValue[string, any]{{Key: hookAttr, Value: name}}
	if len(events) == 0 {
		return newAttr(items...)
	}
	urls := make([]string, len(events))
	seen := make(map[string]string, len(events))
	for i, e := range events {
		urls[i] = eventURLOf(e)
		full, _, _ := strings.Cut(urls[i], "?")
		short := full[strings.LastIndexByte(full, '.')+1:]
		if other, ok := seen[short]; ok {
			panic(fmt.Sprintf("live: Hook(%q): the events %s and %s have the same name %s in scripts; "+
				"implement EventName() string on one of them", name, other, full, short))
		}
		seen[short] = full
	}
	return newAttr(append(items, templ.KeyValue[string, any]{Key: pushAttr, Value: strings.Join(urls, " ")})...)
}
