package client

import (
	"bytes"
	"html"
	"time"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/htmlscan"
	"github.com/lively-go/lively/internal/wire"
)

// A StickyView is a view of the layout, in an element with the attribute live-sticky.
type StickyView struct {
	Key, Token string
	Tags       [2]string // of the element
	HTML       []byte    // content of the element
	Context    diff.Context
}

// stickyViews returns the sticky views in a part of a document.
func stickyViews(document []byte) (views []StickyView) {
	name := []byte("live-sticky")
	for at := 0; ; {
		found := bytes.Index(document[at:], name)
		if found < 0 {
			return views
		}
		next := at + found + len(name)
		if start := bytes.LastIndexByte(document[:at+found], '<'); start >= at && start+1 < len(document) && htmlscan.IsLetter(document[start+1]) {
			if view, end, ok := stickyView(document, start); ok {
				views, next = append(views, view), end
			}
		}
		at = next
	}
}

// stickyView returns the sticky view in the element whose start tag is at an offset, and the end of its
// content. Its HTML is what is valid up to an end tag.
func stickyView(document []byte, start int) (view StickyView, end int, ok bool) {
	name := htmlscan.TagName(document[start:])
	isSticky := false
	at := start + 1 + len(name)
	for {
		a, next, tagEnd, prob := htmlscan.NextAttribute(document, at)
		if prob != nil {
			return view, 0, false
		}
		if at = next; tagEnd != htmlscan.InTag {
			break
		}
		switch value := html.UnescapeString(string(a.Value)); string(a.Name) {
		case "live-sticky":
			view.Key, isSticky = value, true
		case "live-token":
			view.Token = value
		}
	}
	endTag := append([]byte("</"), name...)
	view.Context = diff.NewContext(string(name))
	view.Tags = [2]string{string(document[start:at]), "</" + string(name) + ">"}
	for end = at; isSticky; end += len(endTag) {
		found := bytes.Index(document[end:], endTag)
		if found < 0 {
			break
		}
		end += found
		if doc, err := diff.ParseIn(view.Context, document[at:end]); err == nil {
			doc.Release()
			view.HTML = document[at:end]
			return view, end, true
		}
	}
	return view, 0, false
}

// newSticky returns the root of a sticky view of the page at a URL.
func (c *Client) newSticky(url string, view StickyView) (*Root, error) {
	r := c.newRoot()
	r.key, r.token, r.tags, r.url, r.in = view.Key, view.Token, view.Tags, url, view.Context
	return r, r.parse(view.HTML)
}

// nextNumber returns the number of the next session on the connection. mu must be held.
func (c *Client) nextNumber() uint64 {
	if c.lastNumber == 0 {
		c.lastNumber = 1
	} else {
		c.lastNumber += 2
	}
	return c.lastNumber
}

// openSticky resumes the sessions of sticky views, and joins those of views that have none.
func (c *Client) openSticky() error { return c.openStickyIf(func(*Root) bool { return true }) }

// Rejoin joins the sticky views again whose sessions have ended, and for which it is time: at once or, if the
// last sessions have not lasted or the server is busy, after the longest time that the protocol has for that.
// Read does so after each end.
func (c *Client) Rejoin() error {
	now := time.Now()
	return c.openStickyIf(func(r *Root) bool { return r.mayRejoin && !now.Before(r.retryAt) })
}

// openStickyIf opens the sessions of those sticky views that satisfy a condition. It calls that with mu held.
func (c *Client) openStickyIf(condition func(*Root) bool) error {
	for _, r := range c.Sticky() {
		err := r.send(func() wire.ClientMessage {
			if r.isForgone || c.draining || c.sessions[r.number] == r || !condition(r) {
				return nil
			}
			number := c.nextNumber()
			r.number = number
			if r.session != "" {
				return r.resume(number)
			}
			return r.join(number)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// handleStickyEnd handles the end of the session of a sticky view. It returns an error if the session needs
// another connection. mu must be held.
func (r *Root) handleStickyEnd(reason *CloseError) error {
	isBusy := reason.Reason == wire.Busy
	switch {
	case isBusy && r.pending != "":
		r.restoreSecret()
		return reason
	case isBusy:
		r.token = r.sentToken // the server has not used it
	default:
		r.session, r.pending = "", ""
		r.forgetToken()
	}
	if reason.Reason == wire.Elsewhere {
		return reason
	}
	r.client.recordEnd(r)
	r.isForgone = reason.Code >= wire.Reload
	r.scheduleRejoin(isBusy)
	return nil
}

const (
	// stableAfter is how long the session of a sticky view lasts before the view is joined again at once.
	stableAfter = time.Minute

	// baseRetryDelay is the longest time before a sticky view is joined again after the server was busy. It
	// doubles with each further attempt, at most maxDoublings times.
	baseRetryDelay = time.Second
	maxDoublings   = 7
)

// scheduleRejoin sets when a sticky view is joined again. mu must be held.
func (r *Root) scheduleRejoin(isBusy bool) {
	now := time.Now()
	if now.Sub(r.retryAt) > stableAfter {
		r.retries = 0
	}
	r.retryAt = now
	if r.retries > 0 || isBusy {
		r.retryAt = now.Add(baseRetryDelay << min(r.retries, maxDoublings))
	}
	r.retries, r.mayRejoin = r.retries+1, true
}

// Bye ends the session of a sticky view, or of a page that sleeps, and those of the nested views in it.
func (r *Root) Bye() error {
	return r.send(func() wire.ClientMessage {
		r.end(&CloseError{wire.Remount, wire.Gone})
		r.session, r.pending = "", ""
		return wire.Bye
	})
}
