package live

import (
	"reflect"
	"sync"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/codec"
)

// Click returns the attribute of an element that, when it is clicked, takes steps: it sends an event, runs
// commands of package dom, or both. A step is the value of a struct, which is an event, a [dom.Command], a
// slice of these commands, or what [Optimistic] returns. They happen in the order of steps. The innermost view
// around the element that has a handler for the type of an event handles it: see [On].
//
//	<button { live.Click(Delete{ID: 7})... }>Delete</button>
//	<button { live.Click(dom.Hide("#dialog"), Save{})... }>Save</button>
//
// Like all functions that bind an event, Click panics if there is no step, or if one is something else or has
// no valid event name.
func Click(steps ...any) Attr { return bind("live-click", steps) }

// Change returns the attribute of an element that takes steps, as for [Click], when the value of the control,
// or of a control in the form, changes: on the browser's input and change events. A field of an event that has
// the same name as a control receives the value of that control.
func Change(steps ...any) Attr { return bind("live-change", steps) }

// Submit returns the attribute of a form that takes steps, as for [Click], when it is submitted. Fields of an
// event with the name of a control receive its value. To validate input and report errors, use a [Form] instead.
func Submit(steps ...any) Attr { return bind("live-submit", steps) }

// Keydown returns the attribute of an element that takes steps, as for [Click], when a key is pressed. A field
// of an event named Key receives the name of the key, bools named Alt, Ctrl, Meta and Shift whether that modifier
// was pressed, and a field named Value the value of the control. To take the steps for some keys only, use [Attr.Key].
func Keydown(steps ...any) Attr { return bind("live-keydown", steps) }

// Focus returns the attribute of an element that takes steps, as for [Click], when it receives focus. A field of
// an event named Value receives the value of the control.
func Focus(steps ...any) Attr { return bind("live-focus", steps) }

// Blur returns the attribute of an element that takes steps, as for [Click], when it loses focus, unless a
// command of package dom has moved the focus. A field of an event named Value receives the value of the control.
func Blur(steps ...any) Attr { return bind("live-blur", steps) }

// Patch returns the attributes of a link that changes the query string of the URL to q, a struct,
// without leaving the view. The handler of [OnParams] then receives q. Zero fields are omitted from
// the URL.
//
// The link is relative to the page, even if the document has a base element. A browser that follows
// the link itself, in a new tab or without scripts, resolves it against that element: a layout should
// not have one.
func Patch(q any) Attr {
	return newAttr(
		templ.KeyValue[string, any]{Key: "href", Value: string(codec.AppendQuery([]byte{'?'}, q))},
		templ.KeyValue[string, any]{Key: "live-patch", Value: true},
	)
}

// bind returns the attribute attr with steps. One event alone is written as its URL.
func bind(attr string, steps []any) Attr {
	set := &attributes{}
	if len(steps) == 1 && !isCommand(steps[0]) {
		set.url = eventURLOf(steps[0])
	} else {
		set.url = stepList(attr, steps)
	}
	set.binding[0] = templ.KeyValue[string, any]{Key: attr, Value: &set.url}
	set.items = set.binding[:]
	return Attr{set}
}

// eventURLOf returns the URL of event e.
func eventURLOf(e any) string {
	t := eventTypeOf(reflect.TypeOf(e))
	buf := urlBuffers.Get().(*[]byte)
	b := append((*buf)[:0], t.name...)
	b = append(b, '?')
	before := len(b)
	b = t.plan.AppendQuery(b, reflect.ValueOf(e))
	url := t.name
	if len(b) > before {
		url = string(b)
	}
	*buf = b
	urlBuffers.Put(buf)
	return url
}

// urlBuffers holds buffers for the URLs of events.
var urlBuffers = sync.Pool{New: func() any { return new([]byte) }}
