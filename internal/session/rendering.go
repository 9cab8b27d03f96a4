package session

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/diff/normalize"
	"github.com/lively-go/lively/internal/wire"
)

// A rendering is the page as it was last rendered.
type rendering struct {
	snapshot      *diff.Snapshot
	version       int
	patch         diff.Patch          // from the previous version; nil once takeUpdate has returned it
	lenient       bool                // the markup must be normalized: diff.Parse rejected it once
	reported      bool                // ErrCharacters was reported
	options       diff.Options        // what the client supports in patches
	onMarkupError func(error, []byte) // called once for each kind of error, with the markup
	in            *diff.Context       // of the root's content; nil for that of a div
}

// parse parses html in the context of the root.
func (r *rendering) parse(html []byte) (*diff.Snapshot, error) {
	if r.in == nil {
		return diff.Parse(html)
	}
	return diff.ParseIn(*r.in, html)
}

// init stores the first render as version 1. The error is that of package diff if the page
// is too large.
func (r *rendering) init(html []byte) error {
	snap, err := r.parse(html)
	if valid, ok := r.replaceInvalid(html, err); ok {
		html = valid
		snap, err = r.parse(html)
	}
	if err != nil {
		snap, err = r.parse(r.normalize(html, err))
	}
	if err != nil {
		return err
	}
	r.snapshot, r.version = snap, 1
	return nil
}

// update stores another render and the patch that leads to it.
func (r *rendering) update(html []byte) (err error) {
	var snap *diff.Snapshot
	var patch diff.Patch
	if r.lenient {
		err = errNotStrict
	} else {
		snap, patch, err = r.options.Compare(r.snapshot, html)
		if valid, ok := r.replaceInvalid(html, err); ok {
			html = valid
			snap, patch, err = r.options.Compare(r.snapshot, html)
		}
	}
	if err != nil {
		snap, patch, err = r.options.Compare(r.snapshot, r.normalize(html, err))
	}
	if err != nil {
		return err
	}
	r.snapshot.Release()
	r.snapshot, r.patch = snap, patch
	if len(patch) > 0 {
		r.version++
	}
	return nil
}

// takeUpdate returns the update to send: the full page, the patch, or the zero Update if nothing
// has changed.
func (r *rendering) takeUpdate(full bool) (u wire.Update) {
	switch {
	case full:
		u = wire.Update{Version: r.version, HTML: r.snapshot.HTML()}
	case len(r.patch) > 0:
		u = wire.Update{Version: r.version, Patch: r.patch}
	}
	r.patch = nil
	return u
}

// errNotStrict stands in for the error of diff.Compare once a rendering is lenient.
var errNotStrict = errors.New("session: markup needs normalizing")

// ErrCharacters wraps the error of a render that contains NUL characters or invalid UTF-8, which are
// replaced. They are part of the application's data, not of its markup.
var ErrCharacters = errors.New("invalid characters are replaced by U+FFFD")

// replaceInvalid returns html without invalid characters if it was rejected with cause, and reports
// whether it had any.
func (r *rendering) replaceInvalid(html []byte, cause error) (valid []byte, ok bool) {
	if cause == nil {
		return html, false
	}
	if valid = normalize.ReplaceInvalid(html); bytes.Equal(valid, html) {
		return html, false
	}
	if !r.reported {
		r.reported = true
		r.onMarkupError(fmt.Errorf("%w: %w", ErrCharacters, cause), html)
	}
	return valid, true
}

// normalize returns the strict form of HTML that was rejected with cause.
func (r *rendering) normalize(html []byte, cause error) []byte {
	if !r.lenient {
		r.lenient = true
		r.onMarkupError(cause, html)
	}
	if r.in == nil {
		return normalize.HTML(html)
	}
	return normalize.HTMLIn(*r.in, html)
}
