package main

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"regexp"
	"syscall"
	"time"

	"github.com/gorilla/websocket"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// A pageClient does what the browser client does for one page: it loads the page, joins, sends
// events, acknowledges frames and applies patches to its document.
type pageClient struct {
	*client.Client
	conn      *websocket.Conn
	document  []byte // body of the GET
	joinBytes int    // payload bytes of the response to the join
}

// openPage loads the page and joins. It fails if the join does not adopt the view that rendered the
// page. It tries again if the server has closed the connection: it allows 10 s for the first message,
// which a busy machine may exceed.
func openPage(addr, path string) (c *pageClient, err error) {
	for range maxAttempts {
		var closed *websocket.CloseError
		c, err = tryPage(addr, path)
		if !errors.As(err, &closed) && !errors.Is(err, syscall.EPIPE) && !errors.Is(err, syscall.ECONNRESET) {
			break
		}
	}
	return c, err
}

func tryPage(addr, path string) (*pageClient, error) {
	browser := newBrowser()
	document, err := get(browser, addr, path)
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
	conn, _, err := client.Dial(context.Background(), browser, "http://"+addr, path, nil)
	if err != nil {
		return nil, err
	}
	pc := &pageClient{Client: c, conn: conn, document: document}
	pc.setDeadline()
	rendered := c.Document()
	if err := c.Join(conn); err != nil {
		return nil, errors.Join(fmt.Errorf("join: %w", err), conn.Close())
	}
	if !c.Adopted() || c.Document() != rendered {
		return nil, errors.Join(errors.New("join: the server did not adopt the page, but mounted another view"), conn.Close())
	}
	pc.joinBytes = c.Received().Bytes
	return pc, nil
}

// newBrowser returns a browser that closes the connection of each GET. An idle HTTP connection would
// add to the memory measured for each WebSocket.
func newBrowser() *http.Client {
	browser := client.NewBrowser(nil)
	browser.Timeout = ioTimeout
	return browser
}

// get loads a page.
func get(browser *http.Client, addr, path string) ([]byte, error) {
	res, err := browser.Get("http://" + addr + path)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET %s: %s", path, res.Status)
	}
	return io.ReadAll(res.Body)
}

// clickEvent returns the event of the live-click binding on the element with this ID.
func (c *pageClient) clickEvent(id string) (string, error) {
	m := regexp.MustCompile(`<[^>]* id="` + id + `"[^>]* live-click="([^"]+)"`).FindSubmatch(c.document)
	if m == nil {
		return "", fmt.Errorf("page has no element with id %q and live-click", id)
	}
	return html.UnescapeString(string(m[1])), nil
}

// click sends an event and waits until it is acknowledged.
func (c *pageClient) click(event string) error {
	c.setDeadline()
	ref, err := c.Send(wire.Event{URL: event})
	for err == nil && c.Acknowledged() < ref {
		_, err = c.Read()
	}
	if o, failed := c.Outcome(ref); failed {
		return fmt.Errorf("event %s was %s: %s", event, o.Kind, o.Reason)
	}
	return err
}

// readFrame reads until the next frame has arrived.
func (c *pageClient) readFrame() error {
	c.setDeadline()
	for before := c.Frame(); c.Frame() == before; {
		if _, err := c.Read(); err != nil {
			return err
		}
	}
	return nil
}

func (c *pageClient) setDeadline()  { c.conn.SetReadDeadline(time.Now().Add(ioTimeout)) }
func (c *pageClient) received() int { return c.Received().Bytes - c.joinBytes }
func (c *pageClient) close() error  { return errors.Join(c.Write(wire.Bye), c.Abort()) }
