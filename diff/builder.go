package diff

import (
	"bytes"
	"strings"

	"github.com/lively-go/lively/internal/htmlscan"
)

// A Builder builds markup that [Parse] accepts from elements, texts and comments. It leaves out what
// Parse would reject at its position, so the tree of the result is exactly what was written. The zero
// Builder is empty and ready to use: its markup is the content of a div. Each method takes time linear
// in its arguments.
type Builder struct {
	in     Context
	html   []byte
	stack  []builderFrame // the open elements; the first is the root
	names  reader         // the attribute names of the current tag
	endLen int            // bytes of the end tags of the open elements
}

// A builderFrame is an open element.
type builderFrame struct {
	context
	elementNS namespace // of the element itself, not of its children
	tagName   string
	content   int // offset of the content
}

// isEmpty reports whether the element is an HTML element without content and end tag.
func (f *builderFrame) isEmpty() bool { return f.elementNS == htmlNS && f.traits&void != 0 }

// NewBuilder returns a Builder for the content of a root with the given Context.
func NewBuilder(in Context) *Builder { return &Builder{in: in} }

func (b *Builder) top() *builderFrame {
	if len(b.stack) == 0 {
		b.stack = append(b.stack, builderFrame{context: b.in.context})
	}
	return &b.stack[len(b.stack)-1]
}

// hasRoom reports whether the root may have content, and n more bytes fit into a page.
func (b *Builder) hasRoom(n int) bool {
	return b.in.traits&(void|textElement) == 0 && len(b.html)+b.endLen+n <= maxSize
}

// Start opens an element. It reports false, and opens none, if an element of this name is not allowed
// here. Attributes that are not allowed are left out, and so are all but the first of one name.
func (b *Builder) Start(name string, attributes []TagAttribute) bool {
	f, start := b.top(), len(b.html)
	if f.isEmpty() || f.traits&textElement != 0 || b.in.depth+len(b.stack) > maxDepth || !b.hasRoom(2*len(name)+len("<></>")) {
		return false
	}
	if name == "" || !htmlscan.IsLetter(name[0]) || strings.IndexByte(name, 0) >= 0 || validText(name) != name {
		return false
	}
	parent := f.namespace
	lowerCase := lowerName([]byte(name), nil)
	ns := parent.forElement(lowerCase)
	t := ns.traits(lowerCase)
	if checkElementName([]byte(name), parent, ns) != nil || f.checkElement(lowerCase, ns, t) != nil {
		return false
	}
	f.decideTemplate(lowerCase, t)
	name = string(ns.elementName(lowerCase))
	b.html = append(append(b.html, '<'), name...)
	b.names.names = b.names.names[:0]
	for _, a := range attributes {
		b.addAttribute(a, lowerCase, ns)
	}
	b.html = append(b.html, '>')
	inner := f.childContext(lowerCase, b.html[start:], ns, t)
	b.stack = append(b.stack, builderFrame{inner, ns, name, len(b.html)})
	b.endLen += len(name) + len("</>")
	return true
}

func (b *Builder) addAttribute(a TagAttribute, element []byte, ns namespace) {
	name, value := []byte(validText(a.Name)), validText(a.Value)
	if len(name) == 0 || bytes.IndexByte(name, '\r') >= 0 || !b.hasRoom(len(name)+6*len(value)+len(` =""`)) {
		return
	}
	for _, c := range name {
		if htmlscan.EndsName(c) {
			return
		}
	}
	if b.names.checkAttribute(name, element, ns) != nil {
		return
	}
	b.html = append(append(append(b.html, ' '), ns.attributeName(name)...), `="`...)
	b.html = append(appendEscapedCR(b.html, value, true), '"')
}

// End closes the element that was opened last. A Builder without an open element panics.
func (b *Builder) End() {
	f := b.top()
	if len(b.stack) == 1 {
		panic("diff: Builder.End without an open element")
	}
	b.stack = b.stack[:len(b.stack)-1]
	b.endLen -= len(f.tagName) + len("</>")
	if f.isEmpty() {
		return
	}
	end := len(b.html)
	b.html = append(append(append(b.html, "</"...), f.tagName...), '>')
	if f.elementNS == htmlNS && f.traits&raw != 0 && !b.isRawContent(f, end) {
		b.html = append(b.html[:f.content], b.html[end:]...)
	}
}

// isRawContent reports whether Parse accepts the content of a raw text element, which ends at end. The
// element was on top of the stack.
func (b *Builder) isRawContent(f *builderFrame, end int) bool {
	content := b.html[f.content:end]
	switch {
	case htmlscan.RawTextEnd(b.html, f.content, []byte(f.tagName)) != end:
		return false
	case f.tagName == "script":
		return !isDoubleEscaped(content)
	case f.tagName == "noscript":
		return b.names.read(content, f.context, b.in.depth+len(b.stack)) == nil
	}
	return true
}

// Text adds text. It reports false, and adds nothing, if text is not allowed here. NUL characters and
// invalid UTF-8 are replaced by U+FFFD. In elements with raw text, such as script, text that Parse
// would reject is removed by End.
func (b *Builder) Text(text string) bool {
	f := b.top()
	text = validText(text)
	switch {
	case text == "":
		return true
	case f.isEmpty(), f.mode >= inTable && f.mode < inPlainText && !htmlscan.IsBlank([]byte(text)), !b.hasRoom(6 * len(text)):
		return false
	case f.elementNS == htmlNS && f.traits&raw != 0:
		b.html = appendNormalized(b.html, []byte(text))
		return true
	case f.elementNS == htmlNS && f.traits&leadingLF != 0 && len(b.html) == f.content && (text[0] == '\n' || text[0] == '\r'):
		b.html = append(b.html, '\n') // a parser drops the first line feed; some also drop a CR
	}
	b.html = appendEscapedCR(b.html, text, false)
	return true
}

// Comment adds a comment. It reports false, and adds nothing, if Parse would reject it.
func (b *Builder) Comment(text string) bool {
	f := b.top()
	text = validText(text)
	switch {
	case f.isEmpty(), f.traits&textElement != 0, f.mode == inPlainText, !b.hasRoom(len(text) + len("<!---->")):
		return false
	case strings.HasPrefix(text, ">"), strings.HasPrefix(text, "->"), strings.Index(text+"-->", "-->") != len(text),
		strings.Contains(text, "--!>"), strings.Contains(text+"--", "<!--"):
		return false
	}
	b.html = append(b.html, "<!--"...)
	b.html = append(appendNormalized(b.html, []byte(text)), "-->"...)
	return true
}

// Foreign reports whether the children of the open element are svg or math elements.
func (b *Builder) Foreign() bool {
	ns := b.top().namespace
	return ns != htmlNS && ns != mathTextNS
}

// HTML closes all open elements and returns the markup. The Builder must not be used afterwards.
func (b *Builder) HTML() []byte {
	for b.top(); len(b.stack) > 1; {
		b.End()
	}
	return b.html
}

// validText returns s with NUL characters and invalid UTF-8 replaced by U+FFFD.
func validText(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	}
	return s
}

// appendEscapedCR is like appendEscaped, and writes CR as a reference, because a parser would turn it
// into LF.
func appendEscapedCR(dst []byte, s string, quoted bool) []byte {
	for {
		before, after, found := strings.Cut(s, "\r")
		dst = appendEscaped(dst, []byte(before), quoted)
		if !found {
			return dst
		}
		dst, s = append(dst, "&#13;"...), after
	}
}
