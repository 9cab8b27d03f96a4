package live

import (
	"bytes"
	"context"
	"fmt"
	"maps"

	"github.com/lively-go/lively/internal/wire"
)

// A pass is one render of a page. What it finds becomes the page's tree of scopes when it completes; a pass that fails
// changes nothing.
type pass struct {
	prog  *program
	n     uint64
	fresh []*scope // mounted in this pass
}

// A place is where in a pass a component is rendered. It travels in the context.
type place struct {
	pass  *pass
	scope *scope
	memo  *memo // the innermost around
}

type placeKey struct{}

// placeOf returns the place of what is being rendered; it says what to do if there is none.
func placeOf(ctx context.Context, what string) (*place, error) {
	if at, ok := ctx.Value(placeKey{}).(*place); ok {
		return at, nil
	}
	return nil, fmt.Errorf("live: %s is rendered outside of a page: hand its templ context on", what)
}

// Render implements session.Program.
func (p *program) Render(html *bytes.Buffer) error {
	p.passes++
	ps := &pass{prog: p, n: p.passes}
	completed := false
	defer func() {
		if !completed {
			ps.undo()
		}
	}()
	p.root.reached = ps.n
	if err := ps.render(p.ctx, html, &place{ps, p.root, nil}); err != nil {
		return err
	}
	completed = true
	ps.commit()
	if v, ok := p.root.view.(titler); ok {
		if title := v.Title(); title != p.title {
			if p.title = title; p.joined {
				p.ses.Effect(wire.Title(title))
			}
		}
	}
	return nil
}

// render renders the view of a scope. ctx is the page's own for the page: a fresh one for templ, which would leave out what it has
// rendered once.
func (ps *pass) render(ctx context.Context, html *bytes.Buffer, at *place) error {
	return at.scope.view.Render().Render(context.WithValue(ctx, placeKey{}, at), html)
}

// enter finds or mounts the component key of a place.
func (at *place) enter(key string, view View) (*scope, error) {
	sc := at.scope.kids[key]
	if at.scope.next[key] != nil || sc != nil && sc.reached == at.pass.n {
		return nil, fmt.Errorf("live: component %q is rendered twice in %T: give each a key of its own", key, at.scope.view)
	}
	if sc == nil || sc.view != view {
		sc = at.pass.prog.newScope(at.scope, key, view)
		at.pass.fresh = append(at.pass.fresh, sc)
		if at.scope.next == nil {
			at.scope.next = map[string]*scope{}
		}
		at.scope.next[key] = sc
		if err := sc.mount(); err != nil {
			return nil, fmt.Errorf("mount component %q (%T): %w", key, view, err)
		}
	}
	sc.reached, sc.around = at.pass.n, at.memo
	if at.memo != nil {
		at.memo.scopes = append(at.memo.scopes, sc)
	}
	return sc, nil
}

// commit makes the scopes that were reached the tree, and unmounts the others.
func (ps *pass) commit() {
	ps.sweep(ps.prog.root)
	for _, sc := range ps.fresh {
		if sc.parent.kids == nil {
			sc.parent.kids = map[string]*scope{}
		}
		sc.parent.kids[sc.key], sc.parent.next = sc, nil
	}
	if !ps.prog.joined {
		return
	}
	changed := false
	for _, sc := range ps.fresh {
		changed = sc.join() || changed
	}
	if changed { // what Joined did is in the next picture
		ps.prog.ses.Post(func() {})
	}
}

func (ps *pass) sweep(sc *scope) {
	maps.DeleteFunc(sc.memos, func(_ string, m *memo) bool { return m.reached != ps.n })
	for key, kid := range sc.kids {
		if kid.reached == ps.n {
			ps.sweep(kid)
		} else {
			delete(sc.kids, key)
			kid.unmount()
		}
	}
}

// undo unmounts what the pass mounted, and forgets all memos: they may hold what was never shown.
func (ps *pass) undo() {
	for _, sc := range ps.fresh {
		sc.parent.next = nil
		sc.unmount()
	}
	ps.prog.root.each(func(sc *scope) bool { sc.memos = nil; return true })
}
