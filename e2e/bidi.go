package e2e

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// A bidiConn is a connection that speaks WebDriver BiDi (https://w3c.github.io/webdriver-bidi/).
type bidiConn struct {
	ws    *websocket.Conn
	ended chan struct{} // closed when the connection ends

	mu        sync.Mutex
	last      int                        // ID of the last command
	pending   map[int]chan<- bidiReply   // by ID of the command
	listeners map[string]func(bidiEvent) // by browsing context
}

// An object is one of JSON.
type object = map[string]any

// A bidiReply is the reply to one command.
type bidiReply struct {
	Type, Error, Message string
	Result               json.RawMessage
}

// A bidiEvent is an event of a browsing context.
type bidiEvent struct {
	Method string
	Params json.RawMessage
}

// dialBiDi connects to a browser and starts a session that reports the events of all tabs.
func dialBiDi(url string, events ...string) (*bidiConn, error) {
	ws, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		return nil, fmt.Errorf("e2e: connect to the browser: %w", err)
	}
	c := &bidiConn{ws: ws, ended: make(chan struct{}), pending: map[int]chan<- bidiReply{}, listeners: map[string]func(bidiEvent){}}
	go c.read()
	prompts := object{"unhandledPromptBehavior": object{"default": "ignore"}}
	if err := c.call("session.new", object{"capabilities": object{"alwaysMatch": prompts}}, nil); err != nil {
		return nil, err
	}
	return c, c.call("session.subscribe", object{"events": events}, nil)
}

// read passes on what the browser sends, until the connection ends.
func (c *bidiConn) read() {
	defer close(c.ended)
	for {
		var m struct {
			ID int
			bidiReply
			bidiEvent
		}
		if err := c.ws.ReadJSON(&m); err != nil {
			return
		}
		if m.Type == "event" {
			c.deliver(m.bidiEvent)
			continue
		}
		c.mu.Lock()
		reply := c.pending[m.ID]
		delete(c.pending, m.ID)
		c.mu.Unlock()
		if reply != nil {
			reply <- m.bidiReply
		}
	}
}

// deliver passes an event to the listener of its browsing context.
func (c *bidiConn) deliver(e bidiEvent) {
	var at struct {
		Context string
		Source  struct{ Context string }
	}
	if json.Unmarshal(e.Params, &at) != nil {
		return
	}
	c.mu.Lock()
	listener := c.listeners[at.Context+at.Source.Context]
	c.mu.Unlock()
	if listener != nil {
		listener(e)
	}
}

// listen makes the connection call f for each event of a browsing context, in the order of events and
// replies. f must not wait.
func (c *bidiConn) listen(context string, f func(bidiEvent)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.listeners[context] = f
}

// send sends a command. Its reply arrives on the channel.
func (c *bidiConn) send(method string, params any) (<-chan bidiReply, error) {
	reply := make(chan bidiReply, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last++
	c.pending[c.last] = reply
	return reply, c.ws.WriteJSON(object{"id": c.last, "method": method, "params": params})
}

// call sends a command, waits for its reply, and decodes the result unless result is nil.
func (c *bidiConn) call(method string, params, result any) error {
	return c.callUnless(nil, method, params, result)
}

// callUnless is call, which fails once abort is closed.
func (c *bidiConn) callUnless(abort <-chan struct{}, method string, params, result any) error {
	replies, err := c.send(method, params)
	if err != nil {
		return fmt.Errorf("e2e: %s: %w", method, err)
	}
	select {
	case r := <-replies:
		if r.Type == "error" {
			return fmt.Errorf("e2e: %s: %s: %s", method, r.Error, r.Message)
		}
		if result == nil {
			return nil
		}
		return json.Unmarshal(r.Result, result)
	case <-abort:
		return fmt.Errorf("e2e: %s: the page was left meanwhile", method)
	case <-c.ended:
		return fmt.Errorf("e2e: %s: the connection to the browser ended", method)
	case <-time.After(tabTimeout):
		return fmt.Errorf("e2e: %s: no reply", method)
	}
}
