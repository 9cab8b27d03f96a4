package live

import (
	"context"
	"fmt"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/pubsub"
)

// Identify associates the page with id, such as the ID of a group or of a login, so that [Disconnect]
// reaches it on any node of bus. The association ends when the view is unmounted or cancel is called.
// It is not needed for the page's own identity if [Server.Bus] is set. Call Identify in Mount: a
// Disconnect before that call reaches the page only if it came within the last minute, or while the
// page joined. Identify panics if id is empty. It returns an error if the bus cannot subscribe.
func Identify(s *Socket, bus pubsub.Bus, id string) (cancel func(), err error) {
	checkID(id)
	if err := s.misused("Identify"); err != nil {
		return nil, err
	}
	inst := s.inst
	if inst.ctx.Err() != nil {
		return nil, errUnmounted
	}
	leave, err := inst.prog.listen(inst.ctx, bus, id)
	if err != nil {
		return nil, err
	}
	return inst.addCleanup(leave).run, nil
}

// Disconnect ends the view of every page that belongs to id, on all nodes of bus: pages for which
// [Identify] was called with id and, on a [Server] whose Bus is bus, pages whose identity is id. It
// closes their connections. Each page that is open then reconnects through the application's
// middleware: if that accepts the page, a new view is mounted; otherwise the browser loads the page
// again. A page that is joining at the time must do so again, even if the middleware has accepted it
// already. End the login before calling Disconnect.
//
// If messages on bus may have been lost, all pages that belong to an id reconnect through the
// middleware, and keep their views. Disconnect panics if id is empty. It returns an error if the bus
// cannot publish.
func Disconnect(ctx context.Context, bus pubsub.Bus, id string) error {
	checkID(id)
	if err := disconnectTopic(bus).Publish(ctx, boundID(id)); err != nil {
		return fmt.Errorf("live: disconnect: %w", err)
	}
	return nil
}

// checkID panics if id is empty.
func checkID(id string) {
	if id == "" {
		panic("live: Identify and Disconnect need a non-empty id")
	}
}

// disconnectTopic returns the topic for the ids that are passed to Disconnect.
func disconnectTopic(bus pubsub.Bus) pubsub.Topic[string] {
	return pubsub.NewTopic[string](bus, "live:disconnect")
}

// listen makes p end when Disconnect is called with id on bus, until cancel is called.
func (p *program) listen(ctx context.Context, bus pubsub.Bus, id string) (cancel func(), err error) {
	d := &p.srv.disconnects
	if err := d.subscribe(ctx, bus, disconnectTopic(bus)); err != nil {
		return nil, fmt.Errorf("live: %w", err)
	}
	p = p.top // a nested view belongs to its page
	l := &listener{prog: p, id: busID{bus, boundID(id)}}
	ended, missed := d.add(l)
	switch {
	case ended:
		p.disconnect()
	case missed:
		p.ses.Disconnect()
	}
	return func() { d.remove(l) }, nil
}

// disconnect ends the page or sticky view p, which a Disconnect concerns, and closes its connection. The page of
// a sticky view continues, but must connect again through the middleware.
func (p *program) disconnect() {
	if p.sticky != nil {
		p.ses.Disconnect()
	}
	p.ses.End(wire.Disconnected)
}

// listenToIdentity makes p end when Disconnect is called with its identity.
func (p *program) listenToIdentity() error {
	bus := p.srv.Bus
	if bus == nil || p.identity == "" || p.host != nil {
		return nil
	}
	cancel, err := p.listen(p.ctx, bus, p.identity)
	if err == nil {
		p.root.addCleanup(cancel)
	}
	return err
}
