package live

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/lively-go/lively/diff"
)

// inspect finds, in development, what works in most places and fails in some: markup that a browser would read otherwise, keys that
// stand twice, and templ's once-only styles and scripts. Of events that nobody listens to it warns: a page under construction has some.
func (srv *Server) checkMarkup(prog *program, markup []byte) error {
	if !srv.Dev {
		return nil
	}
	snap, err := diff.Parse(markup)
	if err != nil {
		return err
	}
	for _, dup := range snap.DuplicateKeys() {
		return &diff.SyntaxError{
			Offset: dup.Offset, Line: dup.Line, Column: dup.Column,
			What: "key " + dup.Key + " stands twice among the children of one element", Write: "a live-id (or id) of its own for each",
		}
	}
	for _, tag := range []string{"<style", "<script"} {
		if bytes.Contains(markup, []byte(tag)) {
			return errors.New("live: " + tag + "> inside a view: templ writes it once per render, so patches would take it away; use a stylesheet or a script of the layout")
		}
	}
	for _, problem := range prog.handlerTable().unhandled(snap) {
		prog.log.Warn("live: dead binding", "view", fmt.Sprintf("%T", prog.root.view), "at", problem)
	}
	return nil
}

// bindings are the attributes that name events.
var bindingAttrs = map[string]bool{
	"live-click": true, "live-change": true, "live-submit": true, "live-keydown": true, "live-focus": true, "live-blur": true,
}

// dead says which attributes of a page name events that would be refused.
func (t handlerTable) unhandled(snap *diff.Snapshot) (problems []string) {
	var ancestors []string // live-c of the elements around, "" where there is none
	for tag := range snap.Tags() {
		ancestors = append(ancestors[:tag.Depth], tag.Attr("live-c"))
		for _, a := range tag.Attributes {
			if !bindingAttrs[a.Name] {
				continue
			}
			if err := t.Check(innermostComponent(ancestors), a.Value); err != nil {
				problems = append(problems, fmt.Sprintf("line %d: %s=%q of <%s>: %v", tag.Line, a.Name, a.Value, tag.Name, err))
			}
		}
	}
	return problems
}

// componentIn is the number of the innermost component around an element.
func innermostComponent(ancestors []string) uint64 {
	for _, c := range slices.Backward(ancestors) {
		if n, err := strconv.ParseUint(c, 10, 64); err == nil {
			return n
		}
	}
	return 0
}
