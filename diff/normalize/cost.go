package normalize

import (
	"bytes"

	"golang.org/x/net/html"
)

// nodeSize is what a copied element costs besides the bytes of its start tag.
const nodeSize = 64

// copyCost returns an upper bound of the bytes of the formatting elements that a parser copies. When an
// element such as a <b> is closed by the end tag of another, a parser opens it again at the next token,
// and again after the next such end tag: n of them, and n paragraphs, make n² elements.
//
// The bound does not depend on how a parser reads elements such as table, svg, script and comments. It
// takes each formatting element around one of those for one that is reopened at every later token.
func copyCost(src []byte) (cost, tokens int) {
	c := coster{size: len(src)}
	z := html.NewTokenizer(bytes.NewReader(src))
	for t := z.Next(); t != html.ErrorToken; t = z.Next() {
		c.token(z, t)
		tokens++
	}
	return c.cost, tokens
}

// A coster adds up the cost of the tokens of a page.
type coster struct {
	size      int       // of the page
	cost      int       // so far
	stack     []openTag // the open plain and formatting elements
	open      int       // weight of the formatting elements in stack
	reopened  int       // weight of those that may be reopened forever
	ambiguous bool      // a parser in another state may find tags inside of a token
}

type openTag struct {
	name   string
	weight int // 0 for plain elements
}

func (c *coster) token(z *html.Tokenizer, t html.TokenType) {
	raw := z.Raw()
	steps := 1
	if c.ambiguous && t != html.TextToken {
		steps += 2 * bytes.Count(raw[1:], []byte("<"))
		c.reopened += c.size * countFormatting(raw[1:])
	}
	c.cost += steps * (c.open + c.reopened)
	switch t {
	case html.StartTagToken, html.SelfClosingTagToken:
		name, _ := z.TagName()
		c.startTag(string(name), len(raw))
		z.NextIsNotRawText()
	case html.EndTagToken:
		name, _ := z.TagName()
		c.endTag(string(name))
	case html.CommentToken, html.DoctypeToken:
		c.ambiguous = c.ambiguous || bytes.HasPrefix(raw, []byte("<![CDATA["))
		c.reopenAll()
	}
}

func (c *coster) startTag(name string, size int) {
	switch {
	case formattingElements[name]:
		c.stack = append(c.stack, openTag{name, size + nodeSize})
		c.open += size + nodeSize
	case plainElements[name]:
		c.stack = append(c.stack, openTag{name, 0})
	case !plainVoidElements[name]:
		c.ambiguous = c.ambiguous || rawTextElements[name]
		c.reopenAll()
	}
}

func (c *coster) endTag(name string) {
	n := len(c.stack)
	switch {
	case n == 0:
	case c.stack[n-1].name == name:
		c.open -= c.stack[n-1].weight
		c.stack = c.stack[:n-1]
	default:
		c.reopenAll()
	}
}

// reopenAll takes all open formatting elements for ones that are reopened forever.
func (c *coster) reopenAll() {
	c.reopened += c.open
	c.open, c.stack = 0, c.stack[:0]
}

// countFormatting returns how many tags of formatting elements may begin in s.
func countFormatting(s []byte) (n int) {
	for {
		i := bytes.IndexByte(s, '<')
		if i < 0 {
			return n
		}
		s = s[i+1:]
		end := 0
		for end < len(s) && end < len("strike") && 'a' <= s[end]|0x20 && s[end]|0x20 <= 'z' {
			end++
		}
		if formattingElements[string(bytes.ToLower(s[:end]))] {
			n++
		}
	}
}
