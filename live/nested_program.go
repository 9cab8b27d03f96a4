package live

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/lively-go/lively/internal/pagelog"
	"github.com/lively-go/lively/internal/wire"
)

// newProgram returns the program of a view that is not mounted yet. The caller must call End of its session.
func (n *nested) newProgram() *program {
	parent := n.parent
	p := &program{
		srv: parent.srv, page: parent.page, top: parent.top, host: n, hooks: parent.hooks,
		path: parent.path, identity: parent.identity, live: parent.joined, props: &propsSlot{kind: n.kind},
	}
	p.log, p.id = pagelog.Page{Server: &p.srv.logs, About: p}, p.srv.lastProgram.Add(1)
	p.ctx, p.cancel = context.WithCancel(n.owner.ctx)
	p.ses = p.srv.startSession(p)
	p.ses.Page.SetContext(n.context)
	p.top.nestedCount.Add(1)
	return p
}

// mountNested mounts and renders the view.
func (p *program) mountNested(props any) (err error) {
	defer func() { err = p.located(err) }()
	defer recoverError(&err)
	if limit := p.srv.maxNested(); int(p.top.nestedCount.Load()) > limit {
		return fmt.Errorf("live: the page has more than %d nested views; see Server.MaxSessionsPerConnection", limit)
	}
	p.props.current = props
	view := p.props.kind.mount(props)
	if err := p.props.kind.check(p.host.key, view); err != nil {
		return err
	}
	if p.html, err = p.mountAndRender(view); err == nil && p.isRedirected() {
		err = errors.New("live: the view navigates to another page")
	}
	return err
}

// check returns an error if view cannot be nested with props of this kind.
func (k *nestedKind) check(key string, view View) error {
	if view == nil {
		return fmt.Errorf("live: mount of nested view %q returned nil; return a view", key)
	}
	m, ok := reflect.TypeOf(view).MethodByName("Props")
	want := reflect.FuncOf([]reflect.Type{reflect.TypeFor[*Socket](), k.props}, []reflect.Type{reflect.TypeFor[error]()}, false)
	if ok && signature(m.Type, 1) != signature(want, 0) {
		return fmt.Errorf("live: method Props of %T has signature func%s; want func%s", view, signature(m.Type, 1), signature(want, 0))
	}
	return nil
}

// maxNested returns how many nested views a page may have.
func (srv *Server) maxNested() int { return srv.limits().MaxSessions - 1 }

// errNoPlace is the error of a nested view for which there is no place among the sessions of the server.
var errNoPlace = errors.New("live: there are too many sessions, of this client or in all, see Server.MaxSessionsPerClient " +
	"and MaxSessions; behind a proxy, set Server.ClientKey")

// takePlace takes a place for the session of a nested view.
func (p *program) takePlace() bool {
	ok := p.srv.takePlace(p.top.clientKey)
	p.hasPlace.Store(ok)
	return ok
}

// takeNestedPlaces takes places for the sessions of all nested views. It ends those for which there is none.
// It must be called before the page is joined.
func (p *program) takeNestedPlaces() {
	for _, n := range p.nestedViews() {
		prog := n.prog
		switch {
		case prog == nil:
		case prog.takePlace():
			prog.takeNestedPlaces()
		default:
			n.prog = nil
			p.ses.RemoveChild(prog.ses)
			prog.ses.End(wire.Lost)
			n.fail(prog, errNoPlace)
		}
	}
}
