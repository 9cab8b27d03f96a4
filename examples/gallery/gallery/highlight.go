package gallery

import (
	"html"
	"path"
	"regexp"
	"strings"
)

// tokens matches what is highlighted, by extension. The name of a group is the class of its token.
var tokens = map[string]*regexp.Regexp{
	".go":    regexp.MustCompile(goComment + "|" + goString + "|" + goKeyword),
	".templ": regexp.MustCompile(goComment + "|" + goString + "|" + tag + "|" + goKeyword),
	".js":    regexp.MustCompile(goComment + "|" + jsString + "|" + jsKeyword),
	".css":   regexp.MustCompile(`(?P<comment>(?s:/\*.*?\*/))|(?P<string>"[^"\n]*")`),
}

const (
	goComment = `(?P<comment>(?m:(?:^|[\t ])//.*$)|(?s:/\*.*?\*/))`
	goString  = `(?P<string>"(?:[^"\\\n]|\\.)*"|` + "`[^`]*`" + `)`
	goKeyword = `(?P<keyword>\b(?:break|case|chan|const|continue|default|defer|else|for|func|go|if|import|interface|map|package|range|return|select|struct|switch|templ|type|var)\b)`
	tag       = `(?P<tag></?[a-z][a-z0-9-]*\b|/?>)`
	jsString  = `(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|` + "`[^`]*`" + `)`
	jsKeyword = `(?P<keyword>\b(?:async|await|break|case|class|const|continue|else|export|extends|for|function|if|import|let|new|of|return|super|switch|this|throw|try|while)\b)`
)

// highlight returns src as HTML: an element code with an element for each line. The extension of name
// selects the language.
func highlight(name, src string) string {
	var b strings.Builder
	b.WriteString("<code>")
	newline := func(class string) {
		if class != "" {
			b.WriteString("</span>")
		}
		b.WriteString("\n</span>")
	}
	open := false // a line is open
	write := func(class, text string) {
		for line := range strings.Lines(text) {
			text, ended := strings.CutSuffix(line, "\n")
			if !open {
				b.WriteString(`<span class="line">`)
				open = true
			}
			if class != "" {
				b.WriteString(`<span class="` + class + `">`)
			}
			b.WriteString(html.EscapeString(text))
			switch {
			case ended:
				newline(class)
				open = false
			case class != "":
				b.WriteString("</span>")
			}
		}
	}
	re := tokens[path.Ext(name)]
	rest := 0
	for _, m := range re.FindAllStringSubmatchIndex(src, -1) {
		for group, class := range re.SubexpNames() {
			if class != "" && m[2*group] >= 0 {
				write("", src[rest:m[2*group]])
				write(class, src[m[2*group]:m[2*group+1]])
				rest = m[2*group+1]
			}
		}
	}
	write("", src[rest:])
	if open {
		newline("")
	}
	b.WriteString("</code>")
	return b.String()
}
