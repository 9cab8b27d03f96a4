package live

import (
	"bytes"
	"errors"
	"strings"

	"github.com/lively-go/lively/internal/wire"
)

// A formReceiver is the handler of a form.
type formReceiver interface {
	// recover decodes and validates what a page held before the view was mounted.
	recover(*Socket, wire.Event) error

	// post handles a POST: the data determines the rows, and a submit calls the handler.
	post(*Socket, wire.Event) error
}

// recoverForms passes what the page held before it joined to the forms of the view, which was mounted
// for the join, and renders the view again: the page keeps its rows. It must be called before Join. It
// returns an error if the view panics or cannot be rendered.
func (p *program) recoverForms(forms []wire.JoinForm) (err error) {
	completed := false
	defer p.recoverProgram(&completed, &err)
	p.ses.Page.RunUnadopted("recover forms", func() {
		changed := false
		for _, form := range forms {
			changed = p.recoverForm(form) || changed
		}
		if changed {
			err = p.renderRecovered()
		}
	})
	completed = true
	return err
}

// recoverForm reports whether the view has the form.
func (p *program) recoverForm(sent wire.JoinForm) bool {
	inst := p.root
	if sent.Component != 0 {
		inst = p.components[sent.Component]
	}
	url := eventOfForm(sent.URL)
	name, _, _ := strings.Cut(url, "?")
	for ; inst != nil; inst = inst.parent {
		h, ok := inst.events().find(name)
		if !ok || name == "" {
			continue
		}
		form, ok := h.handler.(formReceiver)
		if !ok {
			return false
		}
		inst.invalidateMemos()
		if err := form.recover(&inst.socket, wire.Event{URL: url, Form: &sent.Form}); err != nil {
			p.outcomeOf(inst, name, err) // logs it
		}
		return true
	}
	return false
}

func (p *program) renderRecovered() error {
	var buf bytes.Buffer
	if err := p.Render(&buf); err != nil {
		return err
	}
	if p.redirect() != "" {
		return errors.New("the view navigates to another page")
	}
	_, err := p.ses.Page.FirstRender(buf.Bytes())
	return err
}
