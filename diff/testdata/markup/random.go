package markup

import (
	"math/rand/v2"
	"strings"
)

var (
	blocks  = strings.Fields("div p section h1 h2 ul ol dl li dd dt form fieldset legend pre blockquote details summary table caption colgroup thead tbody tr td th select optgroup option datalist button template object address figure search center dialog menu")
	inlines = strings.Fields("a b i em span code nobr font small label ruby rb rt rp rtc output my-el s u video")
	foreign = strings.Fields("svg math g path linearGradient foreignobject desc title mi mtext annotation-xml circle style script a font text SVG Math")
	voids   = strings.Fields("br hr img input wbr col embed link meta param source track area base keygen")
	raws    = strings.Fields("script style textarea title iframe noscript")
	texts   = []string{
		"a", " ", "\n", "\nx", "b c", "&amp;", "&lt;", "&#10;", "&nbsp;", "&notin;", "&", "<", "< ", "é😀", "\r\n", "\r", "&#13;", ">", "\"", "&copy", "&#x41;", "\t", "]]>", "&nGt;", "&semi;",
	}
	attributes = []string{
		` id="a"`, ` class="b a b"`, ` hidden`, ` title='x "y" &amp; z'`, ` value=""`, ` a=b`, ` viewbox="0 0"`, ` xlink:href="#"`,
		` encoding="text/html"`, ` color="red"`, ` type="hidden"`, ` data-x="&lt;&#10;&copy=1"`, ` live-id="1"`, ` a = "b"`, "\nlang=de ", ` definitionurl="x"`, ` href="?a&b"`,
		` live-update="ignore"`, ` live-update=&#105;gnore`, ` live-update="x"`, ` live-root="1"`, ` live-root`, ` LIVE-ROOT=2`,
	}
	comments = []string{"<!--a-->", "<!---->", "<!-- - -- -->", "<!-->", "<!--a--!>", "<!--a<!--b-->", "<!x>", "<?x?>", "<![CDATA[x]]>"}
)

// Random returns random markup. Its start and end tags mostly match; the elements may or may not be
// allowed inside each other.
func Random(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(3) {
		appendRandom(&b, r, 1+r.IntN(5))
	}
	return b.String()
}

func appendRandom(b *strings.Builder, r *rand.Rand, depth int) {
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	if depth == 0 {
		b.WriteString(pick(texts))
		return
	}
	switch n := r.IntN(100); {
	case n < 14:
		b.WriteString(pick(texts))
	case n < 17:
		b.WriteString(pick(comments))
	case n < 22:
		appendStartTag(b, r, pick(voids), r.IntN(3) == 0)
	case n < 28:
		name := pick(raws)
		appendStartTag(b, r, name, false)
		b.WriteString(pick(texts) + pick(texts) + "</" + name + ">")
	case n < 33:
		appendStartTag(b, r, pick(foreign), true)
	case n < 41:
		appendTable(b, r, depth-1)
	default:
		name := pick([][]string{blocks, inlines, inlines, foreign}[r.IntN(4)])
		appendStartTag(b, r, name, false)
		for range r.IntN(4) {
			appendRandom(b, r, depth-1)
		}
		if r.IntN(100) > 0 {
			b.WriteString("</" + name + ">")
		}
	}
}

// appendStartTag writes a start tag, usually without attributes.
func appendStartTag(b *strings.Builder, r *rand.Rand, name string, slash bool) {
	b.WriteString("<" + name)
	for range max(0, r.IntN(6)-3) {
		b.WriteString(attributes[r.IntN(len(attributes))])
	}
	if slash {
		b.WriteString("/")
	}
	b.WriteString(">")
}

// appendTable writes a well-formed table whose cells have random contents.
func appendTable(b *strings.Builder, r *rand.Rand, depth int) {
	b.WriteString("<table>\n<tbody>")
	for range r.IntN(3) {
		b.WriteString("<tr>")
		for range r.IntN(3) {
			b.WriteString("<td>")
			appendRandom(b, r, depth)
			b.WriteString("</td>")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody></table>")
}
