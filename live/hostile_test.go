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

// testHostileClient runs a test while another page is open, and checks that the page is not
// affected. The test acts as the browser mallory, whose views f creates.
func testHostileClient(t *testing.T, srv *live.Server, test func(t *testing.T, f *viewFactory, mallory *browser)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		srv.Handler = f.handler()
		a := serve(t, srv, nil)
		bystander := a.browser().open("/bystander")
		f.views = nil
		test(t, f, a.browser())
		bystander.sendAndWait("live_test.action?name=nothing")
		require.True(t, bystander.Adopted())
	})
}

// An invalid message closes the connection and ends its session.
func TestMalformedMessages(t *testing.T) {
	for name, messages := range map[string][]string{
		"garbage before the join":              {`hello`},
		"event before the join":                {`["e",0,0,"live_test.action"]`},
		"empty message before the join":        {``},
		"invalid join":                         {`["join",3]`},
		"invalid resume":                       {`["resume"]`},
		"garbage":                              {joinMessage, `{"e":1}`},
		"truncated message":                    {joinMessage, `["e",0,0,"live_`},
		"unknown kind":                         {joinMessage, `["evil",1]`},
		"number as kind":                       {joinMessage, `[1,2]`},
		"second join":                          {joinMessage, joinMessage},
		"resume after join":                    {joinMessage, `["resume",{"session":"x","frame":0,"version":0,"ref":1}]`},
		"ack of an unsent frame":               {joinMessage, `["a",1]`},
		"ack of an unsent frame with an event": {joinMessage, `["e",99,0,"live_test.action"]`},
		"negative number":                      {joinMessage, `["a",-1]`},
		"overflowing number":                   {joinMessage, `["a",99999999999999999999]`},
		"wrapped message of session 0":         {joinMessage, `["@",0,["html",0]]`},
		"invalid form":                         {joinMessage, `["e",0,0,"live_test.action",["steal","",[],""]]`},
		"too large message":                    {joinMessage, `["e",0,0,"live_test.action?name=` + strings.Repeat("x", wire.MaxMessage) + `"]`},
		"deep nesting":                         {joinMessage, strings.Repeat("[", 30000) + strings.Repeat("]", 30000)},
		"invalid UTF-8":                        {joinMessage, "[\"e\",0,1,0,\"\xff\xfe\"]"},
		"binary":                               {joinMessage, "\x00"},
	} {
		t.Run(name, func(t *testing.T) {
			testHostileClient(t, &live.Server{}, func(t *testing.T, f *viewFactory, mallory *browser) {
				conn := mallory.dialRaw("/")
				for i, message := range messages {
					kind := websocket.TextMessage
					if message == "\x00" {
						kind = websocket.BinaryMessage
					}
					require.NoError(t, conn.WriteMessage(kind, []byte(message)))
					if i < len(messages)-1 {
						require.Contains(t, conn.read(), "joined")
					}
				}
				conn.requireClose(wire.Stop, wire.Malformed)
				synctest.Wait()
				for _, v := range f.views {
					require.Equal(t, 1, v.unmounts.get())
				}
				if len(messages) > 1 {
					require.Contains(t, mallory.app.log.String(), "reason=malformed")
				}
			})
		})
	}
}

// An invalid event has an outcome and does not close the connection. Otherwise old pages would
// reconnect in a loop after a deployment.
func TestInvalidEvents(t *testing.T) {
	for name, c := range map[string]struct{ event, outcome, reason string }{
		"unknown event":           {`"e",0,0,"shop.Buy?card=hunter2"`, "refused", "unknown event"},
		"event without a name":    {`"e",0,0,"?card=hunter2"`, "refused", "unknown event"},
		"invalid arguments":       {`"e",0,0,"live_test.count?by=hunter2"`, "refused", "bad arguments"},
		"removed component":       {`"e",0,77,"live_test.count?by=1"`, "stale", "live: component is gone"},
		"params of another page":  {`"p",0,"/admin?card=hunter2"`, "refused", "another page"},
		"params of another site":  {`"p",0,"//evil.test/?card=hunter2"`, "refused", "another page"},
		"params with invalid URL": {`"p",0,"\t/"`, "refused", "another page"},
		"unexpected form":         {`"e",0,0,"live_test.count",[1,"",["by","hunter2"]]`, "refused", "bad arguments"},
		"missing form":            {`"e",0,0,"live_test.order?card=hunter2"`, "refused", "bad arguments"},
	} {
		t.Run(name, func(t *testing.T) {
			testHostileClient(t, &live.Server{}, func(t *testing.T, f *viewFactory, mallory *browser) {
				f.newView = func(*http.Request) *view { return &view{moreEvents: extraEvents} }
				conn := mallory.dialRaw("/")
				conn.write(joinMessage)
				require.Contains(t, conn.read(), "joined")
				conn.write("[" + c.event + "]")
				require.Equal(t, fmt.Sprintf(`[1,[],[["out",1,"%s","%s"]]]`, c.outcome, c.reason), conn.read())
				conn.write(`["e",0,0,"live_test.action?name=add"]`)
				require.Contains(t, conn.read(), `[1,[[`, "the session continues")
				require.NotContains(t, mallory.app.log.String(), "hunter2")
			})
		})
	}
}

type (
	count struct{ By int }
	order struct{ Card string }
)

// extraEvents returns the events of a view besides action.
func extraEvents() live.Events {
	var form live.Form[order]
	return live.Events{
		live.On(func(*live.Socket, count) error { return nil }),
		live.OnForm(&form, func(*live.Socket, order) error { return nil }),
	}
}

func TestLog_LongEventNameIsTruncated(t *testing.T) {
	testHostileClient(t, &live.Server{}, func(t *testing.T, f *viewFactory, mallory *browser) {
		p := mallory.open("/")
		before := len(mallory.app.log.String())
		p.sendAndWait(strings.Repeat("x", 60_000))
		require.Less(t, len(mallory.app.log.String())-before, 500)
	})
}

func TestServer_ClosesSilentConnection(t *testing.T) {
	testHostileClient(t, &live.Server{}, func(t *testing.T, f *viewFactory, mallory *browser) {
		conn := mallory.dialRaw("/")
		start := time.Now()
		_, _, err := conn.ReadMessage()
		require.Error(t, err)
		require.Equal(t, 10*time.Second, time.Since(start))
	})
}

// At most wire.MaxPendingEvents events may be unacknowledged. The connection of a client that sends
// more is closed.
func TestServer_ClosesFloodingConnection(t *testing.T) {
	testHostileClient(t, &live.Server{}, func(t *testing.T, f *viewFactory, mallory *browser) {
		hold := make(chan struct{})
		f.newView = func(*http.Request) *view {
			return &view{actions: map[string]func(*live.Socket) error{"wait": func(*live.Socket) error { <-hold; return nil }}}
		}
		conn := mallory.dialRaw("/")
		conn.write(joinMessage)
		require.Contains(t, conn.read(), "joined")
		for range wire.MaxPendingEvents + 1 {
			conn.write(`["e",0,0,"live_test.action?name=wait"]`)
			synctest.Wait() // the first is being handled
		}
		conn.requireClose(wire.Stop, wire.Flood)
		require.Contains(t, mallory.app.log.String(), "reason=flood")
		require.Zero(t, f.views[0].unmounts.get(), "Unmount follows the running handler")
		close(hold)
		synctest.Wait()
		require.Equal(t, 1, f.views[0].unmounts.get())
	})
}

// Messages that exceed the rate are delayed, not dropped. Other clients are not delayed.
func TestEventRate_DelaysEvents(t *testing.T) {
	for name, c := range map[string]struct {
		srv   *live.Server
		event string
		n     int
		want  time.Duration // until the last acknowledgement
	}{
		"events":           {&live.Server{}, `["e",0,0,"live_test.action?name=count"]`, 300, 4 * time.Second},
		"heartbeats":       {&live.Server{}, `["h"]`, 300, 4 * time.Second},
		"custom rate":      {&live.Server{EventRate: 10, EventBurst: 20}, `["e",0,0,"live_test.action?name=count"]`, 50, 3 * time.Second},
		"within the burst": {&live.Server{}, `["e",0,0,"live_test.action?name=count"]`, 100, 0},
	} {
		t.Run(name, func(t *testing.T) {
			testHostileClient(t, c.srv, func(t *testing.T, f *viewFactory, mallory *browser) {
				counted := 0
				f.newView = func(*http.Request) *view {
					return &view{actions: map[string]func(*live.Socket) error{"count": func(*live.Socket) error { counted++; return nil }}}
				}
				conn := mallory.dialRaw("/")
				conn.write(joinMessage)
				require.Contains(t, conn.read(), "joined")
				start := time.Now()
				window := make(chan struct{}, wire.MaxPendingEvents) // a client that exceeds it is closed
				acknowledged := make(chan int, 1)
				go func() {
					n := 0
					for n < c.n {
						_, data, err := conn.ReadMessage()
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
					acknowledged <- n
				}()
				for range c.n {
					window <- struct{}{}
					conn.write(c.event)
				}
				require.Equal(t, c.n, <-acknowledged)
				require.Equal(t, c.want, time.Since(start).Round(10*time.Millisecond))
				if strings.Contains(c.event, "count") {
					require.Equal(t, c.n, counted)
				}
			})
		})
	}
}

// A flood of unadopted pages evicts pages of the same client only: the page of another client is
// still adopted.
func TestMaxUnadopted_FloodEvictsOwnPages(t *testing.T) {
	big := "<p>" + strings.Repeat("x", 10_000) + "</p>"
	for name, c := range map[string]struct {
		srv *live.Server
		max int
	}{
		"by number":     {&live.Server{MaxUnadopted: 50}, 50},
		"by bytes":      {&live.Server{MaxUnadoptedBytes: 500_000}, 50},
		"by client key": {&live.Server{MaxUnadopted: 50, ClientKey: func(r *http.Request) string { return r.Header.Get("X-Client") }}, 50},
	} {
		t.Run(name, func(t *testing.T) {
			testHostileClient(t, c.srv, func(t *testing.T, f *viewFactory, mallory *browser) {
				f.newView = func(*http.Request) *view { return &view{html: func() string { return big }} }
				other := mallory.app.browser()
				other.addr = "198.51.100.7:99"
				other.header.Set("X-Client", "other")
				mallory.header.Set("X-Client", "mallory")
				p := other.load("/")
				for range 400 {
					mallory.get("/")
				}
				synctest.Wait()
				kept := 0
				for _, v := range f.views {
					kept += 1 - v.unmounts.get()
				}
				require.LessOrEqual(t, kept, c.max)
				require.Greater(t, kept, c.max/2)
				require.NoError(t, p.join())
				require.True(t, p.Adopted())
			})
		})
	}
}
