package dom

import (
	"fmt"
	"strings"
)

// A Target says which elements a command is for. A string is a selector as in a style sheet, for all elements
// of the document that match it:
//
//	dom.Hide("#dialog")
//	dom.AddClass("tr.selected td", "done")
//
// [Inner], [Closest] and [ID] return others, and Self is one. A command for one element, such as [Focus], uses
// the first that matches. If none matches, the command does nothing.
type Target string

// Self is the element with the binding. For a command of Socket.Exec, it is the element of the component, or
// the root of the view.
const Self Target = ""

// Inner and Closest begin with these characters, which are not part of any selector.
const (
	innerMark   = "\x00>"
	closestMark = "\x00<"
)

// Inner returns the target of the elements that match selector and are inside the element with the binding.
// Elements of other components and of nested views are not among them.
func Inner(selector string) Target { return Target(innerMark + checkSelector("Inner", selector)) }

// Closest returns the target of the innermost element that matches selector among the element with the
// binding and those around it, up to the outermost element of the component, or the root of the view.
func Closest(selector string) Target { return Target(closestMark + checkSelector("Closest", selector)) }

// ID returns the target of the element with this id, which may have any characters: dom.ID("user:7"). ID panics
// if id is empty.
func ID(id string) Target {
	if id == "" {
		panic("dom: ID: the id is empty")
	}
	return Target(`[id="` + escapeString(id) + `"]`)
}

// escapeString returns s for a string in a selector.
func escapeString(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\%x `, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// targetOf returns the argument for a target of command.
func targetOf(command string, to Target) argument {
	s := string(to)
	switch {
	case to == Self:
	case strings.HasPrefix(s, "\x00"):
		s = s[1:] // its selector was checked
	default:
		checkSelector(command, s)
	}
	return text(s)
}
