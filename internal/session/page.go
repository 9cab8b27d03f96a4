package session

import (
	"errors"
	"fmt"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/diff/normalize"
	"github.com/lively-go/lively/internal/wire"
)

// picture is the page as the browser was told.
type page struct {
	snapshot      *diff.Snapshot
	version       int
	patch         diff.Patch  // that led here; nil once it was told
	lenient       bool        // the markup needs normalize: diff.Parse refused it once
	onMarkupError func(error) // told once, when it does
}

// first takes the first render. The error wraps diff's when even normalize cannot help.
func (p *page) init(html []byte) error {
	snap, err := diff.Parse(html)
	if err != nil {
		if html, err = p.normalize(html, err); err != nil {
			return err
		}
		if snap, err = diff.Parse(html); err != nil {
			return err
		}
	}
	p.snapshot, p.version = snap, 1
	return nil
}

// next takes another render.
func (p *page) update(html []byte) (err error) {
	var snap *diff.Snapshot
	var patch diff.Patch
	if p.lenient {
		err = errNotStrict
	} else {
		snap, patch, err = diff.Compare(p.snapshot, html)
	}
	if err != nil {
		if html, err = p.normalize(html, err); err != nil {
			return err
		}
		if snap, patch, err = diff.Compare(p.snapshot, html); err != nil {
			return err
		}
	}
	p.snapshot.Release()
	p.snapshot, p.patch = snap, patch
	if len(patch) > 0 {
		p.version++
	}
	return nil
}

// told is what the browser has to be told: all of the page, or what changed. Zero: nothing.
func (p *page) takeUpdate(full bool) (u wire.Update) {
	switch {
	case full:
		u = wire.Update{Version: p.version, HTML: p.snapshot.HTML()}
	case len(p.patch) > 0:
		u = wire.Update{Version: p.version, Patch: p.patch}
	}
	p.patch = nil
	return u
}

var errNotStrict = errors.New("session: markup needs normalizing")

func (p *page) normalize(html []byte, cause error) ([]byte, error) {
	html, err := normalize.HTML(html)
	if err != nil {
		return nil, fmt.Errorf("%w (and normalize: %w)", cause, err)
	}
	if !p.lenient {
		p.lenient = true
		p.onMarkupError(cause)
	}
	return html, nil
}
