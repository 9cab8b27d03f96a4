package live

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
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

// attrOf makes an Attr of items.
func newAttr(items ...templ.KeyValue[string, any]) Attr { return Attr{&attributes{items: items}} }

// Items are the attributes, in the order in which they were set. A value is a string, a *string, or true.
func (a Attr) Items() []templ.KeyValue[string, any] {
	if a.set == nil {
		return nil
	}
	return a.set.items
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
	if name == "" || strings.ToLower(name) != name || strings.ContainsFunc(name, isInvalidNameRune) {
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
			return newAttr(items...)
		}
	}
	return newAttr(append(items, templ.KeyValue[string, any]{Key: attr, Value: value})...)
}

func (a Attr) without(attr string) Attr {
	var items []templ.KeyValue[string, any]
	for _, item := range a.Items() {
		if item.Key != attr {
			items = append(items, item)
		}
	}
	return newAttr(items...)
}
