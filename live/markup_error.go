package live

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/htmlscan"
	"github.com/lively-go/lively/internal/session"
)

// A markupError is invalid markup of a view.
type markupError struct {
	err   *diff.SyntaxError
	view  string // the path of the component that rendered it; see pathOf
	place string // the elements around it, such as main > p.note
	quote string // the markup around it, with a mark below
}

func (e *markupError) Error() string {
	return fmt.Sprintf("live: markup of %s, in %s: %v", e.view, e.place, e.err)
}

func (e *markupError) Unwrap() error { return e.err }

// details returns the text of an error for developers: with the markup around the place of a markupError.
func details(err error) string {
	if m, ok := errors.AsType[*markupError](err); ok {
		return err.Error() + "\n\n" + m.quote
	}
	return err.Error()
}

// maxPlace is the number of elements in markupError.place.
const maxPlace = 5

// locate adds to an error of package diff which component has rendered the markup, and the markup around
// the place. It returns other errors unchanged.
func (p *program) locate(err error, markup []byte) error { return p.locateIn(p.root, err, markup) }

// locateIn is like locate, for the markup of the component inst alone.
func (p *program) locateIn(inst *instance, err error, markup []byte) error {
	syntax, ok := errors.AsType[*diff.SyntaxError](err)
	if !ok || syntax.Offset > len(markup) {
		return err
	}
	component := inst.num
	var names []string
	for _, e := range htmlscan.OpenElements(markup[:syntax.Offset]) {
		names = append(names, selectorOf(e))
		if n, err := strconv.ParseUint(e.Attr("live-c"), 10, 64); err == nil {
			component = n
		}
	}
	if extra := len(names) - maxPlace; extra > 0 {
		names = append([]string{"…"}, names[extra:]...)
	}
	if len(names) == 0 {
		names = []string{"the root"}
	}
	return &markupError{syntax, p.pathOf(component), strings.Join(names, " > "), quoteMarkup(string(markup), syntax.Offset)}
}

// selectorOf returns the name of an element with its id or first class: ul.menu.
func selectorOf(e htmlscan.Element) string {
	if id := e.Attr("id"); id != "" {
		return e.Name + "#" + shorten(id)
	}
	if classes := strings.Fields(e.Attr("class")); len(classes) > 0 {
		return e.Name + "." + shorten(classes[0])
	}
	return e.Name
}

// maxQuote is the number of bytes of markup that are quoted before and after a place.
const maxQuote = 60

// quoteMarkup returns the line of markup with an offset, shortened to what is near, and below it a mark at
// the offset.
func quoteMarkup(markup string, offset int) string {
	before, rest := markup[:offset], markup[offset:]
	before = before[strings.LastIndexByte(before, '\n')+1:]
	rest, _, _ = strings.Cut(rest, "\n")
	if cut := len(before) - maxQuote; cut > 0 {
		for !utf8.RuneStart(before[cut]) {
			cut++
		}
		before = "…" + before[cut:]
	}
	if len(rest) > maxQuote {
		cut := maxQuote
		for cut > 0 && !utf8.RuneStart(rest[cut]) {
			cut--
		}
		rest = rest[:cut] + "…"
	}
	before = strings.ToValidUTF8(strings.ReplaceAll(before, "\t", " "), "\uFFFD")
	rest = strings.ToValidUTF8(strings.ReplaceAll(rest, "\r", ""), "\uFFFD")
	return before + rest + "\n" + strings.Repeat(" ", utf8.RuneCountInString(before)) + "^"
}

// MarkupError implements session.Program. It logs each kind of error once per type of view.
func (p *program) MarkupError(err error, markup []byte) {
	if errors.Is(err, session.ErrCharacters) {
		if _, logged := p.srv.loggedCharacters.LoadOrStore(reflect.TypeOf(p.root.view), true); !logged {
			p.log.Warn("live: invalid characters in a render are replaced", "err", err)
		}
		return
	}
	err = p.locate(err, markup)
	p.hooks.MarkupError(errors.New(details(err)))
	p.show(newProblem(problemMarkup, err))
	if _, logged := loggedMarkup.LoadOrStore(reflect.TypeOf(p.root.view), true); logged {
		return
	}
	p.log.Warn("live: invalid markup is normalized on every render; see docs/reference/markup.md", "err", err)
}

// loggedMarkup is the set of types of views for which MarkupError has logged invalid markup.
var loggedMarkup sync.Map
