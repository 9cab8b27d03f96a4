package live

import (
	"bytes"
	"errors"
	"fmt"
	"hash/maphash"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/diff/normalize"
	"github.com/lively-go/lively/internal/wire"
)

// checkMarkup returns an error, in development, for problems that appear only in some browsers or
// situations: markup that browsers parse differently, duplicate keys, and the styles and scripts
// that templ writes once per render.
func (srv *Server) checkMarkup(prog *program, markup []byte) error {
	if !srv.Dev {
		return nil
	}
	// Invalid characters come from the application's data. They are replaced, not reported here.
	snap, err := prog.parse(markup)
	if err != nil {
		return prog.locate(err, markup)
	}
	return prog.checkStructure(snap, markup)
}

// parse parses markup of the view in the context of its root. Invalid characters are replaced.
func (p *program) parse(markup []byte) (*diff.Snapshot, error) {
	markup = normalize.ReplaceInvalid(markup)
	if p.isPage() {
		return diff.Parse(markup)
	}
	return diff.ParseIn(p.rootContext(), markup)
}

// checkStructure returns an error for duplicate keys, and for styles and scripts in a view.
func (p *program) checkStructure(snap *diff.Snapshot, markup []byte) error {
	for _, dup := range snap.DuplicateKeys() {
		return p.locate(&diff.SyntaxError{
			Offset: dup.Offset, Line: dup.Line, Column: dup.Column,
			Problem: "key " + dup.Key + " is used by two children of one element",
			Fix:     "a unique live-id (or id) for each",
		}, markup)
	}
	for _, tag := range []string{"<style", "<script"} {
		if bytes.Contains(markup, []byte(tag)) {
			return errors.New("live: " + tag + "> in a view: templ writes it once per render, so patches would remove it; " +
				"put it into a stylesheet or the layout")
		}
	}
	return nil
}

// checkRender reports, in development and in tests, attributes and bindings of a render that have no
// effect. Bindings without a handler do not fail a test here: package livetest finds them itself.
func (p *program) checkRender(markup []byte) {
	if !p.isChecked() {
		return
	}
	sum := maphash.Bytes(hashSeed, markup)
	if sum == p.checks.hash {
		return
	}
	p.checks.hash = sum
	snap, err := p.parse(markup)
	if err != nil {
		return // MarkupError, or the error page, says why
	}
	for _, m := range misusedAttrs(snap) {
		p.report(problem{Kind: problemBinding, Text: m.String()})
	}
	if !p.srv.Dev {
		return
	}
	for _, text := range p.newHandlerTable().unhandled(snap) {
		p.warnProblem(problem{Kind: problemBinding, Text: text})
	}
	p.checkIDs(snap)
	if p.joined { // before, it is an error page
		if err := p.checkStructure(snap, markup); err != nil {
			p.warnProblem(newProblem(problemMarkup, err))
		}
	}
}

// unhandled describes the bindings of a page whose events would be refused.
func (t handlerTable) unhandled(snap *diff.Snapshot) (problems []string) {
	var ancestors []string // live-c of each enclosing element, "" if it has none
	for tag := range snap.Tags() {
		ancestors = append(ancestors[:tag.Depth], tag.Attr("live-c"))
		for _, a := range tag.Attributes {
			if !wire.IsBinding(a.Name) {
				continue
			}
			if err := t.checkBinding(innermostComponent(ancestors), a, tag); err != nil {
				at := fmt.Sprintf("line %d: %s=%q of <%s>", tag.Line, a.Name, a.Value, tag.Name)
				problems = append(problems, fmt.Sprintf("%s: %v", at, err))
			}
		}
	}
	return problems
}

// checkBinding returns an error if a step of the binding a of tag would be refused.
func (t handlerTable) checkBinding(component uint64, a diff.TagAttribute, tag diff.Tag) error {
	events, err := wire.EventsOf(a.Name, a.Value)
	if err != nil {
		return err
	}
	for _, event := range events {
		if err := t.Check(component, eventURL(event, tag)); err != nil {
			return err
		}
	}
	return nil
}

// eventURL returns the event of a binding on an element, with the arguments of its live-value-*
// attributes.
func eventURL(event string, tag diff.Tag) string {
	for _, a := range tag.Attributes {
		if name, ok := strings.CutPrefix(a.Name, "live-value-"); ok {
			separator := "?"
			if strings.Contains(event, "?") {
				separator = "&"
			}
			event += separator + url.QueryEscape(name) + "=" + url.QueryEscape(a.Value)
		}
	}
	return event
}

// innermostComponent returns the number of the innermost component, given live-c of the ancestors
// of an element.
func innermostComponent(ancestors []string) uint64 {
	for _, c := range slices.Backward(ancestors) {
		if n, err := strconv.ParseUint(c, 10, 64); err == nil {
			return n
		}
	}
	return 0
}
