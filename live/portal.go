package live

import (
	"context"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live/dom"
)

// Portal returns a component whose children are shown elsewhere in the document: at the end of the first element
// of target: a selector as in a style sheet, or what dom.ID returns. This is for what must not be cut off or covered by the
// elements around it, such as a tooltip.
//
//	@live.Portal("help", "body") {
//		<p role="tooltip">…</p>
//	}
//
// The children still belong to the view or component that renders them. Its events, commands and hooks, and nested
// views, work as usual, and events bubble to the elements around the portal in the template, not to those around the
// target. A form must contain its controls, or they name it in the attribute form. The target may be in the layout
// or in a view, but not in the portal.
//
// id is the id of the template element in place of the children. It must be unique in the document. Without scripts,
// and until the client has loaded its module for dialogs, the children are not shown; while no element matches
// target, neither.
//
// Portal panics if id is empty, or if target is a selector that no browser accepts.
func Portal(id string, target dom.Target) templ.Component {
	if id == "" {
		panic(fmt.Sprintf("live: Portal to %q: the id is empty", target))
	}
	checkTarget(target)
	start := `<template id="` + html.EscapeString(id) + `" live-portal="` + html.EscapeString(string(target)) + `">`
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		children := templ.GetChildren(ctx)
		ctx = templ.ClearChildren(ctx)
		if _, err := io.WriteString(w, start); err != nil {
			return err
		}
		if err := children.Render(ctx, w); err != nil {
			return err
		}
		_, err := io.WriteString(w, "</template>")
		return err
	})
}

// checkTarget panics if target does not say where in the document a portal leads.
func checkTarget(target dom.Target) {
	defer func() {
		if problem := recover(); problem != nil {
			panic("live: Portal: " + strings.TrimPrefix(fmt.Sprint(problem), "dom: Focus: "))
		}
	}()
	if target == dom.Self || strings.HasPrefix(string(target), "\x00") {
		panic(fmt.Sprintf("target %q is relative; use a selector, such as body", string(target)))
	}
	dom.Focus(target)
}
