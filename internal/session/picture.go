package session

import (
	"errors"
	"fmt"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/diff/normalize"
)

// picture is the page as the browser was told.
type picture struct {
	snap    *diff.Snapshot
	version int
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

// next takes another render and returns what changed, which is valid until the next call.
func (p *picture) next(html []byte) (patch diff.Patch, err error) {
	var snap *diff.Snapshot
	if p.loose {
		err = errLoose
	} else {
		snap, patch, err = diff.Compare(p.snap, html)
	}
	if err != nil {
		if html, err = p.normalize(html, err); err != nil {
			return nil, err
		}
		if snap, patch, err = diff.Compare(p.snap, html); err != nil {
			return nil, err
		}
	}
	p.snap.Release()
	p.snap = snap
	if len(patch) > 0 {
		p.version++
	}
	return patch, nil
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
