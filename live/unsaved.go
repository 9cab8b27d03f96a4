package live

import "github.com/a-h/templ"

// Unsaved returns the attribute of an element of a view, such as a form, that has data which the user has not saved. While
// the page contains such an element, the browser asks question before the user leaves the page by a link, by Back or
// Forward, or by a [dom.Navigate] command, and asks in its own words before it closes the window or loads another document.
// It does not ask when a handler navigates.
//
//	<form
//		{ f.Bind()... }
//		if f.Dirty() {
//			{ live.Unsaved("Leave without saving?")... }
//		}
//	>
//
// Unsaved panics if question is empty. Package livetest leaves pages without asking.
//
// [dom.Navigate]: https://pkg.go.dev/github.com/lively-go/lively/live/dom#Navigate
func Unsaved(question string) Attr {
	if question == "" {
		panic("live: Unsaved: the question is empty")
	}
	return newAttr(templ.KeyValue[string, any]{Key: "live-unsaved", Value: question})
}
