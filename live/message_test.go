package live_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

type (
	ping struct{ N int }
	pong struct{ N int }
)

// Messages pass in both directions, in order, and only to the view that handles their type.
func TestSend_BothWays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log recorder
		child := &stub{}
		child.mount = func(s *live.Socket) error { return s.Send(ping{0}) }
		child.events = func() live.Events {
			return live.Events{live.On(func(s *live.Socket, m pong) error {
				log.add(fmt.Sprint("child ", m.N))
				return s.Send(ping(m))
			})}
		}
		row := &stub{render: func() templ.Component { return markup(`<div>`, nested("a", child), `</div>`) }}
		row.events = func() live.Events {
			return live.Events{live.On(func(s *live.Socket, _ tap) error {
				for n := range 3 {
					if err := live.Send(s, "a", pong{n + 1}); err != nil {
						return err
					}
				}
				return nil
			})}
		}
		page := showing(live.Component("row", row))
		page.events = on(func(m ping) { log.add(fmt.Sprint("page ", m.N)) })
		b := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil).browser()
		c, _ := b.joinRaw()
		c.readAll()
		require.Equal(t, []string{"page 0"}, log.get(), "a message of the GET is handled after the join")
		c.write(`["e",0,1,"live_test.tap"]`)
		c.readAll()
		var of [2][]string
		for _, e := range log.get()[1:] {
			if e[0] == 'c' {
				of[0] = append(of[0], e)
			} else {
				of[1] = append(of[1], e)
			}
		}
		require.Equal(t, [2][]string{{"child 1", "child 2", "child 3"}, {"page 1", "page 2", "page 3"}}, of)
	})
}

// At most Server.MaxInbox messages wait. Those to a view that has ended are dropped.
func TestSend_Limit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		block := make(chan struct{})
		var handled counter
		child := &stub{events: on(func(pong) { handled.inc(); <-block })}
		var results []error
		page := showing(nested("a", child))
		page.events = func() live.Events {
			return live.Events{live.On(func(s *live.Socket, e tap) error {
				for range e.ID {
					results = append(results, live.Send(s, "a", pong{}))
				}
				return nil
			})}
		}
		app := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil)
		c, _ := app.browser().joinRaw()
		c.do(0, "live_test.tap?id=1") // is being handled
		c.do(0, "live_test.tap?id=300")
		accepted := 0
		for _, err := range results {
			if err == nil {
				accepted++
			} else {
				require.ErrorContains(t, err, "live: Send: the inbox of the receiver is full")
			}
		}
		require.Equal(t, 1+256, accepted)
		c.write(`["bye"]`)
		synctest.Wait()
		close(block)
		synctest.Wait()
		require.Equal(t, 1, handled.get(), "the others are dropped")
		require.Equal(t, 1, child.unmounts)
	})
}

// A message that no view handles is a mistake of the application.
func TestSend_NoHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		app := serve(t, &live.Server{Handler: live.Page(factoryOf(showing(nested("a", &stub{
			joined: func(s *live.Socket) error { return s.Send(ping{}) },
		}))))}, nil)
		app.browser().joinRaw()
		synctest.Wait()
		require.Contains(t, app.log.String(), "a message of type live_test.ping was sent to *live_test.stub, which has no handler for it")
	})
}

// An Errors of a message handler is shown to the user; another error is not.
func TestSend_Errors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		child := &stub{joined: func(s *live.Socket) error { return s.Send(ping{}) }}
		page := showing(nested("a", child))
		page.events = func() live.Events {
			return live.Events{live.On(func(*live.Socket, ping) error { return live.Errors{"": "too late"} })}
		}
		c, _ := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil).browser().joinRaw()
		require.Equal(t, []string{`[0,[],[["flash","error","too late"]]]`}, c.readAll())
	})
}
