package session

import (
	"fmt"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// ignoredMessage sends a message for a session or element that is not on the connection. It has no effect.
func (m *model) ignoredMessage() {
	if !m.ready {
		return
	}
	n := 1<<53 - uint64(m.intN(4)) // odd or even, never on the connection
	if len(m.ended) > 0 && m.intN(2) == 0 {
		n = m.ended[m.intN(len(m.ended))]
	}
	m.write([]string{
		fmt.Sprintf(`["@",%d,["e",0,0,"page.Click"]]`, n),
		fmt.Sprintf(`["@",%d,["e",1000,0,"page.Click"]]`, n),
		fmt.Sprintf(`["@",%d,["html",1000]]`, n),
		fmt.Sprintf(`["@",%d,["bye"]]`, n),
		fmt.Sprintf(`["@",%d,["wake"]]`, n),
		fmt.Sprintf(`["@",%d,["show",1]]`, n),
		fmt.Sprintf(`["@",%d,["recheck","x"]]`, n),
		fmt.Sprintf(`["a",0,%d,1000]`, n),
		`["show",1]`,
		`["show",2147483647]`,
		`["h"]`,
	}[m.intN(11)])
}

// malformedMessages are messages that no client may send, whatever state its sessions are in.
var malformedMessages = []string{
	`["@",0,["html",0]]`,
	`["@",1,["@",3,["html",0]]]`,
	`["@",1,["h"]]`,
	`["@",1,["a",0]]`,
	`["@",1,["drain",0]]`,
	`["@"]`,
	`["@",1]`,
	`["@",1,"html"]`,
	`["@",1,["html",0]`,
	`["@",-1,["html",0]]`,
	`["@",1.5,["html",0]]`,
	`["@","1",["html",0]]`,
	`["@",9007199254740993,["html",0]]`,
	`["@",99999999999999999999999,["html",0]]`,
	`["@",2,["join",{"inst":"i","url":"/model","sum":0,"caps":[],"client":{"width":1,"height":1}}]]`,
	`["@",0,["join",{"inst":"i","url":"/model","sum":0,"caps":[],"client":{"width":1,"height":1}}]]`,
	`["@",4,["resume",{"inst":"i","url":"/model","session":"x","frame":0,"version":0,"ref":1}]]`,
	`["join",{"inst":"i","url":"/model","sum":0,"caps":[],"client":{"width":1,"height":1}}]`,
	`["resume",{"inst":"i","url":"/model","session":"x","frame":0,"version":0,"ref":1}]`,
	`["a",0,0,1]`,
	`["a",-1]`,
	`["unknown"]`,
	`{}`,
	"\xff",
	``,
}

// malformedMessage sends a message that ends the connection with all its sessions.
func (m *model) malformedMessage() {
	if !m.ready {
		return
	}
	m.malformed = true
	kind, fatal := m.intN(40), true
	switch {
	case kind < len(malformedMessages):
		m.write(malformedMessages[kind])
	case kind == 39:
		m.trace = append(m.trace, "> binary")
		_ = m.ws.WriteMessage(websocket.BinaryMessage, []byte(`["h"]`))
	default: // if the session has not ended meanwhile
		fatal = false
		n := m.session()
		m.write(string(wire.AppendWrapped(nil, n, []byte([]string{
			`["html",1000]`, `["e",1000,0,"page.Click"]`, `["recheck","x"]`,
		}[kind%3]))))
		if n > 0 && n%2 == 0 {
			m.send(n, []wire.Signal{wire.Sleep, wire.Wake, wire.Bye}[kind%3])
		}
		m.write(fmt.Sprintf(`["a",0,%d,1000]`, n))
		if used := m.sticky.nextNumber; used > 1 {
			fatal = true
			m.write(wrap(used-2, joinOf("/sticky")))
		}
	}
	if m.intN(2) > 0 {
		return // other messages may follow
	}
	time.Sleep(5 * time.Second)
	synctest.Wait()
	require.True(m.t, !fatal || m.isLost(), "a malformed message has not ended the connection")
}

// misstateResume makes the next resume say something wrong of what the client has.
func (m *model) misstateResume() {
	n := m.session()
	kind, by := m.intN(8), []int{-1000, 1000, 1 << 30}[m.intN(3)] // the server has no such frame or event
	m.misstate = func(r *wire.Resume) {
		root, ok := r.Roots[n]
		switch kind {
		case 0:
			r.Frame += by
		case 1:
			r.Ref += by
		case 2:
			r.Version += by
		case 3:
			r.Session = "unknown"
		case 4:
			delete(r.Roots, n)
		case 5:
			r.Roots[1<<53-1] = wire.ResumeRoot{Frame: by, Version: by, Ref: by}
		case 6:
			root.Frame += by
		default:
			root.Ref += by
		}
		if ok && kind > 5 {
			r.Roots[n] = root
		}
	}
	m.leave()
}
