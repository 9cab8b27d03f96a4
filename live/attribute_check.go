package live

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/htmlscan"
	"github.com/lively-go/lively/internal/nearest"
	"github.com/lively-go/lively/internal/wire"
)

// liveAttrs are the attributes of a view that the client and the server know. Names that begin with
// live-value- or live-commands- are known, too.
var liveAttrs = slices.Concat(wire.Bindings, []string{
	"live-c", "live-confirm", "live-debounce", "live-disable-with", "live-drag", "live-hook", "live-id", "live-key", "live-lazy", "live-modal",
	"live-navigate", "live-patch", "live-poll-interval", "live-portal", "live-region", "live-root", "live-row", "live-rows", "live-stream", "live-throttle", "live-unsaved", "live-update",
	"live-viewport-once", "live-while-typing",
})

// A misusedAttr is an attribute that has no effect where it is.
type misusedAttr struct {
	tag  diff.Tag
	attr string // name="value"
	text string // why, and what to do
}

func (m misusedAttr) String() string {
	return fmt.Sprintf("line %d: %s of <%s> %s", m.tag.Line, m.attr, m.tag.Name, m.text)
}

// misusedAttrs returns the attributes of a page that have no effect where they are.
func misusedAttrs(snap *diff.Snapshot) (found []misusedAttr) {
	var around []diff.Tag
	for tag := range snap.Tags() {
		around = append(around[:tag.Depth:tag.Depth], tag)
		for _, a := range tag.Attributes {
			if text := misuseOf(a, tag, around[:tag.Depth]); text != "" {
				attr := a.Name
				if a.Value != "" {
					attr += "=" + strconv.Quote(shorten(a.Value))
				}
				found = append(found, misusedAttr{tag, attr, text})
			}
		}
	}
	return found
}

// misuseOf returns why an attribute of tag has no effect, or "". around holds the tags of the elements
// around it, the outermost first.
func misuseOf(a diff.TagAttribute, tag diff.Tag, around []diff.Tag) string {
	within := func(names ...string) bool {
		return slices.ContainsFunc(around, func(t diff.Tag) bool { return slices.Contains(names, t.Name) })
	}
	if text := misuseOfLifecycle(a, tag, around); text != "" {
		return text
	}
	switch name := a.Name; {
	case name == "live-submit" && tag.Name != "form":
		return "has no effect: only a form is submitted; move it to the form"
	case name == "live-click" && tag.Name == "option":
		return "has no effect: browsers send no click for an option; use live-change of the select"
	case name == "live-click" && within("button"):
		return "is not reached by the keyboard, nor if the button is disabled; move it to the button"
	case (name == "live-focus" || name == "live-blur") && !isFocusable(tag):
		return "has no effect: the element does not receive the focus; move it to the control, or add tabindex"
	case name == "live-change" && (tag.Name == "button" || tag.Name == "option" || tag.Name == "input" && slices.Contains(buttonTypes, typeOf(tag))):
		return "has no effect: the value of the element does not change"
	case name == "live-patch" && tag.Name != "a":
		return "has no effect: only a link is followed; use an a element with live.Patch"
	case name == "live-patch" && tag.Attr("href") == "":
		return "has no effect without href; use live.Patch"
	case name == "live-navigate" && tag.Name != "a":
		return "has no effect: only a link is followed; use an a element with live.Navigate, or live.Click with dom.Navigate"
	case name == "live-navigate" && tag.Attr("href") == "":
		return "has no effect without href; use live.Navigate"
	case name == "live-navigate" && has(tag, "live-patch"):
		return "has no effect beside live-patch; use either live.Navigate or live.Patch"
	case name == regionAttr:
		return "has no effect in a view, whose content changes anyway; use live.LayoutRegion in Server.Layout only"
	case name == pushAttr && !has(tag, hookAttr):
		return "has no effect without live-hook; use live.Hook"
	case name == "live-key" && !has(tag, keyBindings...):
		return "has no effect without live-keydown, live-keyup, live-window-keydown or live-window-keyup"
	case name == "live-key" && keysProblem(a.Value) != "":
		return keysProblem(a.Value)
	case name == "live-while-typing" && !has(tag, "live-window-keydown", "live-window-keyup"):
		return "has no effect without live-window-keydown or live-window-keyup"
	case (name == "live-click-away" || name == "live-mouseenter" || name == "live-mouseleave") && (tag.Name == "option" || tag.Name == "optgroup"):
		return "has no effect: browsers show an option in a window of its own; use the select"
	case name == "live-confirm" && !has(tag, "live-click", "live-submit", "live-patch", "live-navigate") && !isSubmitButton(tag):
		return "has no effect without live-click, live-submit, live-patch or live-navigate on the same element"
	case name == "live-debounce" && !isDuration(a.Value):
		return `has no effect: it must be a number of milliseconds or "blur"`
	case name == "live-debounce" && !has(tag, "live-change", "live-mouseenter", "live-mouseleave") && !has(tag, keyBindings...) && !isCovered(tag, around):
		return "has no effect without live-change, or a binding of keys or of the mouse; only these are delayed"
	case name == wire.AutoRecover && !has(tag, "live-change"):
		return "has no effect without live-change on the same element"
	case name == "live-update" && a.Value != "ignore":
		return `has no effect: the only value is "ignore"`
	case name == "live-update" && isVoid(tag.Name):
		return "has no effect: the element has no content; move it to the element around it"
	case name == "name" && a.Value == submitKeyName && slices.ContainsFunc(around, isIgnored):
		return `stays the same after a submit: the content of live-update="ignore" is not updated; move the form out of it`
	case name == "live-modal" || name == "live-close" || name == "live-toggle" || name == "live-portal":
		return misuseOfDialog(name, tag)
	case strings.HasPrefix(name, "live-value-"):
		if !has(tag, "live-hook") && !slices.ContainsFunc(tag.Attributes, func(a diff.TagAttribute) bool { return wire.IsBinding(a.Name) }) {
			return "has no effect without a binding, such as live-click, on the same element"
		}
	case strings.HasPrefix(name, wire.CommandsPrefix) && a.Value != "":
	case name == "type" && isSubmitButton(tag) && !within("form") && !has(tag, "form", "live-click"):
		return "submits nothing: the button is in no form; move it into the form, or set its form attribute"
	default:
		return misspelledAttr(name)
	}
	return ""
}

// misspelledAttr returns why an attribute is not known, if it was meant to be one of Lively, or "".
func misspelledAttr(name string) string {
	if slices.Contains(liveAttrs, name) {
		return ""
	}
	event, isPhoenix := strings.CutPrefix(name, "phx-")
	switch plain := strings.NewReplacer("-", "", "_", "", ":", "", ".", "").Replace(name); {
	case isPhoenix && slices.Contains(liveAttrs, "live-"+event):
		return "is not known" + nearest.Format("live-"+event)
	case strings.HasPrefix(name, "live-"):
		return "is not known" + nearest.Suggestion(name, liveAttrs)
	default:
		for _, known := range liveAttrs {
			if len(known) > len("live-id") && plain == strings.ReplaceAll(known, "-", "") {
				return "is not known" + nearest.Format(known)
			}
		}
	}
	return ""
}

// keyBindings are the bindings of keys, which live-key restricts.
var keyBindings = []string{"live-keydown", "live-keyup", "live-window-keydown", "live-window-keyup"}

// isVoid reports whether an element never has content.
func isVoid(name string) bool { return slices.Contains(strings.Fields(htmlscan.VoidElements), name) }

// isIgnored reports whether updates leave the content of an element alone.
func isIgnored(tag diff.Tag) bool { return tag.Attr("live-update") == "ignore" }

// buttonTypes are the types of an input that has no value which a user changes.
var buttonTypes = []string{"hidden", "submit", "button", "reset", "image"}

func typeOf(tag diff.Tag) string { return strings.ToLower(tag.Attr("type")) }

// isSubmitButton reports whether an element is a button that says that it submits a form.
func isSubmitButton(tag diff.Tag) bool {
	switch tag.Name {
	case "button":
		return typeOf(tag) == "submit"
	case "input":
		return typeOf(tag) == "submit" || typeOf(tag) == "image"
	}
	return false
}

// has reports whether an element has one of the attributes.
func has(tag diff.Tag, names ...string) bool {
	return slices.ContainsFunc(tag.Attributes, func(a diff.TagAttribute) bool { return slices.Contains(names, a.Name) })
}

// isFocusable reports whether an element may receive the focus.
func isFocusable(tag diff.Tag) bool {
	switch tag.Name {
	case "a", "area", "audio", "button", "details", "dialog", "embed", "iframe", "input", "object", "select", "summary", "textarea", "video":
		return true
	}
	return strings.Contains(tag.Name, "-") || has(tag, "tabindex", "contenteditable")
}

// isDuration reports whether a value of live-debounce is one.
func isDuration(value string) bool {
	n, err := strconv.Atoi(value)
	return value == "blur" || err == nil && n >= 0
}

// isCovered reports whether an element is in one with live-change, or may belong to such a form.
func isCovered(tag diff.Tag, around []diff.Tag) bool {
	return has(tag, "form") || slices.ContainsFunc(around, func(t diff.Tag) bool { return has(t, "live-change") })
}
