// Package normalize turns markup that diff.Parse refuses into markup that it accepts.
//
// It is the slow and forgiving way: it parses as a browser does and prints the tree, which then says what the browser
// made of the page: end tags that were missing, table parts that were left out, elements where they ended up. What
// diff.Parse refuses even then, because no markup says it or browsers differ over it, is taken out.
//
// A page that goes this way costs ten times what diff.Parse costs, and as much as diff.Parse once more for each thing
// that is taken out. So it is a net for production, not a way of life: the error of diff.Parse says what to write
// instead.
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
	rounds  = 8     // how often markup is printed and read again; what is nested in the wrong way needs two or three
	removed = 1_000 // how many nodes and attributes are taken out
)

// HTML returns markup that diff.Parse accepts, for the tree that a browser makes of src inside of a <div>. What it
// returns stays as it is when it is normalised again. Markup of more than 512 nested elements, or with more than 1,000
// things to take out, is an error; so is markup that reads otherwise each time it is printed.
func HTML(src []byte) ([]byte, error) {
	out := bytes.ToValidUTF8(src, []byte("\uFFFD"))
	for range rounds {
		tree, err := parse(out)
		if err != nil {
			return nil, fmt.Errorf("normalize markup: %w", err)
		}
		next := &printed{}
		next.print(tree)
		if !bytes.Equal(next.out, out) {
			out = next.out
			continue
		}
		if err := takeOut(tree, next); err != nil {
			return nil, fmt.Errorf("normalize markup: %w", err)
		}
		if len(out) == len(next.out) { // nothing was taken out
			return out, nil
		}
		out = next.out
	}
	return nil, errors.New("normalize markup: it reads otherwise each time it is printed")
}

// parse reads src as a browser does.
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

// takeOut removes from the tree what diff.Parse refuses of its print, one by one, and prints what is left.
func takeOut(tree *html.Node, p *printed) error {
	for range removed {
		s, err := diff.Parse(p.out)
		if err == nil {
			s.Release()
			return nil
		}
		var refused *diff.SyntaxError
		if !errors.As(err, &refused) || !p.remove(refused.Offset) {
			return err
		}
		p.print(tree)
	}
	return fmt.Errorf("more than %d things to take out", removed)
}
