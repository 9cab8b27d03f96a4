package client

import (
	"errors"
	"slices"

	"github.com/lively-go/lively/internal/wire"
)

// newPage returns the root of a page that was loaded.
func (c *Client) newPage(page Page) (*Root, error) {
	r := c.newRoot()
	r.token, r.in, r.url, r.title = page.Token, page.Context, page.URL, page.Title
	return r, r.parse(page.HTML)
}

// ShowPage takes the place of the page in view with another one that was loaded, without another connection: the old
// page sleeps or, unless keep is set, ends, and the new one is joined. Read receives the reply. Sticky views of both pages stay, those that the new
// one lacks end, and others are joined. It returns an error if the HTML of the page, or that of a sticky view, is
// invalid; nothing has changed then.
func (c *Client) ShowPage(page Page, keep bool) error {
	next, err := c.newPage(page)
	if err != nil {
		return err
	}
	old := c.Sticky()
	var sticky []*Root
	for _, view := range page.Sticky {
		hasKey := func(r *Root) bool { return r.key == view.Key }
		if i := slices.IndexFunc(old, hasKey); i >= 0 {
			sticky = append(sticky, old[i])
			old = slices.Delete(slices.Clone(old), i, i+1)
			continue
		}
		r, err := c.newSticky(page.URL, view)
		if err != nil {
			return err
		}
		sticky = append(sticky, r)
	}
	c.mu.Lock()
	c.sticky = sticky
	c.mu.Unlock()
	for _, r := range old {
		if r.IsOpen() || r.IsWaiting() {
			if err := r.Bye(); err != nil {
				return err
			}
		}
	}
	if err := ifOnline(c.swap(next, keep)); err != nil {
		return err
	}
	return next.send(func() wire.ClientMessage {
		if c.conn == nil {
			return nil // Join does that
		}
		return next.join(c.nextNumber())
	})
}

// Return takes the place of the page in view with one that sleeps, and wakes that. Then the other one sleeps, so that
// there are never more pages asleep than before, or ends unless keep is set.
func (c *Client) Return(to *Root, keep bool) error {
	if err := ifOnline(to.Wake()); err != nil {
		return err
	}
	return ifOnline(c.swap(to, keep))
}

// ifOnline returns err, unless there is no connection: the next one begins with what would have been sent.
func ifOnline(err error) error {
	if errors.Is(err, ErrOffline) {
		return nil
	}
	return err
}

// swap makes a page the one in view, and lets the old one sleep or, unless keep is set, end.
func (c *Client) swap(to *Root, keep bool) error {
	c.mu.Lock()
	old := c.Root
	c.Root = to
	c.forget(to)
	if keep {
		c.asleep = append(c.asleep, old)
	}
	c.mu.Unlock()
	if keep {
		return old.Sleep()
	}
	return old.Bye()
}

// Asleep returns the roots of the pages that sleep. The last is that of the page that was shown last.
func (c *Client) Asleep() []*Root {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asleep[:len(c.asleep):len(c.asleep)]
}

// IsAsleep reports whether r is the root of a page that sleeps, or of a nested view in one.
func (c *Client) IsAsleep(r *Root) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Contains(c.asleep, r.top())
}

// isShown reports whether r is the root of the page in view.
func (c *Client) isShown(r *Root) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return r == c.Root
}

// openOthers opens the sessions of the document beside that of the page in view: those of sticky views, and those of
// pages that sleep, the newest first.
func (c *Client) openOthers() error {
	if err := c.openSticky(); err != nil {
		return err
	}
	for _, r := range slices.Backward(c.Asleep()) {
		err := r.send(func() wire.ClientMessage {
			if c.sessions[r.number] == r || c.draining {
				return nil
			}
			if r.session == "" {
				c.forget(r)
				return nil
			}
			return r.resume(c.nextNumber())
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sleepAgain puts a page to sleep that a resume has woken, unless it is shown meanwhile.
func (c *Client) sleepAgain(r *Root) error {
	return r.send(func() wire.ClientMessage {
		if !slices.Contains(c.asleep, r) {
			return nil
		}
		return wire.Sleep
	})
}

// handleSleeperEnd handles the end of the session of a page that sleeps: it cannot be shown again. mu must be held.
func (r *Root) handleSleeperEnd(reason *CloseError) {
	r.session, r.pending = "", ""
	r.client.forget(r)
	if reason.Reason == wire.Crashed {
		r.client.recordEnd(r)
	}
}

// forget removes a page that sleeps. mu must be held.
func (c *Client) forget(r *Root) {
	c.asleep = slices.DeleteFunc(slices.Clone(c.asleep), func(other *Root) bool { return other == r })
}
