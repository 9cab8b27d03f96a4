package live

import (
	"fmt"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/diff"
)

// Modal returns the attributes of a dialog element that is modal while it is open: the rest of the page is inert
// and does not scroll, and Escape and a click on the backdrop close the dialog. The focus then returns to the
// element that had it.
//
//	<button { live.Click(Edit{})... }>Edit</button>
//	<dialog id="editor" { live.Modal(v.Editing, StopEditing{})... }>
//
// The dialog opens when open becomes true, and closes when it becomes false; in between, the user decides. When the
// dialog is closed, but not by the server, the client takes the steps onClose, as for [Click], so that the server
// knows. A field of an event named Value receives the dialog's return value, which is the value of the button that has
// closed it. The dialog closes at once. If the server has handled the event and still renders it open, it is opened
// again.
//
// A dialog that the server does not open has false, and needs no steps: a button opens it with the attributes
// command="show-modal" and commandfor, or with the command dom.Show. Give the dialog an id or a live-id, by
// which it stays open when the page is mounted again. Without scripts an open dialog is shown, but not modal.
//
// Modal panics like Click.
func Modal(open bool, onClose ...any) Attr {
	items := []templ.KeyValue[string, any]{
		{Key: "live-modal", Value: true},
		{Key: "closedby", Value: "any"},
	}
	if open {
		items = append(items, templ.KeyValue[string, any]{Key: "open", Value: true})
	}
	if len(onClose) > 0 {
		items = append(items, bind("live-close", onClose).Items()...)
	}
	return newAttr(items...)
}

// ClosedBy returns a copy of a that sets how the user can close a dialog: "any" by Escape and a click on the
// backdrop, "closerequest" by Escape only, and "none" only by what the page offers. For [Modal], "any" is the
// default. ClosedBy panics if action is something else.
func (a Attr) ClosedBy(action string) Attr {
	switch action {
	case "any", "closerequest", "none":
		return a.with("closedby", action)
	}
	panic(fmt.Sprintf("live: ClosedBy: %q; use any, closerequest or none", action))
}

// Toggle returns the attribute of an element with the attribute popover, or of a details or dialog element, that
// takes steps, as for [Click], when the user opens or closes it. A field of an event named Open receives whether it
// is open.
func Toggle(steps ...any) Attr { return bind("live-toggle", steps) }

// misuseOfDialog returns why an attribute of tag has no effect, or "".
func misuseOfDialog(name string, tag diff.Tag) string {
	switch name {
	case "live-modal":
		switch {
		case tag.Name != "dialog":
			return "has no effect: only a dialog element is modal"
		case has(tag, "open") && !has(tag, "live-close"):
			return "does not notify the server when the user closes the dialog, so that the server cannot open it again; give live.Modal an event"
		}
	case "live-close":
		if !has(tag, "live-modal") {
			return "has no effect without live-modal; use live.Modal"
		}
	case "live-toggle":
		if tag.Name != "details" && tag.Name != "dialog" && !has(tag, "popover") {
			return "has no effect: only details, dialog and elements with popover are opened and closed"
		}
	case "live-portal":
		switch {
		case tag.Name != "template":
			return "has no effect: only the content of a template is moved; use live.Portal"
		case tag.Attr("live-portal") == "":
			return "has no effect without a selector of the target"
		}
	}
	return ""
}
