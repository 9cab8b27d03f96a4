package session

import (
	"errors"
	"fmt"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/diff/normalize"
	"github.com/lively-go/lively/internal/wire"
)

// picture is the page as the browser was told.
type picture struct {
	snap    *diff.Snapshot
	version int
	patch   diff.Patch  // that led here; nil once it was told
	loose   bool        // the markup needs normalize: diff.Parse refused it once
	flawed  func(error) // told once, when it does
}

// first takes the first render. The error wraps diff's when even normalize cannot help.
func (p *picture) first(html []byte) error {
	snap, err := diff.Parse(html)
	if err != nil {
		if html, err = p.normalize(html, err); err != nil {
			return err
		}
		if snap, err = diff.Parse(html); err != nil {
			return err
		}
	}
	p.snap, p.version = snap, 1
	return nil
}

// next takes another render.
func (p *picture) next(html []byte) (err error) {
	var snap *diff.Snapshot
	var patch diff.Patch
	if p.loose {
		err = errLoose
	} else {
		snap, patch, err = diff.Compare(p.snap, html)
	}
	if err != nil {
		if html, err = p.normalize(html, err); err != nil {
			return err
		}
		if snap, patch, err = diff.Compare(p.snap, html); err != nil {
			return err
		}
	}
	p.snap.Release()
	p.snap, p.patch = snap, patch
	if len(patch) > 0 {
		p.version++
	}
	return nil
}

// told is what the browser has to be told: all of the page, or what changed. Zero: nothing.
func (p *picture) told(whole bool) (t wire.Update) {
	switch {
	case whole:
		t = wire.Update{Version: p.version, HTML: p.snap.HTML()}
	case len(p.patch) > 0:
		t = wire.Update{Version: p.version, Patch: p.patch}
	}
	p.patch = nil
	return t
}

var errLoose = errors.New("session: markup needs normalizing")

func (p *picture) normalize(html []byte, cause error) ([]byte, error) {
	html, err := normalize.HTML(html)
	if err != nil {
		return nil, fmt.Errorf("%w (and normalize: %w)", cause, err)
	}
	if !p.loose {
		p.loose = true
		p.flawed(cause)
	}
	return html, nil
}
