package live

import (
	"reflect"
	"sync"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/codec"
)

// Click sends event e, a struct, when the element is clicked. The view, or a component around the element, must list a
// handler of e's type in its Events.
func Click(e any) Attr { return bind("live-click", e) }

// Change sends event e when the value of a control, or of one in the form, changes: on input and on change. Fields of e named
// as controls get their values.
func Change(e any) Attr { return bind("live-change", e) }

// Submit sends event e when a form is submitted. Fields of e named as controls get their values; Form does more.
func Submit(e any) Attr { return bind("live-submit", e) }

// Keydown sends event e when a key goes down. Fields of e called Key and Value get the name of the key and the control's value.
// Key narrows it to one key.
func Keydown(e any) Attr { return bind("live-keydown", e) }

// Focus sends event e when the element gets the focus. A field of e called Value gets the control's value.
func Focus(e any) Attr { return bind("live-focus", e) }

// Blur sends event e when the element loses the focus. A field of e called Value gets the control's value.
func Blur(e any) Attr { return bind("live-blur", e) }

// Patch makes a link to the same view with another query string: a handler listed with OnParams gets q, a struct, and the
// address changes. Zero fields are left out.
func Patch(q any) Attr {
	return newAttr(
		templ.KeyValue[string, any]{Key: "href", Value: string(codec.AppendQuery([]byte{'?'}, q))},
		templ.KeyValue[string, any]{Key: "live-patch", Value: true},
	)
}

func bind(attr string, e any) Attr {
	t := eventTypeOf(reflect.TypeOf(e))
	buf := urlBuffers.Get().(*[]byte)
	b := append((*buf)[:0], t.name...)
	b = append(b, '?')
	before := len(b)
	b = t.plan.AppendQuery(b, reflect.ValueOf(e))
	all := &attributes{url: t.name}
	if len(b) > before {
		all.url = string(b)
	}
	*buf = b
	urlBuffers.Put(buf)
	all.binding[0] = templ.KeyValue[string, any]{Key: attr, Value: &all.url}
	all.items = all.binding[:]
	return Attr{all}
}

// urls are the buffers in which URLs of events are written.
var urlBuffers = sync.Pool{New: func() any { return new([]byte) }}
