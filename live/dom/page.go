package dom

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/lively-go/lively/internal/codec"
	"github.com/lively-go/lively/internal/target"
)

// Dispatch dispatches the event live:name, which bubbles, on each element of to, for scripts of the page. Its
// detail is v, encoded as JSON. Dispatch panics if name is not made of letters, digits, - and :, if it is that
// of an event of the client itself, such as error, or if v cannot be encoded.
func Dispatch(to Target, name string, v any) Command {
	if checkWord("Dispatch", name); slices.Contains(clientEvents, name) {
		panic(fmt.Sprintf("dom: Dispatch: live:%s is an event of the client; use another name", name))
	}
	detail, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("dom: Dispatch: encode detail of %s: %v", name, err))
	}
	return newCommand("dispatch", targetOf("Dispatch", to), text(name), raw(detail))
}

// clientEvents are the names, without the prefix live:, that are reserved for events of the client itself. It
// dispatches most of them.
var clientEvents = []string{
	"error", "reply", "dev", "copied", "page-loading-start", "page-loading-stop", "before-navigate", "connected", "disconnected",
}

// Exec runs the list that live.Commands gives the elements of to under a name. Self in that list is the element
// that has it. Exec panics if name is not made of lower-case letters, digits and -.
func Exec(to Target, name string) Command {
	if checkWord("Exec", name); strings.ToLower(name) != name || strings.Contains(name, ":") {
		panic(fmt.Sprintf("dom: Exec: invalid name %q; use lower-case letters, digits and -", name))
	}
	return newCommand("exec", targetOf("Exec", to), text(name))
}

// Navigate loads another page of this server. It panics unless path is an absolute path, with an optional
// query and fragment, as the browser sees it.
func Navigate(path string) Command { return newCommand("navigate", localPath("Navigate", path)) }

// ReplaceNavigate is like [Navigate] but replaces the current entry of the history, so that Back leads to the
// page before this one.
func ReplaceNavigate(path string) Command {
	return newCommand("navigate", localPath("ReplaceNavigate", path), raw(replaces))
}

func localPath(function, path string) argument {
	if !target.IsLocal(path) {
		panic(fmt.Sprintf("dom: %s: %q is not a path on this server", function, path))
	}
	return text(path)
}

// Patch changes the query string of the URL to q, a struct, without leaving the view, like a link with
// live.Patch.
func Patch(q any) Command { return newCommand("patch", query(q)) }

// ReplacePatch is like [Patch] but replaces the current entry of the history, as Socket.ReplacePatch does: for a
// filter or a tab to which Back should not return.
func ReplacePatch(q any) Command { return newCommand("patch", query(q), raw(replaces)) }

func query(q any) argument { return text(string(codec.AppendQuery([]byte{'?'}, q))) }

// replaces is the last argument of a command that replaces the current entry of the history.
var replaces = []byte("true")

// Copy copies the value of the first element of to, if that is a field, or else its text, to the clipboard. The
// client then dispatches the event live:copied on the element with the binding, with the text as its detail.
// Browsers allow it only while they handle a click or a key, so that it fails in Socket.Exec.
func Copy(to Target) Command { return newCommand("copy", targetOf("Copy", to)) }

// CopyText is like [Copy] but copies s.
func CopyText(s string) Command { return newCommand("copyText", text(s)) }

// A Position is where [ScrollIntoView] puts an element.
type Position string

// The positions in the area that scrolls. Nearest scrolls as little as possible.
const (
	Start   Position = "start"
	Center  Position = "center"
	End     Position = "end"
	Nearest Position = "nearest"
)

// ScrollIntoView scrolls the first element of to into view, smoothly if the style sheet sets scroll-behavior.
// ScrollIntoView panics if at is none of the constants.
func ScrollIntoView(to Target, at Position) Command {
	if !slices.Contains([]Position{Start, Center, End, Nearest}, at) {
		panic(fmt.Sprintf("dom: ScrollIntoView: unknown position %q", at))
	}
	return newCommand("scrollIntoView", targetOf("ScrollIntoView", to), text(string(at)))
}

// checkWord panics unless name is made of letters, digits, - and :.
func checkWord(function, name string) {
	isInvalid := func(r rune) bool {
		return r != '-' && r != ':' && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z')
	}
	if name == "" || strings.ContainsFunc(name, isInvalid) {
		panic(fmt.Sprintf("dom: %s: invalid name %q; use letters, digits, - and :", function, name))
	}
}
