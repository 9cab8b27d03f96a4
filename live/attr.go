package live

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
)

// An Attr is a set of attributes, to be spread on an element in a template:
//
//	<button { live.Click(Delete{ID: 7}).Confirm("Delete?")... }>x</button>
//
// Its methods return a new Attr and leave the old one unchanged. If an attribute is set more than
// once, the last value counts.
type Attr struct{ set *attributes }

// attributes is referenced by a single pointer, so that converting an Attr to an interface does not
// allocate. The attribute of a binding is stored inline, because bindings dominate most renders.
type attributes struct {
	items   []templ.KeyValue[string, any]
	binding [1]templ.KeyValue[string, any]
	url     string
}

// newAttr returns an Attr with the given items.
func newAttr(items ...templ.KeyValue[string, any]) Attr { return Attr{&attributes{items: items}} }

// Items returns the attributes in the order in which they were set. A value is a string, a *string,
// or true. It implements [templ.Attributer].
func (a Attr) Items() []templ.KeyValue[string, any] {
	if a.set == nil {
		return nil
	}
	return a.set.items
}

// Confirm returns a copy of a with a confirmation: the browser shows question to the user before it
// sends an event, and drops the event if the user declines. An empty question removes the
// confirmation.
func (a Attr) Confirm(question string) Attr {
	if question == "" {
		return a.without("live-confirm")
	}
	return a.with("live-confirm", question)
}

// Debounce returns a copy of a that delays an event until d has passed without another one. d is
// rounded down to milliseconds; if that is zero, events are sent at once. Debounce panics if d is
// negative.
func (a Attr) Debounce(d time.Duration) Attr {
	if d < 0 {
		panic(fmt.Sprintf("live: Debounce: negative duration %v", d))
	}
	if d < time.Millisecond {
		return a.without("live-debounce")
	}
	return a.with("live-debounce", strconv.FormatInt(d.Milliseconds(), 10))
}

// DebounceBlur returns a copy of a that delays an event until the control loses focus.
func (a Attr) DebounceBlur() Attr { return a.with("live-debounce", "blur") }

// Value returns a copy of a that sets a field of the event, by its name in the browser, which is in
// lower case: Value("id", "7") sets ID to 7 and overrides the event's own ID. Use it for names that
// are known only at run time. Value panics if name is not a valid name.
func (a Attr) Value(name, value string) Attr {
	if name == "" || strings.ToLower(name) != name || strings.ContainsFunc(name, isInvalidNameRune) {
		panic(fmt.Sprintf("live: Value: invalid name %q; use lower-case letters, digits, . _ and -", name))
	}
	return a.with("live-value-"+name, value)
}

// with returns a copy of a in which attr has this value.
func (a Attr) with(attr, value string) Attr {
	items := make([]templ.KeyValue[string, any], len(a.Items()), len(a.Items())+1)
	copy(items, a.Items())
	for i := range items {
		if items[i].Key == attr {
			items[i].Value = value
			return newAttr(items...)
		}
	}
	return newAttr(append(items, templ.KeyValue[string, any]{Key: attr, Value: value})...)
}

// without returns a copy of a without attr.
func (a Attr) without(attr string) Attr {
	var items []templ.KeyValue[string, any]
	for _, item := range a.Items() {
		if item.Key != attr {
			items = append(items, item)
		}
	}
	return newAttr(items...)
}
