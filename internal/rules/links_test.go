package rules

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode"
)

var linkRules = []rule{{
	name:  "links in documents have a target",
	check: brokenLinks,
	violations: []violation{{
		files: map[string]string{
			"README.md": "# Lively\n[design](docs/design.md) ![picture](docs/none.png \"title\")\n" +
				"[ok](docs/protocol.md#the-opening-of-it) [bad](docs/protocol.md#nowhere) [here](#lively) [web](https://example.com/x)\n" +
				"`[code](none.md)`\n```go\n[code](none.md)\n```\n[folder](docs) [folder](docs/)\n[ref]: none.md\n",
			"docs/protocol.md":        "## The *opening*, of `it`\n## Twice\n## Twice\n[up](../README.md) [two](#twice-1) [three](#twice-2)\n[out](../../x.md)\n",
			"live/testdata/page.md":   "[x](none.md)\n",
			"examples/chat/README.md": "[x](main.go)\n",
			"examples/chat/main.go":   "package main\n",
		},
		want: []string{
			"README.md:2: docs/design.md", "README.md:2: docs/none.png", "README.md:3: docs/protocol.md#nowhere", "README.md:9: none.md",
			"docs/protocol.md:4: #twice-2", "docs/protocol.md:5: ../../x.md",
		},
	}},
}}

var (
	inlineLink    = regexp.MustCompile(`\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)`)
	referenceLink = regexp.MustCompile(`^\s*\[[^\]]+\]:\s*(\S+)`)
	inlineCode    = regexp.MustCompile("`[^`]*`")
)

func brokenLinks(t *tree) (bad []string) {
	for _, name := range t.documents() {
		for i, line := range prose(t.files[name]) {
			line = inlineCode.ReplaceAllString(line, "")
			for _, re := range []*regexp.Regexp{inlineLink, referenceLink} {
				for _, m := range re.FindAllStringSubmatch(line, -1) {
					if problem := t.checkLink(name, m[1]); problem != "" {
						bad = append(bad, fmt.Sprintf("%s:%d: %s: %s", name, i+1, m[1], problem))
					}
				}
			}
		}
	}
	return bad
}

// documents returns the paths of the Markdown files.
func (t *tree) documents() (all []string) {
	for _, name := range t.names() {
		if path.Ext(name) == ".md" && !strings.Contains("/"+name, "/testdata/") {
			all = append(all, name)
		}
	}
	return all
}

// checkLink returns why a link in a document is broken, or "".
func (t *tree) checkLink(from, link string) string {
	u, err := url.Parse(link)
	switch {
	case err != nil:
		return err.Error()
	case u.Scheme != "" || u.Host != "":
		return "" // tests do not use the network
	}
	target := from
	if u.Path != "" {
		target = path.Join(path.Dir(from), u.Path)
	}
	if _, ok := t.files[target]; !ok {
		if t.hasDir(target) {
			return ""
		}
		return "no such file"
	}
	if u.Fragment != "" && !anchors(t.files[target])[u.Fragment] {
		return "no such heading"
	}
	return ""
}

func (t *tree) hasDir(dir string) bool {
	for name := range t.files {
		if within(name, dir) {
			return true
		}
	}
	return false
}

// prose returns the lines of a Markdown file, with code blocks blanked.
func prose(md []byte) []string {
	lines, fenced := strings.Split(string(md), "\n"), false
	for i, line := range lines {
		fence := strings.HasPrefix(strings.TrimSpace(line), "```")
		if fence || fenced {
			lines[i] = ""
		}
		if fence {
			fenced = !fenced
		}
	}
	return lines
}

// anchors returns the anchors of a document's headings as code hosts generate them: lower case,
// hyphens for spaces, no punctuation, and a number after a repeated one.
func anchors(md []byte) map[string]bool {
	all := map[string]bool{}
	for _, line := range prose(md) {
		text := strings.TrimLeft(line, "#")
		if text == line || !strings.HasPrefix(text, " ") {
			continue
		}
		slug := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, strings.TrimSpace(text))
		name := slug
		for n := 1; all[name]; n++ {
			name = fmt.Sprintf("%s-%d", slug, n)
		}
		all[name] = true
	}
	return all
}
