package client

import (
	"bytes"
	"html"

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

// openSticky resumes the sessions of sticky views, and joins those of views that have none.
func (c *Client) openSticky() error {
	for _, r := range c.sticky {
		err := r.send(func() wire.ClientMessage {
			if r.isForgone || c.draining || c.sessions[r.number] == r {
				return nil
			}
			number := uint64(1)
			if c.lastNumber > 0 {
				number = c.lastNumber + 2
			}
			c.lastNumber, r.number = number, number
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

// Bye ends the session of a sticky view, and those of the nested views in it.
func (r *Root) Bye() error {
	return r.send(func() wire.ClientMessage {
		r.end(&CloseError{wire.Remount, wire.Gone})
		r.session, r.pending = "", ""
		return wire.Bye
	})
}
