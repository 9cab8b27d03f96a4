package live

import (
	"reflect"
	"sync"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/codec"
)

// Click returns the attribute that sends event e, a struct, when the element is clicked. The
// innermost view around the element that has a handler for e's type handles it: see [On].
//
// Like all functions that bind an event, Click panics if e is not a struct or if its type has no
// valid event name.
func Click(e any) Attr { return bind("live-click", e) }

// Change returns the attribute that sends event e when the value of the control, or of a control in
// the form, changes: on the browser's input and change events. A field of e that has the same name
// as a control receives the value of that control.
func Change(e any) Attr { return bind("live-change", e) }

// Submit returns the attribute that sends event e when the form is submitted. Fields of e with the
// name of a control receive its value. To validate input and report errors, use a [Form] instead.
func Submit(e any) Attr { return bind("live-submit", e) }

// Keydown returns the attribute that sends event e when a key is pressed. A field of e named Key
// receives the name of the key, and one named Value the value of the control. To send the event for
// one key only, use [Attr.Key].
func Keydown(e any) Attr { return bind("live-keydown", e) }

// Focus returns the attribute that sends event e when the element receives focus. A field of e
// named Value receives the value of the control.
func Focus(e any) Attr { return bind("live-focus", e) }

// Blur returns the attribute that sends event e when the element loses focus. A field of e named
// Value receives the value of the control.
func Blur(e any) Attr { return bind("live-blur", e) }

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

// bind returns the attribute attr with the URL of event e.
func bind(attr string, e any) Attr {
	t := eventTypeOf(reflect.TypeOf(e))
	buf := urlBuffers.Get().(*[]byte)
	b := append((*buf)[:0], t.name...)
	b = append(b, '?')
	before := len(b)
	b = t.plan.AppendQuery(b, reflect.ValueOf(e))
	set := &attributes{url: t.name}
	if len(b) > before {
		set.url = string(b)
	}
	*buf = b
	urlBuffers.Put(buf)
	set.binding[0] = templ.KeyValue[string, any]{Key: attr, Value: &set.url}
	set.items = set.binding[:]
	return Attr{set}
}

// urlBuffers holds buffers for the URLs of events.
var urlBuffers = sync.Pool{New: func() any { return new([]byte) }}
