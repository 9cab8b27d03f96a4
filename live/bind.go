package live

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/codec"
)

// Attr is one or more attributes of an element, to be spread in a template:
//
//	<button { live.Click(Delete{ID: 7}).Confirm("Delete?")... }>x</button>
//
// Its methods return a new Attr and leave the old one as it is; an attribute set twice has the last value.
type Attr struct{ set *attributes }

// attributes are behind one pointer, so that an Attr is an interface's value as it is, and the one of a binding lies beside them: most of what a page
// renders anew is these.
type attributes struct {
	items   []templ.KeyValue[string, any]
	binding [1]templ.KeyValue[string, any]
	url     string
}

// Items are the attributes, in the order in which they were set. A value is a string, a *string, or true.
func (a Attr) Items() []templ.KeyValue[string, any] {
	if a.set == nil {
		return nil
	}
	return a.set.items
}

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

func bind(attr string, e any) Attr {
	t := eventTypeOf(reflect.TypeOf(e))
	buf := urls.Get().(*[]byte)
	b := append((*buf)[:0], t.name...)
	b = append(b, '?')
	before := len(b)
	b = t.plan.AppendQuery(b, reflect.ValueOf(e))
	all := &attributes{url: t.name}
	if len(b) > before {
		all.url = string(b)
	}
	*buf = b
	urls.Put(buf)
	all.binding[0] = templ.KeyValue[string, any]{Key: attr, Value: &all.url}
	all.items = all.binding[:]
	return Attr{all}
}

// attrOf makes an Attr of items.
func attrOf(items ...templ.KeyValue[string, any]) Attr { return Attr{&attributes{items: items}} }

// urls are the buffers in which URLs of events are written.
var urls = sync.Pool{New: func() any { return new([]byte) }}

// Patch makes a link to the same view with another query string: a handler listed with OnParams gets q, a struct, and the
// address changes. Zero fields are left out.
func Patch(q any) Attr {
	return attrOf(
		templ.KeyValue[string, any]{Key: "href", Value: string(codec.AppendQuery([]byte{'?'}, q))},
		templ.KeyValue[string, any]{Key: "live-patch", Value: true},
	)
}

// Confirm asks the question before the event is sent. Empty means no question.
func (a Attr) Confirm(question string) Attr {
	if question == "" {
		return a.without("live-confirm")
	}
	return a.with("live-confirm", question)
}

// Debounce waits until nothing has happened for d, in whole milliseconds, before the event is sent. Zero means at once.
func (a Attr) Debounce(d time.Duration) Attr {
	if d < 0 {
		panic(fmt.Sprintf("live: debounce of %q is negative", d))
	}
	if d < time.Millisecond {
		return a.without("live-debounce")
	}
	return a.with("live-debounce", strconv.FormatInt(d.Milliseconds(), 10))
}

// DebounceBlur waits until the control is left before the event is sent.
func (a Attr) DebounceBlur() Attr { return a.with("live-debounce", "blur") }

// Key narrows Keydown to one key, by the name that browsers give it: "Enter", "Escape", "ArrowDown", "a".
func (a Attr) Key(name string) Attr { return a.with("live-key", name) }

// Value adds a field to the event when it is sent, over one that the event has: Value("id", "7") is ID: 7. It is for names
// known at run time only.
func (a Attr) Value(name, value string) Attr {
	if name == "" || strings.ToLower(name) != name || strings.ContainsFunc(name, notInName) {
		panic(fmt.Sprintf("live: value name %q: use lower-case letters, digits, . _ and -", name))
	}
	return a.with("live-value-"+name, value)
}

// with is a copy of a in which the attribute has this value.
func (a Attr) with(attr, value string) Attr {
	items := make([]templ.KeyValue[string, any], len(a.Items()), len(a.Items())+1)
	copy(items, a.Items())
	for i := range items {
		if items[i].Key == attr {
			items[i].Value = value
			return attrOf(items...)
		}
	}
	return attrOf(append(items, templ.KeyValue[string, any]{Key: attr, Value: value})...)
}

func (a Attr) without(attr string) Attr {
	var items []templ.KeyValue[string, any]
	for _, item := range a.Items() {
		if item.Key != attr {
			items = append(items, item)
		}
	}
	return attrOf(items...)
}
