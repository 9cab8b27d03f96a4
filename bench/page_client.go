package main

import (
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"time"

	"github.com/gorilla/websocket"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// opTimeout bounds every exchange with a server: a benchmark ends.
const opTimeout = 20 * time.Second

// A tab is a browser's tab: it loads the page, joins with the token in it,
// clicks, acknowledges, and keeps its document as the patches make it.
type tab struct {
	*client.Client
	conn     *websocket.Conn
	document []byte // of the GET
	joined   int    // bytes of payload of the join's answer
}

// openTab loads the page and joins. The view that rendered the page must go on.
func openTab(addr, path string) (*tab, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	document, err := get(jar, addr, path)
	if err != nil {
		return nil, err
	}
	page, err := client.ParsePage(path, document)
	if err != nil {
		return nil, err
	}
	c, err := client.New(page)
	if err != nil {
		return nil, err
	}
	conn, err := dial(jar, addr, path, "lively.1")
	if err != nil {
		return nil, err
	}
	t := &tab{Client: c, conn: conn, document: document}
	t.deadline()
	rendered := c.Doc()
	if err := c.Join(conn); err != nil {
		return nil, errors.Join(fmt.Errorf("join: %w", err), conn.Close())
	}
	if !c.Adopted() || c.Doc() != rendered {
		return nil, errors.Join(errors.New("join: the page was sent again"), conn.Close())
	}
	t.joined = c.Received().Bytes
	return t, nil
}

// get loads a page on a connection of its own, which is closed: a socket's
// memory shall be measured, not that of an idle connection beside it.
func get(jar http.CookieJar, addr, path string) ([]byte, error) {
	hc := &http.Client{Jar: jar, Timeout: opTimeout, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := hc.Get("http://" + addr + path)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET %s: %s", path, res.Status)
	}
	return io.ReadAll(res.Body)
}

func dial(jar http.CookieJar, addr, path string, protocols ...string) (*websocket.Conn, error) {
	d := websocket.Dialer{Jar: jar, Subprotocols: protocols, HandshakeTimeout: opTimeout, ReadBufferSize: 1024, WriteBufferSize: 1024}
	conn, _, err := d.Dial("ws://"+addr+path, http.Header{"Origin": {"http://" + addr}})
	if err != nil {
		return nil, fmt.Errorf("open a socket: %w", err)
	}
	return conn, nil
}

// binding is what a click on the element with this id asks for.
func (t *tab) binding(id string) (string, error) {
	m := regexp.MustCompile(`<[^>]* id="` + id + `"[^>]* live-click="([^"]+)"`).FindSubmatch(t.document)
	if m == nil {
		return "", fmt.Errorf("nothing to click with id %q", id)
	}
	return html.UnescapeString(string(m[1])), nil
}

// click sends an event and waits until it is answered.
func (t *tab) click(event string) error {
	t.deadline()
	ref, err := t.Send(wire.Event{URL: event})
	for err == nil && t.Acknowledged() < ref {
		_, err = t.Read()
	}
	if o, bad := t.Outcome(ref); bad {
		return fmt.Errorf("%s was %s: %s", event, o.Kind, o.Why)
	}
	return err
}

func (t *tab) deadline()     { t.conn.SetReadDeadline(time.Now().Add(opTimeout)) }
func (t *tab) received() int { return t.Received().Bytes - t.joined }

func (t *tab) close() error {
	return errors.Join(t.Write(wire.Bye), t.Cut())
}
