// Package dom has the client commands: what a browser does by itself, without a round trip to the server,
// such as showing a menu or moving the focus. A binding of package live takes commands and events, in the
// order in which they happen:
//
//	<button { live.Click(dom.Toggle("#menu"))... }>Menu</button>
//	<button { live.Click(dom.Hide("#dialog"), Save{ID: 7})... }>Save</button>
//
// A handler runs commands with Socket.Exec:
//
//	s.Exec(dom.Focus("#name"))
//
// # What a command changes
//
// Commands run during the click or key press itself, so that the browser allows what it allows only then,
// such as writing to the clipboard. They also run before the page has joined and while the connection is
// lost; the events of the same binding then wait.
//
// Updates of the view preserve what a command has changed, until the view renders another value than before
// for that attribute, class or property of the style. It is preserved when the page is mounted again, too, and
// if an update replaces the element by one with the same id, or with a live-id that no other element has. It
// ends when the element is removed, and when the user loads the page.
//
// The values of the data of all events of a binding are read before its first command runs. If one of these
// events cannot be sent, for example because too many wait, none of them is sent and no command runs.
//
// # Without commands
//
// Browsers have elements that need no command: details with a common name for an accordion, the attributes
// popover and popovertarget for menus and tooltips, dialog with command="show-modal" and commandfor for modal
// dialogs. Prefer them: they work without scripts and manage the focus.
//
// # Errors
//
// The functions panic if a selector, a name or a path is not valid, so that the mistake is found by the
// first test that renders it. A target that no element matches is not an error.
package dom
