package rules

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
)

const (
	maxLines = 600
	maxBytes = 1 << 20
)

var fileRules = []rule{
	{
		name:  "no file over 600 lines",
		check: longFiles,
		violations: []violation{{
			files: map[string]string{
				"live/a.go":      strings.Repeat("\n", maxLines+1),
				"js/src/a.ts":    strings.Repeat("\n", maxLines+1),
				"live/a.templ":   strings.Repeat("\n", maxLines+1),
				"live/ok.go":     strings.Repeat("\n", maxLines),
				"a/b_templ.go":   strings.Repeat("\n", maxLines+1),
				"js/dist/all.js": strings.Repeat("\n", maxLines+1),

				"examples/third-party/map/map.css": strings.Repeat("\n", maxLines+1),
			},
			want: []string{"js/src/a.ts: 601 lines", "live/a.go", "live/a.templ"},
		}},
	},
	{
		name:  "no executable, nothing over 1 MB",
		check: strayFiles,
		violations: []violation{{
			files: map[string]string{
				"metrics":     "\x7fELF\x02",
				"a.out":       "\xcf\xfa\xed\xfe",
				"lively.exe":  "MZ\x90\x00",
				"docs/a.png":  strings.Repeat("x", maxBytes+1),
				"docs/b.png":  "\x89PNG",
				"docs/MZ.txt": "MZ begins an executable.",
			},
			want: []string{"a.out: an executable", "docs/a.png: over 1 MB", "lively.exe", "metrics"},
		}},
	},
	{
		name:  "replace directives only in modules for developers",
		check: replaces,
		violations: []violation{
			{
				files: map[string]string{"go.mod": "module x\nreplace a => ../a\n"},
				want:  []string{"go.mod: replace a => ../a"},
			},
			{
				files: map[string]string{
					"bench/go.mod":    "module x\nrequire (\n\ta v1\n)\n",
					"examples/go.mod": "module x\nreplace github.com/lively-go/lively => ../\n",
					"e2e/go.mod":      "module x\nreplace (\n\tgithub.com/lively-go/lively => ../\n\tgithub.com/lively-go/lively/examples => ../examples\n\ta => ../a // for now\n)\n",
					"tools/go.mod":    "module x\nreplace github.com/lively-go/lively => ../\n",
				},
				want: []string{"bench/go.mod: no replace", "e2e/go.mod: replace a => ../a", "tools/go.mod: replace github"},
			},
		},
	},
}

func longFiles(t *tree) (bad []string) {
	for _, name := range t.names() {
		if !slices.Contains([]string{".go", ".ts", ".templ", ".css"}, path.Ext(name)) || isGenerated(name, t.files[name]) || isVendored(name) {
			continue
		}
		if n := bytes.Count(t.files[name], []byte("\n")); n > maxLines {
			bad = append(bad, fmt.Sprintf("%s: %d lines: split it by topic", name, n))
		}
	}
	return bad
}

func strayFiles(t *tree) (bad []string) {
	// The magic numbers of ELF, Mach-O (four) and PE.
	magic := []string{"\x7fELF", "\xce\xfa\xed\xfe", "\xcf\xfa\xed\xfe", "\xfe\xed\xfa\xce", "\xfe\xed\xfa\xcf", "MZ\x90\x00"}
	for _, name := range t.names() {
		data := t.files[name]
		if len(data) > maxBytes {
			bad = append(bad, name+": over 1 MB: do not commit it")
		}
		for _, mark := range magic {
			if bytes.HasPrefix(data, []byte(mark)) {
				bad = append(bad, name+": an executable: do not commit it")
			}
		}
	}
	return bad
}

// allowedReplaces lists the replace directives that each module must have. Users never download
// these modules. Other modules must not have any, because users would get the original module.
var allowedReplaces = map[string][]string{
	"bench/go.mod":    {module + " => ../"},
	"examples/go.mod": {module + " => ../"},
	"e2e/go.mod":      {module + " => ../", module + "/examples => ../examples"},
}

func replaces(t *tree) (bad []string) {
	for _, name := range t.names() {
		if path.Base(name) != "go.mod" {
			continue
		}
		got, want := replaceDirectives(string(t.files[name])), allowedReplaces[name]
		for _, r := range got {
			if !slices.Contains(want, r) {
				bad = append(bad, fmt.Sprintf("%s: replace %s: remove it, or add it to allowedReplaces", name, r))
			}
		}
		for _, r := range want {
			if !slices.Contains(got, r) {
				bad = append(bad, fmt.Sprintf("%s: no replace %s: add it", name, r))
			}
		}
	}
	return bad
}

// replaceDirectives returns the replace directives of a go.mod, single ones and those in a block.
func replaceDirectives(mod string) (all []string) {
	block := ""
	for line := range strings.Lines(mod) {
		line, _, _ = strings.Cut(line, "//")
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case words[0] == ")":
			block = ""
		case words[len(words)-1] == "(":
			block = words[0]
		case block == "replace":
			all = append(all, strings.Join(words, " "))
		case block == "" && words[0] == "replace":
			all = append(all, strings.Join(words[1:], " "))
		}
	}
	return all
}
