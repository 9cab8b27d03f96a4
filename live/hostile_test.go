package live_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

const hello = `["join",{"url":"/","caps":[],"client":{"width":1,"height":1}}]`

// attack runs a test beside a page that must not notice. Mallory's page has a view of his own.
func attack(t *testing.T, srv *live.Server, test func(t *testing.T, m *made, mallory *browser)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		m := &made{}
		srv.Handler = m.anyPath()
		a := serve(t, srv, nil)
		bystander := a.browser().open("/bystander")
		m.views = nil
		test(t, m, a.browser())
		bystander.do("live_test.do?what=nothing")
		require.True(t, bystander.Adopted())
	})
}

// What is not a message of the protocol ends a connection, and the session that it had.
func TestMalformedMessages(t *testing.T) {
	for what, messages := range map[string][]string{
		"before the join, garbage":       {`hello`},
		"before the join, an event":      {`["e",0,1,0,"live_test.do"]`},
		"before the join, nothing":       {``},
		"a join that is none":            {`["join",3]`},
		"a resume that is none":          {`["resume"]`},
		"garbage":                        {hello, `{"e":1}`},
		"half a message":                 {hello, `["e",0,1,0,"live_`},
		"an unknown kind":                {hello, `["evil",1]`},
		"a number for a kind":            {hello, `[1,2]`},
		"a second join":                  {hello, hello},
		"a resume of a joined page":      {hello, `["resume",{"session":"x","frame":0,"versions":{},"ref":1}]`},
		"an ack of what was never sent":  {hello, `["a",1]`},
		"the same with an event":         {hello, `["e",99,1,0,"live_test.do"]`},
		"a negative number":              {hello, `["a",-1]`},
		"a number that overflows":        {hello, `["a",99999999999999999999]`},
		"a root that is not on the page": {hello, `["html",0,7]`},
		"a form that is none":            {hello, `["e",0,1,0,"live_test.do",["steal","",[],""]]`},
		"a message that is too large":    {hello, `["e",0,1,0,"live_test.do?what=` + strings.Repeat("x", wire.MaxMessage) + `"]`},
		"depth":                          {hello, strings.Repeat("[", 30000) + strings.Repeat("]", 30000)},
		"what is not UTF-8":              {hello, "[\"e\",0,1,0,\"\xff\xfe\"]"},
		"binary":                         {hello, "\x00"},
	} {
		t.Run(what, func(t *testing.T) {
			attack(t, &live.Server{}, func(t *testing.T, m *made, mallory *browser) {
				k := mallory.talk("/")
				for i, message := range messages {
					kind := websocket.TextMessage
					if message == "\x00" {
						kind = websocket.BinaryMessage
					}
					require.NoError(t, k.WriteMessage(kind, []byte(message)))
					if i < len(messages)-1 {
						require.Contains(t, k.hear(), "joined")
					}
				}
				k.closed(wire.Stop, wire.Malformed)
				synctest.Wait()
				for _, v := range m.views {
					require.Equal(t, 1, v.unmounts.get())
				}
				if len(messages) > 1 {
					require.Contains(t, mallory.app.log.String(), "reason=malformed")
				}
			})
		})
	}
}

// An event that cannot be has an outcome. It closes nothing: after a deploy page and server would go round in circles.
func TestEventsThatCannotBe(t *testing.T) {
	for what, c := range map[string]struct{ event, outcome, why string }{
		"an unknown event":           {`"e",0,1,0,"shop.Buy?card=hunter2"`, "refused", "unknown event"},
		"an event without a name":    {`"e",0,1,0,"?card=hunter2"`, "refused", "unknown event"},
		"bad arguments":              {`"e",0,1,0,"live_test.count?by=hunter2"`, "refused", "bad arguments"},
		"a component that has gone":  {`"e",0,1,77,"live_test.count?by=1"`, "stale", "live: component is gone"},
		"a page that has gone":       {`"e",0,2,0,"live_test.count?by=1"`, "stale", "live: component is gone"},
		"another page":               {`"p",0,1,"/admin?card=hunter2"`, "refused", "another page"},
		"another site":               {`"p",0,1,"//evil.test/?card=hunter2"`, "refused", "another page"},
		"an address that is none":    {`"p",0,1,"\t/"`, "refused", "another page"},
		"a form that nobody expects": {`"e",0,1,0,"live_test.count",["submit","by=hunter2",[],""]`, "refused", "bad arguments"},
		"no form where one belongs":  {`"e",0,1,0,"live_test.order?card=hunter2"`, "refused", "bad arguments"},
	} {
		t.Run(what, func(t *testing.T) {
			attack(t, &live.Server{}, func(t *testing.T, m *made, mallory *browser) {
				m.make = func(*http.Request) *view { return &view{also: exposed} }
				k := mallory.talk("/")
				k.say(hello)
				require.Contains(t, k.hear(), "joined")
				k.say("[" + c.event + "]")
				require.Equal(t, fmt.Sprintf(`[1,[],[["out",1,"%s","%s"]]]`, c.outcome, c.why), k.hear())
				k.say(`["e",0,1,0,"live_test.do?what=add"]`)
				require.Contains(t, k.hear(), `[1,[[0,`, "the page goes on")
				require.NotContains(t, mallory.app.log.String(), "hunter2")
			})
		})
	}
}

type (
	count struct{ By int }
	order struct{ Card string }
)

// exposed are events beside do.
func exposed() live.Events {
	var form live.Form[order]
	return live.Events{
		live.On(func(*live.Socket, count) error { return nil }),
		live.OnForm(&form, func(*live.Socket, order) error { return nil }),
	}
}

func TestALongNameMakesNoLongLine(t *testing.T) {
	attack(t, &live.Server{}, func(t *testing.T, m *made, mallory *browser) {
		p := mallory.open("/")
		was := len(mallory.app.log.String())
		p.do(strings.Repeat("x", 60_000))
		require.Less(t, len(mallory.app.log.String())-was, 500)
	})
}

func TestOrigins(t *testing.T) {
	for at, ok := range map[string]bool{
		origin: true, "": true, "https://partner.test": true,
		"null": false, "http://evil.test": false, "http://lively.test:8080": false, "http://lively.test.evil.test": false,
		"http://sub.lively.test": false, "https://partner.test:444": false, "http://partner.test": false, "file://": false, "x": false,
	} {
		t.Run(at, func(t *testing.T) {
			attack(t, &live.Server{TrustedOrigins: []string{"https://partner.test"}}, func(t *testing.T, m *made, mallory *browser) {
				mallory.header["Origin"] = []string{at}
				conn, resp, err := mallory.dial("/")
				if ok {
					require.NoError(t, err)
					require.NoError(t, conn.WriteMessage(websocket.TextMessage, []byte(hello)))
					_, _, err = conn.ReadMessage()
					require.NoError(t, err)
					return
				}
				require.Error(t, err)
				require.Equal(t, http.StatusForbidden, resp.StatusCode)
				require.Empty(t, m.views)
			})
		})
	}
}

func TestAFormFromAnotherSiteIsRefused(t *testing.T) {
	attack(t, &live.Server{}, func(t *testing.T, m *made, mallory *browser) {
		mallory.header.Set("Origin", "http://evil.test")
		resp, _ := mallory.do("POST", "/")
		require.Equal(t, http.StatusForbidden, resp.StatusCode)
		require.Empty(t, m.views)
	})
}

func TestASilentConnectionIsClosed(t *testing.T) {
	attack(t, &live.Server{}, func(t *testing.T, m *made, mallory *browser) {
		k := mallory.talk("/")
		begun := time.Now()
		_, _, err := k.ReadMessage()
		require.Error(t, err)
		require.Equal(t, 10*time.Second, time.Since(begun))
	})
}

// Sixty-four events may be unanswered; who sends more does not play by the rules.
func TestABrokenWindowIsAFlood(t *testing.T) {
	attack(t, &live.Server{}, func(t *testing.T, m *made, mallory *browser) {
		hold := make(chan struct{})
		m.make = func(*http.Request) *view {
			return &view{on: map[string]func(*live.Socket) error{"wait": func(*live.Socket) error { <-hold; return nil }}}
		}
		k := mallory.talk("/")
		k.say(hello)
		require.Contains(t, k.hear(), "joined")
		for range wire.MaxPendingEvents + 1 {
			k.say(`["e",0,1,0,"live_test.do?what=wait"]`)
			synctest.Wait() // the first is being handled
		}
		k.closed(wire.Stop, wire.Flood)
		require.Contains(t, mallory.app.log.String(), "reason=flood")
		require.Zero(t, m.views[0].unmounts.get(), "Unmount follows the running handler")
		close(hold)
		synctest.Wait()
		require.Equal(t, 1, m.views[0].unmounts.get())
	})
}

// What comes faster than the rate waits; nothing of it is dropped, and nobody else waits with it.
func TestEventsAreDelayedNotDropped(t *testing.T) {
	for what, c := range map[string]struct {
		srv   *live.Server
		event string
		n     int
		took  time.Duration
	}{
		"events":            {&live.Server{}, `["e",0,1,0,"live_test.do?what=count"]`, 300, 4 * time.Second},
		"heartbeats":        {&live.Server{}, `["h"]`, 300, 4 * time.Second},
		"another rate":      {&live.Server{EventRate: 10, EventBurst: 20}, `["e",0,1,0,"live_test.do?what=count"]`, 50, 3 * time.Second},
		"no more than that": {&live.Server{}, `["e",0,1,0,"live_test.do?what=count"]`, 100, 0},
	} {
		t.Run(what, func(t *testing.T) {
			attack(t, c.srv, func(t *testing.T, m *made, mallory *browser) {
				counted := 0
				m.make = func(*http.Request) *view {
					return &view{on: map[string]func(*live.Socket) error{"count": func(*live.Socket) error { counted++; return nil }}}
				}
				k := mallory.talk("/")
				k.say(hello)
				require.Contains(t, k.hear(), "joined")
				begun := time.Now()
				window := make(chan struct{}, wire.MaxPendingEvents) // one who sends more is closed, however fast
				answers := make(chan int, 1)
				go func() {
					n := 0
					for n < c.n {
						_, data, err := k.ReadMessage()
						if err != nil {
							break
						}
						refs := 1
						if data[1] >= '1' && data[1] <= '9' {
							_, _ = fmt.Sscanf(string(data), "[%d", &refs)
						}
						for n += refs; refs > 0; refs-- {
							<-window
						}
					}
					answers <- n
				}()
				for range c.n {
					window <- struct{}{}
					k.say(c.event)
				}
				require.Equal(t, c.n, <-answers)
				require.Equal(t, c.took, time.Since(begun).Round(10*time.Millisecond))
				if strings.Contains(c.event, "count") {
					require.Equal(t, c.n, counted)
				}
			})
		})
	}
}

// A flood of pages that nobody joins takes no more than its share, and pushes out its own: a person who came before is adopted.
func TestAFloodOfPages(t *testing.T) {
	big := "<p>" + strings.Repeat("x", 10_000) + "</p>"
	for what, c := range map[string]struct {
		srv  *live.Server
		most int
	}{
		"by number":          {&live.Server{MaxUnadopted: 50}, 50},
		"by bytes":           {&live.Server{MaxUnadoptedBytes: 500_000}, 50},
		"by another address": {&live.Server{MaxUnadopted: 50, ClientKey: func(r *http.Request) string { return r.Header.Get("X-Client") }}, 50},
	} {
		t.Run(what, func(t *testing.T) {
			attack(t, c.srv, func(t *testing.T, m *made, mallory *browser) {
				m.make = func(*http.Request) *view { return &view{html: func() string { return big }} }
				person := mallory.app.browser()
				person.addr = "198.51.100.7:99"
				person.header.Set("X-Client", "person")
				mallory.header.Set("X-Client", "mallory")
				p := person.load("/")
				for range 400 {
					mallory.get("/")
				}
				synctest.Wait()
				parked := 0
				for _, v := range m.views {
					parked += 1 - v.unmounts.get()
				}
				require.LessOrEqual(t, parked, c.most)
				require.Greater(t, parked, c.most/2)
				require.NoError(t, p.join())
				require.True(t, p.Adopted())
			})
		})
	}
}
