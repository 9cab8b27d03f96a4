package live

import (
	"html"
	"slices"
	"strings"

	"github.com/lively-go/lively/internal/wire"
)

// flashState is what a program remembers of its flash messages.
type flashState struct {
	early  wire.Flashes // messages before Joined, for the document
	errors []flashError // messages that end with a success; at most wire.MaxFlashes, the newest
	source flashSource  // of the event that is being handled
	failed bool         // the event that is being handled has invalid data, or its handler has returned Errors
	submit bool         // the event that is being handled is a submit
	recent int32        // number of messages since the event that is being handled, or the last render
}

// A flashError is a message that ends when the event that caused it is sent again and succeeds.
type flashError struct {
	id     string
	source flashSource
	ref    int
}

// A flashSource identifies what the user did: events with the same source come from the same form or
// element.
type flashSource struct {
	component uint64
	url       string
	isChange  bool
}

func newFlashSource(e wire.Event) flashSource {
	if e.Params {
		return flashSource{}
	}
	return flashSource{e.Component, e.URL, e.Form != nil && e.Form.Kind != wire.Submit}
}

// ends reports whether a success of an event from s ends the errors of other.
func (s flashSource) ends(other flashSource) bool {
	return s == other || s == flashSource{other.component, other.url, false}
}

// noteFlash remembers m.
func (p *program) noteFlash(m wire.FlashMessage) {
	if !p.joined {
		p.flashes.early.Show(m)
	}
	id := m.ID()
	p.flashes.errors = slices.DeleteFunc(p.flashes.errors, func(e flashError) bool {
		if m.Text == "" && m.Key == "" {
			return m.Kind == wire.FlashError
		}
		return e.id == id
	})
	if m.Kind != wire.FlashError || m.Text == "" || p.ref == 0 {
		return
	}
	p.flashes.errors = append(p.flashes.errors, flashError{id, p.flashes.source, p.ref})
	if n := len(p.flashes.errors) - wire.MaxFlashes; n > 0 {
		p.flashes.errors = slices.Delete(p.flashes.errors, 0, n)
	}
}

// endFlashErrors removes the errors of earlier events from the same source: the event that is being
// handled has succeeded, or has shown another error.
func (p *program) endFlashErrors(succeeded bool) {
	f := &p.flashes
	if f.failed {
		succeeded = false
	}
	if !succeeded && !slices.ContainsFunc(f.errors, func(e flashError) bool { return e.ref == p.ref }) {
		return
	}
	for _, e := range slices.Clone(f.errors) {
		if e.ref != p.ref && f.source.ends(e.source) {
			p.flash(wire.FlashMessage{Kind: wire.FlashError, FlashOptions: wire.FlashOptions{Key: e.id}})
		}
	}
}

// takeFlashHTML returns the elements of the messages that were shown before the document, for the
// browsers that do not run the client. It may be called once.
func (p *program) takeFlashHTML() string {
	if flashes := p.takeFlashes(); flashes != "" {
		return "<div>" + flashes + "</div>"
	}
	return ""
}

// takeFlashes returns the elements of the messages of p and its nested views.
func (p *program) takeFlashes() string {
	var b strings.Builder
	for _, m := range p.flashes.early {
		b.WriteString(`<p class="live-flash-` + m.Kind + `">` + html.EscapeString(strings.ToValidUTF8(m.Text, "\ufffd")) + `</p>`)
	}
	p.flashes.early = nil
	return b.String() + p.takeNestedFlashes()
}

// earlyFlashes returns the messages that p and its nested views have shown before the document.
func (p *program) earlyFlashes() wire.Flashes {
	messages := slices.Clone(p.flashes.early)
	for _, num := range p.nestedNumbers() {
		if nested := p.nestedView(num).prog; nested != nil {
			for _, m := range nested.earlyFlashes() {
				messages.Show(m)
			}
		}
	}
	return messages
}
