package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	"github.com/lively-go/lively/diff"
)

// opTimeout bounds every exchange with a server: a benchmark ends.
const opTimeout = 20 * time.Second

// A client is one browser tab, as far as docs/protocol.md can tell: it gets the
// page, joins with the token in it, clicks and acknowledges. It applies nothing.
type client struct {
	conn    *websocket.Conn
	page    string // the HTML of the GET
	epoch   int
	acks    int // frames not acknowledged yet
	waiting int // clicks not answered yet
	down    int // bytes of payload received since join
	joined  int // bytes of payload of the join's answer
	buf     []byte
}

// open loads the page and joins.
func open(addr, path string) (*client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := &client{}
	if c.page, err = get(jar, addr, path); err != nil {
		return nil, err
	}
	if c.conn, err = dial(jar, addr, path, "lively.1"); err != nil {
		return nil, err
	}
	if err := c.join(path); err != nil {
		return nil, errors.Join(fmt.Errorf("join: %w", err), c.conn.Close())
	}
	return c, nil
}

// get loads a page on a connection of its own, which is closed: a socket's
// memory shall be measured, not that of an idle connection beside it.
func get(jar http.CookieJar, addr, path string) (string, error) {
	hc := &http.Client{Jar: jar, Timeout: opTimeout, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := hc.Get("http://" + addr + path)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return "", err
	}
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("GET %s: %s", path, res.Status)
	}
	return string(body), nil
}

func dial(jar http.CookieJar, addr, path string, protocols ...string) (*websocket.Conn, error) {
	d := websocket.Dialer{Jar: jar, Subprotocols: protocols, HandshakeTimeout: opTimeout, ReadBufferSize: 1024, WriteBufferSize: 1024}
	conn, _, err := d.Dial("ws://"+addr+path, http.Header{"Origin": {"http://" + addr}})
	if err != nil {
		return nil, fmt.Errorf("open a socket: %w", err)
	}
	return conn, nil
}

var token = regexp.MustCompile(`<meta name="live-token" content="([^"]+)"`)

func (c *client) join(path string) error {
	m := token.FindStringSubmatch(c.page)
	if m == nil {
		return errors.New("the page has no token")
	}
	sum, err := checksum(c.page)
	if err != nil {
		return err
	}
	hello := map[string]any{
		"build": "bench", "inst": "YmVuY2g", "url": path, "token": html.UnescapeString(m[1]), "sum": sum, "caps": []string{},
		"client": map[string]any{"tz": "Europe/Berlin", "lang": "de", "width": 1280, "height": 800},
	}
	c.deadline()
	if err := c.conn.WriteJSON([]any{"join", hello}); err != nil {
		return err
	}
	_, msg, err := c.conn.ReadMessage()
	if err != nil {
		return err
	}
	var answer struct {
		Epoch   int
		Adopted bool
		HTML    string
	}
	if err := json.Unmarshal(msg, &[]any{new(string), &answer}); err != nil {
		return fmt.Errorf("%w in %.100s", err, msg)
	}
	switch {
	case !answer.Adopted:
		return fmt.Errorf("the page's view was not adopted: %.100s", msg)
	case answer.HTML != "":
		return fmt.Errorf("the server holds another picture than the page: %.100s", msg)
	}
	c.epoch, c.joined = answer.Epoch, len(msg)
	return nil
}

// checksum is what the browser reports of its page: the FNV-1a of what the root holds.
func checksum(page string) (uint32, error) {
	inner, err := rootHTML(page)
	if err != nil {
		return 0, err
	}
	snap, err := diff.Parse([]byte(inner))
	if err != nil {
		return 0, fmt.Errorf("parse the page: %w", err)
	}
	defer snap.Release()
	return snap.Checksum(), nil
}

// rootHTML is the HTML within the root element, which nests no other div of its name.
func rootHTML(page string) (string, error) {
	_, rest, ok := strings.Cut(page, `<div id="live-root"`)
	if !ok {
		return "", errors.New("the page has no root")
	}
	_, rest, _ = strings.Cut(rest, ">")
	depth := 1
	for i := 0; i < len(rest); i++ {
		switch {
		case strings.HasPrefix(rest[i:], "<div"):
			depth++
		case strings.HasPrefix(rest[i:], "</div>"):
			if depth--; depth == 0 {
				return rest[:i], nil
			}
		}
	}
	return "", errors.New("the root has no end")
}

// binding is what a click on the element with this id asks for.
func (c *client) binding(id string) (string, error) {
	m := regexp.MustCompile(`<[^>]* id="` + id + `"[^>]* live-click="([^"]+)"`).FindStringSubmatch(c.page)
	if m == nil {
		return "", fmt.Errorf("nothing to click with id %q", id)
	}
	return html.UnescapeString(m[1]), nil
}

// appendEvent writes an event of the page, see docs/protocol.md.
func appendEvent(b []byte, acks, epoch int, event string) []byte {
	b = append(b, `["e",`...)
	b = strconv.AppendInt(b, int64(acks), 10)
	b = append(b, ',')
	b = strconv.AppendInt(b, int64(epoch), 10)
	b = append(b, ",0,"...)
	b = strconv.AppendQuote(b, event)
	return append(b, ']')
}

// click sends an event and waits until it is answered.
func (c *client) click(event string) error {
	c.buf = appendEvent(c.buf[:0], c.acks, c.epoch, event)
	c.acks = 0
	c.waiting++
	c.deadline()
	if err := c.conn.WriteMessage(websocket.TextMessage, c.buf); err != nil {
		return err
	}
	for c.waiting > 0 {
		if err := c.receive(); err != nil {
			return err
		}
	}
	return nil
}

// receive reads one message and counts what it says.
func (c *client) receive() error {
	_, msg, err := c.conn.ReadMessage()
	if err != nil {
		return err
	}
	c.down += len(msg)
	refs, rest, _ := strings.Cut(strings.Trim(string(msg), "[]"), ",")
	n, err := strconv.Atoi(refs)
	if err != nil {
		if refs == `"h"` {
			return nil
		}
		return fmt.Errorf("unexpected message %.100s", msg)
	}
	if strings.Contains(rest, `["out",`) {
		return fmt.Errorf("click refused: %.200s", msg)
	}
	c.waiting -= n
	if rest != "" {
		c.acks++
	}
	return nil
}

func (c *client) deadline() { c.conn.SetReadDeadline(time.Now().Add(opTimeout)) }

// html asks for all of the root, to see that the clicks did what they should.
func (c *client) html() (string, error) {
	c.deadline()
	if err := c.conn.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, `["html",%d,0]`, c.acks)); err != nil {
		return "", err
	}
	c.acks = 0
	_, msg, err := c.conn.ReadMessage()
	if err != nil {
		return "", err
	}
	var frame []json.RawMessage
	var pictures [][]any
	if err := json.Unmarshal(msg, &frame); err != nil {
		return "", err
	}
	if len(frame) > 1 {
		if err := json.Unmarshal(frame[1], &pictures); err != nil {
			return "", err
		}
	}
	if len(pictures) != 1 || len(pictures[0]) < 3 {
		return "", fmt.Errorf("no picture in %.100s", msg)
	}
	c.acks++
	text, ok := pictures[0][2].(string)
	if !ok {
		return "", fmt.Errorf("no HTML in %.100s", msg)
	}
	return text, nil
}

func (c *client) received() int { return c.down }

func (c *client) close() error {
	c.conn.WriteMessage(websocket.TextMessage, []byte(`["bye"]`))
	return c.conn.Close()
}
