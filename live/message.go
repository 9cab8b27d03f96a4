package live

import (
	"errors"
	"fmt"
	"reflect"
)

// Send sends m, a struct, from a nested view to the view or component that renders it: see [Nested]. Of the
// components around the nested view, the innermost one whose Events list an [On] for the type of m handles
// it; if there is none, the parent's view does. The handler runs after those that wait already.
//
// Messages of one nested view are handled once and in order. Those that are sent during the GET are handled
// when the browser has joined. A message is dropped if the receiver ends before. Send returns an error if
// the view is not nested, or if [Server.MaxInbox] messages wait in the parent's inbox. m must not be changed
// afterwards. Send panics if the type of m cannot be that of an event.
//
// An event type that is handled by On can be sent by the browser, too: the handler must check what the user
// may do.
func (s *Socket) Send(m any) error {
	t := eventTypeOf(reflect.TypeOf(m))
	if err := s.misused("Socket.Send"); err != nil {
		return err
	}
	n := s.inst.prog.host
	if n == nil {
		return fmt.Errorf("live: Send of %s: %T is not a nested view", t.name, s.inst.prog.root.view)
	}
	return n.owner.send(t, m)
}

// Send sends m, a struct, to the nested view with this key, which the view or component of s renders: see
// [Nested]. An [On] for the type of m in Events of the nested view handles it.
//
// Messages are handled once and in order. A message is dropped if the receiver ends before. Send returns an
// error if there is no such nested view, or it is not mounted, or if [Server.MaxInbox] messages wait in its
// inbox. m must not be changed afterwards. Send panics if the type of m cannot be that of an event.
//
// An event type that is handled by On can be sent by the browser, too: the handler must check what the user
// may do.
func Send(s *Socket, key string, m any) error {
	t := eventTypeOf(reflect.TypeOf(m))
	if err := s.misused("Send"); err != nil {
		return err
	}
	n := s.inst.nested[key]
	if n == nil || n.prog == nil {
		return fmt.Errorf("live: Send of %s: %T has no nested view %q that is mounted", t.name, s.inst.view, key)
	}
	return n.prog.root.send(t, m)
}

// errInboxFull is the error of a message to a view whose inbox is full.
var errInboxFull = errors.New("live: Send: the inbox of the receiver is full; see Server.MaxInbox")

// send queues a message for inst. It may be called by any goroutine.
func (inst *instance) send(t *eventType, m any) error {
	page := inst.prog.ses.Page
	if page.Do(inst.ifMounted(func() { inst.receive(t, m) })) || page.Ended() {
		return nil
	}
	return errInboxFull
}

// A messageHandler is a handler that also handles messages of other views.
type messageHandler interface {
	handleMessage(s *Socket, m any) error
}

func (fn onEvent[T]) handleMessage(s *Socket, m any) error { return fn(s, m.(T)) }

// receive handles a message.
func (inst *instance) receive(t *eventType, m any) {
	inst.prog.hooks.Message()
	for to := inst; to != nil; to = to.parent {
		h, _ := to.events().find(t.name)
		if h, ok := h.handler.(messageHandler); ok {
			to.socket.run(t.name, func() error { return to.prog.showUserError(h.handleMessage(&to.socket, m)) })
			return
		}
	}
	inst.prog.report(problem{Kind: problemNested, Text: fmt.Sprintf("a message of type %s was sent to %s, which has no handler for it; "+
		"add live.On to its Events", t.name, inst.prog.pathOf(inst.num))})
}

// showUserError shows err to the user, and returns nil, if it is meant for the user. Otherwise it returns
// err.
func (p *program) showUserError(err error) error {
	if !isUserError(err) {
		return err
	}
	p.flashError(err.Error())
	return nil
}
