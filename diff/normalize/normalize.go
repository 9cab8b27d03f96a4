// Package normalize rewrites markup that diff.Parse rejects into markup it accepts.
//
// It is slow and lenient: it parses like a browser and prints the resulting tree, which makes
// explicit what a browser infers, such as missing end tags, omitted table parts and elements that
// were moved. Whatever diff.Parse still rejects, because markup cannot express it or browsers
// disagree about it, is removed.
//
// Normalizing takes about ten times as long as diff.Parse, plus one diff.Parse for each removed
// part. It is a safety net for production, not a substitute for valid markup: the error of
// diff.Parse says what to write instead.
//
// All functions are safe for concurrent use.
package normalize

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/lively-go/lively/diff"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxPasses   = 8     // largest number of times that markup is parsed and printed; wrong nesting takes two or three
	maxRemovals = 1_000 // largest number of nodes and attributes that are removed
)

// HTML returns markup that diff.Parse accepts for the tree that a browser builds from src inside a
// <div>. The result is unchanged if it is normalized again. It returns an error if more than 512
// elements are nested, if more than 1,000 nodes and attributes must be removed, or if repeated
// parsing and printing does not stabilize.
func HTML(src []byte) ([]byte, error) {
	out := bytes.ToValidUTF8(src, []byte("\uFFFD"))
	for range maxPasses {
		tree, err := parse(out)
		if err != nil {
			return nil, fmt.Errorf("normalize: %w", err)
		}
		next := &printer{}
		next.printAll(tree)
		if !bytes.Equal(next.out, out) {
			out = next.out
			continue
		}
		if err := removeRejected(tree, next); err != nil {
			return nil, fmt.Errorf("normalize: %w", err)
		}
		if len(out) == len(next.out) { // nothing was removed
			return out, nil
		}
		out = next.out
	}
	return nil, fmt.Errorf("normalize: the result does not stabilize after %d passes: fix the markup", maxPasses)
}

// parse parses src like a browser does.
func parse(src []byte) (*html.Node, error) {
	nodes, err := html.ParseFragment(bytes.NewReader(src), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return nil, err
	}
	root := &html.Node{Type: html.DocumentNode}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	return root, nil
}

// removeRejected removes from the tree what diff.Parse rejects in its printed form, one node or
// attribute at a time, and prints the rest.
func removeRejected(tree *html.Node, p *printer) error {
	for range maxRemovals {
		s, err := diff.Parse(p.out)
		if err == nil {
			s.Release()
			return nil
		}
		var rejected *diff.SyntaxError
		if !errors.As(err, &rejected) || !p.remove(rejected.Offset) {
			return err
		}
		p.printAll(tree)
	}
	return fmt.Errorf("more than %d nodes and attributes must be removed: fix the markup", maxRemovals)
}
