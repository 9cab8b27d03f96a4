package normalize_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/diff/normalize"
	"github.com/lively-go/lively/diff/testdata/markup"
	"github.com/stretchr/testify/require"
)

// hostile lists markup that costs a parser much more than its size, that it rejects, or that it reads
// in another way than it is written, as a function of its size.
var hostile = map[string]func(n int) string{
	"forms in a table":            func(n int) string { return "<table>" + strings.Repeat("<form></form>", n) },
	"nested forms":                func(n int) string { return strings.Repeat("<form>", n) },
	"nested divs":                 func(n int) string { return strings.Repeat("<div>", n) + "x" },
	"nested bold":                 func(n int) string { return strings.Repeat("<b>", n) + "x" },
	"nested svg":                  func(n int) string { return strings.Repeat("<svg><foreignObject>", n) + "x" },
	"nested svg groups":           func(n int) string { return "<svg>" + strings.Repeat("<g>", n) + "x" },
	"nested math":                 func(n int) string { return strings.Repeat("<math><mi>", n) + "x" },
	"nested tables":               func(n int) string { return strings.Repeat("<table><tr><td>", n) + "x" },
	"nested templates":            func(n int) string { return strings.Repeat("<template>", n) + "x" },
	"nested lists":                func(n int) string { return strings.Repeat("<ul><li>", n) + "x" },
	"nested selects":              func(n int) string { return strings.Repeat("<select><optgroup><option>", n) },
	"nested buttons":              func(n int) string { return strings.Repeat("<button><p>", n) },
	"deep, then reopened":         func(n int) string { return strings.Repeat("<b>", 300) + strings.Repeat("<div><p>x</div>", n) },
	"identical formatting":        func(n int) string { return strings.Repeat("<p><b>x", n) },
	"formatting":                  func(n int) string { return repeat(n, "<p><b id=%d>x</p>") },
	"formatting, then paragraphs": func(n int) string { return "<p>" + repeat(400, "<b id=%d>") + strings.Repeat("<p>x", n) },
	"formatting in paragraphs, closed": func(n int) string {
		return "<p>" + repeat(200, "<b id=%d>") + strings.Repeat("<div>x</div>", n) + strings.Repeat("</b>", 200)
	},
	"formatting behind a marker": func(n int) string {
		return repeat(200, "<b id=%d><table><object><tr></tr></object></table></b>") + strings.Repeat("<object></object><p>x", n)
	},
	"formatting in svg": func(n int) string {
		return repeat(200, "<b id=%d><svg><p><object/></p></svg></b>") + strings.Repeat("</object><p>x", n)
	},
	"formatting hidden by a comment": func(n int) string {
		return "<textarea><!--</textarea><p>" + repeat(200, "<b id=%d>") + strings.Repeat("<p>x", n) + "-->"
	},
	"formatting hidden by an attribute": func(n int) string {
		return `<title><a title="</title><p>` + repeat(200, "<b id=%d>") + strings.Repeat("<p>x", n) + `">`
	},
	"formatting with long attributes": func(n int) string {
		return "<p><b title=" + strings.Repeat("y", 10*n) + ">" + strings.Repeat("<p>x", n)
	},
	"links":     func(n int) string { return repeat(n, "<p><a id=%d>x<div>") },
	"misnested": func(n int) string { return strings.Repeat("<b><i><div></b></i>", n) },
	"adoption of many children": func(n int) string {
		return repeat(400, "<b id=%d>") + "<div>" + strings.Repeat("<br>", n) + strings.Repeat("</b>", 400)
	},
	"foster parenting":         func(n int) string { return "<table>" + strings.Repeat("x<b>y<tr>", n) },
	"foster-parented text":     func(n int) string { return "<table>" + strings.Repeat("x<tr>", n) },
	"end tags":                 func(n int) string { return strings.Repeat("</p></br></x>", n) },
	"end tags in a deep page":  func(n int) string { return strings.Repeat("<table><td>", n) + strings.Repeat("</p></div></b>", n) },
	"ignored tags in text":     func(n int) string { return strings.Repeat("x<td>x</q>", n) },
	"attributes":               func(n int) string { return "<p " + repeat(n, " a%d=x") + ">" },
	"duplicate attributes":     func(n int) string { return "<p " + strings.Repeat(" a=x", n) + ">" },
	"attributes of formatting": func(n int) string { return strings.Repeat("<b "+repeat(100, " a%d=x")+">", n/100) },
	"comment":                  func(n int) string { return "<p><!--" + strings.Repeat("<!--&gt;-->x", n) },
	"comments":                 func(n int) string { return strings.Repeat("<!--a<!-->", n) + "<p>" },
	"unclosed comment":         func(n int) string { return "<p><!--" + strings.Repeat("x-", n) },
	"NUL and invalid UTF-8":    func(n int) string { return strings.Repeat("\x00<p \x00a=\x00>\xff\xed\xa0\x80\r", n) },
	"select":                   func(n int) string { return "<select>" + strings.Repeat("<b><option><i>x<input></select>", n) },
	"plaintext":                func(n int) string { return strings.Repeat("<plaintext>\n<b>", n) },
	"textarea":                 func(n int) string { return strings.Repeat("<textarea>\n\n<b></textarea", n) },
	"scripts":                  func(n int) string { return strings.Repeat("<script><!--<script>x</script>", n) },
	"noscript":                 func(n int) string { return strings.Repeat("<noscript><p><div></noscript>", n) },
	"frames and documents":     func(n int) string { return strings.Repeat("<html a><head><body b><frameset><frame><!DOCTYPE html>", n) },
	"CDATA":                    func(n int) string { return strings.Repeat("<svg><![CDATA[<b>]]></svg><![CDATA[<b>]]>", n) },
	"less-than signs":          func(n int) string { return strings.Repeat("<", n) + "<p" },
}

func repeat(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// around returns a page of an application with content of a user in one element.
func around(content string) string {
	return "<main><h1>Title</h1><article>" + content + "</article></main><ul><li>one<li>two</ul>"
}

// The work and the result are linear in the page: tokens read, nodes created, and bytes written.
func TestHTML_HostileMarkupIsLinear(t *testing.T) {
	for name, content := range hostile {
		t.Run(name, func(t *testing.T) {
			for _, n := range []int{500, 4000} {
				src := around(content(n))
				out, tokens, nodes := normalize.Work([]byte(src))
				t.Logf("%d bytes: %d tokens, %d nodes, %d bytes written", len(src), tokens, nodes, len(out))
				require.LessOrEqual(t, tokens, 2*len(src)+10)
				require.LessOrEqual(t, nodes, 2*len(src)+2000)
				require.LessOrEqual(t, len(out), 10*len(src)+100_000)
				s, err := diff.Parse(out)
				require.NoError(t, err)
				s.Release()
			}
			requireNormal(t, name, normalize.HTML([]byte(around(content(500)))))
		})
	}
}

// The rest of the page is kept, whatever a user writes in an element that is closed after it.
func TestHTML_HostileMarkupKeepsRestOfPage(t *testing.T) {
	swallow := map[string]bool{ // in a browser too, the rest of the page is text of these
		"plaintext": true, "unclosed comment": true, "textarea": true, "comment": true, "scripts": true,
		"less-than signs": true, "formatting hidden by a comment": true, "formatting hidden by an attribute": true, "nested templates": true,
	}
	for name, content := range hostile {
		if swallow[name] {
			continue
		}
		out := string(normalize.HTML([]byte(around(content(600)))))
		require.True(t, strings.HasPrefix(out, "<main><h1>Title</h1><article>"), name)
		require.Regexp(t, `<ul><li>(<b [^>]*>)*one(</b>)*</li><li>(<b [^>]*>)*two`, out, name) // a parser may reopen <b>
	}
}

// Flattening does not change the tree of markup that Parse accepts.
func TestFlatten_KeepsAcceptedMarkup(t *testing.T) {
	check := func(src string) {
		before, err := diff.Parse([]byte(src))
		if err != nil || oracleErrs.MatchString(src) {
			return
		}
		after, err := diff.Parse(normalize.Flatten([]byte(src)))
		require.NoError(t, err, "%q", src)
		require.Equal(t, string(before.AppendCanonical(nil)), string(after.AppendCanonical(nil)), "%q", src)
	}
	for _, c := range corpus(t) {
		check(c.HTML)
	}
	r := rand.New(rand.NewPCG(2, 0))
	for range 3000 {
		check(markup.Random(r))
	}
}

func TestFlatten_RepairsAsBrowsersDo(t *testing.T) {
	for src, want := range map[string]string{
		`<ul><li>one<li>two</ul>`:                                            `<ul><li>one</li><li>two</li></ul>`,
		`<table><tr><td>1<td>2<tr><td>3</table>x`:                            `<table><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></tbody></table>x`,
		`<table><caption>a<col><tr><td></p></div>b</table>`:                  `<table><caption>a</caption><colgroup><col></colgroup><tbody><tr><td>b</td></tr></tbody></table>`,
		`<table><tr>a<td>b</td></tr></table>c`:                               `<table><tbody><tr></tr></tbody></table>abc`,
		`<table><form><tr><td>a</form></table>b`:                             `<table><tbody><tr><td>a</td></tr></tbody></table>b`,
		`<p>a<div>b</p>c</div>`:                                              `<p>a</p><div>bc</div>`,
		`<dl><dt>a<dd>b<p>c<dt>d</dl>`:                                       `<dl><dt>a</dt><dd>b<p>c</p></dd><dt>d</dt></dl>`,
		`<a>b<a>c</a></a>`:                                                   `<a>b</a><a>c</a>`,
		`<select><optgroup><option>a<optgroup><option>b`:                     `<select><optgroup><option>a</option></optgroup><optgroup><option>b</option></optgroup></select>`,
		`<svg><desc><template><b>a</b></template>b</desc></svg>`:             `<svg><desc><template><b>a</b></template>b</desc></svg>`,
		`<svg><path/><title>a</title></svg><br/><img>`:                       `<svg><path></path><title>a</title></svg><br><img>`,
		`<div><td>a</td></div><pre>` + "\n\nb":                               `<div>a</div><pre>` + "\n\nb</pre>",
		`<table><template><b><template>a</b></template></template></table>c`: `<table><template><b><template>a</template></b></template></table>c`,
		`<select><title>a</title><option>b<script>c</script>`:                `<select><option>b</option></select>`,
	} {
		require.Equal(t, want, string(normalize.Flatten([]byte(src))), src)
	}
}

var (
	tags = strings.Fields("<p> </p> <table> </table> <tr> <td> </td> </tr> <b> </b> <a> </a> <i> <svg> </svg> <foreignObject> <math> <mi> <mglyph/> <annotation-xml> " +
		"<form> </form> <object> </object> <caption> <col> <li> <ul> </ul> <dd> <button> <h1> <nobr> <pre> <br/> <image> <ruby> <rt> <path/> <font> <desc> &amp; &#13; x \x00 \xff")
	greedyTags = strings.Fields("<select> <option> <optgroup> </select> <template> </template> <title> </title> <style> </style> <script> </script> <textarea> </textarea> " +
		"<!-- --> <!--> <plaintext> <xmp> </xmp> <noscript> </noscript> <![CDATA[ ]]> <iframe>") // a parser may read the rest of the page as their content
)

// Random tags are normalized by each of the ways, and the rest of the page is kept.
func TestHTML_RandomTags(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 0))
	count := 5000
	if testing.Short() {
		count = 500
	}
	for i := range count {
		list := tags
		if i%2 == 1 {
			list = slices.Concat(tags, greedyTags)
		}
		var b strings.Builder
		for range r.IntN(25) {
			b.WriteString(list[r.IntN(len(list))])
			if r.IntN(6) == 0 {
				b.WriteString("\n")
			}
		}
		src := []byte(around(b.String()))
		out, flat := normalize.HTML(src), normalize.Flatten(src)
		requireNormal(t, "normalized", out)
		requireNormal(t, "flattened", flat)
		if i%2 == 0 {
			require.Contains(t, string(out), "one", "%q", src)
			require.Contains(t, string(flat), "one", "%q", src)
		}
	}
}

func FuzzFlatten(f *testing.F) {
	for _, c := range corpus(f) {
		f.Add([]byte(c.HTML))
	}
	f.Fuzz(func(t *testing.T, src []byte) { requireNormal(t, "input", normalize.Flatten(src)) })
}
