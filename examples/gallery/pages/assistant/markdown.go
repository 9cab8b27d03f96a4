package assistant

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A Document is Markdown that grows at its end. Only its last block is parsed again when it does, because those
// before it are complete. That is why definitions of links, to which any block may refer, are shown as text.
type Document struct {
	Blocks []Block

	complete int // number of complete blocks
	end      int // offset of the end of these in the text
}

// A Block is a paragraph, a heading, a list, a table or a block of code.
type Block struct {
	N      int    // the index
	HTML   string // without elements of the author, and without links that run scripts
	IsCode bool
}

// Grow shows source, which begins with the source of the last call.
func (d *Document) Grow(source string) error {
	rest := []byte(source[d.end:])
	root := markdown.Parser().Parse(text.NewReader(rest))
	open := firstOpen(root, rest)
	d.Blocks = d.Blocks[:d.complete]
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if n == open {
			d.complete, d.end = len(d.Blocks), d.end+start(n, rest)
		}
		var html strings.Builder
		if isDeep(n, maxDepth) {
			end := len(rest)
			if next := n.NextSibling(); next != nil {
				end = start(next, rest)
			}
			html.WriteString("<p>" + string(util.EscapeHTML(rest[start(n, rest):end])) + "</p>")
		} else if err := markdown.Renderer().Render(&html, rest, n); err != nil {
			return err
		}
		d.Blocks = append(d.Blocks, Block{len(d.Blocks), html.String(), isCode(n)})
	}
	return nil
}

// firstOpen returns the first block that may change when the text grows: the last one, and the one before while it may
// turn out that the last line belongs to that.
func firstOpen(root ast.Node, source []byte) ast.Node {
	open := root.LastChild()
	if open == nil {
		return nil
	}
	isLine := !bytes.Contains(source[start(open, source):], []byte("\n"))
	for before := open.PreviousSibling(); before != nil; before = open.PreviousSibling() {
		if !isLine && start(before, source) < start(open, source) {
			break
		}
		open, isLine = before, false
	}
	return open
}

// start returns the offset of the line with which n begins. Pos may be an offset behind the indentation.
func start(n ast.Node, source []byte) int {
	return bytes.LastIndexByte(source[:n.Pos()], '\n') + 1
}

// maxDepth limits how deep quotes and lists are nested. Lively accepts elements up to a depth of 256.
const maxDepth = 50

// isDeep reports whether nodes in n are nested deeper than limit.
func isDeep(n ast.Node, limit int) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if limit == 0 || isDeep(c, limit-1) {
			return true
		}
	}
	return false
}

// isCode reports whether n is a block of code.
func isCode(n ast.Node) bool {
	return n.Kind() == ast.KindFencedCodeBlock || n.Kind() == ast.KindCodeBlock
}

// markdown renders no links with javascript: and the like, which is goldmark's default.
var markdown = goldmark.New(
	goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...), parser.WithInlineParsers(parser.DefaultInlineParsers()...))),
	goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify),
	goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(asText{}, 100))),
)

// asText renders HTML of the author as text, and the description of an image in its place: the address of an image,
// which the browser loads, could send what was said to another server.
type asText struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (asText) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindImage, func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
		return ast.WalkContinue, nil
	})
	r.Register(ast.KindRawHTML, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			writeText(w, source, n.(*ast.RawHTML).Segments)
		}
		return ast.WalkSkipChildren, nil
	})
	r.Register(ast.KindHTMLBlock, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			w.WriteString("<p>")
			writeText(w, source, n.Lines())
			if last := n.(*ast.HTMLBlock).ClosureLine; last.Stop > last.Start {
				w.Write(util.EscapeHTML(last.Value(source)))
			}
			w.WriteString("</p>\n")
		}
		return ast.WalkSkipChildren, nil
	})
}

func writeText(w util.BufWriter, source []byte, lines *text.Segments) {
	for i := range lines.Len() {
		line := lines.At(i)
		w.Write(util.EscapeHTML(line.Value(source)))
	}
}
