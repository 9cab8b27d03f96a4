package client

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/wire"
)

// rootAttr is the attribute with the number of the root of a nested view.
const rootAttr = "live-root"

// hasLeaves reports whether a document has elements whose content is not part of it.
func hasLeaves(s *diff.Snapshot) bool {
	for range s.Leaves() {
		return true
	}
	return false
}

// leaves returns the roots of nested views in a document, by number.
func leaves(s *diff.Snapshot) map[int]diff.Leaf {
	if !bytes.Contains(s.HTML(), []byte(rootAttr)) {
		return nil
	}
	all := map[int]diff.Leaf{}
	for leaf := range s.Leaves() {
		if element, err := strconv.Atoi(leaf.Attr(rootAttr)); err == nil {
			all[element] = leaf
		}
	}
	return all
}

// sums returns the checksums of what the roots of nested views show, by number. mu must be held, as for
// the functions below.
func (r *Root) sums() map[int]uint32 {
	var sums map[int]uint32
	for element, leaf := range leaves(r.document) {
		doc := r.contentOf(element, leaf)
		if doc == nil {
			continue
		}
		if sums == nil {
			sums = map[int]uint32{}
		}
		sums[element] = doc.Checksum()
	}
	return sums
}

// contentOf returns what the root of a nested view shows, or nil if that is not valid HTML.
func (r *Root) contentOf(element int, leaf diff.Leaf) *diff.Snapshot {
	if nested := r.nested[element]; nested != nil {
		return nested.document
	}
	doc, err := diff.ParseIn(leaf.Context, r.document.HTML()[leaf.Start:leaf.End])
	if err != nil {
		return nil
	}
	return doc
}

// open opens a nested session in an element, in place of the one before.
func (r *Root) open(element int, m wire.JoinedRoot) error {
	c := r.client
	if m.Session == 0 || m.Session%2 != 0 {
		return fmt.Errorf("the number %d of the session of element %d is not even", m.Session, element)
	}
	if c.sessions[m.Session] != nil {
		return fmt.Errorf("session %d of element %d is open already", m.Session, element)
	}
	leaf, inPage := leaves(r.document)[element]
	if !inPage && r.version != unknownVersion {
		return fmt.Errorf("session %d is to fill element %d, which the document does not have", m.Session, element)
	}
	nested, old := c.newRoot(), r.nested[element]
	nested.parent, nested.element, nested.inPage, nested.in = r, element, inPage, leaf.Context
	nested.version = m.Version
	var err error
	switch {
	case !inPage && old == nil:
		nested.version = unknownVersion
		err = nested.parse(nil)
	case !inPage:
		nested.version, nested.document, nested.in = unknownVersion, old.document, old.in
	default:
		if nested.document = r.contentOf(element, leaf); nested.document == nil {
			err = errors.New("the content of the element is not valid HTML")
		} else if m.HTML != nil {
			err = nested.setDocument([]byte(*m.HTML), true)
		}
	}
	if err != nil {
		return fmt.Errorf("open session %d in element %d: %w", m.Session, element, err)
	}
	if old != nil {
		nested.replace(old)
	}
	nested.begin(m.Session)
	nested.opened = true
	if r.nested == nil {
		r.nested = map[int]*Root{}
	}
	r.nested[element] = nested
	nested.endRemoved()
	return nil
}

// replace takes over what another session leaves behind: the events that were never sent, and the elements
// of nested views.
func (r *Root) replace(old *Root) {
	r.queue = old.takeUnsent()
	if old.err == nil {
		old.end(&CloseError{wire.Remount, wire.Gone})
	}
	r.nested = old.nested
	for _, nested := range r.nested {
		nested.parent = r
		nested.unlink()
	}
}

// unlink removes the sessions of r, and of the roots in it, from the connection. The roots show what they
// did.
func (r *Root) unlink() {
	for _, each := range r.appendAll(nil) {
		if c := r.client; c.sessions[each.number] == each {
			delete(c.sessions, each.number)
			c.endedSessions[each.number] = true
		}
		each.opened = false
	}
}

// end records why the session of r, and those in it, have ended.
func (r *Root) end(reason *CloseError) {
	r.unlink()
	for _, each := range r.appendAll(nil) {
		if each.err == nil {
			each.err = reason
		}
	}
}

// errRemoved is why the session of a nested view ends whose element was removed.
var errRemoved = &CloseError{wire.Remount, "removed"}

// endRemoved ends the sessions of elements that the document does not have any more. Those whose element
// has arrived late can show their content from now on.
func (r *Root) endRemoved() {
	if len(r.nested) == 0 {
		return
	}
	elements := leaves(r.document)
	for _, element := range slices.Collect(maps.Keys(r.nested)) {
		nested := r.nested[element]
		leaf, ok := elements[element]
		switch {
		case ok && !nested.inPage:
			nested.inPage, nested.in, nested.htmlRequested = true, leaf.Context, false
			nested.document = nil
			if doc, err := diff.ParseIn(leaf.Context, nil); err == nil {
				nested.document = doc
			}
		case !ok && r.version != unknownVersion:
			nested.end(errRemoved)
			delete(r.nested, element)
		}
	}
}

// handleEnd handles the end of one session.
func (r *Root) handleEnd(m wire.EndMessage) error {
	reason := &CloseError{m.Code, m.Reason}
	if r == r.client.Root {
		if reason.Code == wire.Reconnect && !r.opened {
			r.token = r.sentToken // the server has not used it
		}
		return reason
	}
	r.end(reason)
	switch {
	case r.parent != nil:
		r.client.recordEnd(r)
		return nil
	case r.key != "":
		return r.handleStickyEnd(reason)
	}
	r.handleSleeperEnd(reason)
	return nil
}

// recordEnd adds the session of r, which has ended, to Ends.
func (c *Client) recordEnd(r *Root) {
	c.ends = append(c.ends, End{r, r.err, r.acknowledged, r.everSent})
}
