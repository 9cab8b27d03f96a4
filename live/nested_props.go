package live

import (
	"fmt"
	"sync"
)

// A propsSlot holds the props of a nested view.
type propsSlot struct {
	kind    *nestedKind
	current any // of the view; owned by its runner

	mu      sync.Mutex
	next    any  // if pending
	pending bool // applyProps is queued
}

// passProps passes the props of n to its view, unless it has them already.
func (n *nested) passProps() {
	if n.prog == nil {
		return
	}
	slot := n.prog.props
	slot.mu.Lock()
	queued := slot.pending
	slot.next, slot.pending = n.props, true
	slot.mu.Unlock()
	if !queued {
		n.prog.ses.Page.Post(n.prog.applyProps)
	}
}

// applyProps calls Props of the view if the props have changed.
func (p *program) applyProps() {
	p.props.mu.Lock()
	props := p.props.next
	p.props.next, p.props.pending = nil, false
	p.props.mu.Unlock()
	if props == p.props.current {
		return
	}
	p.props.current = props
	p.hooks.Message()
	s := &p.root.socket
	s.run("Props", func() error {
		ok, err := p.props.kind.update(p.root.view, s, props)
		if !ok {
			p.report(problem{Kind: problemNested, Text: fmt.Sprintf("the props of nested view %q have changed, and %T has no method "+
				"Props(*live.Socket, %s) error; add it, or use another key for other props", p.host.key, p.root.view, p.props.kind.props)})
		}
		return err
	})
}
